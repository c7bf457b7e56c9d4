"""Writes the generated pages of docs/: `python -m tests.generate_docs`. tests/test_docs.py fails while one of them is stale."""

from __future__ import annotations

from pathlib import Path

from xltoolkit.cli.commands import COMMANDS
from xltoolkit.rules.pages import rule_pages
from xltoolkit.workflow.rulebook import every_rule

DOCS = Path(__file__).resolve().parent.parent / "docs"


def commands_page() -> str:
    """docs/commands.md from the table of commands."""
    lines = ["# Commands 命令", "", "Generated from `xltoolkit/cli/commands.py`.", ""]
    for command in COMMANDS:
        lines += [f"## {command.name}", "", command.summary, "", "```", command.usage, "```", ""]
        if command.options:
            lines += ["| 选项 | 说明 |", "|---|---|"]
            lines += [f"| `{f'{option.name} {option.value}'.rstrip()}` | {option.help} |" for option in command.options]
            lines.append("")
    lines += [
        "## Exit codes 退出码",
        "",
        "| code | meaning |",
        "|---|---|",
        "| 0 | 完成，没有强制性错误 (done, no error-level finding) |",
        "| 1 | 有强制性错误；`--strict` 时有任何问题 (error-level findings; with `--strict` any finding) |",
        "| 2 | 参数不对 (wrong arguments) |",
        "| 3 | 全部拒收：读不成申报表、文件不存在、文件夹是空的 (everything refused) |",
        "| 4 | 一部分拒收，其余已完成 (some refused, others done; beats 1) |",
        "",
    ]
    return "\n".join(lines)


def pages() -> dict[Path, str]:
    """Path → content of every generated page."""
    rules = {DOCS / "rules" / name: content for name, content in rule_pages(every_rule()).items()}
    return {DOCS / "commands.md": commands_page(), **rules}


def main() -> None:
    for path, content in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")


if __name__ == "__main__":
    main()
