"""What a merge gives back: counts, and every table of the ledger as a pandas frame."""

from __future__ import annotations

import os
from contextlib import closing
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from weakref import finalize

from xltoolkit.ledger.database import connect
from xltoolkit.ledger.fates import REJECTED
from xltoolkit.ledger.frames import documents, frame, write_csv
from xltoolkit.ledger.sheets import ESTIMATES, FATES, FINDINGS, FUNDING, INDICATORS, PROJECTS, LedgerSheet

if TYPE_CHECKING:
    import pandas


class Ledger:
    """A finished ledger. `path` is the workbook; the frames are read from the database, which lives as long as this object.

    files, counted, refused, errors   files given, projects that count, files refused, error-level findings in what counts
    projects, indicators, funding, estimates, findings, fates   the ledger's sheets; amounts are Decimal in 万元
    """

    def __init__(self, path: str, database: str) -> None:
        """`database`: the finished SQLite file in a folder of its own, which is removed together with this object."""
        self.path = os.path.abspath(path)
        self._database = database
        self._close = finalize(self, rmtree, os.path.dirname(database), ignore_errors=True)
        statement = "SELECT COUNT(*) AS files, SUM(counts) AS counted, SUM(fate = ?) AS refused, SUM(counts * errors) AS errors FROM files"
        with closing(connect(database)) as connection:
            row = connection.execute(statement, (REJECTED,)).fetchone()
        self.files: int = row["files"]
        self.counted: int = row["counted"] or 0
        self.refused: int = row["refused"] or 0
        self.errors: int = row["errors"] or 0

    def close(self) -> None:
        """Remove the database; the workbook stays."""
        self._close()

    def _frame(self, sheet: LedgerSheet) -> pandas.DataFrame:
        with closing(connect(self._database)) as connection:
            return frame(connection, sheet)

    def write_csv(self, folder: str) -> list[str]:
        """Every sheet as CSV with BOM, texts escaped so that no program takes them for formulas; returns the paths."""
        with closing(connect(self._database)) as connection:
            return write_csv(connection, folder)

    def documents(self) -> list[tuple[str, dict[str, Any]]]:
        """(path, document) of every workbook that counts; each validates against its form's JSON Schema if it was clean."""
        with closing(connect(self._database)) as connection:
            return list(documents(connection))

    @property
    def all_refused(self) -> bool:
        return self.refused == self.files

    @property
    def projects(self) -> pandas.DataFrame:
        return self._frame(PROJECTS)

    @property
    def indicators(self) -> pandas.DataFrame:
        return self._frame(INDICATORS)

    @property
    def funding(self) -> pandas.DataFrame:
        return self._frame(FUNDING)

    @property
    def estimates(self) -> pandas.DataFrame:
        return self._frame(ESTIMATES)

    @property
    def findings(self) -> pandas.DataFrame:
        return self._frame(FINDINGS)

    @property
    def fates(self) -> pandas.DataFrame:
        return self._frame(FATES)
