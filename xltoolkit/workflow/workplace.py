"""Where a merge works: a hidden folder beside its output, locked against a second run, kept for `--resume` until the ledger is whole."""

from __future__ import annotations

import os
import sys
from itertools import count
from shutil import rmtree
from typing import IO

from xltoolkit.errors import OutputError, UsageError

_LOCK = "lock"
_FINISHED = count(1)


class Workplace:
    """Holds the lock from `__init__` to `finish` or `leave`.

    folder    hidden folder beside the output: the database, the workers' shards, half-written outputs
    database  path of the SQLite file in it
    keep      whether something was read that `--resume` can use
    """

    keep = False

    def __init__(self, output: str) -> None:
        """Raises UsageError (no such folder, another run is at it), OutputError (the folder cannot be written)."""
        parent, name = os.path.split(os.path.abspath(output))
        if not os.path.isdir(parent):
            raise UsageError(f"输出文件夹不存在：{parent}")
        if os.path.isdir(output):
            raise UsageError(f"输出应是一个文件，“{output}”是文件夹。")
        self.folder = os.path.join(parent, f".{name}.part")
        self.database = os.path.join(self.folder, "ledger.sqlite")
        try:
            os.makedirs(self.folder, exist_ok=True)
            self._lock = open(os.path.join(self.folder, _LOCK), "ab")  # noqa: SIM115 - held until the end of the run
        except OSError as error:
            raise OutputError(f"文件夹不可写：{parent}（{error.strerror}）") from None
        if not _locked(self._lock):
            self._lock.close()
            raise UsageError(f"另一个汇总正在写“{name}”，请等它结束，或换一个输出文件名。")

    def clear(self) -> None:
        """Forget what an earlier run left."""
        for entry in os.scandir(self.folder):
            if entry.name != _LOCK:
                rmtree(entry.path, ignore_errors=True) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)

    def shards(self) -> list[str]:
        """Whole shards that an earlier run left, in order; half-written ones are removed."""
        left = sorted(entry.path for entry in os.scandir(self.folder) if entry.name.startswith("shard-"))
        for path in left:
            if path.endswith(".part"):
                os.unlink(path)
        return [path for path in left if not path.endswith(".part")]

    def shard(self, number: int) -> str:
        return os.path.join(self.folder, f"shard-{number:06d}")

    def file(self, name: str) -> str:
        """Path of a half-written output: on the same disk as the whole one will be."""
        return os.path.join(self.folder, name)

    def leave(self) -> None:
        """Give the lock back. After a failure what was read stays for `--resume`, or nothing does."""
        self._lock.close()
        if not self.keep and os.path.isdir(self.folder):
            rmtree(self.folder, ignore_errors=True)

    def finish(self) -> str:
        """The run is done: the lock is given back, the database goes on under a name of its own; returns its path."""
        self._lock.close()
        self.keep = True
        kept = f"{self.folder[: -len('.part')]}.{os.getpid()}-{next(_FINISHED)}.done"
        os.replace(self.folder, kept)
        return os.path.join(kept, os.path.basename(self.database))


def _locked(file: IO[bytes]) -> bool:
    """Whether the file is ours now. A disk that knows no locks counts as free. The system gives the lock back when a process dies."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True
