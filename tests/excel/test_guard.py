"""No call that an engine lacks: every member our Excel code uses is held against the sources of xlwings' desktop engines."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
import xlwings

from tests.excel import fake_excel
from xltoolkit import excel

ENGINES = {"Windows": "_xlwindows.py", "macOS": "_xlmac.py"}
SOURCES = Path(xlwings.__file__).parent
PACKAGE = Path(excel.__file__).parent
TOUCHING_BOOKS = ["attach", "check", "live", "live_notes", "live_sheet", "navigation", "office", "protection"]


def members(file: str) -> dict[str, set[str]]:
    """Class → what it defines, for a module of xlwings."""
    found: dict[str, set[str]] = {}
    for node in ast.parse((SOURCES / file).read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
            names |= {
                t.id for n in node.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
            }
            found[node.name] = names
    return found


def used(source: str) -> set[str]:
    """Names behind a dot; those of the variable `windows`, which is the Windows engine itself, left out."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    return {node.attr for node in nodes if not (isinstance(node.value, ast.Name) and node.value.id == "windows")}


def lacking(names: set[str], engine: str) -> list[str]:
    """Members of xlwings' interface that no class of the engine implements."""
    interface = set().union(*members("base_classes.py").values())
    implemented = set().union(*members(engine).values())
    return sorted(names & interface - implemented)


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("module", TOUCHING_BOOKS)
def test_what_we_call_is_implemented_by_both_desktop_engines(module: str, engine: str) -> None:
    assert lacking(used((PACKAGE / f"{module}.py").read_text("utf-8")), engine) == []


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
def test_the_guard_sees_what_only_other_engines_have(engine: str) -> None:
    assert lacking(used("sheet.freeze_panes.freeze_at('1:1')"), engine) == ["freeze_at", "freeze_panes"]


def test_every_module_that_gets_a_book_is_guarded() -> None:
    found = {
        path.stem
        for path in PACKAGE.glob("*.py")
        if {"sheets", "status_bar", "api", "names"} & used(path.read_text("utf-8"))
        and path.stem not in ("build", "traces", "ground")
    }
    assert found <= set(TOUCHING_BOOKS)


@pytest.mark.parametrize("module", TOUCHING_BOOKS)
def test_what_is_asked_of_excel_itself_is_modelled_in_the_fake(module: str) -> None:
    """Names of Excel's own object model begin in upper case; the fake refuses what it does not know, as COM does."""
    modelled: set[str] = set()
    for _, kind in inspect.getmembers(fake_excel, inspect.isclass):
        modelled |= {name for name in vars(kind) if name[0].isupper()}
    modelled |= {
        "Characters",
        "TextFrame",
        "Width",
        "Height",
        "Delete",
        "SelectByNamespace",
    }  # of objects made on the way
    modelled |= {"FreezePanes", "SplitRow", "SplitColumn", "DisplayGridlines"}
    native = {
        name for name in used((PACKAGE / f"{module}.py").read_text("utf-8")) if name[0].isupper() and not name.isupper()
    }
    assert native - modelled - {"App", "Book", "GetActiveObject"} == set()


def test_the_paid_part_of_xlwings_is_never_imported() -> None:
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(
                module.startswith(("xlwings.pro", "xlwings.reports", "xlwings.server")) for module in modules
            )


def test_xlwings_own_licence_of_what_we_use_is_bsd() -> None:
    from importlib.metadata import distribution

    texts = [str(file) for file in distribution("xlwings").files or [] if "LICENSE" in str(file).upper()]
    assert texts
    first = next(name for name in texts if "PRO" not in name.upper())
    assert "Redistribution and use in source and binary forms" in Path(
        str(distribution("xlwings").locate_file(first))
    ).read_text("utf-8")


def test_no_collection_of_excels_is_walked() -> None:
    """xlwings asks a busy Excel again for everything but the next item of an iteration; by number nothing is lost."""
    collections = {"sheets", "books", "names", "apps", "notes"}
    for module in TOUCHING_BOOKS:
        for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))):
            if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.iter, ast.Attribute):
                assert node.iter.attr not in collections, f"{module}: {ast.unparse(node.iter)}"
