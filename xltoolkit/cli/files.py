"""Commands on one file: template, read, clear, fix, upgrade."""

from __future__ import annotations

import json
from typing import Any

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import json_bytes, say
from xltoolkit.cli.outputs import require_ending, require_same_ending
from xltoolkit.errors import UsageError
from xltoolkit.records import NamedTuple

DEFAULT_FORM = "jiangyin-project"


def template(arguments: Arguments) -> int:
    """Write the empty (or prefilled) official workbook."""
    from xltoolkit.form.load import load_form
    from xltoolkit.package.files import write_whole
    from xltoolkit.template import make_template

    output, button = arguments.text("output"), arguments.given("button")
    require_ending(output, ".xlsm" if button else ".xlsx")
    document = _document(arguments.text("data"))
    form = load_form(arguments.text("form") or document.form or DEFAULT_FORM)
    content = make_template(form, _year(arguments.text("year")) or document.year, document.data)
    if button:
        from xltoolkit.excel.build import add_button

        content = add_button(content)
    write_whole(output, content)
    say(f"已生成模板：{output}")
    return 0


def _year(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100):
        raise UsageError(f"年度应是四位数字，如 2026，现在是“{text}”。")
    return int(text)


class _Document(NamedTuple):
    """What `template --data` is given: the `data` object, and the form and year of the envelope around it ('' and None without one)."""

    data: dict[str, Any] | None = None
    form: str = ""
    year: int | None = None


def _document(path: str) -> _Document:
    """The document of a JSON file; the bare data object is accepted too."""
    from xltoolkit.package.files import reason

    if not path:
        return _Document()
    try:
        with open(path, encoding="utf-8-sig") as stream:
            content = json.load(stream, object_pairs_hook=_told_once)
    except OSError as error:
        known = {FileNotFoundError: "找不到这个文件", IsADirectoryError: "这是一个文件夹"}
        cause = known.get(type(error)) or reason(error)
        raise UsageError(f"数据文件打不开：{path}（{cause}）") from None
    except UnicodeDecodeError:
        raise UsageError(f"数据文件不是 UTF-8 编码的文字：{path}") from None
    except json.JSONDecodeError as error:
        raise UsageError(
            f"数据文件不是合法的 JSON：{path}，第 {error.lineno} 行第 {error.colno} 个字符附近有错"
        ) from None
    except RecursionError:
        raise UsageError(f"数据文件的 JSON 套得太深：{path}") from None
    if not isinstance(content, dict):
        raise UsageError(f"数据文件应是一个 JSON 对象：{path}")
    if "data" not in content:
        return _Document(content)
    data, year = content["data"], content.get("year")
    if not isinstance(data, dict | None):
        raise UsageError(f"数据文件里的 data 应是一组“名称: 值”，写在 {{ }} 里：{path}")
    return _Document(data, str(content.get("form") or ""), None if year is None else _year(str(year)))


def _told_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. JSON would silently drop the first of two values under one name."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise UsageError(f"数据文件里“{next(name for name in names if names.count(name) > 1)}”写了两次，请删去一个。")
    return found


def read(arguments: Arguments) -> int:
    """Print or write the document of one workbook. A refusal prints one line to stderr and nothing to stdout."""
    from xltoolkit.cli.console import say_json
    from xltoolkit.reader.document import as_json
    from xltoolkit.reader.read import read_file

    document = as_json(read_file(arguments.operands[0]))
    output = arguments.text("output")
    if not output:
        say_json(document)
        return 0
    from xltoolkit.package.files import write_whole

    write_whole(output, json_bytes(document, indent=1))
    return 0


def clear(arguments: Arguments) -> int:
    """Take our marks out; without -o the argument itself is rewritten, whole or not at all."""
    from xltoolkit.workflow.copies import clear_file

    source = arguments.operands[0]
    target = arguments.text("output") or source
    if target != source:
        require_same_ending(source, target)
    say(f"已清除标记：{target}" if clear_file(source, target) else f"{source} 里没有我们的标记。")
    return 0


def fix(arguments: Arguments) -> int:
    """Apply fixes into a copy and list old → new."""
    from xltoolkit.text.excerpt import differing
    from xltoolkit.workflow.fix import fix_file

    source, output = arguments.operands[0], arguments.text("output")
    require_same_ending(source, output)
    applied = fix_file(source, output, unsafe=arguments.given("unsafe"))
    for change in applied:
        old, new = differing(change.old, change.new)
        restored = "，公式已恢复" if change.formula else ""
        say(f"{change.place.address} “{old}” → “{new}”{restored}（{change.code}）")
    say(f"改了 {len(applied)} 处，写到：{output}")
    return 0


def upgrade(arguments: Arguments) -> int:
    """Move an old workbook into this year's template; list what could not move."""
    from xltoolkit.form.load import load_form
    from xltoolkit.package.files import write_whole
    from xltoolkit.workflow.upgrade import upgrade_file

    require_ending(arguments.text("output"), ".xlsx")
    form = load_form(arguments.text("form")) if arguments.given("form") else None
    content, left = upgrade_file(arguments.operands[0], form, _year(arguments.text("year")))
    write_whole(arguments.text("output"), content)
    say(f"已转入新模板：{arguments.text('output')}")
    for line in left:
        say(f"  待处理：{line}")
    return 0
