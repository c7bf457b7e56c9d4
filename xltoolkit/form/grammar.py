"""Whether expressions and conditions make sense in their form: operators, operands, pointers to numbers that exist, no cycles."""

from __future__ import annotations

from collections.abc import Iterator

from xltoolkit.form.complaints import FormProblem, nearest
from xltoolkit.form.equation import COMPARISONS, CONDITIONS, OPERATORS
from xltoolkit.form.model import NUMERIC_KINDS, Expression, Form
from xltoolkit.records import NamedTuple


class Grammar(NamedTuple):
    """Where an expression stands.

    row_of       the table whose row `*` stands for outside a sum: '' where there is none, None where any table will do
    inside_base  in the base expression itself
    certain      inside a sum, or before the last operand of `first`: what may be unknown would silently count as blank there
    """

    form: Form
    row_of: str | None = ""
    inside_base: bool = False
    certain: bool = False

    def expression(self, expression: Expression, where: str) -> Iterator[FormProblem]:
        """Problems of an expression that stands at `where`."""
        if isinstance(expression, str):
            yield from self._number(expression, where)
        elif isinstance(expression, bool) or not isinstance(expression, (int, float, list)):
            yield FormProblem(where, "算式里只能写数据位置、数字和列表。")
        elif isinstance(expression, list):
            yield from self._operation(expression, where)

    def condition(self, condition: Expression, where: str) -> Iterator[FormProblem]:
        """Problems of a condition that stands at `where`."""
        operator = _operator(condition)
        if operator not in CONDITIONS:
            yield FormProblem(where, _unknown(operator, CONDITIONS, "条件"))
            return
        operands = condition[1:]
        yield from _count(operator, len(operands), CONDITIONS[operator], where)
        for place, operand in enumerate(operands, 1):
            if operator in COMPARISONS:
                yield from self.expression(operand, f"{where}/{place}")
            elif operator in ("and", "or", "not"):
                yield from self.condition(operand, f"{where}/{place}")
            elif place == 1:
                yield from self._pointer(operand, f"{where}/{place}")
            else:
                yield from self._choice(operands[0], operand, f"{where}/{place}")

    def _choice(self, pointer: Expression, text: Expression, where: str) -> Iterator[FormProblem]:
        """A text that a cell is compared with: of a choice one of its options."""
        field = self.form.field(pointer) if isinstance(pointer, str) else None
        if not isinstance(text, str):
            yield FormProblem(where, "应当是文字。")
        elif field is not None and field.choices and text not in field.choices:
            yield FormProblem(where, f"“{field.name}”没有“{text}”这个选项{nearest(text, field.choices)}。")

    def _operation(self, expression: list[Expression], where: str) -> Iterator[FormProblem]:
        operator = _operator(expression)
        if operator not in OPERATORS:
            yield FormProblem(where, _unknown(operator, OPERATORS, "算式"))
            return
        operands = expression[1:]
        wrong_count = list(_count(operator, len(operands), OPERATORS[operator], where))
        yield from wrong_count
        if wrong_count:
            return
        if operator in ("base", "single_year") and self.certain:
            yield FormProblem(where, f"“{operator}”可能没有确定的值，不能放在合计里，也不能排在 first 的前面。")
        if operator == "base" and (self.form.base is None or self.inside_base):
            yield FormProblem(
                where, "基准金额不能用到它自己。" if self.inside_base else "表样没有声明勾稽基准金额（base）。"
            )
        if operator == "sum_where":
            yield from self._chosen_rows(operands, where)
            return
        for place, operand in enumerate(operands, 1):
            here = f"{where}/{place}"
            if operator == "round" and place == 2:
                if not isinstance(operand, int) or not 0 <= operand <= 6:
                    yield FormProblem(here, "保留的小数位数应当是 0 到 6 的整数。")
            elif operator == "single_year" and place < 3:
                yield from self._pointer(operand, here, ("date",), "日期")
            elif operator == "sum" and isinstance(operand, str) and "*" in operand:
                yield from self._column(operand, here)
            else:
                certain = self.certain or operator == "sum" or (operator == "first" and place < len(operands))
                yield from self._replace(certain=certain).expression(operand, here)

    def _chosen_rows(self, operands: list[Expression], where: str) -> Iterator[FormProblem]:
        """A column of numbers, a column of the same table that decides, and the texts that it may hold."""
        column, key, *texts = operands
        for place, pointer in ((1, column), (2, key)):
            if not isinstance(pointer, str) or "/*/" not in pointer:
                yield FormProblem(f"{where}/{place}", "应当是表格的一列，像 /indicators/*/weight。")
                return
        yield from self._column(column, f"{where}/1")
        yield from self._column(key, f"{where}/2", (), "")
        if column.partition("/*/")[0] != key.partition("/*/")[0]:
            yield FormProblem(f"{where}/2", f"“{key}”应当与“{column}”在同一个表格里。")
        elif (field := self.form.field(key)) is not None and field.kind in NUMERIC_KINDS:
            yield FormProblem(f"{where}/2", f"“{field.name}”（{key}）是数字，这里要按文字分类。")
        for place, text in enumerate(texts, 3):
            yield from self._choice(key, text, f"{where}/{place}")

    def _number(self, pointer: str, where: str) -> Iterator[FormProblem]:
        yield from self._pointer(pointer, where, tuple(NUMERIC_KINDS), "数字")

    def _pointer(
        self, pointer: Expression, where: str, kinds: tuple[str, ...] = (), wanted: str = ""
    ) -> Iterator[FormProblem]:
        if not isinstance(pointer, str):
            yield FormProblem(where, "应当是数据位置，像 /project_name。")
            return
        if pointer.startswith(("=", "＝")):
            yield FormProblem(
                where, f'“{pointer}”是 Excel 公式；这里写算式，像 ["sum", "/funding/own", "/funding/other"]。'
            )
            return
        if pointer in OPERATORS:
            yield FormProblem(
                where, f'“{pointer}”是运算名，要写在列表里：["{pointer}"{", …" if OPERATORS[pointer][1] else ""}]。'
            )
            return
        if "*" in pointer and self.row_of is not None and pointer.partition("/*/")[0] != self.row_of:
            yield FormProblem(where, f"“{pointer}”是表格的一列，这里只能放在合计（sum）里。")
            return
        yield from self._column(pointer, where, kinds, wanted)

    def _column(
        self, pointer: str, where: str, kinds: tuple[str, ...] = tuple(NUMERIC_KINDS), wanted: str = "数字"
    ) -> Iterator[FormProblem]:
        known = [
            *self.form.fields,
            *(column.pointer for table in self.form.tables.values() for column in table.columns),
        ]
        field = self.form.field(pointer) if pointer in known else None
        if field is None:
            yield FormProblem(where, f"没有“{pointer}”这个数据位置{nearest(pointer, known)}。")
        elif kinds and field.kind not in kinds:
            yield FormProblem(where, f"“{field.name}”（{pointer}）不是{wanted}，不能参加计算。")


def cycle(form: Form) -> list[str]:
    """Pointers of computed cells that depend on one another in a circle, [] if there is none."""
    depends = form.inputs
    settled: set[str] = set()

    def walk(pointer: str, path: list[str]) -> list[str]:
        if pointer in path:
            return path[path.index(pointer) :]
        if pointer in settled or pointer not in depends:
            return []
        found = next((circle for other in depends[pointer] if (circle := walk(other, [*path, pointer]))), [])
        settled.add(pointer)
        return found

    return next((circle for pointer in depends if (circle := walk(pointer, []))), [])


def _operator(expression: Expression) -> str:
    return expression[0] if isinstance(expression, list) and expression and isinstance(expression[0], str) else ""


def _unknown(operator: str, known: dict[str, tuple[int, int]], kind: str) -> str:
    return (
        f"{kind}的第一项应当是运算名，{f'没有“{operator}”' if operator else '这里没有写'}。可以写：{'、'.join(known)}。"
    )


def _count(operator: str, count: int, limits: tuple[int, int], where: str) -> Iterator[FormProblem]:
    fewest, most = limits
    if not fewest <= count <= most:
        wanted = f"{fewest}" if fewest == most else f"至少{fewest}"
        yield FormProblem(where, f"“{operator}”后面应当有{wanted}项，现在有{count}项。")
