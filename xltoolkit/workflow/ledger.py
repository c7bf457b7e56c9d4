"""What a merge gives back: counts, and every table of the ledger as a pandas frame."""

from __future__ import annotations

import os
from contextlib import closing
from shutil import rmtree
from typing import TYPE_CHECKING, Any
from weakref import finalize

from xltoolkit.findings import ERROR
from xltoolkit.ledger.database import connect
from xltoolkit.ledger.fates import REJECTED
from xltoolkit.ledger.frames import ENGLISH, documents, frame, write_csv
from xltoolkit.ledger.workbook import ledger_sheets

if TYPE_CHECKING:
    import pandas


class Ledger:
    """A finished ledger. `path` is the workbook; the frames are read from the database, which lives as long as this object.

    files, counted, refused, errors   files given, projects that count, files refused, error-level findings in 问题清单
    projects, indicators, funding, estimates, findings, fates   the ledger's sheets as frames; amounts are Decimal in 万元
    """

    def __init__(self, path: str, database: str) -> None:
        """`database`: the finished SQLite file in a folder of its own, which is removed together with this object."""
        self.path = os.path.abspath(path)
        self._database = database
        self._close = finalize(self, rmtree, os.path.dirname(database), ignore_errors=True)
        statement = """SELECT COUNT(*) AS files, SUM(counts) AS counted, SUM(fate = ?) AS refused,
                              (SELECT COUNT(*) FROM findings n LEFT JOIN files f ON f.id = n.file_id
                               WHERE n.severity = ? AND (f.counts = 1 OR n.across = 1)) AS errors FROM files"""
        with closing(connect(database)) as connection:
            row = connection.execute(statement, (REJECTED, ERROR)).fetchone()
            self._sheets = {ENGLISH[sheet.title]: sheet for sheet in ledger_sheets(connection)}
        self.files: int = row["files"]
        self.counted: int = row["counted"] or 0
        self.refused: int = row["refused"] or 0
        self.errors: int = row["errors"] or 0

    def close(self) -> None:
        """Remove the database; the workbook stays."""
        self._close()

    def _frame(self, name: str) -> pandas.DataFrame:
        with closing(connect(self._database)) as connection:
            return frame(connection, self._sheets[name])

    def refusals(self) -> list[tuple[str, str]]:
        """(path, cause in one Chinese sentence) of every file that was refused."""
        statement = "SELECT path, cause FROM files WHERE fate = ? ORDER BY position"
        with closing(connect(self._database)) as connection:
            return [(row["path"], row["cause"]) for row in connection.execute(statement, (REJECTED,))]

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
        return self._frame("projects")

    @property
    def indicators(self) -> pandas.DataFrame:
        return self._frame("indicators")

    @property
    def funding(self) -> pandas.DataFrame:
        return self._frame("funding")

    @property
    def estimates(self) -> pandas.DataFrame:
        return self._frame("estimates")

    @property
    def findings(self) -> pandas.DataFrame:
        return self._frame("findings")

    @property
    def fates(self) -> pandas.DataFrame:
        return self._frame("files")
