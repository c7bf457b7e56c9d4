"""`xltoolkit merge` and `report` as a person runs them: exit codes, one line for each refusal, a progress bar, nothing left over."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.ledger.offices import Bureau
from xltoolkit.cli import main
from xltoolkit.cli.progress import ProgressLine, progress_text
from xltoolkit.text.wrapping import text_width
from xltoolkit.workflow.merge import Progress


@pytest.fixture
def bureau(filled_example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.chdir(tmp_path)
    return Bureau(filled_example, tmp_path / "收到")


def test_exit_codes(bureau: Bureau, capsys: pytest.CaptureFixture[str]) -> None:
    bureau.folder.mkdir(exist_ok=True)
    assert main(["merge", "收到", "-o", "汇总.xlsx"]) == 3
    assert "没有可以读取的文件" in capsys.readouterr().err
    assert not bureau.output.exists()

    bureau.put("坏.xlsx", b"")
    assert main(["merge", "收到", "-o", "汇总.xlsx"]) == 3
    assert "坏.xlsx：" in capsys.readouterr().err
    assert bureau.output.exists()

    bureau.send("错.xlsx", project_name="养老服务", start_date="2020-13-45")
    assert main(["merge", "收到", "-o", "汇总.xlsx"]) == 4
    (bureau.folder / "坏.xlsx").unlink()
    assert main(["merge", "收到", "-o", "汇总.xlsx"]) == 1
    assert main(["merge", "收到", "-o", "汇总.xlsx", "--round", "三上"]) == 2
    assert main(["merge", "收到", "没有这个.xlsx", "-o", "汇总.xlsx"]) == 4
    assert sorted(path.name for path in Path().iterdir()) == ["收到", "汇总.xlsx"]


def test_a_ceiling_that_is_exceeded_is_an_error_too(bureau: Bureau, tmp_path: Path) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    (tmp_path / "控制数.csv").write_text("单位名称,控制数\n民政局,1\n", "utf-8")
    with bureau.merged() as ledger:
        before = ledger.errors
    with bureau.merged(ceilings=str(tmp_path / "控制数.csv")) as ledger:
        assert ledger.errors == before + 1


def test_a_file_given_twice_is_one_file(bureau: Bureau) -> None:
    bureau.send("民政局/1.xlsx", project_name="养老服务")
    main(["merge", "收到", "收到/民政局/1.xlsx", "./收到/民政局", "-o", "汇总.xlsx"])
    from tests.ledger.offices import ledger_rows

    assert len(ledger_rows(bureau.output)["读取情况"]) == 1


class Terminal(io.StringIO):
    encoding = "gbk"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


def test_the_progress_line_tells_rate_time_left_and_errors() -> None:
    assert progress_text(Progress(0, 480, 0), 0) == f"[{'-' * 24}]  0/480  强制性错误 0 处"
    assert (
        progress_text(Progress(120, 480, 31), 2)
        == f"[{'#' * 6}{'-' * 18}]  120/480  每秒 60 份  还需 6 秒  强制性错误 31 处"
    )
    assert "每秒 10 份  还需 6 秒" in progress_text(
        Progress(420, 480, 0, known=400), 2
    )  # what was known says nothing of the speed
    assert "每份 2 秒  还需 1 小时 6 分" in progress_text(Progress(1, 2001, 0), 2)


def test_the_progress_line_fits_the_console_and_says_what_is_done_after_reading() -> None:
    long = Progress(12_000, 20_000, 31_000)
    for room in (120, 80, 70):
        assert text_width(progress_text(long, 7_000, room)) < room
    assert (
        progress_text(Progress(480, 480, 3, step="正在写台账"), 9)
        == f"[{'#' * 24}]  480/480  正在写台账  强制性错误 3 处"
    )


def test_the_progress_line_is_rewritten_on_a_terminal_and_silent_elsewhere() -> None:
    terminal, now = Terminal(), [0.0]
    with ProgressLine(terminal, lambda: now[0]) as line:
        for done in range(0, 101, 10):
            now[0] += 0.06
            line.show(Progress(done, 100, done // 50))
    shown = terminal.getvalue()
    assert shown.count("\r") == 6  # at most ten a second, and the last
    assert shown.endswith("强制性错误 2 处\n")
    assert "100/100" in shown
    silent = io.StringIO()
    with ProgressLine(silent) as line:
        line.show(Progress(1, 1, 0))
    assert silent.getvalue() == ""


def test_report_of_something_that_is_no_ledger(bureau: Bureau, capsys: pytest.CaptureFixture[str]) -> None:
    path = bureau.send("民政局/1.xlsx", project_name="养老服务")
    assert main(["report", str(path), "-o", "报告.html"]) == 2
    assert "这不是汇总台账" in capsys.readouterr().err
    assert main(["report", "没有.xlsx", "-o", "报告.html"]) == 3
    main(["merge", "收到", "-o", "汇总.xlsx", "--db", "账.sqlite"])
    assert main(["report", "汇总.xlsx", "-o", "报告.html"]) == 0
    assert main(["report", "账.sqlite", "-o", "报告2.html"]) == 0
    strip = lambda text: text.replace("汇总", "").replace("账", "")  # noqa: E731 - the title is the file's name
    assert strip(Path("报告.html").read_text("utf-8")) == strip(Path("报告2.html").read_text("utf-8"))
