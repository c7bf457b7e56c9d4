"""One ordinary filled form: read, rules, marks, beside openpyxl, pandas and python-calamine in one run."""

from __future__ import annotations

import io
from pathlib import Path

from bench.measure import interleaved, table


def run(workbook: Path, rounds: int = 40) -> str:
    import openpyxl
    import pandas
    import python_calamine

    from xltoolkit.marks import annotate
    from xltoolkit.reader.read import read_file
    from xltoolkit.rules import run_rules

    path = str(workbook)
    content = workbook.read_bytes()
    submission = read_file(path)
    report = run_rules(submission)

    def rules_on_a_fresh_submission() -> object:
        return run_rules(fresh.pop())

    fresh = [read_file(path) for _ in range(rounds + 1)]

    def openpyxl_annotates() -> object:
        book = openpyxl.load_workbook(io.BytesIO(content))
        for finding in report.findings:
            if finding.place:
                cell = book[finding.place.sheet].cell(finding.place.row, finding.place.column)
                cell.comment = openpyxl.comments.Comment(finding.message, "check")
                cell.fill = openpyxl.styles.PatternFill("solid", fgColor="FFC7CE")
        target = io.BytesIO()
        book.save(target)
        return target

    read = interleaved(
        {
            "xltoolkit: read to a document": lambda: read_file(path),
            "python-calamine: all sheets, values only": lambda: [
                (book := python_calamine.CalamineWorkbook.from_path(path)).get_sheet_by_name(name).to_python() for name in book.sheet_names
            ] if (book := python_calamine.CalamineWorkbook.from_path(path)) else None,
            "pandas (calamine): all sheets": lambda: pandas.read_excel(path, sheet_name=None, header=None, engine="calamine"),
            "pandas (openpyxl): all sheets": lambda: pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl"),
            "openpyxl: load_workbook": lambda: openpyxl.load_workbook(path, data_only=True),
        },
        rounds,
    )
    work = interleaved(
        {
            "xltoolkit: all rules": rules_on_a_fresh_submission,
            "xltoolkit: annotate": lambda: annotate(content, report),
            "openpyxl: load, mark, save": openpyxl_annotates,
        },
        rounds,
    )
    return "\n".join(
        [
            table("Reading one filled form", read, "xltoolkit: read to a document", {"xltoolkit: read to a document": "≤ 4 ms"}),
            table(
                f"Judging and marking it ({len(report.findings)} findings)", work, "xltoolkit: annotate",
                {"xltoolkit: all rules": "≤ 4 ms", "xltoolkit: annotate": "≤ 8 ms"},
            ),
        ]
    )
