"""Finds the names that the marketplace lists now, which may differ from those at the time of the training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nlu.understanding.found import Found
from nlu.understanding.names.lexicon import Lexicon


class ListedNames:
    """Holds the names in the marketplace's catalogue. During a training it is empty, so that a model depends only on
    the inputs of the training."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self.version = ""

    def replace(self, version: str, listed: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Replaces the names by those of this version of the catalogue. `listed` has the form that
        `Lexicon.add_marketplace` describes."""
        self._lexicon, self.version = Lexicon.of_marketplace(listed), version

    def add_to(self, finds: list[Found], text: str) -> list[Found]:
        """Returns the matches in `finds` together with those of listed names in the raw text. A listed name is added
        where it overlaps no match of the same entity type. It replaces shorter matches of the same type that lie inside
        it."""
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
"""The listed names of this process. nlu/turn/following.py replaces them when the catalogue changes."""
