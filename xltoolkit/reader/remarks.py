"""The closed list of what the reader remarks on. A rule of the groups 格式, 选项 or 工作簿 stands behind each kind.

At most one remark of the first two groups is made of one cell: the gravest. Where a whole column or row is at fault there is
one remark, not one per cell.
"""

from __future__ import annotations

# -- the value could not be understood; the document holds the raw text, rules that need it are 未能检查
ERROR_VALUE = "error_value"  # the cell shows #REF!, #NAME? …
NOT_CALCULATED = "not_calculated"  # a formula in an input cell without a stored result
NOT_A_NUMBER = "not_a_number"  # an amount that is no number at all
AMBIGUOUS_NUMBER = "ambiguous_number"  # 5,00 or 1.234.5: more than one reading
NOT_A_DATE = "not_a_date"  # no date, or a day that does not exist
AMBIGUOUS_DATE = "ambiguous_date"  # 01/02/2020, or 2020年1月 without a day
FIELD_MISSING = "field_missing"  # the label was found nowhere; `place` the label before it, if any; `value` the
# field's name; `detail`: 'required', 'optional', or 'section' (a whole section)
LABEL_UNIT = "label_unit"  # the label names another unit of money (`raw`) than the form (`value`); `detail` the amount

# -- the value was understood with certainty; the remark says what is not as it should be
TARGET_FORMULA = "target_formula"  # text such as =12次 was taken for a formula; `value` is the text that was meant
TEXT_NUMBER = "text_number"  # a number typed as text
UNIT_SUFFIX = "unit_suffix"  # 300万元, 3000000元, ¥300: converted exactly into the form's unit
FULL_WIDTH = "full_width"  # full-width digits or signs in a number, date, phone, target
DATE_SPELLING = "date_spelling"  # 2020.1.1, 2020年1月1日 as text
ALIAS = "alias"  # 0 → 否, another spelling of a choice
NOT_IN_VOCABULARY = "not_in_vocabulary"  # the text stays as written; `detail` holds the nearest choice, if one is near
HTML = "html"  # tags or entities of a web page in a text
INVISIBLE = "invisible"  # zero-width characters, _x000D_, control characters
BLANKS = "blanks"  # blanks around or inside a one-line value
FORMULA_INPUT = "formula_input"  # a formula with a result where a value is meant to be typed
NUMBER_IN_TEXT = "number_in_text"  # a number typed where text is meant (a target, a phone): the text that Excel shows
FRACTION_PERCENT = (
    "fraction_percent"  # `detail` 'format': a cell formatted as percent, 0.6963 shown as 69.63% and read as 69.63;
)
# 'fraction': a bare 0.9 where a percentage is meant, read as written
VALUE_SPREAD = "value_spread"  # one text typed over several cells of an area that was unmerged; joined by line breaks
BESIDE_LABEL = "beside_label"  # the value stands in the label's own cell, behind the colon

# -- computed cells
RECOMPUTED = "recomputed"  # no stored result: ours is used
OVERWRITTEN = "overwritten"  # a constant stands where the form has a formula; `value` is ours;
# `detail`: 'equal', 'different' or 'blank'
STALE = "stale"  # the stored result differs from what the inputs give; `value` is ours

# -- the workbook (pointer '' or that of a section's first field or table)
STAMP_LOST = "stamp_lost"
STAMP_VERSION = "stamp_version"  # another version of the form; `detail` says which
SHEET_RENAMED = "sheet_renamed"  # `raw` its name now, `value` the official one
SHEET_MISSING = "sheet_missing"  # `value` the official name
SHEET_HIDDEN = "sheet_hidden"  # an input sheet is hidden; it was read
YEAR_CHANGED = "year_changed"  # the printed year (`raw`) is not that of the stamp (`value`, used)
SHEET_COPY = "sheet_copy"  # a second block of the same section; `raw` its sheet, `value` the one that counts;
# `detail`: 'equal' or what differs
EXTRA_SHEET = "extra_sheet"  # a sheet that is not of the form, with content
LABEL_CHANGED = "label_changed"  # a label or heading was reworded; `value` the field's name
COLUMN_INSERTED = "column_inserted"  # a value was found further right than it should stand
MERGED_ROWS = "merged_rows"  # cells merged inside a table; `detail`: 'group' (inherits), 'value' (a text that holds for
# every row) or 'number' (whose share is whose? not read)
INHERITED_ROWS = (
    "inherited_rows"  # a group's name stands in its first row only, as printed: the blank cells below were read
)
# so; `raw` how many, `value` the name
TOTAL_ROW = "total_row"  # a row 合计 inside a table, not read as an item; `detail`: 'equal', 'different' or ''
HIDDEN_ROWS = "hidden_rows"  # rows with content are hidden or filtered away
TABLE_OVERFLOW = "table_overflow"  # the table runs into the next section
STRAY_CONTENT = (
    "stray_content"  # something is written outside the form and was not read; `raw` the text; `detail`: 'column' (a
)
# column of a table that the form has not, `value` its heading), 'row' (below a table), 'cell'
SHIFTED_ROW = "shifted_row"  # a table row whose values stand one column off: not read; `detail`: 'right' or 'left'
EXTERNAL_LINK = (
    "external_link"  # `raw` the other workbook; `place` a cell whose formula leads there, None if no cell does
)
UNKNOWN_MACRO = "unknown_macro"
WRONG_EXTENSION = "wrong_extension"  # `raw` the file's, `value` what the content is
UNSEEN = "unseen"  # the file format cannot show `detail` (errors, formulas, hidden rows)

UNDERSTOOD_NOT = frozenset(
    {ERROR_VALUE, NOT_CALCULATED, NOT_A_NUMBER, AMBIGUOUS_NUMBER, NOT_A_DATE, AMBIGUOUS_DATE, FIELD_MISSING, LABEL_UNIT}
)
"""Kinds that leave their pointer unreadable."""
