"""The other end of office.run_uno: started with a Python that has `uno`, it starts one soffice, runs the script, ends it."""

import contextlib
import io
import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8", ".pdf": "calc_pdf_Export"}


def properties(**values):
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


class Calc:
    """A running soffice and the documents that a script opened in it."""

    def __init__(self, program, installation):
        self.documents = []
        name = f"xltoolkit{os.getpid()}"
        command = [program, installation, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={name};urp;"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        until = time.monotonic() + 180
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > until or self.process.poll() not in (None, 0, 81):
                    raise
                time.sleep(0.3)
        self.desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    def open_document(self, path):
        document = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path), "_blank", 0, properties(Hidden=True)
        )
        if document is None:
            raise AssertionError(f"LibreOffice did not open {path}")
        self.documents.append(document)
        return document

    def new_document(self):
        for _ in range(20):  # on a busy machine the first answer may be no Calc document yet
            document = self.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
            if document is not None and document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
                self.documents.append(document)
                return document
            time.sleep(0.5)
        raise AssertionError("LibreOffice made no new Calc document")

    def save_as(self, document, path):
        document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=FILTERS[os.path.splitext(path)[1]]))

    def end(self):
        for document in self.documents:
            with contextlib.suppress(Exception):
                document.close(True)
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        for signal in (None, self.process.terminate, self.process.kill):
            if signal is not None:
                signal()
            try:
                self.process.wait(20)
                return
            except subprocess.TimeoutExpired:
                continue


def cell(document, address):
    """The cell of 工作表!A1."""
    sheet, _, a1 = address.rpartition("!")
    return document.Sheets.getByName(sheet).getCellRangeByName(a1)


def invalid_cells(sheet):
    """Addresses of the cells that Tools ▸ Detective ▸ Mark Invalid Data marks."""
    sheet.showInvalid()
    marked = set()
    page = sheet.DrawPage
    for index in range(page.Count):
        anchor = page.getByIndex(index).Anchor
        if anchor.supportsService("com.sun.star.sheet.SheetCell"):
            marked.add(anchor.AbsoluteName.rpartition(".")[2].replace("$", ""))
    return sorted(marked)


def main():
    order = json.load(sys.stdin)
    calc = Calc(order["program"], order["installation"])
    names = {
        "arguments": order["arguments"],
        "open_document": calc.open_document,
        "new_document": calc.new_document,
        "save_as": calc.save_as,
        "cell": cell,
        "invalid_cells": invalid_cells,
        "desktop": calc.desktop,
        "uno": uno,
        "result": None,
    }
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(order["script"], "<script>", "exec"), names)
    finally:
        calc.end()
        sys.stderr.write(printed.getvalue())
    json.dump(names["result"], sys.stdout)


if __name__ == "__main__":
    main()
