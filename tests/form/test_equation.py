"""An equation declared once means the same to the rule (exact), to Excel (a formula) and to the clerk (a sentence)."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.office import convert, needs_office
from xltoolkit.form.build import build_form
from xltoolkit.form.equation import Undetermined, evaluate, excel_formula, holds, in_row, pointers, row_table
from xltoolkit.form.load import load_form
from xltoolkit.form.wording import describe, describe_condition

SMALL = build_form(
    {
        "id": "small", "version": "1", "year": 2030, "title": "小表", "unit": "万元", "sheets": [{"name": "表", "widths": [20, 20]}],
        "sections": [
            {"key": "amounts", "kind": "fields", "sheet": "表", "rows": [
                *([{"pointer": f"/{key}", "label": label, "kind": "amount"}] for key, label in zip("abcd", "甲乙丙丁", strict=True)),
                [{"pointer": "/start", "label": "开始日期", "kind": "date"}], [{"pointer": "/end", "label": "完成日期", "kind": "date"}],
                [{"pointer": "/use", "label": "用途", "kind": "text"}]]},
            {"key": "items", "title": "明细表（万元）", "kind": "table", "sheet": "表", "pointer": "/items", "row_name": "明细", "prepared_rows": 3,
             "columns": [{"key": "kind", "label": "类别", "kind": "text"},
                         {"key": "amount", "label": "金额", "kind": "amount"}, {"key": "share", "label": "占比", "kind": "percent"}]},
        ],
        "base": ["first", "/a", ["single_year", "/start", "/end", "/b"]],
    },
    {},
)  # fmt: skip


class Given:
    """Values by pointer, as a Submission would give them."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def amount(self, pointer: str) -> Decimal | None:
        value = self.values.get(pointer[1:])
        return None if value is None else Decimal(str(value))

    def column(self, pattern: str) -> list[Decimal | None]:
        return [None if value is None else Decimal(str(value)) for value in self.values["items"]]

    def date(self, pointer: str) -> datetime.date | None:
        return self.values.get(pointer[1:])

    def value(self, pointer: str) -> object:
        if pointer.startswith("/items/"):
            return self.values["kinds"][int(pointer.split("/")[2])]
        return self.values.get(pointer[1:])


def value(expression: Any, **values: Any) -> Decimal | None:
    return evaluate(expression, SMALL, Given(**values))


def test_money_is_exact() -> None:
    assert value(["sum", "/a", "/b", "/c"], a="0.1", b="0.2") == Decimal("0.3")
    assert value(["-", "/a", "/b"], a="621.11", b="432.49") == Decimal("188.62")
    assert value(["round", ["*", ["/", "/b", "/a"], 100], 2], a="621.11", b="432.49") == Decimal("69.63")
    assert value(["round", "/a", 2], a="2.675") == Decimal("2.68"), "half up, as the trade rounds"
    assert value(["*", "/a", 0.07], a="100") == Decimal("7")


def test_blank_is_not_zero_except_in_a_sum() -> None:
    assert value(["sum", "/a", "/b"]) == 0
    assert value(["-", "/a", "/b"], a=3) is None
    assert value(["/", "/a", "/b"], a=3, b=0) is None
    assert value(["min", "/a", "/b"], a=3) is None
    assert value(["first", "/a", "/b"], b=0) == 0
    assert value(["sum", "/items/*/amount", "/a"], items=[1, None, "2.5"], a=1) == Decimal("4.5")


def test_the_rows_of_some_kinds_are_summed() -> None:
    """产出指标 50 分，满意度指标 10 分: the weights of one level, told by another column of the same row."""
    rows = {"items": [20, 30, None, 40], "kinds": ["产出", "产出", "产出", "效益"]}
    assert value(["sum_where", "/items/*/amount", "/items/*/kind", "产出"], **rows) == 50
    assert value(["sum_where", "/items/*/amount", "/items/*/kind", "产出", "效益"], **rows) == 90
    assert value(["sum_where", "/items/*/amount", "/items/*/kind", "满意度"], **rows) == 0
    weights = ["sum_where", "/items/*/amount", "/items/*/kind", "产出", "效益"]
    assert in_row(weights, "2") == weights
    assert row_table(weights, 90) == ""
    assert list(pointers(weights, SMALL)) == ["/items/*/amount", "/items/*/kind"]
    assert describe(weights, SMALL) == "产出、效益的明细表金额合计"
    assert formula(weights) == 'SUM(SUMIF(K1:M1,"=产出",G1:I1),SUMIF(K1:M1,"=效益",G1:I1))'
    assert formula([*weights[:3], '5"*']) == 'SUM(SUMIF(K1:M1,"=5""~*",G1:I1))'


def test_the_base_amount_is_the_annual_one_else_the_total_of_a_one_year_project() -> None:
    year = {"start": datetime.date(2020, 1, 1), "end": datetime.date(2020, 12, 31)}
    assert value(["base"], a=5, b=7, **year) == 5
    assert value(["base"], b=7, **year) == 7
    with pytest.raises(Undetermined):
        value(["base"], b=7, start=year["start"], end=datetime.date(2021, 1, 1))
    with pytest.raises(Undetermined):
        value(["base"], b=7)
    assert evaluate(["base"], load_form("sichuan-self-eval"), Given()) is None, "a form without a base amount has none"


def test_a_number_of_forty_digits_does_no_harm() -> None:
    assert value(["round", ["*", "/a", 100], 2], a="9" * 40) is not None


def test_conditions() -> None:
    def met(condition: Any, **values: Any) -> bool:
        return holds(condition, SMALL, Given(**values))

    assert met(["<", "/a", 90], a="89.99")
    assert not met(["<", "/a", 90], a=90)
    assert not met(["<", "/a", 90]), "a blank rate asks for no reason"
    assert met(["is", "/use", "其他", "其它"], use="其它")
    assert met(
        ["and", ["filled", "/use"], ["not", ["blank", "/a"]], ["or", ["=", "/a", 1], ["!=", "/a", 1]]], use="x", a=2
    )
    assert not met(["filled", "/use"], use="")


def test_the_star_is_this_row_and_in_a_sum_all_rows() -> None:
    expression = ["/", "/items/*/amount", ["sum", "/items/*/amount"]]
    assert in_row(expression, "2") == ["/", "/items/2/amount", ["sum", "/items/*/amount"]]
    assert row_table(expression, 100) == "/items"
    assert row_table(["sum", "/items/*/amount"], ["base"]) == ""
    assert row_table(["is", "/items/*/amount", "*"]) == "/items"
    assert in_row(["is", "/items/*/use", "*"], "0") == ["is", "/items/0/use", "*"]
    assert list(pointers(["-", ["base"], "/c"], SMALL)) == ["/a", "/start", "/end", "/b", "/c"]


def test_the_sentence_that_staff_read() -> None:
    texts = {equation.code: equation.text for equation in load_form("jiangyin-project").equations}
    assert texts["BUD007"] == "项目结余资金 = 年度预算安排资金 − 项目实际使用资金"
    assert texts["BUD008"] == "资金使用率 = 项目实际使用资金 ÷ 年度预算安排资金 × 100（保留2位小数）"
    assert texts["BUD001"] == "项目概算合计 = 本年度项目金额"
    assert describe(["-", "/a", ["+", "/b", "/c"]], SMALL) == "甲 − （乙 + 丙）"
    assert describe(["/", "/a", ["*", "/b", 2]], SMALL) == "甲 ÷ （乙 × 2）"
    assert describe(["*", ["sum", "/a", "/b"], 2], SMALL) == "（甲 + 乙） × 2"
    assert describe(["sum", "/items/*/amount"], SMALL) == "明细表金额合计"
    assert describe(["min", "/a", ["base"]], SMALL) == "甲、甲（没有填写的，看一年期项目的乙）中较小的一个"
    assert describe_condition(["<", "/items/0/share", 90], SMALL) == "占比低于90%"
    assert (
        describe_condition(["or", ["not", ["is", "/use", "无"]], ["blank", "/a"]], SMALL)
        == "用途不是“无”，或者没有填写甲"
    )


CELLS = {
    "/a": "A{0}",
    "/b": "B{0}",
    "/c": "C{0}",
    "/d": "D{0}",
    "/start": "E{0}",
    "/end": "F{0}",
    "/items/*/amount": "G{0}:I{0}",
    "/items/*/kind": "K{0}:M{0}",
}


def formula(expression: Any, row: int = 1) -> str:
    return excel_formula(expression, SMALL, lambda pointer: CELLS[pointer].format(row))


def test_the_formula_is_short_enough_to_be_read() -> None:
    assert formula(["sum", "/a", "/b"]) == "SUM(A1,B1)"
    assert formula(["-", "/a", "/b"]) == 'IF(COUNT(A1,B1)<2,"",IFERROR((A1-B1),""))'
    assert formula(10) == "10"
    assert formula(["/", ["sum", "/a"], ["sum", "/b"]]) == 'IFERROR((SUM(A1)/SUM(B1)),"")'


KINDS = ["产出", "产出指标", "产*", "产?", ">5", "=", "5", "a~b", '说"话"']


def random_expression(chance: random.Random, depth: int, certain: bool = False) -> Any:
    """As a form may declare it: what can be unknown (`single_year`, `base`) stands neither in a sum nor early in `first`."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(["/a", "/b", "/c", "/d", 3, 0.5, 100])
    operator = chance.choice(
        [
            "sum",
            "sum",
            "sum_where",
            "+",
            "-",
            "*",
            "/",
            "round",
            "min",
            "max",
            "first",
            *(() if certain else ("single_year", "base")),
        ]
    )
    inner = [
        random_expression(chance, depth - 1, certain or operator in ("sum", "first"))
        for _ in range(chance.randint(1, 3))
    ]
    if operator == "first" and not certain:
        inner.append(random_expression(chance, depth - 1))
    if operator == "sum":
        return ["sum", *inner, "/items/*/amount"]
    if operator == "sum_where":
        return [
            operator,
            "/items/*/amount",
            "/items/*/kind",
            *(chance.choice(KINDS) for _ in range(chance.randint(1, 2))),
        ]
    if operator in ("min", "max", "first"):
        return [operator, *inner]
    if operator == "base":
        return ["base"]
    if operator == "single_year":
        return [operator, "/start", "/end", inner[0]]
    return [operator, inner[0], 2 if operator == "round" else random_expression(chance, depth - 1, certain)]


def random_values(chance: random.Random) -> dict[str, Any]:
    def amount() -> Any:
        return chance.choice([None, 0, chance.randint(1, 99), chance.randint(1, 99999) / 100])

    def day() -> Any:
        return chance.choice([None, datetime.date(2020, 1, 1), datetime.date(2020, 12, 31), datetime.date(2021, 6, 30)])

    return {
        **{key: amount() for key in "abcd"},
        "start": day(),
        "end": day(),
        "items": [amount() for _ in range(3)],
        "kinds": [chance.choice([*KINDS, None]) for _ in range(3)],
    }


@pytest.mark.slow
@needs_office
def test_an_office_program_calculates_what_we_calculate(tmp_path: Path) -> None:
    """Random expressions on random values, blanks and zeros among them: the formula shows the value, or nothing where there is none."""
    from openpyxl import Workbook, load_workbook

    chance = random.Random(20200101)
    cases = [(random_expression(chance, 3), random_values(chance)) for _ in range(400)]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (expression, values) in enumerate(cases, 1):
        for column, content in enumerate(
            [*(values[key] for key in ("a", "b", "c", "d", "start", "end")), *values["items"]], 1
        ):
            sheet.cell(row, column).value = content
        sheet.cell(row, 10).value = "=" + formula(expression, row)
        for column, text in enumerate(values["kinds"], 11):
            sheet.cell(row, column).value = text
            sheet.cell(row, column).data_type = "s" if text else "n"
    path = tmp_path / "算式.xlsx"
    book.save(path)
    calculated = load_workbook(convert(path, "xlsx"), data_only=True).worksheets[0]

    numbers = 0
    for row, (expression, values) in enumerate(cases, 1):
        shown = calculated.cell(row, 10).value
        try:
            expected = evaluate(expression, SMALL, Given(**values))
        except Undetermined:
            expected = None
        where = f"{expression} on {values}: {formula(expression)}"
        if isinstance(expression, str):
            continue  # a bare reference shows 0 for a blank cell; no computed cell is declared so
        if expected is None:
            assert shown in (None, ""), where
        else:
            numbers += 1
            assert shown == pytest.approx(
                float(expected), abs=0.011 if "round" in str(expression) else 1e-9, rel=1e-9
            ), where
    assert numbers > 150
