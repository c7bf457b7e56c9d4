"""`xltoolkit excel build | install | uninstall`."""

from __future__ import annotations

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import say
from xltoolkit.cli.outputs import require_ending


def build(arguments: Arguments) -> int:
    """Compile macros/ into the add-in."""
    from xltoolkit.excel.build import build_addin
    from xltoolkit.package.files import write_whole

    output = arguments.text("output") or "xltoolkit.xlam"
    require_ending(output, ".xlam")
    write_whole(output, build_addin())
    say(f"已生成加载项：{output}")
    return 0


def install(arguments: Arguments) -> int:
    """Put the add-in and the 发送到 shortcut in the user's own folders."""
    from xltoolkit.excel.install import install as run

    for line in run():
        say(line)
    return 0


def uninstall(arguments: Arguments) -> int:
    """Remove all that install wrote."""
    from xltoolkit.excel.install import uninstall as run

    for line in run():
        say(line)
    return 0
