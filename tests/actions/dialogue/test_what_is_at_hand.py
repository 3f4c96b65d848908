"""What a message is about while something else is open: the goods of the task under way, the thing that was shown last, or
something new, which no open question may take for its answer."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, claim, listing, market, order

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
BAGS = {"product": "cotton tote bags", "quantity": {"value": 500, "unit": "piece"}}
ASKS = {"ask_about": ("ask", 0.9)}
TELLS = {"inform": ("value", 0.8)}


@pytest.mark.parametrize("words", ["how much would that be roughly", "大概多少钱"])
async def test_a_price_amid_a_request_is_that_of_its_goods(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    chat.record = {"version": 2, "focus": [["order", await order()]]}
    await chat.says("request_quote", "quotes for 500 cotton tote bags", **BAGS)
    answer = await chat.says("ask_price", words, acts=ASKS)
    assert answer.names[0] in ("utter_price", "utter_price_below_moq")
    assert "tote" in str(answer.replies[0]["cards"]).casefold()
    assert chat.task == "request"


@pytest.mark.parametrize("words", ["ok do it", "do that", "fine, do it"])
async def test_do_it_is_a_yes_and_no_question(server: httpx.AsyncClient, words: str) -> None:
    number = await order()
    chat = Chat(server, BUYER)
    held = (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity
    more = {"value": int(held.value) + 50, "unit": held.unit}
    await chat.says("change_order", f"make it {more['value']}", order_number=number, quantity=more)
    assert (
        (await chat.says("affirm", words, acts={"answer_yes": ("yes", 0.8)})).names[0].startswith("utter_order_changed")
    )


async def test_ok_to_a_question_about_a_price_calls_nobody(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    assert (await chat.says("negotiate_price", "can they go lower")).names == ["utter_negotiate_what"]
    for words in ("ok", "yes"):
        assert not {"utter_handoff", "utter_handoff_offline"} & set((await chat.says("affirm", words)).names)


@pytest.mark.parametrize(
    ("words", "left_out"),
    [("actually forget the price", "the price must go up 2%"), ("跌价那句不要了", "跌价那句先不谈")],
)
async def test_one_sentence_of_a_message_is_left_out(server: httpx.AsyncClient, words: str, left_out: str) -> None:
    chat = Chat(server, SUPPLIER)
    chat.record = {"version": 2, "focus": [["order", await order()]]}
    await chat.says("contact_supplier", "tell them that we are short of panels for this order, sorry about that")
    await chat.says("inform", left_out, acts=TELLS)
    assert len(chat.values["words"]) == 2
    await chat.says("cancel", words, acts={"correct": ("correct", 0.5), "drop": ("give_up", 0.3)})
    assert len(chat.values["words"]) == 1
    assert left_out not in chat.values["words"]


async def test_what_is_said_to_the_reader_by_name_is_no_choice_of_another(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "shenzhen-lumen")
    chat.record = {"version": 2, "focus": [["order", "ORD-100420"]]}
    await chat.says("contact_supplier", "tell them that we can do but fifty-five of these monitors only")
    await chat.says("inform", "tell nordmarkt why: panel shortage", acts=TELLS)
    assert chat.values["words"][-1] == "panel shortage"


async def test_other_goods_are_no_part_of_a_note(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    chat.record = {"version": 2, "focus": [["order", await order()]]}
    await chat.says("report_problem", "something is wrong", acts={"report_problem": ("wish", 0.9)})
    assert chat.task is not None
    found = await chat.says("find_supplier", "I also need 200 mugs", product="mugs", acts={"answer": ("value", 0.6)})
    assert found.names[0].startswith("utter_offer") or "mugs" not in str(chat.values)


async def test_more_of_what_is_wrong_is_not_how_to_make_it_good(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "12 of the speakers came damaged", order_number="ORD-100188")
    if chat.asked == "affected":
        await chat.says("inform", "12", acts={"answer": ("value", 0.9)})
    assert chat.asked == "wish"
    await chat.says("report_problem", "the casing is cracked", acts={"answer": ("value", 0.8)})
    assert chat.asked == "wish"
    assert "the casing is cracked" in chat.values["words"]
    await chat.says("find_supplier", "i want new ones", acts={"answer": ("value", 0.8)})
    assert chat.values["wish"] == "replacement"


@pytest.mark.parametrize("words", ["when do they have to reply", "他们最晚什么时候答复"])
async def test_a_question_after_a_claim_is_about_the_claim(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    chat.record = {"version": 2, "focus": [["claim", await claim()], ["listing", await listing()]]}
    assert (await chat.says("ask_lead_time", words, acts=ASKS)).names == ["utter_own_claim_unanswered"]
