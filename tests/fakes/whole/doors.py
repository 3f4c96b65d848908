"""Uses the channels of a running Caravan as people do: the web chat and Telegram."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Protocol

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.telegram.person import Person
from tests.fakes.whole.stack import Stack

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
    stack: Stack

    async def says(self, text: str) -> str:
        await self.person.sends(text)
        return await self._reads()

    async def presses(self, label: str) -> str:
        await self.person.presses(label)
        return await self._reads()

    async def _reads(self) -> str:
        """Returns all that is said until nothing waits to be answered or sent any more: Telegram is sent one message
        after the other, paced."""
        parts = [(await self.person.receives()).text]
        await self.stack.settles()
        with contextlib.suppress(AssertionError):
            while True:
                parts.append((await self.person.receives(timeout=0)).text)
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
    return TelegramDoor(person, stack)
