@echo off
chcp 936 >nul
setlocal
set "HERE=%~dp0"
set "TARGET=%LOCALAPPDATA%\xltoolkit\python"
set "PYTHON="
rem Other programs set these two; they would lead our Python to their libraries.
set "PYTHONHOME="
set "PYTHONPATH="

echo 第 1 步：查找 Python 3.11（64 位）
if exist "%LOCALAPPDATA%\xltoolkit\base\python.exe" set "PYTHON=%LOCALAPPDATA%\xltoolkit\base\python.exe"
if not defined PYTHON if exist "%LOCALAPPDATA%\Programs\Python\Python311\python.exe" set "PYTHON=%LOCALAPPDATA%\Programs\Python\Python311\python.exe"
if not defined PYTHON if exist "%ProgramFiles%\Python311\python.exe" set "PYTHON=%ProgramFiles%\Python311\python.exe"
for %%K in (HKCU HKLM) do if not defined PYTHON for /f "tokens=2,*" %%A in ('reg query "%%K\Software\Python\PythonCore\3.11\InstallPath" /v ExecutablePath 2^>nul') do if exist "%%B" set "PYTHON=%%B"
if not defined PYTHON for %%F in ("%HERE%python-3.11*-amd64.exe") do (
    echo         正在为当前用户安装 %%~nxF
    start /wait "" "%%~F" /quiet InstallAllUsers=0 PrependPath=0 Include_launcher=0 Include_test=0 Shortcuts=0 TargetDir="%LOCALAPPDATA%\xltoolkit\base"
    if exist "%LOCALAPPDATA%\xltoolkit\base\python.exe" set "PYTHON=%LOCALAPPDATA%\xltoolkit\base\python.exe"
)
if not defined PYTHON goto no_python

echo 第 2 步：建立独立的运行环境 %TARGET%
"%PYTHON%" -m venv "%TARGET%"
if errorlevel 1 goto failed

echo 第 3 步：从本文件夹安装（不联网，逐个核对校验值）
"%TARGET%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links "%HERE%wheels" --require-hashes -r "%HERE%requirements.lock"
if errorlevel 1 goto failed

echo 第 4 步：安装 Excel 按钮和“发送到”
"%TARGET%\Scripts\python.exe" -P -m xltoolkit excel install
if errorlevel 1 goto failed

echo 第 5 步：自检
"%TARGET%\Scripts\python.exe" -P -m xltoolkit doctor
echo.
echo 安装完成。重新打开 Excel，功能区有“绩效申报”选项卡；在文件上点右键，“发送到”中有“检查绩效申报表”。
echo 命令行程序："%TARGET%\Scripts\xltoolkit.exe"
pause
exit /b 0

:no_python
echo 没有找到 Python 3.11（64 位）。请把官方安装程序 python-3.11.x-amd64.exe 放进本文件夹，再运行一次。
pause
exit /b 1

:failed
echo 安装没有完成。请先关闭 Excel，再运行一次；仍不行时，请把这个窗口的内容交给管理员。
pause
exit /b 1
