"""Projects that have most of their lines in common, asked of the database: pairs, however many workbooks there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from xltoolkit.records import NamedTuple

MOST_COMMON = 30
"""A line that stands in more projects than this (差旅费 10.00) says nothing about two of them."""


class Pair(NamedTuple):
    """Two projects (rows of `files`), the earlier one first, and how many per cent of their lines are equal."""

    one: sqlite3.Row
    other: sqlite3.Row
    percent: int


def alike(connection: sqlite3.Connection, lines: str, least: int, share: float) -> Iterator[Pair]:
    """Pairs with at least `least` lines in common, and `share` of all lines of both. `lines`: a query for (file_id, rank, line).

    A later project is told once, against the one most like it. Versions of one project are no pair.
    """
    connection.execute("DROP TABLE IF EXISTS lines")
    connection.execute("DROP TABLE IF EXISTS common")
    connection.execute(f"CREATE TABLE lines AS SELECT DISTINCT file_id, rank, line FROM ({lines})")
    connection.execute("CREATE INDEX lines_by_line ON lines (line)")
    connection.execute(
        "CREATE TABLE common AS SELECT line FROM lines GROUP BY line HAVING COUNT(*) BETWEEN 2 AND ?", (MOST_COMMON,)
    )
    pairs = connection.execute(
        """WITH sizes AS (SELECT file_id, COUNT(*) AS size FROM lines GROUP BY file_id)
           SELECT a.file_id AS one, b.file_id AS other, COUNT(*) AS common, s.size + t.size - COUNT(*) AS together
           FROM common JOIN lines a USING (line) JOIN lines b ON b.line = a.line AND b.rank > a.rank
           JOIN sizes s ON s.file_id = a.file_id JOIN sizes t ON t.file_id = b.file_id
           GROUP BY a.file_id, b.file_id HAVING common >= ? AND common >= ? * together
           ORDER BY b.rank, 1.0 * common / together DESC, a.rank""",
        (least, share),
    ).fetchall()
    connection.execute("DROP TABLE lines")
    connection.execute("DROP TABLE common")
    told = set()
    for pair in pairs:
        if pair["other"] not in told:
            told.add(pair["other"])
            one, other = (
                connection.execute("SELECT * FROM files WHERE id = ?", (pair[key],)).fetchone()
                for key in ("one", "other")
            )
            if one["project_key"] != other["project_key"]:
                yield Pair(one, other, 100 * pair["common"] // pair["together"])
