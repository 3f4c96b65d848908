"""Asks the action servers for a customer's orders, requests and so on, which the staff see beside a conversation, and
has them carry out the acts of the staff in the customer's name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from bot.marketplace.client import ActionServers, NotInMarketplace
from bot.messages.reply import Reply, Value, read_reply
from bot.messages.stored import MessageRow
from foundation.errors import Unreadable

SECONDS = 6.0
"""How long an action server may take to list the rows of an account, or to do an act."""
MOST_NAMED = 10
MOST_LISTINGS = 5
MOST_BUTTONS = 200
_NUMBER = re.compile(r"(?<![A-Za-z0-9])(ORD|RFQ|QUO|CLM|SMP|QST)[- ]?(\d{4,9})(?!\d)", re.IGNORECASE)
_TOKEN = re.compile(r'"token": "([\w-]+)"')


@dataclass(frozen=True)
class TradeField:
    label: Value
    value: Value


@dataclass(frozen=True)
class TradeRow:
    """Describes an order, request, quotation, claim, sample, question or listing. `shown` is what people read to tell it
    from others: the operator's own number if there is one, else `number`, and of a listing its name. `acts` are the names and labels of the acts that the staff may
    do about it in the customer's name in its present state; `named` says that the conversation mentions it."""

    number: str
    shown: Value
    kind: str
    state: Value
    title: Value
    fields: Sequence[TradeField]
    acts: Sequence[tuple[str, Value]]
    named: bool


@dataclass(frozen=True)
class ActField:
    """Describes a field of an act's form. `kind` is number, day, text or choice; a choice has `options`."""

    name: str
    kind: str
    label: Value
    value: str
    options: Sequence[tuple[str, Value]]
    required: bool
    longest: int


@dataclass(frozen=True)
class ActForm:
    """Describes the form of an act: in whose name it is done (`side`; None: the marketplace decides), its fields, and
    what it would change, as label, old and new value. `problem` says what is wrong in the form. `seen` is a digest of
    the values on the form; if they change before the act is done, the digest shows it."""

    act: str
    label: Value
    number: str
    shown: Value
    title: Value
    state: Value
    side: str | None
    fields: Sequence[ActField]
    changes: Sequence[tuple[Value, Value | None, Value | None]]
    seen: str
    problem: Value | None


@dataclass(frozen=True)
class ActWish:
    """Holds what a member of the staff wants to do with the row `number` of the account, and why."""

    account: str
    act: str
    number: str
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def write(self) -> dict[str, Any]:
        return {
            "account": self.account,
            "act": self.act,
            "number": self.number,
            "values": dict(self.values),
            "reason": self.reason,
        }


class TradeDesk(Protocol):
    """Defines the interface with which the staff see a customer's orders, requests and so on, and act in the customer's
    name."""

    async def list_rows(self, account: str, named: Sequence[str], goods: str = "") -> list[TradeRow]:
        """Returns the account's rows, those that are `named` first. With `goods`, a buyer's rows begin with the
        listings that are found by these words."""

    async def show(self, account: str, number: str) -> Reply | None:
        """Returns the reply that shows one of the account's rows, or None if the account has no row with this
        number."""

    async def preview(self, wish: ActWish, *, is_filled: bool) -> ActForm | None:
        """Returns the form of the act and, if it is filled in, what it would change. Returns None when there is no such
        act, or the account has no row with this number."""

    async def do(self, wish: ActWish, *, key: str, by: str, seen: str) -> tuple[bool, Value | None]:
        """Carries out the act, once for each key. Returns whether it is done, and if not, why."""


class ActionServerTradeDesk:
    """Implements `TradeDesk` with the action servers. The methods raise the errors of `ActionServers.ask`."""

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def list_rows(self, account: str, named: Sequence[str], goods: str = "") -> list[TradeRow]:
        asked = {"account": account, "named": list(named), "goods": goods}
        try:
            answer = await self._servers.ask("POST", "/desk/rows", asked, seconds=SECONDS)
        except NotInMarketplace:
            return []
        return [read_row(given) for given in answer["rows"]]

    async def show(self, account: str, number: str) -> Reply | None:
        try:
            asked = {"account": account, "number": number}
            return read_reply(await self._servers.ask("POST", "/desk/card", asked, seconds=SECONDS))
        except NotInMarketplace:
            return None

    async def preview(self, wish: ActWish, *, is_filled: bool) -> ActForm | None:
        asked = {**wish.write(), "filled": is_filled}
        try:
            return read_form(await self._servers.ask("POST", "/desk/preview", asked, seconds=SECONDS))
        except NotInMarketplace:
            return None

    async def do(self, wish: ActWish, *, key: str, by: str, seen: str) -> tuple[bool, Value | None]:
        asked = {**wish.write(), "key": key, "by": by, "seen": seen}
        answer = await self._servers.ask("POST", "/desk/do", asked, seconds=SECONDS)
        return bool(answer["done"]), answer["problem"]


def find_numbers(rows: Iterable[MessageRow]) -> list[str]:
    """Returns the numbers of orders, requests and so on that these messages name, the latest first."""
    found: dict[str, None] = {}
    for row in reversed(list(rows)):
        for prefix, digits in _NUMBER.findall(row.text or json.dumps(row.reply or {})):
            found.setdefault(f"{prefix.upper()}-{digits}")
    return list(found)[:MOST_NAMED]


def find_tokens(rows: Iterable[MessageRow]) -> list[str]:
    """Returns the tokens of the buttons in these messages, those of the latest message first."""
    found = [token for row in reversed(list(rows)) for token in _TOKEN.findall(json.dumps(row.reply or {}))]
    return found[:MOST_BUTTONS]


def name_listings(product_ids: Iterable[Any]) -> list[str]:
    """Returns the numbers by which the action server knows the rows of these listings (actions/desk/listings.py)."""
    return [f"LST-{product_id}" for product_id in islice(product_ids, MOST_LISTINGS)]


def read_row(given: Any) -> TradeRow:
    """Parses a row from the JSON of an action server (actions/desk/rows.py).

    Raises:
        Unreadable: the JSON is not a valid row.
    """
    try:
        return TradeRow(
            number=given["number"],
            shown=given["shown"],
            kind=given["kind"],
            state=given["state"],
            title=given["title"],
            fields=[TradeField(one["label"], one["value"]) for one in given["fields"]],
            acts=[(one["name"], one["label"]) for one in given["acts"]],
            named=bool(given["named"]),
        )
    except (KeyError, TypeError) as error:
        raise Unreadable("row") from error


def read_form(given: Any) -> ActForm:
    """Parses the form of an act from the JSON of an action server (actions/desk/doing.py).

    Raises:
        Unreadable: the JSON is not a valid form.
    """
    try:
        return ActForm(
            act=given["act"],
            label=given["label"],
            number=given["number"],
            shown=given["shown"],
            title=given["title"],
            state=given["state"],
            side=given["side"],
            fields=[_read_field(one) for one in given["fields"]],
            changes=[(one["label"], one["old"], one["new"]) for one in given["changes"]],
            seen=given["seen"],
            problem=given["problem"],
        )
    except (KeyError, TypeError) as error:
        raise Unreadable("act") from error


def _read_field(given: Any) -> ActField:
    return ActField(
        name=given["name"],
        kind=given["kind"],
        label=given["label"],
        value=given["value"],
        options=[(one["value"], one["label"]) for one in given["options"]],
        required=bool(given["required"]),
        longest=int(given["longest"]),
    )
