"""Running tasks under any `concurrent.futures.Executor`: a spawn pool here, or a dask cluster. A worker's death costs one task."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from types import ModuleType
from typing import Any, Protocol, TypeVar

from xltoolkit.errors import UsageError

AHEAD = 4
"""Tasks handed out per worker before one comes back: enough to keep workers busy, few enough to keep memory flat."""


PATIENCE = 5.0
"""Seconds that a scheduler may take to answer."""


class Task(Protocol):
    """Something to do for several files, which can be taken apart into one task for each of them."""

    def singles(self) -> list[Any]: ...


T = TypeVar("T", bound=Task)
R = TypeVar("R")


class Crew:
    """Those who do the work: `open` gives a fresh Executor, `workers` says how many tasks it does at once."""

    workers: int

    def open(self) -> Executor:
        raise NotImplementedError

    def stop(self, executor: Executor) -> None:
        """End an executor at once: what its workers have in hand is read again."""
        executor.shutdown(wait=False)

    def close(self) -> None:
        """Called once, when the last Executor has been shut down."""


class LocalCrew(Crew):
    """Worker processes started afresh (spawn), as on Windows: nothing of the parent is inherited."""

    def __init__(self, workers: int = 0) -> None:
        self.workers = workers or available_cores()

    def open(self) -> Executor:
        return _LocalPool(self.workers, mp_context=get_context("spawn"), initializer=_start_worker)

    def stop(self, executor: Executor) -> None:
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            if process.is_alive():
                process.terminate()


class DaskCrew(Crew):
    """The workers of a dask.distributed cluster, which must see the workbooks and the ledger's folder under the same paths."""

    def __init__(self, scheduler: str) -> None:
        """Raises UsageError if distributed is not installed or nobody answers at the address."""
        try:
            from distributed import Client
        except ImportError:
            raise UsageError("没有安装 dask.distributed，请运行：pip install xltoolkit[dask]") from None
        _knock(scheduler)
        self._client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        self.workers = max(1, sum(self._client.nthreads().values()))

    def open(self) -> Executor:
        executor: Executor = self._client.get_executor(retries=0, pure=False)
        return executor

    def close(self) -> None:
        self._client.close()


def _knock(scheduler: str) -> None:
    """Raise UsageError unless a scheduler answers: a Client that fails to connect lives on, and takes its time to end."""
    import asyncio

    from distributed.comm import connect

    async def shake_hands() -> None:
        comm = await connect(scheduler, timeout=PATIENCE)
        await comm.close()

    try:
        asyncio.run(asyncio.wait_for(shake_hands(), PATIENCE))
    except Exception as error:  # whatever another server, or no server at all, makes of it
        told = f"连不上调度器“{scheduler}”（{type(error).__name__}）。请核对地址（tcp://主机:端口），并确认调度器已经启动。"
        raise UsageError(told) from None


def crew_for(scheduler: str) -> Crew:
    """A dask cluster at `scheduler` (tcp://…), or processes here. Raises UsageError."""
    return DaskCrew(scheduler) if scheduler else LocalCrew()


def available_cores() -> int:
    """As many processes as this process may use cores."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows, macOS
        return os.cpu_count() or 1


def run_tasks(function: Callable[[T], R], tasks: Iterable[T], crew: Crew, died: Callable[[T], None]) -> Iterator[R]:
    """Results as they come, in any order. When a worker dies, the tasks in flight are run again file by file, each alone in a fresh
    pool; the one whose worker dies again is given to `died` and left out.
    """
    waiting = iter(tasks)
    suspects: list[T] = []
    running: dict[Future[R], T] = {}
    executor = crew.open()
    try:
        while True:
            while len(running) < AHEAD * crew.workers and (task := next(waiting, None)) is not None:
                try:
                    running[executor.submit(function, task)] = task
                except BrokenProcessPool:  # found dead before its tasks said so
                    suspects.append(task)
                    break
            if not running and not suspects:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED) if running else (set(), None)
            broken = not running
            for future in done:
                task = running.pop(future)
                error = _error_of(future)
                if error is None:
                    yield future.result()
                elif _worker_died(error):
                    suspects.append(task)
                    broken = True
                else:
                    raise error
            if broken:
                suspects += running.values()
                running.clear()
                crew.stop(executor)
                yield from _one_by_one(function, suspects, crew, died)
                suspects.clear()
                executor = crew.open()
        executor.shutdown(wait=True)
    finally:
        crew.stop(executor)


def _one_by_one(function: Callable[[T], R], tasks: list[T], crew: Crew, died: Callable[[T], None]) -> Iterator[R]:
    """Every file of the suspect tasks as a task of its own; the one in hand when the worker dies is the culprit."""
    executor: Executor | None = None
    try:
        for single in (single for task in tasks for single in task.singles()):
            executor = executor or crew.open()
            future = executor.submit(function, single)
            wait([future])
            error = _error_of(future)
            if error is None:
                yield future.result()
                continue
            if not _worker_died(error):
                raise error
            died(single)
            crew.stop(executor)
            executor = None
    finally:
        if executor is not None:
            crew.stop(executor)


def _error_of(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error


def _worker_died(error: BaseException) -> bool:
    """A process that was killed or aborted: BrokenProcessPool here, KilledWorker on dask (named, to import no dask)."""
    return isinstance(error, BrokenProcessPool | CancelledError) or type(error).__name__ in (
        "KilledWorker",
        "CommClosedError",
        "FutureCancelledError",
    )


class _LocalPool(ProcessPoolExecutor):
    """Starts its workers (at the first tasks) so that Ctrl-C reaches the parent only, and without running the user's script again."""

    def submit(self, function: Callable[..., R], /, *args: Any, **more: Any) -> Future[R]:
        with _interrupt_held_back(), _without_main_module():
            return super().submit(function, *args, **more)


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """A process started now holds Ctrl-C back for ever; ours gets it when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: _start_worker ignores it
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_main_module() -> Iterator[None]:
    """A spawned process imports the parent's main module: a script without `if __name__ == "__main__"` would merge again in
    every worker, and a script read from standard input cannot be imported at all. Our workers need nothing of it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start_worker() -> None:
    """In a worker: Ctrl-C is the parent's business; when the parent is killed, the worker ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: Any) -> None:
    connection.wait([sentinel])
    os._exit(1)
