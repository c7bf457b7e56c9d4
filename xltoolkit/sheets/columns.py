"""The size of a sheet, and which column letters mean which number. Source: ECMA-376 part 1, §18.18.62."""

from __future__ import annotations

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Columns(dict[str, int]):
    """Column letters, small ones too, → number, remembered: 'A' → 1, 'XFD' → 16384. KeyError for what is no column."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z":
                raise KeyError(letters)
            number = number * 26 + ord(letter) - 64
        if not 1 <= number <= LAST_COLUMN:
            raise KeyError(letters)
        self[letters] = number
        return number


COLUMNS = Columns()
