"""`xltoolkit demo`: the whole loop on the real 2020 form, in one folder, told in Chinese."""

from __future__ import annotations

import json
import os

from xltoolkit.cli.arguments import Arguments
from xltoolkit.cli.console import say
from xltoolkit.cli.files import DEFAULT_FORM
from xltoolkit.findings import SEVERITIES, SEVERITY_NAMES

DEFAULT_FOLDER = "xltoolkit-demo"


def demo(arguments: Arguments) -> int:
    """Make a template, fill in the real form, check it, write the annotated copy, a small ledger and its report page."""
    from xltoolkit.form.load import load_form
    from xltoolkit.package.files import write_whole
    from xltoolkit.template import make_template
    from xltoolkit.workflow.check import check_file
    from xltoolkit.workflow.copies import annotate_file
    from xltoolkit.workflow.merge import merge_files

    folder = os.path.abspath(arguments.operands[0] if arguments.operands else DEFAULT_FOLDER)
    received = os.path.join(folder, "收到的工作簿")
    os.makedirs(received, exist_ok=True)
    form = load_form(DEFAULT_FORM)
    with open(os.path.join(form.folder, "example.json"), encoding="utf-8") as stream:
        example = json.load(stream)

    template = os.path.join(folder, f"{form.title}.xlsx")
    write_whole(template, make_template(form))
    say(f"1. 官方模板（空表）：{template}")

    filled = os.path.join(received, "人社局2020年维保项目.xlsx")
    write_whole(filled, make_template(form, example["year"], example["data"]))
    say(f"2. 填好的申报表（2020 年真实样表，姓名电话为虚构）：{filled}")

    report = check_file(filled)
    counts = "，".join(f"{SEVERITY_NAMES[severity]} {report.count(severity)}" for severity in SEVERITIES)
    say(f"3. 检查结果：{counts}")
    for finding in report.findings:
        if finding.severity == SEVERITIES[0] and finding.place:
            say(f"   {finding.place.address} {finding.message}")

    say(f"4. 带标记的副本（检查结果、底色、批注）：{annotate_file(report, folder, '')}")

    ledger = os.path.join(folder, "汇总.xlsx")
    merge_files([received], ledger)
    say(f"5. 汇总台账：{ledger}")
    say("   用 Excel、WPS 或 LibreOffice 打开这些文件看看。原文件从不改动。")
    return 0
