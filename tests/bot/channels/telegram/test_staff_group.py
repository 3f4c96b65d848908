"""The staff answer customers in topics of their group on Telegram, through the whole gateway and on both databases."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram.staff_group.tables import staff_topics
from bot.staff.store.tables import audit_log
from tests.fakes.files.good import pdf
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.staff_group import StaffGroup, ask, said, staff_group, take
from tests.fakes.gateway.support_desk import Browser
from tests.fakes.telegram.chats import ChatMessage, Topic
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import TelegramServer

NIGHT = "2026-11-25T23:30:00+08:00"


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits(group_per_minute=1000)) as server:
        yield server


async def is_noted(staff: StaffGroup) -> None:
    """Waits until the database knows of everything that was posted."""
    async with asyncio.timeout(20):
        while True:
            async with staff.gateway.caravan.database.read() as connection:
                if not list(await connection.execute(select(staff_topics).where(staff_topics.c.posting.is_not(None)))):
                    return
            await asyncio.sleep(0.02)


async def test_a_handoff_is_a_topic_that_begins_with_the_dossier(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        assert topic.name.startswith("Visitor ")
        assert " · CS-" in topic.name
        dossier = staff.group.written(topic)[0]
        assert "Why a person: Asked for a person" in dossier.text
        assert "Speaks: English" in dossier.text
        assert dossier.labels == ["Take", "Open on the console"]
        assert dossier.buttons[1]["url"].startswith(f"{staff.gateway.address}/console/conversations/")
        li = await staff.member(8001, "liwei", topic)
        await li.sends("hello, too early")
        await staff.group.shows(topic, "Take this conversation first.")
        await li.presses("Take", dossier)
        await anna.receives("has joined the conversation")
        await li.sends("Hello Anna, it is in Hamburg.")
        answer = await anna.receives("it is in Hamburg")
        assert answer.bold == ["Li Wei"]
        await anna.sends("thank you!")
        await staff.group.shows(topic, "thank you!")
        assert "too early" not in said(anna)
        shown = "\n".join(message.text for message in staff.group.written(topic))
        assert "it is in Hamburg" not in shown, "it stands there already: Li Wei wrote it"


async def test_a_group_that_reads_chinese_serves_a_customer_in_theirs(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram, telegram_staff_language="zh") as staff:
        chen = telegram.person(7002, "zh-hans", "陈")
        topic = await ask(staff, chen, "我的订单在哪里")
        dossier = staff.group.written(topic)[0]
        assert "转人工原因：" in dossier.text
        assert dossier.labels == ["接手", "在工作台打开"]
        assert topic.name.startswith("访客 ")
        li = await staff.member(8001, "liwei", topic, "zh")
        await li.sends("/reslove")
        await staff.group.shows(topic, "没有 /reslove 这个命令")
        await li.sends("/take")
        await chen.receives("客服Li Wei已加入会话")
        await li.sends("已经到汉堡了")
        await chen.receives("已经到汉堡了")
        await li.edits("已经到不来梅了")
        await chen.receives("更正：已经到不来梅了")


async def test_files_go_both_ways(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        await anna.sends_document("packing.pdf", "the packing list", pdf())
        shown = await staff.group.shows(topic, "the packing list")
        assert shown.data["document"]["file_name"] == "packing.pdf"
        await anna.sends_photo("")
        await staff.group.becomes(lambda: next((m for m in staff.group.written(topic) if "photo" in m.data), None))
        await li.sends_document("invoice.pdf", pdf(), "your invoice")
        got = await anna.receives("your invoice")
        assert got.data["document"]["file_name"] == "invoice.pdf"
        await li.sends_photo()
        await anna.receives(lambda message: "photo" in message.data)
        await li.sends_document("virus.exe", b"MZ\x90\x00" + bytes(200))
        await staff.group.shows(topic, "virus.exe")
        await li.sends_voice()
        await staff.group.shows(topic, "Only text, pictures and documents")
        await li.sends_document("secret.pdf", pdf(), "/note for us alone")
        await li.sends("done")
        await anna.receives("done")
        assert "for us alone" not in said(anna)
        assert not any("secret" in str(message.data) for message in anna.received)


async def test_edits_are_corrections_on_both_sides(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        await li.sends("It arrives on Monday")
        await anna.receives("on Monday")
        await li.edits("It arrives on Tuesday")
        await anna.receives("Correction: It arrives on Tuesday")
        await li.edits("/note It arrives on Wednesday")
        await li.sends("that is all")
        await anna.receives("that is all")
        assert "Wednesday" not in said(anna)
        await anna.sends("I need 50")
        await staff.group.shows(topic, "I need 50")
        await anna.edits("I need 500")
        edited = await staff.group.shows(topic, "I need 500")
        assert any("✏️" in bold for bold in edited.bold)


async def test_note_transfer_and_the_rights_of_roles(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        li, alice = await staff.member(8001, "liwei", topic), await staff.member(8002, "alice", topic)
        mei = await staff.member(8003, "meilin", topic)
        await li.sends("/take")
        await anna.receives("has joined")
        await alice.sends("me too")
        await staff.group.shows(topic, "Li Wei has this conversation now")
        await alice.sends("/resolve")
        await alice.sends("/note she called twice")
        await li.sends("/transfer nobody")
        await staff.group.shows(topic, "alice (Alice)")
        await li.sends("/transfer @alice speaks better English")
        await anna.receives("passed this conversation on to Alice")
        await alice.sends("Alice here")
        await anna.receives("Alice here")
        await li.sends("/resolve")
        await staff.group.shows(topic, "Alice has this conversation now")
        await mei.sends("/resolve")
        await anna.receives("marked this as resolved")
        assert not {"me too", "called twice", "better English"} & set(said(anna).split("\n"))
        async with staff.console("meilin") as browser:
            page = (await browser.get("/console/conversations")).text
            talk = page.split("/console/conversations/")[1][:32]
            shown = (await browser.read(talk)).text
            assert all(words in shown for words in ("she called twice", "speaks better English", "Alice here"))
        async with staff.gateway.caravan.database.read() as connection:
            query = select(audit_log.c.actor, audit_log.c.action, audit_log.c.outcome).where(
                audit_log.c.action.startswith("conversation."), audit_log.c.session.is_not(None)
            )
            logged = [tuple(row) for row in await connection.execute(query.order_by(audit_log.c.id))]
        assert ("liwei", "conversation.take", "done") in logged
        assert ("alice", "conversation.resolve", "refused") in logged
        assert ("liwei", "conversation.pass_on", "done") in logged
        assert ("meilin", "conversation.resolve", "done") in logged


async def test_return_and_release(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        await li.sends("/release")
        await anna.receives("back in the queue")
        await li.sends("/take@caravan_test_bot")
        await anna.receives("has joined")
        await li.sends("/return")
        await anna.receives("handed this conversation back")
        await staff.group.becomes(lambda: topic.closed)
        await anna.sends("and my other order")
        await anna.receives("and my other order")
        await anna.stays_quiet(1)
        assert "my other order" not in "".join(message.text for message in staff.group.written(topic))


async def test_resolved_and_opened_again_is_the_same_topic(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        await li.sends("/resolve")
        await anna.receives("marked this as resolved")
        await anna.receives("How well did Li Wei help you?")
        await staff.group.becomes(lambda: topic.closed)
        await anna.sends("a person again please")
        await anna.receives("who helped you before, has joined the conversation again")
        await staff.group.becomes(lambda: not topic.closed)
        await staff.group.shows(topic, "a person again please")
        await li.sends("Here I am")
        await anna.receives("Here I am")
        assert len(staff.group.chat.topics) == 1


async def test_what_the_customer_wrote_at_the_moment_of_resolving_is_read_first(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        assert staff.gateway.telegram.staff is not None
        staff.gateway.telegram.staff.posting.pace.pause(8)
        await anna.sends("one more thing")
        await until(lambda: not telegram.updates.pending)
        await li.sends("/resolve")
        await staff.group.shows(topic, "has written at the same moment")
        await staff.group.shows(topic, "one more thing")
        await is_noted(staff)
        await li.sends("/resolve")
        await anna.receives("marked this as resolved")


async def test_a_deleted_topic_is_made_again(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        first = await ask(staff, anna)
        li = await staff.member(8001, "liwei", first)
        await li.sends("/take")
        await anna.receives("has joined")
        staff.group.deletes(first)
        await anna.sends("are you there?")
        second = await staff.group.becomes(lambda: next((t for t in staff.group.topics if t is not first), None))
        await staff.group.shows(second, "Why a person")
        await staff.group.shows(second, "are you there?")
        await li.in_topic(second).sends("yes, I am")
        await anna.receives("yes, I am")


async def test_console_and_topic_show_the_same(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        li = await staff.member(8001, "liwei", topic)
        async with staff.console("alice") as browser:
            queue = (await browser.get("/console")).text
            talk = queue.split("/console/conversations/")[1][:32]
            await browser.step(talk, "take")
            await browser.step(talk, "reply", text="Alice, from the console")
            await browser.step(talk, "reply", text="ask the warehouse", internal="1")
        await staff.group.shows(topic, "Alice, from the console")
        note = await staff.group.shows(topic, "ask the warehouse")
        assert any("Note by Alice" in bold for bold in note.bold)
        await anna.receives("Alice, from the console")
        await li.sends("/note they answered: Friday")
        async with staff.console("alice") as browser:
            await browser.step(talk, "pass-on", colleague="liwei", note="")
            await anna.receives("passed this conversation on to Li Wei")
            await li.sends("Friday it is")
            await anna.receives("Friday it is")
            shown = (await browser.read(talk)).text
            assert "they answered: Friday" in shown
            assert "Friday it is" in shown


async def test_edits_on_the_console_are_shown_in_the_topic_and_corrections_in_it_on_the_console(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        li = await staff.member(8001, "liwei", topic)
        async with staff.console("liwei") as browser:
            talk = (await browser.get("/console")).text.split("/console/conversations/")[1][:32]
            await browser.step(talk, "take")
            await browser.step(talk, "reply", text="It ships on Mondey")
            await browser.step(talk, "reply", text="she is cros", internal="1")
            await staff.group.shows(topic, "she is cros")
            await anna.receives("Mondey")
            await is_noted(staff)
            for was, now in (("It ships on Mondey", "It ships on Monday"), ("she is cros", "she is cross")):
                await edit(browser, talk, was, now)
                edited = await staff.group.becomes(lambda now=now: find_line(staff, topic, now))  # type: ignore[misc]
                assert any(bold.startswith("✏️ ") and "Li Wei" in bold for bold in edited.bold)
            await li.sends("from the group")
            await anna.receives("from the group")
            await edit(browser, talk, "from the group", "from the staff's group")
            await staff.group.shows(topic, "from the staff's group")
            await li.edits("from the whole group")
            await anna.receives("Correction: from the whole group")
            assert "Correction: from the whole group" in (await browser.read(talk)).text
        await is_noted(staff)
        shown = "\n".join(message.text for message in staff.group.written(topic)).split("\n")
        assert [shown.count(words) for words in ("It ships on Monday", "she is cross", "from the staff's group")] == [
            1
        ] * 3
        assert "↻" not in "".join(shown)


def find_line(staff: StaffGroup, topic: Topic, words: str) -> ChatMessage | None:
    """Returns the post in the topic that has these words as a line of its own."""
    return next((each for each in staff.group.written(topic) if words in each.text.split("\n")), None)


async def edit(browser: Browser, talk: str, was: str, now: str) -> None:
    """Lets an agent edit on the console what they have written, as soon as it is not being sent any more."""
    page = (await browser.read(talk)).text
    number = re.findall(r'id="m(\d+)"', page[: page.index(was)])[-1]
    for _ in range(100):
        answer = await browser.post(f"/console/conversations/{talk}/messages/{number}/edit", text=now)
        if answer.status_code != 409:  # it is being sent
            break
        await asyncio.sleep(0.1)
    assert answer.status_code == 303, answer.text


async def test_out_of_hours_the_topic_waits_for_the_morning(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram, demo_now=NIGHT) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        await anna.receives("Our agents are away now")
        await staff.group.shows(topic, "Our agents are away now")
        await anna.sends("write me at anna@example.com")
        await anna.receives("anna@example.com")
        await staff.group.shows(topic, "anna@example.com")
        li = await staff.member(8001, "liwei", topic)
        await li.sends("/take")
        await anna.receives("has joined")
        await li.sends("Good morning")
        await anna.receives("Good morning")


async def test_an_answer_that_does_not_arrive_is_said(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna, topic, li = await take(staff)
        await anna.blocks()
        await li.sends("are you still there?")
        await staff.group.shows(topic, "has blocked the bot")


async def test_the_topic_of_an_erased_customer_is_deleted(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        async with staff.console("admin") as browser:
            talk = (await browser.get("/console")).text.split("/console/conversations/")[1][:32]
            person = (await browser.read(talk)).text.split("/console/people/")[1][:32]
            code = person[:4].upper()
            await browser.post(f"/console/people/{person}/erase", page=f"/console/people/{person}", confirm=code)
        await staff.group.becomes(lambda: topic.deleted)
        assert not staff.group.written(topic)


async def test_a_429_waits_and_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with staff_group(database_url, tmp_path, telegram) as staff:
        anna = telegram.person(7001)
        topic = await ask(staff, anna)
        li = await staff.member(8001, "liwei", topic)
        await li.sends("/take")
        await staff.group.shows(topic, "Li Wei has joined")
        await anna.receives("has joined")
        telegram.fail_next(429, method="sendMessage", retry_after=2)
        began = time.monotonic()
        for number in range(5):
            await anna.sends(f"part {number} of it")
        joined = await staff.group.shows(topic, "part 4 of it")
        assert time.monotonic() - began > 1.9
        assert all(f"part {number} of it" in joined.text for number in range(5)), "joined to one message"
        shown = "\n".join(message.text for message in staff.group.written(topic))
        assert [shown.count(f"part {number} of it") for number in range(5)] == [1] * 5
        assert "interruption" not in shown
