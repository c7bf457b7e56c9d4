"""The roster (花名册): the units that must report, found by name, code or alias; and who owns a workbook by what it says and where it lies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltoolkit.ledger.owners import Owner, folder_owner, name_key, named_folders, short_for
from xltoolkit.records import NamedTuple

_NUMERALS = re.compile("[0-9一二三四五六七八九十东西南北]")


class Unit(NamedTuple):
    """One line of the roster. `aliases`: other names, folder names among them (split at 、，, ; and blanks)."""

    department: str
    code: str
    name: str
    aliases: tuple[str, ...]
    contact: str


class Roster:
    """The units that must report."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.departments = list(dict.fromkeys(unit.department for unit in units if unit.department))
        self._by_key: dict[str, list[Unit]] = {}
        for unit in units:
            for key in {name_key(name) for name in (unit.name, unit.code, *unit.aliases)} - {""}:
                self._by_key.setdefault(key, []).append(unit)

    def find(self, name: str, near: tuple[str, ...] = ()) -> Unit | None:
        """The one unit that goes by this name, code or alias; of several, the one whose department is `near`."""
        found = self._by_key.get(name_key(name), []) if name else []
        if len(found) > 1:
            close = [unit for unit in found if any(short_for(one, unit.department) for one in near)]
            found = close if len(close) == 1 else [unit for unit in found if name_key(unit.name) == name_key(name)]
        return found[0] if len(found) == 1 else None

    def similar(self, name: str) -> Unit | None:
        """The one unit whose name differs from this one by a slip of the pen; None if several do."""
        key = name_key(name)
        if len(key) < 4:
            return None
        near = {
            id(unit): unit for unit in self.units for known in (unit.name, *unit.aliases) if _near(key, name_key(known))
        }
        return next(iter(near.values())) if len(near) == 1 else None

    def owner(self, declared: str, below: str, department: str = "") -> Owner:
        """The owner: by the declared name, else by the nearest folder that is an alias, else as without a roster.

        A unit that is not on the roster belongs to the department that a folder names, or whose unit's folder it lies in.
        """
        folders = named_folders(below)
        unit = self.find(declared, (department, *folders)) if declared else next(self._in(folders, department), None)
        if unit is not None:
            alone = len(self._by_key[name_key(unit.name)]) == 1
            return Owner(unit.name, unit.department, name_key(unit.name if alone else f"{unit.name}{unit.department}"))
        guessed = folder_owner(declared, below, department)
        if department:
            return guessed
        return guessed._replace(department=next(self._departments_of(folders, department), guessed.department))

    def _in(self, folders: list[str], department: str) -> Iterator[Unit]:
        """Units that the folders are named after, the nearest first."""
        for folder in reversed(folders):
            if unit := self.find(folder, (department, *folders)):
                yield unit

    def _departments_of(self, folders: list[str], department: str) -> Iterator[str]:
        for folder in reversed(folders):
            known = [name for name in self.departments if short_for(folder, name)]
            if len(known) == 1:
                yield known[0]
            elif unit := self.find(folder, (department, *folders)):
                yield unit.department


def _near(one: str, other: str) -> bool:
    """Whether few characters were mistyped, left out or added: one, or two in names of eight and more."""
    allowed = 2 if len(one) >= 8 else 1
    if abs(len(one) - len(other)) > allowed or _NUMERALS.sub("", one) == _NUMERALS.sub("", other):
        return False  # 第一中学 and 第二中学 are two schools
    line = list(range(len(other) + 1))
    for row, first in enumerate(one, 1):
        diagonal, line[0] = line[0], row
        for column, second in enumerate(other, 1):
            diagonal, line[column] = (
                line[column],
                min(diagonal + (first != second), line[column] + 1, line[column - 1] + 1),
            )
    return line[-1] <= allowed
