"""Holds how a message describes the goods on the screen without naming them, as the NLU has read it
(nlu/turn/words/goods/described/describing.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Described:
    """Holds properties that the goods shall have (`wanted`) or not have (`unwanted`), and names of goods that would do
    as well (`also`), in the words of the message. The NLU does not know whether the words describe any goods at all."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.wanted, *self.unwanted, *self.also)


def read_described(given: object) -> Described:
    if not isinstance(given, Mapping):
        return Described()
    return Described(*(tuple(str(words) for words in given.get(name) or ()) for name in ("wanted", "unwanted", "also")))
