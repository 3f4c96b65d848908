"""A change of an order is reckoned, questioned and taken back in the words that people use."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ACCEPTED = {"nordmarkt": "ORD-100555", "huaxia-trade": "ORD-100712"}
ASKS = {"ask_about": ("ask", 0.9)}


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("nordmarkt", "ORD-100555, can I still change the number? on the train so bad signal"),
        ("huaxia-trade", "ORD-100712还能改数量吗？我在车上信号不好"),
    ],
)
async def test_a_question_whether_one_may_change_is_no_wish(
    server: httpx.AsyncClient, account: str, words: str
) -> None:
    chat = Chat(server, account)
    asked = await chat.says("change_order", words, order_number=ACCEPTED[account], fact="may_change")
    assert asked.names == ["utter_change_possible", "utter_change_what"]
    assert chat.values.get("change") is None


@pytest.mark.parametrize(
    ("account", "words"), [("huaxia-trade", "他说要250床就行"), ("nordmarkt", "they only want 900 now")]
)
async def test_what_the_buyers_own_customer_wants_is_the_new_quantity(
    server: httpx.AsyncClient, account: str, words: str
) -> None:
    chat = Chat(server, account)
    await chat.says("order_status", "where is it", order_number=ACCEPTED[account])
    await chat.says("change_order", words)
    assert chat.values["change"]["quantity"]["value"] in ("250", "900")


@pytest.mark.parametrize(
    ("account", "words", "wanted", "fact", "response"),
    [
        ("nordmarkt", "what would the rest to pay be then", 900, "balance", "utter_own_balance"),
        ("huaxia-trade", "那尾款是多少", 450, "balance", "utter_own_balance"),
    ],
)
async def test_payments_after_the_change_are_reckoned(
    server: httpx.AsyncClient, account: str, words: str, wanted: int, fact: str, response: str
) -> None:
    chat = Chat(server, account)
    amount = {"quantity": {"value": wanted, "unit": "piece"}}
    await chat.says("change_order", f"make it {wanted}", order_number=ACCEPTED[account], **amount)
    told = await chat.says("payment_status", words, acts=ASKS, fact=fact)
    assert told.names[:2] == [response, "utter_fact_payments_follow"]
    shown = [item["values"]["amount"]["amount"] for item in told.replies[1]["values"]["payments"]["items"]]
    assert shown == {"nordmarkt": ["1675.20", "4606.80"], "huaxia-trade": ["7535.70", "17583.30"]}[account]
    assert (chat.task, chat.asked) == ("order_change", "confirmed")


@pytest.mark.parametrize(
    ("account", "wish", "back"),
    [
        ("nordmarkt", "could the unit price come down a bit then", "no need, at the same price"),
        ("huaxia-trade", "单价能不能跟着降一点 毕竟多了", "不用那么麻烦 就按原价"),
    ],
)
async def test_a_wish_for_another_price_goes_along_and_can_be_taken_back(
    server: httpx.AsyncClient, account: str, wish: str, back: str
) -> None:
    chat = Chat(server, account)
    amount = {"quantity": {"value": 700, "unit": "piece"}}
    await chat.says("change_order", "make it 700", order_number=ACCEPTED[account], **amount)
    told = await chat.says("negotiate_price", wish, acts={"ask_about": ("ask", 0.7), "negotiate_price": ("wish", 0.2)})
    assert told.names[-2:] == ["utter_change_price_wished", "utter_change_ask_confirm"]
    assert chat.values["change"]["items"] == wish
    await chat.says("deny", back, acts={"drop": ("give_up", 0.5), "answer_no": ("no", 0.2)})
    assert (chat.task, chat.asked) == ("order_change", "confirmed")
    assert not chat.values["change"].get("items")
    again = await chat.says("deny", back, acts={"drop": ("give_up", 0.5), "answer_no": ("no", 0.2)})
    assert (chat.task, again.names[-1]) == ("order_change", "utter_change_ask_confirm")


@pytest.mark.parametrize(
    ("account", "words", "reason"),
    [
        ("huaxia-trade", "客户那边不要被子了，单子能取消吗", "客户那边不要被子了"),
        ("nordmarkt", "my customer went bankrupt, cancel ORD-100555 please", "my customer went bankrupt"),
        ("nordmarkt", "hello, please cancel ORD-100555, thanks", None),
        ("nordmarkt", "supplier has not confirmed, I want to cancel ORD-100555", "supplier has not confirmed"),
        ("nordmarkt", "too long. just tell me yourself, can I still cancel ORD-100555", None),
        ("huaxia-trade", "不是那个，我说的是被子，取消吧", None),
    ],
)
async def test_the_reason_of_a_cancellation_is_kept(
    server: httpx.AsyncClient, account: str, words: str, reason: str | None
) -> None:
    chat = Chat(server, account)
    await chat.says("cancel_order", words, order_number=ACCEPTED[account])
    assert (chat.task, chat.values.get("reason")) == ("cancel_order", reason)


@pytest.mark.parametrize(
    ("account", "words"), [("nordmarkt", "does that push the date back?"), ("huaxia-trade", "这样会影响交期吗")]
)
async def test_whether_a_change_moves_the_days_is_for_the_supplier(
    server: httpx.AsyncClient, account: str, words: str
) -> None:
    chat = Chat(server, account)
    amount = {"quantity": {"value": 700, "unit": "piece"}}
    await chat.says("change_order", "make it 700", order_number=ACCEPTED[account], **amount)
    told = await chat.says("order_status", words, acts=ASKS)
    assert told.names[0] == "utter_change_and_days"
    assert (chat.task, chat.asked) == ("order_change", "confirmed")


async def test_a_change_that_was_sent_ends_the_cancellation_that_was_put_aside(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    order = ACCEPTED["huaxia-trade"]
    await chat.says("cancel_order", f"cancel {order}", order_number=order)
    await chat.says("deny", "not yet", acts={"answer_no": ("no", 0.9)})
    await chat.says("change_order", "他说要250床就行", order_number=order)
    sent = await chat.says("affirm", "可以，就这么改", acts={"answer_yes": ("yes", 0.95)})
    assert sent.names == ["utter_change_asked"], sent.names
    assert not chat.record.get("aside")


async def test_change_words_that_answer_are_values(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("change_order", "change it", order_number=ACCEPTED["nordmarkt"])
    await chat.says("inform", "950", acts=ANSWER)
    assert chat.values["change"]["quantity"]["value"] == "950"


async def test_a_percentage_after_another_one_is_of_the_quantity(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    order = ACCEPTED["huaxia-trade"]
    await chat.says("change_order", "加一成", order_number=order)
    first = chat.values["change"]["quantity"]
    told = await chat.says("negotiate_price", "不 5个点够了", acts={"correct": ("correct", 0.7)})
    assert "utter_change_price_wished" not in told.names
    assert chat.values["change"]["quantity"] != first
    assert "items" not in chat.values["change"]
