"""What can go wrong on purpose: every exception that xltoolkit raises, each with a Chinese sentence for the person.

XltoolkitError
├── Refused            a file cannot be read as a form; `code` names the cause, the text says what to do
├── FormError          a form definition is wrong; `where` points into the JSON (or to the cell of 表样定义.xlsx)
├── UsageError         wrong arguments (exit code 2)
└── OutputError        an output could not be written; nothing half-written is left behind
"""

from __future__ import annotations


class XltoolkitError(Exception):
    """Base of all. `str(error)` is one Chinese sentence that can be shown to staff as it is."""


class Refused(XltoolkitError):
    """A file cannot be read as a form. `code` is stable (`encrypted`, `truncated`, `not_a_form` …)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str]]:  # crosses process pools
        return (type(self), (self.code, str(self)))


class FormError(XltoolkitError):
    """A form definition is wrong. `where` is a JSON Pointer into form.json, or 工作表!单元格 of 表样定义.xlsx."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}：{message}" if where else message)
        self.where = where
        self.message = message

    def __reduce__(self) -> tuple[type[FormError], tuple[str, str]]:
        return (type(self), (self.where, self.message))


class UsageError(XltoolkitError):
    """Wrong arguments: a missing file name, an unknown form, an option that does not exist."""


class OutputError(XltoolkitError):
    """An output could not be written (disk full, open elsewhere, no permission). The earlier file is untouched."""
