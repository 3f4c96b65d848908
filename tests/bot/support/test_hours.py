"""When agents work: shifts in several zones, over midnight and over the change to summer time, holidays, days worked in
place of them, and the page on which admins change all this."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.contacts.store import set_zone
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import list_messages
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.support.handoff.waiting import do_request_handoff
from bot.support.hours import (
    DEFAULT,
    Calendar,
    ExtraDay,
    Holiday,
    Shift,
    describe_shifts,
    read_calendar,
    write_calendar,
)
from bot.support.store.calendars import find_calendar, list_calendars
from foundation.errors import Unreadable
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, support_desk, token_of

SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
WEEKDAYS = (0, 1, 2, 3, 4)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


TWO_SHIFTS = Calendar(
    (
        Shift(WEEKDAYS, dt.time(9), dt.time(12), SHANGHAI),
        Shift(WEEKDAYS, dt.time(13, 30), dt.time(18), SHANGHAI),
        Shift((4,), dt.time(22), dt.time(2), SHANGHAI),
        Shift(WEEKDAYS, dt.time(9), dt.time(17), BERLIN),
    ),
    (
        Holiday("National Day", dt.date(2026, 10, 1), dt.date(2026, 10, 7), SHANGHAI),
        Holiday("New Year", dt.date(2027, 1, 1), dt.date(2027, 1, 1)),
    ),
    (ExtraDay(dt.date(2026, 10, 10), dt.time(9), dt.time(18), SHANGHAI),),
)


@pytest.mark.parametrize(
    ("moment", "staffed", "opens"),
    [
        ("2026-11-25T11:59:59+08:00", True, None),
        ("2026-11-25T12:00:00+08:00", False, "2026-11-25T13:30:00+08:00"),
        ("2026-11-25T18:00:00+08:00", True, None),  # 11:00 in Berlin
        ("2026-11-25T17:00:00+01:00", False, "2026-11-26T09:00:00+08:00"),
        ("2026-11-27T23:00:00+08:00", True, None),  # Friday's late shift
        ("2026-11-28T01:59:00+08:00", True, None),  # and its end, on Saturday
        ("2026-11-28T02:00:00+08:00", False, "2026-11-30T09:00:00+08:00"),
        ("2026-10-02T10:00:00+08:00", False, "2026-10-02T09:00:00+02:00"),  # a holiday in Shanghai alone
        ("2026-10-10T10:00:00+08:00", True, None),  # a Saturday that is worked
        ("2027-01-01T10:00:00+01:00", False, "2027-01-04T09:00:00+08:00"),  # a holiday everywhere
        ("2027-03-28T23:00:00+02:00", False, "2027-03-29T09:00:00+08:00"),
        ("2027-03-29T09:30:00+02:00", True, None),  # the first Monday of summer time
        ("2027-03-29T16:59:00+02:00", True, None),
        ("2027-03-29T17:00:00+02:00", False, "2027-03-30T09:00:00+08:00"),
    ],
)
def test_shifts_zones_holidays_and_the_next_opening(moment: str, staffed: bool, opens: str | None) -> None:
    assert TWO_SHIFTS.is_staffed(at(moment)) == staffed
    assert TWO_SHIFTS.find_opening(at(moment)) == at(opens or moment)


def test_the_contract_holds_until_somebody_changes_it() -> None:
    assert DEFAULT.is_staffed(at("2026-11-28T09:00:00+08:00"))
    assert not DEFAULT.is_staffed(at("2026-11-28T18:00:00+08:00"))
    assert DEFAULT.find_opening(at("2026-11-29T12:00:00+08:00")) == at("2026-11-30T09:00:00+08:00")
    assert Calendar().find_opening(at("2026-11-29T12:00:00+08:00")) is None


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-25T08:00:00+08:00", "2026-11-25T14:30:00+08:00", 4),
        ("2026-11-25T17:00:00+08:00", "2026-11-25T18:00:00+08:00", 1),  # both teams at once count once
        ("2026-11-28T02:00:00+08:00", "2026-11-30T08:00:00+08:00", 0),
        ("2026-11-25T09:00:00+08:00", "2026-11-26T09:00:00+08:00", 3 + 4.5 + 6),
    ],
)
def test_working_time_between_two_moments(since: str, until: str, hours: float) -> None:
    assert TWO_SHIFTS.measure(at(since), at(until)) == dt.timedelta(hours=hours)


def test_a_calendar_is_stored_as_it_was_and_nonsense_is_refused() -> None:
    assert read_calendar(write_calendar(TWO_SHIFTS)) == TWO_SHIFTS
    for broken in ({}, None, {"shifts": [{"days": [0], "opens": "9", "closes": "x", "zone": SHANGHAI}]}):
        with pytest.raises(Unreadable):
            read_calendar(broken)


@pytest.mark.parametrize(
    ("shifts", "english", "chinese"),
    [
        (DEFAULT.shifts, "Monday to Saturday, 09:00 to 18:00 Beijing time", "北京时间周一至周六 09:00至18:00"),
        (
            (Shift((0, 2, 3, 4), dt.time(8), dt.time(12, 30), BERLIN),),
            "Monday and Wednesday to Friday, 08:00 to 12:30 Central European Time",
            "中欧时间周一和周三至周五 08:00至12:30",
        ),
        ((), "at no fixed hours", "时间不固定"),
    ],
)
def test_the_hours_in_words(shifts: tuple[Shift, ...], english: str, chinese: str) -> None:
    renderer = Renderer(load_catalogues())
    assert renderer.value(describe_shifts(shifts), "en") == english
    assert renderer.value(describe_shifts(shifts), "zh") == chinese


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "America/New_York", "back on Wednesday 25 Nov, 20:00, your time"),
        ("zh", "America/New_York", "您当地时间11月25日（周三）20:00"),
        ("en", None, "back on Thursday 26 Nov, 09:00 Beijing time"),
        ("zh", None, "北京时间11月26日（周四）09:00"),
    ],
)
async def test_back_at_is_said_in_the_time_of_the_contact(
    desk: SupportDesk, language: str, zone: str | None, words: str
) -> None:
    conversation_id = await desk.conversation("help", language=language)
    async with desk.database.begin() as connection:
        if zone:
            await set_zone(connection, (await find_contact_of(connection, conversation_id)).id, zone)
        await do_request_handoff(connection, conversation_id, "asked", at("2026-11-25T19:00:00+08:00"))
        row = (await list_messages(connection, conversation_id))[-1]
    assert words in desk.deps.renderer.text(row.reply or {}, language)


FORM: dict[str, Any] = {
    "version": "0",
    "day": ["0-0", "0-1", "1-4"],
    "opens": ["09:00", "13:00", "09:00"],
    "closes": ["12:00", "17:00", "18:00"],
    "zone": [SHANGHAI, BERLIN, SHANGHAI],
    "holiday": ["春节", ""],
    "first": ["2027-02-05", ""],
    "last": ["2027-02-11", ""],
    "holiday_zone": [SHANGHAI, ""],
    "extra": ["2027-02-14"],
    "extra_opens": ["10:00"],
    "extra_closes": ["16:00"],
    "extra_zone": [SHANGHAI],
}
EXPECTED = Calendar(
    (
        Shift((0, 1), dt.time(9), dt.time(12), SHANGHAI),
        Shift((4,), dt.time(13), dt.time(17), BERLIN),
    ),
    (Holiday("春节", dt.date(2027, 2, 5), dt.date(2027, 2, 11), SHANGHAI),),
    (ExtraDay(dt.date(2027, 2, 14), dt.time(10), dt.time(16), SHANGHAI),),
)


async def test_an_admin_changes_the_hours_and_the_history_says_who(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        page = await admin.get("/console/hours")
        assert "Nobody has changed them" in page.text
        form = {"csrf": token_of(page), **FORM}
        assert (await admin.client.post("/console/hours", data=form)).status_code == 303
        async with desk.database.read() as connection:
            assert await find_calendar(connection) == EXPECTED
        again = await admin.client.post("/console/hours", data=form)
        assert again.status_code == 422, "what somebody else saved is not overwritten unseen"
        assert "Somebody else has changed the hours" in again.text
        shown = (await admin.get("/console/hours")).text
        assert 'value="春节"' in shown
        assert 'value="2027-02-14"' in shown
    async with desk.database.read() as connection:
        (version,) = await list_calendars(connection)
    assert version.agent_name == (await desk.agent("admin")).name
    async with desk.signed_in("alice") as alice:
        seen = await alice.get("/console/hours")
        assert "春节" in seen.text
        assert '<form method="post" action="/console/hours"' not in seen.text
        assert (await alice.post("/console/hours", version="1")).status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        {"opens": ["25:00", "13:00", "09:00"]},
        {"zone": ["Mars/Base", BERLIN, SHANGHAI]},
        {"last": ["2027-02-01", ""]},
        {"first": ["", ""]},
        {"extra": ["soon"]},
        {"closes": ["12:00"]},
    ],
)
async def test_a_row_that_makes_no_sense_saves_nothing(desk: SupportDesk, broken: dict[str, Any]) -> None:
    async with desk.signed_in("admin") as admin:
        page = await admin.get("/console/hours")
        answer = await admin.client.post("/console/hours", data={"csrf": token_of(page), **FORM, **broken})
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text
    async with desk.database.read() as connection:
        assert await find_calendar(connection) == DEFAULT


async def test_the_queue_follows_the_new_hours_at_once(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        page = await admin.get("/console/hours")
        form = {"csrf": token_of(page), "version": "0", "day": ["0-6"], "opens": ["10:00"]}
        form |= {"closes": ["11:00"], "zone": ["UTC"]}
        assert (await admin.client.post("/console/hours", data=form)).status_code == 303
        await admin.post("/console/sign-out")
    conversation_id = await desk.conversation("help", channel="telegram", key="7")
    async with desk.database.begin() as connection:
        await do_request_handoff(connection, conversation_id, "asked", WORKING_HOURS)
        row = (await list_messages(connection, conversation_id))[-1]
    assert "back on Sunday 29 Nov, 10:00 UTC" in desk.deps.renderer.text(row.reply or {}, "en")
