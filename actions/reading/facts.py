"""Declares the facts that contacts can ask for about a thing, and finds the facts that a message asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from actions.dialogue.said.asked import Asked

_NO_QUESTION = "none"
"""A kind that no question has."""
Say = Callable[..., Any]
"""A function that states a fact. Its arguments are those that a subject passes to all of its facts, such as the turn
and a record."""


@dataclass(frozen=True)
class Fact:
    """Declares a fact: how it is stated, and which questions ask for it. A question asks for the fact if three
    conditions hold: it is about one of the `things` (if the set is empty, it must name no thing); if `beside` is not
    empty, it is about one of these, too; and it is of one of the `kinds` (if the set is empty, of any kind, even one
    that only names the thing).

    `is_shared` says that the same question may also be about goods on sale, as the question for a price may."""

    say: Say
    things: frozenset[str]
    kinds: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    is_shared: bool = False
    is_whole: bool = False
    """Whether the fact shows the whole thing. If several things fit, the contact is asked which one is meant."""
    covers: frozenset[str] = frozenset()
    """Further things that the fact states, such as the day of a payment. They are not stated again for a later
    clause."""
    names: frozenset[str] = frozenset()
    """The names by which the NLU reports the fact when it recognises it in any wording (nlu/<language>/facts)."""
    is_there: Callable[..., bool] | None = None
    """Returns, for the same arguments as `say`, whether the record has the fact at all; None if every record has it."""
    instead: tuple[Fact, ...] = ()
    """The facts that the words of the clause name, if the NLU has recognised this fact, which they do not name."""

    def tell(self, *about: Any) -> bool:
        """States the fact. If the record does not have it, states what the words name instead: a supplier who has not
        quoted yet does not ask with "how many, on which terms?" for its own quotation."""
        is_there = self.is_there is None or self.is_there(*about)
        if is_there and self.say(*about):
            return True
        told = sum(bool(each.say(*about)) for each in self.instead)
        return bool(told) or (not is_there and bool(self.say(*about)))

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
    is_there: Callable[..., bool] | None = None,
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
        is_there,
    )


def fact_by_name(say: Say, names: str, *, is_shared: bool = False) -> Fact:
    """Returns a fact that a message asks for only if the NLU's model reads one of its `names`, whatever words of
    questions.yml it has."""
    return fact(say, "", _NO_QUESTION, names=names, is_shared=is_shared)


def find_facts(facts: Iterable[Fact], asked: Iterable[Asked]) -> list[Fact]:
    """Returns the facts that the clauses ask for: for each clause the fact that the NLU has recognised, or else for
    each of its questions the first fact that fits the words. No fact is returned twice."""
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
            is_named = any(fact in by_words for fact in named)
            instead = tuple({fact.say: fact for fact in by_words}.values())
            yield from by_words if is_named else [replace(fact, instead=instead) for fact in named]
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
