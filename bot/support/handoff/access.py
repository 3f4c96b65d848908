"""Decides which conversations a member of the staff may see, and in which they may act. These functions are called
before everything that the staff do on the console or in their group on Telegram."""

from __future__ import annotations

from bot.staff.store.agents import Agent
from bot.support.store.handoffs import Owner, find_active_handoff, find_owner, has_handled
from bot.support.store.mentions import is_named
from foundation.database.announcing import Connection
from foundation.errors import CaravanError, Explain


class NotFound(CaravanError):
    """There is no such conversation, or this staff member may not see it. A member cannot tell
    these two cases apart."""


async def access_conversation(
    connection: Connection, conversation_id: str, agent: Agent, *, lock: bool = False
) -> Owner:
    """Returns who has the conversation, if this agent may see it. Agents may see conversations that wait or are open, and
    those in which they took part or a note names them; supervisors may see all.

    Raises:
        NotFound: there is no such conversation, or the agent may not see it.
    """
    owner = await find_owner(connection, conversation_id, lock=lock)
    if owner is not None and (
        agent.sees_all
        or await find_active_handoff(connection, conversation_id) is not None
        or await has_handled(connection, conversation_id, agent.id)
        or await is_named(connection, conversation_id, agent.id)
    ):
        return owner
    raise NotFound(conversation_id)


async def access_own_conversation(connection: Connection, conversation_id: str, agent: Agent) -> None:
    """Checks that the agent has this conversation open. Agents may act in a contact's name only then.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: `not_yours`, because the agent does not have the conversation.
    """
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.status != "open" or owner.agent_id != agent.id:
        raise build_not_yours(owner)


async def access_owned_conversation(connection: Connection, conversation_id: str, agent: Agent) -> Owner:
    """Returns who has an open conversation, if this agent may act in it: the agent themselves, or
    any supervisor."""
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.status != "open" or (owner.agent_id != agent.id and not agent.sees_all):
        raise build_not_yours(owner)
    return owner


def build_not_yours(owner: Owner) -> Explain:
    """Returns the error that says who has the conversation, or that nobody has it."""
    if owner.status == "open":
        return Explain("not_yours", "handoff.refused.not_yours", name=owner.agent_name)
    return Explain("not_yours", "handoff.refused.not_taken")
