"""What only the other side of an order decides or owes: the bot says how it stands and offers to write to that side."""

from __future__ import annotations

import httpx
import pytest

from actions.marketplace.trades.questions.terms import LATE_AFTER, REMINDED_AFTER
from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.trading import BUYER, SUPPLIER, order, order_to_ship

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASK = {"ask_about": ("ask", 0.7)}


@pytest.mark.of_words
@pytest.mark.parametrize(
    "text", ["can we push the deposit to next Friday?", "定金能不能晚几天付？", "尾款可以分兩次找嗎"]
)
async def test_a_later_payment_is_asked_of_the_supplier(server: httpx.AsyncClient, text: str) -> None:
    chat, number = Chat(server, BUYER), await order_to_ship()
    asked = await chat.says("payment_status", text, order_number=number, acts=ASK)
    assert asked.names == ["utter_later_payment", "utter_question_confirm"]
    assert asked.replies[0]["values"]["supplier"]["en"].startswith("Jingdezhen"), "who decides is named"
    assert chat.values["words"] == [text]
    assert (await chat.says("affirm", "yes")).names == ["utter_question_sent"]


async def test_later_is_about_money_only_where_money_was_spoken_of(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, BUYER), await order_to_ship()
    await chat.says("order_status", number, order_number=number)
    assert "utter_later_payment" not in (await chat.says("inform", "晚一周呢", acts=ASK)).names
    await chat.says("payment_status", "the deposit?", order_number=number, acts=ASK)
    assert (await chat.says("inform", "能不能晚一周？", acts=ASK)).names[0] == "utter_later_payment"


@pytest.mark.parametrize("text", ["please bill it to Lagos Retail Ltd instead", "发票抬头能不能开拉各斯零售公司？"])
async def test_another_name_on_the_invoice_is_up_to_the_supplier(server: httpx.AsyncClient, text: str) -> None:
    chat, number = Chat(server, BUYER), await order_to_ship()
    await chat.says("order_status", number, order_number=number)
    asked = await chat.says("request_invoice", text)
    assert asked.names == ["utter_other_name", "utter_question_confirm"]
    assert chat.values["words"] == [text]


async def test_who_only_wants_them_reminded_need_not_find_the_words(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("order_status", number, order_number=number)
    assert (await chat.says("cancel", "催下佢哋啦")).names == ["utter_question_confirm"]
    assert number in chat.values["words"][0]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("ok remind them the balance", "balance"),
        ("怎么还没付 催他一下", "deposit"),
        ("chase them for the deposit", "deposit"),
    ],
)
async def test_a_reminder_of_a_payment_is_written_for_the_supplier(
    server: httpx.AsyncClient, text: str, asks: str
) -> None:
    chat, number = Chat(server, SUPPLIER, language="en"), await order_to_ship()
    shown = await chat.says("payment_status", number, order_number=number)
    payments = shown.reply["values"]["payments"]["items"]
    assert payments, "something is due"
    assert (await chat.says("payment_status", text)).names == ["utter_question_confirm"]
    (words,) = chat.values["words"]
    assert number in words
    assert asks in words
    assert "US$" in words
    assert text not in words


async def test_what_a_supplier_dictates_is_sent_as_it_stands(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("payment_status", number, order_number=number)
    await chat.says("payment_status", "remind them that the balance is due before the goods leave the port")
    assert chat.values["words"] == ["the balance is due before the goods leave the port"]


@pytest.mark.parametrize("text", ["what happens if they don't answer?", "如果佢哋一直唔覆點算"])
async def test_what_comes_of_silence_is_said_of_what_is_at_hand(server: httpx.AsyncClient, text: str) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("order_status", number, order_number=number)
    assert (await chat.says("faq_buyer_protection", text, acts=ASK)).names == ["utter_silent_order"]
    await chat.says(
        "contact_supplier", f"ask the supplier of {number} whether the lids are glazed", order_number=number
    )
    answer = await chat.says("faq_buyer_protection", text, acts=ASK)
    assert answer.names[0] == "utter_silent_question"
    times = answer.replies[0]["values"]
    assert (times["reminded"]["value"], times["late"]["value"]) == (REMINDED_AFTER, LATE_AFTER)


async def test_a_draft_takes_no_question_to_the_bot(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, BUYER), await order()
    words = "ask the supplier whether the lids are glazed on the inside"
    await chat.says("contact_supplier", words, order_number=number)
    written = list(chat.values["words"])
    answer = await chat.says("payment_status", "what is still to be paid?", acts=ASK)
    assert answer.names[-1] == "utter_question_confirm_again"
    assert len(answer.names) > 1
    assert chat.values["words"] == written


@pytest.mark.of_words
@pytest.mark.parametrize("text", ["yes send", "ok", "发吧"])
async def test_a_yes_is_nothing_that_somebody_is_told(server: httpx.AsyncClient, text: str) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("contact_supplier", "write to them", order_number=number)
    assert chat.asked == "words"
    await chat.says("affirm", text, acts={"answer_yes": ("yes", 0.9)})
    assert chat.asked == "words"


@pytest.mark.parametrize("text", ["wait, don't send it yet", "先别发"])
async def test_not_yet_is_no_no(server: httpx.AsyncClient, text: str) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("contact_supplier", "ask the supplier whether the lids are glazed inside", order_number=number)
    held = await chat.says("deny", text, acts={"answer_no": ("no", 0.8)})
    assert held.names == ["utter_task_held"]
    assert chat.asked == "confirmed"
    assert (await chat.says("affirm", "send it")).names == ["utter_question_sent"]


async def test_what_shall_be_said_before_it_is_sent_is_answered(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("contact_supplier", "ask the supplier whether the lids are glazed inside", order_number=number)
    acts = {"answer_no": ("no", 0.5), "ask_about": ("ask", 0.4)}
    held = await chat.says("faq_fees", "don't send it yet, what do you charge first?", acts=acts)
    assert held.names == ["utter_task_held", "utter_faq_fees", "utter_question_confirm_again"]


async def test_what_comes_after_a_yes_in_the_same_message_is_answered(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, number = Chat(server, BUYER), await order()
    await chat.says("contact_supplier", "ask the supplier whether the lids are glazed inside", order_number=number)
    await chat.says("affirm", "send it")
    sent = chat.record["kept"]["passed_on"]
    monkeypatch.setattr("tests.fakes.actions.chat._numbers", iter([int(sent["message_id"][1:])]))
    answer = await chat.says("order_status", f"and where is {number}?", order_number=number)
    assert answer.names, "the rest of the message is not passed over"


@pytest.mark.parametrize("words", ["no need to ask. thanks, bye", "不用问了，谢谢"])
async def test_nobody_is_asked_when_nobody_has_to_be(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt", record=at_hand("ORD-100841"))
    answer = await chat.says("contact_supplier", words)
    assert (chat.task, answer.names) == (None, ["utter_deny"])
