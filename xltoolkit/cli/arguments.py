"""From words on the command line to Arguments, by the table of commands.

Our own ninety lines: importing argparse costs half a bare interpreter start on every check, and its messages are English.
"""

from __future__ import annotations

import os

from xltoolkit.cli.commands import COMMANDS, Command, Option
from xltoolkit.errors import UsageError
from xltoolkit.records import NamedTuple


class Arguments(NamedTuple):
    """A command, its operands, and its options by key: text, '' for an optional value left out, True for a switch."""

    command: Command
    operands: list[str]
    options: dict[str, str | bool]

    def text(self, key: str) -> str:
        """The option's value, '' if it was not given."""
        value = self.options.get(key, "")
        return value if isinstance(value, str) else ""

    def given(self, key: str) -> bool:
        return key in self.options


def parse(words: list[str]) -> Arguments:
    """Raises UsageError with a Chinese sentence that names the word and shows the usage."""
    command, rest = _command(words)
    by_name = {option.name: option for option in command.options}
    operands: list[str] = []
    options: dict[str, str | bool] = {}
    while rest:
        word = rest.pop(0)
        if word == "--":
            operands += rest
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in by_name:
            raise UsageError(f"没有“{name}”这个选项。用法：{command.usage}")
        option = by_name[name]
        if option.value and not equals and _follows(option, rest):
            equals, value = "=", rest.pop(0)
        options[option.key] = _value(option, value, bool(equals), command)
    _verify(command, operands, options)
    return Arguments(command, operands, options)


def _command(words: list[str]) -> tuple[Command, list[str]]:
    """The longest command name that the words begin with."""
    by_name = {command.name: command for command in COMMANDS}
    for length in (2, 1):
        command = by_name.get(" ".join(words[:length]))
        if command is not None and len(words) >= length:
            return command, words[length:]
    group = [name.split()[1] for name in by_name if name.startswith(f"{words[0]} ")]
    if group:
        raise UsageError(f"“{words[0]}”后面应是 {'、'.join(group)} 之一。运行 xltoolkit {words[0]} --help 看用法。")
    raise UsageError(f"没有“{words[0]}”这个命令。运行 xltoolkit --help 看全部命令。")


def _follows(option: Option, rest: list[str]) -> bool:
    """Whether the next word is the option's value. One that may be left out is a folder unless it is an existing file."""
    if not rest or (rest[0].startswith("-") and len(rest[0]) > 1):
        return False
    return not (option.value.startswith("[") and os.path.isfile(rest[0]))


def _value(option: Option, value: str, given: bool, command: Command) -> str | bool:
    if not option.value:
        if given:
            raise UsageError(f"选项 {option.name} 后面不带内容。用法：{command.usage}")
        return True
    if not value and not option.value.startswith("["):
        raise UsageError(f"选项 {option.name} 后面缺少{option.value}。用法：{command.usage}")
    return value


def _verify(command: Command, operands: list[str], options: dict[str, str | bool]) -> None:
    missing = [option.name for option in command.options if option.required and not options.get(option.key)]
    if missing:
        raise UsageError(f"缺少 {'、'.join(missing)}。用法：{command.usage}")
    if len(operands) < command.at_least:
        raise UsageError(f"缺少 {command.operands}。用法：{command.usage}")
    if command.at_most is not None and len(operands) > command.at_most:
        raise UsageError(f"多出了“{operands[command.at_most]}”。用法：{command.usage}")
