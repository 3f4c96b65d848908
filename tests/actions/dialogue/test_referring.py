"""Which of several orders, requests and quotations a message means: one decision for every answer (actions/dialogue/referring.py,
actions/trades/lookup/referring.py)."""

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
ASKS = {"ask_about": ("ask", 0.9)}
POINTS = {"point": ("value", 0.8)}


async def test_what_the_last_answer_was_about_is_meant_amid_a_task(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("report_problem", "two of the tea cups were broken", order_number="ORD-100859")
    await chat.says("payment_status", "is the tomato deposit overdue?", acts=ASKS, order_number="ORD-100852")
    answer = await chat.says("ask_price", "and how much is it", acts=ASKS)
    assert answer.replies[0]["values"]["number"] == "ORD-100852"
    assert chat.task == "claim"


async def test_the_task_is_meant_when_the_last_answer_was_general(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("order_status", "where are the floodlights", order_number="ORD-100817")
    await chat.says("report_problem", "two of the tea cups were broken", order_number="ORD-100859")
    await chat.says("faq_fees", "what do you charge buyers?", acts={"faq_fees": ("wish", 0.9)})
    answer = await chat.says("ask_price", "and how much is it", acts=ASKS)
    assert answer.replies[0]["values"]["number"] == "ORD-100859"


@pytest.mark.parametrize(
    ("account", "number", "words", "meant"),
    [
        ("nordmarkt", "RFQ-10023", "and the cups?", "RFQ-10036"),
        ("nordmarkt", "RFQ-10032", "and the bottles one", "RFQ-10023"),
    ],
)
async def test_goods_named_alone_are_those_of_another_request(
    server: httpx.AsyncClient, account: str, number: str, words: str, meant: str
) -> None:
    chat = Chat(server, account)
    await chat.says("check_quotes", "any quotes?", rfq_number=number)
    await chat.says("find_supplier", words, acts=ASKS, product=words.split()[2].strip("?"))
    assert chat.record["focus"][0] == ["request", meant]


async def test_after_a_list_of_requests_a_request_is_meant(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("view_leads", "有什么询盘")
    await chat.says("inform", "核桃的呢", acts=POINTS)
    assert chat.record["focus"][0] == ["request", "RFQ-10028"]
    await chat.says("order_status", "那批核桃货到哪了", acts=ASKS)
    assert chat.record["focus"][0] == ["order", "ORD-100725"]


@pytest.mark.parametrize(
    ("intent", "words"),
    [("cancel_order", "cancel the order that isnt confirmed yet"), ("cancel_order", "还没确认的那单取消吧")],
)
async def test_a_state_says_which_order_is_meant(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where are the tea sets", order_number="ORD-100234")
    answer = await chat.says(intent, words)
    assert answer.values["number"] == "ORD-100420"


async def test_one_of_those_listed_is_chosen_by_its_quantity(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "chengdu-silk")
    several = await chat.says("payment_status", "诺德玛特的定金付了没", acts=ASKS)
    assert several.names == ["utter_fact_deposit", "utter_fact_deposit"]
    answer = await chat.says("inform", "1200条的", acts=POINTS, quantity={"value": 1200, "unit": "piece"})
    assert (answer.names, answer.values["number"]) == (["utter_fact_deposit"], "ORD-100841")


@pytest.mark.parametrize("words", ["the bigger one", "大的那单"])
async def test_the_bigger_of_two_is_chosen(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    asked = await chat.says("request_invoice", "invoice for the scarf order please")
    assert asked.names == ["utter_which_order"]
    await chat.says("inform", words, acts=POINTS)
    assert chat.about("order") == "ORD-100841"


async def test_the_one_after_that_is_the_next_of_the_list(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("list_orders", "show my orders")
    await chat.says("inform", "second one", acts=POINTS)
    listed = chat.record["lists"][0]["ids"]
    assert chat.about("order") == listed[1]
    await chat.says("order_status", "and the one after that", acts=POINTS)
    assert chat.about("order") == listed[2]


async def test_the_other_one_in_that_state(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "the speakers", order_number="ORD-100188")
    await chat.says("order_status", "is the other one still waiting for confirmation", acts=ASKS)
    assert chat.about("order") == "ORD-100420"


async def test_an_ordinal_after_quotations_means_one_of_them(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("check_quotes", "毛巾有人报价吗", rfq_number="RFQ-10040")
    first = await chat.says("ask_moq", "第一家起订量多少", acts=ASKS)
    assert first.names == ["utter_own_quotation_quantity"]
    supplier = first.values["supplier"]
    profile = await chat.says("supplier_details", "那家靠谱吗", acts=ASKS)
    assert profile.values["supplier"] == supplier


async def test_a_name_that_fits_two_is_asked_about(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where are the tea sets", order_number="ORD-100234")
    answer = await chat.says("order_status", "and the scarves?", acts=ASKS, product="scarves")
    assert set(chat.record["lists"][0]["ids"]) == {"ORD-100555", "ORD-100841"}
    assert len(answer.replies) == 1


async def test_another_thing_that_is_named_is_not_the_one_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "shenzhen-lumen")
    await chat.says("order_status", "the floodlights", order_number="ORD-100817")
    await chat.says("faq_about_platform", "what are the panels about", acts=ASKS)
    assert chat.record["focus"][0] == ["request", "RFQ-10032"]


async def test_a_quantity_alone_names_the_other_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "chengdu-silk")
    await chat.says("payment_status", "800条那单尾款几号收", acts=ASKS, order_number="ORD-100555")
    answer = await chat.says("inform", "1200那个呢", acts=ASKS)
    assert (answer.names, answer.values["number"]) == (["utter_own_paid_in_full"], "ORD-100841")


async def test_a_new_quantity_of_the_order_at_hand_names_no_other(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where are the monitors", order_number="ORD-100420")
    await chat.says("change_order", "any chance to squeeze in 10 more? so 70", quantity={"value": 70, "unit": "piece"})
    assert chat.about("order") == "ORD-100420"
