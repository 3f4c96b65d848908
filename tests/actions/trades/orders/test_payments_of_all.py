"""Payments of all orders are listed by their days, and a day of payment is checked against the due date."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


def _payments(answer: Answer) -> list[tuple[str, str]]:
    """Returns the number of the order and the kind of each payment that was listed."""
    shown: list[dict[str, Any]] = answer.replies[0]["values"]["payments"]["items"]
    return [
        (each["values"]["number"], each["values"]["payment"]["values"]["kind"]["name"].split(".")[1]) for each in shown
    ]


@pytest.mark.parametrize(
    ("account", "words", "expected"),
    [
        (
            "nordmarkt",
            "what else do we owe this month and next",
            [("ORD-100420", "deposit"), ("ORD-100555", "balance"), ("ORD-100420", "balance")],
        ),
        ("huaxia-trade", "这个月和下个月要付哪些款", [("ORD-100712", "deposit"), ("ORD-100846", "balance"), ("ORD-100712", "balance")]),
        ("huaxia-trade", "最近有啥要付的", [("ORD-100712", "deposit"), ("ORD-100846", "balance"), ("ORD-100712", "balance")]),
        (
            "shenzhen-lumen",
            "money not received yet, total",
            [("ORD-100420", "deposit"), ("ORD-100817", "balance"), ("ORD-100420", "balance")],
        ),
        ("lagos-home", "got a mail that smth is overdue, what is it", [("ORD-100852", "deposit")]),
        ("lagos-home", "哪笔款逾期了", [("ORD-100852", "deposit")]),
    ],
)  # fmt: skip
async def test_open_payments_are_listed_by_their_days(
    server: httpx.AsyncClient, account: str, words: str, expected: list[tuple[str, str]]
) -> None:
    told = await Chat(server, account).says("payment_status", words)
    assert _payments(told) == expected


@pytest.mark.parametrize(
    ("account", "first", "then", "more"),
    [
        ("huaxia-trade", "这个月还有哪些款要付", "下个月的呢 一起给我", 3),
        ("huaxia-trade", "这个月还有哪些款要付", "下个月的呢", 2),
        ("nordmarkt", "which payments are due this month?", "and next month?", 3),
    ],
)
async def test_another_period_asks_for_the_same(
    server: httpx.AsyncClient, account: str, first: str, then: str, more: int
) -> None:
    chat = Chat(server, account)
    await chat.says("payment_status", first)
    told = await chat.says("order_status", then)
    assert len(_payments(told)) == more


@pytest.mark.parametrize(
    ("account", "first", "words"),
    [
        ("shenzhen-lumen", "money not received yet, total", "which is the earliest"),
        ("huaxia-trade", "最近有啥要付的", "哪个最早"),
    ],
)
async def test_the_earliest_of_the_list(server: httpx.AsyncClient, account: str, first: str, words: str) -> None:
    chat = Chat(server, account)
    await chat.says("payment_status", first)
    told = await chat.says("compare_suppliers", words, acts=ASKS)
    assert told.names == ["utter_payment_first"]


@pytest.mark.parametrize(
    ("account", "order", "words", "response"),
    [
        ("huaxia-trade", "ORD-100712", "29号是周日吧，周一付可以吗", "utter_pay_day_late"),
        ("huaxia-trade", "ORD-100712", "周五付可以吗", "utter_pay_day_in_time"),
        ("lagos-home", "ORD-100817", "If I pay on the 5th nko, any problem?", "utter_pay_day_late"),
        ("lagos-home", "ORD-100817", "is it ok to pay on friday?", "utter_pay_day_in_time"),
    ],
)
async def test_a_day_of_payment_is_compared_with_the_due_date(
    server: httpx.AsyncClient, account: str, order: str, words: str, response: str
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    told = await chat.says("faq_payment_methods", words, acts=ASKS)
    assert told.names[-1] == response
    assert chat.task is None
    assert bool((chat.record.get("proposal") or {}).get("entities", {}).get("question")) == response.endswith("late")


async def test_a_later_payment_is_asked_for_in_whole_words(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home", record=at_hand("ORD-100852"))
    await chat.says("payment_status", "what is overdue")
    await chat.says("out_of_scope", "can i get till friday", acts=ASKS, date="2026-11-27")
    assert chat.values["words"] == [
        "The deposit of US$3,621.60 for order ORD-100852 was due on 22 Nov 2026; we are sorry for the delay. Could you please "
        "wait until 27 Nov 2026, when we will pay it?"
    ]


@pytest.mark.parametrize(
    ("account", "order", "words"),
    [
        ("lagos-home", "ORD-100852", "The deposit was sent this morning from Zenith Bank, our bank delayed with FX"),
        ("huaxia-trade", "ORD-100712", "定金今天上午已经打了，回单号88213"),
    ],
)
async def test_a_payment_that_was_sent_is_noted(
    server: httpx.AsyncClient, account: str, order: str, words: str
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    named = {"company": "Zenith Bank"} if "Zenith" in words else {}
    await chat.says("payment_status", words, **named)
    assert chat.values["words"] == [words]
    assert chat.asked == "confirmed"


@pytest.mark.parametrize(
    ("account", "order", "words"),
    [
        ("huaxia-trade", "ORD-100725", "钱都付清了吧"),
        ("nordmarkt", "ORD-100188", "is it all paid?"),
    ],
)
async def test_whether_all_is_paid_is_about_the_order_at_hand(
    server: httpx.AsyncClient, account: str, order: str, words: str
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    told = await chat.says("payment_status", words, fact="paid", acts=ASKS)
    assert told.names[0] in ("utter_own_paid_in_full", "utter_payment_complete")
    assert told.replies[0]["values"]["number"] == order


@pytest.mark.parametrize(
    ("account", "order", "words", "percent"),
    [
        ("huaxia-trade", "ORD-100712", "定金是总价的几成", "30"),
        ("nordmarkt", "ORD-100555", "what percentage is the deposit?", "30"),
    ],
)
async def test_the_share_of_the_deposit(
    server: httpx.AsyncClient, account: str, order: str, words: str, percent: str
) -> None:
    chat = Chat(server, account, record=at_hand(order))
    told = await chat.says("payment_status", words, acts=ASKS, fact="deposit")
    assert (told.names[0], told.replies[0]["values"]["percent"]) == ("utter_fact_deposit_share", percent)


@pytest.mark.parametrize(
    ("account", "words"), [("huaxia-trade", "定金啥时候付"), ("nordmarkt", "when is the deposit due?")]
)
async def test_a_deposit_comes_with_the_order(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = Chat(server, account, record=at_hand("RFQ-10040", "request"))
    told = await chat.says("check_quotes", words, acts=ASKS, fact="deposit")
    assert told.names == ["utter_deposit_with_order"]


@pytest.mark.parametrize("words", ["who do I bother about it", "这事找谁"])
async def test_a_person_is_offered_for_a_refund(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt", record=at_hand("ORD-100301"))
    told = await chat.says("faq_data_privacy", words, acts=ASKS)
    assert told.names[0] == "utter_refund_pending"


@pytest.mark.parametrize(
    ("account", "first", "then", "numbers"),
    [
        ("lagos-home", "Kindly list every payment we still have to make with the dates.", "without the bedding?", 3),
        ("lagos-home", "which payments have we open, with date, I make the month plan", "which one is already late", 1),
        ("lagos-home", "show me all open payments", "So up till 3rd December how much should be in the account?", 3),
        ("huaxia-trade", "帮我列一下还有哪些款没付", "12月份那两笔加起来多少", 2),
        ("huaxia-trade", "我还有哪些没付的", "不算餐具呢", 2),
    ],
)  # fmt: skip
async def test_the_list_of_all_open_payments_is_narrowed(
    server: httpx.AsyncClient, account: str, first: str, then: str, numbers: int
) -> None:
    chat = Chat(server, account)
    told = await chat.says("payment_status", first)
    assert len(_payments_named(told)) == (5 if account == "lagos-home" else 3)
    told = await chat.says("order_status", then)
    assert len(_payments_named(told)) == numbers


def _payments_named(answer: Answer) -> list[str]:
    shown: list[dict[str, Any]] = answer.replies[0]["values"]["payments"]["items"]
    return [each["values"]["number"] for each in shown]


async def test_a_refund_is_subtracted_and_the_sum_converted(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("payment_status", "which payments are still open?")
    told = await chat.says("faq_refunds", "And if I subtract the refund?")
    assert told.names == ["utter_payments_of_all", "utter_payments_less_refund"]
    told = await chat.says("negotiate_price", "and in yuan?")
    assert told.names[-1] == "utter_payments_converted"
    told = await chat.says("payment_status", "can you set it off against the scarf balance?")
    assert told.names == ["utter_refund_no_set_off"]


@pytest.mark.parametrize(
    ("account", "words", "count"),
    [
        ("lagos-home", "And what have we actually paid since August, all together?", 3),
        ("huaxia-trade", "我们11月份一共付了多少钱", 3),
        ("nordmarkt", "Why were we charged TWICE for the silk scarves??", 3),
    ],
)
async def test_payments_that_were_made_are_listed(
    server: httpx.AsyncClient, account: str, words: str, count: int
) -> None:
    told = await Chat(server, account).says("payment_status", words)
    assert len(_payments_named(told)) == count
    assert told.names == ["utter_payments_not_twice" if "TWICE" in words else "utter_payments_paid"]


async def test_a_payment_of_the_list_is_due_on_a_sunday(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("payment_status", "帮我列一下还有哪些款没付")
    told = await chat.says("payment_status", "29号是礼拜天诶 银行不上班 周一付算逾期吗", acts=ASKS)
    assert told.names == ["utter_due_on_weekend", "utter_pay_day_late"]


@pytest.mark.parametrize(
    ("account", "words", "said"),
    [
        ("huaxia-trade", "供应商发邮件说换账号了 让打到个人卡", "utter_account_warning"),
        ("nordmarkt", "they mailed us a new bank account, pay all there?", "utter_account_warning"),
        ("nordmarkt", "they say the account number changed, where do we pay now?", "utter_account_warning"),
        (
            "shenzhen-lumen",
            "our bank account changed last week. put the new number on the proforma",
            "utter_account_change",
        ),
        ("shenzhen-lumen", "我们账号变了，形式发票改一下", "utter_account_change"),
        (
            "nordmarkt",
            "leave a message for your supervisor: we stop all new orders if this is not paid until friday",
            "utter_note_confirm",
        ),
    ],
)
async def test_words_on_an_account_or_for_the_team_ask_for_no_list(
    server: httpx.AsyncClient, account: str, words: str, said: str
) -> None:
    chat = Chat(server, account)
    await chat.says("payment_status", "which payments are due this month?")
    assert (await chat.says("contact_supplier", words)).names[0] == said


@pytest.mark.parametrize(
    ("account", "words"), [("huaxia-trade", "定金多少 哪天之前"), ("nordmarkt", "how much is the deposit?")]
)
async def test_one_of_the_payments_is_no_list_of_all(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = Chat(server, account)
    await chat.says("payment_status", "which payments are due this month?")
    answer = await chat.says("payment_status", words, acts=ASKS)
    assert "utter_payments_of_all" not in answer.names
