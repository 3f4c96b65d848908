"""A supplier's day in its own words: what is late and why, parts of an order, messages that grow and shrink, a buyer who is
silent, and what was just proposed."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
LUMEN, SILK, TOMATO, CERAMICS = "shenzhen-lumen", "chengdu-silk", "xinjiang-tomato", "jingdezhen-ceramics"
ASKS = {"ask_about": ("ask", 0.9)}
TELLS = {"inform": ("value", 0.8)}
NO = {"answer_no": ("no", 0.8)}


@pytest.mark.parametrize(
    ("number", "account", "words", "later", "reason", "leaves_out"),
    [
        ("ORD-100817", LUMEN, "4 days late, the housing came late from the factory", 4, "housing", "dont mention it"),
        ("ORD-100817", LUMEN, "4 days late, the housing came late", 4, "housing", "don't mention the housing"),
        ("ORD-100712", SILK, "要晚三天，面料来晚了", 3, "面料", "原因就别提了"),
        ("ORD-100712", SILK, "要晚三天，面料来晚了", 3, "面料", "面料那句不要写"),
    ],
)
async def test_a_delay_is_said_in_days_and_its_reason_may_be_left_out(
    server: httpx.AsyncClient, number: str, account: str, words: str, later: int, reason: str, leaves_out: str
) -> None:
    chat = Chat(server, account)
    answer = await chat.says("report_production", words, order_number=number)
    assert answer.names[-1] == "utter_production_late_reason_confirm"
    assert answer.replies[-1]["values"]["later"]["value"] == later
    assert reason in chat.values["reason"]
    if leaves_out == "dont mention it":
        return
    answer = await chat.says("deny", leaves_out, acts=NO)
    assert answer.names[-1] == "utter_production_late_confirm"
    assert chat.task == "production"


@pytest.mark.parametrize("words", ["only 300 of 500 are ready, they go by DHL", "500个里先发300个 DHL"])
async def test_a_part_is_not_the_whole_that_is_named_beside_it(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    said = [{"value": number, "unit": "piece"} for number in (500, 300)]
    await chat.says("ship_order", words, order_number="ORD-100817", carrier="DHL", quantity=said)
    assert chat.values["part"]["value"] == "300"
    answer = await chat.says("payment_status", "剩下多少没发", acts=ASKS)
    assert answer.names == ["utter_fact_rest_after", "utter_ship_form_tracking_number_again"] or answer.names[0] == (
        "utter_fact_rest_after"
    )
    assert answer.replies[0]["values"]["rest"]["value"] == 200


async def test_what_is_left_to_ship_is_known_without_a_shipment(server: httpx.AsyncClient) -> None:
    chat = Chat(server, LUMEN)
    chat.record = at_hand("ORD-100817")
    assert (await chat.says("payment_status", "how many are left to ship?", acts=ASKS)).names == ["utter_fact_rest"]


@pytest.mark.parametrize("words", ["投诉期到几号", "how long have they got?"])
async def test_a_supplier_may_know_how_long_claims_are_possible(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, CERAMICS)
    chat.record = at_hand("ORD-100666")
    assert (await chat.says("claim_status", words, acts=ASKS)).names == ["utter_claim_until"]


@pytest.mark.parametrize("words", ["拉各斯那个12吨的订单定金还没到吧", "the lagos order, deposit not paid right?"])
async def test_a_missing_deposit_is_no_cancellation(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, TOMATO).says("cancel_order", words)
    assert answer.names == ["utter_fact_deposit_late"]


@pytest.mark.parametrize("words", ["why is the speakers customer not answering", "音箱那个客户怎么不回消息"])
async def test_a_silent_buyer_is_looked_up(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    answer = await chat.says("report_problem", words, product="bluetooth speakers")
    assert answer.names == ["utter_buyer_silent"]
    assert chat.about("order") == "ORD-100188"
    await chat.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    assert chat.task == "question"


@pytest.mark.parametrize(
    ("account", "number", "words", "told"),
    [
        (LUMEN, "ORD-100420", "tell nordmarkt we need 5% more, panel cost up", "we need 5% more, panel cost up"),
        (SILK, "ORD-100712", "跟华夏那边说 蚕丝涨价了", "蚕丝涨价了"),
        (TOMATO, "ORD-100852", "再不付我们不做了 你跟他说", "再不付我们不做了"),
        (TOMATO, "ORD-100852", "if they don't pay by friday we stop, tell them", "if they don't pay by friday we stop"),
    ],
)
async def test_words_for_a_buyer_begin_a_message(
    server: httpx.AsyncClient, account: str, number: str, words: str, told: str
) -> None:
    chat = Chat(server, account)
    chat.record = at_hand(number)
    await chat.says("negotiate_price", words, 0.6)
    assert (chat.task, chat.values["words"]) == ("question", [told])


@pytest.mark.parametrize("words", ["and a week later is also ok?", "再问一句 要不要分批"])
async def test_a_question_goes_on_with_the_message(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    chat.record = at_hand("ORD-100420")
    await chat.says("contact_supplier", "tell them that we need five percent more")
    await chat.says("inform", words, acts={"ask_about": ("ask", 0.6), "correct": ("correct", 0.3)})
    assert len(chat.values["words"]) == 2


@pytest.mark.parametrize(
    ("words", "added"),
    [("付款那句先别提", "能不能先付百分之三十"), ("don't mention the payment", "can you pay 30% first")],
)
async def test_a_sentence_is_taken_out_by_what_it_speaks_of(server: httpx.AsyncClient, words: str, added: str) -> None:
    chat = Chat(server, SILK)
    chat.record = at_hand("ORD-100712")
    await chat.says("contact_supplier", "跟他们说排期很紧要推迟到下月三号")
    await chat.says("inform", added, acts=ANSWER)
    assert len(chat.values["words"]) == 2
    await chat.says("faq_payment_methods", words, acts=TELLS)
    assert len(chat.values["words"]) == 1
    assert added not in chat.values["words"]


@pytest.mark.parametrize("words", ["别别别 手滑 等厂长回来", "no no wait my boss is not here yet"])
async def test_a_no_to_what_binds_is_no_message(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SILK)
    await chat.says("confirm_order", "接了吧", order_number="ORD-100410")
    assert (await chat.says("report_problem", words, acts=NO)).names == ["utter_offer_declined"]
    assert chat.record.get("proposal") is None


async def test_chatter_leaves_a_binding_question_open(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SILK)
    await chat.says("confirm_order", "接了吧", order_number="ORD-100410")
    answer = await chat.says("out_of_scope", "nice weather today", acts={"chatter": ("chatter", 0.9)})
    assert answer.names[-1] == "utter_proposal_open"
    assert chat.record["proposal"]["intent"] == "confirm_order"
