"""`xltoolkit doctor`: what of the button is installed and works here, each fault with its mend, in lines for any console."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from xltoolkit.excel import places, windows
from xltoolkit.excel.log import log_path

GOOD, BAD, HINT, NOT_HERE = "正常", "问题", "注意", "不适用"
OLDEST_PYTHON = (3, 11)
_REINSTALL = "请重新运行安装包的 install.cmd，或 pip install --force-reinstall xlwings pywin32"
_SECURITY = r"Microsoft\Office\{version}\Excel\Security"
_DISABLED = r"Software\Microsoft\Office\{version}\Excel\Resiliency\DisabledItems"
_OFFICE_VERSIONS = ("16.0", "15.0", "14.0")  # 2016 and later, 2013, 2010
_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_NO_CHILDREN = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"  # "Block all Office applications from creating child processes"
_ATTACK_SURFACE_RULES = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"


class Line(NamedTuple):
    """One thing looked at. `mend` says what to do, '' where nothing is to be done."""

    state: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        return f"[{self.state}] {self.text}" + (f" 处理办法：{self.mend}" if self.mend else "")


def examine() -> list[str]:
    """One line for each thing looked at, then a line with the result. Nothing is changed, nothing is sent anywhere."""
    lines = [line for look in _LOOKS for line in _looked(look)]
    faults = sum(line.state == BAD for line in lines)
    result = "检查到此为止，没有发现问题。" if not faults else f"发现 {faults} 处问题，请按上面的处理办法处理。"
    return [*(str(line) for line in lines), f"日志（只记出错的程序位置，没有填报内容）：{log_path()}", result]


def _looked(look: Callable[[], Iterator[Line]]) -> list[Line]:
    """A look that fails is a line too: the doctor must not fall ill."""
    try:
        return list(look())
    except Exception as error:
        from xltoolkit.excel.log import advice

        return [Line(BAD, f"{look.__name__.strip('_')} 没有看成（{type(error).__name__}）。", advice(error))]


def _python() -> Iterator[Line]:
    from xltoolkit import __version__

    bits = "64 位" if sys.maxsize > 2**32 else "32 位"
    text = f"xltoolkit {__version__}，Python {platform.python_version()}（{bits}），{sys.executable}"
    if sys.version_info >= OLDEST_PYTHON:
        yield Line(GOOD, text)
    else:
        yield Line(BAD, text, "需要 Python 3.11 或更高版本。")


def _temporary_folder() -> Iterator[Line]:
    try:
        with tempfile.NamedTemporaryFile(prefix="xltoolkit-") as file:
            file.write(b"1")
        yield Line(GOOD, f"临时文件夹可以写入：{tempfile.gettempdir()}")
    except OSError:
        yield Line(BAD, f"临时文件夹不能写入：{tempfile.gettempdir()}", "请清理磁盘，或请管理员检查环境变量 TEMP。")


def _xlwings() -> Iterator[Line]:
    from xltoolkit.excel.attach import import_xlwings

    started = time.perf_counter()
    try:
        xlwings = import_xlwings()
    except Exception as error:  # a broken pywin32 fails in many ways
        yield Line(BAD, f"xlwings 不能用（{type(error).__name__}）。", _REINSTALL)
        return
    took = time.perf_counter() - started
    text = f"xlwings {xlwings.__version__}，载入用 {took:.2f} 秒"
    if places.system() == "linux":
        yield Line(NOT_HERE, f"{text}；Linux 上没有 Excel，按钮改为检查保存的副本。")
    elif "excel" in [engine.name for engine in xlwings.engines]:
        yield Line(GOOD, text)
    else:
        yield Line(BAD, f"{text}，但连接 Excel 的部分（pywin32）没有装好。", _REINSTALL)


def _launcher() -> Iterator[Line]:
    """The path that the macro starts, and that it really starts an interpreter that has us."""
    if places.system() == "windows":
        found = windows.read_registry(windows.CURRENT_USER, places.REGISTRY_KEY, places.REGISTRY_VALUE)
        program = str(found) if found else ""
    else:
        program = places.launcher_path() if os.path.isfile(places.launcher_path()) else ""
    program = os.environ.get("XLTOOLKIT_LAUNCHER") or program
    install = "运行 xltoolkit excel install"
    if not program and places.system() != "windows":
        yield Line(HINT, "没有登记启动程序，只有要在 LibreOffice 中按按钮时才需要。", install)
    elif not program:
        yield Line(BAD, "没有登记启动程序，按钮不知道启动什么。", install)
    elif not os.path.isfile(program):
        yield Line(BAD, f"启动程序不存在：{program}（Python 可能移动或升级过）。", install)
    else:
        done = subprocess.run([program, "-P", "-c", "import xltoolkit.excel"], capture_output=True, timeout=60)
        if done.returncode == 0:
            yield Line(GOOD, f"启动程序：{program}")
        else:
            yield Line(
                BAD, f"启动程序不能载入 xltoolkit：{program}", f"{install}；如有安全软件拦截，请管理员放行这个程序"
            )


def _addin() -> Iterator[Line]:
    if places.system() != "windows":
        yield Line(NOT_HERE, "Excel 加载项和“发送到”只用于 Windows。")
        return
    from xltoolkit.excel.build import build_addin

    path, install = places.addin_path(), "关闭 Excel 后运行 xltoolkit excel install"
    if not os.path.isfile(path):
        yield Line(BAD, "没有安装 Excel 加载项。", install)
    else:
        with open(path, "rb") as file:
            same = file.read() == build_addin()
        yield (
            Line(GOOD, f"加载项与本版本一致：{path}")
            if same
            else Line(BAD, f"加载项不是本版本的，或被改动过：{path}", install)
        )
        if windows.has_mark_of_the_web(path):
            yield Line(
                BAD, "加载项带有“来自网络”的标记，Excel 会拦截它的宏。", "右键加载项文件，“属性”，勾选“解除锁定”，确定"
            )
    if _is_disabled(places.ADDIN):
        yield Line(
            BAD,
            "Excel 因为上次出错停用了加载项，所以没有“绩效申报”选项卡。",
            "Excel 的“文件 – 选项 – 加载项”，下面“管理”选“禁用项目”，“转到”，选中 xltoolkit，“启用”，重新打开 Excel",
        )
    if os.path.isfile(places.shortcut_path()):
        yield Line(GOOD, f"“发送到”快捷方式：{places.shortcut_path()}")
    else:
        yield Line(HINT, "没有“发送到”快捷方式。", "运行 xltoolkit excel install")


def _is_disabled(addin: str) -> bool:
    """Whether it stands among Excel's disabled items: binary values that name the file in UTF-16."""
    wanted = addin.lower().encode("utf-16-le")
    return any(
        isinstance(value, bytes) and wanted in value.lower()
        for version in _OFFICE_VERSIONS
        for value in windows.registry_values(windows.CURRENT_USER, _DISABLED.format(version=version))
    )


def _programs() -> Iterator[Line]:
    """Excel and WPS, from what Windows knows of installed programs."""
    if places.system() != "windows":
        yield Line(NOT_HERE, "查找 Excel 和 WPS 只用于 Windows。")
        return
    excel = windows.read_registry(windows.LOCAL_MACHINE, rf"{_APP_PATHS}\excel.exe")
    if excel:
        click_to_run = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
        version = windows.read_registry(windows.LOCAL_MACHINE, click_to_run, "VersionToReport") or "版本未知"
        bits = windows.read_registry(windows.LOCAL_MACHINE, click_to_run, "Platform") or ""
        yield Line(GOOD, f"Excel {version} {bits}：{excel}".replace("  ", " "))
    wps = next(
        (p for n in ("et.exe", "wps.exe") if (p := windows.read_registry(windows.LOCAL_MACHINE, rf"{_APP_PATHS}\{n}"))),
        None,
    )
    if wps:
        yield Line(
            HINT,
            f"WPS：{wps}。按钮没有在 WPS 中验证过。",
            "在 WPS 中请用“发送到”，或 xltoolkit check 文件名 --annotate",
        )
    if not excel and not wps:
        yield Line(HINT, "没有找到 Excel 或 WPS。", "可以用 xltoolkit check 文件名 --annotate 检查文件")


def _macro_security() -> Iterator[Line]:
    """Settings that would stop the macro or what it starts."""
    if places.system() != "windows":
        yield Line(NOT_HERE, "宏安全设置只用于 Windows。")
        return
    warnings, by_policy = _setting("VBAWarnings")
    way_round = "在 Excel 外面检查：用“发送到”，或打开工作簿后运行 xltoolkit check --active"
    who = "单位的策略" if by_policy else "Excel 的信任中心"
    if warnings == 4:
        yield Line(BAD, f"{who}禁用了所有的宏，按钮不能用。", f"请管理员允许受信任位置的宏；或{way_round}")
    elif warnings == 3:
        yield Line(HINT, "只允许有数字签名的宏；XLSTART 中的加载项一般不受此限制，模板里的按钮会被禁用。", way_round)
    else:
        yield Line(GOOD, "宏安全设置没有禁用加载项。")
    disabled, by_policy = _setting("AllLocationsDisabled", r"\Trusted Locations")
    if disabled == 1:
        who = "单位的策略" if by_policy else "Excel 的信任中心"
        mend = "请管理员允许受信任位置" if by_policy else "在“信任中心 – 受信任位置”里去掉“禁用所有受信任位置”"
        yield Line(BAD, f"{who}停用了受信任位置，加载项的宏可能被拦截。", f"{mend}；或{way_round}")
    rule = windows.read_registry(windows.LOCAL_MACHINE, _ATTACK_SURFACE_RULES, _NO_CHILDREN)
    if str(rule) == "1":
        yield Line(BAD, "单位的安全策略禁止 Office 启动其他程序，按钮不能用。", f"请管理员放行启动程序；或{way_round}")


def _setting(name: str, below: str = "") -> tuple[str | int | None, bool]:
    """A value of Excel's macro security, and whether a policy sets it; the newest version that has it, policies first."""
    for root, by_policy in ((r"Software\Policies", True), ("Software", False)):
        for version in _OFFICE_VERSIONS:
            key = rf"{root}\{_SECURITY.format(version=version)}{below}"
            value = windows.read_registry(windows.CURRENT_USER, key, name)
            if value is not None:
                return value, by_policy
    return None, False


def _round_trip() -> Iterator[Line]:
    """A sample is made, filled, checked, marked and cleared."""
    from xltoolkit.form.load import form_folders, load_form
    from xltoolkit.marks import annotate, clear
    from xltoolkit.template import make_template
    from xltoolkit.workflow.check import check_file

    form = load_form(next(iter(form_folders())))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="xltoolkit-") as folder:
        path = os.path.join(folder, "样例.xlsx")
        content = make_template(form)
        with open(path, "wb") as file:
            file.write(content)
        report = check_file(path)
        marked = annotate(content, report)
        whole = report.cause is None and report.findings and marked != content and clear(marked) == content
    took = time.perf_counter() - started
    if whole:
        yield Line(GOOD, f"样例的生成、检查、标记、清除都正常，用 {took:.1f} 秒。")
    else:
        yield Line(BAD, f"样例没有检查成功：{report.cause or '标记不能还原'}", "请重新安装 xltoolkit")


_LOOKS = (_python, _temporary_folder, _xlwings, _launcher, _addin, _programs, _macro_security, _round_trip)
