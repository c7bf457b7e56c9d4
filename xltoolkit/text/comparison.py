"""The comparison that a value begins or ends with: ≥ and its typed, mistaken and worded forms, and the words around it.

以上, 以下, 以内 include the number they stand behind (中华人民共和国民法典 第一千二百五十九条).
"""

from __future__ import annotations

import re

from xltoolkit.records import NamedTuple

# Notes: what was odd. The first three can be mended without deciding anything, the next two decide something.
TYPED_SIGN, SYNONYM, REPEATED = "typed_sign", "synonym", "repeated"
MISTAKEN_SIGN, LOOSE_WORD = "mistaken_sign", "loose_word"
APPROXIMATE, CHANGE, WORDS, PERIOD = "approximate", "change", "words", "period"

SIGNS = "≥≤=><≧≦⩾⩽≮≯》《±≈~≠"
_STANDARD = frozenset("≥≤=><±")
_TYPED = {">=": "≥", "=>": "≥", "≧": "≥", "⩾": "≥", "≥=": "≥", "≮": "≥", "==": "="}
_TYPED |= {"<=": "≤", "=<": "≤", "≦": "≤", "⩽": "≤", "≤=": "≤", "≯": "≤"}
_MISTAKEN = {"》": "≥", "》=": "≥", "=》": "≥", "《": "≤", "《=": "≤", "=《": "≤"}

_WORDS: dict[str, tuple[str, str]] = {  # word → (operator, note)
    **dict.fromkeys(("不低于", "不少于", "不小于", "大于等于", "大于或等于", "高于或等于", "高于等于"), ("≥", SYNONYM)),
    **dict.fromkeys(
        ("至少", "最少", "不得低于", "不得少于", "不能低于", "应不低于", "达到或超过", "达到或高于"), ("≥", SYNONYM)
    ),
    **dict.fromkeys(
        ("不超过", "不高于", "不多于", "不大于", "小于等于", "小于或等于", "低于或等于", "低于等于"), ("≤", SYNONYM)
    ),
    **dict.fromkeys(
        ("不得超过", "不能超过", "不得高于", "至多", "最多", "不长于", "不晚于", "不迟于", "未超过"), ("≤", SYNONYM)
    ),
    **dict.fromkeys(("大于", "高于", "超过", "多于"), (">", SYNONYM)),
    **dict.fromkeys(("小于", "低于", "少于", "不足", "不到"), ("<", SYNONYM)),
    "等于": ("=", SYNONYM),
    **dict.fromkeys(("达到", "达", "至少达到"), ("≥", LOOSE_WORD)),
    **dict.fromkeys(("控制在", "压缩在", "限制在"), ("≤", LOOSE_WORD)),
    **dict.fromkeys(("大约", "约为", "约", "近", "将近", "接近", "大概"), ("", APPROXIMATE)),
    **dict.fromkeys(("提高", "提升", "增长", "增加", "上升", "同比增长", "同比提高"), ("", CHANGE)),
    **dict.fromkeys(("降低", "下降", "减少", "缩短", "节约", "节省", "压减", "同比下降", "同比减少"), ("", CHANGE)),
    **dict.fromkeys(("提高到", "提升到", "提升至", "提高至", "增加到", "增至", "力争达到"), ("", WORDS)),
    **dict.fromkeys(
        ("降低到", "降低至", "下降到", "下降至", "降至", "降到", "减少到", "减少至", "缩短到", "缩短至"), ("", WORDS)
    ),
    **dict.fromkeys(
        ("保持在", "维持在", "稳定在", "确保", "保证", "保持", "力争", "实现", "完成", "为", "共"), ("", WORDS)
    ),
    **dict.fromkeys(
        ("全年", "年度", "累计", "共计", "合计", "总计", "平均", "均", "年均", "月均", "日均"), ("", WORDS)
    ),
}
_LONGEST = max(map(len, _WORDS))
_FIRST = frozenset(word[0] for word in _WORDS)
_PERIOD = r"每一?个?(半年|学期|学年|季度|工作日|平方米|[年季月周旬天日人户亩台次辆村校])度?"

_TAILS: dict[str, str] = {
    **dict.fromkeys(("以上", "及以上", "(含)以上", "或以上", "以上(含)", "及其以上"), "≥"),
    **dict.fromkeys(("以下", "及以下", "(含)以下", "之下", "以内", "之内", "(含)以内", "以内(含)", "内"), "≤"),
}
_LIMITED_WORDS = (
    "完成",
    "到位",
    "响应",
    "修复",
    "恢复",
    "办结",
    "处理",
    "处置",
    "解决",
    "回复",
    "答复",
    "送达",
    "到",
    "交付",
    "上报",
)


class Comparison(NamedTuple):
    """What stood before the number: operator ('' if none), `signed` if it was a sign, per of 每月, odd notes, the rest."""

    operator: str
    signed: bool
    per: str
    notes: tuple[str, ...]
    rest: str


def take_comparison(text: str) -> Comparison | None:
    """Take operator and leading words off a text without blanks: `全年不低于95%` → (≥, …, `95%`).

    None if signs contradict or repeat each other (`≥≤95`, `≥≠3`). Words count only where a number follows; whether one
    does is the caller's question, who then uses the text as it was.
    """
    operator, signed, per = "", False, ""
    notes: list[str] = []
    while text:
        if text[0] in SIGNS:
            end = 1
            while end < len(text) and text[end] in SIGNS:
                end += 1
            sign, text = text[:end], text[end:]
            if sign in ("≈", "~"):
                notes.append(APPROXIMATE)
                continue
            meant = sign if sign in _STANDARD else _TYPED.get(sign) or _MISTAKEN.get(sign)
            if meant is None or operator:
                return None
            if sign not in _STANDARD:
                notes.append(TYPED_SIGN if sign in _TYPED else MISTAKEN_SIGN)
            operator, signed = meant, True
        elif text[0] == "每":
            found = re.match(_PERIOD, text)
            if not found or per:
                break
            per, text = found[1], text[found.end() :]
            notes.append(PERIOD)
        else:
            word = _known_word(text)
            meant, note = _WORDS.get(word, ("", ""))
            if not word or (meant and operator):
                break
            operator, text = operator or meant, text[len(word) :]
            notes.append(note)
    return Comparison(operator, signed, per, tuple(dict.fromkeys(notes)), text)


def _known_word(text: str) -> str:
    if text[0] in _FIRST:
        for length in range(min(_LONGEST, len(text)), 0, -1):
            if text[:length] in _WORDS:
                return text[:length]
    return ""


def take_tail(text: str) -> tuple[str, str]:
    """The operator with which the text behind number and unit begins, and what is left: `以上完成` → (≥, `完成`)."""
    for length in range(min(6, len(text)), 0, -1):
        operator = _TAILS.get(text[:length])
        rest = text[length:]
        if operator and (length > 1 or not rest or rest.startswith(_LIMITED_WORDS) or not rest[0].isalpha()):
            return operator, rest  # 内 alone may begin 内容
    return "", text
