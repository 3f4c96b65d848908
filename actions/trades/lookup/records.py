"""Lists the things that an account has traded or is trading: its orders, requests, samples and claims. Each subject
registers the function that lists its things. They are read once for a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.dialogue.discourse import KIND_OF_SLOT
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Destination, Money, Name, Quantity
from actions.reading.facts import Fact
from actions.replies import Button, Value, button
from actions.trades.lookup.figures import Figures

Kind = Literal["order", "request", "lead", "sample", "claim"]
ENTITIES: dict[str, str] = {
    "order": "order_number",
    "request": "rfq_number",
    "lead": "rfq_number",
    "sample": "sample_number",
    "claim": "claim_number",
}
"""The entity that names a thing of each kind by its number. A lead is a request for which a supplier may quote."""


@dataclass(frozen=True)
class Own:
    """Describes an own thing of the account in short: its number, all names of its goods, the company on the other side
    (for a buyer's request, all that have quoted), its destination, its quantity, the amounts of money that belong to
    it, its carriers, the time when it began, whether it is still open, and its words in a list (`line`) and on a button
    (`label`)."""

    kind: Kind
    number: str
    goods: tuple[str, ...]
    companies: tuple[Name, ...]
    quantity: Quantity
    since: dt.datetime
    line: Value
    label: Value
    is_open: bool = True
    state: str = ""
    place: Destination | None = None
    amounts: tuple[Money, ...] = ()
    carriers: tuple[str, ...] = ()
    short: Value = ""
    """The words for the thing in a list that adds one property to each thing. If empty, such a list uses `line`."""
    record: Any = None
    """The object from the marketplace's list: the order's summary, or the request."""

    @property
    def subject(self) -> str:
        """Returns the kind of the thing under its name in the record of the conversation, in which a lead is a
        request."""
        return KIND_OF_SLOT[ENTITIES[self.kind]]

    @property
    def company(self) -> Name:
        """Returns the company on the other side."""
        return self.companies[0]


List = Callable[[Turn], Awaitable[Sequence[Own]]]
Access = Callable[[Turn, str], Awaitable[Any]]
"""A function that returns the record of that number, or raises `NotFound`."""
Suppliers = Callable[[Turn, Any], Awaitable[Sequence[Name]]]
"""A function that returns the suppliers about whom the message asks, given the record of the thing that it means."""


@dataclass(frozen=True)
class Subject:
    """Declares a kind of own things: the function that lists them, the function that reads one, their facts in the
    order in which they are tried, and the intent that shows one."""

    kind: Kind
    list: List
    access: Access
    facts: tuple[Fact, ...]
    shows: str
    roles: frozenset[str] = frozenset(("buyer", "supplier"))
    is_called_so: frozenset[str] = frozenset()
    """The names that questions use for this kind of thing, from `things` in nlu/understanding/asked/questions.yml. If
    there are any, a question is about this kind only if it uses one of them ("has the sample left?"), or if such a
    thing was talked about last."""
    figures: Figures = field(default_factory=dict)
    """The properties by which things of this kind are sorted and chosen."""
    suppliers: Suppliers | None = None
    """Finds the suppliers of a buyer's thing. If it is None, the contact is not told about them here."""


SUBJECTS: dict[str, Subject] = {}
"""Every subject by its kind."""


def declare_subject(subject: Subject) -> Subject:
    SUBJECTS[subject.kind] = subject
    return subject


async def list_own(turn: Turn, kinds: Iterable[str] | None = None) -> list[Own]:
    """Returns the account's things of these kinds, or of all kinds if `kinds` is None, the newest first."""
    held: dict[str, list[Own]] = turn.read.setdefault("own", {})
    wanted = list(SUBJECTS if kinds is None else kinds)
    for kind in wanted:
        if kind not in held:
            subject = SUBJECTS[kind]
            held[kind] = list(await subject.list(turn)) if turn.context.role in subject.roles else []
    return sorted((each for kind in wanted for each in held[kind]), key=lambda each: each.since, reverse=True)


def show_button(own: Own) -> Button:
    """Returns the button that shows the thing."""
    named: dict[str, Any] = {ENTITIES[own.kind]: own.number}
    return button(own.label, SUBJECTS[own.kind].shows, **named)
