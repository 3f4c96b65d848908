"""Holds what a message says as a complaint about goods, as the NLU has read it
(nlu/turn/words/complaints/complaints.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Complaint:
    """Holds the numbers of affected pieces (`counts`), which are to be added up, and their `unit`. `adds` says that
    they are added to the pieces counted before, and `recounts` that they replace or sum up other numbers of the
    message. `names_fault` says that the words beside the only number say what is wrong with so many pieces. `parts` are
    several numbers, each with the kind of problem ("" if it has no name) and the words for it. `account` is the message
    without the clauses that tell the supplier nothing about the problem, `evidence` the words that say that there are
    photos, and `terms` those on which terms a remedy is wanted."""

    counts: tuple[Decimal, ...] = ()
    unit: str | None = None
    adds: bool = False
    recounts: bool = False
    names_fault: bool = False
    parts: tuple[tuple[str, str, str], ...] = ()
    account: str = ""
    evidence: str = ""
    terms: str = ""

    @property
    def total(self) -> Decimal:
        """Returns how many pieces the message counts; 0 if it counts none."""
        return sum(self.counts, Decimal(0))

    @property
    def is_reckoned(self) -> bool:
        """Returns whether several numbers of the message lead to the count, or pieces are added to earlier ones."""
        return self.recounts or self.adds or len(self.counts) > 1


def read_complaint(given: object) -> Complaint:
    if not isinstance(given, Mapping):
        return Complaint()
    return Complaint(
        tuple(Decimal(str(number)) for number in given.get("counts") or ()),
        given.get("unit"),
        given.get("adds") is True,
        given.get("recounts") is True,
        given.get("names_fault") is True,
        tuple((str(count), str(kind), str(words)) for count, kind, words in given.get("parts") or ()),
        *(str(given.get(name) or "") for name in ("account", "evidence", "terms")),
    )
