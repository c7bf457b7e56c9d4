"""`xltoolkit check`: reports as text or JSON, annotated copies, exit codes."""

from __future__ import annotations

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import complain, say, say_json
from xltoolkit.errors import OutputError, Refused, UsageError
from xltoolkit.findings import ERROR, OUTCOMES, SEVERITIES, SEVERITY_NAMES, Finding, Located, Report
from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

FORMAT_VERSION = 1


def check(arguments: Arguments) -> int:
    """0 no error-level finding, 1 some (`--strict`: any finding), 3 everything refused, 4 some refused or some copy not written."""
    if arguments.given("active"):
        return _check_active(arguments)
    if not arguments.operands:
        raise UsageError(f"缺少 FILE|DIR。用法：{arguments.command.usage}")
    from xltoolkit.package.gate import is_lock_file
    from xltoolkit.workflow.inputs import collect
    from xltoolkit.workflow.intake import OWN_COPY, OWN_LEDGER, take_in

    select, ignore = _codes(arguments.text("select")), _codes(arguments.text("ignore"))
    if select:
        _verify_selection(select)
    as_json = arguments.given("json")
    try:
        inputs = collect(arguments.operands)
    except Refused as refused:  # an empty folder: whoever reads JSON reads the cause there, as of a file
        if not as_json:
            raise
        return _say_nothing_found(arguments.operands, refused)
    reports: list[Report] = []
    lost = 0
    copies: set[str] = set()
    for item in inputs:
        if len(arguments.operands) > 1 and is_lock_file(item.path):  # `check *.xlsx` while one of them is open
            continue
        intake = take_in(item.path, select, ignore, own_too=item.path in arguments.operands)
        if intake.state in (OWN_COPY, OWN_LEDGER) and item.path not in arguments.operands:
            continue
        reports.append(intake.report)
        if not as_json:
            _say_report(intake.report)
        if arguments.given("annotate") and intake.report.findings:
            lost += not _annotate(intake.report, arguments.text("annotate"), item.below, copies, quiet=as_json)
    if not reports:
        nothing = Refused("empty_folder", f"没有可以检查的工作簿：{'、'.join(arguments.operands)}")
        if not as_json:
            raise nothing
        return _say_nothing_found(arguments.operands, nothing)
    if as_json:
        say_json({"version": FORMAT_VERSION, "files": [report_as_json(report) for report in reports]})
    elif len(reports) > 1:
        _say_summary(reports)
    code = exit_code(reports, strict=arguments.given("strict"))
    return 4 if lost and code < 3 else code


def _say_nothing_found(operands: list[str], refused: Refused) -> int:
    """The JSON of folders in which there is nothing to check: each is refused with the cause."""
    from xltoolkit.workflow.intake import refusal_report

    entries = [report_as_json(refusal_report(operand, refused)) for operand in operands]
    say_json({"version": FORMAT_VERSION, "files": entries})
    return 3


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip()]


def _verify_selection(codes: list[str]) -> None:
    """Raises UsageError for a code that no rule has or begins with: a slip would check nothing and call it clean."""
    from xltoolkit.ledger.across import RULES
    from xltoolkit.rules import all_rules

    known = [*RULES, *(rule.code for rule in all_rules())]
    for code in codes:
        if not any(name.startswith(code) for name in known):
            raise UsageError(f"没有编号是“{code}”或以它开头的规则。运行 xltoolkit rules 看全部规则。")


def _annotate(report: Report, folder: str, below: str, copies: set[str], quiet: bool) -> bool:
    """Write the copy; False if it could not be written. A workbook that cannot be marked without harm is told and no failure."""
    from xltoolkit.workflow.copies import annotate_file

    try:
        path = annotate_file(report, folder, below, copies, tell=complain)
        copies.add(path)
    except (OutputError, Refused) as error:
        from xltoolkit.marks.book import CannotMark

        elsewhere = not folder and isinstance(error, OutputError) and not isinstance(error, CannotMark)
        advice = "；也可以用 --annotate 文件夹 把副本写到别处" if elsewhere else ""
        complain(f"{report.file}：{error}{advice}")
        return isinstance(error, CannotMark)
    if not quiet:
        say(f"  带标记的副本：{path}")
    return True


def _check_active(arguments: Arguments) -> int:
    from xltoolkit.excel.active import check_active

    report = check_active()
    if arguments.given("json"):
        say_json({"version": FORMAT_VERSION, "files": [report_as_json(report)]})
    else:
        _say_report(report)
    return exit_code([report], strict=arguments.given("strict"))


def exit_code(reports: list[Report], strict: bool) -> int:
    """The documented exit code of a list of reports."""
    refused = sum(report.refused for report in reports)
    if refused:
        return 3 if refused == len(reports) else 4
    found = any(report.findings if strict else report.count(ERROR) for report in reports)
    return 1 if found else 0


def report_as_json(report: Report) -> dict[str, Any]:
    """One entry of `files` (contract, check --json)."""
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    outcomes = None
    if not report.refused:
        values = list(report.outcomes.values())
        outcomes = {outcome: values.count(outcome) for outcome in OUTCOMES}
    return {
        "file": report.file,
        "status": "refused" if report.refused else "checked",
        "cause": report.cause,
        "form": report.form,
        "year": report.year,
        "counts": counts,
        "outcomes": outcomes,
        "findings": [_finding_as_json(finding) for finding in report.findings],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "review_point": finding.review_point,
        "sheet": finding.place.sheet if finding.place else None,
        "cell": finding.place.cell if finding.place else None,
        "pointer": finding.pointer,
        "related": [_located_as_json(located) for located in finding.related],
        "message": finding.message,
        "found": finding.found,
        "expected": finding.expected,
        "suggestion": finding.suggestion,
        "fix": {"safe": finding.fix.safe, "value": finding.fix.value} if finding.fix else None,
    }


def _located_as_json(located: Located) -> dict[str, Any]:
    place = located.place
    return {"sheet": place.sheet if place else None, "cell": place.cell if place else None, "pointer": located.pointer}


def _say_report(report: Report) -> None:
    if report.cause is not None:
        complain(f"{report.file}：{report.cause}")
        return
    counts = "，".join(f"{SEVERITY_NAMES[severity]} {report.count(severity)}" for severity in SEVERITIES)
    say(f"{report.file}：{counts}" if report.findings else f"{report.file}：检查通过，没有发现问题。")
    for finding in report.findings:
        where = finding.place.address if finding.place else "整份工作簿"
        say(f"  [{SEVERITY_NAMES[finding.severity]}] {where} {finding.message} {finding.suggestion}（{finding.code}）")


def _say_summary(reports: list[Report]) -> None:
    refused = sum(report.refused for report in reports)
    failing = sum(1 for report in reports if report.count(ERROR))
    say(f"共 {len(reports)} 份：{failing} 份有强制性错误，{refused} 份未能读取。")
