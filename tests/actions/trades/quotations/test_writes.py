"""What both sides do to a trade: quote, accept, confirm, ship. Once each, owned rows only, and the other side is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import httpx
import pytest

from actions.marketplace import NotAllowed, NotFound
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import NewQuotation
from actions.notices import KINDS
from actions.trades.quotations.notices import say_request_declined
from tests.fakes.actions.chat import ANSWER, Chat, sign
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import BUYER, LAGOS, PRICE, SUPPLIER, key, market, order, quotation, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]


async def news(account: str) -> list[tuple[str, dict[str, str]]]:
    """What waits for the account; it is taken."""
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([account], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return [(notice.kind, notice.payload) for notice in waiting]


async def test_a_supplier_quotes(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await news(BUYER)
    begun = await chat.says("submit_quote", "我要报价", rfq_number=rfq)
    assert begun.names == ["utter_quotation_price"]
    assert chat.values["incoterm"] == "FOB", "the one that the buyer asked for"
    priced = await chat.says("inform", "9.5")
    assert chat.values["unit_price"] == {"amount": "9.5", "currency": "USD"}
    assert priced.names == ["utter_quotation_days"]
    assert (await chat.says("inform", "三周")).names == ["utter_quotation_confirm"]
    side = await chat.says("faq_fees", "你们收多少佣金？")
    assert side.names == ["utter_faq_fees_more", "utter_quotation_confirm_again"]
    shown = await chat.says("inform", "不对，交期25天，报价有效期到月底")
    assert shown.names == ["utter_task_taken", "utter_quotation_confirm"]
    assert shown.replies[-1]["values"]["lead_time"]["value"] == 25
    assert shown.replies[-1]["values"]["valid_until"]["value"] == "2026-11-30"
    assert shown.replies[-1]["values"]["total"] == {"type": "money", "amount": "2850.0", "currency": "USD"}
    sent = await chat.says("affirm", "确认")
    assert sent.names == ["utter_quotation_sent"]
    assert await news(BUYER) == [("quotation", {"rfq": rfq, "quotation": sent.values["quotation"]})]
    quoted = await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)
    assert quoted.values["quotation"] == sent.values["quotation"]
    assert chat.task is None


async def test_everything_said_at_once(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    text = "quote $9.80 per set CIF, 20 days, valid until end of January"
    said = {"price": {"amount": "9.80", "currency": "USD"}, "incoterm": "CIF"}
    shown = await chat.says("submit_quote", text, rfq_number=rfq, **said)
    assert (chat.values["lead_days"], chat.values["incoterm"]) == (20, "CIF")
    assert (shown.names, shown.values["incoterm"]) == (["utter_quotation_confirm"], "CIF")


async def test_a_price_is_corrected(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said = {"price": {"amount": "3.20", "currency": "EUR"}, "incoterm": "FOB"}
    await chat.says("submit_quote", "EUR 3.20 FOB, 25 days", rfq_number=rfq, **said)
    await chat.says("inform", "no, 3.30")
    assert (Decimal(chat.values["unit_price"]["amount"]), chat.values["unit_price"]["currency"]) == (
        Decimal("3.3"),
        "EUR",
    )


async def test_no_sends_no_quotation(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await chat.says("submit_quote", "$9, 20 days", rfq_number=rfq, price={"amount": "9", "currency": "USD"})
    assert (await chat.says("deny", "no")).names == ["utter_quotation_not_sent"]
    assert (await (await market()).rfqs.access_rfq(SUPPLIER, rfq)).quotations == ()


async def test_a_second_quotation_replaces_the_first() -> None:
    rfq = await request()
    first = await quotation(rfq)
    second = await quotation(rfq, price=Money(PRICE.amount - 1, "USD"))
    (only,) = (await (await market()).rfqs.access_rfq(BUYER, rfq)).quotations
    assert first == second == only.number
    assert only.unit_price.amount == PRICE.amount - 1


async def test_a_buyer_accepts_and_the_order_waits(server: httpx.AsyncClient) -> None:
    rfq = await request()
    chosen, other = await quotation(rfq), await quotation(rfq, "chengdu-silk", Money(PRICE.amount + 1, "USD"))
    for account in (SUPPLIER, "chengdu-silk"):
        await news(account)
    chat = Chat(server, BUYER)
    seen = await chat.says("check_quotes", rfq_number=rfq)
    asked = await chat.presses(seen.button("button.accept_quote"))
    assert asked.values["quotation"] == chosen
    accepted = await chat.says("affirm", "yes")
    assert accepted.names == ["utter_quote_accepted"]
    number = accepted.values["order"]
    made = await (await market()).orders.access_order(SUPPLIER, number)
    assert (made.state, made.total.amount) == ("awaiting_confirmation", PRICE.amount * 300)
    assert (made.lines[0].product.en, made.destination, made.incoterm) == ("tea sets", LAGOS, "FOB")
    assert await news(SUPPLIER) == [("order_placed", {"order": number})]
    assert await news("chengdu-silk") == [("quotation_declined", {"rfq": rfq, "quotation": other})]
    again = await chat.presses(asked.button("button.accept_now"))
    assert again.names == ["utter_accept_closed"]
    status = await chat.says("order_status", "", order_number=number)
    assert status.names == ["utter_order_awaiting_confirmation"]


async def test_a_supplier_confirms_after_a_question(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await news(BUYER)
    asked = await chat.says("confirm_order", "确认订单", order_number=number)
    assert asked.names == ["utter_confirm_order"]
    assert await news(BUYER) == []
    button = asked.button("button.confirm_now")
    assert button["single_use"] is True
    confirmed = await chat.presses(button)
    assert confirmed.names == ["utter_order_confirmed"]
    assert (await (await market()).orders.access_order(BUYER, number)).events[-1].kind == "accepted"
    assert await news(BUYER) == [("order_confirmed", {"order": number})]
    assert (await chat.presses(button)).names == ["utter_confirmed_already"]
    assert await news(BUYER) == []


async def test_a_yes_confirms_and_a_no_does_not(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await chat.says("confirm_order", order_number=number)
    assert (await chat.says("deny", "no")).names == ["utter_offer_declined"]
    await chat.says("confirm_order", order_number=number)
    assert (await chat.says("affirm", "好的")).names == ["utter_order_confirmed"]


async def test_a_supplier_reports_a_shipment(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    await news(BUYER)
    assert (await chat.says("ship_order", "发货了", order_number=number)).names == ["utter_ship_tracking"]
    assert (await chat.says("out_of_scope", "zt1234567890", acts=ANSWER)).names == ["utter_ship_carrier"]
    shown = await chat.says("inform", "中通", carrier="ZTO Express")
    assert shown.values["tracking_number"] == {"type": "code", "value": "ZT1234567890"}
    assert shown.values["carrier"] == {"type": "text", "en": "ZTO Express", "zh": "中通快递"}
    assert (await chat.says("affirm", "是")).names == ["utter_order_shipped_now"]
    shipped = await (await market()).orders.access_order(BUYER, number)
    assert (shipped.state, shipped.shipments[0].tracking_number) == ("shipped", "ZT1234567890")
    assert shipped.shipments[0].origin.zh == "景德镇"
    assert shipped.events[-1].kind == "shipped"
    assert await news(BUYER) == [("order_shipped", {"order": number})]
    status = await Chat(server, BUYER).says("order_status", "", order_number=number)
    assert status.names == ["utter_order_shipped"]


async def test_no_carrier_or_tracking_number_leads_off_the_platform(server: httpx.AsyncClient) -> None:
    """They are read by the buyer in Caravan's words, so they are not taken, a person looks, and it is asked again."""
    number, chat = await order(), Chat(server, SUPPLIER)
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    begun = await chat.says("ship_order", "", order_number=number, tracking_number="DE89370400440532013000")
    assert (chat.asked, chat.slots["tracking_number"]) == ("tracking_number", None)
    assert begun.effects == [{"kind": "words_refused"}]
    for account_or_telephone in ("13800138000", "tracking 6222021234567890128", "4402 2330 0920 0123"):
        refused = await chat.says("out_of_scope", account_or_telephone, acts=ANSWER)
        assert chat.slots["tracking_number"] is None, account_or_telephone
        assert refused.effects == begun.effects or "utter_ship_tracking_unknown" in refused.names
        assert refused.names[-1] == "utter_ship_tracking_again"
    await chat.says("inform", "SF1098837261", tracking_number="SF1098837261")
    for words in ("add wechat silk8866", "加我微信 silk8866", "pay to account 12345678901", "ask sales@silk.example"):
        for entities in ({}, {"carrier": words}):
            refused = await chat.says("out_of_scope", words, acts=ANSWER, **entities)
            assert chat.slots["carrier"] is None, words
            assert begun.effects[0] in refused.effects, words
            assert refused.names[-1].startswith("utter_ship_carrier"), refused.names


async def test_a_carrier_that_is_not_known_is_a_persons(server: httpx.AsyncClient) -> None:
    """Nothing that was said is lost meanwhile, and nothing of it reaches the buyer."""
    number, chat = await order(), Chat(server, SUPPLIER)
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    await chat.says("ship_order", "", order_number=number, tracking_number="SF1098837261")
    unknown = await chat.says("out_of_scope", "Bob's Trucks", acts=ANSWER)
    assert unknown.names == ["utter_ship_carrier_unknown", "utter_ship_carrier_again"]
    (person,) = unknown.replies[0]["choices"]
    assert person["entities"] == {"reason": "ship_order"}
    assert (chat.slots["carrier"], chat.values["tracking_number"], unknown.effects) == (None, "SF1098837261", [])
    await chat.says("out_of_scope", "Nippon Express 日本通运", acts=ANSWER)
    assert chat.values["carrier"] == "Nippon Express"


async def test_the_marketplace_itself_takes_no_other_words(server: httpx.AsyncClient) -> None:
    number = await order()
    fulfilment = (await market()).fulfilment
    await fulfilment.confirm_order(SUPPLIER, number, key())
    for carrier, tracking in (("Bob's Trucks", "SF1098837261"), ("DHL", "13800138000"), ("DHL", "call 13800138000")):
        with pytest.raises(ValueError, match="no carrier"):
            await fulfilment.ship_order(SUPPLIER, number, carrier, tracking, key())
    assert (await (await market()).orders.access_order(BUYER, number)).state == "accepted"


@pytest.mark.parametrize("held", [{"carrier": "wechat silk8866"}, {"tracking_number": "13800138000"}])
async def test_words_of_an_earlier_version_are_asked_for_again(server: httpx.AsyncClient, held: dict[str, str]) -> None:
    """A conversation may hold what Caravan did not check when it was said. It reaches no buyer."""
    number, chat = await order(), Chat(server, SUPPLIER)
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    said = {"order_number": number, "carrier": "DHL", "tracking_number": "SF1098837261"}
    await chat.says("ship_order", "", **said)
    assert chat.asked == "confirmed"
    chat.record["task"]["values"] |= held
    again = await chat.says("affirm", "yes")
    assert chat.asked == next(iter(held))
    assert "utter_order_shipped_now" not in again.names
    assert (await (await market()).orders.access_order(BUYER, number)).shipments == ()


async def test_a_shipment_said_at_once_is_asked_once(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    shown = await chat.says("ship_order", "", order_number=number, carrier="DHL", tracking_number="3318810025")
    assert (chat.values["carrier"], chat.values["tracking_number"]) == ("DHL", "3318810025")
    assert shown.names == ["utter_ship_confirm_unpaid"], "the deposit is open"
    assert (await chat.says("deny", "no")).names == ["utter_ship_not_recorded"]
    assert (await (await market()).orders.access_order(BUYER, number)).shipments == ()
    assert chat.task is None


async def test_a_retried_turn_writes_once(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await news(BUYER)
    pressed = {"intent": {"name": "confirm_order", "confidence": 1.0}, "text": "", "message_id": f"retry-{number}"}
    message = {
        **pressed,
        "entities": [{"entity": "order_number", "value": number}, {"entity": "sure", "value": True}],
        "metadata": {"context": sign(SUPPLIER, f"retry-{number}")},
    }
    first = await chat.runs(message)
    second = await chat.runs(message)
    assert first.names == second.names == ["utter_order_confirmed"]
    assert len(await news(BUYER)) == 1
    events = (await (await market()).orders.access_order(BUYER, number)).events
    assert [event.kind for event in events] == ["placed", "accepted"]


async def test_only_the_parties_write() -> None:
    world, number = await market(), await order()
    rfq = await request()
    quoted = await quotation(rfq)
    for foreign in (
        world.fulfilment.confirm_order("chengdu-silk", number, key()),
        world.fulfilment.ship_order("chengdu-silk", number, "DHL", "1234567", key()),
        world.quoting.submit_quotation("xinjiang-tomato", rfq, NewQuotation(PRICE, 9, "FOB"), key()),
        world.quoting.accept_quotation("nordmarkt", quoted, key()),
        world.fulfilment.confirm_order(SUPPLIER, "ORD-999999", key()),
    ):
        with pytest.raises(NotFound):
            await foreign
    for wrong_role in (
        world.fulfilment.confirm_order(BUYER, number, key()),
        world.quoting.submit_quotation(BUYER, rfq, NewQuotation(PRICE, 9, "FOB"), key()),
        world.quoting.accept_quotation(SUPPLIER, quoted, key()),
    ):
        with pytest.raises(NotAllowed):
            await wrong_role
    assert (await world.orders.access_order(BUYER, number)).state == "awaiting_confirmation"


async def test_what_is_too_late_changes_nothing() -> None:
    world, number = await market(), await order()
    assert not await world.fulfilment.ship_order(SUPPLIER, number, "DHL", "1234567", key())
    rfq = await request()
    expired = NewQuotation(PRICE, 9, "FOB", valid_until=NOW.date() - dt.timedelta(1))
    stale = await world.quoting.submit_quotation(SUPPLIER, rfq, expired, key())
    assert stale is not None
    assert await world.quoting.accept_quotation(BUYER, stale, key()) is None
    await world.quoting.accept_quotation(BUYER, await quotation(rfq), key())
    late = await world.quoting.submit_quotation("chengdu-silk", rfq, NewQuotation(PRICE, 9, "FOB"), key())
    assert late is None


async def test_the_gateway_fetches_the_news(server: httpx.AsyncClient) -> None:
    """Over HTTP, as replies for the account's reader, until they are taken."""
    token = {"X-Caravan-Token": "an action token"}
    await news(SUPPLIER)
    number = await order()
    assert SUPPLIER in (await server.get("/outbox", headers=token)).json()["accounts"]
    asked = await server.post("/outbox/notices", json={"accounts": [SUPPLIER]}, headers=token)
    lead, placed = asked.json()["notices"]
    assert (lead["reply"]["response"], placed["reply"]["response"]) == (
        "utter_notice_lead",
        "utter_notice_order_placed",
    )
    assert placed["reply"]["values"]["number"] == number
    assert placed["reply"]["buttons"][0]["entities"] == {"order_number": number}
    await server.post("/outbox/taken", json={"ids": [lead["id"], placed["id"]]}, headers=token)
    assert SUPPLIER not in (await server.get("/outbox", headers=token)).json()["accounts"]
    for refused in (await server.get("/outbox"), await server.post("/outbox/taken", json={"ids": [1]})):
        assert refused.status_code == 401


@pytest.mark.parametrize("text", ["备注 OEKO证书可以附上", "add a note: OEKO证书可以附上"])
async def test_a_remark_goes_with_the_quotation(server: httpx.AsyncClient, text: str) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said = {"price": {"amount": "9.80", "currency": "USD"}, "incoterm": "CIF"}
    await chat.says("submit_quote", "quote $9.80 per set CIF, 20 days", rfq_number=rfq, **said)
    shown = await chat.says("out_of_scope", text, acts={"chatter": ("chatter", 0.6)})
    assert shown.names == ["utter_task_taken", "utter_quotation_confirm_noted"]
    assert shown.replies[-1]["values"]["note"] == "OEKO证书可以附上"
    assert chat.values["unit_price"]["amount"] == "9.80"
    await chat.says("affirm", "send it")
    assert "OEKO证书可以附上" in str((await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)).replies)


async def test_undo_after_a_quotation_asks_about_its_withdrawal(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said = {"price": {"amount": "9.80", "currency": "USD"}, "incoterm": "CIF"}
    await chat.says("submit_quote", "quote $9.80 per set CIF, 20 days", rfq_number=rfq, **said)
    await chat.says("affirm", "send it")
    assert (await chat.says("cancel", "undo that")).names == ["utter_withdraw_quote"]


@pytest.mark.of_words
@pytest.mark.parametrize("text", ["send", "send it", "发送", "发"])
async def test_a_bare_send_sends_nothing_and_begins_nothing(server: httpx.AsyncClient, text: str) -> None:
    chat = Chat(server, SUPPLIER)
    assert (await chat.says("ship_order", text)).names == ["utter_nothing_to_send"]
    assert chat.task is None


@pytest.mark.parametrize(("before", "response"), [("yes", "utter_undo_not_possible"), (None, "utter_nothing_to_undo")])
async def test_what_cannot_be_taken_back_is_said(server: httpx.AsyncClient, before: str | None, response: str) -> None:
    chat = Chat(server, SUPPLIER)
    if before:
        number = await order()
        await chat.says("contact_supplier", "tell the buyer that the kiln is lit", order_number=number)
        await chat.says("affirm", before)
    assert (await chat.says("cancel", "undo that")).names == [response]


@pytest.mark.parametrize(
    ("intent", "words", "why", "response"),
    [
        ("view_leads", "{rfq} 我们不报", "染缸排满了", "utter_notice_request_declined_because"),
        ("decline_order", "那个求购{rfq}做不了，回掉", None, "utter_notice_request_declined"),
        (
            "decline_quote",
            "we do not quote for {rfq}",
            "our looms are booked until March",
            "utter_notice_request_declined_because",
        ),
    ],
)
async def test_a_request_is_declined_and_its_buyer_told_after_a_yes(
    server: httpx.AsyncClient, intent: str, words: str, why: str | None, response: str
) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await news(BUYER)
    left = await chat.says(intent, words.format(rfq=rfq), rfq_number=rfq)
    assert left.names == ["utter_refuse_lead"]
    assert await news(BUYER) == [], "nothing is sent before the yes"
    if why:
        given = await chat.says("inform", why, acts={"inform": ("value", 0.8)})
        assert given.names == ["utter_task_taken", "utter_refuse_lead"]
        assert why in str(given.replies[-1]["values"]["reason"])
    done = await chat.says("affirm", "好的，告诉他们")
    assert done.names == ["utter_lead_refused"]
    told = (await (await market()).outbox.list_waiting([BUYER], ["request_declined"]))[-1]
    reply = await say_request_declined(await market(), told)
    assert reply["response"] == response
    assert (why or "") in str(reply["values"])
    seen = await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)
    assert seen.names == ["utter_no_quotes_yet", "utter_request_refused_by"]
    again = await chat.says("decline_quote", words.format(rfq=rfq), rfq_number=rfq)
    assert again.names == ["utter_lead_refused_already"]
    todo = await chat.says("daily_tasks", "今天要做什么")
    assert rfq not in str(todo.replies)
    quoted = await chat.presses(again.button("button.quote_after_all"))
    assert quoted.names[-1] == "utter_quotation_price"
    assert chat.values["rfq_number"] == rfq


async def test_a_reason_with_a_way_around_the_marketplace_is_not_taken(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await chat.says("decline_quote", f"we do not quote for {rfq}", rfq_number=rfq)
    given = await chat.says("inform", "加我微信silk8866聊", acts={"inform": ("value", 0.8)})
    assert "utter_reason_refused" in given.names
    assert chat.values.get("reason") is None


@pytest.mark.parametrize(
    ("first", "days", "then", "price", "note"),
    [
        ("quote $9.80 CIF, samples in 5 days, bulk 24 days", 24, "sample fee 60 usd", "60", "sample fee 60 usd"),
        ("报9.80美元 CIF 打样6天大货24天", 24, "打样费60美元要写进去 下单抵扣", "60", "打样费60美元; 下单抵扣"),
        ("quote $9.80 CIF, 24 days, payment 40/60", 24, "in blue it would be 10.20", None, "in blue it would be 10.20"),
    ],
)
async def test_what_stands_beside_the_price_is_noted_and_no_price(
    server: httpx.AsyncClient, first: str, days: int, then: str, price: str | None, note: str
) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said = {"price": {"amount": "9.80", "currency": "USD"}, "incoterm": "CIF"}
    await chat.says("submit_quote", first, rfq_number=rfq, **said)
    assert chat.values["lead_days"] == days
    more = {"price": {"amount": price, "currency": "USD"}} if price else {}
    await chat.says("inform", then, acts=ANSWER, **more)
    assert chat.values["unit_price"]["amount"] == "9.80"
    assert note in chat.values["note"]


@pytest.mark.parametrize("words", ["9.80, 24 days, 40/60", "9.80 24天 付款四六"])
async def test_payment_terms_are_noted(server: httpx.AsyncClient, words: str) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    price = {"price": {"amount": "9.80", "currency": "USD"}}
    await chat.says("submit_quote", words, rfq_number=rfq, **price)
    assert "40/60" in chat.values["note"] or "付款四六" in chat.values["note"]
    assert chat.values["lead_days"] == 24
