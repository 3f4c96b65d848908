"""Reads the views of the desk: the conversations that are an agent's own, without an agent, waiting
for an answer, too late, or put aside, and all that the agent may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, messages
from bot.staff.store.agents import Agent
from bot.support.store.lifecycle import ACTIVE
from bot.support.store.lines import ConversationLine, build_line, select_lines, visible_to
from bot.support.store.marks import is_snoozed, list_labels
from bot.support.store.mentions import names_agent
from bot.support.store.tables import (
    conversation_labels,
    conversation_marks,
    conversation_reads,
    handoff_clocks,
    handoffs,
)

COUNTED = 1000
"""The view of all conversations, and that of mentions, count at most this many."""


@dataclass(frozen=True)
class View:
    """Declares a view: the SQL condition of its conversations, and their order. With `oldest_first`, the conversations
    that have not changed for longest come first; it is for views of people who wait."""

    condition: Callable[[Agent, dt.datetime], ColumnElement[bool]]
    oldest_first: bool = False


def _is_mine(agent: Agent, now: dt.datetime) -> ColumnElement[bool]:
    return and_(conversations.c.status == "open", conversations.c.agent_id == agent.id, ~is_snoozed(now))


def _waits(_agent: Agent, now: dt.datetime) -> ColumnElement[bool]:
    """Returns the SQL condition that a contact waits for an agent: in the queue, or for an answer."""
    return or_(conversations.c.in_queue, and_(conversations.c.status == "open", _is_our_turn(), ~is_snoozed(now)))


def _is_our_turn() -> ColumnElement[bool]:
    last = (
        select(messages.c.author)
        .where(
            messages.c.conversation_id == conversations.c.id,
            messages.c.internal.is_(False),
            messages.c.author != "system",
        )
        .order_by(messages.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return last == "contact"


def _is_late(_agent: Agent, _now: dt.datetime) -> ColumnElement[bool]:
    """Returns the SQL condition that the conversation has a request that has not ended and has missed one of its
    targets."""
    return (
        exists()
        .where(
            handoffs.c.conversation_id == conversations.c.id,
            handoffs.c.state.in_(ACTIVE),
            handoff_clocks.c.handoff_id == handoffs.c.id,
            handoff_clocks.c.started_at == handoffs.c.requested_at,
            handoff_clocks.c.late != "",
        )
        .correlate(conversations)
    )


VIEWS: Mapping[str, View] = {
    "mine": View(_is_mine),
    "mentions": View(lambda agent, _now: names_agent(agent.id, new=True)),
    "unassigned": View(lambda _agent, _now: conversations.c.in_queue, oldest_first=True),
    "waiting": View(_waits, oldest_first=True),
    "breached": View(_is_late, oldest_first=True),
    "snoozed": View(lambda _agent, now: is_snoozed(now)),
    "all": View(lambda agent, _now: true() if agent.sees_all else visible_to(agent)),
}
"""Maps the name of each view to its condition. All views except those in `ANYWHERE` show only conversations that wait
for an agent or have one, which everybody on the desk may see."""
ANYWHERE = ("mentions", "all")
"""The views that also show conversations that only the bot handles."""


async def list_view(
    connection: AsyncConnection,
    agent: Agent,
    name: str,
    now: dt.datetime,
    *,
    label: str = "",
    beyond: dt.datetime | None = None,
    limit: int = 50,
) -> list[ConversationLine]:
    """Returns the conversations of a view in its order. With `label`, only conversations with this label are returned;
    with `beyond`, only those that come after a conversation that changed at that moment."""
    view, changed = VIEWS[name], conversations.c.updated_at
    order = changed.asc() if view.oldest_first else changed.desc()
    query = select_lines().add_columns(*_reads_of(agent)).where(view.condition(agent, now))
    if label:
        query = query.where(_has_label(label))
    if beyond is not None:
        query = query.where(changed > beyond if view.oldest_first else changed < beyond)
    rows = (await connection.execute(query.order_by(order, conversations.c.id).limit(limit))).all()
    lines = [
        replace(build_line(row), is_unread=_is_unread(row.heard, row.read, row.agent_id == agent.id)) for row in rows
    ]
    labels = await list_labels(connection, [line.id for line in lines])
    return [replace(line, labels=labels.get(line.id, ())) for line in lines]


async def count_views(connection: AsyncConnection, agent: Agent, now: dt.datetime) -> dict[str, int]:
    """Returns the number of conversations in each view. Views in `ANYWHERE` count at most `COUNTED`."""
    of_desk = {name: view.condition(agent, now) for name, view in VIEWS.items() if name not in ANYWHERE}
    query = (
        select(*(func.count().filter(condition).label(name) for name, condition in of_desk.items()))
        .select_from(_MARKED)
        .where(or_(conversations.c.in_queue, conversations.c.status == "open"))
    )
    counts = dict((await connection.execute(query)).one()._mapping)
    for name in ANYWHERE:
        every: Select[tuple[str]] = select(conversations.c.id).where(VIEWS[name].condition(agent, now)).limit(COUNTED)
        counts[name] = (await connection.execute(select(func.count()).select_from(every.subquery()))).scalar_one()
    return counts


_MARKED = conversations.outerjoin(conversation_marks, conversation_marks.c.conversation_id == conversations.c.id)


def _reads_of(agent: Agent) -> tuple[ColumnElement[int | None], ColumnElement[int | None]]:
    """Returns the columns with the contact's last message, and the last message that the agent has
    seen."""
    heard = (
        select(func.max(messages.c.id))
        .where(messages.c.conversation_id == conversations.c.id, messages.c.author == "contact")
        .scalar_subquery()
    )
    read = (
        select(conversation_reads.c.through)
        .where(conversation_reads.c.conversation_id == conversations.c.id, conversation_reads.c.agent_id == agent.id)
        .scalar_subquery()
    )
    return heard.label("heard"), read.label("read")


def _is_unread(heard: int | None, read: int | None, is_mine: bool) -> bool:
    """Returns whether the contact has written something that the agent has not seen. A conversation that the agent has
    never opened counts as unread only if the agent has it."""
    return heard is not None and (heard > read if read is not None else is_mine)


def _has_label(label: str) -> ColumnElement[bool]:
    return exists().where(
        conversation_labels.c.conversation_id == conversations.c.id, conversation_labels.c.label == label
    )
