"""What a supplier means without its number: orders by their quantity, requests by the buyer's nation, its own listings by their
goods, a promised day by the day of the month, a tracking number by its end, and what it put aside."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
LUMEN, SILK, TOMATO, CERAMICS = "shenzhen-lumen", "chengdu-silk", "xinjiang-tomato", "jingdezhen-ceramics"
ASKS = {"ask_about": ("ask", 0.9)}
CORRECTS = {"correct": ("correct", 0.9)}


@pytest.mark.parametrize(
    ("account", "words", "quantity", "talked_about", "number"),
    [
        (SILK, "再看看800条那单", {"value": 800, "unit": "piece"}, "ORD-100410", "ORD-100555"),
        (SILK, "800那单现在什么进度", {"value": 800, "unit": None}, "ORD-100712", "ORD-100555"),
        (TOMATO, "5吨的货到哪了", {"value": 5, "unit": "tonne"}, "ORD-100852", "ORD-100725"),
        (LUMEN, "and how far is the 500 pcs one", {"value": 500, "unit": "piece"}, "ORD-100420", "ORD-100817"),
        ("huaxia-trade", "600套的单子现在啥情况", {"value": 600, "unit": "set"}, "ORD-100712", "ORD-100846"),
    ],
)
async def test_an_order_is_called_by_its_quantity(
    server: httpx.AsyncClient, account: str, words: str, quantity: dict[str, Any], talked_about: str, number: str
) -> None:
    chat = Chat(server, account, record=at_hand(talked_about))
    await chat.says("order_status", words, quantity=quantity)
    assert chat.about("order") == number


async def test_a_part_of_the_order_at_hand_is_no_other_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SILK, record=at_hand("ORD-100841"))
    await chat.says("ship_order", "800 pieces left today by SF", quantity={"value": 800, "unit": "piece"}, carrier="SF")
    assert chat.values["order_number"] == "ORD-100841"
    assert chat.values["part"]["value"] == "800"


async def test_a_waybill_is_no_unknown_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SILK)
    said = [{"value": 1200, "unit": "piece"}, {"value": 700, "unit": "piece"}]
    answer = await chat.says(
        "ship_order", "1200条丝巾今天先发700 走海运 单号COSU7712093381", quantity=said, product="丝巾", carrier="中远"
    )
    assert "utter_order_not_found" not in answer.names
    assert chat.values["order_number"] == "ORD-100841"


@pytest.mark.parametrize(
    ("account", "intent", "words", "number"),
    [
        (CERAMICS, "faq_about_platform", "What does the Portuguese company want exactly?", "RFQ-10025"),
        (SILK, "inform", "the french one, give me the details", "RFQ-10027"),
        (LUMEN, "out_of_scope", "how many does the German one want", "RFQ-10032"),
        (TOMATO, "nlu_fallback", "what does the Nigerian customer need exactly", "RFQ-10031"),
    ],
)
async def test_a_request_is_called_by_the_nation_of_its_buyer(
    server: httpx.AsyncClient, account: str, intent: str, words: str, number: str
) -> None:
    answer = await Chat(server, account).says(intent, words)
    assert answer.names[0].startswith("utter_lead_")
    assert answer.replies[0]["values"]["number"] == number


@pytest.mark.parametrize(
    ("account", "number", "words", "day"),
    [
        (LUMEN, "ORD-100420", "make that the 21st, the line is full", "2026-12-21"),
        (LUMEN, "ORD-100420", "two days later please", "2026-12-20"),
        (SILK, "ORD-100410", "改成25号", "2026-12-25"),
        (SILK, "ORD-100410", "还是晚三天吧", "2026-12-21"),
    ],
)
async def test_the_day_of_a_confirmation_is_corrected(
    server: httpx.AsyncClient, account: str, number: str, words: str, day: str
) -> None:
    chat = Chat(server, account)
    await chat.says("confirm_order", "yes, it leaves on 18 Dec", order_number=number, date="2026-12-18")
    answer = await chat.says("report_production", words, acts=CORRECTS)
    assert answer.names == ["utter_confirm_order_leaving"]
    assert answer.values["number"] == number
    assert answer.values["day"]["value"] == day


@pytest.mark.parametrize(
    ("account", "number", "intent", "words", "date", "later"),
    [
        (LUMEN, "ORD-100817", "report_production", "we ship 5 days later than promised", "2026-11-30", 5),
        (LUMEN, "ORD-100817", "report_problem", "a week later because the dye house is closed", None, 7),
        (SILK, "ORD-100555", "report_problem", "发货晚半个月 面料没到", None, 15),
        (CERAMICS, "ORD-100846", "change_order", "比原定的晚10天发", None, 10),
    ],
)
async def test_days_later_are_counted_from_the_promised_day(
    server: httpx.AsyncClient, account: str, number: str, intent: str, words: str, date: str | None, later: int
) -> None:
    chat = Chat(server, account, record=at_hand(number))
    said = {"date": date} if date else {}
    answer = await chat.says(intent, words, **said)
    assert chat.task == "production"
    assert answer.replies[-1]["values"]["later"]["value"] == later


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("put reason: LED driver ICs late from the vendor", "LED driver ICs late from the vendor"),
        ("原因写窑炉检修 别写坏了", "窑炉检修"),
    ],
)
async def test_the_reason_of_a_delay_may_come_later_and_name_goods(
    server: httpx.AsyncClient, words: str, reason: str
) -> None:
    chat = Chat(server, LUMEN, record=at_hand("ORD-100817"))
    await chat.says("report_production", "we are 4 days late")
    await chat.says("report_problem", words, product="LED driver ICs")
    assert chat.values["reason"] == reason


@pytest.mark.parametrize(
    ("account", "number", "intent", "words", "right"),
    [
        (CERAMICS, "ORD-100234", "change_order", "单号最后三位写错了，是776", "COSU6389214776"),
        (CERAMICS, "ORD-100234", "inform", "the number should end in 4571 not 4570", "COSU6389214571"),
        (TOMATO, "ORD-100725", "report_problem", "the waybill is wrong, last two digits are 34", "CRE6650127834"),
    ],
)
async def test_a_tracking_number_is_corrected_by_its_end(
    server: httpx.AsyncClient, account: str, number: str, intent: str, words: str, right: str
) -> None:
    chat = Chat(server, account, record=at_hand(number))
    await chat.says(intent, words)
    assert chat.task == "tracking"
    assert chat.values["tracking_number"] == right


@pytest.mark.parametrize(
    ("account", "intent", "words", "goods", "response"),
    [
        (TOMATO, "report_problem", "绿葡萄干还剩多少货挂着", "绿葡萄干", "utter_own_product_stock"),
        (LUMEN, "ask_price", "price list please, only strips", None, "utter_own_product_fact"),
        (TOMATO, "find_supplier", "核桃仁那个 还有多少货", "核桃仁", "utter_own_products_meant"),
        (SILK, "order_status", "睡衣还有现货吗", "睡衣", "utter_own_products_meant"),
    ],
)
async def test_goods_of_no_order_mean_the_own_listing(
    server: httpx.AsyncClient, account: str, intent: str, words: str, goods: str | None, response: str
) -> None:
    said = {"product": goods} if goods else {}
    answer = await Chat(server, account).says(intent, words, acts=ASKS, **said)
    assert answer.names[0] == response


async def test_a_price_of_goods_of_no_order_changes_the_own_listing(server: httpx.AsyncClient) -> None:
    chat = Chat(server, LUMEN, record=at_hand("ORD-100817"))
    price = {"amount": "48", "currency": "USD"}
    await chat.says("inform", "solar street lights now 48 usd", product="solar street lights", price=price)
    assert chat.task == "listing_change"


async def test_what_was_put_aside_is_shown_again_for_a_draft(server: httpx.AsyncClient) -> None:
    chat = Chat(server, TOMATO)
    price = {"amount": "1020", "currency": "USD"}
    await chat.says("submit_quote", "quote 1020 usd, 25 days", rfq_number="RFQ-10031", price=price)
    await chat.says("cancel", "let's do this later", acts={"save_draft": ("give_up", 0.9)})
    assert chat.task is None
    answer = await chat.says("my_quotes", "喂 那个报价草稿还在吧", acts=ASKS)
    assert chat.task == "quotation"
    assert answer.replies[-1]["values"]["number"] == "RFQ-10031"


async def test_the_days_of_a_sample_are_no_lead_time(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SILK)
    words = "报8.8 打样7天 大货25天 价格管15天"
    await chat.says("submit_quote", words, rfq_number="RFQ-10027", quantity={"value": 8.8, "unit": "dozen"})
    assert chat.values["unit_price"]["amount"] == "8.8"
    assert chat.values["lead_days"] == 25
    assert chat.values["valid_until"] == "2026-12-10"


async def test_to_do_names_the_requests_to_quote_for(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, LUMEN).says("daily_tasks", "what's on my plate")
    assert "RFQ-10032" in str(answer.replies[0]["values"])


async def test_whether_they_complained_is_said_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, LUMEN, record=at_hand("ORD-100188"))
    answer = await chat.says("order_status", "did they complain?", acts=ASKS)
    assert answer.names == ["utter_no_claim_for_order"]


@pytest.mark.parametrize("words", ["华夏那600套 素烧完了 大概一半", "about half of the dinner sets are finished"])
async def test_a_share_that_is_made_is_not_the_whole(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, CERAMICS)
    await chat.says("inform", words, order_number="ORD-100846")
    assert chat.task == "production"
    assert chat.values["stage"] == "progress"
    of_step = chat.values.get("step") == "素烧完了 大概一半"  # the share is one of this step
    assert of_step or chat.values["made"]["value"] == "300"


async def test_a_remark_may_follow_other_values_of_a_quotation(server: httpx.AsyncClient) -> None:
    chat = Chat(server, CERAMICS)
    price = {"amount": "12.40", "currency": "USD"}
    await chat.says("submit_quote", "12.40 per set, 40 days", rfq_number="RFQ-10025", price=price)
    await chat.says(
        "inform", "Valid 30 days. Please also write: mixed designs welcome", acts={"inform": ("value", 0.9)}
    )
    assert chat.values["note"] == "mixed designs welcome"


@pytest.mark.parametrize(
    ("account", "words", "said", "number"),
    [
        (TOMATO, "12吨那单钱到没到", {"quantity": {"value": 12, "unit": "tonne"}}, "ORD-100852"),
        (LUMEN, "the floodlights, has the money come in?", {"product": "floodlights"}, "ORD-100817"),
        (LUMEN, "have they paid?", {}, "ORD-100420"),
    ],
)
async def test_whether_an_order_is_paid(
    server: httpx.AsyncClient, account: str, words: str, said: dict[str, Any], number: str
) -> None:
    chat = Chat(server, account, record=at_hand("ORD-100420" if account == LUMEN else "ORD-100725"))
    answer = await chat.says("order_status", words, acts=ASKS, **said)
    assert any(word in answer.names[0] for word in ("payment", "deposit", "paid", "owed"))
    assert chat.about("order") == number
