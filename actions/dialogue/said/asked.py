"""Holds the questions of a message about things that were traded, goods on sale or the marketplace, as the NLU has read
them (nlu/understanding/asked/questioning.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_WHETHER = "whether"
_MONEY = frozenset(("pay", "deposit", "balance", "owe"))
FACTS_OF_MONEY = frozenset(("deposit", "balance", "payments", "paid", "owed", "due_next", "overdue", "owed_all"))


@dataclass(frozen=True)
class Asked:
    """Holds the question of one clause: its `kinds`, such as `when` and `who`, and the `things` that it is about, such
    as `ship` and `deposit`. The names come from nlu/understanding/asked/questions.yml and, for goods, from
    nlu/understanding/asked/goods.yml."""

    kinds: tuple[str, ...] = ()
    things: frozenset[str] = frozenset()
    is_question: bool = False
    """Whether the clause is a question by its form, such as "did they come" and 到了没."""
    fact: str = ""
    """The fact that the NLU is sure the clause asks for, however it is worded (nlu/<language>/facts); "" if it is not
    sure of any."""

    @property
    def questions(self) -> tuple[str, ...]:
        """Returns the kinds of the clause's questions; `whether` is among them only if there is no other kind. A clause
        that only names something, such as "and the tracking number", has the kind "". A bare question such as
        "inspected?" has both kinds, "" and `whether`."""
        others = tuple(kind for kind in self.kinds if kind != _WHETHER)
        return others or self.kinds or (("", _WHETHER) if self.is_question else ("",))

    @property
    def asks_more_than_whether(self) -> bool:
        """Returns whether the clause asks with a question word, and not only whether something is so."""
        return any(kind != _WHETHER for kind in self.kinds)

    @property
    def is_about_money(self) -> bool:
        """Returns whether the clause asks about a payment."""
        return bool(self.things & _MONEY) or self.fact in FACTS_OF_MONEY

    def dump(self) -> list[Any]:
        """Returns the clause as JSON for the record, so that the next message can ask the same about something else."""
        return [list(self.kinds), sorted(self.things), self.fact]


def asks_for(asked: tuple[Asked, ...], *facts: str) -> bool:
    """Returns whether one of the clauses surely asks for one of the facts."""
    return any(clause.fact in facts for clause in asked)


def read_asked(given: object) -> tuple[Asked, ...]:
    """Returns the questions of a message from the JSON of the NLU, or () if that is no list."""
    return tuple(_read_clauses(given)) if isinstance(given, list) else ()


def load_asked(stored: object) -> tuple[Asked, ...]:
    """Returns the questions of an earlier message, from a list of what `Asked.dump` has returned."""
    clauses = stored if isinstance(stored, list) else []
    return tuple(Asked(tuple(kinds), frozenset(things), True, "".join(fact)) for kinds, things, *fact in clauses)


def _read_clauses(given: list[Any]) -> Iterator[Asked]:
    for each in given:
        if isinstance(each, Mapping):
            yield Asked(
                tuple(map(str, each.get("kinds") or ())),
                frozenset(map(str, each.get("things") or ())),
                each.get("is_question") is True,
                str(each.get("fact") or ""),
            )
