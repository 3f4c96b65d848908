"""What is only announced or left open is acknowledged, and questions beside a task leave it as it is."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, at_hand
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import (
    BUYER,
    SUPPLIER,
    listing,
    market,
    order,
    order_delivered,
    order_to_ship,
    quotation,
    request,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


@pytest.mark.parametrize("words", ["after they pay I come back with the number", "单号我晚点给你"])
async def test_a_number_that_comes_later_begins_no_shipment(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SUPPLIER, record=at_hand(await order_to_ship()))
    answer = await chat.says("ship_order", words)
    assert answer.names == ["utter_announced_shipment"]
    assert chat.task is None


@pytest.mark.parametrize("words", ["the problem with the broken ones I'll explain later", "坏了几个的事我另外说"])
async def test_a_problem_that_is_told_later_begins_no_claim(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER, record=at_hand(await order_delivered()))
    answer = await chat.says("report_problem" if "坏" in words else "out_of_scope", words)
    assert chat.task is None
    assert answer.names[0].startswith("utter_announced") or "坏" not in words


async def test_photos_that_come_later_are_no_message_to_the_supplier(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER, record={"version": 2, "focus": [["claim", "CLM-40001"]]})
    assert (await chat.says("contact_supplier", "照片我下午传")).names == ["utter_announced_evidence"]
    assert (await chat.says("contact_supplier", "pics later")).names == ["utter_announced_evidence"]
    later = await chat.says("faq_data_privacy", "can I still add pictures after?", acts=ASKS)
    assert later.names == ["utter_claim_evidence_later"]


@pytest.mark.parametrize("words", ["leave the other one open for now", "那另外一家先放着不用回，对吧"])
async def test_the_other_quotation_stays_open(server: httpx.AsyncClient, words: str) -> None:
    rfq = await request()
    first = await quotation(rfq)
    await quotation(rfq, "chengdu-silk")
    chat = Chat(server, BUYER, record={"version": 2, "focus": [["request", rfq]], "kept": {"quotation": first}})
    answer = await chat.says("cancel", words)
    assert answer.names == ["utter_left_quotation"]
    assert all(each.standing != "declined" for each in (await (await market()).rfqs.access_rfq(BUYER, rfq)).quotations)


async def test_slang_is_thanked_for(server: httpx.AsyncClient) -> None:
    assert (await Chat(server).says("faq_buyer_protection", "safe")).names == ["utter_thank"]


@pytest.mark.parametrize("words", ["what happens if I decline?", "拒绝了会怎样"])
async def test_what_comes_of_declining_is_no_reason(server: httpx.AsyncClient, words: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order()
    await chat.says("decline_order", "decline it, the line is full", order_number=number)
    held = dict(chat.values)
    answer = await chat.says("faq_buyer_protection", words, acts=ASKS)
    assert answer.names[0] == "utter_decline_then"
    assert (chat.task, chat.asked, chat.values) == ("decline_order", "confirmed", held)


@pytest.mark.parametrize("words", ["are existing orders affected?", "以前的老订单不受影响吧"])
async def test_whether_a_change_touches_old_orders_is_no_value(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SUPPLIER)
    first = (await (await market()).own_listings.list_own(SUPPLIER))[0]
    chat.record = {"version": 2, "focus": [["listing", first.product_id]]}
    await chat.says("change_listing", "price up 5%")
    answer = await chat.says("list_orders", words, 0.4, acts=ASKS)
    assert answer.names[0] == "utter_listing_old_orders"
    assert (chat.task, chat.asked) == ("listing_change", "confirmed")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("is it not too late?", "utter_claim_until"),
        ("还来得及吗", "utter_claim_until"),
        ("what can I ask for?", "utter_claim_ways"),
        ("能要求什么", "utter_claim_ways"),
    ],
)
async def test_a_claim_answers_what_it_may_ask_for(server: httpx.AsyncClient, words: str, said: str) -> None:
    chat, number = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "12 of them are broken", order_number=number)
    asked = chat.asked
    answer = await chat.says("help", words, acts=ASKS)
    assert answer.names[0] == said
    assert (chat.task, chat.asked) == ("claim", asked)


@pytest.mark.parametrize("words", ["if it is too dear for him can I withdraw it?", "要是他还嫌贵我能撤回不"])
async def test_whether_a_quotation_can_be_withdrawn_withdraws_nothing(server: httpx.AsyncClient, words: str) -> None:
    rfq = await request()
    await quotation(rfq)
    chat = Chat(server, SUPPLIER, record=at_hand(rfq, "request"))
    answer = await chat.says("cancel", words, 0.6, acts={"ask_about": ("ask", 0.5)})
    assert answer.names == ["utter_may_withdraw"]


@pytest.mark.parametrize("words", ["能做蓝色吗，上次那个白的", "can you do blue? the last ones were white"])
async def test_a_question_before_other_words_is_no_remark(server: httpx.AsyncClient, words: str) -> None:
    chat, product = Chat(server, BUYER), await listing()
    moq = (await (await market()).suppliers.access_listing(product)).moq
    amount, lagos = {"value": int(moq.value) * 2, "unit": moq.unit}, {"country": "NG", "city": "Lagos"}
    await chat.says("place_order", "I want to buy these", product_id=product, quantity=amount)
    await chat.says("inform", "to Lagos", country=lagos, acts=ANSWER)
    await chat.says("change_order", words, acts={"correct": ("correct", 0.55), "ask_about": ("ask", 0.2)})
    assert (chat.task, chat.asked) == ("new_order", "confirmed")
    assert not chat.values.get("note")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("can we do 200 now and 100 in january", "Could we do 200 now and 100 in january?"),
        ("能不能先做200，剩下100一月发", "能不能先做200，剩下100一月发"),
    ],
)
async def test_a_proposal_is_no_reason_for_declining(server: httpx.AsyncClient, words: str, written: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order()
    await chat.says("decline_order", "decline it, the line is full", order_number=number)
    await chat.says("inform", words, 0.7, acts={"inform": ("value", 0.7)})
    assert (chat.task, chat.asked) == ("question", "confirmed")
    assert chat.values["words"] == [written]


@pytest.mark.parametrize("words", ["哎先别下 我跟老板说一声", "hold on, I ask my boss first"])
async def test_somebody_is_asked_first_and_no_number_is_given(server: httpx.AsyncClient, words: str) -> None:
    chat, product = Chat(server, BUYER), await listing()
    moq = (await (await market()).suppliers.access_listing(product)).moq
    amount, lagos = {"value": int(moq.value) * 2, "unit": moq.unit}, {"country": "NG", "city": "Lagos"}
    await chat.says("place_order", "I want to buy these", product_id=product, quantity=amount)
    await chat.says("inform", "to Lagos", country=lagos, acts=ANSWER)
    held = dict(chat.values)
    answer = await chat.says("contact_supplier", words, acts={"answer_no": ("no", 0.3), "inform": ("value", 0.3)})
    assert answer.names == ["utter_task_held"]
    assert (chat.task, chat.values) == ("new_order", held)
