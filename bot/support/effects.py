"""Defines the effects with which an answer asks for a human agent, withdraws such a request, tells the contact about
the queue, or records where the contact can be reached."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.conversation.answering.asked_effects import AskedEffect, HandoffEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.support.handoff.waiting import do_keep_reach, do_request_handoff, do_tell_queue, do_withdraw_handoff
from foundation.clock import Clock
from foundation.database.announcing import Connection

RequestHandoff = Callable[[Connection, str, str], Awaitable[object]]
"""A function that puts a conversation in the queue for agents. Its parameters are the transaction,
the conversation's id and the reason."""


def build_queue(clock: Clock, waiting_per_address: int) -> RequestHandoff:
    """Returns a function that puts conversations in the queue for agents. `clock` is the
    marketplace's clock, and `waiting_per_address` the most visitors from one IP address who may
    wait."""

    async def request(connection: Connection, conversation_id: str, reason: str) -> None:
        now = clock()
        await do_request_handoff(connection, conversation_id, reason, now, waiting_per_address=waiting_per_address)

    return request


@dataclass(frozen=True)
class WithdrawHandoffEffect(AskedEffect):
    """Takes the conversation out of the queue for agents."""

    kind: ClassVar[str] = "withdraw_handoff"


@dataclass(frozen=True)
class TellQueueEffect(AskedEffect):
    """Tells a contact who waits how the queue stands."""

    kind: ClassVar[str] = "tell_queue"


@dataclass(frozen=True)
class KeepReachEffect(AskedEffect):
    """Records where a contact who waits can be reached, as they wrote it."""

    kind: ClassVar[str] = "keep_reach"
    reach_at: str


def handoff_effects(request: RequestHandoff, clock: Clock) -> tuple[Effect[Any], ...]:
    """Returns the effects `handoff`, `withdraw_handoff`, `tell_queue` (tells the contact about the queue) and
    `keep_reach` (records where the contact can be reached). `clock` is the marketplace's clock."""

    async def do_handoff(occasion: Occasion, effect: HandoffEffect) -> None:
        await request(occasion.connection, occasion.item.conversation_id, effect.reason)

    async def do_withdraw(occasion: Occasion, _effect: WithdrawHandoffEffect) -> None:
        await do_withdraw_handoff(occasion.connection, occasion.item.conversation_id)

    async def do_tell(occasion: Occasion, _effect: TellQueueEffect) -> None:
        await do_tell_queue(occasion.connection, occasion.item.conversation_id, clock())

    async def do_keep(occasion: Occasion, effect: KeepReachEffect) -> None:
        await do_keep_reach(occasion.connection, occasion.item.conversation_id, effect.reach_at, clock())

    return (
        Effect(HandoffEffect, do_handoff),
        Effect(WithdrawHandoffEffect, do_withdraw),
        Effect(TellQueueEffect, do_tell),
        Effect(KeepReachEffect, do_keep, ours=True),
    )
