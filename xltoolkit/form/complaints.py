"""What jsonschema found, as a pointer and one Chinese sentence. Shared by form definitions and documents."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from xltoolkit.records import NamedTuple

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": "文字", "number": "数字", "integer": "整数", "object": "一组“名称: 值”", "array": "列表", "boolean": "true 或 false",
    "null": "空",
}  # fmt: skip


class FormProblem(NamedTuple):
    """One fault: `where` is a JSON Pointer (after `文件名:` where it is not form.json), `message` a Chinese sentence."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


def pointer_of(path: Any) -> str:
    """JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in path)


def nearest(word: Any, words: Any) -> str:
    """', 是不是想写“x”' for a misspelt word, '' if nothing is near."""
    found = get_close_matches(str(word), [str(other) for other in words], 1, 0.6)
    return f"，是不是想写“{found[0]}”" if found else ""


def complaints(error: ValidationError) -> Iterator[FormProblem]:
    """The faults behind one error of jsonschema, each at the exact place: a missing key under its own name."""
    where, value, limit, schema = pointer_of(error.absolute_path), error.instance, error.validator_value, error.schema
    kind = error.validator
    if kind == "required":
        for key in limit:
            if key not in value:
                title = schema.get("properties", {}).get(key, {}).get("title", "")
                yield FormProblem(f"{where}/{key}", f"缺少“{title}”。" if title else "缺少这一项。")
                return
    elif kind == "additionalProperties" and limit is False:
        known = schema.get("properties", {})
        for key in value:
            if key not in known:
                yield FormProblem(f"{where}/{key}", f"没有“{key}”这一项{nearest(key, known)}。")
    elif kind == "uniqueItems":
        place = next(place for place, item in enumerate(value) if item in value[:place])
        yield FormProblem(f"{where}/{place}", f"{_shown(value[place])}写了两次。")
    elif kind == "anyOf" and error.context and "description" not in schema:
        # an optional value: either the constraint holds (the first branch) or the cell is blank
        for inner in error.context:
            if inner.schema_path[0] == 0:
                yield from complaints(inner)
    else:
        yield FormProblem(where, _sentence(kind, value, limit, schema))


def _sentence(kind: str, value: Any, limit: Any, schema: dict[str, Any]) -> str:
    said = _shown(value)
    advice = schema.get("description", "")
    if kind == "type":
        wanted = "或".join(_TYPES[name] for name in ([limit] if isinstance(limit, str) else limit))
        return f"应当是{wanted}，现在是{said}。"
    if kind in ("enum", "const"):
        choices = [limit] if kind == "const" else [choice for choice in limit if choice not in (None, "")]
        return f"{said}不在可选范围内{nearest(value, choices)}。可以写：{'、'.join(map(str, choices))}。"
    if kind in ("pattern", "anyOf") and advice:
        return f"{'没有填写' if value == '' else f'{said}的写法不对'}，请{advice}。"
    if kind == "pattern":
        return "没有填写。" if limit == r"\S" else f"{said}不符合规定的格式 {limit}。"
    if kind == "format":
        return {"date": f"{said}不是日期，请按 2020-01-01 的格式写。", "regex": f"{said}不是合法的正则表达式。"}.get(
            limit, f"{said}的格式不对。"
        )
    if kind in ("maxLength", "minLength"):
        return (
            f"有{len(value)}个字，{'最多' if kind == 'maxLength' else '最少'}{limit}个字。" if value else "没有填写。"
        )
    if kind in ("maxItems", "minItems"):
        return f"有{len(value)}项，{'最多' if kind == 'maxItems' else '最少'}{limit}项。"
    if kind in ("maximum", "minimum"):
        return f"{said}{'大于' if kind == 'maximum' else '小于'}{limit}。"
    return f"{said}不符合要求（{kind}）。"


def _shown(value: Any) -> str:
    if value is None:
        return "空"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "一组“名称: 值”"
    if isinstance(value, list):
        return "一个列表"
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
