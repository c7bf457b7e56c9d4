"""One ordinary filled form: read, rules, marks, beside openpyxl, pandas and python-calamine; checkers of tables beside the rules."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path

from bench.measure import interleaved, table

READ, RULES, ANNOTATE = "xltoolkit: read to a document", "xltoolkit: all rules", "xltoolkit: annotate what was read"
WHOLE = "xltoolkit: read and check all rules"


def run(workbook: Path, rounds: int = 40) -> str:
    import openpyxl
    import pandas
    import python_calamine

    from xltoolkit.marks import annotate
    from xltoolkit.package.archive import Archive
    from xltoolkit.reader.locate import is_reference
    from xltoolkit.reader.read import read_file
    from xltoolkit.rules import run_rules
    from xltoolkit.sheets.open import sheets_of

    path = str(workbook)
    content = workbook.read_bytes()
    report = run_rules(read_file(path))
    sheets, _ = sheets_of(content, is_reference)
    fresh = [read_file(path) for _ in range(rounds + 1)]  # rules keep what they found out with the submission

    def calamine() -> object:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

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
            READ: lambda: read_file(path),
            "python-calamine: all sheets, values only": calamine,
            "pandas (calamine): all sheets": lambda: pandas.read_excel(
                path, sheet_name=None, header=None, engine="calamine"
            ),
            "pandas (openpyxl): all sheets": lambda: pandas.read_excel(
                path, sheet_name=None, header=None, engine="openpyxl"
            ),
            "openpyxl: load_workbook": lambda: openpyxl.load_workbook(path, data_only=True),
        },
        rounds,
    )
    work = interleaved(
        {
            RULES: lambda: run_rules(fresh.pop()),
            ANNOTATE: lambda: annotate(Archive.from_bytes(content), report, sheets=sheets),
            "xltoolkit: annotate, reading it first": lambda: annotate(content, report),
            "openpyxl: load, mark, save": openpyxl_annotates,
        },
        rounds,
    )
    checkers, missing = _checkers(path)
    checked = (
        interleaved({WHOLE: lambda: run_rules(read_file(path)), **checkers}, max(3, rounds // 8)) if checkers else {}
    )
    return "\n".join(
        [
            table("Reading one filled form", read, READ, {READ: "≤ 4 ms"}),
            table(
                f"Judging and marking it ({len(report.findings)} findings)",
                work,
                ANNOTATE,
                {RULES: "≤ 4 ms", ANNOTATE: "≤ 8 ms"},
            ),
            *(
                [
                    table(
                        "Checkers of tables: one table of the form and one check, beside the whole form and every rule",
                        checked,
                        WHOLE,
                    )
                ]
                if checked
                else []
            ),
            *([f"Not installed, left out: {', '.join(missing)}.\n"] if missing else []),
        ]
    )


def _checkers(path: str) -> tuple[dict[str, Callable[[], object]], list[str]]:
    """What frictionless (header, types, texts cut off) and pandera (two columns of short texts) say of the table of indicators."""
    import pandas

    from xltoolkit.form.load import load_form

    table = load_form("jiangyin-project").tables["/indicators"]
    name, target = (column.label for column in table.columns if column.key in ("name", "target"))
    found: dict[str, Callable[[], object]] = {}
    missing = [name for name in ("frictionless", "pandera") if importlib.util.find_spec(name) is None]
    sheet = pandas.read_excel(path, sheet_name=table.sheet, header=None, dtype=str, engine="calamine")
    heading = next(row for row in range(len(sheet)) if name in set(sheet.iloc[row].dropna()))
    if "pandera" not in missing:
        import pandera.pandas as pandera

        short = pandera.Column(str, pandera.Check.str_length(1, 60), nullable=True)
        schema = pandera.DataFrameSchema({name: short, target: short})

        def with_pandera() -> object:
            return schema.validate(
                pandas.read_excel(path, sheet_name=table.sheet, header=heading, dtype=str, engine="calamine")
            )

        found["pandas (calamine) and pandera"] = with_pandera
    if "frictionless" not in missing:
        import frictionless
        from frictionless.formats import ExcelControl

        def with_frictionless() -> object:
            control = ExcelControl(sheet=table.sheet)
            dialect = frictionless.Dialect(header_rows=[heading + 1], controls=[control])
            folder, _, file = path.rpartition("/")
            resource = frictionless.Resource(path=file, basepath=folder, dialect=dialect)
            report = resource.validate(frictionless.Checklist(checks=[frictionless.checks.truncated_value()]))
            assert report.tasks[0].stats["rows"] > 30, report
            return report

        found["frictionless"] = with_frictionless
    return found, missing
