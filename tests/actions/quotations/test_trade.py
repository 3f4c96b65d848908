"""Quotations for buyers, leads and orders for suppliers: real look-ups, honest offers, one write."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.fakes.actions.chat import Chat, field, fill_in, rfqs_of, sign

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def filled_form(chat: Chat) -> None:
    begun = await chat.says("request_quote", "get me quotes for silk scarves", product="silk scarves")
    assert begun.followed_by() == ["quote_form"]
    chat.slots["requested_slot"] = "quantity"
    await fill_in(chat, "inform", "800", quantity={"value": 800, "unit": None})
    chat.slots["requested_slot"] = "country"
    await fill_in(chat, "inform", "发到汉堡", country={"country": "DE", "city": "Hamburg"})
    chat.slots["requested_slot"] = "confirmed"


async def test_a_request_for_quotations(nordmarkt: Chat) -> None:
    before = await rfqs_of("nordmarkt")
    await filled_form(nordmarkt)
    asked = await nordmarkt.says("inform", action="action_ask_quote_form_confirmed")
    assert asked.names == ["utter_confirm_quote"]
    assert asked.values["quantity"] == {"type": "quantity", "value": 800, "unit": "piece"}
    assert await rfqs_of("nordmarkt") == before
    await fill_in(nordmarkt, "affirm", "yes")
    nordmarkt.form = None
    sent = await nordmarkt.says("affirm", "yes", action="action_submit_rfq")
    assert sent.names == ["utter_quote_sent"]
    created = {rfq.number for rfq in await rfqs_of("nordmarkt")} - {rfq.number for rfq in before}
    assert created == {sent.values["number"]}
    assert all(nordmarkt.slots[name] is None for name in ("product", "quantity", "country", "confirmed"))


async def test_a_retried_turn_sends_once(nordmarkt: Chat) -> None:
    await filled_form(nordmarkt)
    await fill_in(nordmarkt, "affirm", "yes")
    nordmarkt.form = None
    before, slots = await rfqs_of("nordmarkt"), dict(nordmarkt.slots)
    message_id = "m-retried"
    message = {
        "intent": {"name": "affirm"},
        "entities": [],
        "text": "yes",
        "message_id": message_id,
        "metadata": {"context": sign("nordmarkt", message_id)},
    }
    first = await nordmarkt.runs("action_submit_rfq", message)
    nordmarkt.slots = slots
    second = await nordmarkt.runs("action_submit_rfq", message)
    assert first.values == second.values
    assert len(await rfqs_of("nordmarkt")) == len(before) + 1


async def test_no_sends_nothing(nordmarkt: Chat) -> None:
    before = await rfqs_of("nordmarkt")
    await filled_form(nordmarkt)
    await fill_in(nordmarkt, "deny", "no")
    nordmarkt.form = None
    assert (await nordmarkt.says("deny", "no", action="action_submit_rfq")).names == ["utter_quote_not_sent"]
    assert await rfqs_of("nordmarkt") == before


async def test_a_correction_while_confirming(nordmarkt: Chat) -> None:
    await filled_form(nordmarkt)
    await fill_in(nordmarkt, "inform", "no, 900", quantity={"value": 900, "unit": "piece"})
    assert nordmarkt.slots["quantity"]["value"] == "900"
    assert nordmarkt.slots["confirmed"] is None


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("faq_incoterms", "what is FOB?"),
        ("cancel", "never mind"),
        ("human_handoff", "a person please"),
        ("nlu_fallback", "hm"),
    ],
)
async def test_what_is_no_answer_goes_to_the_rules(nordmarkt: Chat, intent: str, text: str) -> None:
    nordmarkt.slots["requested_slot"] = "quantity"
    assert (await fill_in(nordmarkt, intent, text)).events == []


async def test_a_fallback_inside_the_form_is_an_answer_when_it_holds_one(nordmarkt: Chat) -> None:
    nordmarkt.slots["requested_slot"] = "country"
    await fill_in(nordmarkt, "nlu_fallback", "发到德国", country={"country": "DE", "city": None})
    assert nordmarkt.slots["country"]["country"] == "DE"


async def test_cancel_leaves_the_form(nordmarkt: Chat) -> None:
    await filled_form(nordmarkt)
    nordmarkt.form = "quote_form"
    answer = await nordmarkt.says("cancel", "forget it")
    assert [effect["kind"] for effect in answer.effects] == ["withdraw_handoff"]
    assert answer.names == ["utter_cancelled"]
    assert nordmarkt.form is None
    assert nordmarkt.slots["product"] is None


async def test_the_quote_button_knows_product_and_supplier(nordmarkt: Chat) -> None:
    found = await nordmarkt.says("find_supplier", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    begun = await nordmarkt.presses(found.button("button.request_quote"))
    assert begun.followed_by() == ["quote_form"]
    assert nordmarkt.slots["product"] == found.cards[0]["title"]["en"]
    assert nordmarkt.slots["quantity"] == {"value": "800", "unit": "piece"}
    nordmarkt.slots["country"] = {"country": "DE", "city": "Hamburg"}
    asked = await nordmarkt.says("inform", action="action_ask_quote_form_confirmed")
    assert asked.names == ["utter_confirm_quote_to"]
    assert asked.values["supplier"] == field(found.cards[0], "supplier")


async def test_only_buyers_ask_for_quotations(chengdu: Chat, visitor: Chat) -> None:
    assert (await chengdu.says("request_quote", product="tea")).names == ["utter_quote_buyers_only"]
    assert (await visitor.says("request_quote", product="tea")).names == ["utter_sign_in"]


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
        "negotiate_price", "too expensive, 2.80?", price={"amount": "2.80", "currency": "USD"}
    )
    assert answer.names == ["utter_negotiate_quote"]


async def test_leads_of_a_supplier(tomato: Chat) -> None:
    answer = await tomato.says("view_leads", "有新询盘吗")
    assert answer.names[0] in ("utter_leads", "utter_lead_only")
    assert answer.values["number"] == answer.cards[0]["title"] == "RFQ-10031"
    quoted = await tomato.presses(answer.button("button.submit_quote"))
    assert quoted.followed_by() == ["quotation_form"]


async def test_quoting_for_one_of_the_leads(server: httpx.AsyncClient, nordmarkt: Chat) -> None:
    wish = {"product": "LED panel lights", "quantity": {"value": 700, "unit": "piece"}, "country": {"country": "DE"}}
    await nordmarkt.says("request_quote", "quotes please", **wish)
    nordmarkt.slots["confirmed"] = True
    await nordmarkt.says("affirm", "yes", action="action_submit_rfq")
    lumen = Chat(server, "shenzhen-lumen")
    shown = await lumen.says("view_leads", "show leads")
    assert len(shown.cards) > 1
    price = {"amount": "3.20", "currency": "USD"}
    quoted = await lumen.says("submit_quote", "quote 3.20 usd FOB, 25 days, for the second one", price=price)
    assert quoted.followed_by() == ["quotation_form"]
    assert lumen.slots["rfq_number"] == shown.cards[1]["title"]
    assert (lumen.slots["unit_price"]["amount"], lumen.slots["lead_days"]) == ("3.20", 25)


async def test_leads_are_for_suppliers(nordmarkt: Chat) -> None:
    for intent in ("view_leads", "submit_quote", "ship_order"):
        assert (await nordmarkt.says(intent)).names == ["utter_suppliers_only"]


async def test_the_only_order_to_confirm(chengdu: Chat) -> None:
    answer = await chengdu.says("confirm_order", "确认订单")
    assert answer.names == ["utter_confirm_order"]
    assert answer.values["number"] == "ORD-100410"
    assert answer.effects == []
    assert (await chengdu.says("confirm_order", order_number="ORD-100555")).names == ["utter_confirmed_already"]


async def test_a_buyer_confirms_nothing(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("confirm_order", order_number="ORD-100420")
    assert answer.names == ["utter_order_awaiting_confirmation"]


async def test_what_cannot_be_shipped_is_said(chengdu: Chat) -> None:
    assert (await chengdu.says("ship_order", order_number="ORD-100410")).names == ["utter_ship_not_now"]


async def test_another_wish_does_not_rewrite_a_request_that_waits_for_its_yes(nordmarkt: Chat) -> None:
    await filled_form(nordmarkt)
    before = nordmarkt.slots["product"]
    await fill_in(nordmarkt, "ask_price", "price of 24 inch monitors", product="24 inch monitors")
    assert nordmarkt.slots["product"] == before


async def test_requests_with_quotations_come_first(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("check_quotes", "show my quotations")
    first = answer.buttons[0]["entities"]["rfq_number"]
    assert first == "RFQ-10023"


async def test_a_destination_in_china(nordmarkt: Chat) -> None:
    nordmarkt.slots["requested_slot"] = "quantity"
    region = {"province": "CN-SH", "city": None}
    assert (await fill_in(nordmarkt, "inform", "上海", region=region)).events == []
    nordmarkt.slots["requested_slot"] = "country"
    await fill_in(nordmarkt, "inform", "发到上海", region=region)
    assert nordmarkt.slots["country"] == {"country": "CN", "city": {"en": "Shanghai", "zh": "上海"}}


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
