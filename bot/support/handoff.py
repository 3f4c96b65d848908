"""Decides who owns a conversation, within the caller's transaction. No other module decides this.

From `requested` to `assigned` the bot still answers. From `assigned` on (the conversation is
`open`) an agent answers, and the bot is silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.conversation.buttons import term_button
from bot.conversation.limits import WAITING_PER_ADDRESS
from bot.conversation.saying import do_say
from bot.conversation.store.messages import add_message
from bot.files.store import list_uploads
from bot.staff.store.agents import Agent, is_anyone_online
from bot.support.hours import is_staffed
from bot.support.store.handoffs import (
    Handoff,
    Owner,
    add_handoff,
    find_active_handoff,
    find_last_author,
    find_last_response,
    find_owner,
    find_queue_position,
    find_reply,
    has_handled,
    keep_reply,
    set_handoff,
    set_owner,
)
from bot.support.store.waiting_visitors import count_waiting_beside, has_left
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import CaravanError, Explain
from foundation.secrets import fingerprint

TEXT_LIMIT = 4096


class NotFound(CaravanError):
    """There is no such conversation, or this person may not see it; the two cases look the same."""


async def do_request_handoff(
    connection: Connection,
    conversation_id: str,
    reason: str,
    now: dt.datetime,
    *,
    waiting_per_address: int = WAITING_PER_ADDRESS,
) -> Handoff | None:
    """Puts the conversation in the queue and tells the contact what to expect. If it waits already,
    it keeps its place.

    If `waiting_per_address` visitors already wait from the visitor's address, it only tells the
    visitor that too many wait, and returns None.

    Args:
        reason: a name below `handoff.reason.` (`asked`, `not_understood`, `problem`, …).
        now: the marketplace's time, for the staffed hours.
    """
    owner = await find_owner(connection, conversation_id, lock=True)
    if owner is None:
        raise NotFound(conversation_id)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None:
        if await count_waiting_beside(connection, conversation_id) >= waiting_per_address:
            await _say_once(connection, conversation_id, "handoff.crowded")
            return None
        handoff = await add_handoff(connection, conversation_id, reason, system_clock())
        await set_owner(connection, conversation_id, "pending", None)
        await _say(
            connection,
            conversation_id,
            await _find_expectation(connection, now),
            position=await find_queue_position(connection, handoff),
        )
    elif handoff.state == "requested" and await find_last_author(connection, conversation_id) == "contact":
        position = await find_queue_position(connection, handoff)
        await _say(connection, conversation_id, "handoff.still_queued", position=position)
    return handoff


async def do_assign_handoff(connection: Connection, conversation_id: str, agent: Agent) -> None:
    """Lets the agent take the conversation over. If several agents try at once, exactly one
    succeeds.

    Raises:
        NotFound: absent, or this agent may not see it.
        Explain: `taken`, somebody else has it.
    """
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.status == "open":
        if owner.agent_id == agent.id:
            return
        raise Explain("taken", "handoff.refused.taken", name=owner.agent_name)
    now = system_clock()
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None:
        handoff = await add_handoff(connection, conversation_id, "staff", now)
    await set_handoff(connection, handoff, "assigned", agent.id, now)
    await set_owner(connection, conversation_id, "open", agent.id)
    await _say(connection, conversation_id, "handoff.joined", agent=agent.name)


async def do_resolve_handoff(
    connection: Connection, conversation_id: str, agent: Agent, *, hand_back: bool = False
) -> None:
    """Ends the agent's part, and the bot continues. By default the contact's matter counts as
    settled. With `hand_back` it is still open, and the bot goes on with it.

    Raises:
        NotFound: absent, or this agent may not see it.
        Explain: `not_yours`, the agent does not own it.
    """
    owner = await _access_owned(connection, conversation_id, agent)
    await _finish(connection, conversation_id, "resolved", owner.agent_id)
    await set_owner(connection, conversation_id, "pending" if hand_back else "resolved", None)
    await _say(
        connection, conversation_id, "handoff.handed_back" if hand_back else "handoff.resolved", agent=owner.agent_name
    )


async def do_release_handoff(connection: Connection, conversation_id: str, agent: Agent) -> None:
    """Puts the conversation back in the queue, at its old place, for another agent.

    Raises:
        NotFound: absent, or this agent may not see it.
        Explain: `not_yours`, the agent does not own it.
    """
    owner = await _access_owned(connection, conversation_id, agent)
    await _finish(connection, conversation_id, "requested", None)
    await set_owner(connection, conversation_id, "pending", None)
    await _say(connection, conversation_id, "handoff.released", agent=owner.agent_name)


async def do_withdraw_handoff(connection: Connection, conversation_id: str) -> bool:
    """Removes the request from the queue, because the contact no longer wants a person. Returns
    False, and says nothing, if no request waits."""
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or handoff.state != "requested":
        return False
    await set_handoff(connection, handoff, "resolved", None, system_clock())
    await _say(connection, conversation_id, "handoff.withdrawn")
    return True


async def do_drop_left(connection: Connection, conversation_id: str, before: dt.datetime) -> bool:
    """Removes from the queue a waiting visitor whose web chat was last open earlier than `before`.
    Returns False when the visitor no longer waits, or has the chat open again.

    Visitors read about this when they come back, and get a button to ask again. Staff read about it
    in the conversation.
    """
    await find_owner(connection, conversation_id, lock=True)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not await has_left(connection, conversation_id, before):
        return False
    await set_handoff(connection, handoff, "resolved", None, system_clock())
    again = {"response": "handoff.left", "buttons": [term_button("button.agent", "human_handoff")]}
    await do_say(connection, conversation_id, "system", again)
    return True


async def do_reply(
    connection: Connection,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    internal: bool = False,
    token: str = "",
    files: Sequence[str] = (),
) -> int:
    """Stores what the agent wrote, unchanged, and returns the id of the message. A note for staff
    needs no ownership. `files` are the ids of files that this agent uploaded for the conversation;
    with some, there may be no words.

    `token` belongs to the form. The same words sent again with it, by a double click or after a
    lost answer, are the same message.

    Raises:
        NotFound: absent, or this agent may not see it.
        Explain: `not_yours`, `empty`, `too_large`, or `file_gone` when a file is not there any more.
    """
    if not text.strip() and not files:
        raise Explain("empty", "handoff.refused.empty")
    if len(text) > TEXT_LIMIT:
        raise Explain("too_large", "handoff.refused.too_large", limit=TEXT_LIMIT, excess=len(text) - TEXT_LIMIT)
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    key = fingerprint(f"{conversation_id} {agent.id} {internal} {token} {text} {' '.join(files)}") if token else None
    if key and (known := await find_reply(connection, key)):
        return known
    if not internal and owner.agent_id != agent.id:
        raise _build_not_yours(owner)
    sent = await list_uploads(connection, conversation_id, files, agent.id)
    if len(sent) != len(set(files)):
        raise Explain("file_gone", "file.refused.gone_upload")
    message_id = await add_message(
        connection,
        conversation_id,
        "agent",
        text=text,
        agent_id=agent.id,
        internal=internal,
        files=[file.shown for file in sent],
    )
    if key:
        await keep_reply(connection, key, conversation_id, message_id)
    return message_id


async def access_conversation(
    connection: Connection, conversation_id: str, agent: Agent, *, lock: bool = False
) -> Owner:
    """Returns the owner of a conversation if the agent may see it. Staff reach conversations only
    through this function. Agents see conversations that wait, that are open, and that they took
    part in.

    Raises:
        NotFound: absent or forbidden.
    """
    owner = await find_owner(connection, conversation_id, lock=lock)
    if owner is not None and (
        agent.sees_all
        or await find_active_handoff(connection, conversation_id) is not None
        or await has_handled(connection, conversation_id, agent.id)
    ):
        return owner
    raise NotFound(conversation_id)


async def _access_owned(connection: Connection, conversation_id: str, agent: Agent) -> Owner:
    """Returns the owner of a conversation that an agent has open. An agent may reach only their
    own, a supervisor everybody's."""
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.status != "open" or (owner.agent_id != agent.id and not agent.sees_all):
        raise _build_not_yours(owner)
    return owner


def _build_not_yours(owner: Owner) -> Explain:
    if owner.status == "open":
        return Explain("not_yours", "handoff.refused.not_yours", name=owner.agent_name)
    return Explain("not_yours", "handoff.refused.not_taken")


async def _finish(connection: Connection, conversation_id: str, state: str, agent_id: int | None) -> None:
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is not None:
        await set_handoff(connection, handoff, state, agent_id, system_clock())


async def _find_expectation(connection: Connection, now: dt.datetime) -> str:
    if await is_anyone_online(connection, system_clock()):
        return "handoff.queued"
    return "handoff.queued_offline" if is_staffed(now) else "handoff.queued_closed"


async def _say_once(connection: Connection, conversation_id: str, response: str) -> None:
    """Stores the response, unless it is the last one in the conversation already. A turn that is
    tried again would otherwise repeat it."""
    if await find_last_response(connection, conversation_id) != response:
        await _say(connection, conversation_id, response)


async def _say(connection: Connection, conversation_id: str, response: str, **values: object) -> None:
    hours = {"type": "term", "name": "handoff.hours"}
    reply = {"response": response, "values": {"hours": hours, **values}, "buttons": [], "cards": []}
    await add_message(connection, conversation_id, "system", reply=reply)
