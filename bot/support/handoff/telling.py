"""Tells the contact in the conversation about their request for an agent."""

from __future__ import annotations

import datetime as dt

from bot.conversation.store.messages import add_message
from bot.support.store.handoffs import Handoff, find_last_response
from bot.support.store.queue.waiting_times import note_place, set_told
from bot.support.wait_estimate import build_values, estimate_wait
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def say(connection: Connection, conversation_id: str, response: str, **values: object) -> None:
    """Sends the text with this name in the conversation, which the caller must have locked."""
    reply = {"response": response, "values": values, "buttons": [], "cards": []}
    await add_message(connection, conversation_id, "system", reply=reply)


async def say_once(connection: Connection, conversation_id: str, response: str) -> None:
    """Sends the text with this name, unless it is the last message of the conversation already.
    Without this check, a message that is answered again after an error would repeat the text."""
    if await find_last_response(connection, conversation_id) != response:
        await say(connection, conversation_id, response)


async def say_expectation(
    connection: Connection,
    handoff: Handoff,
    now: dt.datetime,
    *,
    begins: bool = False,
    response: str | None = None,
    **values: object,
) -> None:
    """Tells the contact what to expect of the queue. If no `response` is given, the text depends on the wait: when it
    `begins`, the text says whether agents are there, and later that the contact still waits."""
    estimate = await estimate_wait(connection, handoff, now)
    if response is None:
        response = f"handoff.waits.{estimate.kind if begins else 'still'}"
    if begins and estimate.is_attended:
        await note_place(connection, handoff, estimate.place)
    await set_told(connection, handoff, estimate.place, estimate.minutes, system_clock())
    await say(connection, handoff.conversation_id, response, **build_values(estimate, handoff), **values)
