"""Declares the task of changing an order: its quantity, its destination, the day of its arrival, or, in the buyer's
words, properties of its goods such as the colour. Before the supplier's confirmation, a buyer can change them alone.
After it, the supplier has to agree, and may ask for more money or another day. Once goods have left, the wish becomes a
note for the staff.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.discourse import Json, TaskState
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.said.entities import Amount, read_amount, read_day, read_name
from actions.dialogue.said.shares import Share, change_quantity, find_part, mark_part, read_part, speaks_of_part
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import CONFIRMED, Slot, Task, confirm_buttons, declare, start, store
from actions.dialogue.turn import Turn
from actions.dialogue.values import QUANTITY, Held, count_in, settle
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.orders.changes import unpack_line
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_CHANGE, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderChange, OrderState, Terms
from actions.marketplace.trades.requests.held_words import find_in
from actions.replies import Value, button, date, destination, money, person_button, quantity, term, text, unit_price
from actions.trades.lookup.naming import LEAST_ENDING
from actions.trades.notes.drafting import find_left_out
from actions.trades.notes.keeping import keeps_among_words, keeps_in
from actions.trades.notes.noting import ABOUT, confirm_note, leave_note, says_enough
from actions.trades.notes.reasons import MOST, read_reason
from actions.trades.orders.asked import change_values, describe_items, find_totals
from actions.trades.orders.buying.adding import Added, add_goods
from actions.trades.orders.buying.draft_prices import say_next_price
from actions.trades.orders.buying.proposals import answer_terms, ask_to_take
from actions.trades.orders.buying.tiers import find_listing, find_price
from actions.trades.orders.cards import name_order, order_card, order_values
from actions.trades.orders.own_order import access_own, check_own
from actions.trades.orders.selling.asked_changes import ask_to_answer
from actions.trades.orders.which_order import find_named_orders, find_order_in_question

_AT_ONCE, _ASKED, _NOTED = "at_once", "asked", "noted"
"""The three ways to change an order: the buyer changes it alone, asks the supplier, or leaves a note for the staff."""
_MADE = "made"
"""The stage of an order whose production has begun."""
_CONFIRMS = {
    (_AT_ONCE, True): "utter_change_confirm",
    (_AT_ONCE, False): "utter_change_confirm_same",
    (_ASKED, True): "utter_change_ask_confirm",
    (_ASKED, False): "utter_change_ask_confirm_same",
    (_MADE, True): "utter_change_ask_made",
    (_MADE, False): "utter_change_ask_made_same",
}
"""What asks for the final yes, by the stage of the order and whether the total changes."""
_TERM = {"zh": "贸易术语：{old} → {new}", "en": "Incoterm: {old} → {new}"}
"""The words for another Incoterm, to which only the supplier can agree."""
_MOST_WORDS = 12
_KEEP_ITEMS = keeps_in("items", MOST, within="change")
_WHAT_IFS = frozenset(("utter_order_price_at", "utter_fact_total_then", "utter_order_price_steps"))
"""The responses that say what another quantity would cost."""
_MAY_CHANGE = frozenset(("place_order", "inform", "report_problem", "out_of_scope", "nlu_fallback", "find_supplier"))
_SURE, _LIKELY = 0.5, 0.15
_INSTEAD = 0.5
"""The least confidence that a message corrects or refuses at which its values change the order instead of cancelling
it."""


@answers("change_order", signed_in=True)
async def change_order(turn: Turn) -> list[Event]:
    """Begins the task with the new values that the message gives, or says why it is too late to change the order."""
    likely: tuple[OrderState, ...] = ("awaiting_confirmation", "accepted")
    order = await find_order_in_question(turn, "change_order", likely=likely, possible=TO_SHIP + likely)
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if turn.is_supplier and not order.asked and "late" in turn.reports and order.state in TO_SHIP:
        return await HANDLERS["report_production"](turn.with_entities(order_number=order.number))
    if turn.is_supplier:
        return _answer_supplier(turn, order)
    if order.state == "cancelled":
        turn.say("utter_already_cancelled", order_values(order), cards=[order_card(turn, order)])
        return []
    if (change_id := turn.entities.integer("change")) is not None:
        return await answer_terms(turn, order, change_id, takes=turn.entities.word("wanted") == "take")
    if order.proposed and not says_enough(turn):
        return ask_to_take(turn, order, order.proposed)
    if order.on_the_way and says_enough(turn):
        turn.say("utter_change_on_the_way", order_values(order))
        return await HANDLERS["contact_team"](turn.with_entities(order_number=order.number, question=turn.text.strip()))
    way = _AT_ONCE if order.state in LIFECYCLE["change"].before else _ASKED if order.state in TO_CHANGE else _NOTED
    added = Added({})
    if way != _NOTED and not turn.cues.only_opens_change:
        added = await add_goods(turn, order, {}, _read_change(turn, order, {}))
    change = added.change
    asks = turn.asks or any(clause.fact == "may_change" for clause in turn.asked)  # "can I still change it? …"
    if way == _NOTED:
        turn.say("utter_change_too_late", order_values(order))
    elif not change and not added.open and (asks or not says_enough(turn) or turn.entities.has("quantity")):
        turn.say("utter_change_possible" if order.changeable else "utter_change_made", order_values(order))
    is_said = says_enough(turn) and not turn.cues.only_opens_change
    if not change and not added.open and is_said and not turn.is_pressed and not asks:
        change = {"words": [turn.text.strip()]} if way == _NOTED else _pack_items(turn, {})
    unit = order.lines[0].quantity.unit
    values = {"order_number": order.number, "way": way, "unit": unit, "change": change or None, "adding": added.open}
    await start(turn, ORDER_CHANGE, values)
    return []


@in_passing
async def another_quantity(turn: Turn) -> list[Event] | None:
    """Begins to change the order that the message names if it gives a new quantity, even if the NLU finds another
    intent: "bedding: not 300 but 240 sets", "the 555 scarves make it 750", 丝被从400加到460."""
    is_free = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    if not is_free or turn.intent not in _MAY_CHANGE or turn.asks:
        return None
    sets = turn.cues.sets_quantity and not (turn.record.is_about("listing", "request") or turn.cues.seeks_supplier)
    if not sets and "was_before" not in turn.topics:
        return None
    named = [turn.entities.order_number] if turn.entities.order_number else []
    named = named or [each.number for each in await find_named_orders(turn) or ()]
    if len(named) != 1:
        return None
    try:
        order = await turn.market.orders.access_order(turn.account, named[0])
    except NotFound:
        return None
    wish = turn.as_wish("change_order")
    is_pair = _read_replaced(_settle(wish, order, {}), order.lines[0].quantity.unit) is not None
    is_new = sets and "quantity" in _read_change(wish, order, {})
    is_early = order.state in TO_CHANGE or (is_new and order.state in TO_SHIP)
    return await HANDLERS["change_order"](wish) if (is_pair or is_new) and is_early else None


@in_passing
async def change_instead_of_cancelling(turn: Turn) -> list[Event] | None:
    """Begins to change the order instead of cancelling it, while the cancellation waits for a "yes": "don't cancel,
    make it 45 instead". The number is not read as a reason for cancelling. Neither is a day, once the contact has said
    to wait: 等等，客户又要, then 15号以后再发."""
    state = turn.task
    wants = turn.cues.resizes_instead
    if state is None or state.name != "cancel_order" or turn.is_pressed or not turn.is_signed_in:
        return None
    was_held = "utter_task_held" in turn.record.last.said
    if not wants and (turn.asks or (turn.acts.share("correct", "no") < _INSTEAD and not was_held)):
        return None
    if turn.entities.has("order_number", "rfq_number") or (turn.reasons and not wants):
        return None
    number = str(state.values.get("order_number"))
    order = await access_own(turn, state.values, "buyer")
    instead = turn.as_wish("change_order").with_entities(order_number=number)
    change = _read_change(instead, order, {}) if order else {}
    of_day = bool(change) and was_held and bool(turn.entities.days)  # "not before the 15th" is a wish in words
    if order is None or not (of_day or {"quantity", "destination", "day"} & set(change)):
        return None
    turn.record.task = None
    turn.say("utter_cancel_left", order_values(order))
    return await HANDLERS["change_order"](instead)


@in_passing
async def nothing_left_to_change(turn: Turn) -> list[Event] | None:
    """Ends the change of an order of which the message takes back all that it consists of: "ok, don't change the port",
    when only the port was to change."""
    state = turn.task
    if state is None or state.name != "order_change" or turn.is_pressed or turn.entities.destination is not None:
        return None
    held = [name for name, value in (state.values.get("change") or {}).items() if value]
    order = await access_own(turn, state.values, "buyer")
    if held != ["destination"] or order is None or not turn.removals or "of_place" not in turn.topics:
        return None
    if "quantity" in (found := _read_change(turn, order, {})) or "day" in found:
        return None
    turn.record.task = None
    turn.say("utter_change_dropped", order_values(order))
    return [SlotSet("order_number", order.number)]


@in_passing
async def half_of_it(turn: Turn) -> list[Event] | None:
    """Begins to change the order of the task under way to half of its quantity, also instead of cancelling it: "halve
    it", 要不砍一半."""
    state = turn.task
    if state is None or state.name not in ("cancel_order", "order_change") or not turn.cues.halves or turn.is_pressed:
        return None
    order = await access_own(turn, state.values, "buyer")
    if order is None or state.values.get("way") == _NOTED or turn.entities.has("price", "quantity"):
        return None
    line = order.lines[0].quantity
    half = {"value": str((line.value / 2).to_integral_value()), "unit": line.unit}
    if state.name == "order_change":
        store(turn, {"change": {**(state.values.get("change") or {}), "quantity": half}})
        turn.done.append("order_change")
        return []
    turn.record.task = None
    turn.say("utter_cancel_left", order_values(order))
    way = _AT_ONCE if order.state in LIFECYCLE["change"].before else _ASKED
    values = {"order_number": order.number, "way": way, "unit": line.unit, "change": {"quantity": half}}
    await start(turn, ORDER_CHANGE, values)
    return []


@in_passing
async def another_order_meant(turn: Turn) -> list[Event] | None:
    """Begins to cancel or to change another order than that of the task under way, if the message only says that it
    means that one: "no sorry, I mean the newer one"."""
    state, number = turn.task, turn.entities.order_number
    is_of_order = state is not None and state.name in ("cancel_order", "order_change")
    if state is None or not is_of_order or number is None or turn.is_pressed or turn.is_supplier or turn.asks:
        return None
    is_other = number != state.values.get("order_number")
    if not is_other or not (turn.cues.corrects or turn.acts.share("correct", "no", "point", "value") >= _INSTEAD):
        return None
    task, held = state.name, state.values.get("change")
    turn.record.task = None
    intent = "cancel_order" if task == "cancel_order" else "change_order"
    about = turn.with_question({"intent": intent, "entities": {"order_number": number}})
    await HANDLERS[intent](replace(about, content="", shares=(), numbers=()))
    if task == "order_change" and held and turn.task is not None and turn.task.name == "order_change":
        store(turn, {"change": held})
    return []


@in_passing
async def another_price_beside_the_change(turn: Turn) -> list[Event] | None:
    """Adds the wish for another price to the change of an order that is under way, in the buyer's words, because only
    the supplier can agree to it: 单价能不能跟着降一点."""
    state = turn.task
    is_free = state is not None and state.name == "order_change" and not turn.is_pressed and turn.is_signed_in
    is_bargain = turn.intent == "negotiate_price" and turn.confidence >= _SURE
    is_bargain |= turn.entities.price is not None and dict(turn.ranking).get("negotiate_price", 0.0) >= _LIKELY
    wishes = is_bargain and not (turn.cues.kept_values or turn.removals)
    if state is None or not is_free or not wishes or state.values.get("way") == _NOTED:
        return None
    order = await access_own(turn, state.values, "buyer")
    held: Json = state.values.get("change") or {}
    if (turn.percents or turn.shares) and "quantity" in held and "price" not in turn.cues.listing_values:
        return None  # "no, 5 % is enough", after 10 % more
    if (
        order is None
        or turn.provisos
        or ("quantity" in _read_change(turn, order, {}) and not _restates(turn, order, held))
    ):
        return None
    if turn.cues.only_too_much and _WHAT_IFS & set(turn.record.last.said):
        return []  # "too much.", after the price of another quantity: the change stays as it is
    if not (wished := _pack_items(turn, held)):
        return None
    amount, offer = read_amount(held.get("quantity")), await find_listing(turn, order)
    if amount is not None and offer is not None:
        say_next_price(turn, offer, Decimal(amount.value))
    turn.say("utter_change_price_wished", order_values(order))
    store(turn, {"change": {**held, **wished}})
    turn.done.append("order_change")
    return []


def _restates(turn: Turn, order: Order, held: Json) -> bool:
    """Returns whether the quantity in the message only says by how much the change under way changes the order: 多了50条,
    after 400 to 450."""
    amount, named = read_amount(held.get("quantity")), turn.entities.quantity
    change = amount.value - order.lines[0].quantity.value if amount else None
    return named is not None and change is not None and named.value == abs(change)


@in_passing
async def day_after_the_change(turn: Turn) -> list[Event] | None:
    """Says whether the change of an order moves its days, for "does that push the date back?": only the supplier can
    say so, with its answer."""
    if "moves_day" not in turn.topics or turn.is_pressed or turn.is_supplier or not turn.is_signed_in:
        return None
    task = turn.task
    number = str(task.values.get("order_number")) if task and task.name == "order_change" else find_order_at_hand(turn)
    try:
        order = await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None
    is_wanted = order is not None and (task is not None or (order.asked is not None and order.asked.kind == "change"))
    if order is None or not is_wanted or order.state not in (*TO_SHIP, "awaiting_confirmation"):
        return None
    turn.say("utter_change_and_days", order_values(order))
    return [SlotSet("order_number", order.number)]


def _answer_supplier(turn: Turn, order: Order) -> list[Event]:
    """Shows a supplier the change for which the buyer has asked. If there is none, says that only the buyer can change
    the order, and that the supplier can report a new day of shipment."""
    if order.asked:
        return ask_to_answer(turn, order, order.asked)
    report = button("button.report_production", "report_production", order_number=order.number)
    turn.say(
        "utter_change_buyers_only",
        order_values(order),
        cards=[order_card(turn, order)],
        buttons=[report, person_button("change_order")],
    )
    return []


def _read_change(turn: Turn, order: Order, known: Json) -> Json:
    """Returns the `known` new values together with those of the message, without values that the order has already."""
    found: Json = {}
    line = order.lines[0].quantity
    turn = _settle(turn, order, known)
    others = _names_others(turn, order)
    part = _find_part(turn, order, known)
    if turn.cues.resizes_instead and not turn.cues.names_variant:
        part = ()  # "could I take less instead? like 100"
    swaps = others or bool(part) or turn.cues.swaps_goods or "part" in turn.topics
    swaps = swaps and (others or turn.cues.names_variant or not turn.cues.resizes_instead)
    held = read_amount(known.get("quantity"))
    instead = None if others or turn.shares else _read_replaced(turn, line.unit)
    becomes = (
        instead
        if instead is not None
        else change_quantity(turn.shares, line.value, line.unit, Decimal(held.value) if held else None)
    )
    swaps = swaps and instead is None
    part = part if instead is None else ()
    if becomes is None and not part and not others and turn.difference is not None:
        becomes = line.value + turn.difference
    elif not swaps and becomes is None and not turn.shares:
        becomes = count_in(turn, line.unit)
    bare = [figure.value for figure in turn.figures if figure.kind in ("bare", "count") and figure.stance == "said"]
    if becomes is None and turn.cues.resizes_instead and not part and len(bare) == 1:
        becomes = bare[0]  # "could I take less instead? like 100"
    if becomes is not None and becomes > 0 and not others:
        found["quantity"] = {"value": str(becomes), "unit": line.unit}
    place = turn.entities.destination
    if place is not None and not part and not find_in(place.city.en, place.city.zh):
        found["destination"] = {"country": place.country, "en": place.city.en, "zh": place.city.zh}
    coming = [day for day in turn.entities.days if day > turn.today]
    if coming and not (turn.cues.leaves or "not_before" in turn.topics):
        found["day"] = max(coming).isoformat()
    elif not coming and turn.shifts and order.expected_on:
        found["day"] = (order.expected_on + dt.timedelta(days=turn.shifts[-1])).isoformat()
    if (code := turn.entities.incoterm) and code != order.incoterm and not others:
        found["items"] = _add_item(
            known, _TERM["zh" if turn.context.language == "zh" else "en"].format(old=order.incoterm, new=code)
        )
    elif swaps or (coming and "day" not in found) or turn.remarks or turn.cues.names_variant:
        found |= _pack_items(turn, known, part, Quantity(Decimal(held.value), line.unit) if held else line)
    merged = {**{name: value for name, value in known.items() if name != "words"}, **found}
    terms = _to_terms(merged)
    same = {
        "quantity": terms.quantity == line,
        "destination": _is_same_place(terms.destination, order.destination),
        "day": terms.expected_on == order.expected_on,
        "items": False,
    }
    return {name: value for name, value in merged.items() if not same[name]} if found else {}


def _add_item(known: Json, words: str) -> str:
    """Returns the wanted changes of the goods with these words at their end."""
    said = [one for one in str(known.get("items") or "").split(BETWEEN) if one]
    return BETWEEN.join(dict.fromkeys((*said, words)))[:MOST]


def _settle(turn: Turn, order: Order, known: Json) -> Turn:
    """Returns the turn in which `settle` has decided what each number means. The end of the order's number is left out:
    "make 555 900 pieces"."""
    line, held = order.lines[0], read_amount(known.get("quantity"))
    figures = tuple(figure for figure in turn.figures if not _is_ending(order, figure.value))
    if all(figure.stance == "theirs" for figure in figures):  # 他说要250床: a buyer's own customer
        figures = tuple(replace(figure, stance="said") for figure in figures)
    ordered = Held(held.value if held else line.quantity.value, line.quantity.unit)
    before = None if held is None else line.quantity.value
    return settle(replace(turn, figures=figures), None, {QUANTITY: replace(ordered, before=before)}, line.product.both)


def _read_replaced(turn: Turn, unit: str) -> Decimal | None:
    """Returns the quantity, as a number of `unit`, that replaces the ordered one: "950 instead of 800", 改350条 原来400."""
    is_contrast = any(figure.stance == "out" for figure in turn.figures)
    of_a_part = "was_before" not in turn.topics and ("part" in turn.topics or turn.cues.swaps_goods)
    return count_in(turn, unit) if is_contrast and not of_a_part else None


def _is_same_place(one: Destination | None, other: Destination) -> bool:
    """Returns whether two places are the same, even if one of them lacks its name in one language."""
    return one is not None and one.country == other.country and bool({*one.city.both} & {*other.city.both})


def _is_ending(order: Order, number: Decimal) -> bool:
    """Returns whether the number is the end of the order's number: "make 555 900 pieces"."""
    return number >= LEAST_ENDING and order.number.endswith(f"{number:f}")


def _find_part(turn: Turn, order: Order, known: Json) -> tuple[Share, ...]:
    """Returns the part of the goods that the message speaks of: "half of them", "just 300 blue, the others stay"."""
    line, amount = order.lines[0].quantity, turn.entities.quantity
    if find_part(turn.shares, line.value, line.unit):
        return turn.shares
    if of_variant := [figure.value for figure in turn.figures if figure.kind == "part" and figure.stance == "said"]:
        amount = Amount(of_variant[-1])
    counts = amount is not None and amount.unit in (None, line.unit) and 0 < amount.value < line.value
    counts = counts and turn.difference is None
    of_the_goods = "part" in turn.topics or (turn.cues.swaps_goods and not _names_others(turn, order))
    said_before = any(speaks_of_part(one) for one in str(known.get("items") or "").split(BETWEEN))
    of_the_goods |= said_before and turn.cues.names_variant  # "no, just 300 blue"
    return (Share("count", Decimal(amount.value)),) if amount and counts and of_the_goods else ()


def _names_others(turn: Turn, order: Order) -> bool:
    """Returns whether the message names goods that are not in the order."""
    held = [name for line in order.lines for name in line.product.both]
    return any(not goods_likeness(name, held) for name in turn.entities.products)


def _pack_items(turn: Turn, known: Json, part: tuple[Share, ...] = (), line: Quantity | None = None) -> Json:
    """Returns the wanted changes of the goods in the buyer's words: the `known` ones, followed by this message. If
    these words may not be passed on, tells the contact and returns {}. Words about a `part` of the goods begin with the
    number of pieces, and a correction replaces them."""
    words = read_reason(turn)
    if words is None:
        return {}
    said = [one for one in str(known.get("items") or "").split(BETWEEN) if one]
    told = _name_colour(turn.cues.part_colour, said) if part and turn.cues.part_colour else words
    marked = mark_part(part, line.value, line.unit, told) if line else None
    if marked and turn.acts.kind in ("correct", "no"):
        said = [one for one in said if not speaks_of_part(one)]
    return {"items": BETWEEN.join(dict.fromkeys((*said, marked or words)))[:MOST]}


def _name_colour(colour: str, said: Sequence[str]) -> str:
    """Returns the colour as it was said before, if that names it in full: "dark blue" for the "blue" in "no, just 300
    blue"."""
    before = [told for _, _, told in filter(None, map(read_part, said))]
    return next((told for told in before if told.casefold().endswith(f" {colour.casefold()}")), colour)


def _to_terms(change: Json) -> Terms:
    amount, place = read_amount(change.get("quantity")), change.get("destination") or {}
    unit = str((change.get("quantity") or {}).get("unit") or "piece")
    return Terms(
        Quantity(Decimal(amount.value), unit) if amount else None,
        Destination(place["country"], read_name(place) or Name("", "")) if place.get("country") else None,
        read_day(change.get("day")),
        change.get("items"),
        tuple(unpack_line(line) for line in change.get("lines") or ()),
    )


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the new values in the message. Words without a value are a wish for the staff."""
    order = await access_own(turn, known, "buyer")
    if order is None:
        return {}
    held: Json = known.get("change") or {}
    said: list[str] = list(held.get("words") or [])
    if "destination" in held and turn.removals and "of_place" in turn.topics and turn.entities.destination is None:
        return {"change": {name: value for name, value in held.items() if name != "destination"} or None}
    items = [one for one in str(held.get("items") or "").split(BETWEEN) if one]
    if gone := _find_left(turn, items):
        rest = {**held, "items": BETWEEN.join(one for one in items if one not in gone) or None}
        return {"change": rest if any(rest.values()) else None}
    if known.get("way") != _NOTED:
        waiting = known.get("adding")
        added = await add_goods(turn, order, held, {} if waiting else _read_change(turn, order, held), waiting)
        if added.change or added.open != waiting:
            return {"change": added.change or held or None, "adding": None if added.change else added.open}
        if waiting and turn.task and asked == "change":
            return {}
    adds = turn.acts.share("value", "correct", "condition") > 0.4 or turn.intent in ("inform", "change_order")
    words = turn.text.strip()
    if known.get("way") != _NOTED:
        says_more = held.get("items") or turn.intent == "change_order"
        is_meant = adds and not turn.asks and (asked == "change" or (asked == CONFIRMED and says_more))
        found = _pack_items(turn, held) if words and is_meant else {}
        return {"change": {**held, **found}} if found else {}
    if not words or len(said) >= _MOST_WORDS or (asked == CONFIRMED and not (adds and said)):
        return {}
    return {"change": {"words": [*said, words]}}


def _find_left(turn: Turn, items: Sequence[str]) -> list[str]:
    """Returns the wanted changes of the goods, among `items`, that the message takes back: "no, all of them as
    ordered", 填充不改了."""
    if "all" in turn.reports and turn.acts.kind in ("correct", "no", "give_up") and not turn.numbers:
        return [one for one in items if speaks_of_part(one)]
    return find_left_out(items, turn.kept)


def _list_items(values: Json) -> list[str]:
    """Returns the wanted changes of the goods that the task holds."""
    return [one for one in str((values.get("change") or {}).get("items") or "").split(BETWEEN) if one]


def _keep(turn: Turn, values: Json, words: Sequence[str]) -> Json:
    """Adds words to the wanted changes of the goods, or to the wish for the staff."""
    if values.get("way") != _NOTED:
        if turn.cues.part_colour and any(map(speaks_of_part, _list_items(values))):
            return {}  # the colour is said of the part: "just 300 blue"
        return _KEEP_ITEMS(turn, values, words)
    change: Json = values.get("change") or {}
    return {"change": {**change, **keeps_among_words(turn, change, words)}}


def _describe(turn: Turn, values: Json) -> list[Value]:
    change: Json = values.get("change") or {}
    terms = _to_terms(change)
    words: list[Value] = [term("note.words", words=one) for one in change.get("words") or []]
    if terms.quantity:
        words.append(quantity(terms.quantity))
    if terms.destination:
        words.append(destination(terms.destination))
    if terms.expected_on:
        words.append(date(terms.expected_on))
    words += [
        term("order.goods_line", quantity=quantity(line.quantity), goods=text(line.product)) for line in terms.lines
    ]
    return [*words, *describe_items(terms.items, _read_unit(values))]


def _read_unit(values: Json) -> str:
    return str(values.get("unit") or "piece")


async def _ask_change(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "buyer")
    if values.get("adding") and not again and "utter_change_several_goods" in turn.said:
        return None  # it is asked which goods are meant
    if values.get("way") == _NOTED:
        return turn.say("utter_note_more" if again else "utter_note_change", {ABOUT: _about(order)})
    return turn.say("utter_change_what_again" if again else "utter_change_what", order_values(order) if order else {})


def _about(order: Order | None) -> Value:
    return name_order(order) if order else term("note.about_nothing")


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await access_own(turn, values, "buyer")
    assert order is not None
    if words := values["change"].get("words"):
        return confirm_note(turn, "order_change", {ABOUT: _about(order), "words": words}, again)
    asks = values.get("way") == _ASKED
    if not again:
        await _say_list_price(turn, order, values)
    preview = _preview(order, values["change"])
    stage = _MADE if asks and not order.changeable else str(values.get("way"))
    response = _CONFIRMS[stage, find_totals(order, preview) is not None]
    yes = "button.ask_supplier_to_change" if asks else "button.change_now"
    buttons = confirm_buttons(turn, yes, "button.keep_order")
    if again:
        response = "utter_change_ask_confirm_again" if asks else "utter_change_confirm_again"
    return turn.say(response, change_values(order, preview), buttons=buttons)


async def _say_list_price(turn: Turn, order: Order, values: Json) -> None:
    """Says that the goods have another listed price at the new quantity than at the ordered one, although the order keeps
    its price."""
    wanted, line = _to_terms(values["change"]).quantity, order.lines[0]
    offer = await find_listing(turn, order) if wanted is not None else None
    price = find_price(offer, wanted.value) if offer is not None and wanted is not None else None
    now = find_price(offer, line.quantity.value) if offer is not None else None
    if wanted is None or price is None or now is None or price == now:
        return
    total = Money((price.amount * wanted.value).quantize(Decimal("0.01")), price.currency)
    shown = {
        "new_quantity": quantity(wanted),
        "listed": unit_price(price, line.quantity.unit),
        "listed_total": money(total),
        "price": unit_price(line.unit_price, line.quantity.unit),
    }
    turn.say("utter_change_list_price", {**order_values(order), **shown})


def _preview(order: Order, change: Json) -> OrderChange:
    """Returns the change as it would be, with the old value of each new one."""
    wanted = _to_terms(change)
    before = Terms(
        order.lines[0].quantity if wanted.quantity else None,
        order.destination if wanted.destination else None,
        order.expected_on if wanted.expected_on else None,
        total=order.total,
    )
    return OrderChange(0, "change", "open", wanted, before, None, order.placed_at)


def _cancels(state: TaskState, number: str) -> bool:
    """Returns whether the task would cancel the order, which is changed instead."""
    return state.name == "cancel_order" and state.values.get("order_number") == number


async def _change(turn: Turn, values: Json) -> None:
    """Changes the order, asks the supplier, or leaves a note, only once even if the turn is repeated."""
    if not values.get("change"):  # the task began in an earlier version of Caravan, which asked whether to leave a note
        number = str(values.get("order_number") or values.get("named"))
        await change_order(turn.with_question({"intent": "change_order", "entities": {"order_number": number}}))
        return None
    number, change = str(values["order_number"]), values["change"]
    order = await turn.market.orders.access_order(turn.account, number)
    if words := change.get("words"):
        note = {"named": number, ABOUT: _about(order), "words": words}
        return await leave_note(turn, "order_change", note, "change_order")
    asks = values.get("way") == _ASKED
    purchases, key = turn.market.purchases, WriteKey(turn.context.message_id, "change_order")
    do = purchases.ask_to_change if asks else purchases.change_order
    done = await do(turn.account, number, _to_terms(change), key)
    order = await turn.market.orders.access_order(turn.account, number)
    response = "utter_change_not_now" if not done else "utter_change_asked" if asks else "utter_order_changed_now"
    made = order.changes[-1] if done else None
    shown = change_values(order, made) if made else order_values(order)
    turn.note("order_number", number)  # "what do we still owe on it?" is about this order
    turn.say(response, shown, cards=[order_card(turn, order)])
    turn.record.aside = [each for each in turn.record.aside if not _cancels(each, number)]
    turn.done.append("record_change")
    return None


ORDER_CHANGE = declare(
    Task(
        name="order_change",
        is_change=True,
        deeds=frozenset(("change",)),
        intent="change_order",
        slots=(Slot("change", "free", _ask_change),),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_change,
        is_there=check_own("buyer", "utter_no_orders"),
        refused="utter_order_kept",
        keep=_keep,
        about={"order_number": "order_number"},
    )
)
"""The task of changing an order."""
