"""Praise of an answer that was given in passing agrees to nothing, and neither does a word that takes note of it."""

from __future__ import annotations

import httpx
import pytest

from nlu.turn.words.cues.assenting import is_praise
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, market, order

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
YES = {"answer_yes": ("yes", 0.8)}
ASKS = {"ask_about": ("ask", 0.8)}
PRAISE = ("great", "ok that's fine", "good to know thanks", "that's good to hear", "可以", "挺好的", "好的，明白了")


async def change(server: httpx.AsyncClient) -> tuple[Chat, str]:
    """Returns a conversation in which the bot asks whether to change an order, and the number of the order."""
    chat, number = Chat(server, BUYER), await order()
    held = (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity
    more = {"value": int(held.value) + 50, "unit": held.unit}
    await chat.says("change_order", f"make it {more['value']}", order_number=number, quantity=more)
    assert (chat.task, chat.asked) == ("order_change", "confirmed")
    return chat, number


@pytest.mark.parametrize("words", PRAISE)
async def test_praise_of_an_answer_is_no_yes_to_the_question_after_it(server: httpx.AsyncClient, words: str) -> None:
    assert is_praise(words)
    chat, number = await change(server)
    await chat.says("payment_status", "what about the deposit?", acts=ASKS, order_number=number)
    asked = await chat.says("affirm", words, acts=YES)
    assert (chat.task, chat.asked, len(asked.names)) == ("order_change", "confirmed", 1)
    await chat.says("affirm", words, acts=YES)
    assert chat.task is None, "nothing but the question stood before it this time"


@pytest.mark.parametrize("words", ["good to know", "知道了"])
async def test_praise_of_an_answer_is_no_part_of_the_words_that_are_asked_for(
    server: httpx.AsyncClient, words: str
) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    await chat.says("faq_business_hours", "when does your team work?", 0.95, acts=ASKS)
    await chat.says("affirm", words, acts={"answer": ("value", 0.7)})
    assert (chat.asked, chat.values.get("words")) == ("words", None)


@pytest.mark.parametrize("words", ["yes", "yes great", "好的改吧", "sure, thanks", "ok"])
async def test_a_plain_yes_is_one_after_an_answer_in_passing(server: httpx.AsyncClient, words: str) -> None:
    assert not is_praise(words)
    chat, number = await change(server)
    await chat.says("payment_status", "what about the deposit?", acts=ASKS, order_number=number)
    await chat.says("affirm", words, acts=YES)
    assert chat.task is None


async def test_praise_of_what_is_shown_is_a_yes(server: httpx.AsyncClient) -> None:
    chat, _ = await change(server)
    await chat.says("affirm", "perfect", acts=YES)
    assert chat.task is None


@pytest.mark.parametrize("words", ["I see", "知道了", "noted"])
async def test_to_take_note_is_no_yes(server: httpx.AsyncClient, words: str) -> None:
    chat, _ = await change(server)
    await chat.says("out_of_scope", words, acts={"answer_yes": ("yes", 0.4), "chatter": ("chatter", 0.3)})
    assert (chat.task, chat.asked) == ("order_change", "confirmed")


@pytest.mark.parametrize(("words", "response"), [("好的", "utter_confirm_order"), ("确认", "utter_order_confirmed")])
async def test_an_order_is_confirmed_only_by_a_yes_that_is_meant_for_it(
    server: httpx.AsyncClient, words: str, response: str
) -> None:
    chat = Chat(server, "chengdu-silk")
    await chat.says("confirm_order", "这单接了吧", order_number="ORD-100410")
    await chat.says("payment_status", "定金付了吗", acts=ASKS, order_number="ORD-100410")
    if words == "确认":
        await chat.says("affirm", "好的", acts=YES)
    answer = await chat.says("confirm_order" if words == "确认" else "affirm", words, acts=YES)
    assert answer.names[0] == response
