"""The floors of the house: imports go down only, and a fresh check imports nothing heavy."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "xltoolkit"
LAYERS = [
    [room.strip().removeprefix("xltoolkit.") for room in layer.split("|")]
    for layer in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
]
FLOOR = {room: height for height, rooms in enumerate(reversed(LAYERS)) for room in rooms}

HEAVY = {
    "openpyxl", "pandas", "numpy", "xlwings", "jsonschema", "xlsxwriter", "lxml", "xlrd", "python_calamine", "sqlite3", "concurrent.futures",
    "dataclasses", "inspect", "pathlib", "zipfile", "argparse", "logging", "importlib.resources", "importlib.metadata", "subprocess",
    "tempfile", "shutil", "uuid", "xml.sax", "xml.etree", "asyncio", "multiprocessing", "urllib.request", "html",
    "typing", "contextlib", "hashlib", "base64", "importlib", "warnings", "threading", "bisect", "encodings.cp437", "encodings.utf_8_sig",
    "xltoolkit.sheets.legacy", "xltoolkit.reader.reworded", "xltoolkit.reader.near", "xltoolkit.form.schema", "xltoolkit.form.validate",
    "xltoolkit.marks.record", "xltoolkit.package.files", "xltoolkit.package.ole", "xltoolkit.workflow.copies",
}  # fmt: skip


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "xltoolkit" and len(parts) > 1 else None


def imports_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = [
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and not node.level
    ]
    return found + [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only_also_those_inside_functions(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own not in FLOOR:  # __init__ and __main__ stand outside and open every door
        return
    for module in imports_of(path):
        other = room_of(module)
        if other in FLOOR and other != own:
            assert FLOOR[other] < FLOOR[own], f"{own} imports {module}, which is not below it"


def test_every_room_has_a_floor() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__main__"} == set(FLOOR)


def test_every_module_says_what_lives_in_it() -> None:
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text("utf-8")
        if source.strip():
            assert ast.get_docstring(ast.parse(source)), f"{path} has no docstring"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_pattern_repeats_a_group_possessively(path: Path) -> None:
    """Python before 3.11.5 matches `(…|…)*+` wrongly (CPython's issue 106052); `[…]*+` of single characters is right."""
    assert not re.search(r"\)(?:[*+?]|\{[0-9,]+\})\+", path.read_text("utf-8"))


def test_a_fresh_check_imports_nothing_heavy(filled_example: Path) -> None:
    code = (
        "import sys\n"
        "from xltoolkit.cli import main\n"
        "main(['check', '--json', sys.argv[1]])\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(filled_example)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    loaded = set(done.stderr.split())
    before = set(
        subprocess.run(
            [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert '"status": "checked"' in done.stdout
    assert not (loaded - before) & HEAVY
