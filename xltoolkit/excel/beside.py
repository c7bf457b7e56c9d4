"""Where the result of a check is written: beside the workbook, else where its user may write."""

from __future__ import annotations

import os
from collections.abc import Container
from contextlib import suppress
from tempfile import gettempdir

from xltoolkit.errors import OutputError
from xltoolkit.findings import Report


def write_result(report: Report, beside: str, name: str = "", taken: Container[str] = ()) -> str:
    """The path of the marked copy; of the findings alone, where a copy cannot be marked (signed, shared).

    beside  the workbook's folder, '' if it lies nowhere here (OneDrive, never saved)
    name    what the workbook is called, if the checked file is a saved copy with a name of its own
    taken   paths that must not be written

    Raises OutputError if none of the user's folders can be written, Refused.
    """
    from xltoolkit.marks.book import CannotMark
    from xltoolkit.workflow.copies import annotate_file

    home = os.path.expanduser("~")
    for folder in (beside, os.path.join(home, "Documents"), home, gettempdir()):
        if os.path.isdir(folder):
            with suppress(OutputError):
                try:
                    return annotate_file(report, folder, "", taken, name=name)
                except CannotMark:
                    return annotate_file(report, folder, "", taken, name=name, alone=True)
    raise OutputError("检查结果写不出来：工作簿所在的文件夹、“文档”和临时文件夹都不能写入。")
