"""News of a trade reach the other side: in their language, on their channels, once; and wait while nobody is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.database.leases.lease import GatewayLease
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.marketplace.notices import Notices, NoticeWaits
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.linking import link_chat, linking_gateway
from tests.fakes.gateway.outbox import MY_ORDERS, REPLY, Outbox
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, free_port, serving
from tests.fakes.telegram.server import TelegramServer


def looks(gateway: Gateway, address: str, gather: float = 60.0) -> Notices:
    """The gateway's own look, at that outbox."""
    caravan = gateway.caravan
    servers = ActionServers([address], "token")
    return Notices(caravan.database, servers, GatewayLease(caravan.database, "test", "here"), NoticeWaits(gather))


def about(number: str, *buttons: dict[str, Any]) -> dict[str, Any]:
    """A notice about the order with this number, with its card."""
    card = {"kind": "order", "title": number, "fields": [], "buttons": []}
    return {**REPLY, "values": {**REPLY["values"], "number": number}, "cards": [card], "buttons": [*buttons]}


def told(client: ChatClient) -> list[dict[str, Any]]:
    return [message for message in client.messages() if "ORD-100420" in message["text"]]


async def test_everybody_of_the_account_is_told_in_their_language(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt", "lagos-home")
    english = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    chinese = await ChatClient.open(gateway.address, "nordmarkt", language="zh")
    other = await ChatClient.open(gateway.address, "huaxia-trade", language="zh")
    async with serving(outbox.app(), free_port()) as address:
        assert await looks(gateway, address).hand_on() == 1
    await english.wait(lambda frame: frame["type"] == "message" and "Lumen has confirmed" in frame["text"])
    await chinese.wait(lambda frame: frame["type"] == "message" and "流明已确认" in frame["text"])
    assert outbox.asked_for == [["nordmarkt"]], "nobody of lagos-home is there: its news wait"
    assert outbox.taken == [1]
    assert told(other) == []
    await english.press("My orders")
    assert gateway.rasa.requests[-1]["entities"] == {"n": 7}
    for client in (english, chinese, other):
        await client.close()


async def test_what_was_told_before_a_crash_is_not_told_again(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt")
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    async with serving(outbox.app(), free_port()) as address:
        notices = looks(gateway, address, gather=0)
        await notices.hand_on()
        outbox.taken.clear()  # the gateway was killed before it could say so
        await notices.hand_on()
        await notices.hand_on()
    await client.say("hello again my friend")
    assert len(told(client)) == 1
    assert outbox.taken == [1]
    await client.close()


async def test_what_is_gone_is_taken_without_a_word(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt")
    outbox.notices[0]["reply"] = None
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    async with serving(outbox.app(), free_port()) as address:
        await looks(gateway, address).hand_on()
    assert outbox.taken == [1]
    assert told(client) == []
    await client.close()


@pytest.mark.parametrize(
    "broken",
    [
        {"response": None},
        {"buttons": [{"label": "nobody says what it means"}]},
        {"buttons": [{"label": "Details", "intent": "list_orders", "entities": "none"}]},
        {"cards": [{"title": "of no kind"}]},
        {"cards": [{"kind": "order", "title": "x", "fields": [{"label": "without a value"}]}]},
        {"pictures": []},
    ],
)
async def test_one_that_cannot_be_handed_on_is_reported_and_holds_up_none_behind_it(
    gateway: Gateway, broken: dict[str, Any]
) -> None:
    outbox = Outbox("nordmarkt", "nordmarkt")
    outbox.notices[0]["reply"] = {**REPLY, **broken}
    before = SET_ASIDE.labels("notice")._value.get()
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    async with serving(outbox.app(), free_port()) as address:
        await looks(gateway, address).hand_on()
    await client.wait(lambda frame: frame["type"] == "message" and "Lumen has confirmed" in frame["text"])
    assert outbox.taken == [1, 2]
    assert len(told(client)) == 1
    assert SET_ASIDE.labels("notice")._value.get() == before + 1
    await client.close()


async def test_what_follows_within_a_minute_comes_as_one_message_at_its_end(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt", "nordmarkt", "nordmarkt", "nordmarkt")
    numbers = ("ORD-100420", "ORD-100421", "ORD-100422", "ORD-100421")
    for notice, number in zip(outbox.notices, numbers, strict=True):
        notice["reply"] = about(number, {**MY_ORDERS, "entities": {"n": notice["id"]}})
    later, outbox.notices = outbox.notices[1:], outbox.notices[:1]
    english = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    chinese = await ChatClient.open(gateway.address, "nordmarkt", language="zh")
    async with serving(outbox.app(), free_port()) as address:
        assert await looks(gateway, address).hand_on() == 1, "the first is told at once"
        outbox.notices += later
        assert await looks(gateway, address).hand_on() == 0
        assert outbox.taken == [1], "those that follow are gathered"
        assert len(outbox.asked_for) == 1, "nobody puts them into words meanwhile"
        assert await looks(gateway, address, gather=0).hand_on() == 3, "the minute is over"
    said = await english.wait(lambda frame: frame["type"] == "message" and "3 things" in frame["text"])
    assert said["text"].split("\n")[1:] == [
        f"• Lumen has confirmed your order {number} (monitor, 60 pieces)." for number in numbers[1:]
    ]
    assert said["notice"]
    assert [card["title"] for card in said["cards"]] == ["ORD-100421", "ORD-100422"]
    assert [len(card["buttons"]) for card in said["cards"]] == [2, 1]
    await chinese.wait(lambda frame: frame["type"] == "message" and "有3条新动态：\n• 流明已确认" in frame["text"])
    for client in (english, chinese):
        assert len([frame for frame in client.messages() if frame["author"] == "system"]) == 2
        await client.close()


async def test_who_has_written_since_the_last_notice_gets_the_next_at_once(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt", "nordmarkt")
    later, outbox.notices = outbox.notices[1:], outbox.notices[:1]
    busy = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    silent = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    async with serving(outbox.app(), free_port()) as address:
        await looks(gateway, address).hand_on()
        outbox.notices += later
        await busy.say("thank you, and now the next one")
        assert await looks(gateway, address).hand_on() == 0
        await until(lambda: len(told(busy)) == 2)
        assert len(told(silent)) == 1
        assert outbox.taken == [1], "it waits for the silent one"
        assert await looks(gateway, address, gather=0).hand_on() == 1
    await silent.say("hello again my friend")
    assert (len(told(busy)), len(told(silent))) == (2, 2)
    for client in (busy, silent):
        await client.close()


async def test_several_that_were_told_together_before_a_crash_are_not_told_again(gateway: Gateway) -> None:
    outbox = Outbox("nordmarkt", "nordmarkt", "nordmarkt")
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    async with serving(outbox.app(), free_port()) as address:
        assert await looks(gateway, address).hand_on() == 3, "what has waited comes together, at once"
        for _ in range(2):
            outbox.taken.clear()  # the gateway was killed before it could say so
            assert await looks(gateway, address, gather=0).hand_on() == 3
    await client.say("hello again my friend")
    assert len([frame for frame in client.messages() if frame["author"] == "system"]) == 1
    await client.close()


async def test_it_is_one_message_on_telegram_too(database_url: str, tmp_path: Path) -> None:
    outbox = Outbox("nordmarkt", "nordmarkt", "nordmarkt")
    for notice, number in zip(outbox.notices, ("ORD-100420", "ORD-100421", "ORD-100422"), strict=True):
        notice["reply"] = about(number, MY_ORDERS)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram) as gateway:
        person = telegram.person(7001)
        await link_chat(gateway, person)
        async with serving(outbox.app(), free_port()) as address:
            await looks(gateway, address).hand_on()
        message = await person.receives("3 things have happened")
        assert "• Lumen has confirmed your order ORD-100421" in message.text
        assert message.labels == ["1. My orders", "2. My orders", "3. My orders"]
        await person.stays_quiet(1)


async def test_several_in_one_message_are_told_once_although_the_gateway_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    rasa, outbox = FakeRasa(token="t" * 32), Outbox("nordmarkt", "nordmarkt", "nordmarkt")
    waiting, outbox.notices, outbox.is_lost = outbox.notices, [], True
    async with serving(rasa.app(), free_port()) as rasa_url, serving(outbox.app(), free_port()) as address:
        more = {"ACTIONS_URL": address}
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **more) as (gateway, child):
            client = await ChatClient.open(gateway, "nordmarkt", language="en")
            outbox.notices = waiting
            await until(lambda: bool(outbox.told_of))
            child.kill()
            child.wait()
        assert (outbox.taken, outbox.told_of[0]) == ([], [1, 2, 3])
        outbox.is_lost = False
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token, **more) as (gateway, _):
            again = await ChatClient.open(gateway, session=client.session)
            await again.say("I am back, and write something")
            await until(lambda: outbox.taken == [1, 2, 3])
            assert [frame["text"][:8] for frame in again.messages() if frame["author"] == "system"] == ["3 things"]
            await again.close()
