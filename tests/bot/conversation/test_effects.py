"""An effect that nobody declares, or that lacks a field, fails its turn: nothing of it is carried out, and nothing is dropped in silence."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from bot.contacts.store import Contact
from bot.contacts.tables import contacts
from bot.conversation.answering.answers import Heard, Unanswerable, find_answerer
from bot.conversation.answering.own_answers import ANSWERERS
from bot.conversation.lanes import LaneWaits
from bot.conversation.store.turns import Waiting
from bot.support.store.tables import handoffs
from bot.understanding import effects
from foundation.clock import system_clock
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway

HANDOFF = {"kind": "handoff", "reason": "asked"}


@pytest.mark.parametrize(
    "strange",
    [
        {"kind": "teleport"},
        {"kind": "unlink"},
        {"kind": "words_held"},
        {"kind": "meant", "intent": 7},
        {"kind": "not_understood", "outcome": "no such outcome"},
    ],
)
async def test_an_effect_of_no_declared_form_fails_the_whole_turn(gateway: Gateway, strange: dict[str, object]) -> None:
    gateway.caravan.lanes.waits = LaneWaits(tries=1)
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    gateway.rasa.effects = [[HANDOFF, strange]]
    answers = await client.say("please do something strange for me")
    assert [answer["author"] for answer in answers[-2:]] == ["system", "system"]
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(handoffs.c.reason))).scalars().all() == ["not_read"]
        assert (await connection.execute(select(contacts.c.account))).scalars().all() == ["nordmarkt"]
    assert [one["text"] for one in await client.say("and now the usual please")] == ["1: and now the usual please"]
    await client.close()


async def test_an_effect_that_breaks_takes_back_those_before_it(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no room")

    gateway.caravan.lanes.waits = LaneWaits(tries=1)
    monkeypatch.setattr(effects, "keep_message", fail)
    client = await ChatClient.open(gateway.address, language="en")
    gateway.rasa.effects = [[HANDOFF, {"kind": "not_understood", "outcome": "fallback"}]]
    await client.say("please keep this message for me")
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(handoffs.c.reason))).scalars().all() == ["not_read"]
        assert (await connection.execute(text("SELECT count(*) FROM not_understood"))).scalar_one() == 0
    await client.close()


@pytest.mark.parametrize(
    ("kind", "payload"),
    [("a new kind", {}), ("command", {"command": "dance"}), ("button", {"intent": "gateway:dance", "entities": {}})],
)
def test_a_message_that_nobody_answers_is_no_question_to_the_dialogue(kind: str, payload: dict[str, object]) -> None:
    item = Waiting(1, "c", 1, "x", None, kind, payload, system_clock(), None)
    visitor = Contact("k", "webchat", "k", None, "visitor", None, "en", False, None)
    with pytest.raises(Unanswerable):
        find_answerer(ANSWERERS, Heard(item, "", visitor))
