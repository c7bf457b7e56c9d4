"""Whose workbook it is when nobody keeps a roster: names as two people write them, folders of units, of rounds, of years."""

from __future__ import annotations

import re

from xltoolkit.records import NamedTuple
from xltoolkit.text.normal import narrow, without_blanks

_ROUND = re.compile(r"^(?:[\W\d_]|年度?)*([一二][上下])|(?<!第)([一二][上下])[\W_]*$")
_YEAR = re.compile(r"[\W_]*(?:19|20)\d\d[\W_]*年?度?[\W_]*")


def name_key(name: str) -> str:
    """A name as two people might write it: width, blanks, punctuation and case do not count."""
    return re.sub(r"[\W_]", "", without_blanks(narrow(name))).lower()


def short_for(short: str, name: str) -> bool:
    """Whether `short` is the name itself or an abbreviation of it: 人社局, 人力资源和社会保障局 for 江阴市人力资源和社会保障局.

    An abbreviation keeps the order of the characters and the last one.
    """
    one, other = name_key(short), name_key(name)
    if one == other:
        return bool(one)
    if len(one) < 2 or not other.endswith(one[-1]):
        return False
    rest = iter(other)
    return all(character in rest for character in one)


def folders(below: str) -> list[str]:
    """The folders of a relative path, from the top down."""
    return [part for part in below.replace("\\", "/").split("/") if part]


def round_of(folder: str) -> str:
    """一上, 一下, 二上 or 二下 where a folder is named after a round (二上材料, 2020年一上), else ''."""
    found = _ROUND.search(folder)
    return (found[1] or found[2]) if found else ""


def named_folders(below: str) -> list[str]:
    """The folders that may be named after a unit or a department: none of a round or a year."""
    return [folder for folder in folders(below) if not round_of(folder) and not _YEAR.fullmatch(folder)]


class Owner(NamedTuple):
    """Whose workbook it is; `key` is equal for the same unit however it is written."""

    unit: str
    department: str
    key: str


def folder_owner(declared: str, below: str, department: str = "") -> Owner:
    """The owner without a roster: the declared unit, else the deepest folder; the declared department (主管部门), else the
    folder above the unit's. A folder of another name counts as the unit's if there is one above it.
    """
    parts = named_folders(below)
    unit = declared or next(reversed(parts or folders(below)), "")
    if parts and not department:
        at = next((place for place in reversed(range(len(parts))) if short_for(parts[place], unit)), None)
        if at is None:
            department = parts[max(len(parts) - 2, 0)]
        elif at:
            department = parts[at - 1]
    return Owner(unit, department, name_key(unit))
