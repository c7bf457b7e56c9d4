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
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook.defined_name import DefinedName

from tests.excel.pywin32 import (
    DISP_E_EXCEPTION,
    DISP_E_UNKNOWNNAME,
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
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?%?")
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

    def GetIDsOfNames(self, *_: Any) -> int:
        raise ComError(DISP_E_UNKNOWNNAME, "未知名称。")


class Com(CDispatch):
    """Base of the model: counts every access to a member of the object model (their names begin in upper case)."""

    _oleobj_ = _Ole()

    def __init__(self, excel: FakeExcel) -> None:
        self.excel = excel

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper():
            object.__getattribute__(self, "excel").calls += 1
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            if not hasattr(type(self), name):
                raise ComError(DISP_E_UNKNOWNNAME, f"未知名称 {name}")
            self.excel.calls += 1
        object.__setattr__(self, name, value)


class Bag(Com):
    """An object of which only plain properties matter."""

    def __init__(self, excel: FakeExcel, **properties: Any) -> None:
        super().__init__(excel)
        self.__dict__.update(properties)

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper():
            self.excel.calls += 1
        object.__setattr__(self, name, value)


class Collection(Com):
    """A collection that is called with a number or a name, counted and iterated."""

    def __init__(self, excel: FakeExcel, items: list[Any]) -> None:
        super().__init__(excel)
        self.items = items

    Count = property(lambda self: len(self.items))

    def __call__(self, key: Any) -> Any:
        self.excel.calls += 1
        if isinstance(key, (int, float)):
            if 1 <= key <= len(self.items):
                return self.items[int(key) - 1]
        else:
            for item in self.items:
                if item.Name.lower() == str(key).lower():
                    return item
        raise ComError(DISP_E_EXCEPTION, "无效索引。", None, None)

    def __iter__(self) -> Any:
        self.excel.calls += 1
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
        self.undo: list[str] = []
        self.prompts: list[str] = []
        self.books: list[FakeBook] = []
        self.history: list[tuple[str, Any]] = []  # every value that the switches took
        self.hwnd = hwnd
        running.clear()
        running[hwnd] = self
        self.app = xlwings.App(impl=windows_engine().App(xl=windows_engine().COMRetryObjectWrapper(self)))
        self.calls = 0

    Hwnd = property(lambda self: self.hwnd)
    Application = property(lambda self: self)
    Workbooks = property(lambda self: Workbooks(self, self.books))
    ActiveWorkbook = property(lambda self: self.books[0] if self.books else None)
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
        self.excel.open(fullname)
        return self.excel.books[0]

    Application = property(lambda self: self.excel)


class FakeBook(Com):
    """Workbook: an openpyxl workbook, the values that Excel has calculated, and what a person did to the window."""

    ReadOnly = False

    def __init__(self, excel: FakeExcel, path: Path) -> None:
        super().__init__(excel)
        self.path = path
        self.name = path.name
        self.content = path.read_bytes()
        macros = zipfile.is_zipfile(path) and "xl/vbaProject.bin" in zipfile.ZipFile(path).namelist()
        self.workbook = openpyxl.load_workbook(io.BytesIO(self.content), keep_vba=macros)
        cached = openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)
        self.sheets = [FakeSheet(self, ws, cached[ws.title]) for ws in self.workbook.worksheets]
        self.active = next(one for one in self.sheets if one.ws.title == self.workbook.active.title)
        self.window = Bag(excel, FreezePanes=False, SplitRow=0, SplitColumn=0, DisplayGridlines=True)
        self.custom_xml_deleted: list[str] = []
        self.dirty = False

    Name = property(lambda self: self.name)
    FullName = property(lambda self: str(self.path))
    Path = property(lambda self: str(self.path.parent))
    Application = property(lambda self: self.excel)
    Worksheets = property(lambda self: Worksheets(self.excel, self.sheets, self))
    Sheets = Worksheets
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
            def SelectByNamespace(self, namespace: str) -> list[Any]:
                names = zipfile.ZipFile(io.BytesIO(book.content)).namelist() if not book.custom_xml_deleted else []
                found = [n for n in names if n.startswith("customXml/item") and namespace.encode() in book.part(n)]
                return [Part(self.excel) for _ in found]

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
        Path(path).write_bytes(self.saved())

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
        return target.getvalue()


class Worksheets(Collection):
    def __init__(self, excel: FakeExcel, items: list[Any], book: FakeBook) -> None:
        super().__init__(excel, items)
        self.book = book

    Parent = property(lambda self: self.book)

    def Add(self, Before: FakeSheet | None = None) -> FakeSheet:
        if self.book.ProtectStructure:
            raise refused("工作簿受保护，不能改变结构。")
        position = self.book.sheets.index(bare(Before) or self.book.active)
        ws = self.book.workbook.create_sheet(index=position)
        sheet = FakeSheet(self.book, ws, {})
        self.book.sheets.insert(position, sheet)
        self.book.active = sheet
        self.book.changed()
        return sheet


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
        if self.password and Password is None:
            self.excel.prompts.append(self.Name)
            raise refused("用户取消了密码框。")
        if self.password and Password != self.password:
            raise refused("密码不正确。")
        self.ws.protection.sheet = False
        self.book.changed()

    def Protect(self, Password: str | None = None, DrawingObjects: bool = True, Contents: bool = True,
                Scenarios: bool = True, UserInterfaceOnly: bool = False, **allowed: bool) -> None:  # fmt: skip
        flags = self.ws.protection
        flags.sheet, flags.objects, flags.scenarios = Contents, DrawingObjects, Scenarios
        for name, flag in _ALLOWED.items():
            setattr(flags, flag, not allowed.pop(f"Allow{name[0].upper()}{name[1:]}", False))
        if allowed:
            raise ComError(DISP_E_UNKNOWNNAME, f"未知参数 {sorted(allowed)}")
        self.__dict__["ProtectionMode"] = UserInterfaceOnly
        self.book.changed()

    def Activate(self) -> None:
        if self.Visible != -1:
            raise refused("隐藏的工作表不能激活。")
        self.book.active = self

    Select = Activate

    def Delete(self) -> None:
        if self.book.ProtectStructure:
            raise refused("工作簿受保护，不能改变结构。")
        if self.excel.DisplayAlerts:
            raise refused("删除前要问用户。")
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
            return self.range(first)
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
        if self.ws.protection.sheet and not self.ProtectionMode:
            raise refused(f"您试图更改的单元格或图表位于受保护的工作表中（{what}）。")

    def with_cached_values(self, data: bytes) -> bytes:
        text = data.decode()
        for address, value in self.cached.items():
            text = with_value(text, address, value)
        return text.encode()


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
    """Range of one area: (top, left, bottom, right)."""

    def __init__(self, sheet: FakeSheet, box: tuple[int, int, int, int]) -> None:
        super().__init__(sheet.excel)
        self.sheet, self.box = sheet, box

    Row = property(lambda self: self.box[0])
    Column = property(lambda self: self.box[1])
    Worksheet = property(lambda self: self.sheet)
    Parent = property(lambda self: self.sheet)
    Application = property(lambda self: self.excel)
    Count = property(lambda self: (self.box[2] - self.box[0] + 1) * (self.box[3] - self.box[1] + 1))
    Rows = property(lambda self: Lines(self, self.box[2] - self.box[0] + 1))
    Columns = property(lambda self: Lines(self, self.box[3] - self.box[1] + 1))
    Areas = property(lambda self: Collection(self.excel, [self]))
    CommentThreaded = property(lambda self: Bag(self.excel) if self.address in self.sheet.discussions else None)

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.box[1])}{self.box[0]}"

    @property
    def Address(self) -> str:
        top, left, bottom, right = self.box
        first = f"${get_column_letter(left)}${top}"
        return first if self.Count == 1 else f"{first}:${get_column_letter(right)}${bottom}"

    def GetAddress(self, *_: Any) -> str:
        return self.Address

    def __call__(self, row: int, column: int | None = None) -> FakeRange:
        self.excel.calls += 1
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
        return [cell for row in self.cells() for cell in row]

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
        return rows if self.Count > 1 else rows[0][0]

    @Value.setter
    def Value(self, value: Any) -> None:
        self.changed("值")
        rows = value if isinstance(value, (list, tuple)) else [[value] * len(row) for row in self.cells()]
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
        cell.quotePrefix = False
        if isinstance(value, str) and cell.number_format != "@":
            if value.startswith("'"):
                value = value[1:]
            elif value.startswith("="):
                if not re.fullmatch(r"=[A-Z]+\(.*\)|=[-+*/().\w!$']+", value) or re.search(r"\d[^\W\d_]", value):
                    raise refused("公式有错误。")
            elif _NUMBER.fullmatch(value):
                value = float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
            elif found := _DATE.fullmatch(value):
                value = datetime.datetime(*map(int, found.groups()))
            elif value[0] in "+-@":
                raise refused("公式有错误。")
            if isinstance(value, str) and not value.startswith("="):
                cell.value = value
                cell.data_type = "s"
                return
        cell.value = value
        if isinstance(value, str) and cell.number_format == "@":
            cell.data_type = "s"

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
        self.sheet.ws.auto_filter.ref = self.Address.replace("$", "")

    def Merge(self, Across: Any = None) -> None:
        self.changed("合并")
        self.sheet.ws.merge_cells(self.Address.replace("$", ""))

    def Select(self) -> None:
        if self.sheet.book.active is not self.sheet:
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
        self.sheet.notes[self.address] = ""
        note = Note(self)
        note.write(text[:LONGEST_NOTE_AT_ONCE])
        return note

    @property
    def Hyperlinks(self) -> Hyperlinks:
        return Hyperlinks(self)


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


class Hyperlinks(Com):
    def __init__(self, range: FakeRange) -> None:
        super().__init__(range.excel)
        self.range = range

    def Add(self, Anchor: FakeRange, Address: str) -> Bag:
        self.range.changed("链接")
        cell = bare(Anchor).cells()[0][0]
        cell.hyperlink = openpyxl.worksheet.hyperlink.Hyperlink(ref=cell.coordinate, location=Address.removeprefix("#"))
        return Link(self.excel, cell)


class Link(Com):
    def __init__(self, excel: FakeExcel, cell: Any) -> None:
        super().__init__(excel)
        self.cell = cell

    TextToDisplay = property(lambda self: self.cell.value, lambda self, value: setattr(self.cell, "value", value))
    ScreenTip = property(
        lambda self: self.cell.hyperlink.tooltip, lambda self, value: setattr(self.cell.hyperlink, "tooltip", value)
    )


class Names(Collection):
    def __init__(self, book: FakeBook) -> None:
        super().__init__(book.excel, [DefinedText(book, name) for name in book.workbook.defined_names])
        self.book = book

    def Add(self, Name: str, RefersTo: str) -> DefinedText:
        if RefersTo.startswith('="') and len(RefersTo) > 258:
            raise refused("公式中的文本不能超过 255 个字符。")
        self.book.workbook.defined_names[Name] = DefinedName(Name, attr_text=RefersTo.removeprefix("="))
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
