"""What is asked about an own order, request or lead is answered with the one fact from its record, in both languages and whatever the
intent of the words alone; several things that fit are told apart, and a search stays a search."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions import trading
from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.6)}
NORDMARKT, HUAXIA, SILK, CERAMICS = "nordmarkt", "huaxia-trade", "chengdu-silk", "jingdezhen-ceramics"
AT_SEA, ACCEPTED, READY, CANCELLED, DELIVERED = "ORD-100234", "ORD-100555", "ORD-100841", "ORD-100301", "ORD-100188"


def about(server: httpx.AsyncClient, account: str, number: str, kind: str = "order") -> Chat:
    chat = Chat(server, account)
    chat.record = at_hand(number, kind)
    return chat


@pytest.mark.parametrize(
    ("words", "response", "value"),
    [
        ("whos carrying it", "utter_own_carrier", "carrier"),
        ("哪家物流在运", "utter_own_carrier", "carrier"),
        ("and the tracking no?", "utter_own_tracking", "tracking_number"),
        ("单号多少", "utter_own_tracking", "tracking_number"),
        ("which ship is it on", "utter_own_vessel", "vessel"),
        ("船名是什么", "utter_own_vessel", "vessel"),
        ("which port did it leave from", "utter_own_origin", "origin"),
        ("从哪里发的", "utter_own_origin", "origin"),
        ("when did it leave china", "utter_own_shipped", "shipped"),
        ("哪天发的货", "utter_own_shipped", "shipped"),
        ("when will it land", "utter_own_eta", "day"),
        ("几号到港", "utter_own_eta", "day"),
        ("who makes those again?", "utter_own_maker", "counterpart"),
        ("厂家是谁", "utter_own_maker", "counterpart"),
        ("when did we order it", "utter_own_placed", "placed"),
        ("什么时候下的单", "utter_own_placed", "placed"),
        ("when did they confirm", "utter_own_confirmed", "day"),
        ("哪天确认的", "utter_own_confirmed", "day"),
        ("is it late?", "utter_own_on_time_at_sea", "eta"),
        ("延期了吗", "utter_own_on_time_at_sea", "eta"),
        ("where does it go", "utter_own_destination", "destination"),
        ("送到哪里", "utter_own_destination", "destination"),
        ("how much did we pay for it", "utter_own_paid_in_full", "total"),
        ("付了多少", "utter_own_paid_in_full", "total"),
    ],
)
@pytest.mark.parametrize("intent", ["order_status", "out_of_scope", "compare_suppliers"])
async def test_a_question_about_the_order_at_hand_is_answered_with_its_fact(
    server: httpx.AsyncClient, words: str, response: str, value: str, intent: str
) -> None:
    answer = await about(server, NORDMARKT, AT_SEA).says(intent, words, acts={"ask_about": ("ask", 0.6)})
    assert answer.names == [response]
    assert answer.values["number"] == AT_SEA
    assert answer.values[value]
    assert answer.cards == []


@pytest.mark.parametrize(
    ("words", "response"),
    [("why was it cancelled", "utter_own_cancelled"), ("为什么取消的", "utter_own_cancelled")],
)
async def test_what_is_not_on_record_of_an_order_is_said_of_that_alone(
    server: httpx.AsyncClient, words: str, response: str
) -> None:
    answer = await about(server, NORDMARKT, CANCELLED).says("out_of_scope", words)
    assert answer.names == [response]


async def test_the_refund_of_what_was_cancelled_is_said_alone(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "xinjiang-tomato").says("request_refund", "德国那个取消的番茄酱单 退款还没弄?")
    assert "refund" in answer.names[0]
    assert len(answer.names) == 1


@pytest.mark.parametrize("words", ["who carries them", "谁承运"])
async def test_an_order_that_has_not_left_has_no_carrier(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, ACCEPTED).says("out_of_scope", words)
    assert answer.names == ["utter_own_no_shipment"]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("who did we order the speakers from", "place_order"),
        ("bluetooth speakers, have they arrived", "find_supplier"),
        ("our $730 order, when did it arrive", "ask_price"),
    ],
)
async def test_an_order_is_found_by_what_is_named_of_it(server: httpx.AsyncClient, words: str, intent: str) -> None:
    answer = await Chat(server, NORDMARKT).says(intent, words, confidence=0.6)
    assert answer.values["number"] == DELIVERED
    assert answer.names[0].startswith("utter_own_")


@pytest.mark.parametrize(("words", "account"), [("成都那批被子确认了没", HUAXIA), ("嗰批絲被確認咗未", HUAXIA)])
async def test_an_order_is_found_in_chinese_and_cantonese(server: httpx.AsyncClient, words: str, account: str) -> None:
    answer = await Chat(server, account).says("find_supplier", words, confidence=0.6)
    assert answer.names == ["utter_own_confirmed"]
    assert answer.values["number"] == "ORD-100712"


@pytest.mark.parametrize("words", ["when do the scarves ship", "丝巾哪天发货"])
async def test_of_several_orders_that_fit_the_fact_of_each_is_said(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, NORDMARKT).says("ask_lead_time", words)
    assert [reply["values"]["number"] for reply in answer.replies] == [ACCEPTED, READY]
    assert len({str(reply["values"]["ships"]) for reply in answer.replies}) == 2


@pytest.mark.parametrize("words", ["and the speakers?", "音箱呢"])
async def test_the_same_is_asked_of_another_order(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, NORDMARKT, AT_SEA)
    await chat.says("out_of_scope", "who is carrying it", acts={"ask_about": ("ask", 0.6)})
    answer = await chat.says("find_supplier", words, confidence=0.5)
    assert answer.names == ["utter_own_carried"]
    assert answer.values["number"] == DELIVERED


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("who hasnt answered", "utter_own_quoted"),
        ("哪家还没报", "utter_own_quoted"),
        ("how many came in", "utter_own_quoted"),
        ("报价来了几家", "utter_own_quoted"),
        ("whats the deadline", "utter_request_until"),
        ("截止哪天", "utter_request_until"),
        ("how long are the prices good for", "utter_own_quotations_valid_until"),
        ("报价有效期到哪天", "utter_own_quotations_valid_until"),
        ("what target did we put", "utter_own_target"),
        ("目标价写的多少", "utter_own_target"),
        ("how many did i ask for", "utter_own_request_quantity"),
        ("要了多少个", "utter_own_request_quantity"),
    ],
)
async def test_a_question_about_a_request_is_answered_with_its_fact(
    server: httpx.AsyncClient, words: str, response: str
) -> None:
    chat = about(server, NORDMARKT, "RFQ-10023", "request")
    answer = await chat.says("nlu_fallback", words, confidence=0.3, acts={"ask_about": ("ask", 0.6)})
    against = ["utter_own_against_target"] if response == "utter_own_target" else []
    assert answer.names == [response, *against]
    assert answer.replies[0]["values"]["number"] == "RFQ-10023"


@pytest.mark.parametrize("words", ["any offers for our bottle request?", "水瓶那个有报价了吗"])
async def test_who_has_quoted_is_said_with_the_prices(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, NORDMARKT).says("check_quotes", words)
    assert answer.names == ["utter_own_quoted"]
    assert "2.60" in str(answer.values["suppliers"])
    assert answer.button("button.check_quotes")


@pytest.mark.parametrize("words", ["how many requests do i have open", "我有几个询价"])
async def test_things_that_are_counted_are_no_quantity(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, "RFQ-10023", "request").says("list_requests", words)
    assert "utter_own_request_quantity" not in answer.names


@pytest.mark.parametrize("words", ["拉各斯那个12吨的订单定金还没到吧", "has the deposit for the 12 tonnes not come?"])
async def test_what_is_supposed_is_asked(server: httpx.AsyncClient, words: str) -> None:
    amount = {"quantity": {"value": 12, "unit": "tonne"}}
    answer = await Chat(server, "xinjiang-tomato").says(
        "decline_order", words, acts={"decline_order": ("wish", 0.7)}, **amount
    )
    assert answer.names == ["utter_fact_deposit_late"]


async def test_words_to_pass_on_name_no_other_trade_by_the_way(server: httpx.AsyncClient) -> None:
    chat = about(server, "xinjiang-tomato", "RFQ-10031", "request")
    await chat.says("contact_supplier", "问他 大桶还是小罐", acts={"contact_supplier": ("wish", 0.6)})
    assert chat.values["about_id"] == "RFQ-10031"


@pytest.mark.parametrize("words", ["and the dearest one?", "贵的那家呢"])
async def test_what_was_asked_of_one_quotation_is_told_of_the_dearest(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, NORDMARKT, "RFQ-10023", "request")
    await chat.says("out_of_scope", "最便宜的那家交期多久", acts={"ask_about": ("ask", 0.6)})
    answer = await chat.says("out_of_scope", words, acts={"ask_about": ("ask", 0.6)})
    assert answer.names == ["utter_own_quotation_lead_time"]
    assert answer.values["quotation"] == "QUO-20001"


@pytest.mark.parametrize("words", ["best quote for the steel bottles?", "水瓶报价最低的是哪家"])
async def test_the_best_quotation_is_the_cheapest(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, NORDMARKT).says("check_quotes", words)
    assert answer.names == ["utter_quotes_best_price"]
    assert answer.values["number"] == "RFQ-10023"


@pytest.mark.parametrize("words", ["is that incl. shipping to hamburg?", "包含到汉堡的运费吗"])
async def test_whether_a_price_has_the_freight_in_it_is_no_question_of_the_place(
    server: httpx.AsyncClient, words: str
) -> None:
    chat = about(server, NORDMARKT, "RFQ-10023", "request")
    answer = await chat.says("faq_shipping_cost", words, acts={"ask_about": ("ask", 0.6)})
    assert "utter_own_request_place" not in answer.names


@pytest.mark.parametrize("words", ["how late am i", "我晚了几天"])
async def test_a_payment_that_is_late_is_not_hidden_behind_goods_on_time(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, "lagos-home", "ORD-100852")
    answer = await chat.says("faq_business_hours", words, acts={"ask_about": ("ask", 0.6)})
    assert "utter_own_owed_late" in answer.names


@pytest.mark.parametrize("words", ["刚发的价能再改吗，改几次", "can the price i sent still change"])
async def test_a_price_that_was_sent_is_no_question_of_the_place(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, SILK, "RFQ-10027", "request").says("change_order", words)
    assert "utter_lead_place" not in answer.names


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("茶杯那个询价截止几号", "utter_lead_due"),
        ("tea cups request: until when can we quote", "utter_lead_due"),
        ("茶杯询价客户目标价多少", "utter_lead_target_open"),
        ("the tea cups inquiry, where do they want it delivered", "utter_lead_place"),
    ],
)
async def test_a_supplier_hears_the_fact_of_a_lead(server: httpx.AsyncClient, words: str, response: str) -> None:
    answer = await Chat(server, CERAMICS).says("check_quotes", words)
    assert answer.names == [response]
    assert answer.values["number"] == "RFQ-10036"


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("被子那单谁下的", "utter_own_customer"),
        ("who ordered the quilts", "utter_own_customer"),
        ("华夏那单哪天要发货", "utter_own_leaves"),
        ("by when must we ship the quilts", "utter_own_leaves"),
        ("丝被那单钱到了没", "utter_own_unpaid"),
    ],
)
async def test_a_supplier_hears_the_fact_of_an_order(server: httpx.AsyncClient, words: str, response: str) -> None:
    answer = await Chat(server, SILK).says("report_problem", words, confidence=0.5)
    assert answer.names == [response]
    assert answer.values["number"] == "ORD-100712"


@pytest.mark.parametrize(
    ("intent", "words", "acts"),
    [
        ("cancel_order", "cancel the quilt order", {"cancel_order": ("wish", 0.9)}),
        ("change_order", "ship it to Ningbo instead", {"change_order": ("wish", 0.9)}),
        ("affirm", "ok, confirmed", {"answer_yes": ("yes", 0.9)}),
    ],
)
async def test_what_is_wanted_or_agreed_to_is_no_question(
    server: httpx.AsyncClient, intent: str, words: str, acts: dict[str, tuple[str, float]]
) -> None:
    answer = await about(server, HUAXIA, "ORD-100712").says(intent, words, acts=acts)
    assert not any(name.startswith("utter_own_") for name in answer.names)


@pytest.mark.parametrize(
    ("words", "product"),
    [("who sells umbrellas", "umbrellas"), ("丝巾多少钱一条", "丝巾"), ("how much are silk scarves", "silk scarves")],
)
async def test_a_question_about_goods_on_sale_is_no_question_about_an_order(
    server: httpx.AsyncClient, words: str, product: str
) -> None:
    answer = await Chat(server, NORDMARKT).says("find_supplier", words, product=product)
    assert not any(name.startswith("utter_own_") for name in answer.names)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("这单先放着 另外两单开工了吗", {"ORD-100712", ACCEPTED}),
        ("don't confirm it yet, have the others started?", {"ORD-100712", ACCEPTED, READY}),
    ],
)
async def test_the_others_are_those_that_were_not_talked_about(
    server: httpx.AsyncClient, words: str, others: set[str]
) -> None:
    answer = await about(server, "chengdu-silk", "ORD-100410").says("contact_supplier", words, acts=ASKS)
    assert {reply["values"]["number"] for reply in answer.replies} == others
    assert set(answer.names) <= {"utter_own_not_made", "utter_own_made"}


@pytest.mark.parametrize("words", ["how many in the other scarf order", "丝巾的另一单多少条"])
async def test_the_other_of_two_that_are_named(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, READY).says("order_status", words, acts=ASKS)
    assert answer.names == ["utter_own_quantity"]
    assert answer.values["number"] == ACCEPTED


@pytest.mark.parametrize(("words", "place"), [("the second one, when does it leave?", 1), ("第一个哪天发货", 0)])
async def test_one_of_those_listed_is_meant_by_its_place(server: httpx.AsyncClient, words: str, place: int) -> None:
    chat = Chat(server, NORDMARKT)
    listed = await chat.says("list_orders", "my orders")
    answer = await chat.says("ask_lead_time", words, acts=ASKS)
    assert answer.values["number"] == listed.cards[place]["title"]


@pytest.mark.parametrize("words", ["how long have they got", "他们还有几天"])
@pytest.mark.parametrize(
    ("account", "number", "kind", "response"),
    [
        ("shenzhen-lumen", "RFQ-10032", "request", "utter_lead_due"),
        (NORDMARKT, "RFQ-10023", "request", "utter_request_until"),
        (NORDMARKT, "ORD-100420", "order", "utter_own_waiting"),
    ],
)
async def test_the_time_left_is_that_of_what_is_at_hand(
    server: httpx.AsyncClient, words: str, account: str, number: str, kind: str, response: str
) -> None:
    answer = await about(server, account, number, kind).says("ask_lead_time", words, acts=ASKS)
    assert answer.names == [response]


@pytest.mark.parametrize("words", ["how long have they got", "他们还有几天"])
async def test_the_time_left_after_a_payment_is_that_of_the_payment(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, "shenzhen-lumen", "ORD-100817")
    await chat.says("payment_status", "is the balance in?")
    answer = await chat.says("ask_lead_time", words, acts=ASKS)
    assert answer.names == ["utter_own_owed"]


@pytest.mark.parametrize(
    ("words", "response"), [("how many came", "utter_own_quantity"), ("到了几件", "utter_own_quantity")]
)
async def test_what_came_is_counted(server: httpx.AsyncClient, words: str, response: str) -> None:
    assert (await about(server, NORDMARKT, DELIVERED).says("out_of_scope", words, acts=ASKS)).names == [response]


@pytest.mark.parametrize("words", ["单号给我", "the tracking number please"])
async def test_a_detail_of_what_is_at_hand_is_no_list(server: httpx.AsyncClient, words: str) -> None:
    assert (await about(server, NORDMARKT, AT_SEA).says("list_orders", words)).names == ["utter_own_tracking"]


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("did they answer?", "utter_own_quotation_waits"),
        ("对方回了没", "utter_own_quotation_waits"),
        ("until when is my price valid", "utter_own_quotation_valid"),
        ("我的报价有效到几号", "utter_own_quotation_valid"),
    ],
)
async def test_a_supplier_asks_about_its_own_quotation(server: httpx.AsyncClient, words: str, response: str) -> None:
    answer = await about(server, CERAMICS, "RFQ-10036", "request").says("nlu_fallback", words, acts=ASKS)
    assert answer.names == [response]


@pytest.mark.parametrize("words", ["how many suppliers quoted for the towels", "毛巾有几家报价"])
async def test_how_many_have_quoted(server: httpx.AsyncClient, words: str) -> None:
    assert (await Chat(server, HUAXIA).says("check_quotes", words)).names == ["utter_own_quoted"]


@pytest.mark.parametrize("words", ["定金付过没", "is the deposit in?"])
async def test_the_only_deposit_to_come_is_meant(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, SILK).says("payment_status", words)
    assert answer.names == ["utter_own_balance"]
    assert answer.values["number"] == "ORD-100712"


@pytest.mark.parametrize("words", ["any samples on the way?", "有样品在路上吗"])
async def test_samples_that_are_not_there_are_no_orders(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, HUAXIA).says("faq_sample_policy", words)
    assert answer.names == ["utter_no_samples"]


@pytest.mark.parametrize(
    ("account", "number", "words", "response"),
    [
        (NORDMARKT, AT_SEA, "will they make it by the 18th", "utter_own_eta"),
        (NORDMARKT, AT_SEA, "圣诞前赶得上吗", "utter_own_eta"),
        (NORDMARKT, AT_SEA, "how many days is that", "utter_own_eta"),
        (NORDMARKT, "ORD-100420", "is there a penalty", "utter_fact_cancel_free"),
        (NORDMARKT, "ORD-100420", "取消要手续费吗", "utter_fact_cancel_free"),
        (NORDMARKT, ACCEPTED, "when is it due", "utter_own_owed"),
        (SILK, ACCEPTED, "when is it due", "utter_own_leaves"),
        (SILK, ACCEPTED, "原定哪天", "utter_own_leaves"),
    ],
)
async def test_other_words_ask_for_the_same_facts(
    server: httpx.AsyncClient, account: str, number: str, words: str, response: str
) -> None:
    answer = await about(server, account, number).says("out_of_scope", words, acts=ASKS)
    assert answer.names == [response]


@pytest.mark.parametrize(
    ("account", "at", "intent", "words", "response"),
    [
        (NORDMARKT, AT_SEA, "order_status", "and the speakers, were they inspected too", "utter_own_not_inspected"),
        (NORDMARKT, "RFQ-10023", "report_problem", "who's missing", "utter_own_quoted"),
        (HUAXIA, "RFQ-10040", "report_problem", "还缺谁", "utter_own_quoted"),
        (NORDMARKT, "RFQ-10023", "compare_suppliers", "and from whom", "utter_own_quotations_price"),
        ("xinjiang-tomato", "ORD-100725", "cancel_order", "取消那单退了多少", "utter_refund_to_pay"),
        (SILK, "ORD-100712", "payment_status", "尾款哪天到期", "utter_own_balance"),
        (CERAMICS, "ORD-100859", "claim_status", "索赔期过了没", "utter_claim_until"),
        ("lagos-home", "ORD-100859", "claim_status", "is the claim window still open for those", "utter_claim_until"),
        ("lagos-home", "RFQ-10031", "faq_shipping_time", "how many days are left", "utter_request_until"),
        (HUAXIA, "ORD-100846", "payment_status", "what remains to be paid", "utter_own_owed"),
        (HUAXIA, "ORD-100846", "ask_lead_time", "啥时候能发", "utter_own_not_shipped"),
        (NORDMARKT, CANCELLED, "out_of_scope", "what was the reason", "utter_own_cancelled"),
        ("xinjiang-tomato", CANCELLED, "cancel_order", "谁取消的", "utter_own_cancelled"),
        ("shenzhen-lumen", AT_SEA, "report_problem", "speakers: have they been delivered", "utter_own_arrived"),
        ("shenzhen-lumen", "ORD-100817", "order_status", "whose is it", "utter_own_customer"),
        ("shenzhen-lumen", "ORD-100817", "compare_suppliers", "and the second half", "utter_own_balance"),
        (CERAMICS, AT_SEA, "faq_incoterms", "船叫啥", "utter_own_vessel"),
    ],
)
async def test_what_is_asked_decides_whatever_the_words_sound_like(
    server: httpx.AsyncClient, account: str, at: str, intent: str, words: str, response: str
) -> None:
    chat = about(server, account, at, "request" if at.startswith("RFQ") else "order")
    assert (await chat.says(intent, words, acts=ASKS)).names == [response]


@pytest.mark.parametrize("words", ["贸易条款是啥", "what are the trade terms"])
async def test_a_general_word_of_a_company_names_no_order(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, SILK, ACCEPTED)
    await chat.says("faq_incoterms", words, acts=ASKS)
    assert chat.about("order") == ACCEPTED


@pytest.mark.parametrize("words", ["when's that payable", "几号到期"])
async def test_after_an_answer_about_several_these_are_at_hand(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, NORDMARKT, AT_SEA)
    await chat.says("payment_status", "what do we still owe chengdu silk", acts=ASKS)
    answer = await chat.says("payment_status", words, acts=ASKS)
    assert [reply["values"]["number"] for reply in answer.replies] == [ACCEPTED, READY]


@pytest.mark.parametrize("words", ["whom is it for", "发给谁的"])
async def test_of_many_that_were_listed_one_is_asked_for(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SILK)
    await chat.says("list_orders", "my orders")
    assert (await chat.says("out_of_scope", words, acts=ASKS)).names == ["utter_which_own"]


@pytest.mark.parametrize("words", ["15个多少钱", "how much for 15"])
async def test_what_some_of_an_order_cost_is_reckoned(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, DELIVERED).says("ask_price", words, quantity="15", acts=ASKS)
    assert answer.names == ["utter_fact_total_then"]
    assert answer.values["number"] == DELIVERED


@pytest.mark.parametrize("words", ["whats left now", "还剩哪些事"])
async def test_what_is_left_to_do_is_asked_of_all_trades(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, SILK, ACCEPTED).says("daily_tasks", words, acts=ASKS)
    assert "utter_daily_tasks" in answer.names


async def test_the_own_rating_is_no_amount_of_an_order(server: httpx.AsyncClient) -> None:
    answer = await about(server, SILK, ACCEPTED).says("supplier_performance", "我们的评分多少", acts=ASKS)
    assert answer.names[0] == "utter_supplier"


async def test_broken_pieces_are_no_question_how_many_were_ordered(server: httpx.AsyncClient) -> None:
    answer = await about(server, NORDMARKT, DELIVERED).says(
        "report_problem", "喇叭收到了 有十几个是裂的 怎么弄", acts={"report_problem": ("wish", 0.8)}
    )
    assert "utter_own_quantity" not in answer.names
    assert any(name.startswith("utter_claim") for name in answer.names)


async def test_questions_for_a_buyer_are_put_to_the_buyer(server: httpx.AsyncClient) -> None:
    acts = {"contact_supplier": ("wish", 0.6), "ask_about": ("ask", 0.3)}
    words = "we must ask them first: which quantity of plates? gold rim or plain?"
    answer = await about(server, CERAMICS, "RFQ-10025", "request").says("contact_supplier", words, acts=acts)
    assert answer.names[0].startswith("utter_question")


@pytest.mark.parametrize("words", ["has all of the money for it gone out"])
async def test_money_that_has_gone_out_is_paid(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, NORDMARKT, AT_SEA).says("payment_status", words, acts=ASKS)
    assert answer.names == ["utter_own_paid_in_full"]


async def test_a_unit_names_no_goods(server: httpx.AsyncClient) -> None:
    answer = await about(server, NORDMARKT, ACCEPTED).says(
        "ask_price", "does the price per piece stay the same?", acts=ASKS
    )
    assert answer.values["number"] == ACCEPTED


@pytest.mark.parametrize("words", ["到哪里了", "货到哪儿了", "批貨去到邊度"])
async def test_how_far_the_goods_have_come_is_no_question_where_they_go(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, HUAXIA, "ORD-100725").says("order_status", words, acts=ASKS)
    assert answer.names == ["utter_order_shipped"]
    assert answer.cards


@pytest.mark.parametrize(
    ("language", "goods", "words"), [("en", "woks", "the second one, moq?"), ("zh", "铁锅", "第二个起订量多少")]
)
async def test_one_of_the_goods_listed_last_is_meant_and_not_the_order(
    server: httpx.AsyncClient, language: str, goods: str, words: str
) -> None:
    chat = about(server, NORDMARKT, AT_SEA)
    chat.language = language
    await chat.says("find_supplier", goods, product=goods)
    ranking = {"compare_suppliers": 0.4, "ask_moq": 0.35}
    answer = await chat.says("compare_suppliers", words, ranking=ranking, acts=ASKS)
    assert answer.names == ["utter_moq"]


@pytest.mark.parametrize(
    "words", ["how much did we pay for it", "付了多少", "what do we still owe", "尾款多少", "is the deposit due"]
)
async def test_an_order_that_was_cancelled_before_it_was_paid_is_not_called_paid(
    server: httpx.AsyncClient, words: str
) -> None:
    number = await trading.order()
    await (await trading.market()).purchases.cancel_order(trading.BUYER, number, None, trading.key())
    answer = await about(server, trading.BUYER, number).says("payment_status", words)
    assert answer.names == ["utter_own_cancelled_unpaid"]
