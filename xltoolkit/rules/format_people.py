"""格式 of what names people: telephone numbers and names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.facts import texts
from xltoolkit.text.normal import narrow

GROUP, POINT = "格式", "完整性"


@rule(
    "FMT002",
    "联系电话不像电话号码",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message="“{field}”填的是“{found}”，不像电话号码。",
    advice="请填7至8位座机、带区号的座机或11位手机号；几个号码之间用“、”分开。",
)
def odd_phone(submission: Submission) -> Iterator[Hit]:
    """检查什么：每个号码应是7至8位座机、区号加座机（可带分机）、400/95 等服务号码或1开头的11位手机号。
    为什么：退回修改时要能联系到人（完整性）。依据：惯例。
    错例：867100000000。
    正例：0510-86710000、13800000000、86710000转8001。
    修改：由填报人核对。
    """
    for pointer, field, value in texts(submission):
        if field.kind == "phone" and not is_phone(value):
            yield Hit(pointer, value, "电话号码")


_PHONE = (
    r"(?:\(?0\d{2,3}\)?-?)?[2-8]\d{6,7}(?:(?:-|转|#)\d{1,5})?"  # landline, area code, extension
    r"|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|(?:0\d{2,3}-)?(?:12\d{3}|96\d{3,4})|95\d{3,4}|1(?:10|19|20|22)(?:转\d{1,5})?"  # mobile, service numbers
)


def is_phone(text: str) -> bool:
    """Whether one or more telephone numbers stand there, words such as 手机 or a name beside them not counted."""
    plain = (
        narrow(text)
        .replace("（", "(")
        .replace("）", ")")
        .replace("分机", "转")
        .replace("转转", "转")
        .replace("+86", "")
    )
    for dash in "—–－":
        plain = plain.replace(dash, "-")
    for separator in "、，,/;；\n":
        plain = plain.replace(separator, "\t")
    parts = [part for part in plain.split("\t") if part.strip()]
    return bool(parts) and all(_one_phone(part) or all(map(_one_phone, part.split())) for part in parts)


def _one_phone(part: str) -> bool:
    number = "".join(character for character in part if character.isdigit() or character in "-()转#").strip("-")
    if len(number.replace("-", "")) == 11 and number.startswith("1"):
        number = number.replace("-", "")
    if number.isdecimal() and (
        (len(number) in (7, 8) and number[0] in "2345678")
        or (len(number) == 11 and number[:1] == "1" and number[1] > "2")
    ):
        return True
    return re.fullmatch(_PHONE, number, re.ASCII) is not None


@rule(
    "FMT003",
    "姓名写法可疑",
    group=GROUP,
    severity=HINT,
    review_point=POINT,
    tier=2,
    message="“{field}”写成“{found}”。",
    advice="请只写姓名，不写职务和电话。",
)
def odd_name(submission: Submission) -> Iterator[Hit]:
    """检查什么：姓名里有数字、职务、称谓，或只有一个字。只有数字的（多半与电话填反了）是提示性问题。
    为什么：汇总时按姓名归集（完整性）。依据：惯例。
    错例：邹科长。
    正例：王某某、阿不都·热合曼、王某某、李某某。
    修改：由填报人核对。
    """
    titles = ("同志", "科长", "局长", "主任", "处长", "股长", "所长", "校长", "院长", "先生", "女士")
    for pointer, field, value in texts(submission):
        if field.kind == "person":
            name = value.strip()
            if any(character.isdigit() for character in name) or name.endswith(titles) or len(name) < 2:
                is_name = any(character.isalpha() for character in name)
                yield Hit(pointer, name, "姓名", severity="" if is_name else WARNING)
