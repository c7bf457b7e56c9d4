"""Running chunks under any `concurrent.futures.Executor`: a spawn pool here, or a dask cluster. A worker's death costs one file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from xltoolkit.errors import UsageError
from xltoolkit.workflow.reading import Chunk, ChunkDone, read_chunk

CHUNK_FILES = 50
"""Files in a chunk: starting a task costs at most a few ms, reading 50 workbooks some hundred."""

AHEAD = 4
"""Chunks handed out per worker before one comes back: enough to keep workers busy, few enough to keep memory flat."""


def worker_count() -> int:
    """As many processes as this process may use cores."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows, macOS
        return os.cpu_count() or 1


def executor_for(scheduler: str) -> Callable[[], Executor]:
    """What opens an Executor: a pool of processes here, or a dask cluster's at `scheduler` (tcp://…).

    On a cluster the workers must see the workbooks and the ledger's folder under the same paths.
    """
    return (lambda: dask_executor(scheduler)) if scheduler else process_pool


def dask_executor(scheduler: str) -> Executor:
    """Raises UsageError if distributed is not installed or nobody answers at the address."""
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("没有安装 dask.distributed，请运行：pip install xltoolkit[dask]") from None
    try:
        client = Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise UsageError(f"连不上调度器 {scheduler}（{type(error).__name__}）。") from None
    executor: Executor = client.get_executor(retries=0, pure=False)
    return executor


def process_pool() -> Executor:
    """Worker processes started afresh (spawn), as on Windows: nothing of the parent is inherited."""
    return ProcessPoolExecutor(worker_count(), mp_context=get_context("spawn"))


def run_chunks(
    chunks: Iterable[Chunk], open_executor: Callable[[], Executor], died: Callable[[int, str], None], workers: int
) -> Iterator[ChunkDone]:
    """Results as they come. When a worker dies, the chunks in flight are run again file by file, each alone in a fresh pool;
    a file whose worker dies again is reported by `died(id, path)` and left out.
    """
    waiting = iter(chunks)
    suspects: list[Chunk] = []
    executor = open_executor()
    running: dict[Future[ChunkDone], Chunk] = {}
    try:
        while True:
            while len(running) < AHEAD * workers and (chunk := next(waiting, None)) is not None:
                running[executor.submit(read_chunk, chunk)] = chunk
            if not running:
                break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                chunk = running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif _worker_died(error):
                    suspects.append(chunk)
                    broken = True
                else:
                    raise error
            if broken:
                suspects += running.values()
                running.clear()
                executor.shutdown(wait=False, cancel_futures=True)
                executor = open_executor()
        yield from _one_by_one(suspects, open_executor, died)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _one_by_one(
    chunks: list[Chunk], open_executor: Callable[[], Executor], died: Callable[[int, str], None]
) -> Iterator[ChunkDone]:
    """Every file of the suspect chunks as a chunk of its own; the one in hand when the worker dies is the culprit."""
    executor: Executor | None = None
    try:
        for chunk in chunks:
            for position, (file_id, path) in enumerate(chunk.files):
                executor = executor or open_executor()
                single = Chunk(chunk.number, ((file_id, path),), f"{chunk.shard}.{position}")
                try:
                    yield executor.submit(read_chunk, single).result()
                except Exception as error:
                    if not _worker_died(error):
                        raise
                    died(file_id, path)
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = None
    finally:
        if executor is not None:
            executor.shutdown(wait=True)


def _worker_died(error: BaseException) -> bool:
    """A process that was killed or aborted: BrokenProcessPool here, KilledWorker on dask (named, to import no dask)."""
    return isinstance(error, BrokenProcessPool) or type(error).__name__ in (
        "KilledWorker",
        "CommClosedError",
        "CancelledError",
    )
