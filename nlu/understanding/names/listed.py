"""Finds the names of what the marketplace lists now, which may be others than those of the training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlu.understanding.found import Found
from nlu.understanding.names.lexicon import Lexicon


class ListedNames:
    """Holds the names of the catalogue. There are none in training, so that a model depends on its inputs alone."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self.version = ""

    def replace(self, version: str, listed: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Replaces the names: `{kind: [{"en", "zh"}]}`, as of this version of the catalogue."""
        self._lexicon, self.version = Lexicon.of_marketplace(listed), version

    def add_to(self, finds: list[Found], text: str) -> list[Found]:
        """Returns the finds, and beside them the listed names where the finds have nothing of the same kind. A longer name
        takes the place of a shorter one in it."""
        if self._lexicon is None:
            return finds
        listed = self._lexicon.find(text)
        new = [one for one in listed if not any(_stands_in(one, other) for other in finds)]
        kept = [one for one in finds if not any(_stands_in(one, other) and one != other for other in new)]
        apart = [one for one in new if not any(_meets(one, other) for other in kept)]
        return sorted([*kept, *apart], key=lambda found: (found.start, -found.end))


def _stands_in(one: Found, other: Found) -> bool:
    return one.entity == other.entity and other.start <= one.start and one.end <= other.end


def _meets(one: Found, other: Found) -> bool:
    return one.entity == other.entity and one.start < other.end and other.start < one.end


LISTED = ListedNames()
"""The names of this process, which nlu/turn/following.py keeps true."""
