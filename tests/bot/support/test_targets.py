"""The targets of the desk: what is computed, what is stored, and what agents see, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, update

from bot.conversation.store.tables import messages
from bot.support.hours import Calendar, Holiday, Shift
from bot.support.store.calendars import add_calendar
from bot.support.store.lines import ConversationLine, read_conversation
from bot.support.store.tables import handoff_clocks, handoff_steps, handoffs
from bot.support.targets.figures import count_missed_targets
from bot.support.targets.following import Following
from bot.support.targets.limits import DEFAULT
from bot.support.targets.waits import find_waits, follow
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import SupportDesk, support_desk

ALWAYS = Calendar((Shift((0, 1, 2, 3, 4, 5, 6), dt.time(0), dt.time(0), "UTC"),))
OFFICE = Calendar(
    (Shift((0, 1, 2, 3, 4), dt.time(9), dt.time(17), "UTC"),),
    (Holiday("New Year", dt.date(2026, 1, 1), dt.date(2026, 1, 1)),),
)
WEDNESDAY = dt.datetime(2025, 12, 31, 16, 50, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def test_only_the_desks_turn_in_working_hours_counts() -> None:
    friday = dt.datetime(2026, 1, 2, 9, tzinfo=dt.UTC)
    said = [(friday + 6 * MINUTE, "agent"), (friday + 60 * MINUTE, "contact"), (friday + 61 * MINUTE, "contact")]
    waits = find_waits(WEDNESDAY, None, said)
    course = follow(waits, None, OFFICE, DEFAULT, "normal", friday + 70 * MINUTE)
    # Ten minutes on Wednesday, none on the holiday, six on Friday; then nothing until the contact wrote.
    assert [(wait.target, wait.seconds, wait.late) for wait in course.waits] == [
        ("first_reply", 16 * 60, True),
        ("next_reply", 10 * 60, False),
    ]
    assert course.late == ("first_reply",)
    assert (course.due_target, course.due_at) == ("next_reply", friday + 90 * MINUTE)
    assert course.warn_at == friday + 82.5 * MINUTE


def test_nothing_is_due_while_it_is_the_contacts_turn() -> None:
    waits = find_waits(WEDNESDAY, None, [(WEDNESDAY + MINUTE, "agent")])
    course = follow(waits, None, OFFICE, DEFAULT, "urgent", WEDNESDAY + dt.timedelta(days=30))
    assert (course.due_at, course.late, course.seconds) == (None, (), 60)


def test_a_wait_that_ends_with_the_request_is_not_answered() -> None:
    ended_at = WEDNESDAY + 5 * MINUTE
    said = [(WEDNESDAY + MINUTE, "agent"), (WEDNESDAY + 2 * MINUTE, "contact")]
    course = follow(find_waits(WEDNESDAY, ended_at, said), ended_at, OFFICE, DEFAULT, "normal", ended_at)
    assert [(wait.target, wait.is_answered, wait.until) for wait in course.waits] == [
        ("first_reply", True, WEDNESDAY + MINUTE),
        ("next_reply", False, ended_at),
    ]
    assert course.seconds == 60 + 3 * 60, "the time until it was settled has both"


@pytest.mark.parametrize("minutes", [1, 9, 10, 11, 480, 490, 491, 2000])
def test_the_moment_at_which_a_target_is_missed_is_when_as_much_has_been_worked(minutes: int) -> None:
    end = OFFICE.find_end(WEDNESDAY, minutes * MINUTE)
    assert end is not None
    assert OFFICE.measure(WEDNESDAY, end) == minutes * MINUTE
    assert OFFICE.measure(WEDNESDAY, end - MINUTE) == (minutes - 1) * MINUTE


async def move_back(desk: SupportDesk, conversation_id: str, by: dt.timedelta) -> None:
    """Makes everything in the conversation older."""
    async with desk.database.begin() as connection:
        for table, column in (
            (handoffs, "requested_at"),
            (handoffs, "state_since"),
            (messages, "created_at"),
            (handoff_steps, "at"),
        ):
            rows = (
                await connection.execute(
                    select(*table.primary_key.columns, table.c[column]).where(
                        table.c.conversation_id == conversation_id
                    )
                )
            ).all()
            for row in rows:
                same = [column == value for column, value in zip(table.primary_key.columns, row, strict=False)]
                await connection.execute(update(table).where(*same).values({column: row[-1] - by}))


async def test_agents_are_warned_before_a_target_is_missed_and_see_it_after(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    following = Following(desk.database)
    async with desk.signed_in("meilin") as meilin, desk.signed_in("admin") as admin:
        fields = {f"{name}-{target}": str(each[target]) for name, each in DEFAULT.minutes.items() for target in each}
        fields |= {"normal-first_reply": "20"}
        assert (await admin.post("/console/targets", version="0", **fields)).status_code == 303
        assert (await admin.post("/console/targets", version="0", **fields)).status_code == 422, "somebody changed it"
        assert (
            await admin.post("/console/targets", version="1", **fields | {"low-resolution": "0"})
        ).status_code == 422
        assert (await meilin.post("/console/targets", version="1", **fields)).status_code == 404
    async with desk.database.begin() as connection:
        await add_calendar(connection, ALWAYS, (await desk.agent("admin")).id, system_clock())
    await following.look()
    line = await _read(desk, talk)
    assert (line.due_target, line.warned_at, line.late) == ("first_reply", None, ())
    await move_back(desk, talk, dt.timedelta(minutes=16))
    await following.look()
    assert (await _read(desk, talk)).warned_at is not None
    await move_back(desk, talk, dt.timedelta(minutes=5))
    await following.look()
    assert (await _read(desk, talk)).late == ("first_reply",)
    async with desk.signed_in("alice") as alice:
        page = (await alice.get("/console/conversations?view=breached")).text
        assert f'id="line-{talk}"' in page
        assert "First reply is late" in page
        async with desk.database.read() as connection:
            await count_missed_targets(connection)
        assert REGISTRY.get_sample_value("caravan_targets_missed", {"target": "first_reply"}) == 1
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text="Here I am")
        await following.look()
        line = await _read(desk, talk)
        assert (line.due_at, line.late) == (None, ("first_reply",))
        await alice.step(talk, "resolve")
        assert await following.look() == 1
        assert await following.look() == 0, "what has ended is followed once more, and then no more"
        assert f'id="line-{talk}"' not in (await alice.get("/console/conversations?view=breached")).text
    async with desk.database.read() as connection:
        oldest = select(handoff_clocks).order_by(handoff_clocks.c.started_at).limit(1)
        row = (await connection.execute(oldest)).one()
    assert 21 * 60 <= row.seconds < 24 * 60
    assert row.ended_at is not None


async def _read(desk: SupportDesk, conversation_id: str) -> ConversationLine:
    async with desk.database.read() as connection:
        return await read_conversation(connection, conversation_id)
