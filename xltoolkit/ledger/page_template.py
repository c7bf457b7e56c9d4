"""The frame of 报告.html: styles for screen and print, sorting and filtering of its tables. Nothing is fetched from anywhere."""

from __future__ import annotations

PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="generator" content="{mark}"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
body {{ font-family: {font}; margin: 0 auto; padding: 24px; max-width: 1200px; color: #222; background: #f5f6f8; }}
h1 {{ font-size: 24px; }} h2 {{ font-size: 17px; margin: 0 0 8px; }}
section {{ background: #fff; border: 1px solid #e3e5e8; border-radius: 8px; padding: 16px; margin: 16px 0; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 12px; }}
.figures div {{ background: #fff; border: 1px solid #e3e5e8; border-radius: 8px; padding: 12px 20px; }}
.figures b {{ display: block; font-size: 24px; }} .figures span {{ color: #667; font-size: 13px; }}
.scroll {{ max-height: 520px; overflow: auto; }} table {{ border-collapse: collapse; width: 100%; font-size: 13px; }}
th[aria-sort=ascending]::after {{ content: " ▲"; }} th[aria-sort=descending]::after {{ content: " ▼"; }}
th {{ position: sticky; top: 0; background: #eef1f6; cursor: pointer; text-align: left; white-space: nowrap; user-select: none; }}
th, td {{ border-bottom: 1px solid #e8eaee; padding: 6px 8px; vertical-align: top; }}
td.number {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
.none {{ color: #889; }} .filter {{ margin: 0 0 8px; padding: 4px 8px; width: 240px; }}
@media print {{ body {{ background: #fff; max-width: none; }} .scroll {{ max-height: none; }} .filter {{ display: none; }} }}
</style>
<script>{plotly}</script></head><body>
{body}
<script>
document.querySelectorAll("table.sortable").forEach(function (table) {{
  table.querySelectorAll("th").forEach(function (heading, column) {{
    heading.addEventListener("click", function () {{
      var down = heading.dataset.order === "up", body = table.tBodies[0], rows = Array.from(body.rows);
      var value = function (row) {{
        var cell = row.cells[column];
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      }};
      rows.sort(function (a, b) {{
        var x = value(a), y = value(b);
        var order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
        return down ? -order : order;
      }});
      heading.dataset.order = down ? "down" : "up";
      table.querySelectorAll("th").forEach(function (other) {{ other.removeAttribute("aria-sort"); }});
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.forEach(function (row) {{ body.appendChild(row); }});
    }});
  }});
}});
document.querySelectorAll(".filter").forEach(function (input) {{
  input.addEventListener("input", function () {{
    input.parentElement.querySelectorAll("tbody tr").forEach(function (row) {{
      row.hidden = row.textContent.indexOf(input.value) < 0;
    }});
  }});
}});
</script></body></html>
"""
