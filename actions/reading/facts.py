"""Declares what can be asked about something, and finds which of its facts a message asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from actions.dialogue.asked import Asked

Say = Callable[..., Any]
"""A function that states a fact. Its values are those that the subject gives to all of its facts, such as the turn and a record."""


@dataclass(frozen=True)
class Fact:
    """Declares a fact: how it is stated, and which questions ask for it. A question does if it is about one of the `things` (an empty
    set: if it names no thing), about one of those `beside`, too, if there are any, and of one of the `kinds` (an empty set: of
    any, also one that only names the thing).

    A fact with `is_shared`, such as a price, may as well be asked for of goods on sale."""

    say: Say
    things: frozenset[str]
    kinds: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    is_shared: bool = False
    is_whole: bool = False
    """Whether it shows the whole thing. If several things fit, the contact is asked which one is meant."""
    covers: frozenset[str] = frozenset()
    """The things that it states as well, such as the day of a payment. They are not stated again for a later clause."""
    names: frozenset[str] = frozenset()
    """The names under which the NLU has learned to read it in any words (nlu/<language>/facts)."""

    def is_asked(self, question: str, asked: Asked) -> bool:
        """Returns whether the words of the clause ask for the fact by a question of the kind `question`."""
        is_about = bool(self.things & asked.things) or (not self.things and not asked.things)
        return (
            is_about
            and (not self.beside or bool(self.beside & asked.things))
            and (not self.kinds or question in self.kinds)
        )


def fact(
    say: Say,
    things: str,
    kinds: str = "",
    *,
    beside: str = "",
    covers: str = "",
    names: str = "",
    is_shared: bool = False,
    is_whole: bool = False,
) -> Fact:
    """Returns a fact. `things`, `kinds`, `beside`, `covers` and `names` are names with spaces between them. The kind `name` stands
    for a clause that only names the thing: "and the carrier?"."""
    return Fact(
        say,
        frozenset(things.split()),
        frozenset("" if kind == "name" else kind for kind in kinds.split()),
        frozenset(beside.split()),
        is_shared,
        is_whole,
        frozenset(covers.split()),
        frozenset(names.split()),
    )


def find_facts(facts: Iterable[Fact], asked: Iterable[Asked]) -> list[Fact]:
    """Returns the facts that the clauses ask for: the one that the NLU has read, else for each question the first that fits its
    words. No fact is returned twice."""
    found: dict[Say, Fact] = {}
    for fact in _find(tuple(facts), asked):
        found.setdefault(fact.say, fact)
    return list(found.values())


_LISTS = ("", "which")
"""The kinds of questions that may ask for several facts at once: "vessel name and tracking number, please"."""


def _find(facts: tuple[Fact, ...], asked: Iterable[Asked]) -> Iterator[Fact]:
    covered: frozenset[str] = frozenset()
    for clause in asked:
        if clause.fact:
            named = [fact for fact in facts if clause.fact in fact.names][:1]
            by_words = list(_find(facts, [replace(clause, fact="")])) if named else []
            yield from by_words if named and named[0] in by_words else named
            continue
        for question in clause.questions:
            left = clause.things - covered
            if clause.things and not left:
                continue
            for fact in facts:
                if fact.is_asked(question, clause) and (fact.things & left or not clause.things):
                    covered |= fact.covers
                    left -= fact.things | fact.covers
                    yield fact
                    if question not in _LISTS or not left:
                        break
