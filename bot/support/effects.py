"""Defines the effects by which a turn asks the desk for something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.conversation.effects import Effect, Occasion
from bot.support.handoff import do_request_handoff, do_withdraw_handoff
from foundation.clock import Clock
from foundation.database.announcing import Connection

RequestHandoff = Callable[[Connection, str, str], Awaitable[object]]
"""A function of this type puts a conversation in the queue, for the given reason."""


def build_queue(clock: Clock, waiting_per_address: int) -> RequestHandoff:
    """Returns a function that queues conversations with this gateway's settings. `clock` gives the
    marketplace's time."""

    async def request(connection: Connection, conversation_id: str, reason: str) -> None:
        now = clock()
        await do_request_handoff(connection, conversation_id, reason, now, waiting_per_address=waiting_per_address)

    return request


def handoff_effects(request: RequestHandoff) -> tuple[Effect, ...]:
    """Returns the effects `handoff` and `withdraw_handoff`."""

    async def do_handoff(occasion: Occasion, effect: dict[str, Any]) -> None:
        await request(occasion.connection, occasion.item.conversation_id, effect["reason"])

    async def do_withdraw(occasion: Occasion, _effect: dict[str, Any]) -> None:
        await do_withdraw_handoff(occasion.connection, occasion.item.conversation_id)

    return Effect("handoff", do_handoff), Effect("withdraw_handoff", do_withdraw)
