"""Whether a form's folder is right: JSON, JSON Schema, then what only a person who knows the form would see.

validate_folder(folder)     raises FormError at the first problem: used for definitions that did not travel with us
folder_problems(folder)     all problems: `xltoolkit forms --check`
problems(definition, vocabularies)
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from xltoolkit.errors import FormError
from xltoolkit.form.build import build_form, read_json
from xltoolkit.form.complaints import FormProblem, complaints, nearest, pointer_of
from xltoolkit.form.meaning import meaning_problems, vocabulary_problems

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

FORM, VOCABULARIES, LIBRARY, EXAMPLE = "form.json", "vocabularies.json", "library.json", "example.json"


def validate_folder(folder: str) -> None:
    """Raises FormError with the first problem, and how many more there are."""
    found = folder_problems(folder)
    if found:
        more = f"另外还有 {len(found) - 1} 处，用 xltoolkit forms --check 查看；" if len(found) > 1 else ""
        raise FormError(found[0].where, f"{found[0].message}（{more}表样文件夹：{folder}）")


def folder_problems(folder: str) -> list[FormProblem]:
    """All problems of a form's folder, in the order of the files. A syntax error ends the examination of its file."""
    found: list[FormProblem] = []
    content: dict[str, Any] = {}
    for name in (FORM, VOCABULARIES, LIBRARY, EXAMPLE):
        try:
            content[name] = read_json(folder, name)
            found.extend(_twice(folder, name))
        except FormError as error:
            found.append(FormProblem(error.where, error.message))
    if found:
        return found
    definition, vocabularies = content[FORM], content[VOCABULARIES]
    return content_problems(definition, vocabularies, content[LIBRARY], content[EXAMPLE])


def content_problems(definition: Any, vocabularies: Any, library: Any, example: Any = None) -> list[FormProblem]:
    """Problems of the definition; if there are none, those of the library and of the filled example."""
    try:
        found = problems(definition, vocabularies)
    except RecursionError:
        return [FormProblem("", "算式或条件套得太深。")]
    return found or [
        *_library_problems(definition, vocabularies, library or {}),
        *_example_problems(definition, vocabularies, example or {}),
    ]


def problems(definition: Any, vocabularies: Any) -> list[FormProblem]:
    """All problems of a definition: those that JSON Schema sees; if there are none, those of meaning."""
    found = [
        *_schema_problems("form.schema.json", definition),
        *_inside(VOCABULARIES, _schema_problems("vocabularies.schema.json", vocabularies)),
    ]
    if not found:
        found = [*_inside(VOCABULARIES, vocabulary_problems(vocabularies)), *meaning_problems(definition, vocabularies)]
    return found


def _inside(name: str, found: list[FormProblem] | Iterator[FormProblem]) -> list[FormProblem]:
    return [FormProblem(f"{name}:{problem.where}", problem.message) for problem in found]


def _schema_problems(name: str, content: Any) -> list[FormProblem]:
    errors = sorted(
        _validator(name).iter_errors(content), key=lambda error: [str(token) for token in error.absolute_path]
    )
    return list(dict.fromkeys(problem for error in errors for problem in complaints(error)))


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema_of(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def schema_of(name: str) -> dict[str, Any]:
    """One of the schemas beside this module: form.schema.json, vocabularies.schema.json."""
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as stream:
        content: dict[str, Any] = json.load(stream)
    return content


def _twice(folder: str, name: str) -> list[FormProblem]:
    """Keys written twice in one object: JSON would silently drop the first."""
    found: list[FormProblem] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
            beside = next(
                (f"{other}: {value}" for other, value in pairs if other != key and isinstance(value, str)), ""
            )
            found.append(
                FormProblem(
                    f"{name}:", f"“{key}”在同一处写了两次{f'（与“{beside}”同处）' if beside else ''}，请删去一个。"
                )
            )
        return dict(pairs)

    path = os.path.join(folder, name)
    if os.path.isfile(path):
        with open(path, encoding="utf-8-sig") as stream:
            json.load(stream, object_pairs_hook=keep)
    return found


def _library_problems(
    definition: dict[str, Any], vocabularies: dict[str, Any], library: dict[str, Any]
) -> list[FormProblem]:
    """The indicator library holds rows of the form's table with a tree: its columns, texts, names of the tree."""
    if not library:
        return []
    form = build_form(definition, vocabularies)
    table = next((table for table in form.tables.values() if table.tree), None)
    rows = library.get("rows")
    if table is None or table.tree is None:
        return [FormProblem(f"{LIBRARY}:", "表样里没有带分类的表格，不能有指标库。")]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [FormProblem(f"{LIBRARY}:/rows", "应当是列表，每项是一条指标。")]
    found = []
    strays: dict[str, list[int]] = {}  # first level that the tree does not have → rows that name it
    for index, row in enumerate(rows):
        for key, text in row.items():
            if table.column(key) is None:
                found.append(
                    FormProblem(
                        f"{LIBRARY}:{pointer_of(['rows', index, key])}", f"表格“{table.title}”没有“{key}”这一列。"
                    )
                )
            elif not isinstance(text, str):
                found.append(FormProblem(f"{LIBRARY}:{pointer_of(['rows', index, key])}", "应当是文字。"))
        upper, lower = (str(row.get(level) or "") for level in table.tree.levels)
        if upper not in table.tree.roots:
            strays.setdefault(upper, []).append(index)
        elif lower not in table.tree.children(upper):
            where = f"{LIBRARY}:/rows/{index}/{table.tree.levels[1]}"
            found.append(
                FormProblem(where, f"分类里没有“{upper}”下面的“{lower}”{nearest(lower, table.tree.children(upper))}。")
            )
    for upper, indexes in strays.items():
        also = f"（共有{len(indexes)}条指标写着它）" if len(indexes) > 1 else ""
        told = f"分类里没有“{upper}”{also}{nearest(upper, table.tree.roots)}。" if upper else f"没有写分类{also}。"
        found.append(FormProblem(f"{LIBRARY}:/rows/{indexes[0]}/{table.tree.levels[0]}", told))
    return found


def _example_problems(
    definition: dict[str, Any], vocabularies: dict[str, Any], example: dict[str, Any]
) -> list[FormProblem]:
    from xltoolkit.form.schema import document_problems

    if not example:
        return []
    found = document_problems(build_form(definition, vocabularies), example.get("data"))
    return [FormProblem(f"{EXAMPLE}:/data{where}", message) for where, message in found]
