"""Holds the record of a conversation: the open question, the meaning of a "yes", the lists that were shown, the order
or product that is talked about, and the task that is under way.

The record is all that a conversation carries from one message to the next. The gateway stores it as JSON and sends it
back with the next message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError

LIMIT_BYTES = 4096
"""The most bytes that the record of a conversation may have as JSON in UTF-8."""
_LISTS = 3
_FOCUS = 8
_LISTINGS = 4
_ASIDE = 2
_CUTS = ((400, 50), (150, 20), (60, 10), (20, 5))
"""The limits that are tried in turn when the record is too large, until it is small enough: the most characters of a
text, and the most items of a list."""

Json = dict[str, Any]

KIND_OF_SLOT = {
    "product_id": "listing",
    "supplier_id": "supplier",
    "order_number": "order",
    "rfq_number": "request",
    "claim_number": "claim",
    "sample_number": "sample",
    "question_number": "question",
}
"""The kind of thing that each of these names refers to. Buttons and events use the names for the ids of things."""
PLURALS = {
    "listing": "offers",
    "supplier": "suppliers",
    "order": "orders",
    "request": "requests",
    "claim": "claims",
    "sample": "samples",
    "question": "questions",
}


@dataclass
class Listed:
    """Holds a list that the contact was shown: things of one kind (a key of `PLURALS`) by their ids, in the order
    shown. If the reply asked which of them is meant, `intent` is the intent to answer once one is chosen."""

    kind: str
    ids: list[Any]
    intent: str | None = None
    message_id: str = ""


@dataclass
class TaskState:
    """Holds a task that is not finished, such as a request for quotation: the values given so far by the names of its
    slots, the slot that the open question asks for (`asked`), how often in a row it was asked (`times`), and the slots
    that the contact has left open on purpose (`skipped`)."""

    name: str
    id: str
    values: Json = field(default_factory=dict)
    asked: str | None = None
    times: int = 0
    skipped: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    """The slots that are asked for after all others, because the contact does not know them yet."""
    revision: int = 0
    """Grows with each change of the values, so that a button of an earlier summary is recognised as outdated."""

    @property
    def goods(self) -> Json:
        """Returns the goods that the task is about, as the entity that names them: `{"product_id"}` for a listing,
        `{"product"}` for words, or an empty mapping."""
        named = ({name: self.values[name]} for name in ("product_id", "product") if self.values.get(name))
        return next(named, {})


@dataclass
class Last:
    """Holds the message before this one: its id, its intent, one value of each of its entities, the intents and
    responses of the answer, and the thing that the answer was about."""

    message_id: str = ""
    intent: str = ""
    entities: Json = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    """The intents whose actions answered that message."""
    said: list[str] = field(default_factory=list)
    """The names of the responses that answered that message."""
    about: list[Any] = field(default_factory=list)
    """The kind and the id of the thing that the answer was about, as in `Discourse.focus`; empty if the answer was
    about no single thing."""


@dataclass
class Discourse:
    """Holds the record of one conversation, which is empty at the beginning."""

    focus: list[Annotated[list[Any], Field(min_length=2, max_length=2)]] = field(default_factory=list)
    """The things that the conversation is about now, as pairs [kind, id], the latest first. Each kind occurs once."""
    offers: list[int] = field(default_factory=list)
    """The listings that were talked about one by one, the latest first, so that "both" and "the other one" refer to
    these."""
    lists: list[Listed] = field(default_factory=list)
    """The lists that the contact was shown last, the latest first."""
    proposal: Json | None = None
    """The meaning of a "yes": `{"intent", "entities", "message_id", "asked"}`."""
    task: TaskState | None = None
    aside: list[TaskState] = field(default_factory=list)
    """Tasks that were put aside, the latest first."""
    search: Json | None = None
    """The conditions of the search (`actions.sourcing.at_hand.search_state.SearchState`)."""
    basket: list[Json] = field(default_factory=list)
    """The goods that the contact wants together, each with its listing and quantity (`actions.sourcing.at_hand.basket`)."""
    waiting: Json | None = None
    """The question that waits until the contact has signed in: `{"intent", "entities"}`."""
    last: Last = field(default_factory=Last)
    kept: Json = field(default_factory=dict)
    """Values that packages such as actions.files keep for later messages, by names that these packages choose."""
    situation: Json = field(default_factory=dict)
    """A short summary of the record, which the NLU reads with the next message (docs/nlu.md, "Situation")."""

    @classmethod
    def load(cls, stored: object) -> Discourse:
        """Reads what `dump` has written. A part that cannot be read is left out, so that it does not stop the
        conversation."""
        return cls(**dict(_read_parts(stored))) if isinstance(stored, Mapping) else cls()

    def dump(self) -> Json:
        """Returns the record as JSON of at most `LIMIT_BYTES`. If the record is larger, parts are removed in this
        order: older lists with older things talked about, tasks that were put aside, and what packages keep; then long
        texts and lists are cut. The open question and its task stay."""
        for drop in (None, self._drop_list, self._drop_list, self._drop_aside, self._drop_aside, self._drop_kept):
            if drop:
                drop()
            record = {name: value for name, value in asdict(self).items() if value not in (None, [], {})}
            if _fits(record):
                return record
        for longest, most in _CUTS:
            record = _cut(record, longest, most)
            if _fits(record):
                break
        return record

    def _drop_list(self) -> None:
        del self.lists[1:][-1:], self.focus[3:]
        self.lists = self.lists[:-1] if len(self.lists) > 1 else self.lists

    def _drop_aside(self) -> None:
        self.aside = self.aside[:-1]

    def _drop_kept(self) -> None:
        self.kept, self.waiting, self.last.entities = {}, None, {}

    @property
    def latest_focus(self) -> list[Any] | None:
        """Returns the kind and the id of the latest thing that is talked about, or None."""
        return next(iter(self.focus), None)

    def is_about(self, *kinds: str) -> bool:
        """Returns whether the latest thing that is talked about is of one of these kinds."""
        return self.latest_focus is not None and self.latest_focus[0] in kinds

    @property
    def latest_list(self) -> Listed | None:
        """Returns the list that the contact was shown last, or None."""
        return next(iter(self.lists), None)

    def find_focus(self, kind: str) -> Any:
        """Returns the id of the latest thing of that kind that is talked about, or None."""
        return next((named for each, named in self.focus if each == kind), None)

    def set_focus(self, kind: str, named: Any) -> None:
        """Makes the thing with the id `named` the latest one that is talked about. If `named` is None, forgets the
        thing of that kind."""
        self.focus = [pair for pair in self.focus if pair[0] != kind]
        if named is not None:
            self.focus = [[kind, named], *self.focus][:_FOCUS]
        if kind == "listing" and isinstance(named, int):
            self.mention_listings([named])

    def mention_listings(self, ids: list[int]) -> None:
        """Makes these listings the ones that were talked about last."""
        self.offers = [*ids, *(each for each in self.offers if each not in ids)][:_LISTINGS]

    def add_list(self, kind: str, ids: list[Any], intent: str | None = None, message_id: str = "") -> None:
        """Adds a list as the latest one. An equal list from before is removed."""
        kept = [each for each in self.lists if (each.kind, each.ids) != (kind, ids)]
        self.lists = [Listed(kind, list(ids), intent, message_id), *kept][:_LISTS]

    def put_aside(self) -> None:
        """Puts the task under way aside, so that it can be taken up again later. A task of the same name that was put
        aside before is forgotten."""
        if self.task is not None:
            task, self.task = self.task, None
            task.times = 0
            self.aside = [task, *(each for each in self.aside if each.name != task.name)][:_ASIDE]

    def take_up(self, name: str | None = None) -> TaskState | None:
        """Resumes the latest of the tasks that were put aside, or the latest one of that name. Returns it, or None if
        there is none."""
        found = next((each for each in self.aside if name in (None, each.name)), None)
        if found is not None:
            self.aside.remove(found)
            self.task = found
        return found


def _fits(record: Json) -> bool:
    return len(json.dumps(record, ensure_ascii=False).encode()) <= LIMIT_BYTES


def _cut(value: Any, longest: int, most: int) -> Any:
    """Returns the value with texts of at most `longest` characters and lists of at most `most` items."""
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, list | tuple):
        return [_cut(each, longest, most) for each in value[:most]]
    if isinstance(value, Mapping):
        return {name: _cut(each, longest, most) for name, each in value.items()}
    return value


_TYPES = {name: TypeAdapter(kind) for name, kind in get_type_hints(Discourse, include_extras=True).items()}


def _read_parts(stored: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, kind in _TYPES.items():
        with suppress(ValidationError):
            if name in stored:
                yield name, kind.validate_python(stored[name])
