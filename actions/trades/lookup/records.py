"""Lists the things that an account has traded or is trading: its orders, requests, samples and claims, each subject's by a function
that the subject registers. They are read once for a message."""

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
"""The entity that names a thing of each kind by its number. A lead is a request that a supplier may quote for."""


@dataclass(frozen=True)
class Own:
    """Describes an own thing of the account in short: its number, all names of its goods, the company on the other side (of a
    buyer's request, all that have quoted), where it goes, its quantity, the amounts of money that belong to it, who carries it,
    when it began, whether it is still open, and how a list and a button show it."""

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
    """How a list shows it that says one property of each; `line`, if it is empty."""
    record: Any = None
    """What the marketplace returned in its list: the order's summary, or the request."""

    @property
    def subject(self) -> str:
        """Returns the kind of the thing as the record of the conversation has it: a lead is a request."""
        return KIND_OF_SLOT[ENTITIES[self.kind]]

    @property
    def company(self) -> Name:
        """Returns the company on the other side."""
        return self.companies[0]


List = Callable[[Turn], Awaitable[Sequence[Own]]]
Access = Callable[[Turn, str], Awaitable[Any]]
"""A function that returns the record of that number, or raises `NotFound`."""


@dataclass(frozen=True)
class Subject:
    """Declares a kind of own things: how they are listed, how one is read, its facts in the order in which they are tried, and the
    intent that shows one."""

    kind: Kind
    list: List
    access: Access
    facts: tuple[Fact, ...]
    shows: str
    roles: frozenset[str] = frozenset(("buyer", "supplier"))
    is_called_so: frozenset[str] = frozenset()
    """The names that questions have for this kind of thing, from `things` in nlu/understanding/asked/questions.yml. If there are any, a
    question is about this kind only if it has one of them ("has the sample left?"), or if such a thing was talked about last."""
    figures: Figures = field(default_factory=dict)
    """The properties by which things of this kind are sorted and chosen."""


SUBJECTS: dict[str, Subject] = {}
"""Every subject by its kind."""


def declare_subject(subject: Subject) -> Subject:
    SUBJECTS[subject.kind] = subject
    return subject


async def list_own(turn: Turn, kinds: Iterable[str] | None = None) -> list[Own]:
    """Returns the account's things of these kinds (None: of all), the newest first."""
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
