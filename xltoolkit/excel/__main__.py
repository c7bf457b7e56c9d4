"""What the macro and 发送到 start: `python -m xltoolkit.excel check|next|clear|help`, with xlwings' caller protocol behind it.

    --wb=NAME --from_xl=1 --hwnd=N   the workbook that called (xlwings)
    --source=PATH                    where it is saved
    --copy=PATH                      a copy saved by the macro, with what was typed since
    --done=PATH                      written at the end: two lines, a workbook to open and a sentence to show

`files PATH…` checks files that were sent or dragged to us. Never ends with a traceback; what goes wrong is told in Chinese
where the person looks.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from xltoolkit.errors import XltoolkitError
from xltoolkit.excel.answer import NOTHING, Answer
from xltoolkit.excel.attach import NoWorkbook, caller_book
from xltoolkit.excel.check import check_workbook, clear_marks, next_finding
from xltoolkit.excel.office import tell


def main(arguments: list[str] | None = None) -> int:
    """0 if the press was answered, in whatever way; 1 if something broke (the log says where)."""
    words = sys.argv[1:] if arguments is None else arguments
    given = dict(word[2:].split("=", 1) for word in words if word.startswith("--") and "=" in word)
    code = 0
    try:
        answer = _pressed(words[0] if words else "help", words, given)
    except XltoolkitError as error:
        answer = Answer("", str(error))
    except Exception as error:
        from xltoolkit.excel.log import advice

        answer, code = Answer("", f"没有完成，工作簿没有改动。{advice(error)}"), 1
    with suppress(OSError, KeyError):
        os.unlink(given["copy"])
    if "done" in given:
        answer.write(given["done"])
    elif answer.notice:
        tell(answer.notice)
    return code


def _pressed(verb: str, words: list[str], given: dict[str, str]) -> Answer:
    """Do what the button says: with the open workbook if it can be reached, else with the copy that the macro saved."""
    if verb == "files":
        from xltoolkit.excel.sent_files import check_sent

        return Answer("", check_sent(words[1:]))
    if verb == "help":
        from xltoolkit.excel.help import show_help

        show_help()
        return NOTHING
    try:
        book = caller_book(words)
    except NoWorkbook:
        from xltoolkit.excel.file_mode import file_answer

        return file_answer(verb, given)
    if verb == "check":
        check_workbook(book, copy=given.get("copy", ""))
    elif verb == "next":
        next_finding(book)
    elif verb == "clear":
        clear_marks(book)
    return NOTHING


if __name__ == "__main__":
    sys.exit(main())
