"""What is printed on a form, as the reader looks for it: every label and heading with its place among the others."""

from __future__ import annotations

from functools import lru_cache

from xltoolkit.form.build import label_name
from xltoolkit.form.layout import Layout
from xltoolkit.form.layout import place as lay_out
from xltoolkit.form.model import FieldsSection, Form, Heading, MatrixSection, Section, TableSection
from xltoolkit.records import NamedTuple
from xltoolkit.text.normal import key

_LONGER_THAN_PRINTED = 24
"""How many characters more than the longest printed label a cell may hold and still be looked at: blanks, tags, a unit."""
_MOST_SEEN = 4_096


class Item(NamedTuple):
    """One printed label or heading.

    name         pointer of a field, key of a table's column, 'heading:0' or 'row:0' of a matrix
    keys         normalised texts under which it may stand
    label        the official text
    row, column  where it stands in the template (a table: row 0), to tell twins apart
    width        columns of its value's area in the template
    """

    name: str
    keys: tuple[str, ...]
    label: str
    row: int
    column: int
    width: int = 1


class SectionItems(NamedTuple):
    """The items of one section in official order. `abreast`: all stand in one row, in whatever order of columns."""

    number: int
    section: Section
    items: tuple[Item, ...]
    title_key: str

    @property
    def abreast(self) -> bool:
        return isinstance(self.section, TableSection)


class Printed(NamedTuple):
    """What a text is on a form: the labels and headings that are printed so (section number, item number), the section whose
    title it is (-1: none), and whether it is printed on it at all.
    """

    items: tuple[tuple[int, int], ...]
    title: int
    known: bool


STRANGER = Printed((), -1, False)


class Catalogue(NamedTuple):
    """Every printed text of a form.

    labels   normalised text → (section number, item number) of each item that is printed so
    printed  exact text → the same, for the texts just as printed
    titles   normalised text → section number
    others   normalised side headings, corners, the form's title: printed, but nothing is filled in beside them
    longest  characters beyond which a text is no label
    familiar every character of the printed texts: a text that goes on with another Chinese one is no label
    seen     what short texts were found to be: the same ones stand in every workbook of the form
    """

    form: Form
    sections: tuple[SectionItems, ...]
    labels: dict[str, tuple[tuple[int, int], ...]]
    printed: dict[str, tuple[tuple[int, int], ...]]
    titles: dict[str, int]
    others: frozenset[str]
    longest: int
    familiar: str
    seen: dict[str, Printed]

    def meaning(self, text: str) -> Printed:
        """What a text of at most `longest` characters is on this form, however it is spelled."""
        found = self.seen.get(text)
        if found is None:
            found = self._meaning(text)
            if len(self.seen) >= _MOST_SEEN:  # memory stays flat
                self.seen.clear()
            self.seen[text] = found
        return found

    def _meaning(self, text: str) -> Printed:
        items = self.printed.get(text)
        if items is not None:
            return Printed(items, self.titles.get(text, -1), True)
        if "一" <= text.lstrip(self.familiar)[:1] <= "鿿":
            return STRANGER
        name = key(text)
        items = self.labels.get(name, ())
        title = self.titles.get(name, -1)
        return Printed(items, title, True) if items or title >= 0 or name in self.others else STRANGER


@lru_cache(maxsize=16)
def catalogue(form: Form) -> Catalogue:
    """The catalogue of a form, made once."""
    layout = lay_out(form)
    sections = tuple(
        SectionItems(number, section, _items(section, layout), key(section.title))
        for number, section in enumerate(form.sections)
    )
    labels: dict[str, tuple[tuple[int, int], ...]] = {}
    printed: dict[str, tuple[tuple[int, int], ...]] = {}
    for entry in sections:
        for number, item in enumerate(entry.items):
            for text in dict.fromkeys(item.keys):
                labels[text] = (*labels.get(text, ()), (entry.number, number))
    for entry in sections:
        for item in entry.items:
            printed[item.label] = labels[key(item.label)]
    titles = {entry.title_key: entry.number for entry in sections if entry.title_key}
    others = {key(form.title)}
    for section in form.sections:
        if isinstance(section, FieldsSection):
            others.update(key(item.text) for row in section.rows for item in row if isinstance(item, Heading))
        elif isinstance(section, MatrixSection):
            others.add(key(section.corner))
    longest = max(len(text) for text in (*labels, *titles, *printed)) + _LONGER_THAN_PRINTED
    names = frozenset(others) - labels.keys() - {""}
    familiar = "".join({*"其中万元千亿 \n\u3000*:：()（）", *"".join((*labels, *titles, *printed, *names))})
    return Catalogue(form, sections, labels, printed, titles, names, longest, familiar, {})


def _items(section: Section, layout: Layout) -> tuple[Item, ...]:
    if isinstance(section, TableSection):
        return tuple(
            Item(column.key, column.label_keys, column.label, 0, position)
            for position, column in enumerate(section.columns)
        )
    if isinstance(section, MatrixSection):
        return _matrix_items(section, layout)
    items = []
    for field in section.fields:
        label, value = layout.labels[field.pointer], layout.values[field.pointer]
        width = value.right - value.left + 1
        items.append(Item(field.pointer, field.label_keys, field.label, label.top, label.left, width))
    return tuple(items)


def _matrix_items(section: MatrixSection, layout: Layout) -> tuple[Item, ...]:
    """Its headings, then its row labels: each with every spelling, where the crossings stand in the template."""
    areas = [[layout.values[field.pointer] if field is not None else None for field in row] for row in section.cells]
    lefts = [
        next((area.left for area in column if area), number)
        for number, column in enumerate(zip(*areas, strict=True), 2)
    ]
    tops = [next((area.top for area in row if area), number) for number, row in enumerate(areas, 2)]
    texts = (*section.headings, *section.row_labels)
    keys = [
        tuple(dict.fromkeys((*_keys(text), *map(key, more))))
        for text, more in zip(texts, section.spellings, strict=True)
    ]
    headings = [Item(f"heading:{n}", keys[n], text, min(tops) - 1, lefts[n]) for n, text in enumerate(section.headings)]
    rows = [Item(f"row:{n}", keys[len(lefts) + n], text, tops[n], 1) for n, text in enumerate(section.row_labels)]
    return (*headings, *rows)


def _keys(text: str) -> tuple[str, ...]:
    return key(text), key(label_name(text))
