"""Whoever lets something be, repeats nothing, or takes note of what was said is answered by that, and nothing is begun."""

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
ASKS = {"ask_about": ("ask", 0.8)}
GIVES_UP = {"drop": ("give_up", 0.4)}


async def at_hand(server: httpx.AsyncClient, number: str) -> Chat:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", number, order_number=number)
    return chat


async def test_to_repeat_the_whole_is_no_giving_up(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    goods = {"product": "office chairs", "quantity": {"value": 400, "unit": "piece"}, "country": "DE"}
    await chat.says("request_quote", "400 office chairs to Germany", **goods)
    answer = await chat.says("cancel", "pls repeat the whole thing", acts={"resume": ("go_on", 0.9)})
    assert (chat.task, answer.names) == ("request", ["utter_confirm_quote"])


@pytest.mark.parametrize("words", ["only curious!! keep it as it is", "先这样 不改了"])
async def test_what_shall_stay_begins_nothing(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "ORD-100420")
    answer = await chat.says("report_problem", words, confidence=0.45, acts=GIVES_UP)
    assert (answer.names, chat.task) == (["utter_offer_declined"], None)


async def test_what_giving_up_costs_is_said_first(server: httpx.AsyncClient) -> None:
    answer = await (await at_hand(server, "ORD-100420")).says("cancel", "and if i dont want it anymore", acts=ASKS)
    assert answer.names == ["utter_fact_cancel_free"]


@pytest.mark.parametrize("words", ["ok ill wait til friday", "好的 那我等到周五"])
async def test_a_note_taken_is_acknowledged(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "ORD-100301")
    answer = await chat.says("inform", words, acts={"chatter": ("chatter", 0.7)})
    assert answer.names == ["utter_acknowledged"]


@pytest.mark.parametrize("words", ["and no i don't want to talk to anybody", "不用转人工"])
async def test_who_wants_nobody_gets_nobody(server: httpx.AsyncClient, words: str) -> None:
    answer = await (await at_hand(server, "ORD-100420")).says("human_handoff", words)
    assert answer.names == ["utter_no_person"]
    assert not answer.effects


async def test_a_complaint_about_a_cancelled_order_is_about_its_refund(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "ORD-100301")
    complains = await chat.says("report_problem", "thats unacceptable honestly")
    chases = await chat.says("out_of_scope", "who do i chase", acts=ASKS)
    assert (complains.names, chases.names) == (["utter_refund_still"], ["utter_refund_pending"])


async def test_a_question_without_a_name_is_about_the_orders_on_the_screen(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("list_orders", "only shenzhen lumen", company="Shenzhen Lumen")
    answer = await chat.says("payment_status", "paid already?")
    assert "ORD-100420" in str(answer.values)
    assert "ORD-100555" not in str(answer.replies)


@pytest.mark.parametrize("words", ["让我把尾款打到他私人卡 靠谱吗", "he says pay to his personal account, is that ok?"])
async def test_another_account_is_warned_of_amid_anything(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("request_quote", "quotes for bags", product="cotton bags")
    answer = await chat.says("supplier_details", words, acts=ASKS)
    assert answer.names[0] == "utter_account_warning"


@pytest.mark.parametrize(
    ("intent", "words", "acts"),
    [
        ("contact_supplier", "nah dont ask them now. ill show my committee first", {"answer_no": ("no", 0.3)}),
        ("contact_supplier", "先别问 我给老板看看再说", {"answer_no": ("no", 0.4)}),
        ("goodbye", "Ta, I'll think about it", {"save_draft": ("give_up", 0.4), "answer_no": ("no", 0.2)}),
    ],
)
async def test_a_question_to_a_supplier_is_not_asked_after_a_refusal_in_words(
    server: httpx.AsyncClient, intent: str, words: str, acts: dict[str, tuple[str, float]]
) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("find_supplier", "towels", product="towels")
    proposed = await chat.says("out_of_scope", "are they machine washable?", acts=ASKS)
    assert proposed.names == ["utter_goods_not_said"]
    await chat.says(intent, words, acts=acts)
    answer = await chat.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    assert (chat.task, answer.names) == (None, ["utter_affirm"])


@pytest.mark.parametrize("words", ["no need to ask. danke, schönen tag", "不用问他们了 谢谢"])
async def test_who_wants_nothing_asked_begins_no_message(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "ORD-100841")
    answer = await chat.says("contact_supplier", words)
    assert (answer.names, chat.task) == (["utter_deny"], None)


@pytest.mark.parametrize("words", ["and the deposit, gone?", "那定金呢 没了？"])
async def test_what_becomes_of_the_deposit_is_said_amid_cancelling(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("cancel_order", "cancel ORD-100555", order_number="ORD-100555")
    answer = await chat.says("order_status", words, acts=ASKS)
    assert answer.names[0] == "utter_fact_cancel_refund"
    assert chat.task == "cancel_order"
