"""What can happen to a quotation and to a request: each standing × act × side, as the table of moves says, once, and told."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from sqlalchemy import select, update

from actions.marketplace import Marketplace, NotAllowed, NotFound
from actions.marketplace.base import tables
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.lifecycle import MOVES, REQUEST_MOVES, Act, Standing
from actions.marketplace.trades.requests.records import NewQuotation, Quotation, RfqChanges
from tests.fakes.actions.marketplace import NOW, WISH

BUYER, SUPPLIER, STRANGER = "nordmarkt", "chengdu-silk", "jingdezhen-ceramics"
ACCOUNTS = {"buyer": BUYER, "supplier": SUPPLIER}
PRICE, LESS, MORE = (Money(Decimal(amount), "USD") for amount in ("3.20", "3.00", "3.10"))
QUANTITY = Decimal(8000)
_keys = itertools.count()


def key() -> WriteKey:
    return WriteKey(f"m{next(_keys)}", "test")


async def quoted(market: Marketplace, valid_until: date | None = None) -> str:
    rfq = await market.rfqs.create_rfq(BUYER, replace(WISH, suppliers=(SUPPLIER,)), key())
    new = NewQuotation(PRICE, 20, "FOB", valid_until=valid_until)
    number = await market.quoting.submit_quotation(SUPPLIER, rfq.number, new, key())
    assert number is not None
    return number


async def in_standing(market: Marketplace, standing: Standing) -> str:
    """Brings a quotation into this standing, and returns its number."""
    number = await quoted(market, NOW.date() - timedelta(1) if standing == "expired" else None)
    talk = market.bargaining
    if standing in ("asked", "answered", "agreed"):
        assert await talk.counter(BUYER, number, LESS, QUANTITY, key())
    if standing in ("answered", "agreed"):
        assert await talk.counter(SUPPLIER, number, MORE, QUANTITY, key())
    if standing == "agreed":
        assert await talk.accept_counter(BUYER, number, 2, key())
    if standing == "accepted":
        assert await market.quoting.accept_quotation(BUYER, number, key())
    if standing == "declined":
        assert await talk.decline(BUYER, number, key())
    if standing == "withdrawn":
        assert await talk.withdraw(SUPPLIER, number, key())
    assert (await market.rfqs.access_quotation(BUYER, number)).standing == standing
    return number


async def does(market: Marketplace, act: Act, account: str, number: str, with_key: WriteKey) -> bool:
    talk, quotation = market.bargaining, await market.rfqs.access_quotation(account, number)
    round_ = quotation.waiting.round if quotation.waiting else 1
    if act == "counter":
        return await talk.counter(account, number, LESS, QUANTITY, with_key)
    if act == "accept_counter":
        return await talk.accept_counter(account, number, round_, with_key)
    if act == "decline_counter":
        return await talk.decline_counter(account, number, round_, with_key)
    if act == "accept":
        return await market.quoting.accept_quotation(account, number, with_key) is not None
    if act == "revise":
        new = NewQuotation(MORE, 20, "FOB")
        return await market.quoting.submit_quotation(account, quotation.rfq_number, new, with_key) is not None
    return await (talk.decline if act == "decline" else talk.withdraw)(account, number, with_key)


async def take_news(market: Marketplace) -> list[tuple[str, str]]:
    async with market.database.begin() as connection:
        rows = (await connection.execute(select(tables.outbox).order_by(tables.outbox.c.id))).all()
        await connection.execute(tables.outbox.delete())
    return [(row.account, row.kind) for row in rows]


@pytest.mark.parametrize("standing", get_args(Standing))
async def test_each_act_in_each_standing_is_as_the_table_says(own_market: Marketplace, standing: Standing) -> None:
    number = ""
    for act, (side, account) in itertools.product(get_args(Act), ACCOUNTS.items()):
        number = number or await in_standing(own_market, standing)
        before = await own_market.rfqs.access_quotation(BUYER, number)
        await take_news(own_market)
        move, once = MOVES.get((standing, act, side)), key()  # type: ignore[call-overload]
        if not any((each, who) == (act, side) for _, each, who in MOVES):
            with pytest.raises(NotAllowed):
                await does(own_market, act, account, number, once)
            assert (await own_market.rfqs.access_quotation(BUYER, number), await take_news(own_market)) == (before, [])
            continue
        if act == "revise" and standing in ("declined", "withdrawn"):
            continue  # it is a new quotation then, with a number of its own
        assert await does(own_market, act, account, number, once) is (move is not None), (act, side)
        after = await own_market.rfqs.access_quotation(BUYER, number)
        told = await take_news(own_market)
        if move is None:
            assert (after, told) == (before, []), (act, side)
            continue
        other = SUPPLIER if side == "buyer" else BUYER
        assert after.standing == move.to, (act, side)
        assert told == [(other, move.tells.name)], (act, side)
        assert await does(own_market, act, account, number, once) is True
        assert await take_news(own_market) == [], "once"
        assert await own_market.rfqs.access_quotation(BUYER, number) == after
        number = ""  # the next act needs one that is in the standing


async def test_both_sides_confirm_the_same_terms_which_are_frozen(own_market: Marketplace) -> None:
    number = await in_standing(own_market, "answered")
    offer = (await own_market.rfqs.access_quotation(BUYER, number)).waiting
    assert offer is not None
    assert not await own_market.bargaining.accept_counter(BUYER, number, 1, key()), "not the round that was shown"
    assert await own_market.bargaining.accept_counter(BUYER, number, offer.round, key())
    agreed, same = [await own_market.rfqs.access_quotation(account, number) for account in ACCOUNTS.values()]
    assert (agreed.unit_price, agreed.quantity.value, agreed.terms) == (MORE, QUANTITY, same.terms)
    assert not await own_market.bargaining.counter(SUPPLIER, number, LESS, QUANTITY, key())
    async with own_market.database.read() as connection:
        row = (await connection.execute(select(requests_tables.quotations).filter_by(number=number))).one()
    assert row.agreed_terms == agreed.terms
    assert [(each.round, each.side, each.unit_price.amount, each.state) for each in agreed.rounds] == [
        (0, "supplier", PRICE.amount, "quoted"),
        (1, "buyer", LESS.amount, "overtaken"),
        (2, "supplier", MORE.amount, "accepted"),
    ]
    order = await own_market.quoting.accept_quotation(BUYER, number, key(), agreed.terms[:16])
    assert order is not None
    assert (await own_market.orders.access_order(SUPPLIER, order)).total.amount == MORE.amount * QUANTITY


async def test_terms_that_were_changed_behind_the_buyer_s_back_are_not_ordered(own_market: Marketplace) -> None:
    number = await in_standing(own_market, "agreed")
    async with own_market.database.begin() as connection:
        row = update(requests_tables.quotations).where(requests_tables.quotations.c.number == number)
        await connection.execute(row.values(unit_price=Decimal("9.99")))
    assert await own_market.quoting.accept_quotation(BUYER, number, key()) is None


async def test_a_button_of_earlier_terms_orders_nothing(own_market: Marketplace) -> None:
    number = await quoted(own_market)
    shown = await own_market.rfqs.access_quotation(BUYER, number)
    await own_market.quoting.submit_quotation(SUPPLIER, shown.rfq_number, NewQuotation(MORE, 20, "FOB"), key())
    assert await own_market.quoting.accept_quotation(BUYER, number, key(), shown.terms[:16]) is None
    now = await own_market.rfqs.access_quotation(BUYER, number)
    assert await own_market.quoting.accept_quotation(BUYER, number, key(), now.terms[:16]) is not None


async def test_another_currency_is_no_counter_offer(own_market: Marketplace) -> None:
    number = await quoted(own_market)
    yuan = Money(Decimal(21), "CNY")
    assert not await own_market.bargaining.counter(BUYER, number, yuan, QUANTITY, key())


async def test_a_limit_is_read_by_its_account_alone(own_market: Marketplace) -> None:
    number, limit = await quoted(own_market), Decimal("3.17")
    await own_market.bargaining.counter(BUYER, number, LESS, QUANTITY, key(), limit)
    assert await own_market.bargaining.find_limit(BUYER, number) == limit
    assert await own_market.bargaining.find_limit(SUPPLIER, number) is None
    with pytest.raises(NotFound):
        await own_market.bargaining.find_limit(STRANGER, number)
    seen: list[object] = [
        await own_market.rfqs.list_quotations(SUPPLIER),
        await own_market.rfqs.list_open_leads(SUPPLIER),
    ]
    async with own_market.database.read() as connection:
        for table in requests_tables.metadata.sorted_tables:
            if table.name not in ("private_limits", "products", "price_tiers", "order_lines", "payments"):
                seen.append((await connection.execute(select(table).limit(500))).all())
    assert "3.17" not in str(seen)


async def test_strangers_have_no_say(own_market: Marketplace) -> None:
    number, talk = await quoted(own_market), own_market.bargaining
    for foreign in (
        talk.counter(STRANGER, number, LESS, QUANTITY, key()),
        talk.accept_counter(STRANGER, number, 1, key()),
        talk.withdraw(STRANGER, number, key()),
        talk.decline("lagos-home", number, key()),
        own_market.request_changes.withdraw("lagos-home", "RFQ-10023", key()),
    ):
        with pytest.raises(NotFound):
            await foreign


async def test_an_order_ends_what_is_still_talked_about(own_market: Marketplace) -> None:
    rfq = await own_market.rfqs.create_rfq(BUYER, replace(WISH, suppliers=(SUPPLIER, STRANGER)), key())
    first, other = [
        await own_market.quoting.submit_quotation(account, rfq.number, NewQuotation(PRICE, 20, "FOB"), key())
        for account in (SUPPLIER, STRANGER)
    ]
    assert first
    assert other
    await own_market.bargaining.counter(BUYER, other, LESS, QUANTITY, key())
    assert await own_market.quoting.accept_quotation(BUYER, first, key())
    lost = await own_market.rfqs.access_quotation(STRANGER, other)
    assert (lost.standing, lost.waiting, lost.rounds[-1].state) == ("declined", None, "overtaken")
    assert not await own_market.bargaining.accept_counter(STRANGER, other, 1, key())


async def test_a_request_is_changed_and_those_who_were_asked_are_told(own_market: Marketplace) -> None:
    rfq = await own_market.rfqs.create_rfq(BUYER, replace(WISH, suppliers=(SUPPLIER,)), key())
    await take_news(own_market)
    changes, once = RfqChanges(quantity=Quantity(Decimal(900), "piece"), needed_by=date(2027, 3, 1)), key()
    for _ in range(2):
        assert await own_market.request_changes.change(BUYER, rfq.number, changes, once) == "done"
    assert await take_news(own_market) == [(SUPPLIER, "request_changed")]
    seen = await own_market.rfqs.access_rfq(SUPPLIER, rfq.number)
    assert (seen.quantity.value, seen.needed_by, seen.target_price) == (900, date(2027, 3, 1), rfq.target_price)
    away = RfqChanges(destination=Destination("DE", Name("WhatsApp +49 170 1234567", "WhatsApp +49 170 1234567")))
    assert await own_market.request_changes.change(BUYER, rfq.number, away, key()) == "suspicious"
    assert (
        await own_market.request_changes.change(BUYER, rfq.number, RfqChanges(note="wechat silk8866"), key()) != "done"
    )
    assert await take_news(own_market) == []


async def test_a_withdrawn_request_is_over_for_everybody(own_market: Marketplace) -> None:
    number = await in_standing(own_market, "asked")
    rfq = (await own_market.rfqs.access_quotation(BUYER, number)).rfq_number
    await take_news(own_market)
    assert await own_market.request_changes.withdraw(BUYER, rfq, key()) == "done"
    assert await take_news(own_market) == [(SUPPLIER, "request_withdrawn")]
    assert (await own_market.rfqs.access_rfq(SUPPLIER, rfq)).state == "withdrawn"
    assert (await own_market.rfqs.access_quotation(SUPPLIER, number)).standing == "declined"
    assert await own_market.request_changes.withdraw(BUYER, rfq, key()) == "closed"
    assert await own_market.request_changes.change(BUYER, rfq, RfqChanges(note="blue"), key()) == "closed"
    assert await own_market.quoting.accept_quotation(BUYER, number, key()) is None
    assert rfq not in [lead.number for lead in await own_market.rfqs.list_open_leads(SUPPLIER)]
    assert {act for _, act, role in REQUEST_MOVES if role == "supplier"} == {"decline"}
    assert not await own_market.quoting.decline_request(SUPPLIER, rfq, None, key())
    with pytest.raises(NotAllowed):
        await own_market.request_changes.withdraw(SUPPLIER, rfq, key())


async def test_a_supplier_that_does_not_quote_is_noted_and_may_quote_after_all(own_market: Marketplace) -> None:
    rfq = (await own_market.rfqs.create_rfq(BUYER, replace(WISH, suppliers=(SUPPLIER, STRANGER)), key())).number
    decline, once = own_market.quoting.decline_request, key()
    await take_news(own_market)
    with pytest.raises(ValueError, match="contact"):
        await decline(SUPPLIER, rfq, "write me on wechat silk8866", once)
    for _ in range(2):
        assert await decline(SUPPLIER, rfq, "染缸排满了", once)
    assert not await decline(SUPPLIER, rfq, "another reason", key()), "it is declined already"
    assert await take_news(own_market) == [(BUYER, "request_declined")]
    seen = await own_market.rfqs.access_rfq(BUYER, rfq)
    assert seen.state == "open"
    assert [(each.slug, each.reason) for each in seen.refusals] == [(SUPPLIER, "染缸排满了")]
    assert (await own_market.rfqs.access_rfq(STRANGER, rfq)).refusals == (), "others are not told"
    assert rfq not in [lead.number for lead in await own_market.rfqs.list_open_leads(SUPPLIER)]
    assert rfq in [lead.number for lead in await own_market.rfqs.list_open_leads(SUPPLIER, with_refused=True)]
    assert await own_market.quoting.submit_quotation(SUPPLIER, rfq, NewQuotation(PRICE, 20, "FOB"), key())
    assert (await own_market.rfqs.access_rfq(BUYER, rfq)).refusals == ()
    assert not await decline(SUPPLIER, rfq, None, key()), "its quotation is open"
    with pytest.raises(NotAllowed):
        await decline(BUYER, rfq, None, key())
    with pytest.raises(NotFound):
        await decline("xinjiang-tomato", rfq, None, key())


async def test_the_listing_s_full_name_and_the_notes_go_all_the_way(own_market: Marketplace) -> None:
    page = await own_market.search.find_listings(SearchRequest(text="silk scarf", limit=50))
    listing = next(each for each in page.listings if each.supplier.slug == SUPPLIER)
    wish = replace(
        WISH,
        product=listing.product.en,
        product_id=listing.product_id,
        suppliers=(SUPPLIER,),
        certifications=(),
        note="logo in one corner, 14 momme",
    )
    rfq = await own_market.rfqs.create_rfq(BUYER, wish, key())
    lead = await own_market.rfqs.access_rfq(SUPPLIER, rfq.number)
    assert (lead.product, lead.product_id, lead.note) == (listing.product, listing.product_id, wish.note)
    new = NewQuotation(PRICE, 20, "FOB", note="含印logo")
    number = await own_market.quoting.submit_quotation(SUPPLIER, rfq.number, new, key())
    assert number is not None
    quotation: Quotation = await own_market.rfqs.access_quotation(BUYER, number)
    assert quotation.note == "含印logo"
    order = await own_market.quoting.accept_quotation(BUYER, number, key())
    assert order is not None
    (line,) = (await own_market.orders.access_order(BUYER, order)).lines
    assert line.product == listing.product
    async with own_market.database.read() as connection:
        query = select(orders_tables.order_lines.c.product_id).join(orders_tables.orders).filter_by(number=order)
        assert (await connection.execute(query)).scalar_one() == listing.product_id


async def test_suspicious_notes_reach_nobody(own_market: Marketplace) -> None:
    wish = replace(WISH, suppliers=(SUPPLIER,), note="add me on wechat: silk8866")
    rfq = await own_market.rfqs.create_rfq(BUYER, wish, key(), "c1")
    assert rfq.words == "held"
    assert (await own_market.rfqs.access_rfq(SUPPLIER, rfq.number)).note is None
    new = NewQuotation(PRICE, 20, "FOB", note="add me on wechat: silk8866")
    number = await own_market.quoting.submit_quotation(SUPPLIER, rfq.number, new, key())
    assert number is not None
    assert (await own_market.rfqs.access_quotation(BUYER, number)).note is None
