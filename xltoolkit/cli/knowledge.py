"""Commands that tell what the tool knows: rules, schema, forms, doctor."""

from __future__ import annotations

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import complain, say, say_json
from xltoolkit.cli.files import DEFAULT_FORM
from xltoolkit.cli.outputs import require_ending
from xltoolkit.errors import UsageError
from xltoolkit.findings import SEVERITY_NAMES


def rules(arguments: Arguments) -> int:
    """All rules, a line each, or the page of one."""
    from xltoolkit.rules.pages import page
    from xltoolkit.workflow.rulebook import every_rule

    known = every_rule()
    if arguments.operands:
        code = arguments.operands[0].upper()
        chosen = next((item for item in known if item.code == code), None)
        if chosen is None:
            raise UsageError(f"没有编号为“{code}”的规则。运行 xltoolkit rules 看全部规则。")
        say(page(chosen))
        return 0
    group = ""
    for item in known:
        if item.group != group:
            group = item.group
            say(f"{group}")
        say(f"  {item.code}  {SEVERITY_NAMES[item.severity]}  {item.title}{'（默认不运行）' if item.tier > 2 else ''}")
    return 0


def schema(arguments: Arguments) -> int:
    """The JSON Schema of a form's documents."""
    from xltoolkit.form.load import load_form
    from xltoolkit.form.schema import document_schema

    say_json(document_schema(load_form(arguments.text("form") or DEFAULT_FORM)))
    return 0


def forms(arguments: Arguments) -> int:
    """The forms known here; with --check every definition is validated and problems are told at their place."""
    from xltoolkit.form.load import form_folders, load_form

    if arguments.given("check"):
        return _check_forms()
    for name in form_folders():
        form = load_form(name)
        say(f"{name}  {form.title}（{form.year}，版本 {form.version}，单位{form.unit}）")
    return 0


def _check_forms() -> int:
    from xltoolkit.form.load import form_folders
    from xltoolkit.form.validate import folder_problems

    found = 0
    for name, folder in form_folders().items():
        problems = folder_problems(folder)
        found += len(problems)
        say(f"{name}：{'定义正确。' if not problems else f'{len(problems)} 处问题'}")
        for problem in problems:
            complain(f"  {problem.where}：{problem.message}")
    unused = _unused_folders()
    for line in unused:
        complain(line)
    return 1 if found or unused else 0


def _unused_folders() -> list[str]:
    """Folders of XLTOOLKIT_FORMS that hold no form, or one whose id another folder has taken."""
    from xltoolkit.form.load import FORMS_VARIABLE, folders_of, form_folders, outside_bases

    used = set(form_folders().values())
    lines = []
    for base in outside_bases():
        folders = folders_of(base)
        if not folders:
            lines.append(f"{FORMS_VARIABLE} 里的“{base}”用不上：找不到这个文件夹，或者里面没有 form.json。")
        lines += [
            f"“{folder}”用不上：排在前面的文件夹已经用了它的表样编号（id）。"
            for folder in folders
            if folder not in used
        ]
    return lines


def forms_export(arguments: Arguments) -> int:
    """A form's editable parts as a workbook."""
    from xltoolkit.form.load import load_form
    from xltoolkit.package.files import write_whole
    from xltoolkit.template.workshop import export_form

    require_ending(arguments.text("output"), ".xlsx")
    write_whole(arguments.text("output"), export_form(load_form(arguments.operands[0])))
    say(f"已导出：{arguments.text('output')}。在 Excel 中改好后，用 xltoolkit forms import 导入。")
    return 0


def forms_import(arguments: Arguments) -> int:
    """The workbook back into a form folder; a mistake is told at its cell."""
    from xltoolkit.template.workshop import import_form

    folder = import_form(arguments.operands[0], arguments.text("output"))
    say(f"已导入表样：{folder}。把这个文件夹写进环境变量 XLTOOLKIT_FORMS 后即可使用。")
    return 0


def doctor(arguments: Arguments) -> int:
    """The installation; or, of a file, what was changed on the template and how the data can be saved."""
    if arguments.operands:
        from xltoolkit.workflow.diagnosis import diagnose

        lines = diagnose(arguments.operands[0])
    else:
        from xltoolkit.excel.doctor import examine

        lines = examine()
    for line in lines:
        say(line)
    return 0
