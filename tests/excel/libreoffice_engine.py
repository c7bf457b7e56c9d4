"""An xlwings engine for documents that are open in LibreOffice, on xlwings' BSD base classes: check_workbook runs on it.

    engine = register(desktop)              # inside a Python that has `uno`
    book = engine.apps.active.books[0]

It stands for "another program than Excel": `api` knows only what a neutral adapter offers (SaveCopyAs, protection),
everything else of Excel's own object model raises AttributeError, so our code must do without.
"""

from __future__ import annotations

import os
import re
from typing import Any

import uno
import xlwings
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellAddress
from xlwings import base_classes
from xlwings.utils import a1_to_tuples, col_name, hex_to_rgb

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML", ".xls": "MS Excel 97"}
VALUES, STRINGS, NOTES, FORMULAS = 1, 4, 8, 16  # com.sun.star.sheet.CellFlags


def properties(**values: Any) -> tuple[Any, ...]:
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Engine:
    name, type = "libreoffice", "desktop"

    def __init__(self, desktop: Any) -> None:
        self.apps = Apps(App(self, desktop))

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None else float(value) if isinstance(value, (int, float)) else str(value)

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any) -> Any:
        return [[empty_as if value == "" else value for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self, app: App) -> None:
        self.app = app

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Any:
        return iter([self.app])

    def __len__(self) -> int:
        return 1


class App(base_classes.App):
    screen_updating = enable_events = display_alerts = True
    status_bar: Any = False
    pid, hwnd = 1, 1

    def __init__(self, engine: Engine, desktop: Any) -> None:
        self.engine, self.desktop = engine, desktop
        self.alerts: list[str] = []

    books = property(lambda self: Books(self))
    api = property(lambda self: object())

    def activate(self, steal_focus: bool = False) -> None:
        pass

    def alert(self, prompt: str, title: str, *_: Any) -> str:
        self.alerts.append(prompt)
        return "ok"

    @property
    def selection(self) -> Range:
        document = self.desktop.CurrentComponent
        address = document.CurrentSelection.RangeAddress
        sheet = Sheet(Book(self, document), document.Sheets.getByIndex(address.Sheet))
        return Range(sheet, address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1)


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    def documents(self) -> list[Book]:
        found = []
        components = self.app.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                found.append(Book(self.app, component))
        return found

    def __iter__(self) -> Any:
        return iter(self.documents())

    def __len__(self) -> int:
        return len(self.documents())

    def __call__(self, key: Any) -> Book:
        found = self.documents()
        return found[key - 1] if isinstance(key, int) else next(book for book in found if book.name == key)

    active = property(lambda self: Book(self.app, self.app.desktop.CurrentComponent))

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        url = uno.systemPathToFileUrl(os.path.abspath(fullname))
        return Book(self.app, self.app.desktop.loadComponentFromURL(url, "_blank", 0, properties(MacroExecutionMode=4)))


class NativeBook:
    """The little of Excel's Workbook that this program can be asked for."""

    ProtectStructure = ReadOnly = False

    def __init__(self, document: Any) -> None:
        self.document = document

    def SaveCopyAs(self, path: str) -> None:
        name = FILTERS[os.path.splitext(path)[1]]
        self.document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=name))


class Book(base_classes.Book):
    def __init__(self, app: App, document: Any) -> None:
        self.app, self.document = app, document  # type: ignore[misc]

    app: Any = None
    api = property(lambda self: NativeBook(self.document))
    sheets = property(lambda self: Sheets(self))
    names = property(lambda self: Names(self))
    fullname = property(lambda self: uno.fileUrlToSystemPath(self.document.URL))
    name = property(lambda self: os.path.basename(self.fullname))

    def activate(self) -> None:
        pass


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book, self.uno = book, book.document.Sheets

    def __len__(self) -> int:
        return int(self.uno.Count)

    def __iter__(self) -> Any:
        return (Sheet(self.book, self.uno.getByIndex(index)) for index in range(self.uno.Count))

    def __call__(self, key: Any) -> Sheet:
        return Sheet(self.book, self.uno.getByName(key) if isinstance(key, str) else self.uno.getByIndex(key - 1))

    active = property(lambda self: Sheet(self.book, self.book.document.CurrentController.ActiveSheet))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        position = before.uno.RangeAddress.Sheet if before else 0
        name = name or f"Sheet{self.uno.Count + 1}"
        self.uno.insertNewByName(name, position)
        return Sheet(self.book, self.uno.getByName(name))


class NativeSheet:
    """Worksheet: protected or not, and a password; this program's own interface knows no finer flags."""

    ProtectDrawingObjects = ProtectScenarios = ProtectionMode = False
    EnableSelection = 0

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    ProtectContents = property(lambda self: self.sheet.isProtected())

    @property
    def Protection(self) -> Any:
        class Nothing:
            def __getattr__(self, name: str) -> bool:
                return False

        return Nothing()

    def Unprotect(self, password: str) -> None:
        self.sheet.unprotect(password)

    def Protect(self, **_: Any) -> None:
        self.sheet.protect("")


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.uno = book, sheet  # type: ignore[misc]

    book: Any = None
    api = property(lambda self: NativeSheet(self.uno))
    name = property(lambda self: self.uno.Name, lambda self, value: setattr(self.uno, "Name", value))
    visible = property(lambda self: self.uno.IsVisible)
    index = property(lambda self: self.uno.RangeAddress.Sheet + 1)

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            if "," in first:
                raise ValueError("one area only")
            start, end = a1_to_tuples(first)
            return Range(self, *start, *(end or start))
        if isinstance(first, tuple) and len(first) == 4:
            row, column, rows, columns = first
            return Range(self, row, column, row + rows - 1, column + columns - 1)
        top_left = first if isinstance(first, tuple) else (first.row, first.column)
        bottom_right = (last if isinstance(last, tuple) else (last.row, last.column)) if last is not None else top_left
        return Range(self, *top_left, *bottom_right)

    @property
    def used_range(self) -> Range:
        cursor = self.uno.createCursor()
        cursor.gotoEndOfUsedArea(False)
        return Range(self, 1, 1, cursor.RangeAddress.EndRow + 1, cursor.RangeAddress.EndColumn + 1)

    def select(self) -> None:
        self.book.document.CurrentController.setActiveSheet(self.uno)

    activate = select

    def delete(self) -> None:
        self.book.document.Sheets.removeByName(self.name)


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet, self.box = sheet, (top, left, bottom, right)  # type: ignore[misc]
        self.uno = sheet.uno.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    sheet: Any = None
    api = property(lambda self: object())
    row = property(lambda self: self.box[0])
    column = property(lambda self: self.box[1])
    shape = property(lambda self: (self.box[2] - self.box[0] + 1, self.box[3] - self.box[1] + 1))
    address = property(lambda self: f"${col_name(self.column)}${self.row}")
    first = property(lambda self: self.uno.getCellByPosition(0, 0))

    def __len__(self) -> int:
        return int(self.shape[0] * self.shape[1])

    def __call__(self, row: int, column: int) -> Range:
        return Range(
            self.sheet, self.row + row - 1, self.column + column - 1, self.row + row - 1, self.column + column - 1
        )

    @property
    def raw_value(self) -> list[list[Any]]:
        return [list(row) for row in self.uno.getDataArray()]

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """A leading apostrophe marks a text, as in Excel; setDataArray never makes formulas, so those follow."""
        rows = value if isinstance(value, (list, tuple)) else [[value]]
        plain = [[one.removeprefix("'") if isinstance(one, str) else one for one in row] for row in rows]
        self.uno.setDataArray(tuple(map(tuple, plain)))
        for row, cells in enumerate(rows):
            for column, one in enumerate(cells):
                if isinstance(one, str) and one.startswith("=HYPERLINK("):
                    self.uno.getCellByPosition(column, row).setFormula(one.replace('","', '";"'))

    @property
    def color(self) -> tuple[int, int, int] | None:
        value = self.uno.CellBackColor
        return None if value == -1 else (value >> 16 & 255, value >> 8 & 255, value & 255)

    @color.setter
    def color(self, value: Any) -> None:
        red, green, blue = hex_to_rgb(value) if isinstance(value, str) else value or (0, 0, 0)
        self.uno.CellBackColor = -1 if value is None else red << 16 | green << 8 | blue

    column_width = property(lambda self: 0, lambda self, value: setattr(self.uno.Columns, "Width", int(value * 200)))
    row_height = property(lambda self: 0, lambda self, value: setattr(self.uno.Rows, "Height", int(value * 35.28)))
    wrap_text = property(
        lambda self: self.uno.IsTextWrapped, lambda self, value: setattr(self.uno, "IsTextWrapped", value)
    )
    font = property(lambda self: Font(self.uno))
    note = property(lambda self: Note(self) if self.first.Annotation.String else None)

    def merge(self, across: bool) -> None:
        self.uno.merge(True)

    def select(self) -> None:
        self.sheet.book.document.CurrentController.select(self.uno)

    def add_note(self, text: str) -> Note:
        address = CellAddress()
        address.Sheet, address.Row, address.Column = self.uno.RangeAddress.Sheet, self.row - 1, self.column - 1
        self.sheet.uno.Annotations.insertNew(address, text)
        return Note(self)


class Font(base_classes.Font):
    def __init__(self, target: Any) -> None:
        self.uno = target

    bold = property(
        lambda self: self.uno.CharWeight > 100,
        lambda self, value: setattr(self.uno, "CharWeight", 150.0 if value else 100.0),
    )
    size = property(lambda self: self.uno.CharHeight, lambda self, value: setattr(self.uno, "CharHeight", value))

    @property
    def color(self) -> int:
        return int(self.uno.CharColor)

    @color.setter
    def color(self, value: Any) -> None:
        red, green, blue = value
        self.uno.CharColor = red << 16 | green << 8 | blue


class Note(base_classes.Note):
    def __init__(self, range: Range) -> None:
        self.range = range

    api = property(lambda self: object())
    text = property(
        lambda self: self.range.first.Annotation.String,
        lambda self, value: self.range.first.Annotation.setString(value),
    )

    def delete(self) -> None:
        notes = self.range.sheet.uno.Annotations
        for index in range(notes.Count):
            place = notes.getByIndex(index).Position
            if (place.Row, place.Column) == (self.range.row - 1, self.range.column - 1):
                notes.removeByIndex(index)
                return


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.uno = book.document.NamedRanges

    def __len__(self) -> int:
        return int(self.uno.Count)

    def __call__(self, key: Any) -> Name:
        return Name(self.uno, self.uno.getByIndex(key - 1) if isinstance(key, int) else self.uno.getByName(key))

    def contains(self, key: str) -> bool:
        return bool(self.uno.hasByName(key))

    def add(self, name: str, refers_to: str) -> Name:
        content = refers_to.removeprefix("=")
        if not content.startswith('"'):
            content = "$" + re.sub(r"!(?=\$[A-Z]+\$\d+$)", ".", content)
        self.uno.addNewByName(name, content, CellAddress(), 0)
        return self(name)


class Name(base_classes.Name):
    def __init__(self, names: Any, name: Any) -> None:
        self.names, self.uno = names, name

    api = property(lambda self: object())
    name = property(lambda self: self.uno.Name)
    refers_to = property(lambda self: "=" + re.sub(r"^\$?(.+)\.(?=\$[A-Z]+\$\d+$)", r"\1!", self.uno.Content))

    def delete(self) -> None:
        self.names.removeByName(self.name)


def register(desktop: Any) -> Any:
    """Add the engine to xlwings and make it the active one."""
    engine = xlwings.main.Engine(impl=Engine(desktop))
    xlwings.engines.add(engine)
    engine.activate()
    return engine
