"""What a contact has left unfinished is asked after, once, a day after their last message, and not at night."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import update

from bot.contacts.tables import contacts
from bot.conversation.asking_after import AskingAfter
from bot.conversation.store.tables import conversations
from bot.database.leases.lease import GatewayLease
from foundation.clock import system_clock
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.linking import link_chat, linking_gateway
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway
from tests.fakes.telegram.server import TelegramServer

BEGIN = "500 tea sets to Hamburg please"
NOON = system_clock().replace(hour=12, minute=0) + dt.timedelta(days=2)
"""Noon by UTC, more than a day from now."""


def asking(gateway: Gateway, now: dt.datetime, after_hours: int = 24) -> AskingAfter:
    database = gateway.caravan.database
    return AskingAfter(database, GatewayLease(database, "test", "here"), after_hours, lambda: now)


async def change(gateway: Gateway, table: Any, **values: Any) -> None:
    async with gateway.caravan.database.begin() as connection:
        await connection.execute(update(table).values(**values))


async def test_it_is_asked_after_once_and_not_at_night(database_url: str, tmp_path: Path) -> None:
    rasa = FakeRasa(begins_draft=BEGIN)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        person = telegram.person(7001)
        await link_chat(gateway, person)
        await person.sends("hello, what can you do for me")
        await person.receives("1:")
        assert await asking(gateway, NOON).look() == 0, "nothing is unfinished"
        await person.sends(BEGIN)
        await person.receives("2:")
        soon = system_clock() + dt.timedelta(hours=23)
        assert await asking(gateway, soon).look() == 0, "it is not a day yet"
        assert await asking(gateway, NOON, after_hours=0).look() == 0, "the operator wants nobody asked"
        assert await asking(gateway, NOON + dt.timedelta(days=15)).look() == 0, "it is too old"
        await change(gateway, contacts, zone="Pacific/Auckland")
        assert await asking(gateway, NOON).look() == 0, "it is night there"
        await change(gateway, contacts, zone="Europe/Berlin")
        await change(gateway, conversations, in_queue=True)
        assert await asking(gateway, NOON).look() == 0, "they wait for a person"
        await change(gateway, conversations, in_queue=False)
        assert [await asking(gateway, NOON).look() for _ in range(2)] == [1, 0]
        await until(lambda: rasa.requests[-1]["entities"] == {"reason": "asked_after"})
        assert (rasa.requests[-1]["intent"], rasa.requests[-1]["text"]) == ("resume_task", "")
        await person.receives("3:")
        assert await asking(gateway, NOON + dt.timedelta(days=2)).look() == 0, "they were asked"


async def test_who_has_been_signed_out_is_not_asked(database_url: str, tmp_path: Path) -> None:
    rasa = FakeRasa(begins_draft=BEGIN)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        person = telegram.person(7001)
        await link_chat(gateway, person)
        await person.sends(BEGIN)
        await person.receives("1:")
        await change(gateway, contacts, account_until=system_clock() + dt.timedelta(hours=1))
        assert await asking(gateway, NOON).look() == 0
