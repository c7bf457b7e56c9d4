"""The definition that 表样定义.xlsx was made from, on its hidden sheet; and how a place in it is read and changed by its pointer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

SOURCE_SHEET = "_表样"
"""Hidden sheet with the files of the form's folder: name, number of the piece, text."""

_PIECE = 16_000  # characters; a cell holds 32,767


def pieces(files: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The files as cells, each text short enough for one."""
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False)
        for number, start in enumerate(range(0, len(text), _PIECE)):
            yield name, str(number), text[start : start + _PIECE]


def joined(rows: list[tuple[str, str, str]]) -> dict[str, Any]:
    """The files again. Raises ValueError if a piece is missing or damaged."""
    files: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _, _ in rows):
        own = sorted((int(number), text) for other, number, text in rows if other == name)
        files[name] = json.loads("".join(text for _, text in own))
    return files


def value_at(content: Any, pointer: str) -> Any:
    """What stands at a pointer, None if nothing does."""
    for token in pointer.split("/")[1:]:
        if isinstance(content, dict):
            content = content.get(token)
        elif isinstance(content, list) and int(token) < len(content):
            content = content[int(token)]
        else:
            return None
    return content


def put_at(content: Any, pointer: str, value: Any) -> None:
    """Put a value, making objects on the way; None takes the key away, and the object around it if nothing else is in it."""
    *parents, last = pointer.split("/")[1:]
    path = [content]
    for token in parents:
        node = path[-1]
        path.append(node[int(token)] if isinstance(node, list) else node.setdefault(token, {}))
    if value is not None:
        path[-1][last] = value
        return
    path[-1].pop(last, None)
    if not path[-1] and isinstance(path[-2], dict):
        path[-2].pop(parents[-1])
