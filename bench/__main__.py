"""Prints the tables of ratios that README quotes."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench import bulk, button, fresh, single
from bench.measure import machine
from xltoolkit.form.load import load_form
from xltoolkit.template import make_template

PARTS = {"single": single.run, "fresh": fresh.run, "bulk": bulk.run, "button": button.run}


def main(words: list[str]) -> None:
    print(machine(), "\n")
    form = load_form("jiangyin-project")
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "人社局2020年维保项目.xlsx"
        workbook.write_bytes(make_template(form, example["year"], example["data"]))
        for part in words or PARTS:
            print(PARTS[part](workbook))


if __name__ == "__main__":
    main(sys.argv[1:])
