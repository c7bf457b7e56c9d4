"""Units of measurement: which family a unit belongs to, how it converts, and what 万人次 is without its scale.

A factor is a whole number of the family's smallest step (a third of a square metre, so that 亩 = 2000/3 m² is
exact). Where a unit is no fixed length — a working day, a month — it has a least and a most, and a comparison
holds only if it holds for both.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import prod

from xltoolkit.records import NamedTuple
from xltoolkit.text.chinese import SCALES


class Unit(NamedTuple):
    """A known unit: `least` and `most` steps of its family; they differ only where the unit itself varies."""

    family: str
    least: int
    most: int


class Measure(NamedTuple):
    """A unit as written, taken apart: `万元/人·月` → scale 10000, scale_word 万, unit 元, per 人·月."""

    scale: int
    scale_word: str
    unit: str
    per: str


COUNT, TIMES, PEOPLE, VISITS, MONEY, RATIO, TIME = "count", "times", "people", "visits", "money", "ratio", "time"
LENGTH, AREA, VOLUME, MASS, SCORE, ENERGY, POWER = "length", "area", "volume", "mass", "score", "energy", "power"
DATA, LESSON, WORK, GRADE, OTHER = "data", "lesson", "work", "grade", "other"
# Within these families every unit converts into every other; elsewhere only 个 项 次 stand for a more special word.
_CONVERTIBLE = frozenset((PEOPLE, VISITS, MONEY, RATIO, TIME, LENGTH, AREA, VOLUME, MASS, ENERGY, POWER, DATA, LESSON))
GENERIC = frozenset(("个", "项", "次"))

_COUNTERS = (
    "个项家所座处台套件条份篇部册本张块片根只头匹株棵基辆艘架门间栋幢户村期批类种款组支队点站路例起宗案节幅副枚枝盏扇"
    "孔口眼井杆面筐箱袋包瓶桶盒卷把双对床桌席层段首则封笔单桩票号页行列格线圈颗粒尾羽峰盆罐束股道届季店厂字盘管剂镇班具樘"
)
_LONG_COUNTERS = (
    "点位 站点 网点 社区 街道 乡镇 行政村 自然村 村居 班级 家次 户次 台次 辆次 艘次 处次 所次 件次 台套 座次 个次 项次 "
    "只次 点次 校次 村次 块次 间次 单元 "
    "标段 地块 图斑 样本 案件 工单 课题 专利 词条 字段 机位 床位 车位 泊位 座位 学位 岗位 展位 摊位 工位 画幅 片区 小区 亩次 宗地 "
    "种次 册次 份次 剂次 人份 头份 羽份 断面次 样次 仓次 航次"
)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TABLE = (  # family, least and most steps, names
    (COUNT, 1, 1, " ".join(_COUNTERS)),
    (COUNT, 1, 1, _LONG_COUNTERS),
    (TIMES, 1, 1, "次 场 场次 批次 轮 轮次 遍 趟 回 班次 车次 架次 频次 例次"),
    (PEOPLE, 1, 1, "人 名 位"),
    (VISITS, 1, 1, "人次 人·次"),
    (MONEY, 1, 1, "元"),
    (RATIO, 1, 1, "‰"),
    (RATIO, 10, 10, "% 百分点 个百分点"),
    (LENGTH, 1, 1, "毫米 mm"),
    (LENGTH, 10, 10, "厘米 cm"),
    (LENGTH, 10**3, 10**3, "米 m 延米 延长米"),
    (LENGTH, 10**6, 10**6, "千米 公里 km"),
    (AREA, 3, 3, "平方米 平米 平方 m2 m² ㎡"),
    (AREA, 2000, 2000, "亩"),
    (AREA, 30_000, 30_000, "公顷 hm2 hm²"),
    (AREA, 3 * 10**6, 3 * 10**6, "平方公里 平方千米 km2 km²"),
    (VOLUME, 1, 1, "毫升 ml"),
    (VOLUME, 10**3, 10**3, "升 l"),
    (VOLUME, 10**6, 10**6, "立方米 立方 方 m3 m³"),
    (MASS, 1, 1, "毫克 mg"),
    (MASS, 10**3, 10**3, "克 g"),
    (MASS, 500_000, 500_000, "斤"),
    (MASS, 10**6, 10**6, "公斤 千克 kg"),
    (MASS, 10**9, 10**9, "吨 t"),
    (ENERGY, 1, 1, "千瓦时 度 kwh"),
    (POWER, 1, 1, "瓦"),
    (POWER, 10**3, 10**3, "千瓦 kw"),
    (POWER, 10**6, 10**6, "兆瓦"),
    (DATA, 1, 1, "mb"),
    (DATA, 1024, 1024, "gb"),
    (DATA, 1024**2, 1024**2, "tb"),
    (DATA, 1024**3, 1024**3, "pb"),
    (LESSON, 1, 1, "课时 学时"),
    (WORK, 1, 1, "工日 人日 人天 人月 人·天 人·月 工时"),
    (SCORE, 1, 1, "分"),
    (GRADE, 1, 1, "级 星 星级 档 等"),
    (
        OTHER,
        1,
        1,
        "倍 ℃ °C 摄氏度 分贝 db mbps gbps 兆 ppm 帕 千帕 兆帕 kpa mpa 伏 千伏 kv 微克 μg dpi 像素 万像素 欧姆 欧 Ω 勒克斯 lx 流明",
    ),
    (TIME, 1, 1, "秒 秒钟"),
    (TIME, _MINUTE, _MINUTE, "分钟 min"),
    (TIME, _HOUR, _HOUR, "小时 个小时 h"),
    (TIME, _DAY, _DAY, "天 日 日历天 日历日 自然日 个自然日"),
    (TIME, 8 * _HOUR, 3 * _DAY, "工作日 个工作日 个工作天"),  # eight hours of work; over a weekend three days
    (TIME, 7 * _DAY, 7 * _DAY, "周 星期 个星期"),
    (TIME, 28 * _DAY, 31 * _DAY, "月 个月"),
    (TIME, 90 * _DAY, 92 * _DAY, "季度 个季度"),
    (TIME, 365 * _DAY, 366 * _DAY, "年 周年"),
    (TIME, 110 * _DAY, 184 * _DAY, "学期"),
    (TIME, 270 * _DAY, 366 * _DAY, "学年"),
)
UNITS: dict[str, Unit] = {
    f"{one}次": Unit(COUNT, 1, 1) for one in _COUNTERS if one not in "层首单"
}  # 36条×52周: 1872条次
for _family, _least, _most, _names in _TABLE:
    UNITS.update(dict.fromkeys(_names.split(), Unit(_family, _least, _most)))

_LENGTHS: dict[str, dict[int, None]] = {}  # first letter of units → how long their names are, longest first
for _name in sorted(UNITS, key=len, reverse=True):
    _LENGTHS.setdefault(_name[0], {})[len(_name)] = None
_SCALE_WORDS = tuple(sorted(SCALES, key=len, reverse=True))
_FIRST_OF_SCALES = frozenset(word[0] for word in SCALES)
_WIDE_SCALES = frozenset(word for word in SCALES if word[-1] in "万亿")
NO_MEASURE = Measure(1, "", "", "")


@lru_cache(4096)
def unit_of(name: str) -> Unit | None:
    """The unit of this name (`km` and `KM` are one), None if it is not known."""
    return UNITS.get(name) or (UNITS.get(name.lower()) if name.isascii() else None)


@lru_cache(4096)
def take_unit(text: str) -> tuple[Measure, str]:
    """The unit with which a text without blanks begins, and what follows it: `万人次以上` → (万 · 人次, `以上`).

    Nothing recognised: an empty measure and the whole text. `千米` and `百分点` are no scales.
    """
    scale_word, unit = "", _known_prefix(text)
    for word in _SCALE_WORDS if text[:1] in _FIRST_OF_SCALES else ():
        if text.startswith(word):
            scaled = _known_prefix(text[len(word) :])
            if len(word) + len(scaled) > len(unit) and (
                scaled or word in _WIDE_SCALES or text[len(word) :][:1] in ("余", "多")
            ):
                scale_word, unit = word, scaled
            break
    rest = text[len(scale_word) + len(unit) :]
    if not scale_word and not unit:
        return NO_MEASURE, text
    per = ""
    if unit and rest.startswith("/"):
        end = 1
        while end < len(rest) and (rest[end].isalpha() or rest[end] in "·/") and rest[end] not in "以及之":
            end += 1
        per, rest = rest[1:end], rest[end:]
    return Measure(SCALES.get(scale_word, 1), scale_word, unit, per), rest


def _known_prefix(text: str) -> str:
    for length in _LENGTHS.get(text[:1].lower(), ()):
        if unit_of(text[:length]):
            return text[:length]
    return ""


def comparable(first: str, second: str) -> bool:
    """Whether numbers in the two units may be compared: the same unit, one family that converts, or 个 beside 家."""
    if first == second:
        return True
    one, other = unit_of(first), unit_of(second)
    if one is None or other is None or one.family != other.family:
        return False
    return one.family in _CONVERTIBLE or first in GENERIC or second in GENERIC


_MADE_OF = {  # the family that a product has, those of its factors, and how many of its steps one of theirs make
    AREA: ([LENGTH, LENGTH], Decimal(3) / 10**6),
    VOLUME: ([LENGTH, LENGTH, LENGTH], Decimal(1) / 10**3),
    ENERGY: ([POWER, TIME], Decimal(1) / (1000 * _HOUR)),
}
_MEASURED = frozenset((LENGTH, AREA, VOLUME, MASS, ENERGY, POWER, DATA, TIME))


def scale_of_product(factors: list[str], wanted: str) -> Decimal:
    """How many of the wanted unit one of each factor's units make: 瓦 × 小时 are a thousandth of 千瓦时; 1 where they say nothing of it."""
    aim = unit_of(wanted)
    if aim is None or aim.family not in _MEASURED:
        return Decimal(1)
    parts, step = _MADE_OF.get(aim.family, ([aim.family], Decimal(1)))
    own = [one for name in factors if (one := unit_of(name)) is not None and one.family in (aim.family, *parts)]
    families = sorted(one.family for one in own)
    if families == [aim.family]:
        return Decimal(own[0].least) / aim.least
    if families == sorted(parts):
        return prod((Decimal(one.least) for one in own), start=step) / aim.least
    return Decimal(1)
