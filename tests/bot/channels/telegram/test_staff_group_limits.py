"""What the staff's group withstands: Telegram's limit, kills, and answers that are lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.channels.telegram.staff_group.pace import GroupPace
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import free_port, serving
from tests.fakes.gateway.staff_group import staff_group
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.server import TelegramServer

POSTS = {"sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "createForumTopic", "closeForumTopic"}


def test_no_minute_has_more_than_twenty() -> None:
    now = [0.0]
    pace, sent = GroupPace(clock=lambda: now[0]), []
    while now[0] < 600:
        if not pace.find_wait():
            pace.count()
            sent.append(now[0])
        now[0] += 0.25
        if 200 < now[0] < 260:  # after a quiet minute the burst is there again
            now[0] = 260
    most = max(sum(start <= at < start + 60 for at in sent) for start in sent)
    assert 15 <= most <= 20
    assert len(sent) > 100


async def test_a_flood_is_joined_under_twenty_a_minute(database_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer(limits=Limits(chat_burst=1000)) as telegram,
        staff_group(database_url, tmp_path, telegram, is_fast=False) as staff,
    ):
        people = [telegram.person(7001 + number) for number in range(3)]
        for person in people:
            await person.sends("a person please")
        for number in range(12):
            for person in people:
                await person.sends(f"words {number} of {person.id}")
            await asyncio.sleep(0.5)
        topics = await staff.group.becomes(lambda: staff.group.topics if len(staff.group.topics) == 3 else None, 60)

        def shown() -> str:
            return "\n".join(message.text for topic in topics for message in staff.group.written(topic))

        wanted = [f"words {number} of {person.id}" for number in range(12) for person in people]
        await staff.group.becomes(lambda: all(f"{words}\n" in shown() + "\n" for words in wanted), 90)
        calls = [
            call
            for call in telegram.calls
            if call.method in POSTS and str(call.params.get("chat_id", "")).startswith("-")
        ]
        assert all(call.code == 200 for call in calls), "Telegram never had to refuse one"
        assert len(calls) < 20 < len(wanted)


async def test_kill_nine_while_a_post_is_on_its_way(database_url: str, tmp_path: Path) -> None:
    rasa, port = FakeRasa(token="t" * 32), free_port()
    async with (
        TelegramServer(limits=Limits(group_per_minute=1000)) as telegram,
        serving(rasa.app(), port) as rasa_url,
    ):
        group = telegram.forum("Caravan staff")
        more = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.base_url,
            "TELEGRAM_STAFF_GROUP": str(group.chat.id),
        }
        anna = telegram.person(7001)
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **more) as (_, child):
            telegram.fail_next(None, method="sendMessage")  # the answer to Anna, which is sent again
            await anna.sends("a person please")
            topic = await group.has_topic()
            telegram.fail_next(None, method="sendMessage", times=2)
            await group.shows(topic, "Why a person", 60)  # it has arrived, and nobody knows it
            child.kill()
            child.wait()
        telegram.faults.clear()
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **more):
            await anna.sends("hello again")
            await group.shows(topic, "hello again", 60)
        dossiers = [message.text for message in group.written(topic) if "Why a person" in message.text]
        assert len(dossiers) == 2
        assert "After an interruption" in dossiers[1], "what may be there twice says so"
        assert len(group.topics) == 1


async def test_a_word_of_the_staff_that_comes_twice_is_sent_once(database_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer(limits=Limits(group_per_minute=1000)) as telegram,
        staff_group(database_url, tmp_path, telegram) as staff,
    ):
        anna = telegram.person(7001)
        await anna.sends("a person please")
        topic = await staff.group.has_topic()
        li = await staff.member(8001, "liwei", topic)
        await li.sends("/take")
        await anna.receives("has joined")
        update_id = await li.sends("only once, please")
        await anna.receives("only once")
        written = next(message for message in staff.group.chat.messages if message.text == "only once, please")
        update = {"update_id": update_id, "message": dict(written.data)}
        intake = staff.gateway.telegram._intake
        await asyncio.gather(*(intake.take(update) for _ in range(5)))
        await anna.stays_quiet()
        assert sum("only once" in message.text for message in anna.received) == 1
