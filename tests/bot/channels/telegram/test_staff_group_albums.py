"""An album that a member of the staff sends in a topic is one answer, one note or one refusal, however it is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram.staff_group.tables import staff_words
from bot.conversation.store.tables import messages
from tests.fakes import PATIENCE
from tests.fakes.files.good import picture
from tests.fakes.gateway.staff_group import StaffGroup, said, staff_group, take
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import TelegramServer

PHOTOS = (picture(40, 30), picture(50, 30))


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits(group_per_minute=1000)) as server:
        yield server


async def until(count: Callable[[], Awaitable[object]], wanted: object) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await count() == wanted:
                return
            await asyncio.sleep(0.05)


async def test_an_album_is_one_answer_and_one_note(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, _, li = await take(staff)
        await li.sends_album(*PHOTOS, captions=["", "/note for us alone"])
        await until(lambda: count_messages(staff, internal=True), [2])
        await li.sends_album(*PHOTOS, captions=["these two are left"])
        await li.sends("which one?")
        await anna.receives("which one?")
        await staff.group.becomes(lambda: len([m for m in anna.received if "photo" in m.data]) == 2)
        photos = [message for message in anna.received if "photo" in message.data]
        assert len({message.data["media_group_id"] for message in photos}) == 1
        assert await count_messages(staff, internal=False) == [2, 0]
        assert "for us alone" not in said(anna)


async def test_parts_of_a_note_that_come_late_are_a_note_too(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, _, li = await take(staff)
        await li.sends_album(PHOTOS[0], captions=["/note for us alone"], album="1234")
        await until(lambda: count_messages(staff, internal=True), [1])
        await li.sends_album(PHOTOS[1], album="1234")
        await until(lambda: count_messages(staff, internal=True), [1, 1])
        await li.sends_album(PHOTOS[0], b"GIF89a no picture", captions=["look"])
        await li.sends("done")
        await anna.receives("done")
        assert await count_messages(staff, internal=False) == [0]
        assert not any("photo" in message.data for message in anna.received)


async def test_an_album_whose_gateway_died_is_joined_by_the_next(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, _, li = await take(staff)
        assert staff.gateway.telegram.staff is not None
        staff.gateway.telegram.staff.album_seconds = 600
        await li.sends_album(*PHOTOS, captions=["these two"])
        await until(lambda: count_parts(staff), 2)
        await staff.gateway.telegram.staff._acting.join_forgotten(0)
        await anna.receives("these two")
        assert await count_messages(staff, internal=False) == [2]


async def count_messages(staff: StaffGroup, *, internal: bool) -> list[int]:
    """Returns of each reply of an agent, or of each note, how many files it has."""
    async with staff.gateway.caravan.database.read() as connection:
        query = select(messages.c.files).where(messages.c.author == "agent", messages.c.internal.is_(internal))
        return [len(files or ()) for files in (await connection.execute(query.order_by(messages.c.id))).scalars()]


async def count_parts(staff: StaffGroup) -> int:
    async with staff.gateway.caravan.database.read() as connection:
        return len(list(await connection.execute(select(staff_words).where(staff_words.c.part.is_not(None)))))
