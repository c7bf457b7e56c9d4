"""A model of Excel's object model that behaves: what our code drives through xlwings' genuine Windows engine.

    excel = FakeExcel()
    book = excel.open(path)            # an xlwings Book; the file is read with openpyxl and cached values
    excel.type(book, "基本信息!B3", "…")  # a person types: it can be undone
    excel.calls                        # how many COM calls were made
    excel.undo                         # what Ctrl+Z could take back: every change by a program empties it

It refuses what Excel refuses: writing on protected sheets, a second note on a cell, notes beside discussions, new sheets
in a protected structure, a wrong password; Unprotect without a password asks the person (`prompts`). Errors in cells
come out as Excel's integers, dates as COM times, a text that looks like a number or formula becomes one, a note's text
is cut at 255 characters. What it has no word for raises as COM does.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.workbook.defined_name import DefinedName

from tests.excel.pywin32 import (
    DISP_E_EXCEPTION,
    DISP_E_UNKNOWNNAME,
    RPC_E_CALL_REJECTED,
    CDispatch,
    ComError,
    TimeType,
    running,
    windows_engine,
)

ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
NONE = -4142  # xlNone
LONGEST_NOTE_AT_ONCE = 255
LONGEST_PATH = 218
LONGEST_IN_BLOCK = 8203  # characters of a cell that is written as a part of a block
LONGEST_ADDRESS = 255
LONGEST_TITLE = 31
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?%?")
_LINK = re.compile(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)')
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


def refused(text: str, code: int = 1004) -> ComError:
    """The error that Excel gives: 发生意外, with its own sentence inside."""
    return ComError(
        DISP_E_EXCEPTION, "发生意外。", (0, "Microsoft Excel", text, "", 0, -2146827284 + code - 1004), None
    )


def bare(value: Any) -> Any:
    """The fake object inside xlwings' retry wrapper, as pywin32 takes the COM object out of it."""
    return (
        object.__getattribute__(value, "_inner") if isinstance(value, windows_engine().COMRetryObjectWrapper) else value
    )


class _Ole:
    """What pywin32 asks when an attribute is missing."""

    def __init__(self, excel: FakeExcel) -> None:
        self.excel = excel

    def GetIDsOfNames(self, *_: Any) -> int:
        self.excel.reject_if_busy()
        raise ComError(DISP_E_UNKNOWNNAME, "未知名称。")


def uncounted(thing: Com, name: str) -> Any:
    """A member as Excel itself sees it: no call from another process."""
    excel = thing.excel
    calls, busy_at, excel.busy_at = excel.calls, excel.busy_at, 0
    try:
        return getattr(thing, name)
    finally:
        excel.calls, excel.busy_at = calls, busy_at


class Com(CDispatch):
    """Base of the model: counts every access to a member of the object model (their names begin in upper case)."""

    def __init__(self, excel: FakeExcel) -> None:
        self.excel = excel

    _oleobj_ = property(lambda self: _Ole(self.excel))

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper():
            object.__getattribute__(self, "excel").called(name, getting=True)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            if not hasattr(type(self), name):
                raise ComError(DISP_E_UNKNOWNNAME, f"未知名称 {name}")
            self.excel.called(name)
        object.__setattr__(self, name, value)


class Bag(Com):
    """An object of which only plain properties matter."""

    def __init__(self, excel: FakeExcel, **properties: Any) -> None:
        super().__init__(excel)
        self.__dict__.update(properties)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            self.excel.called(name)
        object.__setattr__(self, name, value)


class Collection(Com):
    """A collection that is called with a number or a name, counted and iterated."""

    def __init__(self, excel: FakeExcel, items: list[Any]) -> None:
        super().__init__(excel)
        self.items = items

    Count = property(lambda self: len(self.items))

    def __call__(self, key: Any) -> Any:
        self.excel.called("Item")
        if isinstance(key, (int, float)):
            if 1 <= key <= len(self.items):
                return self.items[int(key) - 1]
        else:
            for item in self.items:
                if uncounted(item, "Name").lower() == str(key).lower():
                    return item
        raise ComError(DISP_E_EXCEPTION, "无效索引。", None, None)

    def __iter__(self) -> Any:
        self.excel.called("_NewEnum")
        return iter(list(self.items))

    def __len__(self) -> int:
        return len(self.items)


class FakeExcel(Com):
    """Application."""

    Version, Path, Name = "16.0", r"C:\Program Files\Microsoft Office\root\Office16", "Microsoft Excel"
    ScreenUpdating = EnableEvents = DisplayAlerts = True
    StatusBar: Any = False
    Calculation = -4105

    def __init__(self, hwnd: int = 4711) -> None:
        self.__dict__["excel"] = self
        self.calls = 0
        self.protected_view = False  # a file from the internet is in front, in a window that is no workbook yet
        self.busy = 0  # so many calls are rejected: somebody types in a cell, a dialog is open
        self.busy_at = 0  # busy again at every so manyth call
        self.undo: list[str] = []
        self.prompts: list[str] = []
        self.books: list[FakeBook] = []
        self.history: list[tuple[str, Any]] = []  # every value that the switches took
        self.hwnd = hwnd
        running.clear()
        running[hwnd] = self
        self.app = xlwings.App(impl=windows_engine().App(xl=windows_engine().COMRetryObjectWrapper(self)))
        self.calls = 0

    def called(self, name: str, getting: bool = False) -> None:
        """Count a call. A busy Excel rejects it; of what is read pywin32 then says that there is no such attribute."""
        self.calls += 1
        if self.busy_at and self.calls % self.busy_at == 0:
            self.busy = 2
        if getting and self.busy:
            raise AttributeError(name)
        self.reject_if_busy()

    def reject_if_busy(self) -> None:
        if self.busy:
            self.busy -= 1
            raise ComError(RPC_E_CALL_REJECTED, "被呼叫方拒绝接收呼叫。")

    Hwnd = property(lambda self: self.hwnd)
    Application = property(lambda self: self)
    Workbooks = property(lambda self: Workbooks(self, self.books))
    ActiveWorkbook = property(lambda self: self.books[0] if self.books and not self.protected_view else None)
    ActiveSheet = property(lambda self: self.books[0].active)
    Selection = property(lambda self: self.books[0].active.selection)
    ActiveWindow = property(lambda self: self.books[0].window)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("ScreenUpdating", "StatusBar", "EnableEvents", "DisplayAlerts"):
            self.history.append((name, value))
        super().__setattr__(name, value)

    def open(self, path: str | Path, **properties: Any) -> xlwings.Book:
        """Open a file as a person would; `properties` are set on the fake workbook (ReadOnly=True)."""
        book = FakeBook(self, Path(path))
        for name, value in properties.items():
            book.__dict__[name] = value
        self.books.insert(0, book)
        opened = self.app.books[book.Name]
        self.calls = 0
        return opened

    def fake(self, book: xlwings.Book) -> FakeBook:
        return next(one for one in self.books if one.name == book.name)

    def type(self, book: xlwings.Book, address: str, value: Any) -> None:
        """A person types into a cell: protection holds for people too, and it can be undone."""
        sheet_name, _, cell = address.rpartition("!")
        sheet = next(one for one in self.fake(book).sheets if one.ws.title == sheet_name)
        target = sheet.range(cell)
        target.put(value)
        sheet.book.dirty = True
        self.undo.append(address)


class Workbooks(Collection):
    def Open(self, fullname: str, *_: Any) -> FakeBook:
        if Path(fullname).name.lower() in [book.name.lower() for book in self.excel.books]:
            raise refused("不能同时打开两个同名的工作簿。")
        if len(fullname) > LONGEST_PATH:
            raise refused("找不到文件。")
        self.excel.open(fullname)
        return self.excel.books[0]

    Application = property(lambda self: self.excel)


class FakeBook(Com):
    """Workbook: an openpyxl workbook, the values that Excel has calculated, and what a person did to the window."""

    ReadOnly = MultiUserEditing = False

    def __init__(self, excel: FakeExcel, path: Path) -> None:
        super().__init__(excel)
        self.path = path
        self.name = path.name
        self.content = path.read_bytes()
        macros = zipfile.is_zipfile(path) and "xl/vbaProject.bin" in zipfile.ZipFile(path).namelist()
        self.workbook = openpyxl.load_workbook(io.BytesIO(self.content), keep_vba=macros)
        cached = openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)
        self.sheets = [FakeSheet(self, ws, cached[ws.title]) for ws in self.workbook.worksheets]
        self.charts: list[ChartSheet] = [ChartSheet(self, ws.title) for ws in self.workbook.chartsheets]
        self.active: Any = next(
            (one for one in self.sheets if one.ws.title == self.workbook.active.title), self.sheets[0]
        )
        self.grouped: list[Any] = []  # sheets that are selected together
        self.window = Bag(excel, FreezePanes=False, SplitRow=0, SplitColumn=0, DisplayGridlines=True)
        self.custom_xml_deleted: list[str] = []
        self.dirty = False

    Name = property(lambda self: self.name)
    address = ""  # https://… of a workbook that was opened from SharePoint
    unsaved = False
    FullName = property(lambda self: self.name if self.unsaved else self.address or str(self.path))
    Path = property(lambda self: "" if self.unsaved else uncounted(self, "FullName").rpartition("/")[0])
    Application = property(lambda self: self.excel)
    Worksheets = property(lambda self: Worksheets(self.excel, self.sheets, self))
    Sheets = property(lambda self: Worksheets(self.excel, [*self.sheets, *self.charts], self))
    Windows = property(lambda self: Collection(self.excel, [self.window]))
    Names = property(lambda self: Names(self))
    ActiveSheet = property(lambda self: self.active)
    FileFormat = 51

    @property
    def ProtectStructure(self) -> bool:
        return bool(self.workbook.security and self.workbook.security.lockStructure)

    @property
    def CustomXMLParts(self) -> Any:
        book = self

        class Parts(Com):
            def SelectByNamespace(self, namespace: str) -> Collection:
                names = zipfile.ZipFile(io.BytesIO(book.content)).namelist() if not book.custom_xml_deleted else []
                found = [n for n in names if n.startswith("customXml/item") and namespace.encode() in book.part(n)]
                return Collection(self.excel, [Part(self.excel) for _ in found])

        class Part(Com):
            def Delete(self) -> None:
                book.custom_xml_deleted.append("deleted")

        return Parts(self.excel)

    def part(self, name: str) -> bytes:
        return zipfile.ZipFile(io.BytesIO(self.content)).read(name)

    def changed(self) -> None:
        """A program changed something: Excel forgets what could be undone."""
        self.excel.undo.clear()
        self.dirty = True

    def Activate(self) -> None:
        self.excel.books.remove(self)
        self.excel.books.insert(0, self)

    def Close(self, SaveChanges: Any = None) -> None:
        self.excel.books.remove(self)

    def SaveCopyAs(self, path: str) -> None:
        if len(path) > LONGEST_PATH:
            raise refused("文件名或路径名太长。")
        Path(path).write_bytes(self.saved())

    def discuss(self, address: str) -> None:
        """A person opens a discussion (threaded comment) on a cell; an Excel before 2019 knows no such thing."""
        sheet_name, _, cell = address.rpartition("!")
        next(one for one in self.sheets if one.ws.title == sheet_name).discussions.add(cell)
        self.dirty = True

    def saved(self) -> bytes:
        """The file as Excel would write it: formulas keep the values that it has calculated."""
        if not self.dirty:
            return self.content
        stream = io.BytesIO()
        self.workbook.save(stream)
        source = zipfile.ZipFile(stream)
        target = io.BytesIO()
        parts = {f"xl/worksheets/sheet{i}.xml": sheet for i, sheet in enumerate(self.sheets, 1)}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in source.namelist():
                data = source.read(name)
                copy.writestr(name, parts[name].with_cached_values(data) if name in parts else data)
        return with_discussions(target.getvalue(), self.sheets)


class Worksheets(Collection):
    def __init__(self, excel: FakeExcel, items: list[Any], book: FakeBook) -> None:
        super().__init__(excel, items)
        self.book = book

    Parent = property(lambda self: self.book)

    def Add(self, Before: FakeSheet | None = None) -> FakeSheet:
        if uncounted(self.book, "ProtectStructure"):
            raise refused("工作簿受保护，不能改变结构。")
        if uncounted(self.book, "MultiUserEditing"):
            raise refused("共享的工作簿不能加入工作表。")
        position = self.book.sheets.index(bare(Before) or self.book.active)
        for _ in self.book.grouped or [None]:  # one for each selected sheet, as the documentation of Sheets.Add says
            ws = self.book.workbook.create_sheet(index=position)
            self.book.sheets.insert(position, FakeSheet(self.book, ws, {}))
        self.book.active, self.book.grouped = self.book.sheets[position], []
        self.book.changed()
        return self.book.sheets[position]


class ChartSheet(Com):
    """A sheet that is a chart: it has a name and can be active, and no cells."""

    def __init__(self, book: FakeBook, title: str) -> None:
        super().__init__(book.excel)
        self.book, self.title = book, title

    Name = property(lambda self: self.title)
    Visible = -1

    def Select(self) -> None:
        self.book.active, self.book.grouped = self, []


class FakeSheet(Com):
    """Worksheet."""

    EnableSelection = 0
    ProtectionMode = False

    def __init__(self, book: FakeBook, ws: Any, cached: Any) -> None:
        super().__init__(book.excel)
        self.book, self.ws, self.cached = book, ws, dict[str, Any]()
        self.discussions: set[str] = set()
        self.notes = {cell.coordinate: cell.comment.text for row in ws.iter_rows() for cell in row if cell.comment}
        self.password = ws.protection.password or ""
        if cached:
            formulas = (cell.coordinate for row in ws.iter_rows() for cell in row if cell.data_type == "f")
            self.cached = {address: cached[address].value for address in formulas}
        self.selection = self.range("A1")
        self.tab = Bag(book.excel, Color=None)

    Parent = property(lambda self: self.book)
    Application = property(lambda self: self.excel)
    Index = property(lambda self: self.book.sheets.index(self) + 1)
    Tab = property(lambda self: self.tab)
    Comments = property(lambda self: [Note(self.range(address)) for address in self.notes])

    @property
    def Name(self) -> str:
        return str(self.ws.title)

    @Name.setter
    def Name(self, value: str) -> None:
        others = [uncounted(one, "Name").lower() for one in [*self.book.sheets, *self.book.charts] if one is not self]
        if not 0 < len(value) <= LONGEST_TITLE or re.search(r"[:\\/?*\[\]]", value) or value.lower() in others:
            raise refused("工作表的名称太长、已经有了，或者有不许用的字符。")
        self.ws.title = value
        self.book.changed()

    @property
    def Visible(self) -> int:
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.ws.sheet_state]

    # Protection: openpyxl's flags say what is locked, Excel's what is allowed.
    ProtectContents = property(lambda self: bool(self.ws.protection.sheet))
    ProtectDrawingObjects = property(lambda self: bool(self.ws.protection.sheet and self.ws.protection.objects))
    ProtectScenarios = property(lambda self: bool(self.ws.protection.sheet and self.ws.protection.scenarios))

    @property
    def Protection(self) -> Bag:
        flags = self.ws.protection
        allowed = {f"Allow{name[0].upper()}{name[1:]}": not getattr(flags, flag) for name, flag in _ALLOWED.items()}
        return Bag(self.excel, **allowed)

    def Unprotect(self, Password: str | None = None) -> None:
        self.alone()
        if self.password and Password is None:
            self.excel.prompts.append(self.ws.title)
            raise refused("用户取消了密码框。")
        if self.password and Password != self.password:
            raise refused("密码不正确。")
        self.ws.protection.sheet = False
        self.book.changed()

    def Protect(self, Password: str | None = None, DrawingObjects: bool = True, Contents: bool = True,
                Scenarios: bool = True, UserInterfaceOnly: bool = False, **allowed: bool) -> None:  # fmt: skip
        self.alone()
        flags = self.ws.protection
        flags.sheet, flags.objects, flags.scenarios = Contents, DrawingObjects, Scenarios
        for name, flag in _ALLOWED.items():
            setattr(flags, flag, not allowed.pop(f"Allow{name[0].upper()}{name[1:]}", False))
        if allowed:
            raise ComError(DISP_E_UNKNOWNNAME, f"未知参数 {sorted(allowed)}")
        self.__dict__["ProtectionMode"] = UserInterfaceOnly
        self.book.changed()

    def alone(self) -> None:
        if self.book.grouped or uncounted(self.book, "MultiUserEditing"):
            raise refused("选中了几张工作表，或者工作簿是共享的：不能改变保护。")

    def Activate(self) -> None:
        if uncounted(self, "Visible") != -1:
            raise refused("隐藏的工作表不能激活。")
        self.book.active = self

    def Select(self) -> None:
        if self.book is not self.excel.books[0]:
            raise refused("只能选中活动工作簿的工作表。")
        uncounted(self, "Activate")()
        self.book.grouped = []

    def Delete(self) -> None:
        if uncounted(self.book, "ProtectStructure"):
            raise refused("工作簿受保护，不能改变结构。")
        if uncounted(self.excel, "DisplayAlerts"):
            raise refused("删除前要问用户。")
        states = [uncounted(one, "Visible") for one in [*self.book.sheets, *self.book.charts]]
        if uncounted(self, "Visible") == -1 and states.count(-1) == 1:
            raise refused("工作簿内至少要有一张可见的工作表。")
        position = self.book.sheets.index(self)
        self.book.sheets.remove(self)
        self.book.workbook.remove(self.ws)
        if self.book.active is self:
            self.book.active = self.book.sheets[min(position, len(self.book.sheets) - 1)]
        for defined in self.book.workbook.defined_names.values():
            if defined.attr_text.rpartition("!")[0].strip("'") == self.ws.title:
                defined.attr_text = "#REF!$A$1"
        self.book.changed()

    def Cells(self, row: int, column: int) -> FakeRange:
        return FakeRange(self, (row, column, row, column))

    def Range(self, first: Any, last: Any = None) -> FakeRange:
        if isinstance(first, str):
            if len(first) > LONGEST_ADDRESS:
                raise refused("应用程序定义或对象定义错误。")
            areas = [self.range(part) for part in first.split(",")]
            return FakeRange(self, areas[0].box, [area.box for area in areas[1:]])
        first, last = bare(first), bare(last or first)
        return FakeRange(self, (first.box[0], first.box[1], last.box[2], last.box[3]))

    def range(self, address: str) -> FakeRange:
        left, top, right, bottom = range_boundaries(address.replace("$", ""))
        return FakeRange(self, (top, left, bottom, right))

    @property
    def UsedRange(self) -> FakeRange:
        return FakeRange(self, (1, 1, self.ws.max_row, self.ws.max_column))

    def guard(self, what: str) -> None:
        """What a protected sheet refuses to a program, unless it was protected for people only."""
        if self.ws.protection.sheet and not uncounted(self, "ProtectionMode"):
            raise refused(f"您试图更改的单元格或图表位于受保护的工作表中（{what}）。")

    def insert_row(self, row: int) -> None:
        """A person inserts a row: cells and notes below move down."""
        self.ws.insert_rows(row)
        places = ((address, *coordinate_to_tuple(address)) for address in self.notes)
        moved = {
            address: (f"{get_column_letter(column)}{at + 1}" if at >= row else address)
            for address, at, column in places
        }
        self.notes = {moved[address]: text for address, text in self.notes.items()}

    def with_cached_values(self, data: bytes) -> bytes:
        text = data.decode()
        for address, value in self.cached.items():
            text = with_value(text, address, value)
        return text.encode()


def with_discussions(package: bytes, sheets: list[FakeSheet]) -> bytes:
    """The package with a part for the discussions of each sheet that has some ([MS-XLSX] 2.1.21)."""
    if not any(sheet.discussions for sheet in sheets):
        return package
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for number, sheet in enumerate(sheets, 1):
        if not sheet.discussions:
            continue
        comments = "".join(
            f'<threadedComment ref="{address}"><text>再议</text></threadedComment>' for address in sheet.discussions
        )
        parts[f"xl/threadedComments/threadedComment{number}.xml"] = (
            f"<ThreadedComments>{comments}</ThreadedComments>".encode()
        )
        relations = f"xl/worksheets/_rels/sheet{number}.xml.rels"
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        link = (
            '<Relationship Id="rIdThreads" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
            f' Target="../threadedComments/threadedComment{number}.xml"/></Relationships>'
        )
        parts[relations] = parts.get(relations, empty).replace(b"</Relationships>", link.encode())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def with_value(text: str, address: str, value: Any) -> str:
    """A sheet part in which the formula of a cell has a calculated value."""
    kind = ""
    if isinstance(value, datetime.datetime):
        value = (value - datetime.datetime(1899, 12, 30)).total_seconds() / 86400
    if isinstance(value, bool):
        kind, value = ' t="b"', int(value)
    elif isinstance(value, str):
        kind = ' t="e"' if value in ERRORS else ' t="str"'
        value = value.replace("&", "&amp;").replace("<", "&lt;")
    shown = "" if value is None else str(value)
    pattern = rf'(<c r="{address}"[^>]*?)(?: t="\w+")?(><f>.*?</f>)<v ?/?>(?:</v>)?</c>'
    return re.sub(pattern, lambda found: f"{found[1]}{kind}{found[2]}<v>{shown}</v></c>", text, flags=re.S)


_ALLOWED = {
    "formattingCells": "formatCells", "formattingColumns": "formatColumns", "formattingRows": "formatRows",
    "insertingColumns": "insertColumns", "insertingRows": "insertRows", "insertingHyperlinks": "insertHyperlinks",
    "deletingColumns": "deleteColumns", "deletingRows": "deleteRows", "sorting": "sort", "filtering": "autoFilter",
    "usingPivotTables": "pivotTables",
}  # fmt: skip


class FakeRange(Com):
    """Range of one area, (top, left, bottom, right), or of several: looks go to all of them, values to the first."""

    def __init__(
        self, sheet: FakeSheet, box: tuple[int, int, int, int], more: list[tuple[int, int, int, int]] | None = None
    ) -> None:
        super().__init__(sheet.excel)
        self.sheet, self.box, self.more = sheet, box, more or []

    Row = property(lambda self: self.box[0])
    Column = property(lambda self: self.box[1])
    Worksheet = property(lambda self: self.sheet)
    Parent = property(lambda self: self.sheet)
    Application = property(lambda self: self.excel)
    Count = property(lambda self: (self.box[2] - self.box[0] + 1) * (self.box[3] - self.box[1] + 1))
    Rows = property(lambda self: Lines(self, self.box[2] - self.box[0] + 1))
    Columns = property(lambda self: Lines(self, self.box[3] - self.box[1] + 1))
    Areas = property(lambda self: Collection(self.excel, [FakeRange(self.sheet, box) for box in self.boxes]))
    EntireRow = property(lambda self: EntireRow(self))
    boxes = property(lambda self: [self.box, *self.more])
    CommentThreaded = property(lambda self: Bag(self.excel) if self.address in self.sheet.discussions else None)

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.box[1])}{self.box[0]}"

    @property
    def Address(self) -> str:
        top, left, bottom, right = self.box
        first = f"${get_column_letter(left)}${top}"
        return first if (top, left) == (bottom, right) else f"{first}:${get_column_letter(right)}${bottom}"

    def GetAddress(self, *_: Any) -> str:
        return self.Address

    def __call__(self, row: int, column: int | None = None) -> FakeRange:
        self.excel.called("Item")
        if column is None:
            row, column = divmod(row - 1, self.box[3] - self.box[1] + 1)
            row, column = row + 1, column + 1
        return self.sheet.Cells(self.box[0] + row - 1, self.box[1] + column - 1)

    def cells(self) -> list[list[Any]]:
        """Rows of openpyxl cells; of a merged area the top left one stands for all."""
        top, left, bottom, right = self.box
        return [
            [self.sheet.ws.cell(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)
        ]

    def each(self) -> list[Any]:
        return [cell for box in self.boxes for row in FakeRange(self.sheet, box).cells() for cell in row]

    def changed(self, what: str) -> None:
        self.sheet.guard(what)
        self.sheet.book.changed()

    # Values
    def shown(self, cell: Any) -> Any:
        value = self.sheet.cached.get(cell.coordinate) if cell.data_type == "f" else cell.value
        if cell.data_type == "e" or (isinstance(value, str) and value in ERRORS and cell.data_type == "f"):
            return ERRORS[value]
        if isinstance(value, datetime.datetime):
            return TimeType(*value.timetuple()[:6])
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        return value

    @property
    def Value(self) -> Any:
        rows = tuple(tuple(self.shown(cell) for cell in row) for row in self.cells())
        return rows if len(self.each()) > 1 else rows[0][0]

    @Value.setter
    def Value(self, value: Any) -> None:
        self.changed("值")
        rows = value if isinstance(value, (list, tuple)) else [[value] * len(row) for row in self.cells()]
        if isinstance(value, (list, tuple)) and any(len(str(one)) > LONGEST_IN_BLOCK for row in rows for one in row):
            raise refused("应用程序定义或对象定义错误。")
        for cells, row in zip(self.cells(), rows, strict=True):
            for cell, one in zip(cells, row, strict=True):
                FakeRange(self.sheet, (cell.row, cell.column) * 2).put(one)

    def put(self, value: Any) -> None:
        """Enter a value as Excel takes it from a program or a person."""
        cell = self.sheet.ws.cell(self.box[0], self.box[1])
        self.sheet.cached.pop(cell.coordinate, None)
        if value in ("", None):
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = None
            return
        is_text = isinstance(value, str) and cell.number_format == "@"
        if isinstance(value, str) and not is_text:
            if value.startswith("'"):
                value, is_text = value[1:], True
            elif value.startswith("="):
                self.enter_formula(cell, value)
            elif _NUMBER.fullmatch(plain := unicodedata.normalize("NFKC", value)):  # full-width digits count too
                value = float(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
            elif found := _DATE.fullmatch(value):
                value = datetime.datetime(*map(int, found.groups()))
            elif value[0] in "+-@":
                raise refused("公式有错误。")
        cell.value = value
        if is_text:
            cell.data_type = "s"

    def enter_formula(self, cell: Any, formula: str) -> None:
        """What Excel's parser refuses, and the one function that we use, calculated."""
        without_texts = re.sub(r'"(?:[^"]|"")*"', "", formula)
        if not re.fullmatch(r"=[A-Z]+\(.*\)|=[-+*/().\w!$']+", without_texts) or re.search(
            r"\d[^\W\d_]", without_texts
        ):
            raise refused("公式有错误。")
        if link := _LINK.fullmatch(formula):
            if len(link[1]) > LONGEST_ADDRESS:
                raise refused("公式中的文本不能超过 255 个字符。")
            self.sheet.cached[cell.coordinate] = link[2]

    Value2 = Formula = Value

    # Looks
    @property
    def Interior(self) -> Interior:
        return Interior(self)

    @property
    def Font(self) -> FakeFont:
        return FakeFont(self)

    @property
    def Borders(self) -> Bag:
        return Bag(self.excel, Color=0)

    def look(self, name: str, value: Any) -> None:
        self.changed(name)
        self.sheet.__dict__.setdefault("looks", {})[(self.box, name)] = value

    ColumnWidth = property(lambda self: 8.43, lambda self, value: self.look("ColumnWidth", value))
    RowHeight = property(lambda self: 15, lambda self, value: self.look("RowHeight", value))
    WrapText = property(lambda self: False, lambda self, value: self.look("WrapText", value))
    VerticalAlignment = property(lambda self: NONE, lambda self, value: self.look("VerticalAlignment", value))
    HorizontalAlignment = property(lambda self: NONE, lambda self, value: self.look("HorizontalAlignment", value))

    def AutoFilter(self, *_: Any) -> None:
        self.changed("筛选")
        self.sheet.ws.auto_filter.ref = uncounted(self, "Address").replace("$", "")

    def Merge(self, Across: Any = None) -> None:
        self.changed("合并")
        top, left, bottom, right = self.box
        for first, last in [(row, row) for row in range(top, bottom + 1)] if Across else [(top, bottom)]:
            self.sheet.ws.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)

    def Select(self) -> None:
        if self.sheet.book.active is not self.sheet or self.sheet.book is not self.excel.books[0]:
            raise refused("只能选中活动工作表上的单元格。")
        self.sheet.selection = self

    # Notes and links
    @property
    def Comment(self) -> Note | None:
        return Note(self) if self.address in self.sheet.notes else None

    def AddComment(self, text: str) -> Note:
        self.changed("批注")
        if self.address in self.sheet.notes or self.address in self.sheet.discussions:
            raise refused("单元格已有批注。")
        if isinstance(self.sheet.ws[self.address], openpyxl.cell.cell.MergedCell):
            raise refused("应用程序定义或对象定义错误。")
        self.sheet.notes[self.address] = ""
        note = Note(self)
        note.write(text[:LONGEST_NOTE_AT_ONCE])
        return note

    def ClearComments(self) -> None:
        """Notes and discussions of every cell: nobody gets them back."""
        self.changed("批注")
        for top, left, bottom, right in self.boxes:
            for merged in self.sheet.ws.merged_cells.ranges:
                if (
                    merged.min_row >= top
                    and merged.min_col >= left
                    and (merged.max_row > bottom or merged.max_col > right)
                ):
                    raise refused("无法对合并单元格执行此操作。")
        for cell in self.each():
            self.sheet.notes.pop(cell.coordinate, None)
            self.sheet.discussions.discard(cell.coordinate)
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.comment = None


class EntireRow(Com):
    def __init__(self, range: FakeRange) -> None:
        super().__init__(range.excel)
        self.range = range

    Hidden = property(lambda self: bool(self.range.sheet.ws.row_dimensions[self.range.box[0]].hidden))

    def AutoFit(self) -> None:
        self.range.look("RowHeight", "auto")


class Lines(Com):
    """Rows or Columns of a range."""

    def __init__(self, range: FakeRange, count: int) -> None:
        super().__init__(range.excel)
        self.count = count

    Count = property(lambda self: self.count)

    def AutoFit(self) -> None:
        pass


class Interior(Com):
    """Solid fills as BGR integers; a pattern says so."""

    def __init__(self, range: FakeRange) -> None:
        super().__init__(range.excel)
        self.range = range

    def fill(self) -> Any:
        return self.range.cells()[0][0].fill

    @property
    def Pattern(self) -> int:
        kind = self.fill().fill_type
        return {None: NONE, "solid": 1}.get(kind, 17)

    @property
    def ColorIndex(self) -> int:
        return NONE if self.fill().fill_type is None else 3

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        self.range.changed("底色")
        for cell in self.range.each():
            cell.fill = PatternFill()

    @property
    def Color(self) -> int:
        colour = self.fill().fgColor.rgb if self.fill().fill_type else "00FFFFFF"
        return int(colour[6:8] + colour[4:6] + colour[2:4], 16)

    @Color.setter
    def Color(self, value: int) -> None:
        self.range.changed("底色")
        blue, green, red = value >> 16, value >> 8 & 255, value & 255
        for cell in self.range.each():
            cell.fill = PatternFill("solid", fgColor=f"FF{red:02X}{green:02X}{blue:02X}")


class FakeFont(Com):
    def __init__(self, range: FakeRange) -> None:
        super().__init__(range.excel)
        self.range = range

    def change(self, **values: Any) -> None:
        self.range.changed("字体")
        for cell in self.range.each():
            old = cell.font
            cell.font = Font(**({"name": old.name, "size": old.size, "bold": old.bold, "color": old.color} | values))

    Bold = property(lambda self: self.range.each()[0].font.bold, lambda self, value: self.change(bold=value))
    Size = property(lambda self: self.range.each()[0].font.size, lambda self, value: self.change(size=value))
    Color = property(
        lambda self: 0,
        lambda self, value: self.change(color=f"FF{value & 255:02X}{value >> 8 & 255:02X}{value >> 16:02X}"),
    )


class Note(Com):
    """Comment: the old kind, a note. Its text is cut where old versions cut it."""

    def __init__(self, range: FakeRange) -> None:
        super().__init__(range.excel)
        self.range = range

    Parent = property(lambda self: self.range)
    Author = "张三"

    @property
    def Shape(self) -> Bag:
        note = self

        class Characters(Com):
            def __init__(self, start: int, length: int) -> None:
                super().__init__(note.excel)
                self.start, self.length = start, length

            def Delete(self) -> None:
                note.range.changed("批注")
                text = note.read()
                note.write(text[: self.start - 1] + text[self.start - 1 + self.length :])

        return Bag(self.excel, Width=108.0, Height=59.25, TextFrame=Bag(self.excel, Characters=Characters))

    def read(self) -> str:
        return str(self.range.sheet.notes[self.range.address])

    def write(self, text: str) -> None:
        self.range.sheet.notes[self.range.address] = text
        self.range.sheet.ws[self.range.address].comment = Comment(text, "张三")

    def Text(self, Text: str | None = None, Start: int | None = None, Overwrite: bool = True) -> str:
        if Text is not None:
            self.range.changed("批注")
            old = self.read()
            text = Text[:LONGEST_NOTE_AT_ONCE]
            if Start is None:
                self.write(text)
            else:
                self.write(old[: Start - 1] + text + ("" if Overwrite else old[Start - 1 :]))
        return self.read()

    def Delete(self) -> None:
        self.range.changed("批注")
        del self.range.sheet.notes[self.range.address]
        self.range.sheet.ws[self.range.address].comment = None


class Names(Collection):
    def __init__(self, book: FakeBook) -> None:
        super().__init__(book.excel, [DefinedText(book, name) for name in book.workbook.defined_names])
        self.book = book

    def Add(self, Name: str, RefersTo: str, Visible: bool = True) -> DefinedText:
        if RefersTo.startswith('="') and len(RefersTo) > 258:
            raise refused("公式中的文本不能超过 255 个字符。")
        defined = DefinedName(Name, attr_text=RefersTo.removeprefix("="), hidden=not Visible)
        self.book.workbook.defined_names[Name] = defined
        self.book.changed()
        return DefinedText(self.book, Name)


class DefinedText(Com):
    def __init__(self, book: FakeBook, name: str) -> None:
        super().__init__(book.excel)
        self.book, self.name = book, name

    Name = property(lambda self: self.name)
    RefersTo = property(lambda self: "=" + self.book.workbook.defined_names[self.name].attr_text)
    Visible = property(
        lambda self: not self.book.workbook.defined_names[self.name].hidden,
        lambda self, value: setattr(self.book.workbook.defined_names[self.name], "hidden", not value),
    )

    def Delete(self) -> None:
        del self.book.workbook.defined_names[self.name]
        self.book.changed()
