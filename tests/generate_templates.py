"""Writes the workbooks that travel with the forms: `python -m tests.generate_templates`.

Per form the empty template and the filled example. tests/template/test_generated_workbooks.py fails while one is stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from xltoolkit.form.load import load_form, shipped_folder
from xltoolkit.form.model import Form
from xltoolkit.template import make_template


def workbooks(form: Form) -> dict[str, bytes]:
    """File name → content."""
    example = json.loads((Path(form.folder) / "example.json").read_text("utf-8"))
    return {
        f"{form.title}.xlsx": make_template(form),
        f"{form.title}（填写示例）.xlsx": make_template(form, example["year"], example["data"]),
    }


def shipped_forms() -> list[Form]:
    return [load_form(path.parent.name) for path in sorted(Path(shipped_folder()).glob("*/form.json"))]


def main() -> None:
    for form in shipped_forms():
        for name, content in workbooks(form).items():
            path = Path(form.folder, name)
            path.write_bytes(content)
            print(path)


if __name__ == "__main__":
    main()
