"""The rule book: `all_rules()` lists every rule in the order of its groups, `run_rules()` checks one submission.

Rules stand in modules by group; a module is imported when the rules are first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from xltoolkit.findings import Report
    from xltoolkit.reader.submission import Submission
    from xltoolkit.rules.engine import Rule

GROUPS = ("完整性", "格式", "选项", "指标", "预算", "前后一致", "工作簿", "汇总")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule about one workbook, by group and code."""
    from xltoolkit.rules import (  # noqa: F401 - each declares its rules when it is imported
        budget,
        budget_rows,
        completeness,
        completeness_money,
        consistency,
        consistency_amount,
        consistency_deadline,
        consistency_direction,
        consistency_exchanged,
        consistency_frequency,
        consistency_goals,
        consistency_items,
        consistency_last_year,
        consistency_listed,
        consistency_measures,
        consistency_months,
        consistency_parts,
        consistency_payments,
        consistency_prices,
        consistency_purposes,
        consistency_quantity,
        consistency_reckoned,
        consistency_schedule,
        consistency_sizes,
        consistency_slips,
        consistency_source,
        consistency_sums,
        consistency_texts,
        consistency_time,
        consistency_units,
        consistency_wording,
        consistency_years,
        coverage,
        declared,
        direction,
        format,
        format_people,
        format_text,
        indicator_kinds,
        indicator_rows,
        indicator_style,
        indicator_units,
        indicators,
        placement,
        self_evaluation,
        vocabulary,
        workbook,
        workbook_cells,
    )
    from xltoolkit.rules.engine import REGISTRY

    return tuple(sorted(REGISTRY.values(), key=lambda item: (GROUPS.index(item.group), item.code)))


def run_rules(
    submission: Submission, select: Sequence[str] = (), ignore: Sequence[str] = (), summarise: bool = True
) -> Report:
    """Check one submission. `select`, `ignore`: codes or their beginnings (BUD).

    `summarise` off: many findings of one kind are not drawn together, so that each carries its own fix.
    """
    from xltoolkit.rules.engine import check, selected

    rules = selected(all_rules(), select, ignore) if select or ignore else _usual_rules()
    return check(submission, rules, summarise)


@cache
def _usual_rules() -> list[Rule]:
    from xltoolkit.rules.engine import selected

    return selected(all_rules())
