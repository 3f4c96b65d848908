"""Asks the action servers for the data that came from the operator's own system, and for the writes that were sent to
it. Lets admins have events taken in or sent again, and correct and pause goods, suppliers and accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode

from bot.marketplace.client import ActionServers
from foundation.errors import Unreadable
from foundation.languages import LANGUAGES

Rows = list[dict[str, Any]]
What = Literal["goods", "suppliers", "accounts"]
WHAT: tuple[What, ...] = ("goods", "suppliers", "accounts")
SECONDS = 6.0
"""How long an action server may take to write a correction."""
REPLAY_SECONDS = 25.0
"""How long an action server may take to take refused events in again."""


@dataclass(frozen=True)
class RowField:
    """Describes a field of a row that can be corrected. `value` is written as in a file of the import. `choices` are all
    values that the field may have, if they are few."""

    name: str
    value: str
    choices: Sequence[str]
    required: bool


@dataclass(frozen=True)
class ListingChange:
    """Describes a change that a supplier made in its own listing in the chat: the changed fields with their old and new
    values."""

    account: str
    at: dt.datetime
    changes: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class MarketRow:
    """Describes goods, a supplier or an account: its name in both languages, its id in the operator's own system, and
    whether it is read from that system each time (`view`) or was copied from it (`import`). `seen` is a digest of the values; if they change before a
    correction is written, the digest shows it. `changes` are those that the supplier of goods made, the newest
    first."""

    name: Mapping[str, str]
    own_id: str | None
    source: str | None
    view: str
    is_paused: bool
    fields: Sequence[RowField]
    seen: str
    changes: Sequence[ListingChange] = ()


@dataclass(frozen=True)
class Correction:
    """Says what was corrected, as the old and the new value of each field, or what is wrong: `field`, `value`, `reason`
    and `reason_zh`."""

    changed: Mapping[str, Sequence[str]]
    problems: Sequence[Mapping[str, str]]


class Oversight(Protocol):
    """Defines the interface with which admins see and correct the marketplace's data."""

    async def list_traffic(self) -> dict[str, Rows]: ...

    async def find(self, what: What, said: str) -> Rows: ...

    async def find_orders(self, said: str) -> Rows: ...

    async def access(self, what: What, row: str) -> MarketRow:
        """Returns the goods, supplier or account with this id.

        Raises:
            NotInMarketplace: there is no such row.
        """

    async def correct(self, what: What, row: str, values: Mapping[str, str], seen: str, by: str) -> Correction:
        """Replaces the values that were `seen` by these values, for the member of the staff `by`, or says what is wrong
        with them.

        Raises:
            NotInMarketplace: there is no such row.
        """

    async def pause(self, what: What, row: str, paused: bool) -> None:
        """Pauses the goods, supplier or account, or ends the pause.

        Raises:
            NotInMarketplace: there is no such row.
        """

    async def replay(self, event: str | None) -> Rows:
        """Has one refused event, or all of them, taken in again. Returns the id and the outcome of each event."""

    async def find_misfits(self, signed: Mapping[str, str]) -> Rows:
        """Returns those of the `signed` accounts (mapped to their roles) that are not in the marketplace or have
        another role there, each with `account`, `role`, `is` (its role there, or None) and `meant` (the accounts in
        the marketplace of a company whose id in the operator's own system is the signed name)."""

    async def send_again(self, outgoing_id: int) -> bool:
        """Has the report with this id sent to the operator's own system again. Returns False if that is not
        possible."""


class ActionServerOversight:
    """Implements `Oversight` with the action servers. The methods raise the errors of `ActionServers.ask`."""

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def list_traffic(self) -> dict[str, Rows]:
        answer = await self._servers.ask("GET", "/oversight")
        return {name: [_read(row) for row in rows] for name, rows in answer.items()}

    async def find(self, what: What, said: str) -> Rows:
        answer = await self._servers.ask("GET", f"/oversight/{what}?{urlencode({'said': said[:100]})}")
        return list(answer["found"])

    async def find_orders(self, said: str) -> Rows:
        answer = await self._servers.ask("GET", f"/oversight/orders?{urlencode({'said': said[:100]})}")
        return [_read(row) for row in answer["found"]]

    async def access(self, what: What, row: str) -> MarketRow:
        return read_market_row(await self._servers.ask("GET", _path(what, row)))

    async def correct(self, what: What, row: str, values: Mapping[str, str], seen: str, by: str) -> Correction:
        body = {"cells": dict(values), "seen": seen, "by": by}
        answer = await self._servers.ask("POST", _path(what, row), body, seconds=SECONDS)
        return Correction(answer["changed"], answer["problems"])

    async def pause(self, what: What, row: str, paused: bool) -> None:
        await self._servers.ask("POST", f"{_path(what, row)}/paused", {"paused": paused}, seconds=SECONDS)

    async def replay(self, event: str | None) -> Rows:
        body = {"ids": None if event is None else [event]}
        return list((await self._servers.ask("POST", "/oversight/events", body, seconds=REPLAY_SECONDS))["results"])

    async def find_misfits(self, signed: Mapping[str, str]) -> Rows:
        answer = await self._servers.ask("POST", "/oversight/signed", {"accounts": dict(signed)})
        return list(answer["misfits"])

    async def send_again(self, outgoing_id: int) -> bool:
        return bool((await self._servers.ask("POST", f"/oversight/outgoing/{outgoing_id}"))["changed"])


def _path(what: What, row: str) -> str:
    return f"/oversight/{what}/{quote(row, safe='')}"


def read_market_row(given: Any) -> MarketRow:
    """Parses a row from the JSON of an action server (actions/serving/oversight_routes.py).

    Raises:
        Unreadable: the JSON is not a valid row.
    """
    try:
        return MarketRow(
            name={language: str(given["name"][language]) for language in LANGUAGES},
            own_id=given["own_id"],
            source=given["source"],
            view=given["view"],
            is_paused=bool(given["is_paused"]),
            fields=[
                RowField(one["name"], one["value"], tuple(one["choices"]), bool(one["required"]))
                for one in given["fields"]
            ],
            seen=given["seen"],
            changes=[
                ListingChange(one["account"], dt.datetime.fromisoformat(one["at"]), one["changes"])
                for one in given["changes"]
            ],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("row") from error


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """Returns the row with its times parsed."""
    return {
        name: dt.datetime.fromisoformat(value) if value and (name == "at" or name.endswith("_at")) else value
        for name, value in row.items()
    }
