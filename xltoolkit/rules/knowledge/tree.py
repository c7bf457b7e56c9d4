"""Where a row stands in the tree of indicators: its first level's root, and whether its second level is below it."""

from __future__ import annotations

from xltoolkit.form.model import Tree
from xltoolkit.reader.submission import NotDeclared, Row, Submission
from xltoolkit.text.normal import key


def tree_of(row: Row) -> Tree:
    """The tree that the row's levels are chosen from. Raises NotDeclared if its table has none."""
    if row.table.tree is None:
        raise NotDeclared(row.pointer)
    return row.table.tree


def same_level(name: str, other: str, tree: Tree) -> bool:
    """Whether two names of a level are one: endings such as 目标, 指标 do not count."""
    return name == other or _bare(name, tree) == _bare(other, tree)


def _bare(name: str, tree: Tree) -> str:
    name = key(name)
    for ending in tree.ignored_endings:
        name = name.removesuffix(ending)
    return name


_INDICATORS = "/indicators"
Branch = tuple[str, tuple[str, ...]]
"""A root of the tree and its children."""


def place_in_tree(submission: Submission, row: Row) -> Branch | None:
    """The root that a row's first level names and its children, None if it names none."""
    known: dict[str, Branch | None] = submission.fact("roots", dict)
    tree = tree_of(row)
    name = str(row.values.get(tree.levels[0]) or "")
    if name not in known:
        known[name] = _root(name, tree)
    return known[name]


def misplaced(submission: Submission) -> frozenset[str]:
    """Pointers of the indicators' rows whose second level is not one of their first level's. Raises NotDeclared."""
    return submission.fact(
        "misplaced",
        lambda: frozenset(
            row.pointer for row in submission.rows(_INDICATORS) if not belongs_to_its_root(submission, row)
        ),
    )


def belongs_to_its_root(submission: Submission, row: Row) -> bool:
    """Whether the row's second level is one of its first level's (VOC003, VOC004 and IND023 say it where not)."""
    tree = tree_of(row)
    root, child = (tree.levels[0], tree.levels[1]) if len(tree.levels) > 1 else (tree.levels[0], "")
    pair = str(row.values.get(root) or ""), str(row.values.get(child) or "")
    known: dict[tuple[str, str], bool] = submission.fact("branches", dict)
    if pair not in known:
        found = place_in_tree(submission, row)
        known[pair] = found is not None and (not child or is_below(pair[1], found[1], tree))
    return known[pair]


def _root(name: str, tree: Tree) -> Branch | None:
    return next(((root, children) for root, _, children in tree.nodes if same_level(name, root, tree)), None)


def is_below(child: str, children: tuple[str, ...], tree: Tree) -> bool:
    """Whether one of the children goes by this name."""
    return child in children or any(same_level(child, one, tree) for one in children)
