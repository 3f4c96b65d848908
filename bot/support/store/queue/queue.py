"""Reads the queue of people who wait for an agent, and the open conversations of all agents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations
from bot.staff.store.agents import Agent
from bot.support.store.handoffs import count_before
from bot.support.store.lifecycle import ACTIVE, WAITING
from bot.support.store.lines import ConversationLine, build_line, select_lines
from bot.support.store.marks import is_snoozed
from bot.support.store.queue_order import ORDER, QUEUE, QueuePlace
from bot.support.store.tables import conversation_marks, handoffs
from foundation.clock import system_clock

QUEUE_PAGE = 50
_MARKED_QUEUE = QUEUE.outerjoin(conversation_marks, conversation_marks.c.conversation_id == conversations.c.id)


@dataclass(frozen=True)
class Queue:
    """Holds one page of the queue of people who wait for an agent, with the open conversations of
    this agent (`mine`) and of other agents (`others`), and the total number of each.

    `first` is the queue number of the first person on the page. `more` is the place after which the
    next page begins, or None. `mine` and `others` have at most `QUEUE_PAGE` lines each.
    """

    waiting: list[ConversationLine]
    mine: list[ConversationLine]
    others: list[ConversationLine]
    waiting_count: int
    mine_count: int
    others_count: int
    first: int
    more: QueuePlace | None


@dataclass(frozen=True)
class Desk:
    """Holds one page of the queue, and the open conversations of all agents: of each agent at most
    `QUEUE_PAGE` that are put aside, and at most `QUEUE_PAGE` others. `counts` says how many
    conversations each agent has open, by the agent's id and by whether they are put aside.
    `build_queue` selects what one agent sees of it."""

    waiting: list[ConversationLine]
    waiting_count: int
    open: list[ConversationLine]
    counts: Mapping[tuple[int | None, bool], int]
    first: int


async def read_queue(connection: AsyncConnection, agent: Agent, after: QueuePlace | None = None) -> Queue:
    """Returns the page of the queue that begins after the place `after`. People with an account
    come first, then those who have waited longest."""
    return build_queue(await read_desk(connection, after), agent)


async def read_desk(connection: AsyncConnection, after: QueuePlace | None = None) -> Desk:
    """Returns what the queue of every agent is built from."""
    requested, assigned = handoffs.c.state.in_(WAITING), handoffs.c.state == "assigned"
    waiting = await _list_active(connection, requested, *([after.is_after] if after else []), limit=QUEUE_PAGE + 1)
    columns = (
        handoffs.c.id,
        conversations.c.agent_id,
        assigned.label("assigned"),
        func.coalesce(is_snoozed(system_clock()), false()).label("aside"),
        *(each.label(f"order_{number}") for number, each in enumerate(ORDER)),
    )
    active = select(*columns).select_from(_MARKED_QUEUE).where(handoffs.c.state.in_(ACTIVE)).subquery()
    groups = (active.c.agent_id, active.c.assigned, active.c.aside)
    rows = (await connection.execute(select(*groups, func.count().label("talks")).group_by(*groups))).all()
    in_order = [active.c[f"order_{number}"] for number, _ in enumerate(ORDER)]
    place = func.row_number().over(partition_by=groups, order_by=in_order)
    ranked = select(active.c.id, place.label("place")).where(active.c.assigned).subquery()
    shown = select(ranked.c.id).where(ranked.c.place <= QUEUE_PAGE)
    return Desk(
        waiting,
        sum(row.talks for row in rows if not row.assigned),
        await _list_lines(connection, shown),
        {(row.agent_id, bool(row.aside)): row.talks for row in rows if row.assigned},
        first=1 if after is None or not waiting else 1 + await count_before(connection, find_place(waiting[0])),
    )


def build_queue(desk: Desk, agent: Agent) -> Queue:
    """Returns what this agent sees of the desk."""
    mine = [line for line in desk.open if line.agent_id == agent.id and line.snoozed_until is None]
    others = [line for line in desk.open if line.agent_id != agent.id]
    return Queue(
        desk.waiting[:QUEUE_PAGE],
        mine[:QUEUE_PAGE],
        others[:QUEUE_PAGE],
        waiting_count=desk.waiting_count,
        mine_count=desk.counts.get((agent.id, False), 0),
        others_count=sum(count for (agent_id, _), count in desk.counts.items() if agent_id != agent.id),
        first=desk.first,
        more=find_place(desk.waiting[QUEUE_PAGE - 1]) if len(desk.waiting) > QUEUE_PAGE else None,
    )


async def list_newest_requests(
    connection: AsyncConnection, since: dt.datetime, limit: int = 10
) -> list[ConversationLine]:
    """Returns the latest requests for an agent since the moment `since` that no agent has taken,
    the newest first."""
    newest = (
        select(handoffs.c.id)
        .where(handoffs.c.state.in_(WAITING), handoffs.c.requested_at > since)
        .order_by(handoffs.c.requested_at.desc())
        .limit(limit)
        .correlate(None)
    )
    query = select_lines().where(handoffs.c.id.in_(newest)).order_by(handoffs.c.requested_at.desc(), handoffs.c.id)
    return [build_line(row) for row in await connection.execute(query)]


def find_place(line: ConversationLine) -> QueuePlace:
    """Returns the place in the queue of a waiting conversation."""
    assert line.requested_at is not None
    assert line.handoff_id is not None
    return QueuePlace(line.account is None, line.requested_at, line.handoff_id)


async def _list_active(
    connection: AsyncConnection, *which: ColumnElement[bool], limit: int = QUEUE_PAGE
) -> list[ConversationLine]:
    """Returns the conversations with an active handoff that match `which`. The handoffs are
    selected first, so that last messages are looked up only for the conversations to show."""
    shown = select(handoffs.c.id).select_from(_MARKED_QUEUE).where(*which).order_by(*ORDER).limit(limit)
    return await _list_lines(connection, shown)


async def _list_lines(connection: AsyncConnection, ids: Select[tuple[str]]) -> list[ConversationLine]:
    """Returns the conversations of the handoffs with these ids, in the order of the queue."""
    query = select_lines().where(handoffs.c.id.in_(ids.correlate(None))).order_by(*ORDER)
    return [build_line(row) for row in await connection.execute(query)]
