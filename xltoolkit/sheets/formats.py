"""Number formats: which code belongs to a cell, whether it shows a date, and the date behind a serial number.

Sources: ECMA-376 part 1, §18.8.30 (numFmt: built-in codes, the zh-cn ones too) and §18.17.4 (serial dates).
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

GENERAL = "General"

BUILT_IN: dict[str, str] = {
    "0": GENERAL, "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00",
    "12": "# ?/?", "13": "# ??/??", "14": "yyyy/m/d", "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy", "18": "h:mm AM/PM",
    "19": "h:mm:ss AM/PM", "20": "h:mm", "21": "h:mm:ss", "22": "yyyy/m/d h:mm", "37": "#,##0;-#,##0",
    "38": "#,##0;[Red]-#,##0", "39": "#,##0.00;-#,##0.00", "40": "#,##0.00;[Red]-#,##0.00", "45": "mm:ss", "46": "[h]:mm:ss",
    "47": "mm:ss.0", "48": "##0.0E+0", "49": "@",
    # A Chinese Excel or WPS writes these by number alone.
    "27": 'yyyy"年"m"月"', "28": 'm"月"d"日"', "29": 'm"月"d"日"', "30": "m-d-yy", "31": 'yyyy"年"m"月"d"日"',
    "32": 'h"时"mm"分"', "33": 'h"时"mm"分"ss"秒"', "34": '上午/下午h"时"mm"分"', "35": '上午/下午h"时"mm"分"ss"秒"',
    "36": 'yyyy"年"m"月"', "50": 'yyyy"年"m"月"', "51": 'm"月"d"日"', "52": 'yyyy"年"m"月"', "53": 'm"月"d"日"',
    "54": 'm"月"d"日"', "55": '上午/下午h"时"mm"分"', "56": '上午/下午h"时"mm"分"ss"秒"', "57": 'yyyy"年"m"月"', "58": 'm"月"d"日"',
}  # fmt: skip

_NOT_SHOWN_AS_CODE = r'"[^"]*"?|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]|am/pm|a/p'
_SIGNS_OF_SUCH = frozenset('"\\_*[p')

_DAY_ZERO_1900 = datetime.date(1899, 12, 30).toordinal()
_DAY_ZERO_1904 = datetime.date(1904, 1, 1).toordinal()
_LAST_ORDINAL = datetime.date.max.toordinal()
_MILLISECONDS_A_DAY = 86_400_000


@lru_cache(maxsize=1024)
def shows_date(code: str) -> bool:
    """True if a number under this code is shown as a date or a time of day; `[h]:mm` counts hours and is a number."""
    shown = _shown(code)
    has_letter = "aaa" in shown or any(letter in shown for letter in "ymdhs")
    return has_letter and not ("[" in shown and re.search(r"\[[hms]+\]", shown))


def _shown(code: str) -> str:
    """What counts of a format code: its first section without literals, padding, colours and noon, in small letters."""
    code = code.lower()
    if not _SIGNS_OF_SUCH.isdisjoint(code):
        code = re.sub(_NOT_SHOWN_AS_CODE, "", code)
    return code.partition(";")[0]


def date_of_serial(serial: float, from_1904: bool = False) -> datetime.date | datetime.datetime | datetime.time | None:
    """The date behind a serial number: a date if whole, a time of day below 1, else both, to the millisecond.

    None where the calendar has no such day: negative, after 9999, and 29 February 1900 (serial 60), which only Excel
    believes in.
    """
    if not 0 <= serial < 2_958_466:
        return None
    days, milliseconds = divmod(round(serial * _MILLISECONDS_A_DAY), _MILLISECONDS_A_DAY)
    clock = (datetime.datetime.min + datetime.timedelta(milliseconds=milliseconds)).time()
    if days == 0:
        return clock
    if from_1904:
        ordinal = _DAY_ZERO_1904 + days
    elif days == 60:
        return None
    else:
        ordinal = _DAY_ZERO_1900 + days + (days < 60)
    if ordinal > _LAST_ORDINAL:
        return None
    day = datetime.date.fromordinal(ordinal)
    return datetime.datetime.combine(day, clock) if milliseconds else day


def date_of_text(text: str) -> datetime.date | datetime.datetime | datetime.time | None:
    """The date of an ISO cell (`t="d"`, ECMA-376 part 1, §18.18.11), midnight being a day; None if it is none."""
    try:
        if "T" not in text and ":" not in text:
            return datetime.date.fromisoformat(text)
        day, _, clock = text.rpartition("T")
        time = datetime.time.fromisoformat(clock).replace(tzinfo=None)
        if not day:
            return time
        date = datetime.date.fromisoformat(day)
        return datetime.datetime.combine(date, time) if time != datetime.time() else date
    except ValueError:
        return None
