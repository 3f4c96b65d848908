"""Quotations are converted and subtracted from each other when a buyer asks for it, and their terms stay as they are."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from actions.marketplace.base.records import Money
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.trading import market, without_rate

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
ASKS = {"ask_about": ("ask", 0.8)}
RATE = {
    "type": "term",
    "name": "rate.dated",
    "values": {"currency": "CNY", "amount": "7.12", "day": {"type": "date", "value": "2026-11-24"}},
}


async def about(server: httpx.AsyncClient, account: str, number: str) -> Chat:
    chat = Chat(server, account)
    await chat.says("check_quotes", number, rfq_number=number)
    return chat


async def ask(chat: Chat, words: str, intent: str = "nlu_fallback", **entities: object) -> Answer:
    return await chat.says(intent, words, confidence=0.3, acts=ASKS, **entities)


@pytest.mark.parametrize(
    ("words", "about_it"),
    [
        ("what is cheaper once you convert it", "0.91"),
        ("which is the cheaper one, converted to dollars", "0.91"),
        ("换算成人民币哪家便宜", "7.33"),
    ],
)
async def test_prices_in_two_currencies_are_compared_by_a_rate_with_its_day(
    server: httpx.AsyncClient, words: str, about_it: str
) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036")
    answer = await ask(chat, words, "negotiate_price")
    assert answer.names == ["utter_quotes_best_price"]
    assert answer.values["quotation"] == "QUO-20006"
    assert about_it in str(answer.values)
    assert RATE in answer.values["others"]["items"][-1]["values"]["rates"]["items"]
    quotation = await (await market()).rfqs.access_quotation("nordmarkt", "QUO-20006")
    assert quotation.unit_price == Money(Decimal("6.48"), "CNY")


@pytest.mark.parametrize("words", ["total in dollars for that one?", "那家合多少美元", "and in usd?"])
async def test_one_quotation_in_another_currency(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036")
    await ask(chat, "which is cheaper")
    answer = await ask(chat, words)
    assert answer.names == ["utter_quote_converted"]
    assert answer.values["total"] == {"type": "money", "amount": "19440.00", "currency": "CNY"}
    assert answer.values["about_total"] == {"type": "money", "amount": "2730.34", "currency": "USD"}
    assert answer.values["rates"]["items"] == [RATE]


async def test_without_a_rate_nothing_is_converted(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036")
    async with without_rate("CNY"):
        assert (await ask(chat, "which is cheaper in dollars")).names == ["utter_no_rate"]
        assert (await ask(chat, "which is cheaper")).names == ["utter_quotes_not_ranked"]
        assert (await chat.says("check_quotes", rfq_number="RFQ-10036")).names == ["utter_quotes_unlike"]


@pytest.mark.parametrize(
    "words", ["and diff to the cheapest in total", "how much dearer than the cheapest", "比便宜的贵多少"]
)
async def test_how_much_the_quotation_at_hand_costs_more(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    await ask(chat, "which is the fastest")
    answer = await ask(chat, words)
    assert answer.names == ["utter_quote_difference"]
    difference = str(answer.values["difference"])
    assert all(each in difference for each in ("'0.03'", "'150.00'", "difference.faster", "'value': 8"))


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("3 cents more and 8 days faster than the cheapest, did I read that right?", "utter_quote_difference_right"),
        ("5 days faster than the cheapest, is that correct?", "utter_quote_difference_wrong"),
        ("比最便宜的快8天，对吧", "utter_quote_difference_right"),
    ],
)
async def test_a_difference_is_confirmed_or_corrected(server: httpx.AsyncClient, words: str, response: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    await ask(chat, "which is the fastest")
    cents = {"price": {"amount": "0.03", "currency": "USD"}} if "cents" in words else {}
    answer = await ask(chat, words, "negotiate_price", **cents)
    assert answer.names == [response]
    assert chat.task is None


async def test_all_are_compared_with_the_lowest_if_none_is_meant(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    answer = await ask(chat, "what is the difference between them")
    assert (answer.names, len(answer.values["others"]["items"])) == (["utter_quotes_differences"], 2)
    two = await ask(await about(server, "huaxia-trade", "RFQ-10040"), "差这么多？？差哪了")
    assert two.names == ["utter_quote_difference"]
    assert "'amount': '4980.00'" in str(two.values)


@pytest.mark.parametrize(("words", "answer"), [("both FOB?", "yes"), ("都是DAP吗", "no"), ("are both CIF?", "no")])
async def test_whether_all_are_under_an_incoterm_begins_with_yes_or_no(
    server: httpx.AsyncClient, words: str, answer: str
) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036")
    said = await ask(
        chat, words, "faq_incoterms", incoterm=next(code for code in ("FOB", "DAP", "CIF") if code in words)
    )
    assert said.names == ["utter_quotes_under"]
    assert said.values["answer"]["name"] == f"answer.{answer}"
