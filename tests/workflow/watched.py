"""A merge in a process of its own, watched: which files it opened, killed at a file, interrupted half way.

A `sitecustomize` on the path of the process and its workers writes every workbook that is opened into a log; a file whose name holds
杀手 kills whoever opens it, as a parser's crash does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_CUSTOMIZE = """
import os, signal, sys
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and arguments[0].endswith(".xlsx") and "收到" in arguments[0] and not arguments[2] & 3:
        log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(log, (arguments[0] + "\\n").encode())
        os.close(log)
        if "杀手" in arguments[0]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
"""


class Watched:
    """Runs `xltoolkit merge` on `folder`/收到 into `folder`/汇总.xlsx."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "opened.log"
        self.output = folder / "汇总.xlsx"
        hooks = folder / "hooks"
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(_CUSTOMIZE.format(log=str(self.log)), "utf-8")
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(hooks), str(ROOT)]),
            "PYTHONIOENCODING": "utf-8",
        }

    def start(self, *words: str, before: str = "") -> subprocess.Popen[str]:
        """`before`: Python that the process runs first."""
        command = ["merge", "收到", "-o", "汇总.xlsx", *words]
        code = f"{before}\nimport sys\nfrom xltoolkit.cli import main\nsys.exit(main({command!r}))"
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, before: str = "") -> tuple[int, str, str]:
        process = self.start(*words, before=before)
        out, err = process.communicate(timeout=240)
        return process.returncode, out, err

    def opened(self) -> int:
        """Openings of workbooks so far."""
        return len(self.log.read_text("utf-8").splitlines()) if self.log.exists() else 0

    def wait_until_opened(self, count: int, process: subprocess.Popen[str]) -> None:
        until(lambda: self.opened() >= count or process.poll() is not None)

    def litter(self) -> list[str]:
        """What stands beside the folder of workbooks and the ledger."""
        expected = {"收到", "汇总.xlsx", "opened.log", "hooks"}
        return sorted(set(os.listdir(self.folder)) - expected)


def until(met: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Process ids of the pool's workers (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == process.pid and b"spawn_main" in command:
                found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


__all__ = ["Watched", "alive", "signal", "until", "workers_of"]
