"""Reads the texts from one company to another that the marketplace holds back, and passes on
decisions about them. Both go through the action servers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog

from bot.conversation.store.messages import add_message
from bot.marketplace.client import SET_ASIDE, ActionServers, NotInMarketplace
from bot.support.store.handoffs import find_active_handoff, find_owner, set_handoff
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Unreadable

log = structlog.get_logger()

Decision = Literal["released", "refused"]
DECISIONS: tuple[Decision, ...] = ("released", "refused")
STATES = ("held", *DECISIONS)


@dataclass(frozen=True)
class Held:
    """Describes a text that waits or was decided about: its author, the conversation in which it
    was written, its recipients, and the findings in it."""

    id: int
    rfq: str
    account: str
    conversation: str
    text: str
    findings: tuple[tuple[str, str], ...]
    """Each finding is a pair of its kind and the words that were found."""
    suppliers: tuple[str, ...]
    state: str
    created_at: dt.datetime
    decided_by: str | None = None


class HeldTexts(Protocol):
    """Gives access to the held texts."""

    async def waiting(self) -> list[Held]: ...

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        """Returns the text and whether this call decided about it, or None when there is no such
        text."""


class ActionServerHeldTexts:
    """Reaches the held texts on the action servers. Its methods raise what `ActionServers.ask`
    raises."""

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def waiting(self) -> list[Held]:
        answer = await self._servers.ask("GET", "/held")
        return [held for held in map(_read_or_report, answer["held"]) if held is not None]

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        try:
            answer = await self._servers.ask("POST", f"/held/{held_id}", {"decision": decision, "by": by})
        except NotInMarketplace:
            return None
        return read_held(answer["held"]), bool(answer["decided_now"])


async def do_tell_decision(connection: Connection, held: Held) -> None:
    """Tells the author in the conversation where the text was written. If they wait for a person
    because of this text, the wait ends."""
    if await find_owner(connection, held.conversation, lock=True) is None:
        return  # the person's data was erased meanwhile
    reply = {"response": f"held.{held.state}", "values": {"number": held.rfq}}
    await add_message(connection, held.conversation, "system", reply=reply)
    handoff = await find_active_handoff(connection, held.conversation)
    if handoff is not None and handoff.state == "requested" and handoff.reason == "held":
        await set_handoff(connection, handoff, "resolved", None, system_clock())


def read_held(given: Any) -> Held:
    """Reads a held text from the action server's answer.

    Raises:
        Unreadable: it is no valid held text.
    """
    try:
        if given["state"] not in STATES:
            raise ValueError(given["state"])
        return Held(
            id=given["id"],
            rfq=given["rfq"],
            account=given["account"],
            conversation=given["conversation"],
            text=given["text"],
            findings=tuple((one["kind"], one["found"]) for one in given["findings"]),
            suppliers=tuple(given["suppliers"]),
            state=given["state"],
            created_at=dt.datetime.fromisoformat(given["created_at"]),
            decided_by=given["decided_by"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("held text") from error


def _read_or_report(given: Any) -> Held | None:
    """Returns a held text, or None if it cannot be read. Such a text stays with the marketplace and
    does not hide others."""
    try:
        return read_held(given)
    except Unreadable:
        SET_ASIDE.labels("held").inc()
        log.exception("a held text cannot be read", held=given.get("id") if isinstance(given, dict) else None)
        return None
