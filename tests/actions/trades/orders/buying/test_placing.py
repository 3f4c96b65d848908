"""A buyer orders from a listing, and orders once more what was ordered before, with changes."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest
from sqlalchemy import update

from actions.marketplace.goods.catalogue.tables import price_tiers
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.news import take_news
from tests.fakes.actions.trading import SUPPLIER, listing, market, order_delivered

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
BUYER = "nordmarkt"
HAMBURG = {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}}


async def begin(chat: Chat, product: int, factor: int = 2) -> tuple[object, Decimal, str]:
    """Orders so many times the minimum, and returns the final question with the quantity and its unit."""
    goods = await (await market()).suppliers.access_listing(product)
    value = goods.moq.value * factor
    amount = {"value": int(value), "unit": goods.moq.unit}
    asked = await chat.says("place_order", "I want to buy these", product_id=product, quantity=amount)
    return asked, value, goods.moq.unit


async def test_an_order_is_placed_after_one_yes_that_shows_all(server: httpx.AsyncClient) -> None:
    product, chat, supplier = await listing(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await take_news(SUPPLIER)
    asked, value, unit = await begin(chat, product)
    assert asked.names[-1] == "utter_order_country"  # type: ignore[attr-defined]
    shown = await chat.says("inform", "to Hamburg, with our logo on the label", country=HAMBURG, acts=ANSWER)
    goods = await (await market()).suppliers.access_listing(product, quantity=value)
    total = round(goods.unit_price.amount * value, 2)
    assert shown.names == ["utter_order_confirm"]
    assert shown.values["total"] == {"type": "money", "amount": f"{total:.2f}", "currency": "USD"}
    assert "with our logo" in str(shown.values["note"])
    placed = await chat.says("affirm", "yes")
    assert placed.names == ["utter_order_placed"]
    order = await (await market()).orders.access_order(BUYER, placed.values["number"])
    assert (order.state, order.total.amount, order.lines[0].product_id) == ("awaiting_confirmation", total, product)
    assert (order.lines[0].quantity.value, order.lines[0].quantity.unit) == (value, unit)
    assert sum(payment.amount.amount for payment in order.payments) == total
    assert "with our logo" in str(order.events[0].words)
    (told,) = await take_news(SUPPLIER)
    assert {"confirm_order", "decline_order"} <= {one["intent"] for one in told["buttons"]}
    assert (await supplier.presses(dict(told["buttons"][0]))).names


@pytest.mark.parametrize("words", ["reorder it but {n} instead", "照上次再来一单，数量改成{n}"])
async def test_an_order_is_repeated_with_changes(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    before = await (await market()).orders.access_order(BUYER, "ORD-100841")
    text = words.format(n=900)
    asked = await chat.says("change_order", text, order_number="ORD-100841")
    assert asked.names[0] == "utter_reorder_from"
    assert "utter_order_confirm" in asked.names
    shown = asked.replies[-1]["values"]
    assert shown["quantity"]["value"] == 900
    assert shown["destination"]["type"] or before.destination
    more = await chat.says("inform", "make it 950", acts={"correct": ("correct", 0.9)})
    assert more.replies[-1]["values"]["quantity"]["value"] == 950
    assert (await chat.says("deny", "no")).names == ["utter_order_not_placed"]


@pytest.mark.parametrize("words", ["reorder it but {n} instead", "照上次再来一单，数量改成{n}"])
async def test_what_came_of_a_request_is_asked_for_again(server: httpx.AsyncClient, words: str) -> None:
    """No listing has its price, so its supplier is asked to quote anew."""
    world, chat, made = await market(), Chat(server, "lagos-home"), await order_delivered()
    before = await world.orders.access_order("lagos-home", made)
    asked = await chat.says("place_order", words.format(n=900), order_number=made)
    assert asked.names == ["utter_reorder", "utter_confirm_quote"]
    sent = await chat.says("affirm", "yes")
    new = await world.rfqs.access_rfq("lagos-home", sent.values["number"])
    assert (new.quantity.value, new.quantity.unit) == (900, before.lines[0].quantity.unit)
    assert (new.product.en, new.incoterm) == (before.lines[0].product.en, before.incoterm)
    assert new.destination == before.destination
    assert [name.en for name in new.suppliers] == [before.supplier.name.en]


@pytest.mark.parametrize("words", ["when does the previous shipment arrive?", "上回那批什么时候到"])
async def test_a_question_about_the_order_before_is_not_about_the_draft(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("change_order", "reorder it but 900 instead", order_number="ORD-100841")
    answer = await chat.says("order_status", words, acts={"order_status": ("wish", 0.6)})
    assert answer.names[0] != "utter_order_confirm_again"
    assert "ORD-100841" in str(answer.replies[0]["values"])


async def test_nothing_is_ordered_below_the_minimum_or_at_another_price(server: httpx.AsyncClient) -> None:
    product, chat = await listing(), Chat(server, BUYER)
    small = await chat.says("place_order", "one of these", product_id=product, quantity={"value": 1, "unit": None})
    assert small.names == ["utter_order_below_moq", "utter_order_quantity"]
    chat = Chat(server, BUYER)
    await begin(chat, product)
    await chat.says("inform", "to Hamburg", country=HAMBURG, acts=ANSWER)
    raised = update(price_tiers).where(price_tiers.c.product_id == product)
    async with (await market()).database.begin() as connection:
        await connection.execute(raised.values(unit_price=price_tiers.c.unit_price + 1))
    try:
        changed = await chat.says("affirm", "yes")
    finally:
        async with (await market()).database.begin() as connection:
            await connection.execute(raised.values(unit_price=price_tiers.c.unit_price - 1))
    assert changed.names == ["utter_order_price_changed"]


async def test_a_visitor_signs_in_and_another_incoterm_is_quoted(server: httpx.AsyncClient, visitor: Chat) -> None:
    product = await listing()
    assert (await visitor.says("place_order", "I buy it", product_id=product)).names == ["utter_sign_in"]
    other = await Chat(server, BUYER).says("place_order", "CIF please", product_id=product, incoterm="CIF")
    assert other.names == ["utter_order_other_incoterm"]


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("the 555 scarves make it 750", "750"),
        ("555: make it 900 pieces", "900"),
        ("555那单改成750条", "750"),
        ("555不是800，是760", "760"),
    ],
)
async def test_a_new_quantity_of_an_own_order_changes_it(server: httpx.AsyncClient, words: str, quantity: str) -> None:
    chat = Chat(server, BUYER)
    answer = await chat.says("inform", words)
    assert answer.names == ["utter_change_ask_confirm"]
    assert chat.values["order_number"] == "ORD-100555"
    assert chat.values["change"]["quantity"]["value"] == quantity


async def test_a_new_quantity_of_what_is_being_made_is_no_search(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "lagos-home").says("inform", "LED floodlights, make it 450")
    assert answer.names == ["utter_change_ask_made"]


async def test_goods_are_ordered_again_with_the_last_word_on_each_value(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    again = await chat.says("place_order", "we want the speakers again", product="speakers", confidence=0.4)
    assert (again.names[0], chat.values["again"]) == ("utter_reorder_from", "ORD-100188")
    same = await chat.says("compare_suppliers", "same as last time", acts={"answer_yes": ("yes", 0.5)})
    assert same.names[-1] == "utter_order_confirm"
    fewer = {"correct": ("correct", 0.42), "ask_about": ("ask", 0.36)}
    await chat.says("ask_price", "150 this time, same price or not", acts=fewer, quantity={"value": 150, "unit": None})
    later = "not before 10 February"
    await chat.says("ask_lead_time", later, acts=ANSWER, date="2027-02-10")
    assert (chat.values["quantity"]["value"], chat.values["note"]) == ("150", later)
    assert "needed_by" not in chat.values
