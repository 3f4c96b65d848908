"""Defines the records of questions between a buyer and a supplier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions.marketplace.base.records import Name, Party, Role
from actions.marketplace.trades.letters.records import Letter

QuestionState = Literal["asked", "answered"]
Subject = Literal["company", "listing", "order", "quotation", "request"]
"""The kind of thing that a question is about."""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """Holds a question about one thing: `about` is the id of a listing, or the number of an order, quotation or
    request; it is empty for a question about the company. A buyer's question is for the supplier with the slug
    `supplier`. A supplier's question is about an order or a request and goes to its buyer; `supplier` is then empty."""

    supplier: str
    subject: Subject
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Says what became of a new question: its number, and whether it is held back for the staff."""

    number: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """Says whether an answer was taken, and whether it is held back for the staff."""

    is_taken: bool
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Describes a question. `name` is the name of the listing or the goods that it is about; it is None for a question
    about the company. `letters` are the question and its answers, the oldest first."""

    number: str
    state: QuestionState
    subject: Subject
    about: str
    name: Name | None
    buyer: Party
    supplier: Party
    supplier_slug: str
    asked_by: Role
    reader: Role
    letters: tuple[Letter, ...]
    asked_at: datetime

    @property
    def counterpart(self) -> Party:
        """Returns the other side, as the reader sees it."""
        return self.supplier if self.reader == "buyer" else self.buyer

    @property
    def is_own(self) -> bool:
        """Returns whether the reader's company asked this question."""
        return self.reader == self.asked_by

    @property
    def question(self) -> Letter:
        return next(letter for letter in self.letters if letter.part == "question")

    @property
    def answers(self) -> tuple[Letter, ...]:
        return tuple(letter for letter in self.letters if letter.part == "answer")
