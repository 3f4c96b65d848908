"""Runs a gateway with the staff's group on the emulated Telegram, and lets tests act as its members."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.channels.telegram.staff_group.pace import GroupPace
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.gateway.support_desk import Browser
from tests.fakes.telegram.chats import Topic
from tests.fakes.telegram.person import Group, GroupVoice, Person
from tests.fakes.telegram.server import TelegramServer


@dataclass
class StaffGroup:
    """Holds a gateway whose staff have a group on Telegram."""

    gateway: Gateway
    telegram: TelegramServer
    group: Group
    folder: Path

    @asynccontextmanager
    async def console(self, username: str, language: str = "en") -> AsyncIterator[Browser]:
        """Yields a browser in which this member of the demo's staff is signed in on the console."""
        headers = {"Accept-Language": language}
        async with httpx.AsyncClient(
            base_url=self.gateway.address, headers=headers, timeout=20, trust_env=False
        ) as client:
            browser = Browser(client)
            password = json.loads((self.folder / "passwords.json").read_text())[username]
            response = await browser.sign_in(username, password)
            assert response.status_code == 303, response.text
            yield browser

    async def hires(self, person_id: int, username: str, language: str = "en") -> GroupVoice:
        """Links a person on Telegram to a member of the demo's staff, as the member does: with the code
        that the console shows."""
        async with self.console(username, language) as browser:
            page = await browser.post("/console/account/telegram", page="/console/account")
            command = re.search(r"<code>(/start staff_[^<]+)</code>", page.text)
            assert command, page.text
        person = self.telegram.person(person_id, language, username)
        await person.sends(command[1])
        await person.receives(lambda message: "关联成功" in message.text or "Linked" in message.text)
        return person.in_group(self.group)

    async def member(self, person_id: int, username: str, topic: Topic, language: str = "en") -> GroupVoice:
        """Returns a new member of the group, who writes in this topic."""
        return (await self.hires(person_id, username, language)).in_topic(topic)


@asynccontextmanager
async def staff_group(
    database_url: str,
    folder: Path,
    telegram: TelegramServer,
    rasa: FakeRasa | None = None,
    *,
    is_fast: bool = True,
    **changes: Any,
) -> AsyncIterator[StaffGroup]:
    """Yields a gateway with a group of the staff. With `is_fast`, the group has no limit of its own, as the
    tests' emulator must have none then."""
    group = telegram.forum("Caravan staff")
    settings = {"telegram_staff_group": group.chat.id, "demo_now": "2026-11-25T10:00:00+08:00", **changes}
    async with telegram_gateway(database_url, folder, telegram, rasa, **settings) as gateway:
        assert gateway.telegram.staff is not None
        if is_fast:
            gateway.telegram.staff.posting.pace = GroupPace(burst=1000, a_second=1000, at_start=1000)
        yield StaffGroup(gateway, telegram, group, folder)


async def ask(staff: StaffGroup, person: Person, words: str = "where is my order ORD-100234") -> Topic:
    """Lets a customer ask for a person, and returns the topic of the request."""
    known = len(staff.group.topics)
    await person.sends(words)
    await person.receives(words)
    await person.sends("a person please")
    topic = await staff.group.has_topic(known + 1)
    await staff.group.shows(topic, words)
    return topic


async def take(staff: StaffGroup) -> tuple[Person, Topic, GroupVoice]:
    """Lets a customer ask for a person, and liwei take that request. Returns the customer, the topic, and liwei in it."""
    anna = staff.telegram.person(7001)
    topic = await ask(staff, anna)
    li = await staff.member(8001, "liwei", topic)
    await li.sends("/take")
    await anna.receives("has joined")
    return anna, topic, li


def said(person: Person) -> str:
    """Returns everything that the bot has written to a person."""
    return "\n".join(message.text for message in person.received)
