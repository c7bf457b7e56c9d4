"""The progress line of a long run: bar, done, rate, time left, errors so far; only on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

from xltoolkit.text.wrapping import text_width

BAR, SHORTEST_BAR = 24, 6
_PAUSE = 0.1


class ProgressLine:
    """Context manager; `show` takes a workflow Progress and rewrites one line on standard error at most ten times a second."""

    def __init__(self, stream: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock

    def __enter__(self) -> ProgressLine:
        self._began = self._clock()
        self._last: float | None = None
        self._step = ""
        self._width = 0
        self._visible = bool(getattr(self._stream, "isatty", lambda: False)())
        return self

    def __exit__(self, *_: object) -> None:
        if self._visible and self._last is not None:
            self._stream.write("\n")
            self._stream.flush()

    def show(self, progress: Any) -> None:
        """`progress`: done, total, errors, known (files an interrupted run had read, which say nothing about the speed), step."""
        now = self._clock()
        early = self._last is not None and now - self._last < _PAUSE
        if not self._visible or (early and progress.done < progress.total and progress.step == self._step):
            return
        self._last, self._step = now, progress.step
        line = progress_text(progress, now - self._began, columns(self._stream))
        text = "\r" + line + " " * max(0, self._width - text_width(line))
        self._width = text_width(line)
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(text.encode(encoding, "replace").decode(encoding, "replace"))
        self._stream.flush()


def progress_text(progress: Any, seconds: float, columns: int = 120) -> str:
    """`[######------------------]  120/480  每秒 60 份  还需 6 秒  强制性错误 31 处`; when all is read, what is being done with it.

    The bar gives way where the console has few columns: a line that wraps could not be rewritten.
    """
    read = progress.done - progress.known
    words = [f"{progress.done}/{progress.total}"]
    if progress.step:
        words.append(progress.step)
    elif read and seconds > 0:
        rate = read / seconds
        words.append(f"每秒 {rate:.0f} 份" if rate >= 1 else f"每份 {1 / rate:.0f} 秒")
        words.append(f"还需 {_duration((progress.total - progress.done) / rate)}")
    text = "  ".join([*words, f"强制性错误 {progress.errors} 处"])
    bar = min(BAR, columns - text_width(text) - 5)
    if bar < SHORTEST_BAR:
        return text
    filled = bar * progress.done // max(progress.total, 1)
    return f"[{'#' * filled}{'-' * (bar - filled)}]  {text}"


def columns(stream: Any) -> int:
    """Columns of the console that a stream writes to; 80 where it does not say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (AttributeError, OSError, ValueError):
        return 80


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    return f"{whole // 60} 分 {whole % 60} 秒" if whole < 3600 else f"{whole // 3600} 小时 {whole % 3600 // 60} 分"
