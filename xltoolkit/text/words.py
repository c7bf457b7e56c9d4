"""Closed lists of words, and whether any of them stands in a text."""

from __future__ import annotations

from functools import cached_property


class Words(tuple[str, ...]):
    """A closed list of words."""

    @cached_property
    def _by_first(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        firsts = dict.fromkeys(word[0] for word in self)
        return tuple((first, tuple(word for word in self if word[0] == first)) for first in firsts)

    def any_in(self, text: str) -> bool:
        """Whether any of them stands in the text. A character is found much more quickly than a word: one look for all that begin with it."""
        for first, words in self._by_first:
            if first in text:
                for word in words:
                    if word in text:
                        return True
        return False
