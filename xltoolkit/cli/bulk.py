"""`xltoolkit merge` and `xltoolkit report`."""

from __future__ import annotations

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import say
from xltoolkit.cli.progress import ProgressLine


def merge(arguments: Arguments) -> int:
    """0 done, 1 error-level findings in what was merged, 3 everything refused, 4 some refused."""
    from xltoolkit.workflow.merge import merge_files

    wishes = {key: value for key, value in arguments.options.items() if key != "output"}
    with ProgressLine() as line:
        ledger = merge_files(arguments.operands, arguments.text("output"), line.show, **wishes)
    say(
        f"共 {ledger.files} 个文件：汇总 {ledger.counted} 个项目，拒收 {ledger.refused} 个，强制性错误 {ledger.errors} 处。"
    )
    say(f"台账：{ledger.path}")
    if ledger.refused:
        return 3 if ledger.all_refused else 4
    return 1 if ledger.errors else 0


def report(arguments: Arguments) -> int:
    """One self-contained page that opens offline."""
    from xltoolkit.workflow.report import report_file

    report_file(arguments.operands[0], arguments.text("output"))
    say(f"报告：{arguments.text('output')}")
    return 0
