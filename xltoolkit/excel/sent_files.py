"""Files sent or dragged to us: checked where they lie, the result written beside each, one message at the end."""

from __future__ import annotations

import os
from collections.abc import Sequence

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel import places
from xltoolkit.excel.beside import write_result
from xltoolkit.findings import ERROR, SEVERITIES, SEVERITY_NAMES, Report

MOST_LINES = 15


def check_sent(paths: Sequence[str]) -> str:
    """Check files and folders, write the annotated copies, open the one if there is only one; what to tell the person.

    In a folder our own ledgers and the copies that nobody mended are passed over.
    """
    from xltoolkit.workflow.inputs import collect
    from xltoolkit.workflow.intake import OWN_COPY, OWN_LEDGER, take_in

    lines: list[str] = []
    copies: list[str] = []
    elsewhere: list[str] = []
    for item in collect(paths):
        given = item.path in paths
        intake = take_in(item.path, own_too=given)
        if intake.state in (OWN_COPY, OWN_LEDGER) and not given:
            continue
        report = intake.report
        line = _line(report)
        if report.findings:
            try:
                beside = os.path.dirname(os.path.abspath(item.path))
                copies.append(write_result(report, beside, taken=copies))
                if os.path.dirname(copies[-1]) != beside:
                    elsewhere.append(copies[-1])
            except XltoolkitError as error:
                line += f"（{error}）"
        lines.append(line)
    if not lines:
        return "没有要检查的文件。请把申报表文件拖到这个图标上，或用“发送到”。"
    if len(copies) == 1 and len(lines) == 1 and places.system() == "windows":
        _open(copies[0])
    told = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        told.append(f"……共 {len(lines)} 个文件")
    if copies:
        told.append(f"标出问题的副本：{_where(copies, elsewhere)}")
    return "\n".join(told)


def _where(copies: Sequence[str], elsewhere: Sequence[str]) -> str:
    """申报表_检查结果.xlsx 等，在原文件旁边; or the folder that was taken where one had to go elsewhere."""
    name = os.path.basename(copies[0]) + (" 等" if len(copies) > 1 else "")
    if not elsewhere:
        return f"{name}，在原文件旁边。"
    return f"{name}。原文件所在的文件夹不能写入的，副本在：{os.path.dirname(elsewhere[0])}"


def _line(report: Report) -> str:
    name = os.path.basename(report.file)
    if report.cause is not None:
        return f"{name}：没有检查，{report.cause}"
    if not report.findings:
        return f"{name}：没有发现问题"
    counts = "，".join(f"{SEVERITY_NAMES[severity]} {report.count(severity)} 项" for severity in SEVERITIES)
    return f"{name}：{counts}{'，上报前必须改正' if report.count(ERROR) else ''}"


def _open(path: str) -> None:
    os.startfile(path)  # type: ignore[attr-defined, unused-ignore]
