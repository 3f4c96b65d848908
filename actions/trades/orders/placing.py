"""Declares the task of placing an order from a listing. The order may repeat an earlier one with changes.

Price, minimum and lead time are those of the listing at the moment of the final "yes"; the order then waits for the
supplier's confirmation. If the listing does not exist any more, or the supplier has no account, the wish becomes a
request for quotation or a note for the staff.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, ask_to_sign_in, in_passing, reading
from actions.dialogue.said.entities import Amount, pack_amount, read_amount, read_day, read_destination
from actions.dialogue.said.shares import change_quantity, find_part, mark_part, speaks_of_part
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import Slot, Task, asks, confirm_buttons, declare, read_out, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import convert
from actions.marketplace.trades.orders.payments import plan_payments
from actions.marketplace.trades.orders.placing import OrderFromListing
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.orders.terms import LISTING_INCOTERM, expect_arrival
from actions.marketplace.trades.requests.held_words import find_in
from actions.replies import (
    Value,
    button,
    date,
    destination,
    money,
    quantity,
    search_button,
    term,
    unit_price,
)
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values, price_for_quantity
from actions.sourcing.searching.finding import find_supplier
from actions.trades.notes.keeping import keeps_in
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import NEW_ORDER
from actions.trades.orders.cards import name_order, order_card, order_values
from actions.trades.orders.told.status import say_not_on_record
from actions.trades.orders.which_order import find_named_orders, find_order_in_question
from actions.trades.requests.beginning import request_what_was_ordered
from actions.trades.requests.reading_requests import pack_destination

_LONGEST_NOTE, _ASKS = 300, 0.5
_FEW_WORDS, _FEW_HAN = 10, 14
"""The most words and Chinese characters of a message that says no more than before which day nothing shall come: the
supplier reads it whole."""
_KEEP_NOTE = keeps_in("note", _LONGEST_NOTE)
_PARTS = {
    "zh": "{part}发往{there}，其余{rest}发往{here}",
    "en": "{part} to {there}, the other {rest} to {here}",
}
"""The words of a note that splits an order between two places."""
_REPEATING = ("place_order", "change_order", "request_quote", "inform", "out_of_scope", "nlu_fallback", "order_status")


@reading
async def order_again(turn: Turn) -> list[Event] | None:
    """Reads "reorder ORD-100841 but 300 instead" and 照上次再来一单 as the wish to repeat an earlier order."""
    if not turn.repeats or turn.is_pressed or turn.task is not None or not turn.is_signed_in or turn.is_supplier:
        return None
    about_order = turn.entities.order_number or turn.cues.repeats_an_order or turn.record.is_about("order")
    about_order = about_order or len(await find_named_orders(turn) or ()) == 1  # "we want the speakers again"
    if not about_order or turn.entities.rfq_number or turn.intent not in _REPEATING:
        return None
    return await _reorder(turn)


@in_passing
async def question_about_ordered_goods(turn: Turn) -> list[Event] | None:
    """Answers questions while an order is repeated: whether the price is still the same, whether there was a claim about
    the earlier order, and whether the goods can be had otherwise (能做蓝色吗), which only the supplier can say. None
    becomes a note of the order."""
    state = turn.task
    if state is None or state.name != "new_order" or turn.is_pressed or turn.cues.written:
        return None
    before = await _find_before(turn, state.values) if turn.is_signed_in else None
    if before is None or turn.entities.has("quantity", "price", "country", "company"):
        return None
    if {"of_place", "as_before"} <= turn.topics and (state.values.get("country") == asdict(before.destination)):
        turn.say("utter_order_same_place", {"number": before.number, "destination": destination(before.destination)})
        return []  # 地址跟上次一样
    if any(clause.fact == "claim_state" for clause in turn.asked):
        return await HANDLERS["claim_status"](turn.with_entities(order_number=before.number))
    listing = await _access_priced(turn, state.values)
    asks = turn.asks or turn.cues.is_question or turn.acts.share("ask") >= _ASKS
    if listing is not None and "same_price" in turn.topics and asks:
        _compare_prices(turn, listing, before)
        return []
    possible = [clause.things for clause in turn.asked_of_goods if clause.is_question and "possible" in clause.things]
    asks_variant = turn.cues.names_variant and (bool(possible) or asks)
    others = turn.papers or turn.entities.days or turn.shifts or "as_before" in turn.topics
    return say_not_on_record(turn, before) if asks_variant and not others else None


def _compare_prices(turn: Turn, listing: Listing, before: Order) -> None:
    """Says the price of the listing and that of the order that is repeated."""
    then, unit = before.lines[0].unit_price, before.lines[0].quantity.unit
    same = then == listing.unit_price and before.incoterm == LISTING_INCOTERM
    values = {
        **listing_values(listing),
        "number": before.number,
        "then": unit_price(then, unit),
        "now": unit_price(listing.unit_price, unit),
        "incoterm_then": before.incoterm,
        "incoterm": LISTING_INCOTERM,
    }
    turn.say("utter_order_price_same" if same else "utter_order_price_changed_since", values)


@answers("place_order")
async def place_order(turn: Turn) -> list[Event]:
    """Begins an order from the listing that the message means, or of the goods of an earlier order that it names. If
    the supplier has no account, it cannot confirm an order; then offers a request for quotation, or a person."""
    if turn.is_signed_in and (turn.entities.has("order_number") or (turn.repeats and not turn.is_supplier)):
        return await _reorder(turn)
    if turn.entities.products and turn.slot("product_id") is None and not turn.is_pressed:
        return await find_supplier(turn)  # "I want to buy 60 tents" does not choose a supplier
    listing = await find_listing_in_question(turn)
    if listing is None:
        search = search_button()
        return [turn.say_with_person("utter_place_order_what", {}, "place_order", buttons=[search])]
    if await turn.market.placing.can_order(listing.supplier.slug) and not turn.is_supplier:
        if not turn.is_signed_in:
            return [*ask_to_sign_in(turn), *focus_on(listing)]
        turn.apply(focus_on(listing))
        await _begin(turn, listing, {"country": pack_destination(turn.entities)})
        return []
    return _offer_request(turn, listing, "utter_place_order")


def _offer_request(turn: Turn, listing: Listing, response: str) -> list[Event]:
    """Offers a request for quotation for the goods of a listing, or a person."""
    amount = turn.entities.quantity
    details: dict[str, Any] = {"quantity": pack_amount(amount)} if amount else {}
    quote = button("button.request_quote", "request_quote", product_id=listing.product_id, **details)
    values = {**listing_values(listing), "price": price_for_quantity(listing)}
    return [turn.say_with_person(response, values, "place_order", buttons=[quote]), *focus_on(listing)]


async def _reorder(turn: Turn) -> list[Event]:
    """Begins an order that repeats an earlier one with the changes in the message. If the earlier order was for several
    goods, or if its goods cannot be ordered from a listing, begins a request for quotation to its supplier instead, or
    a note for the staff if that company has no account. A message that names nothing new goes on with the order that is
    being repeated."""
    names = turn.entities.has("order_number", "product", "quantity", "company")
    if turn.task is not None and turn.task.values.get("again") and not (names or turn.is_pressed):
        await read_out(turn)
        return []
    order = await find_order_in_question(turn, "place_order")
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    line = order.lines[0]
    listing = await _access_listing(turn, line.product_id) if len(order.lines) == 1 else None
    if turn.is_supplier or listing is None or not await turn.market.placing.can_order(listing.supplier.slug):
        turn.say("utter_reorder", order_values(order))
        account = None if turn.is_supplier else order.supplier.account
        supplier = await turn.market.suppliers.supplier_of(account) if account else None
        if supplier is None:
            await begin_note(turn, NEW_ORDER, order.number, name_order(order))
        else:
            await request_what_was_ordered(turn, order, supplier)
        return []
    turn.say("utter_reorder_from", order_values(order))
    known = {
        "again": order.number,
        "quantity": {"value": str(line.quantity.value), "unit": line.quantity.unit},
        "country": pack_destination(turn.entities) or asdict(order.destination),
    }
    await _begin(turn, listing, known)
    return []


async def _begin(turn: Turn, listing: Listing, known: Json) -> None:
    """Begins the task with the `known` values and those of the message. If the message wants another Incoterm than that
    of the listing's price, offers a request for quotation instead."""
    wanted = turn.entities.trade_terms.get("incoterm")
    if wanted and wanted != LISTING_INCOTERM:
        shown = {**listing_values(listing), "incoterm": str(wanted)}
        quote = button("button.request_quote", "request_quote", product_id=listing.product_id)
        turn.say("utter_order_other_incoterm", shown, buttons=[quote])
        return
    found = _read_values(turn, listing, known, None)
    values = {"product_id": listing.product_id, **known, **found}
    if held := values.get("quantity"):
        values["quantity"] = held if _is_enough(listing, held) else None
        if values["quantity"] is None:
            turn.say("utter_order_below_moq", listing_values(listing))
    await start(turn, ORDER, values)


def _read_values(turn: Turn, listing: Listing, known: Json, asked: str | None) -> Json:
    """Returns the values that the message gives."""
    found, held = Json(), read_amount(known.get("quantity"))
    whole, unit = held.value if held else Decimal(0), listing.moq.unit
    becomes = change_quantity(turn.shares, whole, unit) if held else None
    if becomes is None and held and turn.difference is not None and _counted(turn, (turn.difference,)):
        becomes = whole + turn.difference
    part = mark_part(turn.shares, whole, unit, _write_part(turn, known, whole, unit)) if held else None
    amount = None if part or becomes else turn.entities.quantity or _read_lone_number(turn, asked, held is not None)
    if becomes is not None:
        found["quantity"] = {"value": str(becomes), "unit": unit}
    elif part:  # "30 of them to Lübeck" becomes a note in the buyer's words
        turn.say("utter_order_part_noted", listing_values(listing))
    elif amount is not None:
        value = convert(Decimal(amount.value), amount.unit, listing.moq.unit)
        if value is None:
            turn.say("utter_order_other_unit", listing_values(listing))
        else:
            found["quantity"] = {"value": str(value.normalize() if value % 1 else int(value)), "unit": listing.moq.unit}
    if (place := pack_destination(turn.entities)) and not part:
        found["country"] = place
    coming = [day for day in turn.entities.days if day > turn.today]
    if coming and "not_before" not in turn.topics:
        found["needed_by"] = max(coming).isoformat()
    elif coming:
        found["not_before"] = max(coming).isoformat()
    noted = [one for one in str(known.get("note") or "").split(BETWEEN) if one]
    if (part or place) and turn.acts.kind in ("correct", "no"):
        noted = [one for one in noted if not speaks_of_part(one)]  # "no, all to Hamburg"
    as_before = "as_before" in turn.topics and bool(known.get("again"))  # the repeated order contains it already
    if as_before and turn.cues.names_variant:
        noted = []  # "the colour as last time" withdraws the wish for another colour
    remarks = (
        []
        if as_before
        else [part]
        if part
        else [turn.text.strip() if is_brief(turn.text, _FEW_WORDS, _FEW_HAN) else turn.content or turn.text.strip()]
        if coming and "needed_by" not in found
        else [one for one in turn.remarks if one.casefold() not in BETWEEN.join(noted).casefold()]
    )
    words = BETWEEN.join((*noted, *remarks))[:_LONGEST_NOTE]
    if words != (known.get("note") or ""):
        if find_in(words):
            turn.say("utter_reason_refused")
            turn.request_effect("words_refused")
        else:
            found["note"] = words
    return found


def _write_part(turn: Turn, known: Json, whole: Decimal, unit: str) -> str:
    """Returns the words about a part of the goods: where it goes and where the rest goes if the message names a place
    for the part, else the buyer's own words."""
    part, place = find_part(turn.shares, whole, unit), turn.entities.destination
    goal = read_destination(known.get("country"))
    language = "zh" if turn.context.language == "zh" else "en"
    there, here = (
        (each.city.zh if language == "zh" else each.city.en for each in (place or goal, goal)) if goal else ("", "")
    )
    if part is None or place is None or not there or not here or there == here:
        return turn.content or turn.text.strip()
    return _PARTS[language].format(part=f"{part:f}", there=there, rest=f"{whole - part:f}", here=here)


def _read_lone_number(turn: Turn, asked: str | None, corrects: bool) -> Amount | None:
    """Returns the number of a message that contains only this number and no other value: "300", "but 300 instead"."""
    others = turn.entities.has("price", "date", "certification", "tracking_number")
    numbers = tuple(each for each in _counted(turn, turn.numbers) if each != 1 or each in turn.cues.written)  # 一声
    if len(numbers) != 1 or _counted(turn, turn.differences) or others or numbers[0] <= 0:
        return None
    is_meant = asked == "quantity" or corrects or turn.repeats
    return Amount(numbers[0], None) if is_meant else None


def _counted(turn: Turn, numbers: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """Returns the numbers that may count goods. The number one in "one more order" and 再来一单 does not."""
    return tuple(number for number in numbers if not turn.repeats or abs(number) > 1)


def _is_enough(listing: Listing, held: Json) -> bool:
    amount = read_amount(held)
    return amount is not None and Decimal(amount.value) >= listing.moq.value


async def _access_listing(turn: Turn, product_id: object, amount: Decimal | None = None) -> Listing | None:
    """Returns the listing with the price for this amount. Returns None if the listing is paused or gone."""
    if not isinstance(product_id, int):
        return None
    try:
        return await turn.market.suppliers.access_listing(product_id, quantity=amount)
    except NotFound:
        return None


async def _access_priced(turn: Turn, values: Json) -> Listing | None:
    amount = read_amount(values.get("quantity"))
    return await _access_listing(turn, values.get("product_id"), Decimal(amount.value) if amount else None)


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    listing = await _access_listing(turn, known.get("product_id"))
    if listing is None:
        return {}
    found = _read_values(turn, listing, known, asked)
    if "quantity" in found and not _is_enough(listing, found["quantity"]):
        del found["quantity"]
        turn.say("utter_order_below_moq", listing_values(listing))
    return found


def _describe(turn: Turn, values: Json) -> list[Value]:
    amount, place, day = _quantity(values), read_destination(values.get("country")), read_day(values.get("needed_by"))
    words: list[Value] = [quantity(amount)] if amount else []
    if place:
        words.append(term("request.to", destination=destination(place)))
    if day:
        words.append(term("condition.needed_by", day=date(day)))
    if earliest := read_day(values.get("not_before")):
        words.append(term("condition.not_before", day=date(earliest)))
    if note := values.get("note"):
        words.append(term("request.note", note=note))
    return words


def _quantity(values: Json) -> Quantity | None:
    amount = read_amount(values.get("quantity"))
    return Quantity(Decimal(amount.value), str(amount.unit)) if amount else None


async def _ask_quantity(turn: Turn, values: Json, again: bool) -> None:
    listing = await _access_listing(turn, values.get("product_id"))
    assert listing is not None
    turn.say("utter_order_quantity_again" if again else "utter_order_quantity", listing_values(listing))


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Shows the whole order with its total, its payments and its dates, and asks the final question."""
    listing, amount = await _access_priced(turn, values), _quantity(values)
    assert listing is not None
    assert amount is not None
    buttons = confirm_buttons(turn, "button.place_order_now", "button.do_not_order")
    response = "utter_order_confirm_again" if again else "utter_order_confirm"
    turn.say(response, {**listing_values(listing), **await _preview(turn, listing, values)}, buttons=buttons)
    held = read_amount(values.get("quantity"))
    if turn.task is not None and held is not None:
        turn.task.values["price"] = {"amount": str(listing.unit_price.amount), "currency": listing.unit_price.currency}
    if (before := await _find_before(turn, values)) and not again:
        then = before.lines[0].unit_price
        if then != listing.unit_price or before.incoterm != LISTING_INCOTERM:
            was = unit_price(then, before.lines[0].quantity.unit)
            turn.say("utter_order_price_then", {"number": before.number, "price": was, "incoterm": before.incoterm})
            turn.dispatcher.messages.insert(-1, turn.dispatcher.messages.pop())


async def _preview(turn: Turn, listing: Listing, values: Json) -> dict[str, Value]:
    amount, place = _quantity(values), read_destination(values.get("country"))
    assert amount is not None
    assert place is not None
    currency, ships_on = listing.unit_price.currency, turn.today + dt.timedelta(days=listing.lead_time_days)
    total = amount.value * listing.unit_price.amount
    share = (await turn.market.operator.find_terms()).deposit_share
    deposit, balance = plan_payments(total, currency, turn.today, ships_on, share)
    day, note = read_day(values.get("needed_by")), values.get("note")
    return {
        "quantity": quantity(amount),
        "total": money(Money(round(total, 2), currency)),
        "incoterm": LISTING_INCOTERM,
        "destination": destination(place),
        "deposit": money(Money(deposit["amount"], currency)),
        "due": date(deposit["due_on"]),
        "balance": money(Money(balance["amount"], currency)),
        "ships": date(ships_on),
        "expected": date(day or _expect(values, expect_arrival(ships_on, place.country))),
        "note": term("order.with_note", note=str(note)) if note else term("order.without_note"),
    }


def _expect(values: Json, arrives: dt.date) -> dt.date:
    """Returns the day on which the goods may come: not before the day that the buyer has named, if there is one."""
    earliest = read_day(values.get("not_before"))
    return max(arrives, earliest) if earliest else arrives


async def _find_before(turn: Turn, values: Json) -> Order | None:
    """Returns the earlier order that the new one repeats, or None."""
    if not values.get("again"):
        return None
    try:
        return await turn.market.orders.access_order(turn.account, str(values["again"]))
    except NotFound:
        return None


async def _place(turn: Turn, values: Json) -> None:
    """Places the order at the price that was shown, only once even if the turn is repeated. If the price has changed
    meanwhile, orders nothing and tells the contact."""
    key, amount, place = WriteKey(turn.context.message_id, "place_order"), _quantity(values), values["country"]
    price, where = values.get("price") or {}, read_destination(place)
    assert amount is not None
    assert where is not None
    listing = await _access_priced(turn, values)
    arrives = expect_arrival(turn.today + dt.timedelta(days=listing.lead_time_days), where.country) if listing else None
    earliest = _expect(values, arrives) if arrives else None
    wish = OrderFromListing(
        product_id=int(values["product_id"]),
        quantity=amount,
        unit_price=Money(Decimal(str(price.get("amount", 0))), str(price.get("currency", ""))),
        destination=where,
        needed_by=read_day(values.get("needed_by")) or (earliest if earliest != arrives else None),
        note=values.get("note"),
    )
    try:
        number = await turn.market.placing.place(turn.account, wish, key)
    except ValueError:
        turn.say("utter_reason_refused")
        turn.request_effect("words_refused")
        return
    if number is None:
        again = button("button.order_again", "place_order", product_id=wish.product_id)
        turn.say("utter_order_price_changed", listing_values(listing) if listing else {}, buttons=[again])
        return
    order = await turn.market.orders.access_order(turn.account, number)
    turn.apply([SlotSet("order_number", number)])
    turn.say("utter_order_placed", order_values(order), cards=[order_card(turn, order)])
    turn.done.append("place_order")


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the listing can still be ordered by this contact. If not, tells the contact so."""
    listing = await _access_listing(turn, values.get("product_id"))
    if listing is not None and turn.is_signed_in and not turn.is_supplier:
        return True
    turn.say("utter_order_gone", buttons=[search_button()])
    return False


def _keep(turn: Turn, values: Json, words: Sequence[str]) -> Json:
    """Adds words to the note, except "same as last time" and the like, whose meaning the order contains already."""
    as_before = "as_before" in turn.topics and values.get("again")
    return {} if as_before else _KEEP_NOTE(turn, values, words)


ORDER = declare(
    Task(
        name="new_order",
        deeds=frozenset(("order",)),
        intent="place_order",
        slots=(
            Slot("quantity", "quantity", _ask_quantity),
            Slot("country", "place", asks("utter_order_country")),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_place,
        is_there=_is_there,
        refused="utter_order_not_placed",
        describes_goods=True,
        keep=_keep,
        own=("request_quote", "find_supplier", "change_order"),
        states=frozenset(
            (
                "price",
                "total",
                "money",
                "deposit",
                "balance",
                "pay",
                "due",
                "ship",
                "arrive",
                "incoterm",
                "quantity",
                "destination",
            )
        ),
        about={"order_number": "again"},
    )
)
"""The task of placing an order from a listing."""
