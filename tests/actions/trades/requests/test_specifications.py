"""What describes the goods of a request is kept as a remark: it is neither their quantity nor other goods."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
TELLS = {"inform": ("value", 0.8)}
CORRECTS = {"correct": ("correct", 0.8)}


async def jars(server: httpx.AsyncClient) -> Chat:
    chat = Chat(server, "nordmarkt")
    goods = {"product": "glass storage jars", "quantity": {"value": 300, "unit": "piece"}, "country": "DE"}
    await chat.says("request_quote", "300 glass storage jars to Germany", **goods)
    return chat


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("要双层的 防水3000", {}),
        ("with bamboo lid if possible", {"product": "bamboo lid"}),
        ("它们要防火的，承重150公斤", {"quantity": {"value": 150, "unit": "kilogram"}}),
    ],
)
async def test_a_specification_is_a_remark(server: httpx.AsyncClient, words: str, more: dict[str, object]) -> None:
    chat = await jars(server)
    await chat.says("inform", words, acts=TELLS, **more)
    assert (chat.values["product"], chat.values["quantity"]["value"]) == ("glass storage jars", "300")
    assert words in chat.values["note"]


async def test_the_last_size_counts(server: httpx.AsyncClient) -> None:
    chat = await jars(server)
    await chat.says("inform", "30cl ones. no sorry 300 jars, 50cl", acts=CORRECTS)
    assert chat.values["note"] == "50cl"
    await chat.says("inform", "no, 40cl", acts=CORRECTS)
    assert chat.values["note"] == "40cl"


async def test_a_short_number_is_still_the_quantity(server: httpx.AsyncClient) -> None:
    chat = await jars(server)
    await chat.says("inform", "then 800", acts=TELLS)
    assert chat.values["quantity"]["value"] == "800"


async def test_a_price_that_nobody_shall_hear_of_is_the_own_limit(server: httpx.AsyncClient) -> None:
    chat = await jars(server)
    price = {"amount": "1.10", "currency": "USD"}
    await chat.says("negotiate_price", "budget is 1.10 each but dont tell them", acts=TELLS, price=price)
    assert (chat.values["terms"]["limit"]["amount"], "price" in chat.values["terms"]) == ("1.10", False)
