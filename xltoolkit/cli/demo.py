"""`xltoolkit demo`: the whole loop on the real 2020 form, in one folder, told in Chinese."""

from __future__ import annotations

import json
import os

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import say
from xltoolkit.cli.files import DEFAULT_FORM
from xltoolkit.findings import ERROR, SEVERITIES, SEVERITY_NAMES

DEFAULT_FOLDER = "xltoolkit-demo"
RECEIVED, RETURNS, LEDGER, PAGE = "收到的工作簿", "退回", "汇总.xlsx", "报告.html"
UNIT = "人社局"
"""Who sent the real form: its folder among those received."""


def demo(arguments: Arguments) -> int:
    """Template, filled form, findings, annotated copy, mended copy, ledger, returns and report page; says what lies where."""
    from xltoolkit.form.load import load_form
    from xltoolkit.package.files import make_folder, write_whole
    from xltoolkit.template import make_template
    from xltoolkit.workflow.check import check_file
    from xltoolkit.workflow.copies import annotate_file
    from xltoolkit.workflow.fix import fix_file
    from xltoolkit.workflow.merge import merge_files
    from xltoolkit.workflow.report import report_file

    folder = os.path.abspath(arguments.operands[0] if arguments.operands else DEFAULT_FOLDER)
    received = os.path.join(folder, RECEIVED)
    make_folder(os.path.join(received, UNIT))
    form = load_form(DEFAULT_FORM)
    with open(os.path.join(form.folder, "example.json"), encoding="utf-8") as stream:
        example = json.load(stream)
    say(f"演示都在这个文件夹里：{folder}")

    template = f"{form.title}.xlsx"
    write_whole(os.path.join(folder, template), make_template(form))
    say(f"1. 官方空表，发给填报单位：{template}")

    name = f"{example['data']['project_name']}.xlsx"
    filled = os.path.join(received, UNIT, name)
    write_whole(filled, make_template(form, example["year"], example["data"]))
    say(f"2. 交上来的申报表（{example['year']} 年的真实样表，姓名、电话是虚构的）：{os.path.relpath(filled, folder)}")

    report = check_file(filled)
    say(f"3. 检查：{'，'.join(f'{SEVERITY_NAMES[severity]} {report.count(severity)} 项' for severity in SEVERITIES)}。")
    for finding in report.findings:
        if finding.severity == ERROR and finding.place:
            say(f"   {finding.place.address} {finding.message}（{finding.code}）")

    copy = annotate_file(report, folder)
    say(f"4. 带标记的副本，最前面是“检查结果”，填报人在里面改：{os.path.relpath(copy, folder)}")

    mended = f"{os.path.splitext(name)[0]}_改好.xlsx"
    changes = fix_file(filled, os.path.join(folder, mended))
    say(f"5. 能确定的小毛病自动改在另一份里，改了 {len(changes)} 处：{mended}")

    ledger = merge_files([received], os.path.join(folder, LEDGER), returns=os.path.join(folder, RETURNS))
    ledger.close()
    say(f"6. 汇总台账：{LEDGER}；要退回的副本和清单：{RETURNS}")

    report_file(ledger.path, os.path.join(folder, PAGE))
    say(f"7. 开会用的一页报告，不联网也能打开：{PAGE}")
    say("用 Excel、WPS 或 LibreOffice 打开看看。交上来的文件始终没有改动。")
    return 0
