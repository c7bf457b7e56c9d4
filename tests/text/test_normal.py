"""A clerk's text comes in from Word, from the web, from WPS; labels are still recognised and nothing meant is lost."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.normal import (
    clean_text,
    full_width_digits,
    html_remnants,
    invisible_characters,
    is_blank,
    key,
    narrow,
    one_line,
    trimmed,
    without_blanks,
)

ODD = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(list("  　​\ufeff\xad\r\n\t<>/pbr=&;amp#x_000D（）():：*＊其中万元%％１９．，－≥③²㎡⼈ﾞ")),
    )
)


def as_an_eye_compares(text: str) -> str:
    """The comparison of a person who looks for a printed label (an independent statement of what key() must equal)."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\((万元|%|元)\)", "", text)
    text = re.sub(r"[\s*:]", "", text)
    return re.sub(r"^其中", "", text)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("项目名称*:", "项目名称"),
        ("＊ 项目 名称 ：", "项目名称"),
        ("项目总金额(万元)*:", "项目总金额"),
        ("本年度项目金额（万元）：", "本年度项目金额"),
        ("资金使用率（％）", "资金使用率"),
        ("其中：财政经常性拨款资金", "财政经常性拨款资金"),
        ("其 中 :财政专项拨款资金", "财政专项拨款资金"),
        ("\ufeff目标值\u200b来源\u3000", "目标值来源"),
        ("<p>项目实施计划*:</p>", "项目实施计划"),
        ("项目属性_x000D_", "项目属性"),
        ("金额\n（元）", "金额"),
        ("预算⾦额", "预算金额"),
    ],
)
def test_a_label_is_recognised_however_it_was_typed(written: str, printed: str) -> None:
    assert key(written) == key(printed) == printed


@given(ODD)
def test_two_labels_that_look_alike_to_a_person_have_one_key(text: str) -> None:
    assert key(as_an_eye_compares(text)) == key(text)


@given(
    st.lists(
        st.sampled_from(
            ["项目", "名称", "金额", "（万元）", "(元)", "（%）", "*", "：", ":", " ", "\u3000", "其中：", "年度"]
        )
    )
)
def test_the_key_of_a_printed_label_is_what_an_eye_compares(parts: list[str]) -> None:
    label = "项目" + "".join(parts)
    assert key(label) == as_an_eye_compares(label)


@given(ODD)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    for normalise in (trimmed, narrow, one_line, without_blanks, key, clean_text):
        once = normalise(text)
        assert normalise(once) == once


@given(ODD)
def test_detectors_never_raise_and_are_silent_on_a_cleaned_text(text: str) -> None:
    html_remnants(text), invisible_characters(text), full_width_digits(text), is_blank(text)
    clean = clean_text(text)
    assert html_remnants(clean) == ()
    assert invisible_characters(clean) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<p>一、维护。</p> <p>二、巡检。</p>", "一、维护。\n二、巡检。"),
        (
            '费用：</p> <ol style="list-style-type: none"> 一、维护费。 二、测评费。',
            "费用：\n一、维护费。 二、测评费。",
        ),
        ("第一行<br/>第二行<BR>第三行", "第一行\n第二行\n第三行"),
        ('<span style="color:red">每月</span>&nbsp;巡检', "每月 巡检"),
        ("&lt;p&gt;全年12次&lt;/p&gt;", "全年12次"),
        ("投入&amp;产出 R&D AT&T", "投入&产出 R&D AT&T"),
        ("响应<5分钟，且>1次；a<b c>d", "响应<5分钟，且>1次；a<b c>d"),
        ("使用<系统名称>登录", "使用<系统名称>登录"),
        ("第一段_x000D_\n第二段_x000d_", "第一段\n第二段"),
        ("第一段\r\n第二段\r第三段\v第四段", "第一段\n第二段\n第三段\n第四段"),
        ("\ufeff 江阴\u200b人社\xad局\u3000", "江阴人社局"),
        ("做好网上申报软</p", "做好网上申报软"),
        ('结尾<span style="font-fam', "结尾"),
        ("<!--[if gte mso 9]><xml/><![endif]-->正文", "正文"),
        ("保留“引号”、（括号）；和①②", "保留“引号”、（括号）；和①②"),
        ("x < y", "x < y"),
        ("文件_xlsx_与_x12_", "文件_xlsx_与_x12_"),
    ],
)
def test_remnants_go_and_what_was_meant_stays(written: str, meant: str) -> None:
    assert clean_text(written) == meant


@pytest.mark.parametrize(
    "nothing", ["", " ", "\u3000\xa0", "<p> </p>", "&nbsp;", "\u200b\ufeff", "_x000D_", "<p>&nbsp;</p><br>"]
)
def test_a_cell_that_only_looks_filled_is_blank(nothing: str) -> None:
    assert is_blank(nothing)


@pytest.mark.parametrize("something", ["0", "无", "/", "—", "<5", "*"])
def test_a_written_zero_or_dash_is_not_blank(something: str) -> None:
    assert not is_blank(something)


@pytest.mark.parametrize(
    ("written", "narrowed"),
    [
        ("≥９５％", "≥95%"),
        ("＝１２次", "=12次"),
        ("１，２３４．５０", "1，234.50"),
        ("５０００㎡", "5000m2"),
        ("３００－４００条", "300-400条"),
        ("全年（含节假日）：每月１次；", "全年（含节假日）：每月1次；"),
        ("①②10²", "①②10²"),
        ("⼆⽉⼈⼝", "二月人口"),
        ("ＵＫＥＹ\u3000设备", "UKEY 设备"),
        ("﹥３", ">3"),
        ("￥300", "¥300"),
        ("……", "……"),
    ],
)
def test_full_width_signs_become_narrow_and_punctuation_keeps_its_meaning(written: str, narrowed: str) -> None:
    assert narrow(written) == narrowed


def test_what_was_found_can_be_quoted() -> None:
    assert html_remnants("<p>甲</p>乙&nbsp;<b>丙</b><p>") == ("<p>", "</p>", "<b>", "</b>", "&nbsp;")
    assert html_remnants("响应<5分钟 R&D") == ()
    assert invisible_characters("人社局\u200b2020年\ufeff_x000D_") == (
        "零宽空格（U+200B）",
        "字节序标记（U+FEFF）",
        "_x000D_",
    )
    assert invisible_characters("甲\x07乙") == ("控制字符（U+0007）",)
    assert full_width_digits("＝１２次") == "＝１２"
    assert full_width_digits("一、（二）：三，四") == ""


def test_a_name_becomes_one_line() -> None:
    assert one_line(" 人社局 2020年\n维保\u3000 项目\u200b ") == "人社局 2020年 维保 项目"
