"""Reads what an account is told, as the gateway would fetch it, and takes it."""

from __future__ import annotations

from actions.marketplace.trades.orders.records import Order
from actions.notices import KINDS, say_notice
from actions.replies import Reply
from tests.fakes.actions.trading import BUYER, market


async def take_news(account: str) -> list[Reply]:
    """Returns the replies of all notices that wait for the account, and takes them."""
    world = await market()
    waiting = await world.outbox.list_waiting([account], KINDS)
    await world.outbox.mark_taken([notice.id for notice in waiting])
    return [reply for notice in waiting if (reply := await say_notice(world, notice))]


async def see_order(number: str) -> Order:
    return await (await market()).orders.access_order(BUYER, number)
