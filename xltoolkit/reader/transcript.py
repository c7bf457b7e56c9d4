"""What has been read so far: Transcript (document, places, raw texts, remarks), filled section by section."""

from __future__ import annotations

from xltoolkit.findings import Place
from xltoolkit.form.model import Field, Form, TableSection
from xltoolkit.reader.reading import Reading, Understand
from xltoolkit.reader.remarks import UNDERSTOOD_NOT
from xltoolkit.reader.submission import Remark, put
from xltoolkit.reader.understand import understand
from xltoolkit.records import Any


class Transcript:
    """The pieces of a Submission in the making; `odd` keeps the Reading of every cell that was not plainly its value."""

    def __init__(self, form: Form, from_1904: bool = False) -> None:
        self.form = form
        self.from_1904 = from_1904
        self.data: dict[str, Any] = {}
        for section in form.sections:
            if isinstance(section, TableSection):
                self.data[section.pointer[1:]] = []
            else:
                for field in section.fields:
                    put(self.data, field.pointer, None)
        self.cells: dict[str, Place] = {}
        self.raw: dict[str, str] = {}
        self.remarks: list[Remark] = []
        self.unreadable: set[str] = set()
        self.odd: dict[str, Reading] = {}
        self.understand = readers(form, from_1904)

    def take(self, pointer: str, place: Place, result: Any) -> Any:
        """Note where a value stands and what is odd about it; gives the value for the document."""
        self.cells[pointer] = place
        if type(result) is not Reading:
            return result
        self.odd[pointer] = result
        value = result.value
        if result.raw != (value if isinstance(value, str) else f"{value}"):
            self.raw[pointer] = result.raw
        if result.kind:
            self.remarks.append(Remark(result.kind, pointer, place, result.raw, result.meant, result.detail))
            if result.kind in UNDERSTOOD_NOT:
                self.unreadable.add(pointer)
        return value

    def remark(
        self, kind: str, pointer: str, place: Place | None, raw: str = "", value: str = "", detail: str = ""
    ) -> None:
        self.remarks.append(Remark(kind, pointer, place, raw, value, detail))

    def withdraw(self, pointer: str) -> None:
        """Take back what was said of a cell, because something greater explains it."""
        self.odd.pop(pointer, None)
        self.unreadable.discard(pointer)
        self.remarks = [remark for remark in self.remarks if remark.pointer != pointer]


def readers(form: Form, from_1904: bool) -> dict[str, Understand]:
    """Field pointer → the function that reads its cells; made once per form and way of counting days."""
    name = "_cell_readers_from_1904" if from_1904 else "_cell_readers"
    cached: dict[str, Understand] | None = form.__dict__.get(name)
    if cached is None:
        cached = {}
        for section in form.sections:
            for field in section.fields:
                cached[field.pointer] = understand(
                    field, _endings(section, field) if isinstance(section, TableSection) else (), from_1904
                )
        form.__dict__[name] = cached
    return cached


def _endings(section: TableSection, field: Field) -> tuple[str, ...]:
    return section.tree.ignored_endings if section.tree and field.key in section.tree.levels else ()
