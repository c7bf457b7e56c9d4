"""What the end of an indicator's name says: is more better or less, is it a rate, which units fit.

Everything is decided by the head of the name — its end, brackets taken off — and only by closed lists: 事故应急演练次数
ends in 演练次数, no matter what stands before. A name outside the lists has no tendency, and no rule speaks.
"""

from __future__ import annotations

from functools import lru_cache

from xltoolkit.text.normal import key
from xltoolkit.text.unit import PEOPLE, RATIO, TIME, TIMES, VISITS

MORE, LESS = "more", "less"

# Rates of which more is better. Not here on purpose: 执行率 使用率 利用率 控制率 (a cap is usual), 增长率 下降率 占比 比例.
_MORE = tuple(
    str.split(
        "满意率 满意度 满意程度 合格率 优良率 优秀率 达标率 及时率 准时率 按时率 按期率 准确率 正确率 覆盖率 完成率 到位率 知晓率 知晓度 知晓程度 "
        "接入率 建档率 签订率 持证率 联网率 投保率 "
        "普及率 入学率 巩固率 就业率 升学率 毕业率 结业率 留用率 参保率 参合率 接种率 建档率 签约率 救治率 治愈率 成活率 存活率 保存率 "
        "处理率 处置率 办结率 回访率 回复率 答复率 整改率 修复率 排除率 解决率 化解率 破案率 结案率 查处率 受理率 响应率 "
        "通过率 验收率 发放率 落实率 兑现率 保障率 保证率 完好率 在线率 正常率 正常运行率 稳定运行率 正常服务率 可用率 开机率 "
        "出勤率 参与率 参训率 公开率 公示率 收缴率 征缴率 回收率 清运率 登记率 安置率 履约率 成功率 好评率 规范率 有效率 知晓面 覆盖面 优良天数比例 优良比例"
    )
)
_BAD_EVENTS = tuple(
    str.split(
        "投诉 事故 差错 失误 错误 故障 违规 违纪 违法 违约 违建 火灾 火情 火警 发案 案件发生 疫情发生 险情 舆情 纠纷 上访 信访 "
        "超标 环境污染 返工 返修 返贫 泄密 泄露 丢失 超支 逾期 延误 宕机 中断 死亡 伤亡 受伤 溺水 辍学 漏报 迟报 瞒报 误报 漏检"
    )
)
_COUNTS = ("总数量", "总数", "数量", "次数", "起数", "件数", "宗数", "例数", "人数", "数", "量")
_TIMES = ("时间", "时限", "时长", "用时")
_WAITS = tuple(
    str.split(
        "响应 恢复 恢复供水 恢复供电 恢复供气 恢复通行 修复 抢修 排除 "
        "处理 处置 办理 办结 审批 送达 查档 查询 查找 调阅 配送 候诊 等待 等候 排队 到达 到达现场 到场 出警 受理 答复 回复 反馈 "
        "中断 停机 宕机 停电 停水 停气 延误"
    )
)
_LESS_RATE = tuple(
    str.split(
        "差错率 误差率 失误率 错误率 故障率 故障发生率 事故率 事故发生率 发案率 案发率 投诉率 差评率 违规率 违约率 信访率 上访率 返工率 返修率 返贫率 退货率 "
        "漏损率 漏登率 漏诊率 错登率 漏报率 误报率 漏检率 迟报率 丢失率 损坏率 破损率 损耗率 流失率 辍学率 失业率 空置率 闲置率 逾期率 延误率 超支率 "
        "拥堵指数 拥堵率 拥堵延时指数 结余率 结转率 调整率 偏差率 偏离率 偏离度 死亡率 伤亡率 发病率 患病率 感染率 中断率"
    )
)
_NEGATIONS = "未不"
# With these in the name the bad thing is being fought: 减少投诉, 受理投诉数, 无事故天数, 红火蚁死亡率.
_REDUCED = ("降低", "减少", "下降", "压降", "压减", "防止", "预防", "避免", "杜绝", "缩短", "提前", "零", "无", "防范")
_HANDLED = tuple(
    str.split(
        "处理 受理 办理 处置 查处 排除 排查 调解 化解 拆除 整治 整改 打击 侦破 纠正 维修 抢修 接听 接访 应对 扑救 救援 演练 培训 宣传 "
        "监测 检测 审理 审查 核查 调查 救助 赔付 理赔 保险 补偿 补助 慰问 接待"
    )
)
_PESTS = ("虫", "鼠", "蚁", "螨", "草", "蝇", "蚊", "病媒", "蟑")


@lru_cache(8192)
def head(name: str) -> str:
    """The name without blanks, stars and brackets at its end: `一体机故障恢复时间(无硬件更换)` → `一体机故障恢复时间`."""
    plain = key(name)
    while plain.endswith(")") and "(" in plain:
        plain = plain[: plain.rindex("(")]
    return plain


@lru_cache(8192)
def direction(name: str) -> str | None:
    """MORE or LESS is better, None if the head of the name is in no closed list."""
    plain = head(name)
    good = next((end for end in _MORE if plain.endswith(end)), "")
    if good:
        before = plain[: -len(good)]
        if before.endswith(("未按时", "未按期", "未及时", "不及时", *_NEGATIONS)):
            return LESS
        return None if before.endswith(("零", "无")) else MORE
    if plain.endswith(_LESS_RATE):
        return None if any(word in plain for word in (*_REDUCED, *_PESTS)) else LESS
    time = _is_wait(plain)
    if time or _is_bad_count(plain):
        # 受理投诉数量 counts work done; 投诉处理时间 is a time, the shorter the better.
        fought = _REDUCED if time else (*_REDUCED, *_HANDLED)
        return None if any(word in plain for word in fought) else LESS
    return None


def _is_wait(plain: str) -> bool:
    """故障响应时间, 平均等候时长."""
    return plain.endswith(_TIMES) and plain[:-2].removesuffix("平均").endswith(_WAITS)


def _is_bad_count(plain: str) -> bool:
    """安全事故发生数, 群众投诉, 火灾起数: a bad event, counted or not."""
    event = next((plain.removesuffix(count) for count in _COUNTS if plain.endswith(count)), plain)
    if event.endswith(_BAD_EVENTS):
        return True
    event = event.removesuffix("发生")
    return event.removesuffix("事件").removesuffix("行为").removesuffix("事故").endswith(_BAD_EVENTS) or event.endswith(
        "事故"
    )


_RATE_ENDS = ("率", "满意度", "占比", "比例", "百分比", "比重", "知晓度")
_NO_RATES = tuple(
    str.split(
        "频率 汇率 功率 速率 利率 分辨率 斜率 倍率 效率 概率 帧率 码率 比特率 波特率 心率 曲率 周转率 容积率 生产率 死亡率 发病率 患病率 "
        "出生率 采样率 刷新率 转速率"
    )
)
_CAPPED_ENDS = ("满意率", "满意度", "满意程度", "合格率", "及时率", "知晓率", "知晓度")


@lru_cache(8192)
def is_rate(name: str) -> bool:
    """The name asks for a share (率, 满意度, 占比, 比例), not 频率 汇率 功率 速率 利率 and the like."""
    plain = head(name)
    return plain.endswith(_RATE_ENDS) and (not plain.endswith(_NO_RATES) or plain.endswith(("有效率", "成功率")))


def is_capped_rate(name: str) -> bool:
    """A share that cannot exceed 100 %: 满意, 合格, 及时, 知晓. Others can (增长率, 带动社会投资比例, 超额完成)."""
    return head(name).endswith(_CAPPED_ENDS)


def is_satisfaction(name: str) -> bool:
    return "满意" in key(name)


def is_cost(name: str) -> bool:
    """The head of the name is money to be spent: 成本, 单价, 费用; not 成本节约率, 成本控制有效性, 节约人工成本."""
    plain = head(name)
    return plain.endswith(_COST_ENDS) and not any(
        word in plain for word in ("节约", "节省", "降低", "减少", "下降", "压减")
    )


_COST_ENDS = ("成本", "单价", "费用", "造价", "成本控制数", "投资控制数", "预算控制数", "总投资")


_EXPECTED_FAMILIES = (
    (("人次", "人次数"), frozenset((VISITS, PEOPLE))),
    (("次数", "场次", "频次"), frozenset((TIMES, VISITS))),
    (("人数",), frozenset((PEOPLE, VISITS))),
    (
        ("时长", "时限", "响应时间", "恢复时间", "天数", "处理时间", "办理时间", "等候时间", "等待时间"),
        frozenset((TIME,)),
    ),
    (("满意率", "合格率", "及时率", "覆盖率", "完成率", "知晓率", "执行率", "到位率"), frozenset((RATIO,))),
)


@lru_cache(8192)
def expected_families(name: str) -> frozenset[str] | None:
    """Families of units (see unit.py) that the head of the name asks for; None if it asks for none in particular."""
    plain = head(name)
    return next((families for ends, families in _EXPECTED_FAMILIES if plain.endswith(ends)), None)
