"""A fact that the NLU reads in a question is told from the record, whatever its words: of an order, a request, a company or all orders
at once. A general question and a wish stay what they are."""

from __future__ import annotations

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from actions.marketplace.trades.orders.records import OrderSummary
from tests.fakes.actions import trading
from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")
ASKS = {"ask_about": ("ask", 0.6)}
NORDMARKT, LUMEN = "nordmarkt", "shenzhen-lumen"
AT_SEA, ACCEPTED, NEW = "ORD-100234", "ORD-100555", "ORD-100420"


def about(server: httpx.AsyncClient, account: str, number: str, kind: str = "order") -> Chat:
    chat = Chat(server, account)
    chat.record = at_hand(number, kind)
    return chat


@pytest.mark.parametrize(
    ("account", "number", "fact", "words", "response"),
    [
        (NORDMARKT, ACCEPTED, "balance", "when rest money is coming", "utter_own_balance"),
        (NORDMARKT, ACCEPTED, "balance", "后面的什么时候", "utter_own_balance"),
        (NORDMARKT, ACCEPTED, "payments", "and if they say yes, both payments pls", "utter_own_payments"),
        (NORDMARKT, AT_SEA, "arrival", "boss wants to know if monday works", "utter_own_eta"),
        (NORDMARKT, AT_SEA, "left_to_ship", "人家那边还有多少没弄", "utter_all_shipped"),
        (NORDMARKT, AT_SEA, "papers", "what can you hand me for the file", "utter_papers_all"),
        (NORDMARKT, NEW, "papers", "what can you hand me for the file", "utter_papers_later"),
        (NORDMARKT, NEW, "may_change", "is it too late for another figure", "utter_change_possible"),
        (NORDMARKT, AT_SEA, "may_change", "现在动还来得及不", "utter_change_on_the_way"),
        (NORDMARKT, NEW, "may_cancel", "and out of it without cost?", "utter_fact_cancel_free"),
        (NORDMARKT, AT_SEA, "may_cancel", "and out of it?", "utter_cancel_no_more"),
        (LUMEN, NEW, "may_cancel", "can he still drop it", "utter_buyer_may_cancel"),
        (NORDMARKT, NEW, "next_step", "ok who has to move", "utter_own_unconfirmed"),
        (NORDMARKT, AT_SEA, "next_step", "下面咋弄", "utter_own_eta"),
        (NORDMARKT, NEW, "confirm_wait", "多久了都", "utter_own_waiting"),
        (NORDMARKT, AT_SEA, "s_response", "how soon do they react normally", "utter_goods_response"),
        (NORDMARKT, AT_SEA, "g_cert_valid", "他们那个证到啥时候", "utter_goods_certificate_until"),
        (LUMEN, NEW, "own_on_time", "我们自己准不准", "utter_goods_on_time"),
        (LUMEN, NEW, "own_cert_valid", "ours, how long do they run", "utter_goods_certificate_until"),
    ],
)
async def test_the_fact_that_is_asked_for_is_told(
    server: httpx.AsyncClient, account: str, number: str, fact: str, words: str, response: str
) -> None:
    answer = await about(server, account, number).says("out_of_scope", words, acts=ASKS, fact=fact)
    assert answer.names[0] == response


async def test_what_all_orders_owe_together_is_summed_up(server: httpx.AsyncClient) -> None:
    market = await trading.market()
    page = await market.orders.list_orders(NORDMARKT, limit=50)
    some: list[OrderSummary] = [each for each in page.orders if each.state != "cancelled"]
    orders = [await market.orders.access_order(NORDMARKT, each.number) for each in some]
    owed = sum(order.outstanding.amount for order in orders)
    answer = await about(server, NORDMARKT, AT_SEA).says("list_orders", "all of it?", acts=ASKS, fact="owed_all")
    assert answer.names == ["utter_owed_in_all"]
    assert answer.values["count"] == sum(bool(order.outstanding.amount) for order in orders)
    assert f"{owed:.2f}" in str(answer.values["total"]).replace(",", "")


async def test_the_suppliers_that_got_a_request_are_compared(server: httpx.AsyncClient) -> None:
    chat = about(server, "lagos-home", "RFQ-10031", "request")
    answer = await chat.says("compare_suppliers", "worst among those?", acts=ASKS, fact="s_rating")
    assert answer.names == ["utter_companies_each"]
    assert chat.about("request") == "RFQ-10031"


@pytest.mark.parametrize(
    ("earlier", "words", "suppliers"),
    [
        (None, "how are they rated", ["hal", "yibei", "hada"]),
        (None, "how many stars has the second one", ["yibei"]),
        ("which is the cheapest?", "how many stars do they have", ["hada"]),
        ("which is the cheapest?", "who has the most stars", ["hal", "yibei", "hada"]),
        ("which is the cheapest?", "第三家几颗星", ["hal"]),
        ("which is the cheapest?", "how many stars do all three have", ["hal", "yibei", "hada"]),
    ],
)
async def test_of_a_request_the_suppliers_count_whose_quotations_are_meant(
    server: httpx.AsyncClient, earlier: str | None, words: str, suppliers: list[str]
) -> None:
    chat = about(server, NORDMARKT, "RFQ-10023", "request")
    if earlier:
        await chat.says("compare_suppliers", earlier, acts=ASKS)
    answer = await chat.says("out_of_scope", words, acts=ASKS, fact="s_rating")
    shown = str(answer.reply["values"]).casefold()
    asked = ("hal", "yibei", "hada", "fangyan", "yongjie")
    assert sorted(name for name in asked if f"yongkang {name}" in shown) == sorted(suppliers)


@pytest.mark.parametrize(
    ("account", "number", "kind", "intent", "fact", "words", "response"),
    [
        (LUMEN, NEW, "order", "payment_status", "payment_method", "into which bank account", "utter_payee_own"),
        (NORDMARKT, ACCEPTED, "order", "payment_status", "payment_method", "打到哪个账户", "utter_payee"),
        (LUMEN, NEW, "order", "payment_status", "promised_day", "what did they promise to pay", "utter_own_payments"),
        (
            NORDMARKT,
            ACCEPTED,
            "order",
            "payment_status",
            "owed_all",
            "how many were shipped, how much open",
            "utter_fact_sent",
        ),
        ("chengdu-silk", ACCEPTED, "order", "payment_status", "owed_all", "一共发了几条 还差几条", "utter_fact_sent"),
        (
            NORDMARKT,
            AT_SEA,
            "order",
            "payment_status",
            "left_to_ship",
            "还有多少没发",
            "utter_all_shipped",
        ),
        ("xinjiang-tomato", "RFQ-10031", "request", "ask_moq", "own_quote", "要多少", "utter_lead_amount"),
    ],
)
async def test_plain_words_outweigh_the_fact(
    server: httpx.AsyncClient,
    account: str,
    number: str,
    kind: str,
    intent: str,
    fact: str,
    words: str,
    response: str,
) -> None:
    answer = await about(server, account, number, kind).says(intent, words, acts=ASKS, fact=fact)
    assert answer.names[0] == response


@pytest.mark.parametrize("words", ["by whom", "谁付"])
async def test_by_whom_asks_about_what_was_just_told(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, NORDMARKT, AT_SEA)
    await chat.says("faq_buyer_protection", "is it insured?", acts=ASKS)
    answer = await chat.says("faq_about_platform", words, acts=ASKS, fact="counterpart")
    assert answer.names == ["utter_fact_insurance"]


async def test_which_one_is_no_question_for_a_quotation_that_nobody_has_given(server: httpx.AsyncClient) -> None:
    chat = about(server, "lagos-home", "RFQ-10031", "request")
    answer = await chat.says("compare_suppliers", "which one is that", acts=ASKS, fact="best_price")
    assert answer.names == ["utter_request_shown"]
    asked = await chat.says("compare_suppliers", "who has the best quote?", acts=ASKS, fact="best_price")
    assert asked.names == ["utter_own_none_quoted"]


@pytest.mark.parametrize("words", ["and the other one, what was paid there", "另外那单付了多少"])
async def test_amid_a_cancellation_the_other_order_is_one_that_can_be_cancelled(
    server: httpx.AsyncClient, words: str
) -> None:
    chat = Chat(server, NORDMARKT)
    await chat.says("cancel_order", "cancel the monitors", order_number=NEW)
    answer = await chat.says("payment_status", words, acts=ASKS, fact="paid")
    assert [reply["values"]["number"] for reply in answer.replies[:-1]] == [ACCEPTED]
    assert chat.task == "cancel_order"


@pytest.mark.parametrize("words", ["and the last part of the money?", "后面还有没有款要付"])
async def test_an_order_that_is_paid_has_no_balance_left(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, AT_SEA).says("out_of_scope", words, acts=ASKS, fact="balance")
    assert answer.names == ["utter_own_paid_in_full"]
    assert len(answer.values["payments"]["items"]) == 2


async def test_the_amount_of_a_cancelled_order_is_its_refund(server: httpx.AsyncClient) -> None:
    chat = about(server, "xinjiang-tomato", "ORD-100301")
    answer = await chat.says("out_of_scope", "金额是多少来着", acts=ASKS, fact="total")
    assert answer.names == ["utter_refund_to_pay"]


async def test_a_supplier_is_not_told_what_a_cancellation_costs_its_buyer(server: httpx.AsyncClient) -> None:
    wish = {"cancel_order": ("wish", 0.6), "ask_about": ("ask", 0.3)}
    chat = about(server, "xinjiang-tomato", "ORD-100852")
    answer = await chat.says("cancel_order", "一直不付能不能我们取消", acts=wish, fact="may_cancel")
    assert "utter_fact_cancel_free" not in answer.names


async def test_any_news_asks_for_the_answer_to_the_last_message(server: httpx.AsyncClient) -> None:
    chat = about(server, LUMEN, "RFQ-10032", "request")
    await chat.says("contact_supplier", "ask nordmarkt: white or silver?", company="nordmarkt")
    sent = await chat.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    assert sent.names == ["utter_question_sent"]
    chat.record = at_hand("RFQ-10032", "request")
    answer = await chat.says("out_of_scope", "any news", acts=ASKS, fact="state")
    assert answer.names[0].startswith("utter_question")


@pytest.mark.parametrize(
    ("intent", "acts", "fact", "words"),
    [
        ("faq_customs_duty", {"ask_about": ("ask", 0.6)}, "customs", "what else do the authorities want"),
        ("change_order", {"change_order": ("wish", 0.7)}, "may_change", "can we still make it 1000?"),
        ("report_production", {"report_production": ("wish", 0.7)}, "delivered_late", "5 days later than planned"),
    ],
)
async def test_a_general_question_or_a_wish_is_no_question_for_a_fact(
    server: httpx.AsyncClient, intent: str, acts: dict[str, tuple[str, float]], fact: str, words: str
) -> None:
    told = await about(server, NORDMARKT, ACCEPTED).says(intent, words, acts=acts, fact=fact)
    plain = await about(server, NORDMARKT, ACCEPTED).says(intent, words, acts=acts)
    assert told.names == plain.names


@pytest.mark.parametrize("words", ["do I still owe money?", "我是不是还欠着钱"])
async def test_whether_anything_is_owed_is_asked_of_all_orders(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, NORDMARKT).says("daily_tasks", words, 0.4, acts={"payment_status": ("wish", 0.4)})
    assert answer.names == ["utter_owed_in_all"]


async def test_whether_a_supplier_has_a_certificate_is_answered_by_yes_or_no(server: httpx.AsyncClient) -> None:
    chat, held = about(server, "huaxia-trade", "ORD-100725"), {"certification": "ORGANIC"}
    answer = await chat.says("supplier_details", "他们有没有有机证", acts=ASKS, fact="g_certificates", **held)
    assert answer.names == ["utter_supplier_certified"]
    answer = await chat.says("supplier_details", "那fsc呢", acts=ASKS, fact="g_certificates", certification="FSC")
    assert answer.names == ["utter_supplier_not_certified"]
