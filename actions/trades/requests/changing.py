"""Declares the task of changing a sent request: quantity, destination, target price, dates, notes. The suppliers that
got the request are told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, answers, in_passing, reading
from actions.dialogue.said.entities import MEASURES, read_amount, read_day, read_destination, read_money
from actions.dialogue.said.shares import change_quantity, mark_part
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.dialogue.values import PRICE, QUANTITY, Held, settle
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.requests.records import Rfq, RfqChanges
from actions.replies import Value, date, destination, lines, money, quantity, term
from actions.trades.notes.keeping import keeps_in
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_request import find_named_requests, find_rfq_in_question
from actions.trades.requests.cards import request_card
from actions.trades.requests.reading_requests import LONGEST_NOTE, pack_destination
from actions.trades.requests.request_terms import read_terms
from actions.trades.requests.withdrawing import withdraws_what_is_at_hand

CHANGE = "change"
CHANGES = ("quantity", "destination", "target", "needed_by", "due_on", "note")
"""The values that can change, in the order in which replies show them."""
_VAGUE = (
    *("inform", "ship_order", "change_order", "out_of_scope", "nlu_fallback", "request_quote", "goodbye"),
    *("find_supplier", "change_request", "place_order", "ask_price"),
)
"""The intents of messages with a value that may be one more change of a request."""

_MAY_CHANGE = frozenset((*_VAGUE, "check_quotes", "list_requests", "contact_supplier", "negotiate_price"))
"""The intents of messages with the number of a request and a value that may be a change of this request."""
_CORRECTS, _HINTS = 0.4, 0.2
_TOLD_DEADLINE = "utter_request_until"
"""The response that says until when suppliers may quote."""


@reading
async def moves_the_deadline(turn: Turn) -> list[Event] | None:
    """Reads "give them a week longer" as a new deadline for the request that the message names, or that was talked
    about last."""
    if not turn.shifts or turn.is_pressed or turn.task is not None or not turn.is_signed_in or turn.is_supplier:
        return None
    is_named = turn.entities.rfq_number is not None or "of_request" in turn.topics
    other = turn.entities.has("order_number", "quotation", "claim_number", "sample_number", "product")
    return await change_request(turn) if (is_named or turn.record.is_about("request")) and not other else None


@in_passing
async def value_of_the_request(turn: Turn) -> list[Event] | None:
    """Changes the request at hand for a message that surely sets one of its values, although its words alone would ask
    about it: "and target price 9.20"."""
    is_at_hand = turn.record.is_about("request") and turn.record.search is None
    if turn.is_pressed or turn.task is not None or not is_at_hand or not _sets_value(turn):
        return None
    return await and_something_more(turn)


@reading
async def and_something_more(turn: Turn) -> list[Event] | None:
    """Reads a value right after a request was sent or changed as a change of that request: "also until 20 March", "make
    it 5000 pairs"; and a day right after its deadline was told. Does the same with a correction as long as the request is talked about."""
    if turn.is_pressed or turn.task is not None or turn.is_supplier or not turn.is_signed_in:
        return None
    just_now = turn.has_just_done("request_change") or turn.has_just_done("request")
    just_now |= _TOLD_DEADLINE in turn.record.last.said and bool(turn.entities.days)
    is_at_hand = turn.record.is_about("request")
    corrects_it = is_at_hand and turn.acts.share("correct") >= (_HINTS if turn.record.search is None else _CORRECTS)
    sets_it = is_at_hand and turn.record.search is None and _sets_value(turn)
    values = turn.entities.has("date", "quantity", "country", "price") or bool(turn.remarks)
    sets = any(figure.name == "set" and figure.stance == "said" for figure in turn.figures)
    only_asks = turn.cues.is_question and not (sets and is_at_hand)  # 数量也加到3600 已经报的两家怎么办
    other = turn.entities.has("order_number", "company", "rfq_number") or only_asks
    if turn.entities.has("product") and not (is_at_hand and await _are_its_own(turn)):
        return None
    if not values or other or not (sets_it or ((just_now or corrects_it) and turn.intent in _VAGUE)):
        return None
    return await change_request(turn)


def _sets_value(turn: Turn) -> bool:
    """Returns whether the message surely sets a value of a request: it says how much is needed ("we need 24 t"), names
    the target price, or says until when suppliers shall answer."""
    if turn.cues.is_question:
        return False
    target = turn.entities.has("price") and any("target" in clause.things for clause in turn.asked)
    until = turn.cues.wishes_answers and turn.entities.has("date")
    return (turn.cues.needs and turn.entities.has("quantity")) or target or until


async def _are_its_own(turn: Turn) -> bool:
    """Returns whether all words of the message that look like goods are sizes, or mean the goods of the request at
    hand: "make it 2400 and 40W only"."""
    number = turn.word_slot("rfq_number")
    try:
        rfq = await turn.market.rfqs.access_rfq(turn.account, str(number))
    except NotFound:
        return False
    named = [name for name in turn.entities.products if not any(name in size or size in name for size in turn.sizes)]
    return all(goods_likeness(name, rfq.product.both) for name in named)


@reading
async def a_request_by_its_number(turn: Turn) -> list[Event] | None:
    """Begins to change a request if the message contains its number and a new value: "RFQ-10041 to 5000 pairs, before
    Christmas". A price would be an offer for its quotations instead."""
    if turn.is_pressed or turn.is_supplier or not turn.is_signed_in or turn.intent not in _MAY_CHANGE:
        return None
    named = turn.entities.rfq_number is not None
    values = turn.entities.has("date", "quantity", "country") or bool(turn.shifts or turn.differences)
    other = turn.entities.has("price", "order_number", "quotation", "company") or turn.cues.is_question
    if not named or not values or other or turn.percents:
        return None
    return await change_request(turn)


@reading
async def a_request_by_its_goods(turn: Turn) -> list[Event] | None:
    """Begins to change a sent request if the message speaks of it as one's own request, names its goods, and says to
    what a number shall change: "my request for 20 tonnes tomato paste, reduce it to 15"."""
    if turn.is_pressed or turn.is_supplier or not turn.is_signed_in or turn.task is not None:
        return None
    sets = any(figure.name == "set" for figure in turn.figures)
    others = turn.entities.has("order_number", "quotation", "rfq_number") or turn.cues.is_question
    if turn.intent not in _MAY_CHANGE or "of_request" not in turn.topics or not sets or others:
        return None
    named = await find_named_requests(turn)
    return await change_request(turn.with_entities(rfq_number=next(iter(named)))) if len(named) == 1 else None


@answers("change_request", signed_in=True)
async def change_request(turn: Turn) -> list[Event]:
    """Begins to change the request that the message means, with the values of the message. A supplier who wants to
    change a request means its own quotation."""
    if turn.is_supplier:
        return await HANDLERS["submit_quote"](turn)
    rfq = await find_rfq_in_question(turn, "change_request", only_open=True)
    if rfq is None:
        return []
    turn.note("rfq_number", rfq.number)
    if rfq.state != "open":
        turn.say("utter_request_closed", _values(rfq), cards=[request_card(rfq)])
        return []
    change = _read_change(turn, rfq, {}, None)
    await start(turn, REQUEST_CHANGE, {"rfq_number": rfq.number, CHANGE: change or None})
    return []


def _values(rfq: Rfq) -> dict[str, Value]:
    return {**rfq_values(rfq), "asked": len(rfq.suppliers), "count": len(rfq.quotations)}


def _read_change(turn: Turn, rfq: Rfq, known: Json, asked: str | None) -> Json:
    """Returns the `known` changes together with those of the message."""
    turn = _settle(turn, rfq, known, asked)
    change, entities = dict(known), turn.entities
    if turn.shifts and not entities.has("date"):
        return {**change, "due_on": (rfq.due_on + dt.timedelta(days=turn.shifts[-1])).isoformat()}
    before = read_amount(known.get("quantity"))
    amount, remarks = entities.quantity, list(turn.remarks)
    more = turn.sizes or entities.certifications or turn.removals
    if more and not any(size in words for size in turn.sizes for words in remarks):
        whole_text = turn.dictation.words if turn.dictation.adds and turn.dictation.words else turn.content
        remarks = [*(words for words in remarks if words not in whole_text), whole_text]
    named = [name for name in entities.products if not any(name in size or size in name for size in turn.sizes)]
    others = any(not goods_likeness(name, rfq.product.both) for name in named)
    whole = before.value if before else rfq.quantity.value
    unit = (before.unit if before else None) or rfq.quantity.unit
    becomes = change_quantity(turn.shares, rfq.quantity.value, rfq.quantity.unit, before.value if before else None)
    part = mark_part(turn.shares, Decimal(whole), unit, turn.text.strip())
    if others and (amount or turn.differences):
        remarks.append(turn.content)  # "add 200 lids" does not change the quantity of the goods
    elif part:
        remarks = [part]
    elif becomes is not None:
        change["quantity"] = {"value": str(becomes), "unit": rfq.quantity.unit}
    elif turn.difference is not None and not turn.remarks and (new := whole + turn.difference) > 0:
        change["quantity"] = {"value": str(new), "unit": unit}
    elif amount and ("part" in turn.topics or (amount.unit in MEASURES and amount.unit != rfq.quantity.unit)):
        remarks.append(turn.content)  # "half of them in blue" and "in 210 litre drums" change no quantity
    elif amount is not None and amount.unit in (None, rfq.quantity.unit):
        change["quantity"] = {"value": str(amount.value), "unit": rfq.quantity.unit}
    elif amount is not None:
        change["quantity"] = {"value": str(amount.value), "unit": amount.unit}
    if (goal := pack_destination(entities)) and not part:
        change["country"] = goal
    if rfq.target_price and (price := entities.price_in(rfq.target_price.currency)):
        turn = turn.with_entities(price={"amount": str(price.amount), "currency": price.currency})
    terms = read_terms(turn, {name: change[name] for name in ("price", "needed_by", "due_on") if name in change})
    if _extends_quoting(turn, rfq, terms):
        terms["due_on"] = terms.pop("needed_by")
    change |= {name: terms[name] for name in ("price", "needed_by", "due_on") if terms.get(name)}
    if remarks:
        change["note"] = "; ".join(dict.fromkeys((*filter(None, [known.get("note")]), *remarks)))
    return change


def _settle(turn: Turn, rfq: Rfq, known: Json, asked: str | None) -> Turn:
    """Returns the turn in which `settle` has decided what each number means, compared with the request's present or
    changed values."""
    amount, price = read_amount(known.get("quantity")), read_money(known.get("price")) or rfq.target_price
    quantity_held = Held(amount.value if amount else rfq.quantity.value, rfq.quantity.unit, rfq.quantity.value)
    price_held = Held(price.amount, price.currency) if price else Held()
    return settle(turn, asked, {QUANTITY: quantity_held, PRICE: price_held}, rfq.product.both)


def _extends_quoting(turn: Turn, rfq: Rfq, terms: Json) -> bool:
    """Returns whether the day in the message becomes the last day for quotations, and not the day by which the goods
    are needed. It does if a day is put off, and the deadline is the only one that can be, or was just talked about; it
    must then stay before the day by which the goods are needed."""
    day = read_day(terms.get("needed_by"))
    if day is None or "needed" in {thing for clause in turn.asked for thing in clause.things}:
        return False
    puts_off = bool(turn.topics & {"deadline", "postpones"}) and rfq.due_on < day
    is_of_it = _TOLD_DEADLINE in turn.record.last.said and not turn.cues.speaks_of_leaving
    return (puts_off or is_of_it) and (rfq.needed_by is None or day < rfq.needed_by)


async def _access(turn: Turn, values: Json) -> Rfq | None:
    """Returns the request, or None when the contact has meanwhile signed in as somebody else."""
    if not turn.is_signed_in or turn.is_supplier:
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, str(values.get("rfq_number")))
    except NotFound:
        return None


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    rfq, before = await _access(turn, known), known.get(CHANGE) or {}
    change = _read_change(turn, rfq, before, asked) if rfq else {}
    return {CHANGE: change} if change and change != before else {}


def _describe(turn: Turn, values: Json) -> list[Value]:
    changes = _build(values)
    words: list[Value] = []
    if changes.quantity:
        words.append(quantity(changes.quantity))
    if changes.destination:
        words.append(term("request.to", destination=destination(changes.destination)))
    if changes.target_price:
        words.append(term("request.target", price=money(changes.target_price)))
    if changes.needed_by:
        words.append(term("condition.needed_by", day=date(changes.needed_by)))
    if changes.due_on:
        words.append(term("condition.quotes_by", day=date(changes.due_on)))
    if changes.note:
        words.append(term("request.note", note=changes.note))
    return words


def _build(values: Json) -> RfqChanges:
    """Returns the changes of the request that these values of the task mean."""
    change: Json = values.get(CHANGE) or {}
    amount = read_amount(change.get("quantity"))
    return RfqChanges(
        quantity=Quantity(Decimal(amount.value), amount.unit or "piece") if amount else None,
        destination=read_destination(change.get("country")),
        target_price=read_money(change.get("price")),
        needed_by=read_day(change.get("needed_by")),
        due_on=read_day(change.get("due_on")),
        note=change.get("note"),
    )


def _lines_of_change(rfq: Rfq, changes: RfqChanges) -> list[Value]:
    """Returns a line for each change, with the present and the new value."""
    new, none = changes, term("unchanged.nothing")
    where, target = rfq.destination, rfq.target_price
    pairs: list[tuple[Value, Value | None]] = [
        (quantity(rfq.quantity), quantity(new.quantity) if new.quantity else None),
        (
            destination(where) if where else term("destination.open"),
            destination(new.destination) if new.destination else None,
        ),
        (money(target) if target else none, money(new.target_price) if new.target_price else None),
        (
            date(rfq.needed_by) if rfq.needed_by else none,
            date(new.needed_by) if new.needed_by else None,
        ),
        (date(rfq.due_on), date(new.due_on) if new.due_on else None),
        (rfq.note or none, new.note),
    ]
    named = zip(CHANGES, pairs, strict=True)
    return [term(f"change.{name}", before=was, after=will) for name, (was, will) in named if will is not None]


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Shows the old and new values, and asks the final question."""
    buttons = confirm_buttons(turn, "button.change_now", "button.no_keep")
    rfq = await _access(turn, values)
    if again or rfq is None:
        return turn.say("utter_request_change_confirm_again", buttons=buttons)
    shown = {**_values(rfq), "changes": lines(_lines_of_change(rfq, _build(values)))}
    response = "utter_request_change_confirm_quoted" if rfq.quotations else "utter_request_change_confirm"
    return turn.say(response, shown, buttons=buttons)


async def _change(turn: Turn, values: Json) -> None:
    """Changes the request, only once even if the turn is repeated."""
    key = WriteKey(turn.context.message_id, "change_request")
    number = str(values.get("rfq_number"))
    outcome = await turn.market.request_changes.change(turn.account, number, _build(values), key)
    rfq = await turn.market.rfqs.access_rfq(turn.account, number)
    turn.note("rfq_number", number)
    responses = {
        "done": "utter_request_changed",
        "suspicious": "utter_request_change_refused",
        "quoted": "utter_request_unit_quoted",
    }
    turn.say(responses.get(outcome, "utter_request_closed"), _values(rfq), cards=[request_card(rfq)])


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the buyer may still change the request. If not, tells the contact so."""
    rfq = await _access(turn, values)
    if rfq is not None and rfq.state == "open":
        return True
    if rfq is None:
        turn.say("utter_rfq_not_found", {"number": str(values.get("rfq_number"))})
    else:
        turn.say("utter_request_closed", _values(rfq))
    return False


async def _withdraw_instead(turn: Turn, values: Json) -> None:
    """Asks whether to withdraw the request instead of changing it, or explains what withdrawing means."""
    turn.note("rfq_number", values.get("rfq_number"))
    turn.record.task = None
    turn.apply(await withdraws_what_is_at_hand(turn) or [])


async def _say_quotations_stay(turn: Turn, values: Json) -> None:
    """Says what becomes of quotations that were given before the change."""
    rfq = await _access(turn, values)
    if rfq is not None and rfq.quotations:
        turn.say("utter_request_change_quoted", _values(rfq))


async def _ask_change(turn: Turn, values: Json, again: bool) -> None:
    """Shows the request with its present values, and asks what the buyer wants to change."""
    rfq = await _access(turn, values)
    if again or rfq is None:
        return turn.say("utter_request_change_again")
    return turn.say("utter_request_change", _values(rfq), cards=[request_card(rfq)])


REQUEST_CHANGE = declare(
    Task(
        name="request_change",
        is_change=True,
        deeds=frozenset(("change",)),
        intent="change_request",
        slots=(Slot(CHANGE, "free", _ask_change),),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_change,
        is_there=_is_there,
        refused="utter_request_not_changed",
        keep=keeps_in("note", LONGEST_NOTE, within=CHANGE),
        own=("change_order", "request_quote"),
        answers={"withdraws": _withdraw_instead, "requotes": _say_quotations_stay},
        about={"rfq_number": "rfq_number"},
    )
)
"""The task of changing a sent request."""
