"""The same merge on a real dask.distributed cluster of two workers: the same ledger, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.offices import Bureau, ledger_rows, total
from xltoolkit.cli import main
from xltoolkit.errors import UsageError
from xltoolkit.workflow.merge import Progress, merge_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills a worker with SIGKILL"),
    pytest.mark.filterwarnings("ignore"),
]
FILES = 60


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="xltoolkit[dask] is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.fixture
def bureau(filled_example: Path, tmp_path: Path) -> Bureau:
    bureau = Bureau(filled_example, tmp_path / "收到")
    for number in range(FILES):
        bureau.send(f"单位{number // 10}/{number:03d}.xlsx", project_name=f"第{number}号工程", annual_amount=number)
    return bureau


def test_the_cluster_makes_the_same_ledger_and_the_returns(cluster: Any, bureau: Bureau, tmp_path: Path) -> None:
    here = bureau.merge()
    words = ["merge", str(bureau.folder), "-o", str(bureau.output), "--scheduler", cluster.scheduler_address]
    assert main([*words, "--returns", str(tmp_path / "退回")]) == 1
    assert ledger_rows(bureau.output) == here
    assert len(list((tmp_path / "退回").rglob("*_检查结果.xlsx"))) == FILES
    assert len(list((tmp_path / "退回").rglob("退回清单.xlsx"))) == FILES // 10


def test_a_killed_worker_costs_nothing(cluster: Any, bureau: Bureau) -> None:
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.done >= 10 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    ledger = merge_files([str(bureau.folder)], str(bureau.output), kill, scheduler=cluster.scheduler_address)
    ledger.close()
    assert killed
    rows = ledger_rows(bureau.output)
    assert {row["结果"] for row in rows["读取情况"]} == {"已汇总"}
    assert total(rows) == sum(range(FILES))


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "127.0.0.1", "nonsense://x:1", "tcp://no-such-host.invalid:8786"]
)
def test_a_scheduler_that_is_not_there(address: str, tmp_path: Path) -> None:
    (tmp_path / "收到").mkdir()
    command = [
        sys.executable,
        "-m",
        "xltoolkit",
        "merge",
        str(tmp_path / "收到"),
        "-o",
        str(tmp_path / "汇总.xlsx"),
        "--scheduler",
        address,
    ]
    done = subprocess.run(
        command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, timeout=120, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"连不上调度器“{address}”")
    assert len(done.stderr.decode().splitlines()) == 1
    assert os.listdir(tmp_path) == ["收到"]


def test_a_server_that_is_no_scheduler(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltoolkit.workflow.pool.PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(UsageError, match="连不上调度器"):
        merge_files([str(bureau.folder)], str(bureau.output), scheduler=f"tcp://127.0.0.1:{server.getsockname()[1]}")
