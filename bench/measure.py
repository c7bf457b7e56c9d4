"""Measuring: CPU medians of interleaved rounds in this process, and of whole processes started one after the other."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

if sys.platform != "win32":
    import resource


def interleaved(functions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds of each function; one call of each per round, so that a slow moment hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for function in functions.values():
        function()  # warm: imports, caches, compiled patterns
    for _ in range(rounds):
        for name, function in functions.items():
            began = time.process_time()
            function()
            times[name].append(time.process_time() - began)
    return {name: statistics.median(values) * 1000 for name, values in times.items()}


def processes(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds of whole processes (on Windows wall time), one of each per round.

    As with an installed program bytecode is there: the first round, which is not counted, writes it to a folder of its own.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(rounds + 1):
            for name, command in commands.items():
                began = _spent()
                subprocess.run(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment
                )
                if turn:
                    times[name].append(_spent() - began)
    return {name: statistics.median(values) * 1000 for name, values in times.items()}


def _spent() -> float:
    """Seconds that child processes have spent so far."""
    if sys.platform == "win32":
        return time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def table(title: str, times: dict[str, float], base: str, budgets: dict[str, str] | None = None) -> str:
    """A Markdown table: milliseconds, how many times the base, and the contract's budget where there is one."""
    lines = [f"### {title}", "", f"| | ms (median) | × {base} | budget |", "|---|---:|---:|---|"]
    lines += [
        f"| {name} | {value:.2f} | {value / times[base]:.1f} | {(budgets or {}).get(name, '')} |"
        for name, value in times.items()
    ]
    return "\n".join([*lines, ""])


def machine() -> str:
    """One line about where this ran."""
    return (
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        if hasattr(os, "getloadavg")
        else sys.version
    )
