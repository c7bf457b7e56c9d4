"""Which forms there are and where they lie; the Form of an id or of a folder, checked first where it did not travel with us."""

from __future__ import annotations

import os
from functools import cache

from xltoolkit.errors import FormError, UsageError
from xltoolkit.form.build import build_form, read_json
from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from xltoolkit.form.model import Form

FORMS_VARIABLE = "XLTOOLKIT_FORMS"
"""Environment variable: more folders of forms (separated by os.pathsep), searched before the shipped ones."""


@cache
def shipped_folder() -> str:
    """Where the forms that travel with the package lie: beside the package's modules, or in the checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "workbook_templates")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "workbook_templates")


def form_folders() -> dict[str, str]:
    """Form id → folder: forms of XLTOOLKIT_FORMS, then the shipped ones. The first folder that has an id wins."""
    found: dict[str, str] = {}
    for base in outside_bases():
        for folder in folders_of(base):
            found.setdefault(_id_of(folder, _state(folder)), folder)
    for folder in _folders_in(shipped_folder()):
        found.setdefault(os.path.basename(folder), folder)
    return found


def outside_bases() -> list[str]:
    """The folders that XLTOOLKIT_FORMS names, each a form's own folder or one that holds several."""
    return list(filter(None, os.environ.get(FORMS_VARIABLE, "").split(os.pathsep)))


def folders_of(base: str) -> list[str]:
    """The form folders that a folder of XLTOOLKIT_FORMS means: itself, or those in it."""
    return [folder for folder in (base, *_folders_in(base)) if os.path.isfile(os.path.join(folder, "form.json"))]


def form_folder(name: str) -> str:
    """The folder of the form with this id, '' if there is none: one look instead of one into every folder."""
    if os.environ.get(FORMS_VARIABLE):
        return form_folders().get(name, "")
    base = shipped_folder()
    folder = os.path.join(base, name) if name in os.listdir(base) else ""
    return folder if folder and os.path.isfile(os.path.join(folder, "form.json")) else ""


def _folders_in(base: str) -> list[str]:
    names = sorted(os.listdir(base)) if os.path.isdir(base) else []
    return [os.path.join(base, name) for name in names if os.path.isfile(os.path.join(base, name, "form.json"))]


def _state(folder: str) -> tuple[tuple[str, int, int], ...]:
    """What tells one writing of a form's files from another: name, time and size of each."""
    found = (entry for entry in os.scandir(folder) if entry.name.endswith(".json") and entry.is_file())
    return tuple(sorted((entry.name, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in found))


@cache
def _id_of(folder: str, state: tuple[tuple[str, int, int], ...]) -> str:
    """The id that an outside definition gives itself; of one that cannot be read the folder's name, so that it is told when used."""
    try:
        return str(read_json(folder, "form.json")["id"])
    except (FormError, KeyError):
        return os.path.basename(os.path.abspath(folder))


def load_form(name: str) -> Form:
    """The form of an id, or of a folder that holds form.json.

    Raises UsageError for an unknown id, FormError (with a pointer into the JSON) for an outside definition that is wrong.
    """
    folder = form_folder(name)
    if folder:
        if os.path.dirname(folder) == shipped_folder():
            return _load_trusted(folder)
    elif os.path.isfile(os.path.join(name, "form.json")):
        folder = name
    else:
        raise UsageError(f"没有名为“{name}”的表样。现有表样：{'、'.join(form_folders())}。")
    return _load_outside(folder, _state(folder))


def load_forms() -> list[Form]:
    """Every form known here, in order of id."""
    return [load_form(name) for name in sorted(form_folders())]


@cache
def _load_outside(folder: str, state: tuple[tuple[str, int, int], ...]) -> Form:
    """A definition that did not travel with us, examined once: a merge reads it for thousands of workbooks. Raises FormError."""
    from xltoolkit.form.validate import validate_folder  # jsonschema

    validate_folder(folder)
    return _build(folder)


@cache
def _load_trusted(folder: str) -> Form:
    return _build(folder)


def _build(folder: str) -> Form:
    return build_form(read_json(folder, "form.json"), read_json(folder, "vocabularies.json"), folder)


def load_library(form: Form) -> list[dict[str, str]]:
    """The form's indicator library, rows of ready-made indicators by column key; [] if the form has none."""
    rows: list[dict[str, str]] = read_json(form.folder, "library.json").get("rows", []) if form.folder else []
    return rows
