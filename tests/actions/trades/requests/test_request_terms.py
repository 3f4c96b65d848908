"""The request for quotations keeps what was said: Incoterm, deadlines, certificates; asks once; speaks both languages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, rfqs_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
BOTTLES: dict[str, Any] = {
    "product": "stainless steel bottles",
    "quantity": {"value": 5000, "unit": "piece"},
    "country": {"country": "DE", "city": "Hamburg"},
    "incoterm": "FOB",
}


async def sent(chat: Chat) -> Any:
    number = (await chat.says("affirm", "yes")).values["number"]
    return next(rfq for rfq in await rfqs_of(str(chat.account)) if rfq.number == number)


async def test_incoterm_and_deadline_are_kept(nordmarkt: Chat) -> None:
    words = "5000 bottles to Hamburg, FOB, before end of March, quotes please"
    asked = await nordmarkt.says("request_quote", words, **BOTTLES)
    assert asked.names == ["utter_confirm_quote"]
    assert "FOB" in asked.values["request"]["items"]
    rfq = await sent(nordmarkt)
    assert (rfq.incoterm, rfq.needed_by) == ("FOB", dt.date(2027, 3, 31))
    assert rfq.due_on != rfq.needed_by
    assert nordmarkt.slots["terms"] is None


async def test_what_is_said_of_the_goods_at_the_start_and_amid_the_request_is_kept(nordmarkt: Chat) -> None:
    said = {"product": "office chairs", "quantity": {"value": 80, "unit": "piece"}}
    await nordmarkt.says("request_quote", "request please: 80 office chairs, high back, with castors", **said)
    assert "high back" in nordmarkt.values["note"]
    acts = {"correct": ("correct", 0.8)}
    await nordmarkt.says("inform", "90 and headrest grey", acts=acts, quantity={"value": 90, "unit": None})
    assert "headrest grey" in nordmarkt.values["note"]


async def test_the_place_of_the_incoterm_goes_along_with_the_destination(nordmarkt: Chat) -> None:
    to_bremen = {"country": "DE", "city": "Bremen"}
    await nordmarkt.says("request_quote", "quotes for 5000 bottles, DAP Bremen", **BOTTLES | {"country": to_bremen, "incoterm": "DAP", "port": to_bremen})  # fmt: skip
    acts = {"correct": ("correct", 0.9)}
    await nordmarkt.says("inform", "sorry, to Leipzig", acts=acts, country={"country": "DE", "city": "Leipzig"})
    assert nordmarkt.values["terms"]["port"]["en"] == "Leipzig"
    await nordmarkt.says("faq_shipping_cost", "without freight please", acts=ANSWER)
    assert nordmarkt.values["terms"]["incoterm"] == "FOB"
    await nordmarkt.says("faq_shipping_cost", "no, freight included", acts=acts)
    assert nordmarkt.values["terms"]["incoterm"] == "DAP"


async def test_the_target_a_joke_and_the_quantity_of_another_request(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    towels = {"product": "毛巾", "region": {"province": "CN-SH", "city": None}}
    await huaxia.says("request_quote", "询价毛巾，目标价6块", price={"amount": "6", "currency": "CNY"}, **towels)
    later = await huaxia.says("inform", "数量还不知道", acts={"skip": ("go_on", 0.9)})
    assert (later.names[0], huaxia.asked) == ("utter_task_later", "country")
    await huaxia.says("inform", "不设目标价了", acts={"correct": ("correct", 0.6)})
    assert "price" not in (huaxia.values["terms"] or {})
    many = {"value": 90000, "unit": "piece"}
    await huaxia.says("inform", "老板要九万条，别当真", acts=ANSWER, quantity=many)
    assert huaxia.values.get("quantity") is None
    await huaxia.says(
        "change_request", "数量和RFQ-10040一样", acts={"change_request": ("wish", 0.8)}, rfq_number="RFQ-10040"
    )
    assert huaxia.values["quantity"] == {"value": "3000", "unit": "piece"}


@pytest.mark.parametrize("words", ["and it reaches us when?", "几号能送到"])
async def test_a_question_is_no_leave_to_go_on_without_the_value(nordmarkt: Chat, words: str) -> None:
    await nordmarkt.says("request_quote", "a quote for scarves", product="scarves")
    await nordmarkt.says("order_status", words, acts={"skip": ("value", 0.3)})
    assert nordmarkt.asked == "quantity"


async def test_the_quantity_searched_with_is_the_requests_in_the_goods_own_unit(nordmarkt: Chat) -> None:
    await nordmarkt.says("find_supplier", "I need 2000 silk scarves", product="silk scarves", quantity={"value": 2000})
    await nordmarkt.says("request_quote", "get me quotes")
    assert nordmarkt.values["quantity"] == {"value": "2000", "unit": "piece"}


async def test_a_deadline_for_quotations_is_another(nordmarkt: Chat) -> None:
    await nordmarkt.says("request_quote", "quotes for 5000 bottles", **BOTTLES)
    await nordmarkt.says("inform", "I need the quotes by the end of next month")
    rfq = await sent(nordmarkt)
    assert (rfq.due_on, rfq.needed_by) == (dt.date(2026, 12, 31), None)


async def test_terms_in_chinese(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    begun = await huaxia.says(
        "request_quote", "帮我询价3000条毛巾", product="毛巾", quantity={"value": 3000, "unit": "piece"}
    )
    assert begun.names == ["utter_task_taken", "utter_quote_form_country"]
    await huaxia.says("inform", "发到上海，三月底之前要货", region={"province": "CN-SH", "city": None})
    rfq = await sent(huaxia)
    assert rfq.needed_by == dt.date(2027, 3, 31)
    assert (rfq.product.zh, rfq.destination.country, rfq.destination.city.en) == ("毛巾", "CN", "Shanghai")


async def test_a_question_about_an_incoterm_is_no_term(nordmarkt: Chat) -> None:
    await nordmarkt.says("request_quote", "", **{**BOTTLES, "incoterm": []})
    side = await nordmarkt.says("faq_incoterms", "what is CIF?", incoterm="CIF")
    assert side.names == ["utter_incoterms_named", "utter_confirm_quote_again"]
    assert nordmarkt.values.get("terms") is None


async def test_asked_in_full_and_then_in_short(nordmarkt: Chat) -> None:
    asked = [(await nordmarkt.says("request_quote", "quotes for bottles", product="bottles")).names]
    asked += [(await nordmarkt.says("faq_fees", "what are your fees?")).names for _ in range(2)]
    short = ["utter_faq_fees", "utter_quote_form_quantity_again"]
    assert asked == [["utter_task_taken", "utter_quote_form_quantity"], short, short]
    answered = await nordmarkt.says("inform", "500 pieces", quantity={"value": 500, "unit": "piece"})
    assert answered.names == ["utter_quote_form_country"]


async def test_what_is_asked_reads_in_both_languages(nordmarkt: Chat, server: httpx.AsyncClient) -> None:
    """A supplier who reads Chinese sees what an English buyer wants by the catalogue's names, where it has them."""
    await nordmarkt.says("request_quote", "", **{**BOTTLES, "product": "tea set"})
    rfq = await sent(nordmarkt)
    assert (rfq.product.en, rfq.product.zh[:2]) == ("tea set", "茶具")
    assert (rfq.destination.city.en, rfq.destination.city.zh) == ("Hamburg", "汉堡")
    leads = await Chat(server, "jingdezhen-ceramics").says("view_leads", "有新询盘吗")
    assert "汉堡" in str(next(card for card in leads.cards if card["title"] == rfq.number))


async def test_what_the_catalogue_does_not_know_stays(nordmarkt: Chat) -> None:
    await nordmarkt.says("request_quote", "", **{**BOTTLES, "product": "left-handed sky hooks"})
    rfq = await sent(nordmarkt)
    assert rfq.product.en == rfq.product.zh == "left-handed sky hooks"


@pytest.mark.parametrize("text", ["不对，是8000个", "sorry, I meant 8000"])
async def test_a_correction_corrects_whatever_else_it_sounds_like(nordmarkt: Chat, text: str) -> None:
    await nordmarkt.says("request_quote", "quotes for 5000 bottles", **BOTTLES)
    await nordmarkt.says("report_problem", text, quantity={"value": 8000, "unit": "piece"})
    assert nordmarkt.values["quantity"]["value"] == "8000"


async def test_the_request_is_repeated_in_the_new_language(nordmarkt: Chat) -> None:
    await nordmarkt.says("request_quote", "quotes for 5000 bottles", **BOTTLES)
    await nordmarkt.says("faq_fees", "what are your fees?")
    changed = await nordmarkt.says("change_language", "说中文")
    assert changed.names[-1] == "utter_confirm_quote"
