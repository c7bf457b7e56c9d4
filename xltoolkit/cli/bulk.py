"""`xltoolkit merge` and `xltoolkit report`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import complain, say
from xltoolkit.cli.progress import ProgressLine

MOST_REFUSALS = 50
INTERRUPTED = 130


def merge(arguments: Arguments) -> int:
    """0 done, 1 error-level findings in the ledger, 3 everything refused, 4 some refused; 130 after Ctrl-C."""
    from xltoolkit.workflow.merge import merge_files

    wishes: dict[str, Any] = {key: value for key, value in arguments.options.items() if key != "output"}
    output = arguments.text("output")
    try:
        with ProgressLine() as line, _interruptible(line.show) as show:
            ledger = merge_files(arguments.operands, output, show, **wishes)
    except KeyboardInterrupt:
        complain("已中断，原有台账没有动。读过的都留着，加 --resume 可以接着做。")
        return INTERRUPTED
    try:
        _say_refusals(ledger.refusals())
        say(
            f"共 {ledger.files} 个文件：汇总 {ledger.counted} 个项目，拒收 {ledger.refused} 个，强制性错误 {ledger.errors} 处。"
        )
        if ledger.path != _absolute(output):
            say(f"“{output}”正被其他程序打开，台账写到了：{ledger.path}")
        else:
            say(f"台账：{ledger.path}")
        if ledger.refused:
            return 3 if ledger.all_refused else 4
        return 1 if ledger.errors else 0
    finally:
        ledger.close()


def _absolute(path: str) -> str:
    import os

    return os.path.abspath(path)


def _say_refusals(refusals: list[tuple[str, str]]) -> None:
    """The cause of every refusal, one line each; of very many the rest stands in 读取情况."""
    for path, cause in refusals[:MOST_REFUSALS]:
        complain(f"{path}：{cause}")
    if len(refusals) > MOST_REFUSALS:
        complain(f"……另有 {len(refusals) - MOST_REFUSALS} 个没有读出来，见台账的“读取情况”。")


@contextmanager
def _interruptible(show: Callable[[Any], None]) -> Iterator[Callable[[Any], None]]:
    """`show`, and Ctrl-C and SIGTERM (a shutdown, a service manager) end the run: workers stopped, the earlier ledger whole.

    Python drops an exception that a signal raises inside a callback; the next progress says again that the run is to end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield show
        return
    asked = threading.Event()

    def interrupt(*_: object) -> None:
        asked.set()
        raise KeyboardInterrupt

    def shown(progress: Any) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        show(progress)

    before = {kind: signal.signal(kind, interrupt) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield shown
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def report(arguments: Arguments) -> int:
    """One self-contained page that opens offline."""
    from xltoolkit.workflow.report import report_file

    report_file(arguments.operands[0], arguments.text("output"))
    say(f"报告：{arguments.text('output')}")
    return 0
