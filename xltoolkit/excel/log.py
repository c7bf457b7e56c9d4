"""The log of failures: time, kind of error and where in the code. No message, path or cell: they may name people."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from xltoolkit.excel.places import data_folder

LARGEST = 256 * 1024


def log_path() -> str:
    return os.path.join(data_folder(), "xltoolkit.log")


def record(error: BaseException) -> str:
    """Append one failure; the path of the log, '' if it could not be written."""
    lines = [time.strftime("%Y-%m-%d %H:%M:%S")]
    cause: BaseException | None = error
    while cause is not None:
        numbers = [str(argument) for argument in cause.args if isinstance(argument, int)]  # HRESULT, errno
        lines.append("  " + " ".join([type(cause).__module__ + "." + type(cause).__name__, *numbers]))
        trace = cause.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"    {os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        cause = cause.__cause__ or cause.__context__
    path = log_path()
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.exists(path) and os.path.getsize(path) > LARGEST:
            os.replace(path, path + ".1")
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        return path
    return ""


def advice(error: BaseException) -> str:
    """Log a failure, and what to do with the log."""
    path = record(error)
    return f"请把这个日志文件交给管理员：{path}" if path else "请告诉管理员（日志没有写成，磁盘可能已满或没有权限）。"
