"""A gateway that is killed while files arrive: nothing is lost or doubled, no half file, no row without its bytes."""

from __future__ import annotations

import asyncio
import hashlib
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import conversations
from bot.database.engine import open_database
from bot.files.blobs import FolderBlobs
from bot.files.cleaning import delete_unused
from bot.files.store import list_missing
from bot.files.tables import files
from tests.fakes.drawn_pictures import DRAWN
from tests.fakes.files import good
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import free_port, serving
from tests.fakes.storms import choose_size
from tests.fakes.telegram.server import TelegramServer

MOMENTS = choose_size((0.0, 0.25, 0.8), (0.0, 0.1, 0.25, 0.45, 0.8))
"""Seconds from the moment at which a gateway begins to fetch a file until it is killed."""


@pytest.mark.timeout(600)
async def test_kill_nine_while_files_arrive_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    rasa, port = FakeRasa(token="t" * 32), free_port()
    captions = [f"file {number}" for number in range(len(MOMENTS) * 2)]
    rasa.replies = [[{"response": "gateway.empty", "values": {}, "buttons": [], "cards": []}] for _ in range(200)]
    async with TelegramServer() as telegram, serving(rasa.app(), port) as rasa_url:
        settings = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.base_url}
        anna = telegram.person(7001)
        waiting = iter(captions)
        for moment in MOMENTS:
            asked = len(telegram.called("getFile"))
            async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **settings) as (_, child):
                await anna.sends_photo(next(waiting), good.picture(1500 + asked, 1100))
                await anna.sends_document("list.csv", next(waiting), good.CSV + b"x,%d,1\n" % asked)
                await until(lambda asked=asked: len(telegram.called("getFile")) > asked, 60)  # type: ignore[misc]
                await asyncio.sleep(moment)
                child.kill()
                child.wait()
        album = [good.picture(700 + number, 500) for number in range(3)]
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **settings) as (_, child):
            asked = len(telegram.called("getFile"))
            await anna.sends_album(*album, caption="album")
            await until(lambda: len(telegram.called("getFile")) > asked, 60)
            await asyncio.sleep(0.3)
            child.kill()
            child.wait()
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **settings):
            await until(lambda: not telegram.updates.pending, 120)
            await until_shown(database_url, len(captions) + len(album), 120)
    await check(database_url, tmp_path / "files", {*captions})


async def until_shown(database_url: str, number: int, seconds: float) -> None:
    """Waits until the messages show this many files: a part of an album belongs to none until the album is joined."""
    database = open_database(database_url)
    try:
        async with asyncio.timeout(seconds):
            while True:
                async with database.read() as connection:
                    talk = (await connection.execute(select(conversations.c.id))).scalar_one()
                    said = await list_messages(connection, talk, limit=1000)
                if sum(len(row.files) for row in said if row.author == "contact") >= number:
                    return
                await asyncio.sleep(0.2)
    finally:
        await database.close()


async def check(database_url: str, folder: Path, captions: set[str]) -> None:
    database, blobs = open_database(database_url), FolderBlobs(folder)
    try:
        async with database.read() as connection:
            talk = (await connection.execute(select(conversations.c.id))).scalar_one()
            said = [row for row in await list_messages(connection, talk, limit=1000) if row.author == "contact"]
            rows = list(await connection.execute(select(files)))
            kept = await blobs.list_all()
            assert await list_missing(connection, [blob.sha256 for blob in kept]) == [], "a row without its bytes"
        alone = [row for row in said if not (row.text or "").startswith("album") and len(row.files) == 1]
        assert sorted(row.text or "" for row in alone if row.text in captions) == sorted(captions)
        in_albums = [file for row in said if row not in alone or row.text == "" for file in row.files]
        assert len(in_albums) == 3, "each picture of the album is there once"
        shown = [file["id"] for row in said for file in row.files]
        assert len(shown) == len(set(shown)) == len(captions) + 3
        assert {row.id for row in rows} == set(shown)
        assert all(row.message_id for row in rows)
        for blob in kept:
            content = await asyncio.to_thread(blobs.find_path(blob.sha256).read_bytes)
            assert hashlib.sha256(content).hexdigest() == blob.sha256, "half a file"
        await delete_unused(database, blobs, older_than=-60)
        async with database.read() as connection:
            left = {blob.sha256 for blob in await blobs.list_all()}
            assert await list_missing(connection, left) == []
        used = {each for row in rows for each in (row.sha256, row.preview) if each}
        assert left - DRAWN == used
        assert not list(blobs.incoming.glob("*")), "what was being received when it was killed is gone, too"
    finally:
        await database.close()


async def test_bytes_that_are_about_to_get_a_row_are_not_deleted(database_url: str, tmp_path: Path) -> None:
    """Somebody sends what somebody else has just erased: putting it again makes it new."""
    database, blobs = open_database(database_url), FolderBlobs(tmp_path / "files")
    blobs.incoming.mkdir(parents=True)
    sha256 = hashlib.sha256(b"the same").hexdigest()

    async def put() -> None:
        (blobs.incoming / "x").write_bytes(b"the same")
        await blobs.put(blobs.incoming / "x", sha256)

    try:
        await put()
        assert await delete_unused(database, blobs) == 0, "it is young"
        before = time.time() + 5
        assert await blobs.delete(sha256, before)
        await put()
        assert not await blobs.delete(sha256, time.time() - 60), "it was put again meanwhile"
        assert [blob.sha256 for blob in await blobs.list_all()] == [sha256]
        with pytest.raises(ValueError, match="SHA-256"):
            await blobs.open("../../etc/passwd")
        assert await blobs.open("0" * 64) is None
    finally:
        await database.close()
