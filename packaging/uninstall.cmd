@echo off
chcp 936 >nul
setlocal
set "HOME_FOLDER=%LOCALAPPDATA%\xltoolkit"
set "TARGET=%HOME_FOLDER%\python"

echo 第 1 步：删除 Excel 按钮、登记和“发送到”
set "PYTHONHOME="
set "PYTHONPATH="
if exist "%TARGET%\Scripts\python.exe" "%TARGET%\Scripts\python.exe" -P -m xltoolkit excel uninstall
if not errorlevel 1 if exist "%TARGET%\Scripts\python.exe" goto environment

rem The environment is gone or broken: the same by hand.
set "ADDIN=%APPDATA%\Microsoft\Excel\XLSTART\xltoolkit.xlam"
set "SHORTCUT=%APPDATA%\Microsoft\Windows\SendTo\检查绩效申报表.lnk"
if exist "%ADDIN%" del /q "%ADDIN%"
if exist "%ADDIN%" goto failed
if exist "%SHORTCUT%" del /q "%SHORTCUT%"
for %%F in (installed.json xltoolkit.log xltoolkit.log.1) do if exist "%HOME_FOLDER%\%%F" del /q "%HOME_FOLDER%\%%F"
reg delete HKCU\Software\xltoolkit /f >nul 2>nul

:environment
echo 第 2 步：删除运行环境
if exist "%TARGET%" rmdir /s /q "%TARGET%"
if exist "%TARGET%" goto failed
if exist "%HOME_FOLDER%\base" echo         安装时装的 Python 还在：%HOME_FOLDER%\base，可在“应用和功能”中卸载。
rmdir "%HOME_FOLDER%" 2>nul
echo 已卸载。填报的工作簿都没有动。
pause
exit /b 0

:failed
echo 卸载没有完成。请关闭 Excel 后再运行一次。
pause
exit /b 1
