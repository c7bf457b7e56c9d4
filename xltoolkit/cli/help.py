"""Help texts, made from the table of commands."""

from __future__ import annotations

from xltoolkit.cli.commands import COMMANDS, Command
from xltoolkit.errors import UsageError


def overview() -> str:
    """All commands, a line each, and the exit codes."""
    width = max(len(command.name) for command in COMMANDS)
    lines = [
        "xltoolkit：生成、读取、检查、标记、汇总项目支出绩效目标申报表。",
        "",
        "命令（xltoolkit 命令 --help 看详细用法）：",
    ]
    lines += [f"  {command.name:<{width}}  {command.summary}" for command in COMMANDS]
    lines += ["", "退出码：0 完成，没有强制性错误；1 有强制性错误；2 参数不对；3 全部拒收；4 部分拒收。"]
    return "\n".join(lines)


def command_help(words: list[str]) -> str:
    """One command's usage and options; of a group ('forms', 'excel') all its commands."""
    exact = next((c for length in (2, 1) for c in COMMANDS if c.name == " ".join(words[:length]) and words), None)
    chosen = [exact] if exact else [c for c in COMMANDS if words and c.name.split()[0] == words[0]]
    if not chosen:
        raise UsageError(f"没有“{' '.join(words)}”这个命令。运行 xltoolkit --help 看全部命令。")
    return "\n\n".join(_one(command) for command in chosen)


def _one(command: Command) -> str:
    lines = [f"用法：{command.usage}", command.summary]
    lines += [f"  {f'{option.name} {option.value}'.rstrip():<18} {option.help}" for option in command.options]
    return "\n".join(lines)
