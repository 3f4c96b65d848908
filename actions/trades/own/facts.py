"""Declares what can be asked about an own thing, and finds which of its facts a message asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from actions.dialogue.asked import Asked
from actions.dialogue.turn import Turn

Say = Callable[[Turn, Any], bool]
"""A function that states a fact of a record, or returns False if the record has none to state."""


@dataclass(frozen=True)
class Fact:
    """Declares a fact: how it is stated, and by which questions it is asked for. A question asks for it if it is about one of the
    `things`, if there are some, about one of those `beside`, too, and is put in one of the ways of `kinds` (an empty set: in any way, also by naming
    the thing alone).

    What is `shared` may as well be asked about goods that can be bought, such as a price."""

    say: Say
    things: frozenset[str]
    kinds: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    is_shared: bool = False

    def is_asked(self, question: str, asked: Asked) -> bool:
        """Returns whether the clause asks for the fact with its question of that kind."""
        is_about = bool(self.things & asked.things) or (not self.things and not asked.things)
        return is_about and (not self.beside or bool(self.beside & asked.things)) and (not self.kinds or question in self.kinds)


def fact(say: Say, things: str, kinds: str = "", *, beside: str = "", is_shared: bool = False) -> Fact:
    """Returns a fact whose names are given as words with spaces between. The kind `name` stands for the thing without a question:
    "and the carrier?"."""
    named = frozenset("" if kind == "name" else kind for kind in kinds.split())
    return Fact(say, frozenset(things.split()), named, frozenset(beside.split()), is_shared)


def find_facts(facts: Iterable[Fact], asked: Iterable[Asked]) -> list[Fact]:
    """Returns the facts that the clauses ask for: for each question the first that fits."""
    return list(dict.fromkeys(_find(tuple(facts), asked)))


def _find(facts: tuple[Fact, ...], asked: Iterable[Asked]) -> Iterator[Fact]:
    for clause in asked:
        for question in clause.questions:
            if found := next((each for each in facts if each.is_asked(question, clause)), None):
                yield found
