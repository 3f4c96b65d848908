"""Reports: their figures are those of a recount from the raw rows, on both databases, and the page and the CSV show them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import select, update

from bot.console.reports.plots import draw_trend
from bot.conversation.store.messages import add_message
from bot.conversation.store.tables import conversations, inbound, messages
from bot.support.reports.facts import DONE, Period
from bot.support.reports.figures import count, find_share
from bot.support.reports.store import read_facts
from bot.support.satisfaction.store import add_rating, answer_rating
from bot.support.store.tables import handoff_clocks, handoff_steps, ratings
from bot.support.targets.following import Following
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def fill(desk: SupportDesk) -> None:
    """A few conversations of each kind, over three days."""
    for number in range(4):
        talk = await desk.conversation("Hello", "Where is it?", key=f"bot {number}", language=("en", "zh")[number % 2])
        if number == 1:
            async with desk.database.begin() as connection:
                await add_message(connection, talk, "bot", reply={"response": "utter_quote_sent", "values": {}})
        if number == 2:
            async with desk.database.begin() as connection:
                rating = await add_rating(connection, talk, "bot", system_clock())
                await answer_rating(connection, talk, rating, system_clock(), score=3)
        if number == 3:
            before = system_clock() - dt.timedelta(days=2, hours=5)
            async with desk.database.begin() as connection:
                for table, column in ((messages, "created_at"), (inbound, "received_at")):
                    same = table.c.conversation_id == talk
                    await connection.execute(update(table).where(same).values({column: before}))
    settled = await desk.waiting("Help me", key="settled", identity=account())
    returned = await desk.waiting("Help me, too", key="returned", channel="telegram")
    await desk.waiting("And me", key="waiting")
    unanswered = await desk.waiting("Never mind", key="unanswered")
    async with desk.signed_in("alice") as alice:
        for talk, step in ((settled, "resolve"), (returned, "hand-back")):
            await alice.step(talk, "take")
            await alice.step(talk, "reply", text="Here I am")
            await desk.says(talk, "One more thing")
            await alice.step(talk, "reply", text="Done")
            await alice.step(talk, step)
        await alice.step(unanswered, "take")
        await alice.step(unanswered, "resolve")
    await Following(desk.database).look()


async def read_rows(desk: SupportDesk) -> dict[str, list[Any]]:
    tables = (messages, inbound, conversations, handoff_steps, handoff_clocks, ratings)
    async with desk.database.read() as connection:
        return {table.name: list(await connection.execute(select(table))) for table in tables}


async def test_the_figures_are_those_of_a_recount(desk: SupportDesk) -> None:
    await fill(desk)
    today = system_clock().astimezone(SHANGHAI).date()
    period = Period(today - dt.timedelta(days=6), today, "Asia/Shanghai")
    async with desk.database.snapshot() as connection:
        report = count(await read_facts(connection, period), period)
    rows = await read_rows(desk)

    def day(moment: dt.datetime) -> dt.date:
        return moment.astimezone(SHANGHAI).date()

    spoken = [row for row in rows["messages"] if not row.internal]
    days = {(row.conversation_id, day(row.created_at)) for row in spoken if row.author == "contact"}
    asked = [row for row in rows["handoff_steps"] if row.step in ("request", "reopen")]
    with_person = {(row.conversation_id, day(row.at)) for row in asked}
    with_person |= {(row.conversation_id, day(row.created_at)) for row in spoken if row.author == "agent"}
    done = {(r.conversation_id, day(r.created_at)) for r in spoken if (r.reply or {}).get("response") in DONE}
    done |= {
        (row.conversation_id, day(row.asked_at)) for row in rows["ratings"] if row.about == "bot" and row.score == 3
    }
    assert (report.conversations, report.contained, report.verified) == (
        len(days), len(days - with_person), len((days - with_person) & done)
    )  # fmt: skip
    assert (len(days), report.verified) == (8, 2), "something was counted"
    assert {when: total for when, total, _ in report.by_day if total} == Counter(when for _, when in days)
    channels = {row.id: row.channel for row in rows["conversations"]}
    assert report.by_channel == Counter(channels[talk] for talk, _ in days)
    assert report.requests == len(asked) == 4
    assert report.reasons == Counter(row.reason for row in asked)
    ended = [row.step for row in rows["handoff_steps"] if row.step in ("resolve", "hand_back")]
    assert report.endings == Counter(ended) == {"resolve": 2, "hand_back": 1}
    for target in ("first_reply", "next_reply"):
        waits = [w for row in rows["handoff_clocks"] for w in row.waits if w["target"] == target and w["answered"]]
        seconds = sorted(wait["seconds"] for wait in waits)
        times = report.times[target]
        assert (times.count, times.median, times.p90) == (2, find_share(seconds, 0.5), find_share(seconds, 0.9))
        assert times.within == sum(not wait["late"] for wait in waits)
    assert report.times["resolution"].count == 2
    of_agent = [row for row in rows["ratings"] if row.about == "agent"]
    assert report.satisfaction["agent"].asked == len(of_agent) == 2
    assert (report.satisfaction["bot"].good, report.satisfaction["bot"].answered) == (1, 1)
    written = [row.created_at.astimezone(SHANGHAI) for row in spoken if row.author == "contact"]
    hours = Counter((moment.weekday(), moment.hour) for moment in written)
    assert {(d, h): v for d, row in enumerate(report.hours) for h, v in enumerate(row) if v} == hours
    assert report.topics == {"order_status": len({row.conversation_id for row in rows["inbound"]})}
    assert report.read_messages == len(rows["inbound"])
    yesterday = Period(today - dt.timedelta(days=30), today - dt.timedelta(days=20), "Asia/Shanghai")
    async with desk.database.snapshot() as connection:
        assert count(await read_facts(connection, yesterday), yesterday).conversations == 0


async def test_supervisors_read_and_export_reports_and_agents_do_not(desk: SupportDesk) -> None:
    await fill(desk)
    async with desk.signed_in("meilin") as meilin, desk.signed_in("alice") as alice:
        assert (await alice.get("/console/reports")).status_code == 404
        assert (await alice.get("/console/reports.csv")).status_code == 404
        page = (await meilin.get("/console/reports")).text
        exported = (await meilin.get("/console/reports.csv")).text
        await meilin.post("/console/language", language="zh")
        chinese = (await meilin.get("/console/reports?from=2026-01-01&to=1999-99-99")).text
    rows = list(csv.reader(io.StringIO(exported.removeprefix("\ufeff"))))
    assert ["totals", "conversations", "8"] in rows
    assert re.search(r"<b>8</b>", page)
    assert "Contained by the assistant" in page
    assert "助手独立处理" in chinese
    assert "<svg" in page
    assert "style=" not in page


def test_every_reply_that_says_it_is_done_is_one_of_the_assistants() -> None:
    with open("domain.yml", encoding="utf-8") as file:
        known = yaml.safe_load(file)["responses"]
    assert set(known) >= DONE


def test_a_year_is_drawn_by_weeks_within_the_picture() -> None:
    first = dt.date(2025, 1, 1)
    trend = draw_trend([(first + dt.timedelta(days=number), number % 50, number % 50 // 2) for number in range(366)])
    assert trend.days_each == 7
    assert len(trend.bars) == 53
    assert all(0 <= bar.top <= bar.middle <= bar.base for bar in trend.bars)
    assert trend.bars[-1].x + trend.bars[-1].width <= 720
