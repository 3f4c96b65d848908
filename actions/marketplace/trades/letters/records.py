"""Defines the records of letters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions.marketplace.base.records import Role
from actions.marketplace.goods.words.words import is_han

Part = Literal["description", "reason", "question", "answer", "address", "note"]
LetterState = Literal["passed", "held", "released", "refused"]
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class NewLetter:
    """Holds words of `account` for the other side of a trade between two companies. `subject` is the number of the
    claim, question or sample that they are about, and `conversation` the gateway's id of the conversation in which they
    were written."""

    subject: str
    part: Part
    text: str
    account: str
    role: Role
    conversation: str
    buyer_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class Letter:
    """Describes stored words. For a reader of the other side, `text` is empty unless the words were passed on or
    released."""

    part: Part
    text: str
    language: str
    state: LetterState
    role: Role
    created_at: datetime

    @property
    def is_readable(self) -> bool:
        """Returns whether the reader for whom this letter was loaded may read the text."""
        return bool(self.text)


def find_language(text: str) -> str:
    """Returns the language that the words are written in: "zh" if they hold a Chinese character, else "en"."""
    return "zh" if any(map(is_han, text)) else "en"
