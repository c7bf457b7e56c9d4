"""格式 of what names people: telephone numbers and names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.findings import HINT, WARNING
from xltoolkit.reader.submission import Submission
from xltoolkit.rules.engine import Hit, rule
from xltoolkit.rules.knowledge.facts import texts, texts_of
from xltoolkit.rules.knowledge.thresholds import threshold
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.normal import narrow

GROUP, POINT = "格式", "完整性"


@rule(
    "FMT002",
    "联系电话不像电话号码",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    message={
        "": "“{field}”填的是“{found}”，不像电话号码。",
        "short": "“{field}”填的是“{found}”，当地座机应有{expected}，像是少了一位。",
    },
    advice="请填座机（可带区号）或11位手机号；几个号码之间用“、”分开。",
)
def odd_phone(submission: Submission) -> Iterator[Hit]:
    """检查什么：每个号码应是7至8位座机、区号加座机（可带分机）、400/95 等服务号码或1开头的11位手机号。
    表样的参数写了本地座机位数的，7位的本地号码提示少了一位；区号是010、02X和江苏各市（051X、0523、0527）的，座机都是8位。
    为什么：退回修改时要能联系到人（完整性）。依据：惯例。
    错例：867100000000。
    正例：0510-86710000、13800000000、86710000转8001。
    修改：由填报人核对。
    """
    for pointer, field, value in texts(submission):
        if field.kind == "phone":
            odd = odd_numbers(value)
            if odd:
                yield Hit(pointer, "、".join(odd), "电话号码")
            elif _short_of_a_digit(value, int(threshold(submission, "landline_digits"))):
                yield Hit(pointer, value, "8位", variant="short")


_PHONE = (
    r"(?:\(?0\d{2,3}\)?-?)?[2-8]\d{6,7}(?:(?:-|转|#)\d{1,5})?"  # landline, area code, extension
    r"|1[3-9]\d{9}|[48]00-?\d{3}-?\d{4}|(?:0\d{2,3}-)?(?:12\d{3}|96\d{3,4})|95\d{3,4}|1(?:10|19|20|22)(?:转\d{1,5})?"  # mobile, service numbers
)


def odd_numbers(text: str) -> list[str]:
    """What stands there beside telephone numbers and is none, as written; words such as 手机 or a name beside a number are not counted."""
    plain = (
        narrow(text)
        .replace("（", "(")
        .replace("）", ")")
        .replace("分机", "转")
        .replace("ext", "转")
        .replace("转转", "转")
        .replace("+86", "")
    )
    for dash in "—–－":
        plain = plain.replace(dash, "-")
    for separator in "、，,/;；\n":
        plain = plain.replace(separator, "\t")
    parts = [part for part in plain.split("\t") if part.strip()]
    return [part.strip() for part in parts if not (_one_phone(part) or all(map(_one_phone, part.split())))] or (
        [] if parts else [text.strip()]
    )


# Area codes whose local numbers all have eight digits: the great cities, Jiangsu.
_LANDLINE = r"(?<![\d-])(?:\(?(0\d{2,3})\)?-?)?([2-8]\d{6})(?!\d)"
_EIGHT_DIGITS = ("010", "02", "051", "0523", "0527")


def _short_of_a_digit(text: str, local: int) -> bool:
    """Whether a landline has seven digits where all have eight; `local` is what numbers without an area code must have."""
    return any(
        found[1].startswith(_EIGHT_DIGITS) if found[1] else local == 8
        for found in re.finditer(_LANDLINE, narrow(text), re.ASCII)
    )


def _one_phone(part: str) -> bool:
    if re.search(r"\d(?!x|ext)[A-Za-z]+\d", part, re.ASCII | re.IGNORECASE):
        return False  # 860266B8
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
    message="“{field}”写成“{found}”，不像姓名。",
    advice="请只写姓名，不写职务和电话。",
)
def odd_name(submission: Submission) -> Iterator[Hit]:
    """检查什么：姓名里有数字、职务、称谓，或只有一个字。只有数字的（多半与电话填反了），或者是单位名称的，是提示性问题。
    为什么：汇总时按姓名归集（完整性）。依据：惯例。
    错例：邹科长。
    正例：王某某、阿不都·热合曼、王某某、李某某。
    修改：由填报人核对。
    """
    titles = ("同志", "科长", "局长", "主任", "处长", "股长", "所长", "校长", "院长", "先生", "女士")
    for pointer, _, value in texts_of(submission, "person"):
        name = value.strip()
        unit = is_unit(name)
        if any(character.isdigit() for character in name) or name.endswith(titles) or len(name) < 2 or unit:
            is_name = any(character.isalpha() for character in name) and not unit
            yield Hit(pointer, name, "姓名", severity="" if is_name else WARNING)


_UNITS = words(
    "局 委员会 办公室 中心 公司 学校 中学 小学 幼儿园 医院 街道 街道办事处 人民政府 镇政府 协会 联合会 研究院 研究所 事务所 大队 支队 总队 "
    "保健所 检测所 监测站 保护站 救助站 疾控中心 总工会 少年宫 美术馆 科技馆 殡仪馆 敬老院 福利院 党校 研究室 办事处 "
    "管理所 管理处 养护所 血站 水站 图书馆 博物馆 文化馆 档案馆 法院 检察院"
)
_PROJECTS = words("项目 工程 经费 补助 补贴 资金 建设 改造 购置 采购 维护 运维 维修 行动 专项")


def is_unit(name: str) -> bool:
    """The name of an authority or an enterprise, by its end."""
    return len(name) >= 4 and name.endswith(_UNITS)


@rule(
    "FMT020",
    "项目名称与单位名称像是填反了",
    group=GROUP,
    severity=WARNING,
    review_point=POINT,
    tier=2,
    message="“{field}”填的是“{found}”，像是单位名称；“{other}”填的却是“{expected}”。",
    advice="请核对，是不是填错了格。",
)
def names_exchanged(submission: Submission) -> Iterator[Hit]:
    """检查什么：项目名称以局、委员会、中心、公司等结尾，填报单位的名称却以项目、工程、补助等结尾。只有一头像的不报。
    为什么：两格填反了，汇总时项目和单位都找不到（完整性）。依据：惯例。目录之外新增。
    错例：项目名称 某区河道管理所；填报单位 河道水质提升项目。
    正例：项目名称 河道水质提升项目；填报单位 某区河道管理所。
    修改：由填报人改正。
    """
    project, unit = (submission.text(pointer).strip() for pointer in ("/project_name", "/submitting_unit"))
    bare = re.sub("[（(][^（）()]*[)）]$", "", unit)  # …更新项目（2027—2028年）
    if is_unit(project) and bare.endswith(_PROJECTS):
        shown = {"other": submission.form.fields["/submitting_unit"].name}
        yield Hit("/project_name", project, unit, shown, related=("/submitting_unit",))
