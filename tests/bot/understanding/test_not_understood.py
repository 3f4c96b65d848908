"""What was not understood is kept with the turn's answer: redacted, once, with what became of it. Through the web chat."""

from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.store import NotUnderstood, list_unlabelled
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway

FALLBACK = {"kind": "not_understood", "outcome": "fallback"}
BEFORE = {"kind": "not_understood", "message": "previous"}


async def kept(gateway: Gateway) -> list[NotUnderstood]:
    """Oldest first."""
    async with gateway.caravan.database.read() as connection:
        return (await list_unlabelled(connection, 100))[::-1]


def parse(*ranking: tuple[str, float], **entity: Any) -> dict[str, Any]:
    return {
        "intent": ranking[0][0],
        "confidence": ranking[0][1],
        "ranking": [{"intent": name, "confidence": share} for name, share in ranking],
        "entities": [entity] if entity else [],
    }


async def test_a_fallback_is_kept_redacted_with_what_was_guessed(gateway: Gateway) -> None:
    text = "reach me on +49 170 1234567 about mugs eh"
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    mugs = {"entity": "product", "value": "mugs", "start": text.index("mugs"), "end": text.index("mugs") + 4}
    gateway.rasa.understood = [parse(("nlu_fallback", 0.8), ("ask_price", 0.2), **mugs)]
    gateway.rasa.effects = [[FALLBACK]]
    await client.say(f"  {text} ")
    await client.close()
    (one,) = await kept(gateway)
    assert one.text == "reach me on <phone> about mugs eh"
    assert (one.outcome, one.role, one.language) == ("fallback", "buyer", "en")
    assert one.ranking == [("nlu_fallback", 0.8), ("ask_price", 0.2)]
    assert one.text[one.entities[0]["start"] : one.entities[0]["end"]] == "mugs"


async def test_what_is_understood_is_not_kept(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("find porcelain tea sets")
    await client.close()
    assert await kept(gateway) == []


async def test_a_correction_and_an_escalation_are_about_the_message_before(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, language="en")
    await client.say("shipping to lagos")
    gateway.rasa.effects = [[{**BEFORE, "outcome": "corrected"}], [{**BEFORE, "outcome": "escalated"}]]
    await client.say("no, i meant the time")
    await client.say("this is useless")
    await client.close()
    assert [(one.text, one.outcome) for one in await kept(gateway)] == [
        ("shipping to lagos", "corrected"),
        ("no, i meant the time", "escalated"),
    ]


async def test_a_message_is_kept_once_with_the_worst_outcome(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.effects = [[FALLBACK], [{**BEFORE, "outcome": "escalated"}], [{**BEFORE, "outcome": "corrected"}]]
    await client.say("mugs eh")
    await client.press("My orders")
    await client.press("My orders")
    await client.close()
    (one,) = await kept(gateway)
    assert (one.text, one.outcome) == ("mugs eh", "escalated")


async def test_what_the_contact_chose_is_noted(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    clarified = {"kind": "not_understood", "outcome": "clarified"}
    gateway.rasa.effects = [[clarified], [{"kind": "meant", "intent": "ask_moq"}]]
    await client.say("mugs how much how many")
    await client.press("My orders")
    await client.close()
    (one,) = await kept(gateway)
    assert (one.outcome, one.meant) == ("clarified", "ask_moq")


async def test_a_turn_that_is_not_committed_keeps_nothing(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.fail = [(503, {"error": "turn_failed"})]
    gateway.rasa.effects = [[FALLBACK]]
    await client.say("mugs eh", seconds=40)
    await client.close()
    assert [one.text for one in await kept(gateway)] == ["mugs eh"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "¿Dónde está mi pedido?"), ("zh", "Bonjour, je cherche un fournisseur de tasses")]
)
async def test_a_third_language_is_answered_in_the_present_one(gateway: Gateway, language: str, text: str) -> None:
    client = await ChatClient.open(gateway.address, language=language)
    answer = await client.say(text)
    again = await client.say("ORD-100234")
    await client.close()
    notice = gateway.caravan.catalogues.sentence("gateway.other_language", language)
    assert answer[-1]["text"] == notice
    assert answer[-1]["buttons"]
    assert again[-1]["text"] == "1: ORD-100234", "the dialogue was not asked, and is where it was"
    assert gateway.rasa.requests[-1]["language"] == language
    (one,) = await kept(gateway)
    assert one.outcome == "other_language"
