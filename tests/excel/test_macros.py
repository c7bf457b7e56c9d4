"""The sources in macros/: what the button says and starts, held against each other without any office program."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xltoolkit.excel.build import MESSAGES
from xltoolkit.excel.help import help_page
from xltoolkit.excel.places import macros_folder

SOURCE = Path(macros_folder(), "CheckWorkbook.bas").read_bytes()
RIBBON = Path(macros_folder(), "customUI.xml").read_bytes()
NAMESPACE = "{http://schemas.microsoft.com/office/2006/01/customui}"


def public_subs() -> dict[str, str]:
    """Name → parameters."""
    return dict(re.findall(r"^Public Sub (\w+)\((.*)\)$", SOURCE.decode("ascii"), re.M))


def test_sources_are_ascii_so_that_no_code_page_can_spoil_them() -> None:
    assert SOURCE.isascii()
    assert SOURCE.startswith(b'Attribute VB_Name = "CheckWorkbook"\n')
    assert b"\t" not in SOURCE


def test_the_macro_stays_small_and_within_what_scanners_and_administrators_accept() -> None:
    code = [line for line in SOURCE.decode().splitlines() if line.strip() and not line.strip().startswith("'")]
    assert len(code) < 140
    for word in ("cmd.exe", "cmd /c", "powershell", "Declare ", "Auto_Open", "Workbook_Open", "URLDownload", "Chr("):
        assert word.lower() not in SOURCE.decode().lower(), word


def test_no_line_is_longer_than_vba_allows_nor_has_too_many_continuations() -> None:
    lines = SOURCE.decode().splitlines()
    assert max(map(len, lines)) < 1023  # [MS-VBAL] 3.2.2
    assert not re.search(r"(?: _\n[^\n]*){25}", SOURCE.decode())  # 3.2.2 allows 24


@pytest.mark.parametrize("keyword", ["Sub", "Function"])
def test_blocks_are_balanced(keyword: str) -> None:
    source = SOURCE.decode()
    assert len(re.findall(rf"^(?:Public|Private) {keyword} ", source, re.M)) == source.count(f"End {keyword}\n")


def test_ribbon_has_the_tab_and_its_four_buttons() -> None:
    root = ElementTree.fromstring(RIBBON)
    assert root.tag == f"{NAMESPACE}customUI"
    tab = root.find(f"./{NAMESPACE}ribbon/{NAMESPACE}tabs/{NAMESPACE}tab")
    assert tab is not None
    assert tab.get("label") == "绩效申报"
    buttons = root.findall(f".//{NAMESPACE}button")
    assert [button.get("label") for button in buttons] == ["检查工作簿", "下一处", "清除标记", "帮助"]
    identifiers = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))
    for button in buttons:  # [MS-CUSTOMUI] 2.2.2: lengths of ST_LongString (1,024) and ST_UniqueID
        assert button.get("imageMso")
        assert len(button.get("supertip", "")) <= 1024
        assert (button.get("id") or "").isidentifier()


def test_every_ribbon_button_calls_a_sub_with_the_signature_that_the_ribbon_needs() -> None:
    for button in ElementTree.fromstring(RIBBON).iter(f"{NAMESPACE}button"):
        module, _, sub = (button.get("onAction") or "").partition(".")
        assert module == "CheckWorkbook"
        assert public_subs()[sub] == "control As Object"


def test_the_button_on_the_sheet_calls_a_sub_without_parameters() -> None:
    assert public_subs()["RunCheck"] == ""


def test_every_message_that_the_macro_shows_stands_in_a_name_that_excel_can_hold() -> None:
    wanted = re.findall(r'\bMessage\("(\w+)"\)', SOURCE.decode())
    assert {f"xltoolkit_{name}" for name in wanted} == set(MESSAGES)
    for text in MESSAGES.values():
        assert len(text) <= 255
        assert '"' not in text


def test_options_that_the_macro_passes_are_those_that_python_reads() -> None:
    from xltoolkit.excel import __main__ as entry

    for option in re.findall(r"--(\w+)=", SOURCE.decode()):
        assert f"--{option}=" in (entry.__doc__ or ""), option


def test_help_page_is_chinese_and_fetches_nothing() -> None:
    page = Path(help_page()).read_text("utf-8")
    assert "检查工作簿" in page
    assert "撤销" in page
    assert not re.search(r"https?://|<script|<link", page)


def test_what_went_wrong_is_read_before_anything_can_wipe_it() -> None:
    """Every On Error statement clears Err, also one inside a function that the handler calls."""
    handler = SOURCE.decode().partition("Failed:\n")[2].partition("End Sub")[0]
    first, *rest = [line.strip() for line in handler.splitlines() if line.strip()]
    assert first == "notice = Err.Description"
    assert not any("Err." in line for line in rest)


def test_a_percent_sign_in_a_name_is_no_variable() -> None:
    """WshShell.Run expands %NAME% in its command, and does not look at what it put there."""
    (run,) = re.findall(r"host\.Run (.*), 0, True", SOURCE.decode())
    assert run == 'Replace(commandLine, "%", "%XLTOOLKIT_PERCENT%")'
    assert 'Item("XLTOOLKIT_PERCENT") = "%"' in SOURCE.decode().partition("host.Run")[0]


def test_without_a_workbook_there_is_a_word_and_the_help_opens_all_the_same() -> None:
    start = SOURCE.decode().partition("Private Sub Start(")[2].partition("End Sub")[0]
    assert 'If verb <> "help" And ActiveWorkbook Is Nothing Then' in start
    guarded = start.partition("If Not ActiveWorkbook Is Nothing Then")[2].partition("End If")[0]
    assert all("ActiveWorkbook." not in line or line in guarded for line in start.splitlines())
