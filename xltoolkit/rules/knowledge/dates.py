"""When the texts say that something is done: each clause with one date, what it speaks of, and of which year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.reader.submission import Submission
from xltoolkit.records import NamedTuple
from xltoolkit.rules.knowledge.facts import items, narratives
from xltoolkit.rules.knowledge.statements import GOALS, looks_back
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.deadline import Deadline, parse_deadline
from xltoolkit.text.normal import key
from xltoolkit.text.similar import core

_DATE = r"(?:\d{4}年)?(?<!\d)\d{1,2}月份?(?:\d{1,2}[日号]|[上中下]旬|[初底末])?(?:[之以]?前)?|(?:\d{4}|(?<=[，。；、]))年底[之以]?前"
_SPANNING = "至到-—~–和及"
_ARRIVES = ("到货", "到位", "到账", "到户", "到人", "到园", "到校", "到岗", "到场")
# What happens at an end, in groups of words that mean one thing.
EVENTS = (
    words("完成 完工 竣工 建成 结束 做完"),
    words("通车 投入使用 投用 启用 开通 上线 开放 开业 交付使用"),
    words("启动 开工 动工 开始 开幕"),
    words("验收 竣工验收"),
    words("发放 兑付 拨付 支付 到位 下达 发到 拨完 发完 付清 拨清"),
    words("交付 到货 配发 移交"),
    words("签订 签约"),
    words("招标 采购"),
    words("提交 报送 上报 递交"),
    words("举办 召开 举行"),
)
_STAGES = words("第一 第二 首批 一期 二期 一标 二标 分批 部分 阶段 其中 上半年 陆续 剩余 其余")


class Said(NamedTuple):
    """A date in a clause of a text.

    clause   the clause, for what happens; of 春季5月底前、秋季11月底前拨付 each half has its own subject
    context  the sentence up to the clause: 设备更新80台，于8月底前到货
    others   the other clauses of the sentence that have a date
    of_year  the year that the text speaks of there, None if it has not named one
    """

    pointer: str
    clause: str
    subject: str
    quote: str
    deadline: Deadline
    context: str = ""
    others: str = ""
    of_year: int | None = None


def dates(submission: Submission) -> list[Said]:
    """Every date of the narratives that is no span and no part of a row of stages."""
    return submission.fact("dates", lambda: list(_dates(submission)))


def _dates(submission: Submission) -> Iterator[Said]:
    told_afterwards = submission.form.family == "self_evaluation"
    for pointer, text in narratives(submission).items():
        if ("月" not in text and "年底" not in text) or (told_afterwards and pointer not in GOALS):
            continue  # a self-evaluation tells when it was done, not by when it has to be
        year = submission.year if pointer == "/annual_goal" else None
        least = year or 0  # an earlier year is mentioned for comparison only
        numbered = items(submission, pointer)
        for found in re.finditer(r"[^。；;\n]+", text):
            sentence, at = re.sub(_MARKER, "", found[0]), found.start()
            year = next((one for one in reversed(_years(sentence)) if one >= least), year)
            if "月" in sentence or "年底" in sentence:
                title = next((item.title for item in reversed(numbered) if item.start < at < item.end), "")
                yield from dates_of(submission, pointer, sentence, year, title)


_ASIDE = r"（[^（）月]*）|20\d\d年(?:底|末)?(?:以来|以前|前(?=配置|建|购|已))"  # 2025年底前配置的80台 says nothing of when it is done


def _years(sentence: str) -> list[int]:
    if "20" not in sentence:
        return []
    return [int(year) for year in re.findall(r"(?<!\d)(20\d\d)年", re.sub(_ASIDE, "", sentence))]


_MARKER = r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d))"


_ONLY_A_SPAN = r"(?:（\d{1,2}）)?\d{1,2}月?[至到—–~-]+\d{1,2}月"


def dates_of(submission: Submission, pointer: str, sentence: str, year: int | None, title: str = "") -> Iterator[Said]:
    clauses = re.split(r"，|(?<!前)[：:]", sentence)  # 5月底前：集中出单
    dated = [one for one in clauses if re.search(_DATE, one) and not re.fullmatch(_ONLY_A_SPAN, one.strip())]
    context = f"{title}，" if title else ""
    for clause in clauses:
        halves = [clause] if clause.count("月") < 2 else clause.split("、")
        if len(halves) > 1 and not all(len(re.findall(_DATE, half)) == 1 for half in halves):
            halves = [clause]
        if (
            clause in dated
            and not _STAGES.any_in(clause.replace("阶段验收", "").removesuffix("部分"))
            and not looks_back(clause, submission.year)
        ):
            for half in halves:
                for said in _date_of(pointer, half, clause):
                    others = "，".join(one for one in dated if one is not clause or len(halves) > 1)
                    yield said._replace(context=key(context), others=others, of_year=year)
        context += clause


def _date_of(pointer: str, half: str, clause: str) -> Iterator[Said]:
    found = re.findall(_DATE, half)
    if len(found) != 1:
        return  # none, or a span
    before, _, after = half.partition(found[0])
    deadline = parse_deadline(found[0])
    goes_on = after[:1] in _SPANNING and not after.startswith(_ARRIVES)
    spans = (before and before[-1] in _SPANNING) or (after and goes_on)
    if deadline is not None and not spans:
        yield Said(pointer, key(clause), core(before + after), half, deadline)
