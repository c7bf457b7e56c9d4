"""报告.html in a real browser: it opens offline, draws its charts, sorts and filters its tables, and asks nobody for anything."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.offices import Bureau
from xltoolkit.workflow.report import report_file

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

_WATCH = """<script>
window.complaints = [];
["error", "warn"].forEach(function (kind) { console[kind] = function () { complaints.push(Array.from(arguments).join(" ")); }; });
window.addEventListener("error", function (event) { complaints.push(String(event.message)); });
document.addEventListener("securitypolicyviolation", function (event) { complaints.push("asked for " + event.blockedURI); });
</script>"""

_PERSON = """<script>
window.addEventListener("load", function () { setTimeout(function () {
  var table = document.querySelector("table.sortable"), headings = Array.from(table.tHead.rows[0].cells);
  var column = headings.findIndex(function (cell) { return cell.textContent.indexOf("本年度项目金额") === 0; });
  var amounts = function () { return Array.from(table.tBodies[0].rows).map(function (row) { return row.cells[column].dataset.value; }); };
  headings[column].click(); var up = amounts(); headings[column].click(); var down = amounts();
  var filter = table.closest("section").querySelector(".filter");
  filter.value = "养老"; filter.dispatchEvent(new Event("input"));
  var shown = Array.from(table.tBodies[0].rows).filter(function (row) { return row.offsetHeight > 0; }).length;
  var seen = document.createElement("pre");
  seen.id = "seen";
  seen.textContent = JSON.stringify({up: up, down: down, shown: shown, complaints: complaints,
    charts: document.querySelectorAll("svg.main-svg").length, bars: document.querySelectorAll(".bars .point").length,
    asked: performance.getEntriesByType("resource").map(function (entry) { return entry.name; })});
  document.body.appendChild(seen);
}, 300); });
</script>"""


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium: the page was not opened in a browser")
def test_the_page_in_a_browser(bureau: Bureau, tmp_path: Path) -> None:
    for number, amount in enumerate((90, 1200, 7.5, 300)):
        name = "养老服务" if number == 2 else f"第{number}号工程"
        bureau.send(f"局/单位{number}/{number}.xlsx", project_name=name, annual_amount=amount)
    bureau.merge()
    page = tmp_path / "报告.html"
    report_file(str(bureau.output), str(page))
    text = page.read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?!data:)', re.sub(r"<script>.*?</script>", "", text, flags=re.S))

    watched = text.replace("<head>", "<head>" + _WATCH, 1).replace("</body>", _PERSON + "</body>")
    assert len(watched) == len(text) + len(_WATCH) + len(_PERSON)
    page.write_text(watched, "utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=8000", "--dump-dom"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    shown = subprocess.run(
        [*command, profile, page.as_uri()], capture_output=True, timeout=180, check=True
    ).stdout.decode()
    found = re.search(r'<pre id="seen">(.*?)</pre>', shown, re.S)
    assert found, "the page did not get as far as being used"
    seen: dict[str, Any] = json.loads(found[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
    assert seen["up"] == ["7.5", "90", "300", "1200"]
    assert seen["down"] == seen["up"][::-1]
    assert seen["shown"] == 1
    assert seen["charts"] >= 4
    assert seen["bars"] > 0
    assert seen["complaints"] == []
    assert seen["asked"] == []
