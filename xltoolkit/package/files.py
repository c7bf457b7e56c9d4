"""Outputs are whole or absent: written beside the target, flushed to the disk, then put in its place in one step."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from itertools import count

from xltoolkit.errors import OutputError
from xltoolkit.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from io import BufferedWriter


_OPEN_FILES = "/proc/self/fd/{}"
_LONGEST_NAME = 255  # of one step of a path, on Linux, macOS and Windows alike


def write_whole(path: str, data: bytes) -> None:
    """Write `data` to `path` so that the old file or the new one stands there, never half of one.

    Raises OutputError (Chinese sentence) when the folder is missing or read-only, the disk is full, or the target is
    open in another program; the old file is untouched and nothing is left beside it, after Ctrl-C too. After a kill -9
    a temporary file `.~…` may stay where the system knows no nameless files (Windows, some network disks); readers take
    it for a lock file and skip it.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise _output_error(path, error) from None


def write_first(paths: Iterable[str], data: bytes, tell: Callable[[str], object] = lambda line: None) -> str:
    """Like `write_whole`, to the first of `paths` that no other program holds open; returns it.

    `tell` gets a Chinese sentence for each target that was open elsewhere and stays as it is.
    """
    for path in paths:
        try:
            _replace(path, data)
        except OSError as error:
            if not isinstance(error, PermissionError) or not os.path.isfile(path):
                raise _output_error(path, error) from None
            tell(f"{os.path.basename(path)} 正被其他程序打开，没有替换，另写一份")
        else:
            return path
    raise AssertionError("no path left to write to")


def make_folder(path: str) -> None:
    """The folder and those above it, if they are missing. Raises OutputError."""
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise OutputError(f"文件夹不能建立：{path}（{reason(error)}）") from None


def free_name(path: str) -> str:
    """`path` itself if nothing stands there, else NAME_2.xlsx, NAME_3.xlsx …, the first that is free."""
    if not os.path.lexists(path):
        return path
    stem, extension = os.path.splitext(path)
    return next(name for name in (f"{stem}_{number}{extension}" for number in count(2)) if not os.path.lexists(name))


def fitting_name(stem: str, ending: str) -> str:
    """The file name `stem` + `ending`; a stem that is too long for the system gives way, the ending stays whole."""
    name = stem + ending
    while stem and _length(name) > _LONGEST_NAME:
        stem = stem[:-1]
        name = f"{stem.rstrip()}…{ending}"
    return name


def _length(name: str) -> int:
    """As the system counts: bytes on POSIX, UTF-16 units on Windows."""
    if sys.platform == "win32":
        return len(name.encode("utf-16-le", "surrogatepass")) // 2
    return len(os.fsencode(name))


def _replace(path: str, data: bytes) -> None:
    target = os.path.realpath(path)  # a link stays a link
    folder = os.path.dirname(target)
    temporary = os.path.join(folder, f".~{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        with _nameless(folder) or open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if isinstance(file.name, int):
                os.link(_OPEN_FILES.format(file.name), temporary, src_dir_fd=file.name)
        with suppress(FileNotFoundError):
            os.chmod(temporary, os.stat(target).st_mode & 0o777)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _flush_folder(folder)


def _nameless(folder: str) -> BufferedWriter | None:
    """A file that gets its name when it is whole, so that a kill -9 leaves nothing; None where the system has no such files."""
    flag = getattr(os, "O_TMPFILE", 0)  # Linux, on most of its file systems
    if flag and os.path.isdir(os.path.dirname(_OPEN_FILES)):
        with suppress(OSError):
            return open(os.open(folder, os.O_WRONLY | flag, 0o666), "wb")
    return None


def _flush_folder(folder: str) -> None:
    """The new name is on the disk too, where the system can say so (not on Windows, not on every network share)."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_REASONS = {
    errno.ENOSPC: "磁盘空间不足，请清理后再试",
    errno.EDQUOT: "磁盘配额已用完，请清理后再试",
    errno.ENAMETOOLONG: "文件名太长，请改短后再试",
    errno.EROFS: "磁盘是只读的，请换一个位置",
    errno.ENOENT: "文件夹不存在，请先建好文件夹",
    errno.ENOTDIR: "路径中间有一段是文件，不是文件夹，请换一个位置",
    errno.EEXIST: "同名的文件已经存在，请换一个名字",
    errno.EISDIR: "同名的文件夹已经存在，请换一个文件名",
}


def _output_error(path: str, error: OSError) -> OutputError:
    return OutputError(f"没有写出 {os.path.basename(path)}：{reason(error)}")


def reason(error: OSError) -> str:
    """Why the system refused, and what to do, in Chinese."""
    if isinstance(error, PermissionError):
        return "文件正被其他程序打开，或文件夹不可写，请关闭后再试"
    return _REASONS.get(error.errno or 0, "磁盘或网络出错，请换一个位置再试")
