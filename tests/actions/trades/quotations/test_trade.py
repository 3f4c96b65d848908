"""Quotations for buyers, leads and orders for suppliers: real look-ups, honest offers, one write."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Answer, Chat, field, rfqs_of, sign
from tests.fakes.actions.trading import SUPPLIER, order_delivered

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def tells_all(chat: Chat) -> Answer:
    """Leads a request for 800 silk scarves to Hamburg to its final question, which is returned."""
    begun = await chat.says("request_quote", "get me quotes for silk scarves", product="silk scarves")
    assert begun.names == ["utter_task_taken", "utter_quote_form_quantity"]
    asked = await chat.says("inform", "800", quantity={"value": 800, "unit": None})
    assert asked.names == ["utter_quote_form_country"]
    return await chat.says("inform", "发到汉堡", country={"country": "DE", "city": "Hamburg"})


async def test_a_request_for_quotations(nordmarkt: Chat) -> None:
    before = await rfqs_of("nordmarkt")
    asked = await tells_all(nordmarkt)
    assert asked.names == ["utter_confirm_quote"]
    line, to = asked.values["request"]["items"]
    assert line["values"]["quantity"] == {"type": "quantity", "value": 800, "unit": "piece"}
    assert to["values"]["destination"]["values"]["city"]["en"] == "Hamburg"
    assert asked.values["suppliers"] == {"type": "term", "name": "request.suitable_suppliers", "values": {}}
    assert await rfqs_of("nordmarkt") == before
    sent = await nordmarkt.says("affirm", "yes")
    assert sent.names == ["utter_quote_sent"]
    created = {rfq.number for rfq in await rfqs_of("nordmarkt")} - {rfq.number for rfq in before}
    assert created == {sent.values["number"]}
    assert (nordmarkt.task, nordmarkt.about("request")) == (None, sent.values["number"])


async def test_a_retried_turn_sends_once(nordmarkt: Chat) -> None:
    await tells_all(nordmarkt)
    before, record = await rfqs_of("nordmarkt"), nordmarkt.record
    message_id = "m-retried"
    message = {
        "intent": {"name": "affirm"},
        "entities": [],
        "text": "yes",
        "message_id": message_id,
        "metadata": {"context": sign("nordmarkt", message_id)},
    }
    first = await nordmarkt.runs(message)
    nordmarkt.record = record
    second = await nordmarkt.runs(message)
    assert first.values == second.values
    assert len(await rfqs_of("nordmarkt")) == len(before) + 1


async def test_no_sends_nothing_and_keeps_what_was_said(nordmarkt: Chat) -> None:
    before = await rfqs_of("nordmarkt")
    await tells_all(nordmarkt)
    refused = await nordmarkt.says("deny", "no")
    assert (refused.names, nordmarkt.task) == (["utter_quote_not_sent"], None)
    assert await rfqs_of("nordmarkt") == before
    again = await nordmarkt.presses(refused.button("button.resume"))
    assert again.names == ["utter_confirm_quote"]
    assert nordmarkt.values["quantity"]["value"] == "800"


async def test_a_correction_while_confirming(nordmarkt: Chat) -> None:
    await tells_all(nordmarkt)
    corrected = await nordmarkt.says("inform", "no, 900", quantity={"value": 900, "unit": "piece"})
    assert nordmarkt.values["quantity"]["value"] == "900"
    assert (corrected.names, nordmarkt.asked) == (["utter_task_taken", "utter_confirm_quote"], "confirmed")


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text"),
    [("faq_incoterms", "what is FOB?"), ("greet", "hello"), ("nlu_fallback", "hm"), ("order_status", "where is it?")],
)
async def test_what_is_no_answer_changes_nothing(nordmarkt: Chat, intent: str, text: str) -> None:
    await nordmarkt.says("request_quote", "get me quotes for silk scarves", product="silk scarves")
    before = dict(nordmarkt.values)
    answer = await nordmarkt.says(intent, text)
    assert answer.names[-1] == "utter_quote_form_quantity_again"
    assert (nordmarkt.asked, nordmarkt.values) == ("quantity", before)


async def test_words_that_were_not_understood_are_an_answer_when_they_hold_one(nordmarkt: Chat) -> None:
    await nordmarkt.says("request_quote", "800 scarves", product="scarves", quantity={"value": 800, "unit": "piece"})
    assert nordmarkt.asked == "country"
    await nordmarkt.says("nlu_fallback", "发到德国", acts=ANSWER, country={"country": "DE", "city": None})
    assert nordmarkt.values["country"]["country"] == "DE"


async def test_cancel_gives_the_request_up(nordmarkt: Chat) -> None:
    await tells_all(nordmarkt)
    answer = await nordmarkt.says("cancel", "forget it")
    assert answer.names == ["utter_task_dropped"]
    assert (nordmarkt.task, nordmarkt.record.get("aside")) == (None, None)


async def test_a_person_may_be_asked_for_meanwhile(nordmarkt: Chat) -> None:
    """The question is not asked again: a person answers next. What was said is kept."""
    await tells_all(nordmarkt)
    answer = await nordmarkt.says("human_handoff", "a person please")
    assert [effect["kind"] for effect in answer.effects] == ["handoff"]
    assert not [name for name in answer.names if name.startswith("utter_confirm_quote")]
    assert nordmarkt.record["aside"][0]["values"]["quantity"]["value"] == "800"


async def test_the_quote_button_knows_product_and_supplier(nordmarkt: Chat) -> None:
    found = await nordmarkt.says("find_supplier", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    begun = await nordmarkt.presses(found.button("button.request_quote"))
    assert begun.names == ["utter_quote_form_country"]
    assert nordmarkt.values["product"] == found.cards[0]["title"]["en"]
    assert nordmarkt.values["quantity"] == {"value": "800", "unit": "piece"}
    asked = await nordmarkt.says("inform", "Hamburg", country={"country": "DE", "city": "Hamburg"})
    assert asked.names == ["utter_confirm_quote"]
    assert asked.values["suppliers"] == field(found.cards[0], "supplier")


async def test_only_buyers_ask_for_quotations(chengdu: Chat, visitor: Chat) -> None:
    assert (await chengdu.says("request_quote", product="tea")).names == ["utter_quote_buyers_only"]
    assert (await visitor.says("request_quote", product="tea")).names == [
        "utter_offers_by_relevance",
        "utter_request_kept",
        "utter_sign_in",
    ]


async def test_quotations_that_came_in(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")
    assert answer.names == ["utter_quotes"]
    assert answer.values["count"] == len(answer.cards) == 3
    totals = [Decimal(field(card, "total")["amount"]) for card in answer.cards]
    assert totals == sorted(totals)
    assert answer.values["supplier"] == answer.cards[0]["title"]


async def test_no_quotation_yet(nordmarkt: Chat) -> None:
    assert (await nordmarkt.says("check_quotes", rfq_number="RFQ-10032")).names == ["utter_no_quotes_yet"]


@pytest.mark.parametrize("number", ["RFQ-10031", "RFQ-99999"])
async def test_unknown_and_foreign_requests_look_alike(nordmarkt: Chat, number: str) -> None:
    answer = await nordmarkt.says("check_quotes", rfq_number=number)
    assert (answer.names, answer.values) == (["utter_rfq_not_found"], {"number": number})


async def test_accepting_a_quotation_asks_first(nordmarkt: Chat) -> None:
    seen = await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")
    answer = await nordmarkt.presses(seen.button("button.accept_quote"))
    assert answer.names == ["utter_accept_quote"]
    assert answer.values["supplier"] == seen.cards[0]["title"]
    assert answer.button("button.accept_now")["single_use"] is True
    second = await nordmarkt.says("accept_quote", "take the second one")
    assert second.values["supplier"] == seen.cards[1]["title"]
    assert (await nordmarkt.says("deny", "no")).names == ["utter_offer_declined"]
    assert (await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")).values["count"] == 3


async def test_bargaining_over_quotations(nordmarkt: Chat) -> None:
    await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")
    answer = await nordmarkt.says(
        "negotiate_price", "too expensive, 2.40?", price={"amount": "2.40", "currency": "USD"}
    )
    assert answer.names == ["utter_counter_confirm"]
    assert answer.values["price"]["values"]["price"] == {"type": "money", "amount": "2.40", "currency": "USD"}


async def test_an_offer_above_the_lowest_quotation_is_doubted(nordmarkt: Chat) -> None:
    await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")
    answer = await nordmarkt.says("negotiate_price", "2.80?", price={"amount": "2.80", "currency": "USD"})
    assert answer.names == ["utter_price_doubts", "utter_counter_confirm"], "the lowest one is quoted at 2.60"


async def test_leads_of_a_supplier(tomato: Chat) -> None:
    answer = await tomato.says("view_leads", "有新询盘吗")
    assert answer.names[0] in ("utter_leads", "utter_lead_only")
    assert answer.values["number"] == answer.cards[0]["title"] == "RFQ-10031"
    quoted = await tomato.presses(answer.button("button.submit_quote"))
    assert quoted.names[0] in ("utter_quotation_price", "utter_quotation_price_changed")
    assert (tomato.task, tomato.values["rfq_number"]) == ("quotation", "RFQ-10031")


async def test_quoting_for_one_of_the_leads(server: httpx.AsyncClient, nordmarkt: Chat) -> None:
    wish = {"product": "LED panel lights", "quantity": {"value": 700, "unit": "piece"}, "country": {"country": "DE"}}
    await nordmarkt.says("request_quote", "quotes please", **wish)
    await nordmarkt.says("affirm", "yes")
    lumen = Chat(server, "shenzhen-lumen")
    shown = await lumen.says("view_leads", "show leads")
    assert len(shown.cards) > 1
    price = {"amount": "3.20", "currency": "USD"}
    quoted = await lumen.says("submit_quote", "quote 3.20 usd FOB, 25 days, for the second one", price=price)
    assert quoted.names == ["utter_quotation_confirm"] or lumen.asked == "incoterm"
    assert lumen.values["rfq_number"] == shown.cards[1]["title"]
    assert (lumen.values["unit_price"]["amount"], lumen.values["lead_days"]) == ("3.20", 25)


async def test_leads_are_for_suppliers(nordmarkt: Chat) -> None:
    for intent in ("view_leads", "submit_quote", "ship_order"):
        assert (await nordmarkt.says(intent)).names == ["utter_suppliers_only"]


@pytest.mark.parametrize(
    ("ranking", "asked"),
    [
        ({"submit_quote": 0.8, "request_quote": 0.01}, "lead_days"),
        ({"request_quote": 0.95, "submit_quote": 0.02}, None),
    ],
)
async def test_a_supplier_that_quotes_makes_no_request(
    server: httpx.AsyncClient, ranking: dict[str, float], asked: str | None
) -> None:
    lumen, acts = Chat(server, "shenzhen-lumen"), {"request_quote": ("wish", 0.9)}
    await lumen.says("view_leads", "RFQ-10032", rfq_number="RFQ-10032")
    await lumen.says("request_quote", "fine, quote this one. 6.40 each", ranking=ranking, situated=0.9, acts=acts)
    assert lumen.asked == asked
    assert not asked or lumen.values["unit_price"]["amount"] == "6.40"


async def test_the_only_order_to_confirm(chengdu: Chat) -> None:
    answer = await chengdu.says("confirm_order", "确认订单")
    assert answer.names == ["utter_confirm_order"]
    assert answer.values["number"] == "ORD-100410"
    assert answer.effects == []
    assert (await chengdu.says("confirm_order", order_number="ORD-100555")).names == ["utter_confirmed_already"]


async def test_a_buyer_confirms_nothing(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("confirm_order", order_number="ORD-100420")
    assert answer.names == ["utter_order_awaiting_confirmation"]


async def test_an_order_that_waits_is_to_be_confirmed_before_it_is_shipped(chengdu: Chat) -> None:
    assert (await chengdu.says("ship_order", order_number="ORD-100410")).names == ["utter_confirm_order"]


async def test_what_cannot_be_shipped_is_said(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, SUPPLIER).says("ship_order", order_number=await order_delivered())
    assert answer.names == ["utter_ship_not_now"]


async def test_another_wish_does_not_rewrite_a_request_that_waits_for_its_yes(nordmarkt: Chat) -> None:
    await tells_all(nordmarkt)
    before = nordmarkt.values["product"]
    answer = await nordmarkt.says("ask_price", "price of 24 inch monitors", product="24 inch monitors")
    assert nordmarkt.values["product"] == before
    assert answer.names[-1] == "utter_confirm_quote_again"


async def test_requests_with_quotations_come_first(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("check_quotes", "show my quotations")
    numbers = [button["entities"]["rfq_number"] for button in answer.buttons]
    quoted = [bool((await nordmarkt.says("check_quotes", rfq_number=number)).cards) for number in numbers]
    assert set(numbers[: quoted.count(True)]) >= {"RFQ-10036", "RFQ-10023"}
    assert quoted == sorted(quoted, reverse=True)


async def test_a_destination_in_china(nordmarkt: Chat) -> None:
    """It is one only in an answer to that question: elsewhere it is where goods come from."""
    region = {"province": "CN-SH", "city": None}
    await nordmarkt.says("request_quote", "get me quotes for silk scarves", product="silk scarves")
    await nordmarkt.says("inform", "上海", region=region)
    assert (nordmarkt.task, nordmarkt.asked, nordmarkt.values.get("country")) == ("request", "quantity", None)
    await nordmarkt.says("inform", "800", quantity={"value": 800, "unit": "piece"})
    await nordmarkt.says("inform", "发到上海", region=region)
    assert nordmarkt.values["country"] == {"country": "CN", "city": {"en": "Shanghai", "zh": "上海"}}


async def test_an_answer_to_which_request(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("check_quotes", "show me my quotes")
    assert asked.names == ["utter_which_rfq"]
    answer = await nordmarkt.says("inform", "the steel bottles", product="steel bottles")
    assert answer.values["number"] == "RFQ-10023"


async def test_a_supplier_accepts_orders_not_quotations(chengdu: Chat) -> None:
    assert (await chengdu.says("accept_quote", "接受")).names == ["utter_confirm_order"]


async def test_comparing_the_quotations_talked_about(nordmarkt: Chat) -> None:
    await nordmarkt.says("check_quotes", rfq_number="RFQ-10023")
    answer = await nordmarkt.says("compare_suppliers", "compare them")
    assert answer.names == ["utter_quotes"]
    assert len(answer.cards) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_request_that_is_named_is_shown_alone(server: httpx.AsyncClient, language: str) -> None:
    tomato = Chat(server, "xinjiang-tomato", language=language)
    assert len((await tomato.says("view_leads")).cards) > 1
    shown = await tomato.says("view_leads", "RFQ-10031", rfq_number="RFQ-10031")
    assert (shown.names, [card["title"] for card in shown.cards]) == (["utter_lead_named"], ["RFQ-10031"])
    strange = await tomato.says("view_leads", "RFQ-10032", rfq_number="RFQ-10032")
    assert strange.names == ["utter_rfq_not_found"]


async def test_who_else_quotes_is_told_to_nobody(server: httpx.AsyncClient) -> None:
    tomato = Chat(server, "xinjiang-tomato")
    for words in ("who else is quoting for it", "还有哪家报了"):
        assert (await tomato.says("out_of_scope", words)).names == ["utter_rivals_private"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("first", "then", "price"),
    [
        ("each 940 usd", "940 is not enough, with the freight 1025", "1025"),
        ("每吨940美金", "那940不行 含海运得1025", "1025"),
        ("9.20, 22 days, valid for 4000K only", "", "9.2"),
    ],
)
async def test_which_number_is_the_price(server: httpx.AsyncClient, first: str, then: str, price: str) -> None:
    """The other one beside the known price, or the only one with decimals."""
    tomato = Chat(server, "xinjiang-tomato")
    money = {"price": {"amount": "940", "currency": "USD"}} if "940" in first else {}
    await tomato.says("submit_quote", first, rfq_number="RFQ-10031", **money)
    if then:
        await tomato.says("inform", then, acts={"correct": ("correct", 0.9)})
        total = await tomato.says("ask_price", "how much in total?")
        assert total.names[0] == "utter_quotation_total"
    assert Decimal(tomato.values["unit_price"]["amount"]) == Decimal(price)


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("words", "bare", "price"),
    [("等下 改成56", "56", "56"), ("sorry, 56", "56", "56"), ("only the white one, send", None, "58")],
)
async def test_a_number_without_a_currency_stays_in_that_of_the_price(
    server: httpx.AsyncClient, words: str, bare: str | None, price: str
) -> None:
    silk = Chat(server, "chengdu-silk")
    await silk.says("submit_quote", "每条58块 25天", rfq_number="RFQ-10027", price={"amount": "58", "currency": "CNY"})
    named = {"price": {"amount": bare, "currency": None}} if bare else {}
    await silk.says("inform", words, acts={"correct": ("correct", 0.9)}, **named)
    assert silk.values["unit_price"] == {"amount": price, "currency": "CNY"}


async def test_what_the_buyer_offers_is_not_the_price_of_the_quotation(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    both = [{"amount": "5.90", "currency": None}, {"amount": "6.10", "currency": None}]
    await silk.says("submit_quote", "买家还5.90，我们报6.10", rfq_number="RFQ-10027", price=both)
    assert Decimal(silk.values["unit_price"]["amount"]) == Decimal("6.10")


@pytest.mark.parametrize("words", ["5.9做不了，最低6.1", "5.9 is too low, 6.1 at least"])
async def test_a_price_that_will_not_do_is_not_quoted(server: httpx.AsyncClient, words: str) -> None:
    silk = Chat(server, "chengdu-silk")
    await silk.says("submit_quote", words, rfq_number="RFQ-10027", price={"amount": "5.90", "currency": None})
    assert Decimal(silk.values["unit_price"]["amount"]) == Decimal("6.1")


async def test_a_price_beside_its_difference_counts(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    await silk.says(
        "submit_quote", "9.20 usd, 25 days", rfq_number="RFQ-10027", price={"amount": "9.20", "currency": "USD"}
    )
    both = [{"amount": "0.30", "currency": "USD"}, {"amount": "8.90", "currency": "USD"}]
    await silk.says("inform", "30 cents less, 8.90", acts={"correct": ("correct", 0.9)}, price=both)
    assert Decimal(silk.values["unit_price"]["amount"]) == Decimal("8.90")


async def test_a_colloquial_price_is_in_the_currency_of_the_target_price(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    await silk.says("submit_quote", "报8块8", rfq_number="RFQ-10027", price={"amount": "8.80", "currency": "CNY"})
    assert silk.values["unit_price"]["currency"] == "USD"


async def test_terms_of_the_request_are_not_said_back_as_given(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    answer = await silk.says("submit_quote", "I want to quote", rfq_number="RFQ-10027")
    assert answer.names == ["utter_quotation_price"]
    assert silk.values["incoterm"] == "FOB"


async def test_keeping_the_incoterm_keeps_its_port(server: httpx.AsyncClient) -> None:
    silk = Chat(server, "chengdu-silk")
    port = {"province": "CN-SH", "city": None}
    await silk.says("submit_quote", "quote it FOB Shanghai", rfq_number="RFQ-10027", incoterm="FOB", port=port)
    await silk.says("inform", "keep FOB, 25 days", acts={"answer": ("value", 0.9)}, incoterm="FOB")
    assert (silk.values["port"] or {}).get("en") == "Shanghai"
    assert silk.values["lead_days"] == 25


async def test_a_new_price_of_one_of_several_goods_changes_the_remark_and_the_sum(server: httpx.AsyncClient) -> None:
    porcelain = Chat(server, "jingdezhen-ceramics")
    both = ["2.40", "11.20"]
    await porcelain.says(
        "submit_quote",
        "plates 2.40 usd, tea sets 11.20 usd",
        rfq_number="RFQ-10025",
        product=["plates", "tea sets"],
        price=both,
    )
    one = {"product": "plates", "price": "2.30"}
    await porcelain.says("inform", "plates better 2.30", acts={"answer": ("value", 0.9)}, **one)
    assert "2.30 USD" in porcelain.values["note"]
    assert "11.20 USD" in porcelain.values["note"]
    assert porcelain.values["unit_price"]["amount"] == "13.50"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Payment I want 50% deposit this time because of last experience", "50% deposit"),
        ("这次要五成定金", "五成定金"),
    ],
)
async def test_a_wish_for_a_deposit_becomes_the_term_alone(server: httpx.AsyncClient, words: str, said: str) -> None:
    tomato = Chat(server, "xinjiang-tomato")
    price = {"amount": "990", "currency": "USD"}
    await tomato.says("submit_quote", "990 usd, 25 days, FOB", rfq_number="RFQ-10031", price=price, incoterm="FOB")
    await tomato.says("inform", words, acts={"answer": ("value", 0.9)})
    assert tomato.values["note"] == said


@pytest.mark.parametrize("words", ["my manager says check the leads, where?", "经理让我看求购 在哪"])
async def test_requests_are_listed_for_unsure_words_that_name_them(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    ranking = {"view_leads": 0.39, "order_status": 0.3, "faq_inspection": 0.1}
    answer = await lumen.says("view_leads", words, ranking=ranking, confidence=0.39)
    assert answer.names[0].startswith("utter_lead")


@pytest.mark.parametrize("words", ["这个月我接了几单", "上个月接了多少单"])
async def test_orders_that_one_got_are_in_any_state(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, "jingdezhen-ceramics").says("list_orders", words)
    assert "accepted" not in str(answer.values)
