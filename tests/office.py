"""LibreOffice as the tests' office program: convert a file, or run a script over UNO inside a real Calc.

    from tests.office import convert, needs_office, run_uno

    @pytest.mark.slow
    @needs_office
    def test_it_opens(tmp_path):
        pdf = convert(tmp_path / "申报表.xlsx", "pdf")
        names = run_uno("result = [sheet.Name for sheet in open_document(arguments[0]).Sheets]", path)

A missing LibreOffice skips such a test, and fails it where XLTOOLKIT_REQUIRE_OFFICE is set (as `.ci/run` does).
Every process has a profile folder of its own; a soffice that a test started is ended by its own id.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FIRST_START_SECONDS = 180  # a fresh profile on a busy machine can take a minute
_FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "fods": "fods:OpenDocument Spreadsheet Flat XML",
    "html": "html:HTML (StarCalc)",
    "pdf": "pdf:calc_pdf_Export",
}
_FONTS = {"FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))} if os.path.isdir("/etc/fonts") else {}
_UNO_SERVER = Path(__file__).with_name("office_uno.py")


@cache
def soffice() -> str | None:
    """The soffice program, None if LibreOffice is not installed."""
    places = [
        os.environ.get("XLTOOLKIT_SOFFICE", ""),
        shutil.which("soffice") or "",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    ]
    return next((place for place in places if place and os.path.exists(place)), None)


@cache
def uno_python() -> str | None:
    """A Python that can `import uno`: the system's (python3-uno), LibreOffice's own, or this one."""
    program = os.path.dirname(os.path.realpath(soffice() or "/nowhere"))
    for python in (
        "/usr/bin/python3",
        os.path.join(program, "python"),
        os.path.join(program, "python.exe"),
        sys.executable,
    ):
        if os.path.exists(python) and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
            return python
    return None


def missing() -> str:
    """What of LibreOffice is missing, '' if all is there."""
    if soffice() is None:
        return "LibreOffice (soffice) is not installed"
    if uno_python() is None:
        return "no Python can import uno (Debian: python3-uno)"
    return (
        ""
        if shutil.which("pdftotext") and shutil.which("pdftoppm")
        else "pdftotext and pdftoppm (poppler-utils) are not installed"
    )


needs_office = pytest.mark.usefixtures("office_program")
"""Put it on a test that starts LibreOffice (the fixture stands in tests/conftest.py)."""


@cache
def profile() -> str:
    """LibreOffice's user profile of this process, gone at its end."""
    folder = tempfile.mkdtemp(prefix="xltoolkit-office-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def convert(path: str | Path, format: str, folder: str | Path | None = None) -> Path:
    """Open the file in LibreOffice and save it as xlsx, xls, ods or pdf into `folder` (the file's own if None); the new file.

    With the file's own format and folder the file is replaced, as a person's Ctrl+S would do.
    """
    source = Path(path).resolve()
    target = Path(folder or source.parent).resolve() / f"{source.stem}.{format}"
    with tempfile.TemporaryDirectory(prefix="xltoolkit-convert-") as beside:
        command = [str(soffice()), _installation(), "--headless", "--norestore", "--nologo", "--convert-to", _FILTERS[format],
                   "--outdir", beside, str(source)]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=FIRST_START_SECONDS, env={**os.environ, **_FONTS}
        )
        made = Path(beside, target.name)
        assert made.is_file(), f"LibreOffice did not convert {source.name}: {done.stdout} {done.stderr}"
        shutil.move(made, target)
    return target


def run_uno(script: str, *arguments: str | Path) -> Any:
    """Run Python source inside a session with Calc; returns what it leaves in `result` (anything that JSON can carry).

    The script has: `arguments` (texts), `open_document(path)`, `new_document()`, `save_as(document, path)` (the ending of
    the name decides the format), `cell(document, '工作表!A1')`, `invalid_cells(sheet)`. Documents are closed for it.
    """
    order = {
        "program": soffice(),
        "installation": _installation(),
        "script": script,
        "arguments": [str(one) for one in arguments],
    }
    done = _session(order)
    if any(lost in done.stderr for lost in _LOST):
        done = _session(order)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


_LOST = ("invocation.cxx", "Binary URP bridge disposed")
"""On a busy machine LibreOffice now and then knows no property of a document that it has just made, or ends in mid-session; the next
session goes through. What makes it end each time fails the second time too."""


def _session(order: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(uno_python()), str(_UNO_SERVER)],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **_FONTS, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": ""},
        timeout=2 * FIRST_START_SECONDS,
    )


def page_texts(pdf: str | Path) -> list[str]:
    """The text of every page of a PDF (pdftotext, layout kept)."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def page_pictures(pdf: str | Path, folder: str | Path, resolution: int = 80) -> list[Path]:
    """Every page of a PDF as a PNG (pdftoppm), in page order."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    stem = Path(folder, Path(pdf).stem)
    subprocess.run(["pdftoppm", "-png", "-r", str(resolution), str(pdf), str(stem)], check=True)
    return sorted(Path(folder).glob(f"{glob_safe(stem.name)}-*.png"))


def glob_safe(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def _installation() -> str:
    return f"-env:UserInstallation={Path(profile()).as_uri()}"
