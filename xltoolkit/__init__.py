"""xltoolkit: make, read, check, annotate and merge the workbooks in which departments declare budget projects (绩效目标申报表).

    import xltoolkit

    form = xltoolkit.load_form("jiangyin-project")
    content = xltoolkit.make_template(form, year=2026)           # bytes of the official .xlsx
    submission = xltoolkit.read("申报表.xlsx")                    # Submission: document, places, raw texts
    report = xltoolkit.check("申报表.xlsx")                       # Report: findings and the outcome of every rule
    copy = xltoolkit.annotate(report)                            # path of 申报表_检查结果.xlsx
    ledger = xltoolkit.merge(["收到的工作簿"], "汇总.xlsx")        # Ledger: frames, counts, what happened to every file

Every exception is a subclass of `xltoolkit.errors.XltoolkitError` with one Chinese sentence.
"""

from __future__ import annotations

from xltoolkit.records import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from typing import Any

    from xltoolkit.form.load import load_form as load_form
    from xltoolkit.reader.read import read_file as read
    from xltoolkit.template import make_template as make_template
    from xltoolkit.workflow.check import check_file as check
    from xltoolkit.workflow.copies import annotate_file as annotate
    from xltoolkit.workflow.copies import clear_file as clear
    from xltoolkit.workflow.fix import fix_file as fix
    from xltoolkit.workflow.merge import merge_files as merge
    from xltoolkit.workflow.upgrade import upgrade_file as upgrade

# Public name → where it lives. Imported on first use: `import xltoolkit` costs nothing, a check loads only what it needs.
_PUBLIC = {
    "annotate": "workflow.copies:annotate_file",
    "check": "workflow.check:check_file",
    "clear": "workflow.copies:clear_file",
    "fix": "workflow.fix:fix_file",
    "load_form": "form.load:load_form",
    "make_template": "template:make_template",
    "merge": "workflow.merge:merge_files",
    "read": "reader.read:read_file",
    "upgrade": "workflow.upgrade:upgrade_file",
}

__all__ = ["annotate", "check", "clear", "fix", "load_form", "make_template", "merge", "read", "upgrade"]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'xltoolkit' has no attribute {name!r}")
    from importlib import import_module

    module, _, attribute = _PUBLIC[name].partition(":")
    return getattr(import_module(f"xltoolkit.{module}"), attribute)
