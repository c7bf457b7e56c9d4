"""Printing that cannot fail: Chinese on a GBK or ASCII console, JSON in UTF-8 whatever the console."""

from __future__ import annotations

import sys

from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def say(text: str = "") -> None:
    """One line to standard output; characters that the console cannot show become '?'."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """One line to standard error."""
    _write(sys.stderr, text)


def _write(stream: Any, text: str) -> None:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding, "replace") + "\n")


def say_json(value: Any) -> None:
    """JSON to standard output, always UTF-8."""
    data = json_bytes(value)
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    buffer.write(data)
    buffer.flush()


def json_bytes(value: Any, indent: int | None = None) -> bytes:
    """A line of JSON in UTF-8; a Decimal is a number. A file name that is not UTF-8 keeps what can be read of it."""
    import json  # text needs none

    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_number) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # Python has the name's odd bytes as lone surrogates
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def _number(value: object) -> object:
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
