"""What Python tells the waiting macro: a file of two lines."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from xltoolkit.records import NamedTuple


class Answer(NamedTuple):
    """`opened`: address of a workbook for the macro to open, ASCII, or ''. `notice`: one line for a message box, or ''."""

    opened: str
    notice: str

    def write(self, path: str) -> None:
        """Write it in one step, so that a macro that watches for the file never reads half of it.

        VBA reads files in the system's code page; a character that it lacks becomes '?', which a notice survives.
        """
        encoding = "mbcs" if sys.platform == "win32" else "utf-8"
        content = f"{self.opened}\r\n{' '.join(self.notice.split())}\r\n"
        with suppress(OSError):
            with open(path + ".tmp", "wb") as file:
                file.write(content.encode(encoding, "replace"))
            os.replace(path + ".tmp", path)


NOTHING = Answer("", "")
