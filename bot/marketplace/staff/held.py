"""Reads texts from one company to another that the marketplace holds back, and sends the marketplace the staff's
decisions about them. The texts and the decisions go through the action servers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog

from bot.conversation.store.messages import add_message
from bot.marketplace.client import SET_ASIDE, ActionServers, NotInMarketplace
from bot.support.store.handoffs import find_active_handoff, find_owner, take_step
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Unreadable

log = structlog.get_logger()

Decision = Literal["released", "refused"]
DECISIONS: tuple[Decision, ...] = ("released", "refused")
STATES = ("held", *DECISIONS)


@dataclass(frozen=True)
class Held:
    """Describes a text that was held back: the number of the request, claim, question or sample that it is about (`rfq`),
    its author's account, the conversation in which it was
    written, the suppliers who would receive it, and the reasons why it was held back (`findings`).
    `state` is `held`, or the decision."""

    id: int
    rfq: str
    account: str
    conversation: str
    text: str
    findings: tuple[tuple[str, str], ...]
    """The reasons why the text was held back, as pairs: the kind of content that was found, such as a telephone number,
    and the words in which it was found."""
    suppliers: tuple[str, ...]
    state: str
    created_at: dt.datetime
    decided_by: str | None = None


class HeldTexts(Protocol):
    """Defines the interface to the texts that the marketplace holds back."""

    async def waiting(self) -> list[Held]: ...

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        """Records the decision of the staff member `by`. Returns the text, and whether this call
        made the decision (False if the decision was made before). Returns None when there is no
        text with this id."""


class ActionServerHeldTexts:
    """Reads and decides about held texts through the action servers. The methods raise the errors
    of `ActionServers.ask`."""

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


def name_text(what: str, number: str) -> str:
    """Returns the name of the text that tells the author the decision (`what`) about a held text. `number` is the
    request, claim, question or sample to which the held text belongs."""
    return f"held.{what}" if number.startswith("RFQ-") else f"held.letter_{what}"


async def do_tell_decision(connection: Connection, held: Held) -> None:
    """Tells the author of the text about the decision, in the conversation where it was written. If
    that conversation waits for an agent because of the text, the wait ends."""
    if await find_owner(connection, held.conversation, lock=True) is None:
        return  # the author's data has been erased
    reply = {"response": name_text(held.state, held.rfq), "values": {"number": held.rfq}}
    await add_message(connection, held.conversation, "system", reply=reply)
    handoff = await find_active_handoff(connection, held.conversation)
    if handoff is not None and handoff.is_waiting and handoff.reason == "held":
        await take_step(connection, handoff, "settle", None, system_clock())


def read_held(given: Any) -> Held:
    """Parses a held text from the JSON of an action server.

    Raises:
        Unreadable: the JSON is not a valid held text.
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
    """Returns a held text from its JSON, or None if it is not valid. The error is logged, so that
    one invalid text does not hide the others."""
    try:
        return read_held(given)
    except Unreadable:
        SET_ASIDE.labels("held").inc()
        log.exception("a held text cannot be read", held=given.get("id") if isinstance(given, dict) else None)
        return None
