"""What a supplier says of its own orders and requests (actions/in_context/suppliers/words.py)."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import SUPPLIER, order_to_ship

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
TELLS = {"inform": ("value", 0.9)}
CLAIMS = {"report_problem": ("wish", 0.6), "inform": ("value", 0.3)}


@pytest.mark.parametrize(
    ("account", "words", "goods", "number"),
    [
        ("chengdu-silk", "we can only do 210 of the bedding sets for Lagos", "bedding sets", "ORD-100410"),
        ("chengdu-silk", "拉各斯要的四件套，我们只做得出210套", "四件套", "ORD-100410"),
    ],
)
async def test_words_about_an_order_are_for_its_buyer_and_no_search(
    server: httpx.AsyncClient, account: str, words: str, goods: str, number: str
) -> None:
    answer = await Chat(server, account).says("inform", words, acts=TELLS, product=goods)
    assert answer.names == ["utter_question_confirm"]
    assert number in str(answer.values["about"])
    assert words in str(answer.values["words"])


@pytest.mark.parametrize(
    ("words", "goods"),
    [("port strike, the tea sets for Hamburg come later", "tea sets"), ("港口罢工，发汉堡的茶具要晚点到", "茶具")],
)
async def test_goods_on_their_way_that_come_later_are_reported_with_their_new_day(
    server: httpx.AsyncClient, words: str, goods: str
) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    answer = await chat.says("inform", words, acts=TELLS, product=goods)
    assert answer.names[-1] == "utter_production_arrival_day"
    assert chat.values["order_number"] == "ORD-100234"
    assert chat.values["reason"] in ("port strike", "港口罢工")


@pytest.mark.parametrize("words", ["six lids came broken, I pay back 20 usd", "他说碎了6个，我退他20美元"])
async def test_an_offer_without_a_claim_is_told_to_the_buyer(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "jingdezhen-ceramics")
    await silk.says("order_status", order_number="ORD-100666")
    answer = await silk.says("report_problem", words, acts=CLAIMS)
    assert answer.names == ["utter_question_confirm"]
    assert "ORD-100666" in str(answer.values["about"])


async def test_two_shipments_of_one_message_are_taken_one_after_the_other(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    lots = {
        "order_number": number,
        "quantity": [{"value": 200, "unit": "set"}, {"value": 100, "unit": "set"}],
        "carrier": ["COSCO", "Maersk"],
        "tracking_number": ["COSU6120459", "MAEU587341902"],
    }
    seller = Chat(server, SUPPLIER)
    first = await seller.says("ship_order", "200 with cosco, 100 with maersk", **lots)
    assert first.names == ["utter_ship_lots", "utter_ship_confirm_unpaid"]
    assert "COSU6120459" in str(first.replies[-1])
    second = await seller.says("affirm", "yes")
    assert second.names == ["utter_part_shipped_now", "utter_ship_confirm_unpaid"]
    assert "MAEU587341902" in str(second.replies[-1])


async def test_an_order_is_found_by_where_it_goes(server: httpx.AsyncClient) -> None:
    ceramics = Chat(server, "jingdezhen-ceramics")
    answer = await ceramics.says("order_status", "发汉堡的走到哪了")
    assert answer.values["number"] == "ORD-100234"


async def test_what_is_in_hand_is_among_what_is_to_be_done(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "shenzhen-lumen").says("daily_tasks", "what is there to do?")
    items = {one["name"]: one for one in answer.values["tasks"]["items"]}
    assert "ORD-100817" in str(items["todo.make"])


@pytest.mark.parametrize("words", ["did they buy from us before?", "他们以前在我们这买过没"])
async def test_a_buyer_is_known_by_its_orders_with_this_supplier(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("view_leads", rfq_number="RFQ-10032")
    answer = await lumen.says("supplier_details", words, acts={"ask_about": ("ask", 0.9)})
    assert "ORD-100420" in str(answer.values)
    assert "Lagos" not in str(answer.values)


@pytest.mark.parametrize("words", ["yes, cancel the first", "对，第一个取消"])
async def test_a_yes_that_says_cancel_is_no_giving_up(server: httpx.AsyncClient, words: str) -> None:
    buyer = Chat(server, "nordmarkt")
    await buyer.says("cancel_order", order_number="ORD-100420")
    acts = {"answer_yes": ("yes", 0.7), "drop": ("give_up", 0.2)}
    answer = await buyer.says("cancel", words, acts=acts)
    # "the first" might be another one, so it is asked once more
    assert answer.names == ["utter_task_unread", "utter_cancel_confirm_unpaid"]


@pytest.mark.parametrize(
    ("intent", "words", "day"),
    [
        ("report_production", "the tableware for Shanghai is fired, it gets its glaze by Wednesday", "2026-12-02"),
        ("report_production", "餐具那单素烧好了，下周三上釉", "2026-12-02"),
        ("ship_order", "the tableware: 420 are glazed, the others by Wednesday", "2026-12-02"),
    ],
)
async def test_how_far_the_work_is_with_a_day_becomes_no_promise_but_a_message(
    server: httpx.AsyncClient, intent: str, words: str, day: str
) -> None:
    goods = "tableware" if words.isascii() else "餐具"
    named = {"product": goods, "date": day}
    answer = await Chat(server, "jingdezhen-ceramics").says(intent, words, ranking={intent: 0.6}, **named)
    assert answer.names[-1] == "utter_question_confirm"
    assert "ORD-100846" in str(answer.replies[-1]["values"]["about"])
    assert words in str(answer.replies[-1]["values"]["words"])


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("餐具那单做了七成了", {"value": "420", "unit": "set"}),
        ("order 100846 is 70% done", {"value": "420", "unit": "set"}),
        ("the tableware: 200 of 600 are finished so far, please log it", {"value": "200", "unit": "set"}),
        ("餐具那单 上釉了 跟客户报一下", None),
        ("the tableware is in glazing now", None),
    ],
)
async def test_how_far_the_work_is_becomes_a_report(
    server: httpx.AsyncClient, words: str, made: dict[str, str] | None
) -> None:
    about = {"order_number": "ORD-100846"} if "100846" in words else {}
    goods = {"product": "tableware" if words.isascii() else "餐具"} if not about else {}
    chat = Chat(server, "jingdezhen-ceramics")
    answer = await chat.says("order_status", words, ranking={"order_status": 0.6}, **about, **goods)
    assert answer.names == ["utter_production_progress_confirm"]
    assert chat.values.get("made") == made
    if made is None:
        assert chat.values["step"] in words


@pytest.mark.parametrize("words", ["餐具那单改到12月20号", "the tableware leaves on 20 December"])
async def test_a_new_day_of_an_order_stays_a_report(server: httpx.AsyncClient, words: str) -> None:
    ceramics = Chat(server, "jingdezhen-ceramics")
    answer = await ceramics.says("report_production", words, order_number="ORD-100846", date="2026-12-20")
    assert answer.names == ["utter_production_late_confirm"]


@pytest.mark.parametrize("words", ["丝巾那单今天开始做了", "started the scarves today"])
async def test_what_began_today_is_no_day_to_come(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "chengdu-silk")
    answer = await silk.says("report_production", words, order_number="ORD-100555", date="2026-11-25")
    assert answer.names == ["utter_production_started_confirm"]


@pytest.mark.parametrize("words", ["四件套那个接了，下月20号能发", "接单，12月20号发货"])
async def test_an_order_is_taken_in_words_that_also_report(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "chengdu-silk")
    ranking = {"change_order": 0.45, "ship_order": 0.4, "confirm_order": 0.1}
    answer = await silk.says("change_order", words, ranking=ranking, date="2026-12-20")
    assert answer.names == ["utter_confirm_order_leaving"]
    assert answer.values["number"] == "ORD-100410"


@pytest.mark.parametrize("words", ["don't confirm it yet", "先别确认"])
async def test_not_to_confirm_confirms_nothing(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "chengdu-silk")
    assert (await silk.says("confirm_order", words)).names == ["utter_not_confirmed"]
    assert silk.record.get("proposal") is None
    await silk.says("confirm_order", "confirm it", order_number="ORD-100410")
    assert (await silk.says("affirm", words)).names == ["utter_not_confirmed"], "no yes to what was asked"


@pytest.mark.parametrize("words", ["the bedding order, we can't make it", "四件套那单我们做不了"])
async def test_what_cannot_be_made_is_declined_and_not_confirmed(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "chengdu-silk")
    goods = "bedding" if words.isascii() else "四件套"
    ranking = {"confirm_order": 0.45, "decline_order": 0.44}
    await silk.says("confirm_order", words, ranking=ranking, product=goods)
    assert silk.task == "decline_order"


async def test_an_order_is_not_declined_in_part(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    words = "先做200套，剩下100套不接"
    parts = [{"value": 200, "unit": "set"}, {"value": 100, "unit": "set"}]
    answer = await silk.says("decline_order", words, order_number="ORD-100410", quantity=parts)
    assert answer.names == ["utter_decline_part", "utter_question_confirm"]
    assert words in str(answer.replies[-1]["values"]["words"])


async def test_an_order_is_found_by_its_quantity(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    sent = {"quantity": [{"value": 1200, "unit": "piece"}, {"value": 600, "unit": "piece"}]}
    leaves = {"product": "丝巾", "carrier": "SF Express", "tracking_number": "SF1390288412", **sent}
    await silk.says("ship_order", "丝巾1200条那单顺丰发了600条 SF1390288412", **leaves)
    assert silk.values["order_number"] == "ORD-100841"


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("how punctual are we", "utter_supplier"),
        ("准时率呢", "utter_own_rate_on_time"),
        ("our on time rate?", "utter_own_rate_on_time"),
    ],
)
async def test_a_supplier_asks_how_buyers_see_it(server: httpx.AsyncClient, words: str, response: str) -> None:
    ceramics = Chat(server, "jingdezhen-ceramics")
    await ceramics.says("order_status", order_number="ORD-100846")
    ranking = {"faq_business_hours": 0.41, "own_figures": 0.38}
    answer = await ceramics.says("faq_business_hours", words, ranking=ranking, acts={"ask_about": ("ask", 0.85)})
    assert answer.names[0] == response


async def test_what_is_told_after_an_answer_is_for_the_buyer(server: httpx.AsyncClient) -> None:
    tomato = Chat(server, "xinjiang-tomato")
    await tomato.says("payment_status", order_number="ORD-100301")
    told = {"inform": ("value", 0.55)}
    answer = await tomato.says("inform", "财务说昨天打了", acts=told, date="2026-11-24")
    assert answer.names == ["utter_question_confirm"]
    assert "ORD-100301" in str(answer.values["about"])


@pytest.mark.parametrize(
    "words", ["we have only 45 in stock, the other 15 in three weeks", "库里只有45台，另外15台三周后"]
)
async def test_words_after_an_order_are_no_change_of_a_listing(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("order_status", order_number="ORD-100420")
    answer = await lumen.says("change_listing", words, acts={"inform": ("value", 0.35)})
    assert answer.names == ["utter_question_confirm"]
    assert "ORD-100420" in str(answer.values["about"])


@pytest.mark.parametrize("words", ["the quantities are the other way round", "数量说反了"])
async def test_two_lots_are_exchanged_and_one_may_lack_its_number(server: httpx.AsyncClient, words: str) -> None:
    number = await order_to_ship()
    lots = {
        "order_number": number,
        "quantity": {"value": 200, "unit": "set"},
        "carrier": ["COSCO", "Maersk"],
        "tracking_number": ["COSU6120459", "TTNU7741093"],
    }
    seller = Chat(server, SUPPLIER)
    first = await seller.says("ship_order", "two lots, 200 with cosco and 100 with maersk", **lots)
    assert "utter_ship_lots" in first.names
    exchanged = await seller.says("inform", words, acts={"skip": ("value", 0.3)})
    assert exchanged.names[0] == "utter_ship_lots"
    assert seller.values["part"]["value"] == "100"
    assert [lot["part"]["value"] for lot in seller.values["then"]] == ["200"]


async def test_the_day_of_the_rest_is_not_lost(server: httpx.AsyncClient) -> None:
    number, seller = await order_to_ship(), Chat(server, SUPPLIER)
    part = {"quantity": {"value": 100, "unit": "set"}, "carrier": "SF Express", "tracking_number": "SF1390288412"}
    await seller.says("ship_order", "100 sets left, rest on 30 Nov", order_number=number, date="2026-11-30", **part)
    answer = await seller.says("affirm", "yes")
    assert answer.names[0] == "utter_part_shipped_now"
    assert answer.names[1].startswith("utter_production_")
    assert seller.values["day"] == "2026-11-30"


@pytest.mark.parametrize("words", ["dont confirm yet. ask them if ok", "先别确认，先问问买家同不同意"])
async def test_not_to_confirm_yet_sends_nothing(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("contact_supplier", "we have only 45 of them now", order_number="ORD-100420")
    answer = await lumen.says("contact_supplier", words, acts={"answer_yes": ("yes", 0.7)})
    assert not any(name.startswith("utter_question_sent") for name in answer.names)
    assert lumen.task == "question"


_DELAYED = "because of the typhoon the tea sets for Hamburg arrive six days later than we said"


@pytest.mark.parametrize("words", ["tell the buyer, write it in English", "告诉买家 用英文写"])
async def test_a_message_is_not_translated_and_that_is_said(server: httpx.AsyncClient, words: str) -> None:
    ceramics = Chat(server, "jingdezhen-ceramics")
    await ceramics.says("contact_supplier", _DELAYED, order_number="ORD-100234")
    answer = await ceramics.says("change_language", words, acts={"answer_yes": ("yes", 0.6)})
    assert answer.names == ["utter_words_not_translated", "utter_question_confirm_again"]
    assert not answer.effects


@pytest.mark.parametrize("words", ["the rest moves to 12 December", "剩下的改成12月12号"])
async def test_the_rest_and_one_more_part_are_no_correction_of_a_number(server: httpx.AsyncClient, words: str) -> None:
    number, seller = await order_to_ship(), Chat(server, SUPPLIER)
    part = {"quantity": {"value": 100, "unit": "set"}, "carrier": "SF Express", "tracking_number": "SF1390288412"}
    await seller.says("ship_order", "100 sets left", order_number=number, **part)
    await seller.says("affirm", "yes")
    right = {"tracking_number": "SF1390288413", "order_number": number}
    await seller.says("ship_order", "wrong number, it is SF1390288413", acts={"correct": ("correct", 0.9)}, **right)
    assert seller.task == "tracking"
    await seller.says("change_order", words, acts={"correct": ("correct", 0.8)}, date="2026-12-12")
    assert (seller.task, seller.values["day"]) == ("production", "2026-12-12")
    more = {"quantity": {"value": 80, "unit": "set"}, "carrier": "SF Express"}
    await seller.says("inform", "80 more with SF", acts={"answer": ("value", 0.8)}, **more)
    assert seller.task == "shipment"
    assert seller.values["part"]["value"] == "80"


@pytest.mark.parametrize(
    ("intent", "words"),
    [("change_order", "555那单先别发"), ("inform", "don't ship 555 yet"), ("ship_order", "841暂时不发货")],
)
async def test_goods_that_are_not_to_leave_begin_no_shipment(
    server: httpx.AsyncClient, intent: str, words: str
) -> None:
    silk = Chat(server, "chengdu-silk")
    answer = await silk.says(intent, words)
    assert answer.names == ["utter_not_shipped_yet"]
    assert silk.asked is None


async def test_an_order_that_is_pointed_at_is_shown(server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    answer = await lumen.says("report_problem", "show the monitor one", acts={"point": ("value", 0.8)})
    assert (lumen.task, answer.values["number"]) == (None, "ORD-100420")


async def test_another_month_continues_the_sales(server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("own_figures", "how much did we sell this month?")
    answer = await lumen.says("inform", "and september", acts={"report_problem": ("wish", 0.4)})
    assert answer.names[0] in ("utter_own_sales", "utter_own_sales_none")


async def test_what_is_left_to_do_is_more_than_one_order(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    await silk.says("order_status", "ORD-100410", order_number="ORD-100410")
    answer = await silk.says(
        "daily_tasks", "还剩哪些没做", acts={"resume": ("go_on", 0.42), "daily_tasks": ("ask", 0.4)}
    )
    assert answer.names[0].startswith("utter_daily")
