"""The walk of a support desk whose staff are on Telegram, in both languages at once: an English visitor on the web chat
and a Chinese customer on Telegram; queue, take, note, transfer, files both ways, an agent who is away, out of hours, back
to the assistant, satisfaction, and opened again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.staff.store.agents import ONLINE_ON_TELEGRAM
from bot.staff.store.tables import staff_sessions
from bot.support.queue.routing import OFFLINE_GRACE
from foundation.clock import system_clock
from tests.fakes.files.good import pdf
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.staff_group import StaffGroup, staff_group
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import TelegramServer


async def hears(client: ChatClient, words: str) -> dict[str, object]:
    return await client.wait(lambda frame: frame["type"] == "message" and words in frame["text"], 30)


async def were_silent(staff: StaffGroup, silence: dt.timedelta) -> None:
    """Makes what the staff did last, on Telegram and on the console, older than `silence`."""
    async with staff.gateway.caravan.database.begin() as connection:
        long_ago = system_clock() - silence - dt.timedelta(seconds=1)
        await connection.execute(update(staff_sessions).values(seen_at=long_ago))


async def test_the_walk_with_the_staff_on_telegram(database_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer(limits=Limits(group_per_minute=1000)) as telegram,
        staff_group(database_url, tmp_path, telegram) as staff,
    ):
        group = staff.group
        # Two wait: a visitor of the web chat in English, a customer on Telegram in Chinese.
        anna = await ChatClient.open(staff.gateway.address, language="en")
        await anna.say("my kettles arrived broken")
        await anna.say("a person please")
        first = await group.has_topic(1)
        chen = telegram.person(7002, "zh-hans", "陈")
        await chen.sends("我要改收货地址 person")
        await chen.receives("第2位")
        second = await group.has_topic(2)
        await group.shows(first, "my kettles arrived broken")
        await group.shows(second, "我要改收货地址")

        # Each is taken by one agent; a note and files go where they belong.
        alice, li = await staff.hires(8002, "alice"), await staff.hires(8001, "liwei", "zh")
        await alice.in_topic(first).sends("/take")
        await hears(anna, "Alice has joined")
        await li.in_topic(second).sends("/take")
        await chen.receives("Li Wei")
        await alice.in_topic(first).sends("/note looks like the carrier")
        await alice.in_topic(first).sends_document("form.pdf", pdf(), "Please fill this in")
        form = await hears(anna, "Please fill this in")
        assert [file["name"] for file in form["files"]] == ["form.pdf"]  # type: ignore[index,union-attr]
        await chen.sends_document("地址.pdf", "新的地址", pdf())
        shown = await group.shows(second, "新的地址")
        assert shown.data["document"]["file_name"] == "地址.pdf"
        await li.in_topic(second).sends("收到，已经改好")
        await chen.receives("收到，已经改好")
        assert not any("carrier" in str(frame) for frame in anna.frames)

        # Passed on with a note; the colleague answers.
        await alice.in_topic(first).sends("/transfer liwei she needs a claim")
        await hears(anna, "Alice has passed this conversation on to Li Wei")
        await li.in_topic(first).sends("Li Wei here, I open a claim for you")
        await hears(anna, "I open a claim")

        # Satisfaction in two taps, and opened again for the same agent within 72 hours.
        await li.in_topic(second).sends("/resolve")
        await chen.receives("Li Wei")
        asked = await chen.receives(lambda message: len(message.labels) == 3)
        await chen.presses(asked.labels[0], asked)
        await group.becomes(lambda: second.closed)
        await chen.sends("还有一个问题 person")
        await group.becomes(lambda: not second.closed)
        await group.shows(second, "还有一个问题")
        await li.in_topic(second).sends("请讲")
        await chen.receives("请讲")

        # An agent who is silent counts as there for a quarter of an hour; then what waits goes back.
        await anna.say("are you there?")
        await group.shows(first, "are you there?")
        await were_silent(staff, OFFLINE_GRACE)
        await anna.say("hello?")
        await group.shows(first, "hello?")
        await were_silent(staff, OFFLINE_GRACE + ONLINE_ON_TELEGRAM)
        await hears(anna, "Li Wei had to leave. You are back in the queue")
        await group.shows(first, "Li Wei had to leave")
        await alice.in_topic(first).sends("/take")
        await hears(anna, "Alice has joined")

        # Back to the assistant, which goes on.
        await alice.in_topic(first).sends("/return")
        await hears(anna, "handed this conversation back")
        assert any("hello again" in message["text"] for message in await anna.say("hello again"))
        await anna.close()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_out_of_hours_a_message_waits_and_the_morning_begins_with_it(
    language: str, database_url: str, tmp_path: Path
) -> None:
    closed, asked = {"en": ("away now", "a person please"), "zh": ("客服", "找 person")}[language]
    async with TelegramServer(limits=Limits(group_per_minute=1000)) as telegram:
        night = {"demo_now": "2026-11-25T23:30:00+08:00", "telegram_staff_language": language}
        async with staff_group(database_url, tmp_path, telegram, **night) as staff:
            person = telegram.person(7001, language)
            await person.sends(asked)
            await person.receives(closed)
            topic = await staff.group.has_topic()
            await staff.group.shows(topic, closed)
            await person.sends("anna@example.com")
            await staff.group.shows(topic, "anna@example.com")
        morning = {"demo_now": "2026-11-26T09:05:00+08:00", "telegram_staff_language": language}
        async with staff_group(database_url, tmp_path, telegram, **morning) as staff:
            li = await staff.member(8001, "liwei", topic, language)
            await li.sends("/take")
            await person.receives("Li Wei")
            await li.sends("good morning 早上好")
            await person.receives("早上好")
            assert len(staff.group.topics) == 1
