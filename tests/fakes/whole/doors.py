"""Uses the channels of a running Caravan as people do: the web chat and Telegram."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Protocol

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.telegram.person import Person
from tests.fakes.whole.stack import Stack

ONE_AFTER_ANOTHER = 1.2
"""Seconds after which no further reply to a message is expected: Telegram is sent one at a time, paced. On a crowded machine,
on which the first reply took longer, a further one may take as long."""
_people = iter(range(9_000_001, 9_999_999))


class Door(Protocol):
    """Acts as a contact on one channel. The methods write a message or press a button, and return everything that comes
    back, as text."""

    async def says(self, text: str) -> str: ...

    async def presses(self, label: str) -> str: ...

    async def close(self) -> None: ...


@dataclass
class WebDoor:
    client: ChatClient

    async def says(self, text: str) -> str:
        return _text(await self.client.say(text))

    async def presses(self, label: str) -> str:
        return _text(await self.client.press(label))

    async def close(self) -> None:
        await self.client.close()


def _text(messages: list[dict[str, Any]]) -> str:
    lines = []
    for message in messages:
        lines.append(message["text"])
        for card in message.get("cards", []):
            lines += [card["title"], *(f"{field['label']}: {field['value']}" for field in card["fields"])]
    return "\n".join(lines)


@dataclass
class TelegramDoor:
    person: Person

    async def says(self, text: str) -> str:
        await self.person.sends(text)
        return await self._reads()

    async def presses(self, label: str) -> str:
        await self.person.presses(label)
        return await self._reads()

    async def _reads(self) -> str:
        began = time.monotonic()
        parts = [(await self.person.receives()).text]
        patience = max(ONE_AFTER_ANOTHER, time.monotonic() - began)
        while True:
            try:
                parts.append((await self.person.receives(timeout=patience)).text)
            except AssertionError:
                return "\n".join(parts)

    async def close(self) -> None:
        return


async def enter(stack: Stack, channel: str, account: str | None, language: str) -> Door:
    if channel == "webchat":
        return WebDoor(await ChatClient.open(stack.address, account, language=language))
    person = stack.telegram.person(next(_people), language_code="zh-hans" if language == "zh" else "en")
    await person.starts(await stack.telegram_link(account) if account else "")
    await person.receives()
    if account:
        await person.presses("是，关联" if language == "zh" else "Yes, connect")
        await person.receives()
    return TelegramDoor(person)
