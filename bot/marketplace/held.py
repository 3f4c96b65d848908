"""Words from one company to another that the marketplace holds: seen and decided over the action server's interface."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx

from bot.clock import system_clock
from bot.conversation.store.messages import add_message
from bot.database.engine import Connection
from bot.errors import Retry
from bot.support.store.handoffs import find_active_handoff, find_owner, set_handoff

Decision = Literal["released", "refused"]
DECISIONS: tuple[Decision, ...] = ("released", "refused")
TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105  the name of a header


class MarketplaceUnavailable(Retry):
    """No action server answers."""


@dataclass(frozen=True)
class Held:
    """A text that waits, or was decided on: by whom it is, where it was written, for whom, and what was found in it."""

    id: int
    rfq: str
    account: str
    conversation: str
    text: str
    findings: tuple[tuple[str, str], ...]
    """(kind, what was read)."""
    suppliers: tuple[str, ...]
    state: str
    created_at: dt.datetime
    decided_by: str | None = None


class HeldTexts(Protocol):
    """Where the held texts are."""

    async def waiting(self) -> list[Held]: ...

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        """The text and whether this call decided, or None when there is no such text."""


class ActionServerHeldTexts:
    """Asks the action servers, one after the other until one answers.

    Raises:
        MarketplaceUnavailable: none does.
    """

    def __init__(self, client: httpx.AsyncClient, urls: Sequence[str], token: str) -> None:
        self._client, self._urls, self._headers = client, urls, {TOKEN_HEADER: token}

    async def waiting(self) -> list[Held]:
        answer = await self._ask("GET", "/held")
        answer.raise_for_status()
        return [_read(one) for one in answer.json()["held"]]

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        answer = await self._ask("POST", f"/held/{held_id}", {"decision": decision, "by": by})
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        body = answer.json()
        return _read(body["held"]), bool(body["decided_now"])

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> httpx.Response:
        for url in self._urls:
            try:
                answer = await self._client.request(method, url + path, json=body, headers=self._headers)
            except httpx.HTTPError:
                continue
            if answer.status_code < 500:
                return answer
        raise MarketplaceUnavailable(path)


async def do_tell_decision(connection: Connection, held: Held) -> None:
    """Tells the author in the conversation where it was written; the wait for a person because of it is over."""
    if await find_owner(connection, held.conversation, lock=True) is None:
        return  # the person was forgotten meanwhile
    reply = {"response": f"held.{held.state}", "values": {"number": held.rfq}}
    await add_message(connection, held.conversation, "system", reply=reply)
    handoff = await find_active_handoff(connection, held.conversation)
    if handoff is not None and handoff.state == "requested" and handoff.reason == "held":
        await set_handoff(connection, handoff, "resolved", None, system_clock())


def _read(body: dict[str, Any]) -> Held:
    return Held(
        id=body["id"],
        rfq=body["rfq"],
        account=body["account"],
        conversation=body["conversation"],
        text=body["text"],
        findings=tuple((one["kind"], one["found"]) for one in body["findings"]),
        suppliers=tuple(body["suppliers"]),
        state=body["state"],
        created_at=dt.datetime.fromisoformat(body["created_at"]),
        decided_by=body["decided_by"],
    )
