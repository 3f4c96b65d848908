"""Files through Telegram, both ways: the emulator on one side, a stand-in for Rasa on the other, both databases between."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest
from sqlalchemy import select

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import conversations, inbound
from bot.demo.passwords import demo_passwords
from bot.files.files import in_pieces
from bot.files.store import FileRow, add_file
from bot.files.tables import files
from bot.messages.files import CheckedFile
from bot.messages.stored import MessageRow
from bot.staff.store.agents import Agent, find_credentials
from bot.support.handoff.answering import do_assign_handoff
from bot.support.handoff.replying import do_reply
from bot.support.handoff.waiting import do_request_handoff
from foundation.clock import system_clock
from tests.fakes.files import good
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.gateway.support_desk import Browser, token_of
from tests.fakes.telegram.server import TelegramServer

SEEN_WITHIN = 2.0
"""Seconds from the moment at which a photo is kept until an open page of the console shows it."""
PHOTO = good.picture(1280, 960)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Gateway]:
    async with telegram_gateway(database_url, tmp_path, telegram, FakeRasa()) as gateway:
        yield gateway


async def conversation(gateway: Gateway) -> str:
    async with gateway.caravan.database.read() as connection:
        return str((await connection.execute(select(conversations.c.id))).scalar_one())


async def said(gateway: Gateway) -> list[MessageRow]:
    """What the contact has sent."""
    async with gateway.caravan.database.read() as connection:
        rows = await list_messages(connection, await conversation(gateway), internal=True)
    return [row for row in rows if row.author == "contact"]


async def kept(gateway: Gateway) -> list[Any]:
    async with gateway.caravan.database.read() as connection:
        return list(await connection.execute(select(files).order_by(files.c.created_at, files.c.id)))


async def take_over(gateway: Gateway) -> Agent:
    """Lets alice have the conversation."""
    async with gateway.caravan.database.begin() as connection:
        known = await find_credentials(connection, "alice")
        assert known
        here = (await connection.execute(select(conversations.c.id))).scalar_one()
        await do_request_handoff(connection, here, "asked", system_clock())
        await do_assign_handoff(connection, here, known.agent)
    return known.agent


async def test_a_photo_is_kept_and_the_dialogue_is_told_of_it(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends_photo("these cups are broken", PHOTO)
    await anna.receives("1: these cups are broken")
    (row,) = await kept(gateway)
    asked = gateway.rasa.requests[-1]
    assert asked["files"] == [{"kind": "photo", "name": row.name, "id": row.id}]
    assert asked["text"] == "these cups are broken"
    (message,) = await said(gateway)
    assert (row.message_id, row.direction, row.state) == (message.id, "in", "received")
    assert [(file["id"], file["width"], file["has_preview"]) for file in message.files] == [(row.id, 1280, True)]
    assert await gateway.caravan.files.read(row.sha256)
    assert "file" in [call.method for call in telegram.calls] or telegram.called("getFile")


async def test_a_file_without_words_is_kept_and_told_to_the_dialogue(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001)
    await anna.sends_document("装箱单 1.PDF", content=good.pdf())
    await anna.receives("1:")
    (row,) = await kept(gateway)
    (asked,) = gateway.rasa.requests
    assert (asked["intent"], asked["text"]) == ("send_file", "")
    assert asked["files"] == [{"kind": "pdf", "name": "装箱单 1.pdf", "id": row.id}]
    assert "waits_for_person" not in read_claims(asked)
    assert (row.kind, row.name, row.media_type) == ("pdf", "装箱单 1.pdf", "application/pdf")
    (message,) = await said(gateway)
    assert message.text == ""
    shown = gateway.caravan.renderer.message(message, "en")
    assert shown.words == "[PDF: 装箱单 1.pdf]"


async def test_words_are_answered_and_then_the_file_that_the_dialogue_forgot(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    gateway.rasa.forgets_files = True
    anna = telegram.person(7001)
    await anna.sends_photo("thanks!", PHOTO)
    await anna.receives("1: thanks!")
    await anna.receives("2:")
    words, file = gateway.rasa.requests
    assert (words["intent"], file["intent"], file["text"]) == (None, "send_file", "")
    assert file["state"] == {"turns": 1}
    assert read_claims(file)["message_id"] == file["message_id"] == f"{words['message_id']}-files"


async def test_the_dialogue_is_told_that_a_person_is_waited_for(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends("I need a person")
    await anna.receives("1:")
    await anna.sends_photo("", PHOTO)
    await anna.receives("2:")
    assert read_claims(gateway.rasa.requests[-1])["waits_for_person"] is True


def read_claims(asked: dict[str, Any]) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(asked["context"], options={"verify_signature": False})
    return claims


async def test_an_album_is_one_message_with_one_answer(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    """However it is delivered: Telegram sends each part by itself, by webhook one after the other."""
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7001)
        pictures = [good.picture(100 + number, 80) for number in range(3)]
        await anna.sends_album(*pictures, caption="my order came like this")
        await anna.receives("1: my order came like this")
        (message,) = await said(gateway)
        assert [file["width"] for file in message.files] == [100, 101, 102]
        assert len(gateway.rasa.requests) == 1
        assert len(gateway.rasa.requests[0]["files"]) == 3
        await anna.sends_album(good.CSV, good.pdf(), names=["list.csv", "offer.pdf"])
        await anna.sends("what do you say")
        await anna.receives("2:")
        await anna.receives("3: what do you say")
        _, second, third = await said(gateway)
        assert [file["name"] for file in second.files] == ["list.csv", "offer.pdf"]
        assert third.text == "what do you say", "what was written after an album stands after it"


async def test_a_redelivered_album_is_not_doubled(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends_album(PHOTO, good.picture(), caption="twice")
    updates = [dict(update) for update in telegram.updates.pending]
    assert len(updates) == 2
    await anna.receives("1: twice")
    for update in updates:
        telegram.updates.redeliver(update)
    await anna.sends("after it")
    await anna.receives("2: after it")
    assert [len(message.files) for message in await said(gateway)] == [2, 0]
    assert len(await kept(gateway)) == 2


async def test_an_album_whose_gateway_died_is_joined_by_the_next(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    """The parts are committed before Telegram is answered, so they wait for whoever comes."""
    anna = telegram.person(7001)
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:

        async def die(*_: str) -> None:
            raise asyncio.CancelledError

        gateway.telegram._intake._join = die
        await anna.sends_album(PHOTO, good.picture(), caption="left behind")
        await until(lambda: not telegram.updates.pending)
        assert await said(gateway) == []
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        await gateway.caravan.inbox.join_forgotten(older_than=0)
        await anna.receives("1: left behind")
        await gateway.caravan.inbox.join_forgotten(older_than=0)
        assert [len(message.files) for message in await said(gateway)] == [2]


@pytest.mark.parametrize(
    ("language", "cannot", "can"),
    [("en", "I cannot open voice messages here", "PDF, Excel (XLSX)"), ("zh-hans", "暂时无法打开语音消息", "20 MB")],
)
async def test_what_cannot_be_taken_is_said_with_what_can(
    gateway: Gateway, telegram: TelegramServer, language: str, cannot: str, can: str
) -> None:
    anna = telegram.person(7001, language)
    await anna.sends_voice()
    assert can in (await anna.receives(cannot)).text
    for send in (anna.sends_video, anna.sends_sticker, anna.sends_location, anna.sends_contact):
        await send()
        assert can in (await anna.receives()).text
    assert await kept(gateway) == []


async def test_nothing_vanishes_while_an_agent_has_the_conversation(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends("I need a person")
    await anna.receives("1:")
    await take_over(gateway)
    await anna.receives("Alice")
    await anna.sends_photo("", PHOTO)
    await until(lambda: gateway.telegram._poller._work.is_busy is False)
    for _ in range(100):
        if len(await kept(gateway)) == 1:
            break
        await asyncio.sleep(0.05)
    assert (await said(gateway))[-1].files, "the agent sees it; the bot is silent about it"
    await anna.sends_voice()
    await anna.receives("I cannot open voice messages")
    await anna.sends_document("setup.exe", content=b"MZ" + bytes(200))
    await anna.receives("setup.exe")
    assert len(await kept(gateway)) == 1


async def test_a_part_that_is_not_taken_is_named_and_the_others_are_kept(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001)
    album = [good.pdf(), b"MZ" + bytes(100), good.CSV]
    await anna.sends_album(*album, names=["a.pdf", "b.exe", "c.csv"], caption="the papers")
    refused = await anna.receives("“b.exe” is a kind of file")
    assert "a.pdf" not in refused.text
    await anna.receives("1: the papers")
    (message,) = await said(gateway)
    assert [file["name"] for file in message.files] == ["a.pdf", "c.csv"]


async def test_a_file_that_telegram_cannot_hand_out_is_told_and_the_next_is_not_held_up(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001)
    gateway.telegram._intake._fetcher._pause = 0.01
    telegram.fail_next(code=502, method="file")
    await anna.sends_document("once.pdf", "again", content=good.pdf())
    await anna.receives("1: again")
    telegram.fail_next(code=502, method="file", times=3)
    await anna.sends_document("never.pdf", content=good.pdf())
    await anna.receives("could not fetch “never.pdf”")
    await anna.sends_document("huge.pdf", content=b"x" * (20 * 1024 * 1024 + 1))
    await anna.receives("“huge.pdf” is larger than 20 MB")
    assert [row.name for row in await kept(gateway)] == ["once.pdf"]


async def test_a_slow_file_holds_up_its_own_chat_alone(gateway: Gateway, telegram: TelegramServer) -> None:
    anna, bo = telegram.person(7001), telegram.person(7002)
    telegram.fail_next(code=None, method="file")  # Telegram does not answer
    await anna.sends_document("slow.pdf", "first", content=good.pdf())
    await until(lambda: telegram.called("getFile"))
    await anna.sends("second")
    for number in range(3):
        await bo.sends(f"quick {number}")
        await bo.receives(f"quick {number}")
    assert anna.received == []
    assert len(telegram.updates.pending) >= 1, "Telegram still has what is not stored"


async def test_a_day_has_its_limit(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    limits = {"files_contact_day_megabytes": 1, "files_per_message": 3}
    async with telegram_gateway(database_url, tmp_path, telegram, **limits) as gateway:
        anna = telegram.person(7001)
        large = good.pdf("x" * 700_000)
        await anna.sends_document("a.pdf", "first", content=large)
        await anna.receives("1: first")
        await anna.sends_document("b.pdf", "second", content=large)
        await anna.receives("“b.pdf” is more than I can take from you in one day")
        await anna.receives("2: second")
        await anna.sends_album(*[good.picture()] * 4)
        await anna.receives("one too many")
        assert [len(message.files) for message in await said(gateway)] == [1, 0, 3]


async def send_as_agent(gateway: Gateway, agent: Agent, text: str, *contents: tuple[str, bytes]) -> None:
    here = await conversation(gateway)
    ids = []
    for name, content in contents:
        checked = await gateway.caravan.files.take_in(in_pieces(content), name)
        assert isinstance(checked, CheckedFile)
        async with gateway.caravan.database.begin() as connection:
            contact = (await connection.execute(select(conversations.c.contact_id))).scalar_one()
            ids.append((await add_file(connection, checked, contact, here, "out", agent_id=agent.id)).id)
    async with gateway.caravan.database.begin() as connection:
        await do_reply(connection, here, agent, text, files=ids)


async def test_an_agent_sends_files_back(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "zh-hans")
    await anna.sends("找人工")
    await anna.receives()
    agent = await take_over(gateway)
    await send_as_agent(gateway, agent, "这是您的发票。", ("发票 100234.pdf", good.pdf("invoice")))
    sent = await anna.receives("这是您的发票。")
    assert sent.bold == [agent.name]
    assert sent.data["document"]["file_name"] == "发票 100234.pdf"
    assert telegram.files.content(telegram.files.describe(sent.data["document"]["file_id"])["file_path"]) == good.pdf(
        "invoice"
    )
    await send_as_agent(gateway, agent, "", ("a.jpg", PHOTO), ("b.jpg", good.picture(300, 200)), ("c.csv", good.CSV))
    photos = [await anna.receives(lambda message: "photo" in message.data) for _ in range(2)]
    assert len({photo.data["media_group_id"] for photo in photos}) == 1
    assert photos[0].bold == [agent.name]
    assert (await anna.receives()).data["document"]["file_name"] == "c.csv"
    long = "字" * 1500
    await send_as_agent(gateway, agent, long, ("d.jpg", PHOTO))
    assert long in (await anna.receives(long)).text
    assert "photo" in (await anna.receives()).data
    await send_as_agent(gateway, agent, "", ("thin.png", good.picture(2200, 60, "PNG")))
    assert (await anna.receives()).data["document"]["file_name"] == "thin.png", "Telegram takes no photo so narrow"


@pytest.mark.parametrize(("language", "username", "picture"), [("en", "alice", "Photo"), ("zh-hans", "liwei", "照片")])
async def test_a_photo_goes_to_the_console_and_a_pdf_comes_back(
    gateway: Gateway, telegram: TelegramServer, language: str, username: str, picture: str
) -> None:
    """The whole way: Telegram, the console's pages and its stream of events, and Telegram again."""
    anna = telegram.person(7001, language)
    await anna.sends("找人工" if language != "en" else "a person please")
    await anna.receives()
    talk = await conversation(gateway)
    async with gateway.caravan.database.begin() as connection:
        await do_request_handoff(connection, talk, "asked", system_clock())
    spoken = {"Accept-Language": language}
    async with httpx.AsyncClient(base_url=gateway.address, headers=spoken, timeout=60, trust_env=False) as client:
        staff = Browser(client)
        passwords = demo_passwords(gateway.settings.demo_passwords)
        assert (await staff.sign_in(username, passwords[username])).status_code == 303
        await staff.step(talk, "take")
        async with staff.events(f"?conversation={talk}") as events, asyncio.timeout(60):
            await anna.sends_photo("", PHOTO)
            async for _, _, html in events:
                if "<img" in html:
                    break
        seen_at = system_clock()
        (row,) = await kept(gateway)
        assert (seen_at - row.created_at).total_seconds() < SEEN_WITHIN
        assert f'alt="{picture}' in html
        (preview,) = re.findall(r'<img[^>]*src="([^"]+)"', html)
        shown = await client.get(preview.replace("&amp;", "&"))
        assert shown.headers["content-type"] == "image/jpeg"
        token = token_of(await staff.get("/console/account"))
        headers = {"x-caravan-csrf": token, "x-caravan-file": quote("发票.pdf"), "x-caravan-upload": "1"}
        path = f"/console/conversations/{talk}"
        uploaded = await client.post(f"{path}/files", content=good.pdf("invoice"), headers=headers)
        sent = await client.post(f"{path}/reply", data={"csrf": token, "text": "", "file": uploaded.json()["id"]})
        assert sent.status_code == 303
    got = await anna.receives(lambda message: "document" in message.data)
    assert got.data["document"]["file_name"] == "发票.pdf"
    where = telegram.files.describe(got.data["document"]["file_id"])["file_path"]
    assert telegram.files.content(where) == good.pdf("invoice")


async def test_the_dialogue_sends_a_file_with_buttons(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends_document("offer.pdf", "keep it", content=good.pdf())
    await anna.receives("1: keep it")
    (row,) = await kept(gateway)
    button = {"label": "Again", "intent": "help", "entities": {}}
    reply = {"response": "test.echo", "values": {"turn": "here", "text": "it is"}, "files": [{"id": row.id}]}
    gateway.rasa.replies.append([{**reply, "buttons": [button]}])
    await anna.sends("send it back")
    sent = await anna.receives("here: it is")
    assert sent.data["document"]["file_name"] == "offer.pdf"
    assert sent.labels == ["Again"]


async def test_the_dialogue_cannot_send_the_file_of_another_conversation(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna, eve = telegram.person(7001), telegram.person(7002)
    await anna.sends_document("secret.pdf", "mine", content=good.pdf())
    await anna.receives("1: mine")
    (row,) = await kept(gateway)
    reply = {"response": "test.echo", "values": {"turn": "1", "text": "here"}, "files": [{"id": row.id}]}
    gateway.rasa.replies += [[reply]] * 10
    await eve.sends("give me theirs")
    await eve.receives("cannot read this message", timeout=120)
    assert not any("document" in message.data for message in eve.received)


async def test_a_file_that_is_gone_is_not_sent_and_staff_see_it(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    await anna.sends("a person please")
    await anna.receives()
    agent = await take_over(gateway)

    async def gone(_file_id: str) -> None:
        return None

    gateway.telegram.sender._parts._uploads._read = gone
    await send_as_agent(gateway, agent, "here", ("a.pdf", good.pdf()))
    from bot.conversation.store.tables import deliveries

    for _ in range(200):
        async with gateway.caravan.database.read() as connection:
            reasons = list((await connection.execute(select(deliveries.c.reason))).scalars())
        if "file_gone" in reasons:
            break
        await asyncio.sleep(0.05)
    assert "file_gone" in reasons


async def test_parts_are_no_messages_that_wait(gateway: Gateway, telegram: TelegramServer) -> None:
    """The rows of an album's parts need no answer, and none is left without its message."""
    anna = telegram.person(7001)
    await anna.sends_album(PHOTO, good.picture(), caption="both")
    await anna.receives("1: both")
    async with gateway.caravan.database.read() as connection:
        rows = list(await connection.execute(select(inbound).order_by(inbound.c.id)))
    assert [(row.kind, row.message_id > 0, row.handled_at is not None) for row in rows] == [
        ("part", True, True),
        ("part", True, True),
        ("file", True, True),
    ]
    assert all(isinstance(row.message_id, int) for row in await kept(gateway))


def test_rows_name_what_a_message_shows() -> None:
    """A message holds what its readers may know, and no hash by which bytes could be asked for."""
    row = FileRow("i", "s" * 64, "p" * 64, "pdf", "application/pdf", 1, "n", None, None, "c", "v", 1, None, "in", "received", system_clock())  # fmt: skip
    assert set(row.shown) == {"id", "kind", "name", "media_type", "bytes", "width", "height", "has_preview"}
