"""Gives conversations to agents, passes them on between agents, and gives them back to the queue or to the bot."""

from __future__ import annotations

import datetime as dt

from bot.conversation.store.messages import add_message
from bot.staff.store.agents import Agent, find_agent
from bot.support.handoff.access import access_conversation, access_owned_conversation, build_not_yours
from bot.support.handoff.replying import check_length
from bot.support.handoff.telling import say, say_expectation
from bot.support.satisfaction.asking import do_ask_about_agent
from bot.support.store.handoffs import (
    Handoff,
    add_handoff,
    find_active_handoff,
    find_last_speaker,
    find_owner,
    has_written_since,
    set_owner,
    take_step,
)
from bot.support.store.lifecycle import StepName
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain


async def do_assign_handoff(connection: Connection, conversation_id: str, agent: Agent) -> None:
    """Makes the agent take the conversation over from the bot. If several agents try at once,
    exactly one succeeds.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: `taken`, because another agent has the conversation.
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
    await take_step(connection, handoff, "take", agent.id, now)
    await set_owner(connection, conversation_id, "open", agent.id)
    await say(connection, conversation_id, "handoff.joined", agent=agent.name)


async def do_give(connection: Connection, conversation_id: str, agent_id: int) -> bool:
    """Gives a conversation that waits to an agent who did not ask for it. Returns False if it does
    not wait any more."""
    await find_owner(connection, conversation_id, lock=True)
    handoff = await find_active_handoff(connection, conversation_id)
    if handoff is None or not handoff.is_waiting:
        return False
    agent = await find_agent(connection, agent_id)
    await take_step(connection, handoff, "assign", agent_id, system_clock())
    await set_owner(connection, conversation_id, "open", agent_id)
    await say(connection, conversation_id, "handoff.joined", agent=agent.name)
    return True


async def do_pass_on(connection: Connection, conversation_id: str, agent: Agent, colleague: Agent, note: str) -> None:
    """Gives a conversation to a colleague, with a note that only staff see. The agent who has the conversation may do
    this, and any supervisor. A supervisor may also give away a conversation that waits.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: the agent does not have the conversation (`not_yours`), the colleague has it already
            (`theirs`), or the note is too long (`too_large`).
    """
    check_length(note)
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.agent_id == colleague.id:
        raise Explain("theirs", "handoff.refused.theirs", name=colleague.name)
    handoff = await find_active_handoff(connection, conversation_id)
    waits = handoff is not None and handoff.is_waiting
    if handoff is None or not (agent.sees_all if waits or owner.agent_id != agent.id else True):
        raise build_not_yours(owner)
    await take_step(connection, handoff, "assign" if waits else "transfer", colleague.id, system_clock())
    await set_owner(connection, conversation_id, "open", colleague.id)
    if note.strip():
        await add_message(connection, conversation_id, "agent", text=note, agent_id=agent.id, internal=True)
    if waits:
        await say(connection, conversation_id, "handoff.joined", agent=colleague.name)
    else:
        names = {"agent": owner.agent_name, "colleague": colleague.name}
        await say(connection, conversation_id, "handoff.passed_on", **names)


async def do_return_left(connection: Connection, conversation_id: str, agent_id: int, now: dt.datetime) -> bool:
    """Puts a conversation back in the queue, because its agent has left and the contact waits for an answer. Returns
    False if another agent has taken it meanwhile, or the contact has got an answer."""
    owner = await find_owner(connection, conversation_id, lock=True)
    if owner is None or owner.status != "open" or owner.agent_id != agent_id:
        return False
    if await find_last_speaker(connection, conversation_id) != "contact":
        return False
    handoff = await _finish(connection, conversation_id, "release", None)
    await set_owner(connection, conversation_id, "pending", None)
    if handoff is not None:
        await say_expectation(connection, handoff, now, response="handoff.waits.again", agent=owner.agent_name)
    return True


async def do_resolve_handoff(
    connection: Connection, conversation_id: str, agent: Agent, *, hand_back: bool = False, seen: int | None = None
) -> None:
    """Gives an open conversation back to the bot. By default the contact's question counts as
    resolved. With `hand_back` the question is unresolved, and the bot continues with it.

    `seen` is the id of the last message that the agent saw. If the contact has written since then, the change is
    refused: otherwise nobody would answer that message, because the bot left it to the agent.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: the agent does not have the conversation (`not_yours`), or the contact has written
            after `seen` (`written_meanwhile`).
    """
    owner = await access_owned_conversation(connection, conversation_id, agent)
    if seen is not None and await has_written_since(connection, conversation_id, seen):
        raise Explain("written_meanwhile", "handoff.refused.written_meanwhile")
    handoff = await _finish(connection, conversation_id, "hand_back" if hand_back else "resolve", owner.agent_id)
    await set_owner(connection, conversation_id, "pending" if hand_back else "resolved", None)
    await say(
        connection, conversation_id, "handoff.handed_back" if hand_back else "handoff.resolved", agent=owner.agent_name
    )
    if handoff is not None and not hand_back:
        await do_ask_about_agent(connection, conversation_id, handoff.id, owner.agent_id, owner.agent_name)


async def do_release_handoff(
    connection: Connection, conversation_id: str, agent: Agent, now: dt.datetime | None = None
) -> None:
    """Puts an open conversation back in the queue for another agent, at its old place. `now` is the
    marketplace's time.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: `not_yours`, because the agent does not have the conversation.
    """
    owner = await access_owned_conversation(connection, conversation_id, agent)
    handoff = await _finish(connection, conversation_id, "release", None)
    await set_owner(connection, conversation_id, "pending", None)
    if handoff is not None:
        await say_expectation(
            connection, handoff, now or system_clock(), response="handoff.waits.again", agent=owner.agent_name
        )


async def _finish(connection: Connection, conversation_id: str, step: StepName, agent_id: int | None) -> Handoff | None:
    handoff = await find_active_handoff(connection, conversation_id)
    return None if handoff is None else await take_step(connection, handoff, step, agent_id, system_clock())
