"""The button where Python cannot reach the open workbook (LibreOffice, WPS with macros): the saved copy is checked instead."""

from __future__ import annotations

import os
import sys
from urllib.request import pathname2url, url2pathname

from xltoolkit.excel.answer import Answer
from xltoolkit.excel.beside import write_result


def file_answer(verb: str, given: dict[str, str]) -> Answer:
    """The annotated copy of what the macro saved, beside the workbook; or why there is none.

    The open workbook itself carries no marks here, so there is nothing to jump to or to clear.
    """
    if verb != "check" or not given.get("copy"):
        return Answer(
            "", "在这个程序里，检查结果写在名为“…_检查结果”的副本中，原工作簿没有标记。请在副本中逐项查看、改正。"
        )
    from xltoolkit.workflow.check import check_file

    source = source_path(given.get("source") or given["copy"])
    name = os.path.splitext(os.path.basename(source))[0] + os.path.splitext(given["copy"])[1]
    report = check_file(given["copy"])
    if report.cause is not None:
        return Answer("", f"“{os.path.basename(source)}”没有检查：{report.cause}")
    return _opened(write_result(report, os.path.dirname(source), name))


def source_path(source: str) -> str:
    """The path of what the macro calls the source; LibreOffice gives an address (file:///home/…)."""
    return url2pathname(source.removeprefix("file://")) if source.startswith("file://") else source


def _opened(path: str) -> Answer:
    """On Windows the system opens the file; elsewhere the macro does, by an address in ASCII."""
    if sys.platform == "win32":
        os.startfile(path)
        return Answer("", "")
    return Answer("file://" + pathname2url(os.path.abspath(path)), "")
