"""Defines the data types of notes for the staff."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NewNote:
    """Says what a contact wants the staff to do. `task` names the kind of wish (`order_change`, `claim` …), `about` the
    order, request or company that it is about, and `words` are the contact's own, in the order in which they were said."""

    task: str
    about: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Describes a stored note. `account` is None for the note of a visitor."""

    number: str
    account: str | None
    conversation: str
    task: str
    about: str
    words: tuple[str, ...]
    created_at: datetime
