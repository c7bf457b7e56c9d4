"""Cells that stop in the middle of a word which the form writes out elsewhere: 网格员巡, where 巡查 stands in the plan."""

from __future__ import annotations

from xltoolkit.reader.submission import Submission
from xltoolkit.rules.knowledge.facts import texts
from xltoolkit.rules.knowledge.words import words
from xltoolkit.text.chinese import places

# Words of two characters that budgets are full of, and whose first character hardly ever ends a phrase.
_WORDS = words(
    "星级 手册 大修 寄存 专业 专利 专场 专家 专款 专用 专职 专账 专项 两个 两期 临时 主体 主干 主要 主题 乳腺 交付 交通 从业 仲裁 企业 "
    "休养 优抚 优秀 优良 优质 低保 依据 保养 保安 保密 保护 保持 保洁 保管 保险 保障 信号 信息 信访 做到 健全 健康 "
    "健身 储备 充电 充装 兑付 兑换 全部 全面 公交 公众 公共 公厕 公司 公告 公园 公安 公布 公开 公斤 公益 公示 公证 "
    "公路 公里 公顷 农业 农产 农户 农机 农村 农田 农贸 决算 减免 减少 减排 减轻 创业 创新 初中 初步 劳务 劳动 勘察 "
    "包括 医生 医疗 医院 半年 协作 协助 协议 印制 印刷 印发 危桥 危险 原因 参与 参保 参加 参训 参赛 发布 发放 发现 "
    "发生 受助 受理 受益 变动 变更 古树 召开 可用 合作 合同 合格 合规 合计 启动 咨询 喷洒 回收 回访 困难 地名 垃圾 "
    "城区 城市 培养 培训 基地 基层 基本 基础 基金 增长 大型 大学 大桥 大赛 奖励 奖补 妇女 委托 媒体 孵化 安保 安全 "
    "安排 安置 安装 完善 完备 完好 完工 完成 完整 完毕 实施 实现 实行 实训 实际 审核 审计 宣传 宣讲 封闭 小区 小学 "
    "小时 小麦 就业 居民 屋面 巡护 巡查 巡检 布置 帮扶 常住 常年 常规 干道 平台 平均 平方 幼儿 废物 开发 开展 开工 "
    "开放 开课 异常 引进 归档 当事 当年 形成 影像 影响 微型 志愿 总成 总支 总数 总结 总额 恢复 患者 慰问 截留 打捞 "
    "执法 执行 扫描 扶持 承担 技师 技术 技能 投保 投入 投放 投标 投诉 投资 抗体 抚恤 抢修 抢救 抽查 抽样 抽检 拆除 "
    "招标 招聘 拨付 拨款 指导 指标 按季 按时 按期 按照 挪用 损失 授课 接入 接口 接待 接种 控制 推广 推进 提交 提供 "
    "提前 提升 提高 搜救 搬迁 摄像 操作 支付 支出 支撑 收取 收费 收运 收集 改善 改造 政务 政府 政策 救助 救援 敷设 "
    "文件 文化 文物 新增 新建 无人 无害 普查 普通 更换 更新 服务 栽植 检修 检定 检查 检测 检疫 检验 植保 概算 残疾 "
    "殡葬 每名 每处 每轮 污染 污水 沿江 沿线 测算 测评 测试 浓度 涂刷 消毒 消费 消防 清单 清淤 清理 渗漏 渠道 游客 "
    "游泳 满意 演出 演练 灌溉 火化 火灾 热线 燃气 狂犬 环境 申报 申请 疏散 疏浚 登记 监控 监测 监理 监督 监管 目录 "
    "目标 直接 直播 督导 督查 知晓 知识 短信 研修 研学 硬件 社会 社区 祭扫 科技 科普 移交 移民 稳定 稽查 空气 空间 "
    "窗口 竞赛 竣工 符合 筛查 签约 签订 粮食 精神 纠纷 终端 经常 经济 经营 经费 结业 结余 结束 结构 结果 结案 结算 "
    "继续 维保 维修 维护 综合 绿化 绿地 编制 编印 网格 网络 群众 老人 老年 老旧 考核 考试 耕地 职业 职工 联合 联席 "
    "联网 自动 自助 自然 航道 艺术 花名 补助 补贴 覆盖 视频 认定 记录 论证 设备 设施 设置 设计 识别 诉讼 诊断 调整 "
    "调查 调解 调试 负担 负责 财务 财政 资产 资助 资料 资源 资质 资金 走航 走访 超过 跟踪 转移 转运 软件 辅助 辅导 "
    "运维 运营 运行 运输 进度 进校 进行 违规 连续 追回 退役 适应 适配 逐步 通信 通报 通知 通过 遥感 采样 采购 采集 "
    "重复 重大 重点 铺设 闭环 问卷 问题 阅读 防护 防水 防治 防火 防疫 阶段 陪诊 随访 隐患 集中 需求 青年 非遗 预案 "
    "预算 预约 预警 预计 预防 风险 驻场 驾驶 驿站 验收 高危 高新 高标 高校 高级"
)
# Words that end with such a character.
_WHOLE = words(
    "明星 卫星 五星 四星 三星 恒星 行星 "
    "作训服 训服 邮寄 重大 扩大 加大 最大 较大 强大 巨大 壮大 放大 人大 选手 助手 歌手 新手 水手 双手 携手 入手 下手 着手 扶手 把手 一手 "
    "面临 为主 公主 民主 免交 外交 汇交 是从 不休 无休 评优 面优 偏低 降低 医保 尽保 承保 确保 社保 等保 续保 工信 "
    "微信 相信 叫做 各做 存储 补充 完全 三公 办公 惠农 蚕农 坚决 表决 解决 不减 削减 压减 增减 审减 扣减 核减 缩减 "
    "调减 递减 年初 查勘 踏勘 个包 分包 务包 外包 护包 访包 转包 就医 一半 减半 田协 付印 复印 中危 低危 濒危 平原 "
    "病原 高原 下发 代发 停发 出发 分发 前发 办发 国发 复发 多发 头发 实发 寄发 播发 民发 爆发 研发 计发 频发 首发 "
    "享受 感受 接受 不变 改变 未变 转变 蒙古 不可 亦可 认可 切合 吻合 折合 整合 混合 组合 结合 聚合 融合 贴合 适合 "
    "交回 扣回 换回 收回 返回 帮困 扶困 特困 纾困 脱困 致困 解困 贫困 余地 入地 占地 各地 土地 场地 宗地 属地 山地 "
    "工地 异地 当地 本地 林地 样地 用地 落地 阵地 代培 栽培 研培 再增 净增 一大 人大 伟大 偏大 四大 壮大 大大 巨大 "
    "广大 强大 很大 扩大 最大 极大 较大 等奖 获奖 评奖 颁奖 产妇 孕妇 区委 团委 市委 评委 平安 承安 长安 办完 发完 "
    "查完 清完 装完 事实 其实 压实 属实 查实 现实 真实 确实 内审 初审 参审 终审 联审 评审 送审 陪审 预审 外宣 政宣 "
    "大小 缩小 成就 早就 人居 安居 定居 宜居 家居 故居 旧居 村居 民居 独居 社居 起居 书屋 鸟屋 人巡 夜巡 河巡 湖巡 "
    "自巡 航巡 分布 宣布 常常 日常 正常 照常 通常 非常 包干 烘干 若干 公平 和平 持平 水平 长平 报废 不开 各开 展开 "
    "打开 离开 吸引 应当 相当 适当 情形 摄影 微微 县志 同志 市志 意志 方志 日志 杂志 村志 标志 汇总 医患 病患 安慰 "
    "回执 停扫 打扫 清扫 传承 安抚 强拆 征拆 下拨 划拨 后拨 外拨 核拨 调拨 预拨 破损 传授 教授 面授 对接 挂接 衔接 "
    "可控 市控 数控 调控 防控 前提 拍摄 一支 列支 实支 少支 每支 丰收 代收 免收 减收 创收 吸收 增收 夏收 实收 尽收 "
    "已收 应收 征收 抢收 招收 接收 未收 机收 查收 歉收 没收 秋收 税收 签收 统收 营收 追收 预收 修改 尽改 应改 行政 "
    "资政 邮政 互救 急救 施救 自救 获救 全文 公文 原文 发文 号文 推文 条文 范文 行文 论文 译文 语文 常新 立新 翻新 "
    "重新 军服 制服 客服 工服 护服 校服 衣服 警服 停检 全检 复检 婚检 安检 尿检 年检 我检 活检 粪检 血检 质检 送检 "
    "种植 补植 大概 伤残 助残 致残 评残 截污 排污 油污 治污 清污 纳污 估测 体测 修测 公测 内测 初测 勘测 复测 实测 "
    "巡测 已测 抽测 探测 推测 普测 校测 自测 航测 补测 观测 评测 送测 遥测 预测 飞测 取消 抵消 撤消 付清 摸清 日清 "
    "明清 结清 缴清 血清 高清 上游 下游 中游 出游 导游 旅游 充满 届满 年满 导演 展演 推演 表演 路演 首演 浇灌 点火 "
    "供热 可燃 易燃 阻燃 一环 三环 二环 循环 太监 价目 编目 节目 项目 一直 不知 告知 感知 促研 在研 教研 科研 调研 "
    "人社 作社 公祭 学科 百科 平移 拖移 推移 漂移 迁移 不稳 平稳 航空 外窗 递窗 门窗 相符 初筛 复筛 一签 双签 各签 "
    "尽签 应签 标签 续签 原粮 售粮 增粮 始终 最终 已经 曾经 团结 审结 小结 终结 思维 复绿 整编 汇编 选编 采编 人群 "
    "立群 敬老 国考 报考 监考 省考 补考 高考 中职 兼职 离职 妇联 残联 亲自 各自 来自 目自 出航 导航 巡航 续航 通航 "
    "演艺 桃花 棉花 用花 种花 鲜花 黄花 修补 定补 省补 递补 电视 重视 承认 确认 书记 无论 理论 结论 讨论 布设 年设 "
    "开设 所设 新设 意识 标识 认识 上诉 公诉 告诉 导诉 应诉 申诉 败诉 起诉 义诊 停诊 坐诊 开诊 转诊 门诊 上调 协调 "
    "可调 强调 微调 空调 联调 自负 工资 师资 融资 商超 彩超 马超 中转 流转 结转 运转 为辅 停运 储运 命运 外运 承运 "
    "投运 接运 清运 营运 促进 先进 改进 核进 武进 走进 后退 清退 不通 互通 卡通 开通 流通 畅通 疏通 相通 贯通 停采 "
    "开采 政采 集采 不重 严重 比重 商铺 店铺 访问 过问 顾问 借阅 查阅 赠阅 人防 国防 安防 技防 春防 秋防 统防 补防 "
    "设防 飞防 例集 召集 市集 归集 征集 聚集 内需 所需 并非 干预 台风 通风 采风 入驻 派驻 初验 化验 实验 抽验 校验 "
    "核验 测验 点验 终验 经验 试验 最高 下半 体检 体验 养老 办结 卫健 市政 建设 快检 房屋 整改 民政 物资 电影 管网 "
    "缩短 落实 质保 质控 配发 配合 骨干 齐全"
)
_LONGEST = 40  # characters of a cell that may be cut within a word


def half_a_word(submission: Submission) -> dict[str, bool]:
    """Pointers of short cells that end with the first half of a word which the form writes out elsewhere → whether that is
    sure: no name ends so, or the same character stands before the whole word, too."""
    return submission.fact("half a word", lambda: _half_a_word(submission))


def _half_a_word(submission: Submission) -> dict[str, bool]:
    cells = [(pointer, text) for pointer, field, text in texts(submission) if field.kind in ("text", "long_text")]
    names = {
        pointer: True
        for pointer, text in cells
        if pointer.endswith(("/name", "/item", "_name")) and 2 < len(text) <= _LONGEST and _open_end(text)
    }
    doubtful = [
        (pointer, text)
        for pointer, text in cells
        if text[-1] in _BEGINNING and 3 <= len(text) <= _LONGEST and text[-2:] not in _ALL and text[-2] >= "\u4e00"
    ]
    names |= {pointer: False for pointer, text in cells if text in _NO_NAMES and pointer.endswith("/name")}
    whole = "\n".join([text for _, text in cells]) if doubtful else ""
    return {
        pointer: any(text[-2] + word in whole for word in _BEGINNING[text[-1]])
        for pointer, text in doubtful
        if any(word in whole for word in _BEGINNING[text[-1]])
        and not _ends_elsewhere(text[-1], whole)
        and not (text[-2] == "后" and "先" in text)  # 先审后拨
    } | names


_NEVER_LAST = frozenset("完按覆履恢执规在监并从于或且而的及和与")
_LAST_OF_WORDS = words(
    "法规 违规 正规 常规 合规 新规 存在 现在 所在 潜在 关于 位于 由于 等于 用于 固执 偏执 市监 总监 纪监 "
    "合并 兼并 目的 缓和 总和 参与 普及 涉及 惠及 共和 饱和"
)


# What may begin a name and is none by itself.
_NO_NAMES = frozenset(
    words("资金 新建 改建 购置 安装 改造 建设 项目 设备 工程 完成 采购 应急 政府 群众 服务 预算 财务 合同 居民 企业 "
    "社会 生态 环境 经济 化学 全年 年度 新增 提高 减少 举办 开展 组织 实施 推进")
)  # fmt: skip
_HALVES = (
    *(f"{what}管" for what in words("动态 长效 规范 资金 项目 档案 合同 财务 质量 安全 日常 运行 信息")),
    *(f"{what}补" for what in words("养老 岗位 生活 交通 保费 运营 建设 财政 伙食 住宿 培训")),
    "发放批",
    *("管理制", "考核制", "管理办", "按月计", "按季计", "按年计"),
    *(deed + half for deed in words(
        "培训 检查 演练 巡查 巡检 督查 抽查 监测 检测 评估 宣传 考核 结算 慰问 保养 清洗 修剪 清运 维护 维修 统防"
    ) for half in "次场期人"),
    *(f"{deed}时" for deed in words(
        "完成 到位 响应 到场 办结 修复 恢复 出具 验收 解决 拨付 签订 提交 送达 发放 供水 开工 完工 办理 处置"
    )),
)  # fmt: skip


def _open_end(name: str) -> bool:
    """Whether a name ends with a character that ends none: 巡访记录完, 资金使用规, 总分馆管理制."""
    if name[-1].isdigit() and name.rstrip("0123456789")[-1:] >= "\u4e00":
        return True  # 预约24
    return (name[-1] in _NEVER_LAST and name[-2:] not in _LAST_OF_WORDS) or name.endswith(_HALVES)


def _ends_elsewhere(last: str, whole: str) -> bool:
    """Whether the character stands at the end of a phrase of the form, and not as the end of a known word (整改)."""
    ends = places(whole, [f"{last}{mark}" for mark in "，。；、）"])
    return any(whole[at - 1 : at + 1] not in _ALL for at in ends)


_ALL = frozenset((*_WORDS, *_WHOLE))
_BEGINNING: dict[str, list[str]] = {}
for _word in _WORDS:
    _BEGINNING.setdefault(_word[0], []).append(_word)
