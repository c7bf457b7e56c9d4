"""Two targets contradict each other only if that is certain; a name has a direction only if its head is in a list."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltoolkit.text.interval import admits, disjoint, exceeds, interval
from xltoolkit.text.target import parse_target
from xltoolkit.text.tendency import (
    LESS,
    MORE,
    direction,
    expected_families,
    head,
    is_capped_rate,
    is_cost,
    is_rate,
    is_satisfaction,
)
from xltoolkit.text.unit import TIME, TIMES


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(
            ("≥12次", "≤6次"),
            ("=4次", "=2次"),
            ("≥95%", "≤90%"),
            (">3天", "≤3天"),
            ("300-400条", "≥500条"),
            ("12次", "≥13次"),
        ),
        *(("≤1小时", "≥2天"), ("≤15分钟", "≥1工作日"), ("≥100亩", "≤5公顷"), ("≤3‰", "≥1%"), ("≥2万元", "≤10000元")),
        *(
            ("≥80万人", "≤70万人"),
            ("≥5公里", "≤4000米"),
            ("≤28天", "≥2个月"),
            ("=3家", "=4个"),
            ("≥12次/年", "≤11次/年"),
        ),
    ],
)
def test_certain_contradictions(first: str, second: str) -> None:
    assert disjoint(parse_target(first), parse_target(second)) is True
    assert disjoint(parse_target(second), parse_target(first)) is True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("≥12次", "≥6次"), ("=12次", "≥12次"), ("300-400条", "≥300条"), ("≤30天", "≥1个月"), ("≤1工作日", "≥1天")),
        *(
            ("≤5工作日", "≥7天"),
            ("≥1500平方米", "≤3亩"),
            ("≥90%", "≤100%"),
            ("≥1年", "≤365天"),
            ("≥80万人", "=130万人"),
        ),
    ],
)
def test_what_can_hold_together_is_no_contradiction(first: str, second: str) -> None:
    assert disjoint(parse_target(first), parse_target(second)) is False


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(
            ("≥12次", "≤6家"),
            ("健全", "≥95%"),
            ("约300人", "≤200人"),
            ("提高5%", "≤3%"),
            ("12月底前", "≤6个月"),
            ("≥0.95", "≤90%"),
        ),
        *(("≤300元/人", "≥500元/户"), ("≥5,00次", "≤3次"), ("=12词", "=13次")),
    ],
)
def test_what_does_not_compare_is_left_open(first: str, second: str) -> None:
    assert disjoint(parse_target(first), parse_target(second)) is None


NUMBERS = st.builds(
    lambda operator, value, unit: parse_target(f"{operator}{value}{unit}"),
    st.sampled_from(["", "≥", "≤", "=", ">", "<"]),
    st.decimals(min_value=0, max_value=1000, places=1),
    st.sampled_from(["分钟", "小时", "天", "工作日", "个月", "年", "秒"]),
)


@given(NUMBERS, NUMBERS)
def test_contradiction_is_symmetric_and_nothing_contradicts_itself(first: object, second: object) -> None:
    assert disjoint(first, second) == disjoint(second, first)  # type: ignore[arg-type]
    assert disjoint(first, first) is False or interval(first).low_open  # type: ignore[arg-type, union-attr]


def test_a_count_from_the_text_meets_a_target_or_not() -> None:
    assert admits(parse_target("=4次"), Decimal(2)) is False
    assert admits(parse_target("=4次"), Decimal(4)) is True
    assert admits(parse_target("≥300条"), Decimal(300), Decimal(400)) is True
    assert admits(parse_target("≥500条"), Decimal(300), Decimal(400)) is False
    assert admits(parse_target("≥80万人"), Decimal(1_300_000), unit="人") is True
    assert admits(parse_target("≤2公顷"), Decimal(20), unit="亩") is True
    assert admits(parse_target("≤1公顷"), Decimal(20), unit="亩") is False
    assert admits(parse_target("≤1公顷"), Decimal(20), unit="人") is None
    assert admits(parse_target("健全"), Decimal(2)) is None


def test_response_is_not_slower_than_recovery() -> None:
    assert exceeds(parse_target("≤2小时"), parse_target("≤15分钟")) is True
    assert exceeds(parse_target("≤15分钟"), parse_target("≤4小时")) is False
    assert exceeds(parse_target("≤24小时"), parse_target("≤1工作日")) is False
    assert exceeds(parse_target("≤24小时"), parse_target("健全")) is None


# Names of many trades. MORE and LESS are certain; everything else is silence.
MORE_IS_BETTER = str.split(
    "网上服务满意率 群众满意度 家长满意度 学生体质健康优良率 路面平整度合格率 工程验收合格率 疫苗接种率 居民健康档案建档率 家庭医生签约率 "
    "图书馆读者满意度 系统正常运行率 网站正常服务率 污水处理率 生活垃圾无害化处理率 空气质量优良率 河道水质达标率 高标准农田验收合格率 "
    "农产品抽检合格率 命案破案率 110接警响应率 电子警察设备完好率 自来水水质合格率 补贴资金发放及时率 低保对象覆盖率 政策知晓率 "
    "投诉处理率 投诉回访率 投诉办结率 信访案件办结率 故障排除率 隐患整改率 事故处理及时率 违法建筑处置率 软件开发按时完成率 "
    "苗木成活率 贫困学生资助到位率 义务教育巩固率 毕业生就业率 非税收入完成率 未成年人满意度 群众政策知晓度 违法行为查处率"
)
LESS_IS_BETTER = str.split(
    "安全事故发生数 维保服务投诉数量 一体机报修投诉 群众投诉次数 有效投诉件数 差错率 数据差错率 编校错误率 系统故障次数 设备故障率 "
    "故障响应时间 硬件平台一般故障恢复时间 窗口平均等候时间 业务办理时限 出警时间 投诉处理时间 资金调整率 预算结余率 项目未完成率 "
    "产品不合格率 群众不满意率 未按时完成率 新增违建发生数 火灾起数 交通事故死亡人数 登记失业率 学生辍学率 管网漏损率 "
    "孕产妇死亡率 传染病发病率 安全责任事故 重大舆情 设备闲置率 违规次数"
)
NO_DIRECTION = str.split(
    "事故应急演练次数 受理投诉数量 办理投诉件数 处理故障次数 减少投诉数 降低差错率 零差错率 无事故天数 平均无故障时间 红火蚁死亡率 "
    "业务增长率 支出增长率 预算执行率 设备使用率 床位利用率 成本控制率 血压控制率 带动社会投资比例 女性占比 服务参保人员数量 培训人次 "
    "开放时间 培训时间 知识库条数 事故理赔件数 交通事故救援次数 调解纠纷数 查处违法案件数 拆除违建数量 火灾扑救次数 防汛物资储备数量 "
    "故障维修次数 舆情监测次数 信访接待量 项目完成时间 软件开发完成时限 违规使用资金情况 安全事故处理情况 资金使用规范性 巡检频率 预防事故"
)


@pytest.mark.parametrize("name", MORE_IS_BETTER)
def test_more_is_better(name: str) -> None:
    assert direction(name) == MORE


@pytest.mark.parametrize("name", LESS_IS_BETTER)
def test_less_is_better(name: str) -> None:
    assert direction(name) == LESS


@pytest.mark.parametrize("name", [*NO_DIRECTION, "", "。", "（）"])
def test_where_the_name_does_not_say_nobody_guesses(name: str) -> None:
    assert direction(name) is None


def test_brackets_behind_the_name_do_not_hide_its_head() -> None:
    assert head("一体机故障恢复时间（无硬件更换）") == "一体机故障恢复时间"
    assert direction("一体机故障恢复时间(有硬件更换)") == LESS
    assert direction("群众 满意度（%）*") == MORE


def test_what_kind_of_name_it_is() -> None:
    assert all(map(is_rate, ["预算执行率", "群众满意度", "女性占比", "带动社会投资比例"]))
    assert not any(
        map(is_rate, ["巡检频率", "汇率", "发电功率", "网络速率", "贷款利率", "工作效率", "知识库条数", "劳动生产率"])
    )
    assert all(map(is_capped_rate, ["满意率", "抽检合格率", "及时率", "政策知晓度"]))
    assert not any(map(is_capped_rate, ["业务增长率", "预算执行率", "带动社会投资比例", "完成率"]))
    assert is_satisfaction("服务对象满意度")
    assert is_cost("硬件维护成本")
    assert not is_cost("节约人工成本")
    assert not is_cost("成本控制有效性")
    assert expected_families("硬件平台巡检次数") == {TIMES, "visits"}
    assert expected_families("故障响应时间") == {TIME}
    assert expected_families("财务管理制度健全性") is None


@given(st.text())
def test_no_name_makes_the_judgement_raise(name: str) -> None:
    assert direction(name) in (MORE, LESS, None)
    is_rate(name), is_capped_rate(name), is_cost(name), is_satisfaction(name), expected_families(name)
