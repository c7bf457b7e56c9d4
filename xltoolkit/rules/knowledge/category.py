"""What kind of category an indicator stands in, whatever the form calls its levels: 数量指标, 数量, 数量类 are one kind.

The kinds are those of 财预〔2021〕101号 and of the older tree with 投入与管理 and 影响力.
"""

from __future__ import annotations

from functools import cache

QUANTITY, QUALITY, TIMELINESS, COST = "quantity", "quality", "timeliness", "cost"
ECONOMIC, SOCIAL, ECOLOGICAL, SUSTAINED, SATISFACTION = "economic", "social", "ecological", "sustained", "satisfaction"
MANAGEMENT, INFLUENCE, EXTERNAL = "management", "influence", "external cost"

# Looked for in the deepest level first; the order decides where a name holds two of the words.
_SECOND_LEVEL = (
    ("满意", SATISFACTION),
    ("社会成本", EXTERNAL),
    ("环境成本", EXTERNAL),
    ("成本", COST),
    ("数量", QUANTITY),
    ("质量", QUALITY),
    ("时效", TIMELINESS),
    ("经济效益", ECONOMIC),
    ("生态", ECOLOGICAL),
    ("环境效益", ECOLOGICAL),
    ("可持续", SUSTAINED),
    ("社会效益", SOCIAL),
)
_FIRST_LEVEL = (
    ("满意", SATISFACTION),
    ("成本", COST),
    ("投入", MANAGEMENT),
    ("过程", MANAGEMENT),
    ("管理", MANAGEMENT),
    ("影响", INFLUENCE),
)
EFFECTS = frozenset((ECONOMIC, SOCIAL, ECOLOGICAL, SUSTAINED))


@cache
def category_of(level1: str, level2: str) -> str:
    """The kind of an indicator's place in the tree, '' if the names do not tell."""
    for words, name in ((_SECOND_LEVEL, level2), (_FIRST_LEVEL, level1)):
        for word, kind in words:
            if word in name:
                return kind
    return ""
