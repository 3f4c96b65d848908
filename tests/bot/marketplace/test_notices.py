"""News of a trade reach the other side: in their language, on their channels, once; and wait while nobody is there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.database.leases.lease import GatewayLease
from bot.marketplace.client import SET_ASIDE, ActionServers
from bot.marketplace.notices import Notices
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.outbox import REPLY, Outbox
from tests.fakes.gateway.running import Gateway, free_port, serving


def looks(gateway: Gateway, address: str) -> Notices:
    """The gateway's own look, at that outbox."""
    caravan = gateway.caravan
    servers = ActionServers([address], "token")
    return Notices(caravan.database, servers, GatewayLease(caravan.database, "test", "here"))


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
        notices = looks(gateway, address)
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
