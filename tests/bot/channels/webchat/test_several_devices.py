"""A person goes on with one conversation on each of their devices, on both databases. Each device is signed in by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.conversation.store.tables import conversations
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.linking import AccountPage, identity_of
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.gateway.support_desk import Browser


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        yield gateway


async def goes_on(gateway: Gateway, person: str = "anna", **claims: Any) -> ChatClient:
    """Opens the chat on a device that is new to the person."""
    return await ChatClient.open(gateway.address, identity=identity_of(gateway, person, **claims), goes_on=True)


async def hears(client: ChatClient, words: str) -> dict[str, Any]:
    return await client.wait(lambda frame: frame["type"] == "message" and words in frame["text"])


async def errs(client: ChatClient, since: int = 0) -> str:
    return str((await client.wait(lambda frame: frame["type"] == "error", since=since))["code"])


async def count_conversations(gateway: Gateway) -> int:
    async with gateway.caravan.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(conversations))).scalar_one())


async def test_a_second_device_has_the_history_and_both_hear_the_agent(gateway: Gateway, tmp_path: Path) -> None:
    laptop = await goes_on(gateway)
    await laptop.say("the kettles from the laptop")
    phone = await goes_on(gateway)
    await hears(phone, "the kettles from the laptop")
    assert phone.conversation == laptop.conversation
    assert phone.session != laptop.session
    await phone.say("and from the phone")
    await hears(laptop, "and from the phone")
    await phone.say("a person please")
    password = json.loads((tmp_path / "passwords.json").read_text())["meilin"]
    async with httpx.AsyncClient(base_url=gateway.address, timeout=PATIENCE, trust_env=False) as http:
        browser = Browser(http)
        assert (await browser.sign_in("meilin", password)).status_code == 303
        talk = (await browser.get("/console")).text.split("/console/conversations/")[1][:32]
        await browser.step(talk, "take")
        await browser.step(talk, "reply", text="It is Mei Lin here")
        assert set(find_talks((await browser.get("/console/conversations?view=all")).text)) == {talk}
    for device in (laptop, phone):
        await hears(device, "It is Mei Lin here")
        await device.close()
    assert await count_conversations(gateway) == 1


def find_talks(page: str) -> list[str]:
    return [part[:32] for part in page.split('id="line-')[1:]]


async def test_devices_that_open_at_the_same_instant_have_one_conversation(gateway: Gateway) -> None:
    devices = await asyncio.gather(*(goes_on(gateway) for _ in range(6)))
    assert len({device.conversation for device in devices}) == 1
    await devices[0].say("the kettles from one of them")
    for device in devices[1:]:
        await hears(device, "the kettles from one of them")
    for device in devices:
        await device.close()
    assert await count_conversations(gateway) == 1


async def test_a_device_whose_sign_in_has_ended_sees_nothing_though_another_goes_on(gateway: Gateway) -> None:
    laptop = await goes_on(gateway)
    for seconds in (2, 10, 40):  # a loaded machine may take longer to say hello
        end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
        phone = await goes_on(gateway, exp=end)
        if dt.datetime.now(dt.UTC) < end:
            break
    await laptop.send({"type": "identity", "token": identity_of(gateway)})
    await asyncio.sleep(max(0.0, (end - dt.datetime.now(dt.UTC)).total_seconds()) + 0.1)
    await laptop.say("a secret of the laptop")
    since = len(phone.frames)
    await phone.send({"type": "message", "client_id": "late", "text": "and now"})
    assert await errs(phone, since) == "identity_expired"
    again = await ChatClient.open(gateway.address, session=phone.session)
    assert await errs(again) == "identity_expired"
    assert "secret" not in json.dumps([*phone.frames, *again.frames])
    await phone.send({"type": "identity", "token": identity_of(gateway)})
    await hears(phone, "a secret of the laptop")
    await phone.say("thank you")
    await hears(laptop, "thank you")
    for device in (laptop, phone, again):
        await device.close()


async def test_nobody_else_goes_on_and_nobody_without_a_fresh_identity(gateway: Gateway) -> None:
    own = identity_of(gateway)
    anna = await ChatClient.open(gateway.address, identity=own, goes_on=True)
    await anna.say("a secret of anna's")
    bert, visitor = await goes_on(gateway, "bert"), await ChatClient.open(gateway.address, goes_on=True)
    another = await ChatClient.open(gateway.address, identity=identity_of(gateway))
    assert len({each.conversation for each in (anna, bert, visitor, another)}) == 4
    with pytest.raises(ConnectionError, match="identity_refused"):
        await ChatClient.open(gateway.address, identity=own, goes_on=True)
    for each in (bert, visitor, another):
        assert "secret" not in json.dumps(each.frames)
    for each in (anna, bert, visitor, another):
        await each.close()


async def test_who_was_signed_out_begins_anew(gateway: Gateway) -> None:
    laptop = await goes_on(gateway)
    await laptop.say("a secret of the laptop")
    phone = await goes_on(gateway)
    page = AccountPage(gateway, identity_of(gateway, "bert"))
    (link,) = await page.links()
    assert (await page.ask("DELETE", f"links/{link['id']}")).status_code == 200
    assert await errs(laptop) == await errs(phone) == "session_ended"
    again = await goes_on(gateway)
    assert again.conversation != laptop.conversation
    assert "secret" not in json.dumps(again.frames)
    for device in (laptop, phone, again):
        await device.close()
