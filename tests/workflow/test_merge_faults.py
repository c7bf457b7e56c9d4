"""What can go wrong while hundreds of workbooks are merged: each time the earlier ledger stands, and one fault costs one row at most."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.ledger.offices import Bureau, fates, ledger_rows, total
from tests.workflow.watched import Watched, alive, until, workers_of
from xltoolkit.errors import OutputError, UsageError
from xltoolkit.workflow.merge import Progress, merge_files

FILES = 150
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc")


@pytest.fixture
def bureau(filled_example: Path, tmp_path: Path) -> Bureau:
    return Bureau(filled_example, tmp_path / "收到")


@pytest.fixture
def many(bureau: Bureau) -> Bureau:
    for number in range(FILES):
        bureau.send(f"单位{number // 10}/项目{number:03d}.xlsx", project_name=f"第{number}号工程", annual_amount=number)
    return bureau


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def whole(bureau: Bureau) -> bool:
    ledger = ledger_rows(bureau.output)
    return len(ledger["项目一览"]) == FILES and total(ledger) == sum(range(FILES))


def test_a_file_that_kills_its_reader_is_named_and_the_run_goes_on(many: Bureau, watched: Watched) -> None:
    many.send("单位3/杀手.xlsx", project_name="会出事的工程", annual_amount=1)
    code, out, err = watched.run()
    assert code == 4, err
    ledger = ledger_rows(many.output)
    assert {name for name, fate in fates(ledger).items() if fate != "已汇总"} == {"杀手.xlsx"}
    assert len(ledger["项目一览"]) == FILES
    assert "杀手.xlsx：读取这个文件时程序意外中止" in err
    assert "Traceback" not in err + out
    assert watched.litter() == []


def test_a_worker_killed_from_outside_costs_nothing(many: Bureau, watched: Watched) -> None:
    process = watched.start()
    watched.wait_until_opened(20, process)
    os.kill(workers_of(process)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 1, err
    assert whole(many)
    assert "Traceback" not in err + out


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_soon_and_resume_reads_the_rest(many: Bureau, watched: Watched, sent: int) -> None:
    many.output.write_bytes(b"the earlier ledger")
    process = watched.start()
    watched.wait_until_opened(40, process)
    workers = workers_of(process)
    if sent == signal.SIGINT:
        os.killpg(process.pid, sent)  # Ctrl-C reaches every process of the terminal
    else:
        process.send_signal(sent)
    out, err = process.communicate(timeout=15)
    assert process.returncode == 130
    assert "--resume" in err
    assert "Traceback" not in err + out
    assert many.output.read_bytes() == b"the earlier ledger"
    until(lambda: not any(alive(worker) for worker in workers))
    assert watched.litter() == [".汇总.xlsx.part"]

    code, out, err = watched.run("--resume")
    assert code == 1, err
    assert whole(many)
    assert watched.opened() - FILES <= max(
        4, 0.05 * FILES
    )  # read twice: what was in hand, in a run this small two files a worker
    assert watched.litter() == []


def test_after_kill_9_the_earlier_ledger_stands_and_resume_goes_on(many: Bureau, watched: Watched) -> None:
    many.output.write_bytes(b"the earlier ledger")
    process = watched.start()
    watched.wait_until_opened(40, process)
    workers = workers_of(process)
    process.kill()
    process.communicate(timeout=60)
    until(lambda: not any(alive(worker) for worker in workers))  # no orphans
    assert many.output.read_bytes() == b"the earlier ledger"

    code, _, err = watched.run("--resume")
    assert code == 1, err
    assert whole(many)
    assert watched.opened() - FILES <= max(4, 0.05 * FILES)
    assert watched.litter() == []


def test_resume_reads_again_what_changed_and_forgets_what_is_gone(many: Bureau, watched: Watched) -> None:
    process = watched.start()
    watched.wait_until_opened(100, process)
    process.kill()
    process.communicate(timeout=60)
    many.send("单位0/项目000.xlsx", project_name="第0号工程", annual_amount=1000)
    (many.folder / "单位0" / "项目001.xlsx").unlink()
    assert watched.run("--resume")[0] == 1
    ledger = ledger_rows(many.output)
    assert len(ledger["项目一览"]) == FILES - 1
    assert total(ledger) == sum(range(2, FILES)) + 1000


def test_a_resume_that_fails_at_once_loses_nothing(many: Bureau, watched: Watched) -> None:
    process = watched.start()
    watched.wait_until_opened(60, process)
    process.kill()
    process.communicate(timeout=60)
    many.folder.rename(many.folder.with_name("收到 别处"))
    many.folder.mkdir()
    assert watched.run("--resume")[0] == 3
    many.folder.rmdir()
    many.folder.with_name("收到 别处").rename(many.folder)
    before = watched.opened()
    assert watched.run("--resume")[0] == 1
    assert watched.opened() - before < FILES - 40
    assert whole(many)


def test_without_resume_nothing_of_an_earlier_run_is_used(many: Bureau, watched: Watched) -> None:
    process = watched.start()
    watched.wait_until_opened(60, process)
    process.kill()
    process.communicate(timeout=60)
    before = watched.opened()
    assert watched.run()[0] == 1
    assert watched.opened() - before == FILES
    assert watched.litter() == []


def test_a_full_disk_leaves_the_earlier_ledger_and_says_so(many: Bureau, watched: Watched) -> None:
    many.output.write_bytes(b"the earlier ledger")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
    for size in (20_000, 400_000):  # full while the workers write, full while the ledger is written
        code, out, err = watched.run(before=limit.format(size))
        assert code == 3
        assert "磁盘空间不足" in err
        assert len(err.strip().splitlines()) == 1, err
        assert "Traceback" not in err + out
        assert many.output.read_bytes() == b"the earlier ledger"
    assert watched.run("--resume")[0] == 1
    assert whole(many)
    assert watched.litter() == []


def test_a_second_run_at_the_same_ledger_is_refused(many: Bureau, watched: Watched) -> None:
    first = watched.start()
    watched.wait_until_opened(10, first)
    code, _, err = watched.run()
    assert code == 2
    assert "另一个汇总正在写" in err
    first.communicate(timeout=240)
    assert first.returncode == 1
    assert whole(many)


def test_an_input_that_vanishes_half_way_is_a_row(many: Bureau) -> None:
    last = many.folder / "单位14" / "项目149.xlsx"

    def vanish(progress: Progress) -> None:
        if progress.done and last.exists():
            last.unlink()

    with closing(merge_files([str(many.folder)], str(many.output), vanish)) as ledger:
        assert ledger.files == FILES
        assert ledger.counted == FILES - 1
        assert [path for path, _ in ledger.refusals()] == [str(last)]


def test_an_output_that_is_open_elsewhere_gets_a_neighbour(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau.send("甲.xlsx", project_name="养老服务")
    bureau.output.write_bytes(b"open in Excel")
    replace = os.replace

    def taken(source: str, target: str) -> None:
        if str(target) == os.path.realpath(bureau.output):
            raise PermissionError(13, "being used by another process")
        replace(source, target)

    monkeypatch.setattr(os, "replace", taken)
    with bureau.merged() as ledger:
        assert ledger.path == str(bureau.output.with_name("汇总_2.xlsx"))
    assert bureau.output.read_bytes() == b"open in Excel"
    assert len(ledger_rows(Path(ledger.path))["项目一览"]) == 1


def test_outputs_that_cannot_be_are_told_before_anything_is_read(bureau: Bureau, tmp_path: Path) -> None:
    path = bureau.send("甲.xlsx", project_name="养老服务")
    before = path.read_bytes()
    (tmp_path / "文件夹.xlsx").mkdir()
    with pytest.raises(UsageError, match="不能当输出文件"):
        merge_files([str(bureau.folder)], str(path))
    with pytest.raises(UsageError, match="是文件夹"):
        merge_files([str(bureau.folder)], str(tmp_path / "文件夹.xlsx"))
    with pytest.raises(UsageError, match="输出文件夹不存在"):
        merge_files([str(bureau.folder)], str(tmp_path / "没有" / "汇总.xlsx"))
    with pytest.raises(UsageError, match=r"\.xlsx"):
        merge_files([str(bureau.folder)], str(tmp_path / "汇总.csv"))
    with pytest.raises(OutputError, match="不可写"):
        merge_files([str(bureau.folder)], "/proc/汇总.xlsx")
    assert path.read_bytes() == before
    assert not list(bureau.folder.glob(".*"))


def test_a_script_without_a_main_guard_and_one_from_standard_input_merge_once(bureau: Bureau, watched: Watched) -> None:
    bureau.send("甲.xlsx", project_name="养老服务")
    script = 'print("once")\nimport xltoolkit\nprint(xltoolkit.merge(["收到"], "汇总.xlsx").counted)\n'
    (watched.folder / "hooks" / "script.py").write_text(script, "utf-8")
    for words, given in ((["hooks/script.py"], None), (["-"], script)):
        done = subprocess.run(
            [sys.executable, *words],
            input=given,
            cwd=watched.folder,
            env=watched.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "once\n1\n", done.stderr
        assert done.stderr == ""
    assert watched.litter() == []
