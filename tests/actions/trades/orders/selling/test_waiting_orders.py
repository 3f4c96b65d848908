"""What a supplier says of an order that waits to be confirmed: another day, a refusal that gives way to a proposal, questions."""

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
LUMEN, WAITING = "shenzhen-lumen", "ORD-100420"
AGREES = {"answer_yes": ("yes", 0.8)}


async def about(server: httpx.AsyncClient, number: str = WAITING, account: str = LUMEN) -> Chat:
    chat = Chat(server, account)
    await chat.says("order_status", order_number=number)
    return chat


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("report_production", "not before 28 december"),
        ("change_order", "can it move to 28 december"),
        ("ask_lead_time", "最快28号"),
    ],
)
async def test_another_day_is_for_the_order_that_was_shown(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = await about(server)
    asked = await chat.says(intent, words, date=["2026-12-19", "2026-12-28"])
    assert asked.names == ["utter_confirm_order_leaving"]
    assert (asked.values["number"], asked.values["day"]["value"]) == (WAITING, "2026-12-28")


async def test_agreed_in_words_that_also_confirm(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100410", "chengdu-silk")
    await chat.says("change_order", "能不能改到1月6号", date="2027-01-06")
    agreed = await chat.says("confirm_order", "好的 就这么接", acts=AGREES)
    assert agreed.names == ["utter_order_confirmed_leaving"]
    assert agreed.values["day"]["value"] == "2027-01-06"


async def test_a_proposal_takes_the_place_of_a_refusal_and_gives_it_back(server: httpx.AsyncClient) -> None:
    chat = await about(server)
    await chat.says("decline_order", "decline it, the panels are gone", order_number=WAITING)
    proposed = await chat.says("ask_price", "what if we give them 32 inch instead", acts=ANSWER)
    assert proposed.names == ["utter_task_aside", "utter_question_confirm"]
    back = await chat.says("cancel", "never mind, decline it", acts={"drop": ("give_up", 0.6)})
    assert back.names[-1].startswith("utter_decline_confirm")
    assert chat.task == "decline_order"


@pytest.mark.parametrize(
    ("number", "account", "words", "response"),
    [
        (WAITING, LUMEN, "may I still refuse it?", "utter_may_decline"),
        (WAITING, LUMEN, "这单能不接吗", "utter_may_decline"),
        ("ORD-100852", "xinjiang-tomato", "不付款我能取消吗", "utter_may_not_cancel"),
    ],
)
async def test_whether_it_may_decline_is_answered(
    server: httpx.AsyncClient, number: str, account: str, words: str, response: str
) -> None:
    chat = await about(server, number, account)
    assert (await chat.says("decline_order", words)).names == [response]
    assert chat.task is None


async def test_a_request_is_left_after_a_message_about_it(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    chat.record = {"version": 2, "focus": [["request", "RFQ-10031"]]}
    left = await chat.says("deny", "算了 这个求购不报了", acts={"drop": ("give_up", 0.6)})
    assert left.names == ["utter_refuse_lead"]
    await chat.says("affirm", "嗯")
    still = await chat.says("out_of_scope", "还能再报吗")
    assert still.names == ["utter_lead_still_open"]


@pytest.mark.parametrize(
    ("number", "account", "words", "response"),
    [
        ("ORD-100852", "xinjiang-tomato", "逾期了咋办嘛", "utter_unpaid_then_late"),
        ("ORD-100852", "xinjiang-tomato", "他们定金不打我能先不排产吗", "utter_unpaid_hold_late"),
        ("ORD-100846", "jingdezhen-ceramics", "尾款不到我不发货的哈，这样可以吧", "utter_unpaid_hold"),
        ("ORD-100817", LUMEN, "if they don't pay can I hold the goods", "utter_unpaid_hold"),
        ("ORD-100817", LUMEN, "what can I do if they never pay", "utter_unpaid_then"),
        (WAITING, LUMEN, "没打也能先确认哇", "utter_unpaid_confirm"),
        (WAITING, LUMEN, "do they pay deposit before we start?", "utter_unpaid_first_waits"),
        (WAITING, LUMEN, "the money isn't in yet, what now", "utter_unpaid_then_waits"),
    ],
)
async def test_what_may_be_done_without_the_payment_is_said_for_the_order(
    server: httpx.AsyncClient, number: str, account: str, words: str, response: str
) -> None:
    chat = await about(server, number, account)
    assert (await chat.says("payment_status", words)).names == [response]
    assert chat.task is None


@pytest.mark.parametrize("words", ["跟他们说尾款没到不发货", "can you remind them, they have not paid", "定金付了吗"])
async def test_other_words_about_a_payment_are_no_such_question(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "ORD-100817")
    answer = await chat.says("payment_status", words)
    assert not any(name.startswith("utter_unpaid") for name in answer.names)


async def test_who_pays_a_refund_is_said_as_far_as_it_is_known(server: httpx.AsyncClient) -> None:
    for words in ("谁来退，我们还是平台", "who pays it back, us or the platform?"):
        chat = await about(server, "ORD-100301", "xinjiang-tomato")
        assert (await chat.says("faq_about_platform", words)).names == ["utter_refund_who"]


async def test_the_stock_of_own_goods_is_asked_and_set_although_an_order_is_for_them(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100852", "xinjiang-tomato")
    asked = await chat.says("own_products", "核桃仁那个 还有多少货", product="核桃仁", acts={"ask_about": ("ask", 0.6)})
    assert asked.names == ["utter_own_products_meant"]
    changed = await chat.says("inform", "改成30吨", quantity={"value": 30, "unit": "tonne"})
    assert chat.task == "listing_change"
    assert changed.names[-1] == "utter_listing_which"
    assert chat.record["task"]["values"]["wanted"] == [{"of": "stock", "value": "30", "unit": "tonne"}]
    named = await chat.says("inform", "碎仁", acts={"answer": ("value", 0.8)})
    assert named.names == ["utter_listing_confirm"]


@pytest.mark.parametrize("words", ["and DDP also the tax?", "那DDP呢，关税也是我出？"])
async def test_another_incoterm_is_explained_after_one(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    await chat.says("faq_incoterms", "what is DAP?", incoterm="DAP")
    assert (await chat.says("ask_price", words, incoterm="DDP")).names == ["utter_incoterms_named"]
