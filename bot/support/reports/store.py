"""Reads the facts of a report from the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound, messages
from bot.support.reports.facts import DONE, Clock, Facts, Moment, Opinion, Period, Spoken, Talk
from bot.support.store.tables import handoff_clocks, handoff_steps, handoffs, ratings
from bot.understanding.tables import not_understood

ASKED = ("request", "reopen")
ENDED = ("resolve", "hand_back", "withdraw", "settle", "leave")
QUARTER = 900


async def read_facts(connection: AsyncConnection, period: Period) -> Facts:
    """Returns the facts of a period. The caller reads from a snapshot, so that they fit together."""
    spoken = await _read_spoken(connection, period)
    return Facts(
        talks=await _read_talks(connection, period),
        spoken=spoken,
        requests=await _read_steps(connection, period, ASKED, handoff_steps.c.reason),
        endings=await _read_steps(connection, period, ENDED, handoff_steps.c.step),
        done=await _read_done(connection, period),
        clocks=await _read_clocks(connection, period),
        opinions=await _read_opinions(connection, period),
        topics=await _read_topics(connection, period),
        read_messages=await _count_read(connection, period),
        not_understood=await _read_not_understood(connection, period),
    )


def _within(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return (column >= period.begins) & (column < period.ends)


def _said_within(period: Period) -> Sequence[ColumnElement[bool]]:
    """Returns the SQL conditions for messages of the period. The first condition uses an index to leave out
    conversations that have not changed since the period began."""
    changed = select(conversations.c.id).where(conversations.c.updated_at >= period.begins)
    return messages.c.conversation_id.in_(changed), _within(messages.c.created_at, period)


async def _read_spoken(connection: AsyncConnection, period: Period) -> list[Spoken]:
    number = _find_quarter(connection)
    query = (
        select(
            messages.c.conversation_id,
            number.label("quarter"),
            func.sum(case((messages.c.author == "contact", 1), else_=0)),
            func.sum(case((messages.c.author == "agent", 1), else_=0)),
        )
        .where(*_said_within(period), messages.c.author.in_(("contact", "agent")), messages.c.internal.is_(False))
        .group_by(messages.c.conversation_id, literal_column("quarter"))
    )
    return [
        Spoken(row[0], dt.datetime.fromtimestamp(row[1] * QUARTER, dt.UTC), int(row[2]), int(row[3]))
        for row in await connection.execute(query)
    ]


def _find_quarter(connection: AsyncConnection) -> ColumnElement[int]:
    """Returns the SQL expression that numbers the quarters of an hour since 1970."""
    if connection.dialect.name == "sqlite":
        seconds: ColumnElement[Any] = cast(func.strftime("%s", messages.c.created_at), Integer)
        return seconds.op("/")(literal_column(str(QUARTER)))
    return cast(func.floor(func.extract("epoch", messages.c.created_at) / QUARTER), Integer)


async def _read_talks(connection: AsyncConnection, period: Period) -> dict[str, Talk]:
    query = (
        select(conversations.c.id, conversations.c.channel, contacts.c.language, contacts.c.role)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(conversations.c.updated_at >= period.begins)
    )
    return {row.id: Talk(row.channel, row.language, row.role) for row in await connection.execute(query)}


async def _read_steps(
    connection: AsyncConnection, period: Period, steps: Sequence[str], what: ColumnElement[str]
) -> list[Moment]:
    query = select(handoff_steps.c.conversation_id, handoff_steps.c.at, what).where(
        handoff_steps.c.step.in_(steps), _within(handoff_steps.c.at, period)
    )
    return [Moment(row[0], row[1], row[2] or "other") for row in await connection.execute(query)]


async def _read_done(connection: AsyncConnection, period: Period) -> list[Moment]:
    query = select(messages.c.conversation_id, messages.c.created_at).where(
        *_said_within(period), messages.c.author == "bot", messages.c.reply["response"].as_string().in_(DONE)
    )
    return [Moment(*row) for row in await connection.execute(query)]


async def _read_clocks(connection: AsyncConnection, period: Period) -> list[Clock]:
    """Returns how well the requests of the period kept their targets. A wait counts if it was answered, or if its
    target was missed before the request ended without an answer."""
    query = (
        select(handoff_clocks, handoffs.c.state, handoffs.c.requested_at)
        .join(handoffs, handoffs.c.id == handoff_clocks.c.handoff_id)
        .where(_within(handoff_clocks.c.started_at, period))
    )
    return [_build_clock(row) for row in await connection.execute(query)]


def _build_clock(row: Any) -> Clock:
    over = [wait for wait in row.waits if wait["until"] is not None and (wait.get("answered", True) or wait["late"])]
    # A request that was opened again had been resolved before.
    is_settled = row.ended_at is not None and (row.state == "resolved" or row.requested_at != row.started_at)
    return Clock(
        [(wait["target"], wait["seconds"]) for wait in over],
        row.seconds if is_settled else None,
        frozenset(filter(None, row.late.split(","))),
        sum(wait["late"] for wait in over if wait["target"] == "next_reply"),
    )


async def _read_opinions(connection: AsyncConnection, period: Period) -> list[Opinion]:
    query = select(
        ratings.c.conversation_id, ratings.c.about, ratings.c.asked_at, ratings.c.score, ratings.c.reason
    ).where(_within(ratings.c.asked_at, period))
    return [Opinion(*row) for row in await connection.execute(query)]


async def _read_topics(connection: AsyncConnection, period: Period) -> dict[str, int]:
    """Returns for each intent the number of conversations with a message that was understood as this intent."""
    intent = inbound.c.understood["intent"].as_string()
    query = (
        select(intent.label("intent"), func.count(inbound.c.conversation_id.distinct()))
        .where(_within(inbound.c.received_at, period), inbound.c.understood.is_not(None), intent.is_not(None))
        .group_by(literal_column("intent"))
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query)}


async def _count_read(connection: AsyncConnection, period: Period) -> int:
    query = select(func.count()).where(
        _within(inbound.c.received_at, period), inbound.c.understood["intent"].as_string().is_not(None)
    )
    return int((await connection.execute(query)).scalar_one())


async def _read_not_understood(connection: AsyncConnection, period: Period) -> dict[str, int]:
    query = (
        select(not_understood.c.outcome, func.count())
        .where(_within(not_understood.c.created_at, period))
        .group_by(not_understood.c.outcome)
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query)}
