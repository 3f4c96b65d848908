"""Talks with a running Caravan as people on both sides of a trade do, each through a door, and lets days pass between
what they say."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import re
from collections.abc import Iterable

from actions.marketplace.trades.due.kinds import DueKind
from bot.conversation.asking_after import AskingAfter
from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from tests.fakes import PATIENCE
from tests.fakes.actions.due_worker import work_all
from tests.fakes.whole.doors import Door, TelegramDoor, WebDoor
from tests.fakes.whole.stack import Stack

DRAFT_HOURS = 24


def expect(text: str, *words: str) -> str:
    for word in words:
        assert word in text, f"{word!r} is not in {text!r}"
    return text


def find_number(kind: str, text: str) -> str:
    found = re.search(rf"{kind}-\d+", text)
    assert found, text
    return found[0]


async def hear(door: Door, words: str) -> str:
    """Returns what somebody is told without having asked."""
    if isinstance(door, WebDoor):
        told = await door.client.wait(lambda frame: frame["type"] == "message" and words in frame["text"], PATIENCE)
        return str(told["text"])
    assert isinstance(door, TelegramDoor)
    async with asyncio.timeout(PATIENCE):
        while words not in (text := (await door.person.receives(timeout=PATIENCE)).text):
            pass
    return text


async def say(door: Door, text: str, *words: str) -> str:
    """Says the text, and returns what comes back with these words. News may come before it on Telegram."""
    return await _find(door, await door.says(text), words)


async def press(door: Door, label: str, *words: str) -> str:
    return await _find(door, await door.presses(label), words)


async def _find(door: Door, shown: str, words: Iterable[str]) -> str:
    for word in words:
        if word not in shown and isinstance(door, TelegramDoor):
            with contextlib.suppress(TimeoutError):
                shown += "\n" + await hear(door, word)
    return expect(shown, *words)


async def let_pass(stack: Stack, moment: dt.datetime, kinds: Iterable[DueKind]) -> None:
    """Works what of these kinds is due at this moment, as an action server does whose clock is ahead."""
    await work_all(stack.databases["MARKETPLACE_DATABASE_URL"], moment, tuple(kinds))


async def ask_after_drafts(stack: Stack, moment: dt.datetime) -> int:
    """Asks people what has become of what they left unfinished, as a gateway does whose clock is ahead. Returns how
    many are asked."""
    database = open_database(stack.databases["DATABASE_URL"])
    asking = AskingAfter(database, GatewayLease(database, "ahead", "test"), DRAFT_HOURS, lambda: moment)
    try:
        return await asking.look()
    finally:
        await database.close()
