"""A buyer's requests as things of their own: listed, shown, changed, withdrawn, asked again. Those who were asked are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import httpx
import pytest

from actions.notices import KINDS
from tests.fakes.actions.chat import ANSWER, Chat, field, rfqs_of
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, quotation, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
YES = {"answer_yes": ("yes", 0.9)}


async def news(account: str) -> list[tuple[str, str]]:
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([account], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return [(notice.kind, notice.payload["rfq"]) for notice in waiting if "rfq" in notice.payload]


async def test_requests_are_listed_and_one_is_shown_with_whom_it_went_to(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await quotation(rfq)
    listed = await chat.says("list_requests", "show my requests")
    assert listed.names == ["utter_requests"]
    assert rfq in [card["title"] for card in listed.cards]
    shown = await chat.says("list_requests", f"what did I ask in {rfq}", rfq_number=rfq)
    assert shown.names == ["utter_request_shown"]
    assert (shown.values["asked"], shown.values["count"]) == (2, 1)
    (card,) = shown.cards
    names = field(card, "suppliers_asked")["values"]["names"]["items"]
    assert len(names) == 2
    labels = [each["label"]["name"] for each in card["buttons"]]
    assert labels == [
        "button.check_quotes",
        "button.change_request",
        "button.withdraw_request",
        "button.repeat_request",
    ]


@pytest.mark.parametrize("number", ["RFQ-10023", "RFQ-99999"])
async def test_foreign_and_unknown_requests_look_alike(server: httpx.AsyncClient, number: str) -> None:
    chat = Chat(server, BUYER)
    for intent in ("list_requests", "change_request", "cancel_request"):
        answer = await chat.says(intent, "", rfq_number=number)
        assert (answer.names, answer.values) == (["utter_rfq_not_found"], {"number": number})


@pytest.mark.parametrize(
    ("intent", "words"),
    [("change_request", "change it to 900 sets by 1 March"), ("change_order", "改成900套，3月1日前要")],
)
async def test_a_request_is_changed_after_a_yes(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await chat.says("list_requests", "", rfq_number=rfq)
    await news(SUPPLIER)
    said: dict[str, Any] = {"quantity": {"value": 900, "unit": "set"}, "date": "2027-03-01"}
    shown = await chat.says(intent, words, **said)
    assert shown.names == ["utter_request_change_confirm"]
    assert [line["name"] for line in shown.values["changes"]["items"]] == ["change.quantity", "change.needed_by"]
    assert await news(SUPPLIER) == []
    done = await chat.says("affirm", "yes", acts=YES)
    assert done.names == ["utter_request_changed"]
    now = await (await market()).rfqs.access_rfq(SUPPLIER, rfq)
    assert (now.quantity.value, now.needed_by) == (900, dt.date(2027, 3, 1))
    assert await news(SUPPLIER) == [("request_changed", rfq)]


async def test_a_no_changes_nothing(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    before = await (await market()).rfqs.access_rfq(BUYER, rfq)
    await chat.says("change_request", "make it 700", rfq_number=rfq)
    assert chat.values["change"]["quantity"] == {"value": "700", "unit": "set"}
    refused = await chat.says("deny", "no, leave it", acts={"answer_no": ("no", 0.9)})
    assert refused.names == ["utter_task_dropped"]
    assert await (await market()).rfqs.access_rfq(BUYER, rfq) == before


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("cancel_request", "withdraw {}"),
        ("cancel_order", "cancel {}"),
        ("cancel", "cancel {}"),
        ("cancel_order", "取消{}"),
    ],
)
async def test_to_cancel_a_request_is_about_the_request(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await news(SUPPLIER)
    asked = await chat.says(intent, words.format(rfq), rfq_number=rfq)
    assert asked.names == ["utter_withdraw_request"]
    assert [each["label"]["name"] for each in asked.buttons] == ["button.withdraw_now", "button.no_keep"]
    assert (await (await market()).rfqs.access_rfq(BUYER, rfq)).state == "open"
    done = await chat.presses(asked.button("button.withdraw_now"))
    assert done.names == ["utter_request_withdrawn"]
    assert await news(SUPPLIER) == [("request_withdrawn", rfq)]
    assert (await chat.presses(asked.button("button.withdraw_now"))).names == ["utter_request_closed"]
    assert await news(SUPPLIER) == []


async def test_another_request_is_cancelled_amid_a_task(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await chat.says("request_quote", "quotes for tea sets", product="tea sets")
    answer = await chat.says("cancel", f"cancel {rfq}", rfq_number=rfq)
    assert answer.names[0] == "utter_withdraw_request"
    assert chat.task == "request", "the draft is not dropped"


@pytest.mark.parametrize("words", ["same as last time", "跟上次一样"])
async def test_the_same_is_asked_again(server: httpx.AsyncClient, words: str) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    before = await (await market()).rfqs.access_rfq(BUYER, rfq)
    shown = await chat.says("request_quote", words)
    assert shown.names == ["utter_request_repeats", "utter_confirm_quote"]
    assert shown.replies[0]["values"]["number"] == rfq
    assert chat.values["quantity"] == {"value": "300", "unit": "set"}
    assert before.destination is not None
    assert chat.values["country"] == asdict(before.destination)
    await chat.says("affirm", "yes", acts=YES)
    newest = (await rfqs_of(BUYER))[0]
    assert newest.number != rfq
    assert (newest.product, newest.quantity, newest.incoterm) == (before.product, before.quantity, before.incoterm)


async def test_what_the_buyer_adds_in_words_reaches_the_supplier(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    said = {"product": "silk scarves", "quantity": {"value": 500, "unit": "piece"}, "country": {"country": "DE"}}
    shown = await chat.says("request_quote", "quotes for 500 silk scarves, 14 momme, with our logo", **said)
    notes = [part for part in shown.values["request"]["items"] if part.get("name") == "request.note"]
    assert notes[0]["values"]["note"] == "14 momme; with our logo"
    more = await chat.says("inform", "half blue, half black", acts={"answer": ("value", 0.9)})
    assert "half blue, half black" in str(more.replies[-1]["values"]["request"])
    sent = await chat.says("affirm", "yes", acts=YES)
    number = sent.values["number"]
    lead = await (await market()).rfqs.access_rfq("chengdu-silk", number)
    assert lead.note == "14 momme; with our logo; half blue, half black"
    seen = await Chat(server, "chengdu-silk").says("view_leads", "新询盘")
    assert "14 momme" in str(next(card for card in seen.cards if card["title"] == number))
    assert sent.values["suppliers"]["items"], "who received it is said"


async def test_the_listing_is_kept_whole_from_the_find_to_the_lead(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    found = await chat.says("find_supplier", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    title = found.cards[0]["title"]
    await chat.presses(found.button("button.request_quote"))
    await chat.says("inform", "Hamburg", country={"country": "DE", "city": "Hamburg"})
    await chat.says("affirm", "yes", acts=YES)
    newest = (await rfqs_of(BUYER))[0]
    assert (newest.product.en, newest.product.zh) == (title["en"], title["zh"])
    assert newest.product_id


@pytest.mark.parametrize(
    "words", ["quotes for 500 silk scarves under $5 to Germany", "询价500条丝巾，5美元以内，发到德国"]
)
async def test_the_limit_of_a_search_is_no_target_that_suppliers_read(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    said: dict[str, Any] = {
        "product": "silk scarves",
        "quantity": {"value": 500, "unit": "piece"},
        "country": {"country": "DE"},
        "price": {"amount": "5", "currency": "USD"},
    }
    shown = await chat.says("request_quote", words, **said)
    names = [part["name"] for part in shown.values["request"]["items"] if isinstance(part, dict) and "name" in part]
    assert "request.limit" in names
    assert "request.target" not in names
    sent = await chat.says("affirm", "yes", acts=YES)
    lead = await (await market()).rfqs.access_rfq("chengdu-silk", sent.values["number"])
    assert lead.target_price is None


async def test_a_target_is_one_when_it_is_called_so(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    said: dict[str, Any] = {
        "product": "silk scarves",
        "quantity": {"value": 500, "unit": "piece"},
        "country": {"country": "DE"},
        "price": {"amount": "5", "currency": "USD"},
    }
    await chat.says("request_quote", "quotes for 500 silk scarves to Germany, target price max $5", **said)
    sent = await chat.says("affirm", "yes", acts=YES)
    lead = await (await market()).rfqs.access_rfq("chengdu-silk", sent.values["number"])
    assert lead.target_price is not None
    assert lead.target_price.amount == Decimal(5)


async def test_a_request_that_nobody_receives_is_not_called_sent(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, chat = await market(), Chat(server, BUYER)

    async def nobody(*_: object) -> tuple[str, ...]:
        return ()

    monkeypatch.setattr(type(world.rfqs), "_fitting_suppliers", nobody)
    said = {"product": "sky hooks", "quantity": {"value": 5, "unit": "piece"}, "country": {"country": "DE"}}
    await chat.says("request_quote", "quotes for sky hooks", **said)
    answer = await chat.says("affirm", "yes", acts=YES)
    assert answer.names == ["utter_quote_unplaced"]
    assert "send_request" not in chat.record["last"].get("done", [])
    assert [each["intent"] for each in answer.buttons][-1] == "human_handoff"


async def test_only_open_requests_are_offered_to_be_withdrawn(server: httpx.AsyncClient) -> None:
    world = await market()
    rfqs = await rfqs_of("huaxia-trade")
    assert [rfq.state for rfq in rfqs] == ["open"]
    asked = await Chat(server, "huaxia-trade").says("cancel_request", "撤回我的询价")
    assert asked.values["number"] == rfqs[0].number
    await world.request_changes.withdraw("huaxia-trade", rfqs[0].number, key())
    for intent in ("cancel_request", "change_request"):
        answer = await Chat(server, "huaxia-trade").says(intent, "我的询价")
        assert answer.names == ["utter_no_open_rfqs"]


async def test_one_more_change_right_after_one(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await chat.says("change_request", "make it 700", rfq_number=rfq)
    await chat.says("affirm", "yes", acts=YES)
    more = await chat.says(
        "ship_order", "also deliver until 20 March, the rest stays", confidence=0.57, date="2027-03-20"
    )
    assert more.names == ["utter_request_change_confirm"]
    assert [line["name"] for line in more.values["changes"]["items"]] == ["change.needed_by"]


@pytest.mark.parametrize(("intent", "words"), [("goodbye", "same as last time"), ("place_order", "跟上次一样再询一次")])
async def test_the_same_again_whatever_it_sounds_like(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    await chat.says("list_requests", "", rfq_number=rfq)
    assert (await chat.says(intent, words)).names == ["utter_request_repeats", "utter_confirm_quote"]


@pytest.mark.parametrize(
    ("words", "note"), [("and let it be 210 litre drum", "210 litre drum"), ("改成210升桶装", "改成210升桶装")]
)
async def test_a_size_is_no_new_quantity(server: httpx.AsyncClient, words: str, note: str) -> None:
    lagos = Chat(server, "lagos-home")
    await lagos.says(
        "change_request", "change it to 25 tonnes", rfq_number="RFQ-10031", quantity={"value": 25, "unit": "tonne"}
    )
    await lagos.says("inform", words, quantity={"value": 210, "unit": "litre"}, acts={"correct": ("correct", 0.8)})
    change = lagos.values["change"]
    assert (change["quantity"]["value"], change["note"]) == ("25", note)


async def test_goods_that_the_nlu_did_not_mark_are_found_at_the_end(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    begun = await huaxia.says("request_quote", "帮我询个价 小学校服 夏装")
    assert begun.names == ["utter_task_taken", "utter_quote_form_quantity"]
    assert "校服" in huaxia.values["product"]


async def test_the_first_one_is_asked_and_nobody_else(server: httpx.AsyncClient) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    found = await nordmarkt.says("find_supplier", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    await nordmarkt.says("request_quote", "ask the second one for a quotation")
    asked = await nordmarkt.says("inform", "to Hamburg", country={"country": "DE", "city": "Hamburg"}, acts=ANSWER)
    assert asked.values["suppliers"] == field(found.cards[1], "supplier")


TWO_GOODS: dict[str, Any] = {
    "product": ["silk scarves", "tea cups"],
    "quantity": [{"value": 500, "unit": "piece"}, {"value": 300, "unit": "piece"}],
    "country": {"country": "DE"},
}


@pytest.mark.parametrize("words", ["quotes for 500 silk scarves and 300 tea cups", "询价500条丝巾和300个茶杯"])
async def test_several_goods_are_asked_for_once_and_each_gets_its_request(
    server: httpx.AsyncClient, words: str
) -> None:
    chat, before = Chat(server, BUYER), await rfqs_of(BUYER)
    shown = await chat.says("request_quote", words, **TWO_GOODS)
    lines = [part["values"] for part in shown.values["request"]["items"] if part["name"] == "order.goods_line"]
    assert [(line["goods"], line["quantity"]["value"]) for line in lines] == [("silk scarves", 500), ("tea cups", 300)]
    sent = await chat.says("affirm", "yes", acts=YES)
    new = [rfq for rfq in await rfqs_of(BUYER) if rfq not in before]
    assert sent.names[0] == "utter_request_divided"
    assert sorted(reply["values"]["number"] for reply in sent.replies[1:]) == sorted(rfq.number for rfq in new)
    assert all("request.to" in str(reply["values"]["request"]) for reply in sent.replies[1:])
    assert {(rfq.product.en, int(rfq.quantity.value)) for rfq in new} == {("silk scarves", 500), ("tea cups", 300)}
    assert all(rfq.destination and rfq.destination.country == "DE" for rfq in new)


async def test_goods_that_are_added_become_a_line_and_what_is_corrected_does_not(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    one = {"product": "silk scarves", "quantity": {"value": 500, "unit": "piece"}, "country": {"country": "DE"}}
    await chat.says("request_quote", "quotes for 500 silk scarves to Germany", **one)
    more = {"product": "tea cups", "quantity": {"value": 300, "unit": "piece"}}
    await chat.says("inform", "and 300 tea cups", acts=ANSWER, **more)
    assert (chat.values["product"], chat.values["quantity"]["value"]) == ("silk scarves", "500")
    assert [line["product"] for line in chat.values["also"]] == ["tea cups"]
    await chat.says("inform", "sorry, 800 silk scarves", acts={"correct": ("correct", 0.9)}, product="silk scarves", quantity={"value": 800, "unit": None})  # fmt: skip
    assert (chat.values["product"], chat.values["quantity"]["value"]) == ("silk scarves", "800")


async def test_suppliers_that_are_named_receive_it_and_nobody_else(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    said = {"product": "tea cups", "quantity": {"value": 200, "unit": "piece"}, "country": {"country": "DE"}}
    company = ["Jingdezhen Yuyao", "Chengdu Silk Road"]
    shown = await chat.says("request_quote", "quotes for 200 tea cups from these two", company=company, **said)
    assert len(shown.values["suppliers"]["items"]) == 2
    sent = await chat.says("affirm", "yes", acts=YES)
    assert sent.values["count"] == 2
    outbox, number = (await market()).outbox, sent.values["number"]
    for account, told in (("jingdezhen-ceramics", 1), ("chengdu-silk", 1), ("xinjiang-tomato", 0)):
        waiting = await outbox.list_waiting([account], KINDS)
        assert len([one for one in waiting if one.payload.get("rfq") == number]) == told, account


async def test_one_more_supplier_is_named_before_it_is_sent(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    said = {"product": "tea cups", "quantity": {"value": 200, "unit": "piece"}, "country": {"country": "DE"}}
    await chat.says("request_quote", "quotes from Jingdezhen Yuyao", company="Jingdezhen Yuyao", **said)
    shown = await chat.says("contact_supplier", "also to Chengdu Silk Road", acts=ANSWER, company="Chengdu Silk Road")
    assert len(shown.replies[-1]["values"]["suppliers"]["items"]) == 2


async def test_other_goods_do_not_change_the_quantity_of_a_request(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, BUYER), await request()
    words, lids = f"add 40 bamboo trays to {rfq}", {"value": 40, "unit": "piece"}
    await chat.says("change_request", words, rfq_number=rfq, product="bamboo trays", quantity=lids)
    assert chat.values["change"] == {"note": words}
