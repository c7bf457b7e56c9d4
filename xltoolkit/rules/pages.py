"""A page for every rule, made of its declaration and its docstring: as text for the command line, as Markdown for docs/rules/."""

from __future__ import annotations

from collections.abc import Sequence

from xltoolkit.findings import SEVERITY_NAMES
from xltoolkit.rules import all_rules
from xltoolkit.rules.engine import Rule

HEADINGS = ("检查什么", "为什么", "错例", "正例", "修改")


def sections(item: Rule) -> dict[str, str]:
    """Heading → text of a rule's docstring, lines of one section joined. Headings that are missing are missing here too."""
    found: dict[str, str] = {}
    current = ""
    for line in (item.run.__doc__ or "").splitlines():
        heading, colon, rest = line.strip().partition("：")
        if colon and heading in HEADINGS:
            current = heading
            found[current] = rest.strip()
        elif current and line.strip():
            found[current] += line.strip()
    return found


def _facts(item: Rule) -> list[tuple[str, str]]:
    return [
        ("级别", SEVERITY_NAMES[item.severity]),
        ("组别", item.group),
        ("审核要点", item.review_point),
        ("运行", "默认运行" if item.tier < 3 else "默认不运行，用 --select 选用"),
    ]


def page(item: Rule) -> str:
    """The page of one rule as plain text."""
    lines = [f"{item.code}  {item.title}", "  ".join(f"{name}：{value}" for name, value in _facts(item)), ""]
    lines += [f"{heading}：{text}" for heading, text in sections(item).items()]
    lines += ["", "提示的话："]
    lines += [f"  {message}" for message in item.messages.values()]
    return "\n".join(lines)


def markdown(item: Rule) -> str:
    """The page of one rule as Markdown."""
    lines = [
        f"# {item.code} {item.title}",
        "",
        "| " + " | ".join(name for name, _ in _facts(item)) + " |",
        "|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(value for _, value in _facts(item)) + " |", ""]
    for heading, text in sections(item).items():
        lines += [f"## {heading}", "", text, ""]
    lines += ["## 提示的话", ""]
    lines += [f"- {message}" for message in item.messages.values()]
    advice = list(dict.fromkeys(item.advice.values()))
    lines += ["", "## 建议的话", "", *(f"- {text}" for text in advice), ""]
    if item.suppresses:
        lines += ["## 同一格不再提示", "", "、".join(f"[{code}]({code}.md)" for code in _known(item.suppresses)), ""]
    return "\n".join(lines)


def _known(codes: tuple[str, ...]) -> list[str]:
    existing = {item.code for item in all_rules()}
    return [code for code in codes if code in existing]


def index(rules: Sequence[Rule]) -> str:
    """The table of the rules as Markdown, by group."""
    lines = [
        "# Rules 规则",
        "",
        "Generated from `xltoolkit/rules/`. Why they differ from the draft catalogue: [CHANGES.md](CHANGES.md).",
        "",
    ]
    for group in dict.fromkeys(item.group for item in rules):
        lines += [f"## {group}", "", "| 编号 | 级别 | 审核要点 | 规则 | 默认 |", "|---|---|---|---|---|"]
        lines += [
            f"| [{item.code}]({item.code}.md) | {SEVERITY_NAMES[item.severity]} | {item.review_point} | {item.title} | {'是' if item.tier < 3 else '否'} |"
            for item in rules
            if item.group == group
        ]
        lines.append("")
    return "\n".join(lines)


def rule_pages(rules: Sequence[Rule]) -> dict[str, str]:
    """File name below docs/rules/ → content, of every generated page."""
    return {"README.md": index(rules), **{f"{item.code}.md": markdown(item) for item in rules}}
