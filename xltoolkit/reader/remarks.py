"""The closed list of what the reader remarks on. A rule of the groups 格式, 选项 or 工作簿 stands behind each kind.


"""

from __future__ import annotations

# -- the value could not be understood; the document holds the raw text, rules that need it are 未能检查
ERROR_VALUE = "error_value"              # the cell shows #REF!, #NAME? …
NOT_CALCULATED = "not_calculated"        # a formula in an input cell without a stored result
TARGET_FORMULA = "target_formula"        # text such as =12次 was taken for a formula; `value` is the text that was meant
NOT_A_NUMBER = "not_a_number"            # an amount that is no number at all
AMBIGUOUS_NUMBER = "ambiguous_number"    # 5,00 or 1.234.5: more than one reading
NOT_A_DATE = "not_a_date"                # no date, or a day that does not exist
AMBIGUOUS_DATE = "ambiguous_date"        # 01/02/2020, or 2020年1月 without a day
FIELD_MISSING = "field_missing"          # the label was found nowhere; `place` is None

# -- the value was understood with certainty; the remark says what is not as it should be
TEXT_NUMBER = "text_number"              # a number typed as text
UNIT_SUFFIX = "unit_suffix"              # 300万元, 3000000元, ¥300: converted exactly into the form's unit
FULL_WIDTH = "full_width"                # full-width digits or signs in a number, date, phone, target
DATE_SPELLING = "date_spelling"          # 2020.1.1, 2020年1月1日 as text
ALIAS = "alias"                          # 0 → 否, another spelling of a choice
NOT_IN_VOCABULARY = "not_in_vocabulary"  # the text stays as written; `detail` holds the nearest choice, if one is near
HTML = "html"                            # tags or entities of a web page in a text
INVISIBLE = "invisible"                  # zero-width characters, _x000D_, control characters
BLANKS = "blanks"                        # blanks around or inside a one-line value
FORMULA_INPUT = "formula_input"          # a formula with a result where a value is meant to be typed
NUMBER_IN_TEXT = "number_in_text"        # a number typed where text is meant (a target, a phone): the text that Excel shows
FRACTION_PERCENT = "fraction_percent"    # 0.9 or a cell formatted as percent where a percentage is meant; `value` is what was read

# -- computed cells
RECOMPUTED = "recomputed"                # no stored result: ours is used
OVERWRITTEN = "overwritten"              # a constant stands where the form has a formula; `detail`: 'equal' or 'different'
STALE = "stale"                          # the stored result differs from what the inputs give; `value` is ours

# -- the workbook (pointer '' or that of a section's first field or table)
STAMP_LOST = "stamp_lost"
STAMP_VERSION = "stamp_version"          # another version of the form; `detail` says which
SHEET_RENAMED = "sheet_renamed"          # `raw` its name now, `value` the official one
SHEET_MISSING = "sheet_missing"          # `value` the official name
SHEET_HIDDEN = "sheet_hidden"            # an input sheet is hidden; it was read
SHEET_COPY = "sheet_copy"                # a second block of the same section; `detail`: 'equal' or what differs
EXTRA_SHEET = "extra_sheet"              # a sheet that is not of the form, with content
LABEL_CHANGED = "label_changed"          # a label or heading was reworded; `value` the official one
COLUMN_INSERTED = "column_inserted"      # a value was found further right than it should stand
MERGED_ROWS = "merged_rows"              # cells merged inside a table; `detail`: 'group' (inherits) or 'value' (target, amount)
HIDDEN_ROWS = "hidden_rows"              # rows with content are hidden or filtered away
TABLE_OVERFLOW = "table_overflow"        # the table runs into the next section
STRAY_CONTENT = "stray_content"          # something is written outside the form
SHIFTED_ROW = "shifted_row"              # a table row whose values stand one column off
EXTERNAL_LINK = "external_link"
UNKNOWN_MACRO = "unknown_macro"
WRONG_EXTENSION = "wrong_extension"      # `raw` the file's, `value` what the content is
UNSEEN = "unseen"                        # the file format cannot show `detail` (errors, formulas, hidden rows)

UNDERSTOOD_NOT = frozenset(
    {ERROR_VALUE, NOT_CALCULATED, TARGET_FORMULA, NOT_A_NUMBER, AMBIGUOUS_NUMBER, NOT_A_DATE, AMBIGUOUS_DATE, FIELD_MISSING}
)
"""Kinds that leave their pointer unreadable."""
