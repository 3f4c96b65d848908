"""Holds the words of a message that point at things shown before, as the NLU has read them
(nlu/turn/words/goods/pointing.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

By = Literal[
    "place",
    "few",
    "set",
    "other",
    "others",
    "this",
    "neighbour",
    "before",
    "size",
    "best",
    "price",
    "figure",
    "currency",
    "called",
]
"""The ways of pointing that `nlu.turn.words.goods.pointing` describes."""
BY_TERMS: frozenset[By] = frozenset(("price", "figure", "currency"))
"""The ways of pointing that name a thing by one of its figures or by its currency: "the 2.63 people", 美元那家."""
INTO_A_LIST: frozenset[By] = frozenset(
    ("place", "few", "set", "other", "others", "neighbour", "before", "best", "size")
)
"""The ways of pointing that do not depend on the names of the things shown."""


@dataclass(frozen=True)
class Pointer:
    """Holds words that point at things shown. `by` says how, as `nlu.turn.words.goods.pointing` describes; `words` are those that name a
    place, a property or a criterion; `is_denied` says that these things are not meant."""

    by: By
    number: int = 0
    words: str = ""
    is_many: bool = False
    is_denied: bool = False


def read_pointing(given: object) -> tuple[Pointer, ...]:
    """Reads the pointers in the NLU's output."""
    found: Iterable[Mapping[str, Any]] = given if isinstance(given, list) else ()
    return tuple(
        Pointer(
            cast(By, each["by"]), int(each["number"]), str(each["words"]), bool(each["is_many"]), bool(each["denied"])
        )
        for each in found
        if each["by"] in get_args(By)
    )
