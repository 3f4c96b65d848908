"""Messages of suppliers that are written from values, so that a correction changes the value (actions/trades/questions/telling.py)."""

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
CORRECTS = {"correct": ("correct", 0.8)}
ASKS = {"ask_about": ("ask", 0.8)}


async def about(server: httpx.AsyncClient, account: str, number: str) -> Chat:
    chat = Chat(server, account)
    await chat.says("order_status", order_number=number)
    return chat


@pytest.mark.parametrize(
    ("account", "number", "first", "then", "now", "later"),
    [
        ("shenzhen-lumen", "ORD-100420", "only 48 of them are here, 12 more next month", "no, 50 and 10", "50", "10"),
        ("chengdu-silk", "ORD-100410", "现货就220套，另外80套下个月", "改成250，剩下50", "250套", "50套"),
    ],
)
async def test_a_delivery_in_parts_is_proposed_and_corrected(
    server: httpx.AsyncClient, account: str, number: str, first: str, then: str, now: str, later: str
) -> None:
    chat = await about(server, account, number)
    begun = await chat.says("change_listing", first, acts={"change_listing": ("wish", 0.6)})
    assert begun.names == ["utter_question_confirm"]
    assert number in str(begun.values["about"])
    answer = await chat.says("inform", then, acts=CORRECTS)
    written = str(answer.values["words"])
    assert now in written
    assert later in written
    assert then not in written
    sent = await chat.says("affirm", "yes")
    assert sent.names == ["utter_question_sent"]


async def test_how_many_can_be_made_is_asked(server: httpx.AsyncClient) -> None:
    chat = await about(server, "chengdu-silk", "ORD-100410")
    asked = await chat.says("change_listing", "300套做不出来", acts={"inform": ("value", 0.6)})
    assert asked.names[-1] == "utter_question_how_many"
    answer = await chat.says("inform", "240", acts=ANSWER)
    assert "240套" in str(answer.values["words"])
    held = await chat.says("confirm_order", "别确认 先问他们行不行", acts={"answer_no": ("no", 0.6)})
    assert held.names == ["utter_not_confirmed", "utter_question_confirm"]


@pytest.mark.parametrize(
    ("account", "number", "first", "then", "both"),
    [
        (
            "shenzhen-lumen",
            "ORD-100188",
            "7 came broken, I pay 30 usd back",
            "or 8 new ones",
            ("US$30.00", "8 new pieces"),
        ),
        ("jingdezhen-ceramics", "ORD-100666", "碎了6个，我补8个", "或者退6个的钱", ("补发8件", "US$6.18")),
    ],
)
async def test_what_makes_good_is_offered_with_its_alternative(
    server: httpx.AsyncClient, account: str, number: str, first: str, then: str, both: tuple[str, str]
) -> None:
    chat = await about(server, account, number)
    price = {"price": {"amount": "30", "currency": "USD"}} if "30" in first else {}
    await chat.says("answer_claim", first, acts={"answer_claim": ("wish", 0.6)}, **price)
    answer = await chat.says("inform", then, acts=ANSWER)
    assert all(words in str(answer.values["words"]) for words in both)


async def test_the_weight_and_the_cartons_are_told_and_corrected(server: httpx.AsyncClient) -> None:
    chat = await about(server, "jingdezhen-ceramics", "ORD-100234")
    asked = await chat.says("order_status", "毛重和箱数你知道吗", acts=ASKS)
    assert asked.names == ["utter_weight_not_on_record"]
    await chat.says("inform", "毛重1230公斤 45箱", acts=ANSWER)
    answer = await chat.says("inform", "不对 54箱", acts=CORRECTS)
    assert "1,230" in str(answer.values["words"])
    assert "54箱" in str(answer.values["words"])


async def test_how_far_the_work_is_comes_out_of_a_story(server: httpx.AsyncClient) -> None:
    chat = await about(server, "chengdu-silk", "ORD-100555")
    story = "不好意思打扰了今天同事请假我替她来说一下德国那边客户的丝巾订单已经开始做了现在做到七成了麻烦您帮忙跟客户那边讲一下进度谢谢您辛苦了"
    answer = await chat.says("contact_supplier", story)
    assert answer.names == ["utter_production_progress_confirm"]
    assert chat.values["made"]["value"] == "560"
    more = await chat.says("payment_status", "你再提醒他付尾款", acts={"report_problem": ("wish", 0.5)})
    assert "US$3,908.80" in str(more.replies)


async def test_the_other_orders_of_the_buyer_are_listed(server: httpx.AsyncClient) -> None:
    chat = await about(server, "jingdezhen-ceramics", "ORD-100846")
    await chat.says("out_of_scope", "跟他们道个歉")  # amid a message, too
    answer = await chat.says("list_orders", "他们除了这一单还有什么单子", acts=ASKS)
    assert {card["title"] for card in answer.replies[0]["cards"]} == {"ORD-100846", "ORD-100666"}


async def test_what_a_request_does_not_say_is_offered_to_be_asked(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    answer = await chat.says("view_leads", "RFQ-10031要哪种包装，没写", rfq_number="RFQ-10031", acts=ASKS)
    assert answer.names == ["utter_lead_not_said_amid"]


async def test_a_call_after_a_message_is_answered_with_how_it_stands(server: httpx.AsyncClient) -> None:
    chat = await about(server, "shenzhen-lumen", "ORD-100817")
    await chat.says("contact_supplier", "tell them: the goods leave soon", acts=ANSWER)
    await chat.says("affirm", "send it")
    await chat.says("greet", "hello? any answer from them yet", acts=ASKS)
    again = await chat.says("greet", "hello?")
    assert again.names == ["utter_question_still_waits"]


async def test_a_refund_that_was_paid_is_told_with_its_day(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    asked = await chat.says("request_refund", "退款还没弄?", order_number="ORD-100301")
    assert asked.names == ["utter_refund_to_pay"]
    begun = await chat.says("inform", "财务说昨天打了", acts={"inform": ("value", 0.8)}, date="2026-09-24")
    assert begun.names == ["utter_question_confirm"]
    assert "已于" in str(chat.values["words"])
    await chat.says("deny", "no")
