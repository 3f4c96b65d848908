"""The smallest quantity for which a supplier quotes is a term: said back, shown to the buyer, frozen with the other terms,
and named to a buyer who offers or accepts less."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.trades.requests.records import NewQuotation, Quotation
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.news import take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
PRICE = {"amount": "9.80", "currency": "USD"}


async def read(number: str) -> Quotation:
    return await (await market()).rfqs.access_quotation(BUYER, number)


async def quote(rfq: str, moq: int | None, price: str = "9.80") -> str:
    new = NewQuotation(Money(Decimal(price), "USD"), 25, "FOB", moq=Decimal(moq) if moq else None)
    number = await (await market()).quoting.submit_quotation(SUPPLIER, rfq, new, key())
    assert number is not None
    return number


def least(value: Any) -> Any:
    """Returns the smallest quantity in a price of a reply."""
    assert value["name"] == "price.from", value
    return value["values"]["moq"]["value"]


def doubts(answer: Answer) -> list[str]:
    said = [reply for reply in answer.replies if reply["response"] == "utter_price_doubts"]
    return [doubt["name"] for reply in said for doubt in reply["values"]["doubts"]["items"]]


@pytest.mark.of_words
@pytest.mark.parametrize(
    "words",
    [
        "9.80 FOB Shanghai, 25 days, from 200 sets",
        "9.80 fob, 25 days, moq 200 sets",
        "报9.8美元，FOB，25天，起订200",
        "9.8美元 200套起订 FOB 25天",
        "9.8美元，FOB，25天交，最少200套",
    ],
)
async def test_a_minimum_is_kept_said_back_and_shown(server: httpx.AsyncClient, words: str) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    shown = await chat.says("submit_quote", words, rfq_number=rfq, price=PRICE, incoterm="FOB")
    assert chat.asked == "confirmed", shown.names
    assert shown.names[-1] == "utter_quotation_confirm", "it is no note"
    assert least(shown.replies[-1]["values"]["price"]) == 200
    sent = await chat.says("affirm", "yes")
    assert least(sent.values["price"]) == 200
    (told,) = await take_news(BUYER)
    assert least(told["values"]["price"]) == 200
    quotation = await read(sent.values["quotation"])
    assert (quotation.moq, quotation.note) == (Quantity(Decimal(200), "set"), None)
    seen = await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)
    fields = {field["label"]["name"]: field["value"] for field in seen.cards[0]["fields"]}
    assert fields["field.moq"]["value"] == 200


async def test_a_minimum_can_be_taken_back(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    number = await quote(rfq, 200)
    for words, moq in (("9.70, moq 250", 250), ("no moq, same price", None)):
        price = {"price": {"amount": "9.70", "currency": "USD"}} if "9.70" in words else {}
        await chat.says("submit_quote", words, rfq_number=rfq, **price)
        await chat.says("affirm", "yes")
        quotation = await read(number)
        assert (quotation.moq.value if quotation.moq else None) == moq, words


async def test_it_is_one_of_the_frozen_terms(server: httpx.AsyncClient) -> None:
    rfq = await request()
    number = await quote(rfq, None)
    without = (await read(number)).terms
    await quote(rfq, 200)
    first = (await read(number)).terms
    await quote(rfq, 250)
    assert len({without, first, (await read(number)).terms}) == 3
    assert await (await market()).quoting.accept_quotation(BUYER, number, key(), first[:16]) is None
    await quote(rfq, None)
    assert (await read(number)).terms == without


async def test_a_minimum_in_another_unit_stays_a_remark(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await chat.says("submit_quote", "9.80 fob 25 days moq 20 cartons", rfq_number=rfq, price=PRICE, incoterm="FOB")
    assert chat.values.get("moq") is None
    assert "20" in chat.values["note"]


async def test_the_supplier_hears_that_the_buyer_wants_less(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    words = "9.8美元，FOB，25天，起订500"
    shown = await chat.says("submit_quote", words, rfq_number=rfq, price=PRICE, incoterm="FOB")
    assert "price_doubt.above_wanted" in doubts(shown)


@pytest.mark.parametrize("yes", ["yes", "好的"])
async def test_less_than_the_minimum_cannot_be_accepted(server: httpx.AsyncClient, yes: str) -> None:
    """The request is for 300 sets, the quotation from 500. The larger quantity is offered instead, and ordered once the
    supplier agrees."""
    rfq = await request()
    number = await quote(rfq, 500)
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    asked = await buyer.says("accept_quote", rfq_number=rfq, quotation=number)
    assert asked.names == ["utter_accept_below_minimum"]
    assert asked.values["moq"]["value"] == 500
    assert await (await market()).quoting.accept_quotation(BUYER, number, key()) is None
    offered = await buyer.says("affirm", yes)
    assert offered.names[-1] == "utter_counter_confirm"
    assert offered.replies[-1]["values"]["quantity"]["value"] == 500
    assert (await buyer.says("affirm", yes)).names == ["utter_counter_sent"]
    (round_,) = [each for each in (await read(number)).rounds if each.state == "open"]
    assert (round_.quantity.value, round_.unit_price.amount) == (500, Decimal("9.80"))
    assert await (await market()).bargaining.accept_counter(SUPPLIER, number, round_.round, key())
    ordered = await buyer.says("accept_quote", rfq_number=rfq, quotation=number)
    assert ordered.names == ["utter_accept_quote"]
    done = await buyer.presses(ordered.button("button.accept_now"))
    assert done.names == ["utter_quote_accepted"]
    assert supplier.task is None


@pytest.mark.of_words
@pytest.mark.parametrize("words", ["9.50 for 150 sets", "150套 9.5美元行不行"])
async def test_an_offer_below_it_is_answered_with_it(server: httpx.AsyncClient, words: str) -> None:
    rfq = await request()
    number = await quote(rfq, 200)
    chat = Chat(server, BUYER)
    price, amount = {"amount": "9.50", "currency": "USD"}, {"value": 150, "unit": "set"}
    shown = await chat.says("negotiate_price", words, quotation=number, price=price, quantity=amount)
    assert doubts(shown) == ["price_doubt.below_moq"]
    assert shown.names[-1] == "utter_counter_confirm"
    assert (await chat.says("affirm", "yes")).names == ["utter_counter_sent"]
    offer = (await read(number)).waiting
    assert offer is not None
    assert await (await market()).bargaining.accept_counter(SUPPLIER, number, offer.round, key())
    agreed = await read(number)
    assert (agreed.quantity.value, agreed.moq) == (150, Quantity(Decimal(150), "set")), "the supplier agreed to less"
    assert await (await market()).quoting.accept_quotation(BUYER, number, key()) is not None
