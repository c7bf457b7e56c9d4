"""The one way in: a path → Sheets, by what the file holds and not by what it is called."""

from __future__ import annotations

from xltoolkit.package.archive import Archive
from xltoolkit.package.gate import content_kind, read_regular_file, refused_content
from xltoolkit.package.xml import workbook_part
from xltoolkit.records import TYPE_CHECKING
from xltoolkit.sheets.model import Sheets
from xltoolkit.sheets.ooxml import read_ooxml

if TYPE_CHECKING:
    from xltoolkit.sheets.ooxml import LeaveOut


def open_sheets(path: str, leave_out: LeaveOut = None) -> Sheets:
    """Read a workbook of any format that can be read. Raises Refused with a code of package.refusals.

    leave_out   says of a sheet's name whether the sheet may be left out; saves its time where the format allows it
    """
    return sheets_of(read_regular_file(path), leave_out)[0]


def sheets_of(data: bytes, leave_out: LeaveOut = None) -> tuple[Sheets, Archive | None]:
    """The same for bytes in memory, with the package where there is one that can be patched (.xlsx, .xlsm)."""
    kind = content_kind(data)
    if kind == "zip":
        archive = Archive.from_bytes(data)
        main = workbook_part(archive)
        if main[0] not in ("xlsb", "ods"):
            return read_ooxml(archive, main, leave_out), archive
        kind = main[0]
    from xltoolkit.sheets.legacy import LEGACY_KINDS, read_legacy

    if kind in LEGACY_KINDS:
        return read_legacy(data, kind), None
    raise refused_content(kind, data)
