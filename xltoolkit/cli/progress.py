"""The progress line of a long run: bar, done, rate, time left, errors so far; only on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

BAR = 24
_PAUSE = 0.1


class ProgressLine:
    """Context manager; `show` takes a workflow Progress and rewrites one line on standard error at most ten times a second."""

    def __init__(self, stream: Any = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock

    def __enter__(self) -> ProgressLine:
        self._began = self._clock()
        self._last: float | None = None
        self._width = 0
        self._visible = bool(getattr(self._stream, "isatty", lambda: False)())
        return self

    def __exit__(self, *_: object) -> None:
        if self._visible and self._last is not None:
            self._stream.write("\n")
            self._stream.flush()

    def show(self, progress: Any) -> None:
        """`progress`: done, total, errors, known (files an interrupted run had read, which say nothing about the speed)."""
        now = self._clock()
        early = self._last is not None and now - self._last < _PAUSE
        if not self._visible or (early and progress.done < progress.total):
            return
        self._last = now
        line = progress_text(progress, now - self._began)
        text = "\r" + line + " " * max(0, self._width - len(line))
        self._width = len(line)
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(text.encode(encoding, "replace").decode(encoding, "replace"))
        self._stream.flush()


def progress_text(progress: Any, seconds: float) -> str:
    """`[######------------------]  120/480  每秒 60 份  还需 6 秒  强制性错误 31 处`"""
    filled = BAR * progress.done // max(progress.total, 1)
    read = progress.done - progress.known
    words = [f"[{'#' * filled}{'-' * (BAR - filled)}]", f"{progress.done}/{progress.total}"]
    if read and seconds > 0:
        rate = read / seconds
        words.append(f"每秒 {rate:.0f} 份" if rate >= 1 else f"每份 {1 / rate:.0f} 秒")
        words.append(f"还需 {_duration((progress.total - progress.done) / rate)}")
    return "  ".join([*words, f"强制性错误 {progress.errors} 处"])


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} 秒"
    return f"{whole // 60} 分 {whole % 60} 秒" if whole < 3600 else f"{whole // 3600} 小时 {whole % 3600 // 60} 分"
