"""Goods are added to an order from the listings of its supplier, and the supplier may ask for something in return."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.news import see_order, take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order_to_ship

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("server"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]


def some(value: int, unit: str) -> dict[str, object]:
    return {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("words", "goods"), [("add 200 teapots of 600 ml", "teapots"), ("再加200个600毫升的茶壶", "茶壶")]
)
async def test_goods_of_the_supplier_become_a_line_at_the_price_of_its_listing(
    server: httpx.AsyncClient, words: str, goods: str
) -> None:
    number, buyer, supplier = await order_to_ship(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await take_news(SUPPLIER)
    before = await see_order(number)
    asked = await buyer.says("change_order", words, order_number=number, product=goods, quantity=some(200, "piece"))
    assert asked.names == ["utter_change_ask_confirm"]
    assert [one["name"] for one in asked.values["changes"]["items"]] == ["change.added", "change.line"]
    assert (await see_order(number)).lines == before.lines
    await buyer.says("affirm", "yes")
    (told,) = await take_news(SUPPLIER)
    await supplier.presses(dict(told["buttons"][0]))
    order = await see_order(number)
    assert [line.quantity.value for line in order.lines] == [300, 200]
    assert order.lines[1].product.zh == "白瓷茶壶 600毫升"
    owed = sum(one.amount.amount for one in order.payments if one.state != "void")
    assert owed == order.total.amount > before.total.amount
    entries = (await buyer.says("order_status", order_number=number)).cards[0]["fields"][-1]["value"]["items"]
    told_of = [str(entry) for entry in entries if "timeline.added" in str(entry)]
    assert len(told_of) == 2, "what was asked for, and what was changed"
    assert all("白瓷茶壶 600毫升" in entry and "200" in entry for entry in told_of)


@pytest.mark.parametrize(("words", "chosen"), [("the white one, 600 ml", 600), ("600毫升的", 600)])
async def test_of_several_such_goods_the_buyer_chooses_one(server: httpx.AsyncClient, words: str, chosen: int) -> None:
    number, buyer = await order_to_ship(), Chat(server, BUYER)
    asked = await buyer.says(
        "change_order", "add 200 teapots", order_number=number, product="teapots", quantity=some(200, "piece")
    )
    assert asked.names == ["utter_change_several_goods"]
    shown = await buyer.says("inform", words, acts=ANSWER)
    assert shown.names[-1] == "utter_change_ask_confirm"
    assert str(chosen) in str(buyer.values["change"]["lines"])


async def test_fewer_than_the_supplier_sells_stay_a_wish_in_words(server: httpx.AsyncClient) -> None:
    number, buyer = await order_to_ship(), Chat(server, BUYER)
    asked = await buyer.says(
        "change_order",
        "add 5 teapots of 600 ml",
        order_number=number,
        product="teapots",
        quantity=some(5, "piece"),
    )
    assert asked.names == ["utter_change_below_minimum", "utter_change_ask_confirm_same"]


@pytest.mark.parametrize(
    ("words", "said", "takes"),
    [
        ("yes, but it costs 200 usd more", {"price": {"amount": "200", "currency": "USD"}}, True),
        ("可以，每套加0.5美元", {"price": {"amount": "0.5", "currency": "USD"}}, False),
    ],
)
async def test_a_supplier_names_its_terms_and_the_buyer_answers(
    server: httpx.AsyncClient, words: str, said: dict[str, object], takes: bool
) -> None:
    number, buyer, supplier = await order_to_ship(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await (await market()).fulfilment.start_production(SUPPLIER, number, key())
    await buyer.says("change_order", "400 sets", order_number=number, quantity=some(400, "set"))
    assert (await buyer.says("affirm", "yes")).names == ["utter_change_asked"]
    await take_news(BUYER)
    await supplier.says("confirm_order", "关于这个更改", order_number=number)
    shown = await supplier.says("inform", words, **said)
    assert shown.names == ["utter_change_propose"]
    assert (await supplier.says("affirm", "是")).names == ["utter_change_proposed"]
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_change_proposed"
    assert "200" in str(told["values"]["terms"]), "0.50 for each of 400 pieces is 200"
    asked = await buyer.says("change_order", "what about my change?", order_number=number, acts={"ask": ("ask", 0.9)})
    assert asked.names == ["utter_change_terms"]
    answer = await buyer.says(*(("affirm", "yes") if takes else ("deny", "no")))
    assert answer.names == ["utter_change_terms_taken" if takes else "utter_change_terms_left"]
    order = await see_order(number)
    assert [line.quantity.value for line in order.lines] == ([400, 1] if takes else [300])
    news = await take_news(SUPPLIER)
    assert news[-1]["response"] == ("utter_notice_terms_taken" if takes else "utter_notice_terms_left")


_TERMS: dict[str, object] = {"price": {"amount": "200", "currency": "USD"}}


@pytest.mark.parametrize("is_shown", [True, False])
@pytest.mark.parametrize(
    "words", ["可以，但要加收200美元，发货改到12月24号", "ok but 200 dollars more, it ships on 24 December"]
)
async def test_terms_that_name_no_order_are_for_the_change_that_waits(
    server: httpx.AsyncClient, words: str, is_shown: bool
) -> None:
    number, supplier = await ask_for_400(server), Chat(server, SUPPLIER)
    if is_shown:
        await supplier.says("order_status", order_number=number)
    shown = await supplier.says("change_order", words, date="2026-12-24", **_TERMS)
    assert shown.names == ["utter_change_propose"]
    assert "200" in str(shown.values["terms"])
    assert "2026-12-24" in str(shown.values["terms"])
    assert (await supplier.says("affirm", "是")).names == ["utter_change_proposed"]


async def test_terms_for_another_quantity_show_the_change_again(server: httpx.AsyncClient) -> None:
    number, supplier = await ask_for_400(server), Chat(server, SUPPLIER)
    await supplier.says("order_status", order_number=number)
    shown = await supplier.says("change_order", "可以加50套，多收200美元", quantity=some(50, "set"), **_TERMS)
    assert shown.names == ["utter_asked_to_change"]


async def test_a_price_that_is_not_on_top_is_no_term_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    number, supplier = await ask_for_400(server), Chat(server, SUPPLIER)
    await supplier.says("order_status", order_number=number)
    said = await supplier.says("inform", "200 usd", **_TERMS)
    assert "utter_change_propose" not in said.names


async def ask_for_400(server: httpx.AsyncClient) -> str:
    """Lets the buyer ask for 400 sets instead of 300, and returns the number of the order."""
    number, buyer = await order_to_ship(), Chat(server, BUYER)
    await (await market()).fulfilment.start_production(SUPPLIER, number, key())
    await buyer.says("change_order", "400 sets", order_number=number, quantity=some(400, "set"))
    assert (await buyer.says("affirm", "yes")).names == ["utter_change_asked"]
    return number
