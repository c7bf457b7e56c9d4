"""The progress line of a long run: done, rate, time left, errors so far; only on a terminal."""

from __future__ import annotations

import sys
import time
from typing import Any


class ProgressLine:
    """Context manager; `show` takes a workflow Progress and rewrites one line on standard error at most ten times a second."""

    def __enter__(self) -> ProgressLine:
        self._began = time.monotonic()
        self._last = 0.0
        self._visible = bool(getattr(sys.stderr, "isatty", lambda: False)())
        return self

    def __exit__(self, *_: object) -> None:
        if self._visible and self._last:
            sys.stderr.write("\n")

    def show(self, progress: Any) -> None:
        now = time.monotonic()
        if not self._visible or (now - self._last < 0.1 and progress.done < progress.total):
            return
        self._last = now
        rate = progress.done / max(now - self._began, 1e-6)
        left = (progress.total - progress.done) / rate if rate else 0
        line = f"\r{progress.done}/{progress.total}  每秒 {rate:.0f} 份  还需 {left:.0f} 秒  强制性错误 {progress.errors} 处 "
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(line.encode(encoding, "replace").decode(encoding, "replace"))
        sys.stderr.flush()
