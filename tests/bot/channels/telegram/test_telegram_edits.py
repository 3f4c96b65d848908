"""An agent's edit reaches Telegram as an edit of the same message, through the outbox, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.store.tables import conversations, deliveries
from bot.staff.store.agents import Agent, find_credentials
from bot.support.editing import do_edit
from bot.support.handoff.answering import do_assign_handoff
from bot.support.handoff.replying import do_reply
from bot.support.handoff.waiting import do_request_handoff
from foundation.database.announcing import Database
from foundation.errors import Explain
from tests.fakes import PATIENCE
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS
from tests.fakes.telegram.server import TelegramServer


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


async def answers(gateway: Gateway, text: str) -> tuple[str, Agent, int]:
    """An agent takes the only conversation and replies. Returns the conversation, the agent and the message."""
    database: Database = gateway.caravan.database
    async with database.begin() as connection:
        talk = (await connection.execute(conversations.select())).one().id
        known = await find_credentials(connection, "alice")
        assert known
        await do_request_handoff(connection, talk, "asked", WORKING_HOURS)
        await do_assign_handoff(connection, talk, known.agent)
        return talk, known.agent, await do_reply(connection, talk, known.agent, text)


async def until_sent(gateway: Gateway, number: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            async with gateway.caravan.database.read() as connection:
                query = select(deliveries.c.state, deliveries.c.reason).where(deliveries.c.message_id == number)
                row = (await connection.execute(query)).one()
            if row.state == "sent":
                assert row.reason is None
                return
            await asyncio.sleep(0.05)


async def edit(gateway: Gateway, talk: str, agent: Agent, number: int, text: str) -> None:
    async with gateway.caravan.database.begin() as connection:
        await do_edit(connection, talk, agent, number, text)


async def test_the_contact_sees_the_new_words_in_the_same_message(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7101, "en")
        await anna.starts()
        await anna.receives()
        talk, alice, number = await answers(gateway, "It costs <$54>")
        sent = await anna.receives("It costs <$54>")
        await until_sent(gateway, number)
        telegram.fail_next(code=429, retry_after=1, method="editMessageText")
        await edit(gateway, talk, alice, number, "It costs <$45>")
        await until(lambda: "It costs <$45>" in str(sent.data["text"]))
        await until_sent(gateway, number)
        assert not [each for each in anna.received if "<$54>" in each.text]
        assert len(telegram.called("editMessageText")) == 2


async def test_a_message_in_several_parts_is_not_edited(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7102, "en")
        await anna.starts()
        await anna.receives()
        talk, alice, number = await answers(gateway, "long " * 819)
        await anna.receives("long")
        await until_sent(gateway, number)
        with pytest.raises(Explain) as refused:
            await edit(gateway, talk, alice, number, "short")
    assert refused.value.code == "not_editable"
