"""Who may speak for the company in the staff's group on Telegram, and who may not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.staff.store.tables import agents, staff_link_codes, staff_sessions
from foundation.clock import system_clock
from tests.fakes.files.good import pdf
from tests.fakes.gateway.staff_group import ask, said, staff_group, take
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits(group_per_minute=1000)) as server:
        yield server


async def test_words_of_anybody_else_reach_no_customer(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        stranger = telegram.person(9001, "en", "Mallory").in_group(staff.group).in_topic(topic)
        for words in ("I am the boss", "/take", "/note hello", "/resolve"):
            await stranger.sends(words)
        await staff.group.shows(topic, "is not linked to a member of the staff")
        await stranger.sends_document("trojan.pdf", pdf(), "open this")
        await li.sends_hidden("nobody said this")
        await staff.group.shows(topic, "written without a name")
        await telegram.person(8001).in_group(staff.group).sends("in the general topic")
        other = telegram.forum("another group")
        await telegram.person(8001).in_group(other).in_topic(topic).sends("from another group")
        await staff.group.becomes(lambda: not other.has_bot)
        await li.sends("still here")
        await anna.receives("still here")
        for words in ("boss", "hello", "open this", "nobody", "general", "another group", "resolved"):
            assert words not in said(anna)
        told = [m for m in staff.group.written(topic) if "is not linked" in m.text]
        assert len(told) == 1, "once is enough"


async def test_who_left_is_no_agent_any_more(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        li, alice = await staff.member(8001, "liwei", topic), await staff.member(8002, "alice", topic)
        await li.sends("/take")
        await anna.receives("has joined")
        async with staff.console("admin") as browser:
            await browser.post("/console/staff/liwei/disable", page="/console/staff/liwei")
        await li.sends("I was fired")
        await staff.group.shows(topic, "is not linked")
        async with staff.console("alice") as browser:
            page = await browser.get("/console/account")
            assert "Telegram" in page.text
            await browser.post("/console/account/sessions/end", page="/console/account")
        await alice.sends("I signed out everywhere else")
        await staff.group.becomes(lambda: sum("is not linked" in m.text for m in staff.group.written(topic)) == 2)
        assert "fired" not in said(anna)
        assert "everywhere" not in said(anna)


async def test_a_code_links_once_and_not_for_long(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        await staff.hires(8001, "liwei")
        used = next(m.text for m in telegram.person(8001).messages if "/start staff_" in m.text)
        thief = telegram.person(9001)
        await thief.sends(used)
        await thief.receives("not valid any more")
        await thief.sends("/start staff_guessed")
        await thief.receives("not valid any more")
        async with staff.console("alice") as browser:
            page = await browser.post("/console/account/telegram", page="/console/account")
        async with staff.gateway.caravan.database.begin() as connection:
            await connection.execute(update(staff_link_codes).values(expires_at=system_clock()))
        code = page.text.split("<code>")[1].split("</code>")[0]
        await thief.sends(code)
        await thief.receives("not valid any more")
        async with staff.gateway.caravan.database.read() as connection:
            rows = list(
                await connection.execute(
                    select(agents.c.username, staff_sessions.c.telegram_id)
                    .join(agents, agents.c.id == staff_sessions.c.agent_id)
                    .where(staff_sessions.c.telegram_id.is_not(None))
                )
            )
        assert [tuple(row) for row in rows] == [("liwei", 8001)]
