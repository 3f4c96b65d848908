"""Puts conversations in the queue for agents, tells those who wait about their place in it, and removes conversations
that no longer wait."""

from __future__ import annotations

import datetime as dt

from bot.conversation.limits import WAITING_PER_ADDRESS
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.saying import do_say
from bot.staff.store.agents import find_agent, is_online
from bot.support.handoff.access import NotFound
from bot.support.handoff.telling import say, say_expectation, say_once
from bot.support.store.handoffs import (
    Handoff,
    add_handoff,
    find_active_handoff,
    find_last_author,
    find_owner,
    find_resolved,
    list_active_handoffs,
    set_owner,
    set_reach,
    take_step,
)
from bot.support.store.queue.waiting_times import set_told
from bot.support.store.queue.waiting_visitors import count_waiting_beside, has_left
from bot.support.wait_estimate import build_values, estimate_wait, find_news
from foundation.clock import system_clock
from foundation.database.announcing import Connection

REOPENS_WITHIN = dt.timedelta(hours=72)
"""A contact who asks again within this time after an agent resolved their request gets the same agent."""
_OF_NO_AGENT = ("held", "not_read")
"""Reasons for which no particular agent is preferred, because any agent can look at the message."""


async def do_request_handoff(
    connection: Connection,
    conversation_id: str,
    reason: str,
    now: dt.datetime,
    *,
    waiting_per_address: int = WAITING_PER_ADDRESS,
) -> Handoff | None:
    """Puts the conversation in the queue for agents, and tells the contact what to expect. A conversation that already
    waits keeps its place. Returns the handoff, which is the request for an agent.

    If `waiting_per_address` visitors from the same IP address wait already, the visitor is only
    told that too many wait, and None is returned.

    Args:
        reason: the last part of the name of a text `handoff.reason.…` (`asked`, `not_understood`,
            `problem`, …).
        now: the marketplace's time, for the staffed hours.
    """
    owner = await find_owner(connection, conversation_id, lock=True)
    if owner is None:
        raise NotFound(conversation_id)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None:
        if await count_waiting_beside(connection, conversation_id) >= waiting_per_address:
            await say_once(connection, conversation_id, "handoff.crowded")
            return None
        resolved = await find_resolved(connection, conversation_id, system_clock() - REOPENS_WITHIN)
        if resolved is not None and reason not in _OF_NO_AGENT:
            return await _reopen(connection, resolved, reason, now)
        handoff = await add_handoff(connection, conversation_id, reason, system_clock())
        await set_owner(connection, conversation_id, "pending", None)
        await say_expectation(connection, handoff, now, begins=True)
    elif handoff.is_waiting and await find_last_author(connection, conversation_id) == "contact":
        await say_expectation(connection, handoff, now)
    return handoff


async def _reopen(connection: Connection, resolved: Handoff, reason: str, now: dt.datetime) -> Handoff:
    """Opens a handoff again for the agent who resolved it. If that agent is online, they have the
    conversation at once; otherwise it waits in the queue, where others may take it too."""
    agent_id = resolved.agent_id
    assert agent_id is not None
    handoff = await take_step(connection, resolved, "reopen", agent_id, system_clock(), reason=reason)
    agent = await find_agent(connection, agent_id)
    if await is_online(connection, agent_id, system_clock()):
        handoff = await take_step(connection, handoff, "assign", agent_id, system_clock())
        await set_owner(connection, handoff.conversation_id, "open", agent_id)
        await say(connection, handoff.conversation_id, "handoff.rejoined", agent=agent.name)
        return handoff
    await set_owner(connection, handoff.conversation_id, "pending", None)
    await say_expectation(connection, handoff, now, begins=True, response="handoff.waits.reopened", agent=agent.name)
    return handoff


async def do_withdraw_handoff(connection: Connection, conversation_id: str) -> bool:
    """Removes the conversation from the queue, because the contact no longer wants an agent.
    Returns False, and sends no message, if the conversation does not wait."""
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return False
    await take_step(connection, handoff, "withdraw", None, system_clock())
    await say(connection, conversation_id, "handoff.withdrawn")
    return True


async def do_empty_queue(connection: Connection) -> None:
    """Ends every request for a person, also those that an agent has taken, and tells nobody. The bot answers in all of
    these conversations again. Only the reset of a demo uses this function."""
    for handoff in await list_active_handoffs(connection):
        await take_step(connection, handoff, "clear", handoff.agent_id, system_clock())
        await set_owner(connection, handoff.conversation_id, "pending", None)


async def do_drop_left(connection: Connection, conversation_id: str, before: dt.datetime) -> bool:
    """Removes the conversation of a visitor from the queue if their web chat was last open before
    `before`. Returns False when the visitor no longer waits, has the chat open again, or has said
    where else to reach them.

    A message in the conversation tells the visitor and the staff that the visitor has left the queue. It has a button
    with which the visitor can ask again.
    """
    await find_owner(connection, conversation_id, lock=True)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not await has_left(connection, conversation_id, before):
        return False
    await take_step(connection, handoff, "leave", None, system_clock())
    again = {"response": "handoff.left", "buttons": [term_button("button.agent", "human_handoff")]}
    await do_say(connection, conversation_id, "system", again)
    return True


async def do_tell_queue(connection: Connection, conversation_id: str, now: dt.datetime) -> bool:
    """Tells a contact who waits their number in the queue and what to expect. Returns False, and
    sends no message, if the conversation does not wait."""
    await find_owner(connection, conversation_id, lock=True)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return False
    await say_expectation(connection, handoff, now)
    return True


async def do_keep_reach(connection: Connection, conversation_id: str, reach_at: str, now: dt.datetime) -> bool:
    """Records where a contact who waits wants to be reached, and repeats it to them with the reference of their
    request. They stay in the queue after they have left the chat. Returns False, and sends no message, if the
    conversation does not wait."""
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return False
    await set_reach(connection, handoff, reach_at)
    await say_expectation(connection, handoff, now, response="handoff.reach_kept", reach=reach_at)
    return True


async def do_tell_news(connection: Connection, conversation_id: str, now: dt.datetime) -> bool:
    """Tells a contact who waits about the queue, if it has changed much since they were told last. Returns whether the
    contact was told."""
    await find_owner(connection, conversation_id, lock=True)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return False
    estimate = await estimate_wait(connection, handoff, now)
    news = find_news(estimate, handoff, system_clock())
    if news is None:
        return False
    # A contact who has waited longer than was said gets no second estimate.
    minutes = None if news == "late" else estimate.minutes
    await set_told(connection, handoff, estimate.place, minutes, system_clock())
    await say(connection, conversation_id, f"handoff.news.{news}", **build_values(estimate, handoff))
    return True
