"""Whether a text stops in mid-sentence. People often leave out the last full stop, so a missing one alone proves little."""

from __future__ import annotations

_ENDS = "。！？；.!?;…”』」）)】》>"
_OPEN_ENDS = "，、：,:（(《“【『「+＋&×"
_PAIRS = ("（(", "）)"), ("《", "》"), ("“", "”"), ("【", "】")
# A sentence that ends like this is whole also without its full stop.
_WHOLE_ENDINGS = (
    "以上",
    "以下",
    "以内",
    "之内",
    "左右",
    "等",
    "%",
    "％",
    "元",
    "次",
    "人",
    "个",
    "项",
    "户",
    "家",
    "件",
    "天",
    "年",
    "月",
    "日",
)
# No Chinese sentence ends like this, except in the words named behind.
_DANGLING = {
    "和": ("饱和", "共和", "缓和", "调和", "温和", "祥和", "总和"),
    "与": ("参与", "赠与", "给与", "授与"),
    "及": ("普及", "涉及", "触及", "危及", "波及", "顾及", "惠及"),
    "或": (),
    "的": ("目的",),
    "对": ("应对", "核对", "校对", "配对", "比对", "面对", "绝对", "相对", "结对", "针对"),
    "将": (),
    "把": ("把把",),
    "在": ("存在", "所在", "潜在", "内在", "现在", "实在", "自在"),
    "于": (
        "等于",
        "处于",
        "属于",
        "低于",
        "高于",
        "少于",
        "用于",
        "由于",
        "关于",
        "对于",
        "至于",
        "终于",
        "大于",
        "小于",
    ),
    "并": ("合并", "兼并"),
    "其": ("尤其",),
    "每": (),
    "第": ("门第", "及第", "府第"),
    "以及": (),
    "包括": (),
    "例如": (),
}


def how_unfinished(text: str, *, strict: bool, short: bool = False) -> str:
    """Why the text looks cut off, '' if it does not.

    strict  the person ends every other text with a full stop, so a missing one means something
    short   the text is a cell of a table: only what proves itself counts (a comma, an open bracket)
    """
    text = text.rstrip()
    if not text:
        return ""
    if any(sum(map(text.count, opening)) > sum(map(text.count, closing)) for opening, closing in _PAIRS):
        return "括号或引号没有配对"
    last = text[-1]
    if last in _ENDS:
        return ""
    if last in _OPEN_ENDS:
        return "结尾是连接用的标点"
    for word, whole in _DANGLING.items():
        if text.endswith(word) and not text.endswith(whole):
            return "结尾的字后面应有内容"
    if short or text.endswith(_WHOLE_ENDINGS) or last.isdigit():
        return ""
    stops = text.count("。") + text.count("；") + text.count(";")
    if stops >= 1 or (strict and len(text) > 20):
        return "最后一句没有句号"
    return ""
