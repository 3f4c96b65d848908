"""Declares the task in which a supplier changes its own listings: which listings, what to change, and a final "yes" to
the old and new values. A change that the chat cannot make becomes a note for the staff: a change of pictures, for
example, or of listings that come from the operator's own database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import HANDLERS, answers, in_passing, reading
from actions.dialogue.tasks import (
    CONFIRMED,
    Slot,
    Task,
    conclude,
    confirm_buttons,
    declare,
    name_task,
    start,
    store,
    value_button,
)
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.integrations.correcting.own_listings import OwnListing
from actions.replies import Value, button, lines, number, term, text
from actions.sourcing.own_products import FACT_ASKED, list_shown, own_card, was_shown_own
from actions.sourcing.searching.own_named import find_own_called, find_own_named
from actions.trades.listings.saying import describe_wanted, find_jump, list_changes
from actions.trades.listings.wanted import (
    BEYOND,
    COUNTED,
    STEPS,
    WEIGHTS,
    Wanted,
    find_meant,
    pack_ids,
    pack_names,
    read_ids,
    read_name,
    read_wanted,
    restore,
    work_out,
)
from actions.trades.notes.noting import begin_note, note_task

OF_VALUES = frozenset(
    (
        "change_order",
        "negotiate_price",
        "submit_quote",
        "ask_price",
        "ask_moq",
        "inform",
        "nlu_fallback",
        "cancel_order",
    )
)
"""Intents of messages that may be about a new price, minimum or stock of a listing."""
_OTHERWISE = frozenset(
    ("submit_quote", "own_products", "own_figures", "ship_order", "my_quotes", "report_production", "confirm_order")
)
"""Intents of messages that speak of the supplier's shop but change nothing in it."""
_ONLY_OF_LISTINGS = frozenset(("moq", "stock"))
_ASKED = {"ask_moq": "moq", "ask_price": "price", "ask_lead_time": "lead_time"}
"""The property of a listing that a question asks for, by its intent."""
_LIKELY = 0.15
_GIVES_UP = 0.4
_ASKS = 0.6
_OF_QUOTATIONS = frozenset(("counters", "quotes"))
"""Topics of messages whose price is a price of a quotation."""
_TRADE_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number", "tracking_number")
_NEAR, _FAR = Decimal("0.2"), Decimal("0.35")
"""The largest difference, as a share of the present price, at which a wanted price is near to it, and the difference
from which on the wanted price is surely that of another listing."""
_MOST = 5
"""The most listings that are shown, or offered as a choice."""

_CHANGED = {"pause": "utter_listing_paused", "resume": "utter_listing_resumed"}
"""The responses after a listing was only paused, or only resumed."""
BEFORE = "listing_before"
"""The name under which the record keeps the values of a task that would undo the last change of a listing."""
SEEN = "listings_seen"
"""The name under which the record keeps the state of the listings at the time of the final question."""

LISTING_NOTE = note_task("listing_note", "change_listing", "utter_note_listing", reason="change_listing")
"""The task of leaving a note about a change that only the staff can make to a supplier's listings: a picture, a
description, a new product."""


@answers("change_listing", signed_in=True)
async def change_listing(turn: Turn) -> list[Event]:
    """Begins the task with the listings and the values that the message names. Values that the words quote for a
    buyer's request change no listing, and begin a quotation instead."""
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    if _quotes(turn):
        return await HANDLERS["submit_quote"](turn.as_wish("submit_quote"))
    own = await turn.market.own_listings.list_own(turn.account)
    shown = list_shown(turn, own)
    named = find_meant(turn, own, shown) or ([] if turn.is_pressed else find_own_called(turn, own))
    at_hand = [each for each in own if each.product_id == turn.slot("product_id")] or list(own if len(own) == 1 else ())
    meant = named or ([] if turn.entities.products else at_hand)
    if _find_fact_asked(turn) and len(at_hand) == 1 and not (turn.entities.products or turn.pointing):
        meant = at_hand  # the "set" in "set to 5000" is no product
    wanted = _read_value_asked_for(turn, meant or shown) or read_wanted(turn)
    if turn.cues.new_listing:
        meant = []
    if not own or (turn.choices.get("listing_step") == BEYOND and not wanted) or await _are_at_source(turn, meant):
        return await _leave_note(turn, meant)
    are_all = len(meant) == 1 or (bool(meant) and "all" in turn.reports)
    offered = meant if are_all else (meant or shown or own)[:_MOST]
    chosen = {"products": pack_ids(meant)} if are_all else {}
    left = {"left": list(turn.unstated)} if wanted and turn.unstated else {}
    await start(turn, LISTING, {**chosen, "names": pack_names(offered), "wanted": wanted or None, **left})
    return [SlotSet("product_id", meant[0].product_id)] if len(meant) == 1 else []


def _quotes(turn: Turn) -> bool:
    """Returns whether the words quote a price for a buyer's request: 那个求购我报1.35美元，起订2000. A listing has the same
    values as a quotation."""
    says_price = turn.entities.has("price") or bool(turn.numbers)
    return not turn.is_pressed and says_price and "gives_quote" in turn.topics and "listing" not in turn.topics


def _find_fact_asked(turn: Turn) -> str | None:
    """Returns the name of the value of a listing that the message before this one has asked for, or None."""
    kept = turn.slot(FACT_ASKED)
    is_last = isinstance(kept, dict) and kept.get("message_id") == turn.record.last.message_id
    return str(kept["of"]) if is_last and isinstance(kept, dict) and not turn.is_pressed else None


def _read_value_asked_for(turn: Turn, meant: Sequence[Listing]) -> Wanted:
    """Returns a bare number as the new value of the property that the message before this one has asked for: 改成50,
    after 第一个的起订量多少. If the question was about several listings, the contact is asked which one is meant."""
    last = _find_fact_asked(turn)
    asked = last or _ASKED.get(turn.record.last.intent)
    others = set(turn.cues.listing_values) - set(turn.cues.kept_values)
    says_else = turn.stated or turn.choices.get("listing_step") or others or turn.shares
    is_money = turn.entities.price is not None and bool(turn.entities.price.currency) and not last
    if (
        asked is None
        or not meant
        or (len(meant) > 1 and not last)
        or len(turn.numbers) != 1
        or turn.is_pressed
        or says_else
        or is_money
    ):
        return []
    amount = turn.entities.quantity
    is_weight = asked in COUNTED and amount is not None and amount.unit in WEIGHTS
    unit = {"unit": amount.unit} if is_weight and amount is not None and amount.value == turn.numbers[0] else {}
    return [{"of": asked, "value": str(turn.numbers[0]), **unit}]


@reading
async def own_listing_meant(turn: Turn) -> list[Event] | None:
    """Reads a new price, minimum or stock as a change of the supplier's own listing, if the supplier has just seen or
    changed its listings, if the words speak of its shop, or if the NLU finds such a change likely. By its words alone,
    such a message may be about an order or a quotation."""
    if not turn.is_typed_by_supplier:
        return None
    if turn.entities.has("order_number", "rfq_number", "tracking_number"):
        return None
    is_of_trades = turn.cues.speaks_of_trades and not _states_listing(turn, is_shown=True)  # "min order" names no trade
    if turn.cues.is_question or turn.topics & _OF_QUOTATIONS or is_of_trades:
        return None
    if turn.acts.share("ask") >= _ASKS and any(clause.kinds for clause in turn.asked):
        return None  # "cheapest one, how much stock" only asks
    if turn.cues.takes_off and turn.has_just_done("change_listing") and not turn.dictation.is_to_them:
        return await change_listing(turn)
    if _find_fact_asked(turn) and not turn.dictation.is_to_them:
        own = await turn.market.own_listings.list_own(turn.account)
        if _read_value_asked_for(turn, list_shown(turn, own)):
            return await change_listing(turn)  # 改成30吨 价不动, after 核桃仁还有多少货
    shown = turn.has_just_done("change_listing") or was_shown_own(turn)
    if turn.intent in _OTHERWISE:
        return await change_listing(turn) if _states_listing(turn, is_shown=shown) else None
    is_shop = "listing" in turn.topics and not turn.record.is_about("request")
    likely = any(name == "change_listing" and share >= _LIKELY for name, share in turn.ranking)
    wanted = read_wanted(turn)
    if wanted and ((shown and (turn.stated or turn.intent in OF_VALUES)) or is_shop or likely or _states_listing(turn)):
        return await change_listing(turn)
    return await change_listing(turn) if likely and turn.intent in OF_VALUES else None


def _states_listing(turn: Turn, *, is_shown: bool = False) -> bool:
    """Returns whether the message states values that only a listing has, or several values for a listing that it names
    by its place in the list. A quotation has a price and a lead time, too, but no minimum order and no stock."""
    names = {str(each["of"]) for each in turn.stated}
    says_so = bool(names & _ONLY_OF_LISTINGS) and not turn.record.is_about("request")
    return (says_so and (len(names) > 1 or is_shown)) or (is_shown and bool(names) and bool(turn.pointing))


@in_passing
async def values_of_a_listing(turn: Turn) -> list[Event] | None:
    """Begins to change a listing if the message states values that only a listing has: "our floodlight is now 9.20, min
    order 80". By its goods and words alone, such a message may be about an order for these goods."""
    if not turn.is_typed_by_supplier or turn.task is not None or turn.cues.is_question:
        return None
    is_shown = turn.has_just_done("change_listing") or was_shown_own(turn)
    names_it = bool(turn.pointing) if is_shown else turn.entities.has("product")
    is_likely = is_shown or turn.acts.find("change_listing") >= _LIKELY
    if turn.choices.get("listing_step") in STEPS and names_it and is_likely and not turn.entities.has(*_TRADE_NUMBERS):
        return await change_listing(turn)  # "3rd one please pause until new year", 我要把茶具停几天
    if (
        turn.entities.has(*_TRADE_NUMBERS)
        or turn.dictation.is_to_them
        or turn.intent in ("ship_order", "report_production")
    ):
        return None
    return await change_listing(turn) if _states_listing(turn) else None


@in_passing
async def another_product(turn: Turn) -> list[Event] | None:
    """Begins a note that asks the staff to list a new product. If the change of another listing is under way, puts that
    aside."""
    if not turn.cues.new_listing or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    if turn.task is not None and not _is_changing(turn):
        return None
    turn.record.put_aside()
    return await change_listing(turn)


@in_passing
async def another_listing(turn: Turn) -> list[Event] | None:
    """Puts the change of a listing aside, and begins another, if a message with new values means a listing that this
    change is not about: "second one, set stock to 1200". Its values are none of the listing under way, and values for
    which no listing was named yet are none of the listing that it names."""
    state = turn.task
    if state is None or not _is_changing(turn) or not (said := read_wanted(turn)):
        return None
    own = await list_own(turn)
    meant = find_meant(turn, own, list_shown(turn, own))
    held = read_ids(state.values.get("products"))
    is_another = len(meant) == 1 and meant[0].product_id not in held
    if not held:  # 恢复销售, left open, and then 丝巾库存改成500
        known = {str(each["of"]) for each in state.values.get("wanted") or ()}
        is_another = bool(known and find_own_named(turn, own) and not turn.points_into_list) and known.isdisjoint(
            str(each["of"]) for each in said
        )
    if not is_another:
        return None
    agrees = turn.cues.agrees_first and not turn.cues.acknowledges_first and state.asked == CONFIRMED
    if agrees and {str(each["of"]) for each in turn.stated} & _ONLY_OF_LISTINGS:
        await conclude(turn)  # 停 另外蚕丝被的起订改成30, but not "sure, and one more box of cups"
        return await change_listing(replace(turn, choices=without_step(turn), cues=replace(turn.cues, takes_off=False)))
    turn.say("utter_task_aside", {"task": name_task(state)})
    turn.record.put_aside()
    return await change_listing(turn)


def without_step(turn: Turn) -> dict[str, str]:
    """Returns the choices without the pause or the resumption, which belong to the change under way: 停吧."""
    return {name: value for name, value in turn.choices.items() if name != "listing_step" or not turn.cues.agrees_first}


@in_passing
async def all_of_them_paused(turn: Turn) -> list[Event] | None:
    """Takes all listings that were offered as a choice, for 都停 and "stop all of them". By its words alone, such a
    message gives the change up."""
    state = turn.task
    if state is None or not _is_changing(turn) or state.asked != "products" or not turn.cues.pauses_all:
        return None
    offered = await _find_offered(turn, state.values)
    if not offered or not any(each["of"] == "step" for each in state.values.get("wanted") or ()):
        return None
    store(turn, {"products": pack_ids(offered), "names": pack_names(offered)})
    return []


@in_passing
async def whether_it_comes_back(turn: Turn) -> list[Event] | None:
    """Says that a paused listing does not come back by itself, and which ones are paused: 什么时候能再上 自动的吗."""
    if not turn.cues.asks_if_back or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    if turn.entities.has(*_TRADE_NUMBERS):
        return None
    paused = [text(each.product) for each in await list_own(turn) if each.is_paused]
    is_of_listings = _is_changing(turn) or turn.has_just_done("change_listing") or bool(paused)
    if not is_of_listings and "listing" not in turn.topics and turn.record.is_about("request"):
        return None
    turn.say("utter_listing_back_by_hand" if paused else "utter_listing_none_paused", {"offers": lines(paused)})
    return []


@in_passing
async def leave_for_a_trade(turn: Turn) -> list[Event] | None:
    """Puts the change of a listing aside if a message with a number is about a claim, a quotation or an order, or wants
    somebody to be told something: the number is then no value of the listing. 报价 begins a quotation. Other messages about these matters are
    answered in passing, and the task goes on."""
    state = turn.task
    if state is None or not _is_changing(turn):
        return None
    if _quotes(turn) or "quote_alone" in turn.topics:
        turn.say("utter_task_aside", {"task": name_task(state)})
        turn.record.put_aside()
        return await HANDLERS["submit_quote"](turn.as_wish("submit_quote"))
    if not read_wanted(turn, state.values.get("wanted") or ()):
        return None
    if turn.entities.has(*_TRADE_NUMBERS) or turn.dictation.is_to_them or turn.cues.speaks_of_trades:
        turn.record.put_aside()
    return None


@in_passing
async def part_left_as_it_is(turn: Turn) -> list[Event] | None:
    """Takes one of several wanted values out of the change, for 算了，价格先别动. The other values still change after a
    "yes"."""
    state = turn.task
    if state is None or not _is_changing(turn) or turn.stated:
        return None
    refuses = turn.kept or {"deny", "cancel"} & {turn.intent} or turn.acts.share("no", "give_up") >= _GIVES_UP
    wanted = state.values.get("wanted") or []
    left = turn.cues.kept_values if turn.kept else turn.cues.listing_values
    kept = [each for each in wanted if each["of"] not in left]
    if not refuses or not kept or len(kept) == len(wanted):
        return None
    store(turn, {"wanted": kept})
    return []


def _is_changing(turn: Turn) -> bool:
    return turn.task is not None and turn.task.name == LISTING.name and not turn.is_pressed


async def _are_at_source(turn: Turn, listings: Sequence[Listing]) -> bool:
    own = [await turn.market.own_listings.access(turn.account, each.product_id) for each in listings[:1]]
    return any(each.is_at_source for each in own)


async def _leave_note(turn: Turn, meant: Sequence[Listing]) -> list[Event]:
    """Shows the present state of the listings that the message means, and begins a note about the change."""
    cards = [own_card(each) for each in meant[:_MOST]]
    turn.say("utter_listing_stands" if cards else "utter_listing_by_team", cards=cards)
    about = text(meant[0].product) if len(meant) == 1 else term("note.about_listings")
    if turn.cues.new_listing:
        about = term("note.about_new_listing")
    await begin_note(turn, LISTING_NOTE, str(meant[0].product_id) if len(meant) == 1 else "", about)
    return [SlotSet("product_id", meant[0].product_id)] if len(meant) == 1 else []


async def list_own(turn: Turn) -> Sequence[Listing]:
    """Returns the listings of the contact. Returns none if the contact has meanwhile signed out or signed in as a
    buyer."""
    return await turn.market.own_listings.list_own(turn.account) if turn.is_supplier else ()


async def _find_offered(turn: Turn, values: Json) -> list[Listing]:
    own = {str(each.product_id): each for each in await list_own(turn)}
    return [own[each] for each in values.get("names") or {} if each in own]


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    found = Json()
    own = await list_own(turn)
    offered = await _find_offered(turn, known) if asked == "products" else ()
    meant = find_meant(turn, own, offered)
    if offered and not meant and turn.cues.points_at_one and not turn.asks:
        meant = _find_likeliest(offered, known.get("wanted") or ())
    if offered and turn.intent == "deny":
        meant = [each for each in meant if each in offered]  # 不是核桃仁 rules out goods that were not offered
    if len(meant) > 1 and "all" not in turn.reports and not turn.cues.find_ordinals(len(offered)):
        found = {"products": None, "names": pack_names(meant[:_MOST])}  # the task asks which of them
    elif meant and not turn.cues.is_question:
        found |= {"products": pack_ids(meant), "names": {**(known.get("names") or {}), **pack_names(meant)}}
    if asked == "products" and meant and not turn.stated:
        return found  # "the second one" is no value
    if wanted := read_wanted(turn, known.get("wanted") or (), asked=asked == "wanted"):
        found["wanted"] = wanted
        if turn.unstated:
            found["left"] = list(turn.unstated)
    return found


def _find_likeliest(offered: Sequence[Listing], wanted: Sequence[Mapping[str, Any]]) -> list[Listing]:
    """Returns the only one of the listings whose price the wanted one comes near, for 就那个; [] if there is none, or if
    no price is wanted. The final question names it."""
    prices = [each for each in wanted if each["of"] == "price" and "value" in each and not each.get("from")]
    if not prices or len({each.unit_price.currency for each in offered}) > 1:
        return []
    changed = [(each, work_out(each, prices).tiers) for each in offered]
    jumps = [(abs(tiers[0].unit_price / each.tiers[0].unit_price - 1), each) for each, tiers in changed if tiers]
    near = [each for jump, each in jumps if jump <= _NEAR]
    far = [each for jump, each in jumps if jump >= _FAR]
    return near if len(near) == 1 and len(near) + len(far) == len(offered) else []


def _describe(turn: Turn, values: Json) -> list[Value]:
    names: dict[str, Json] = values.get("names") or {}
    chosen = [read_name(names[each]) for each in map(str, read_ids(values.get("products"))) if names.get(each)]
    return [*map(text, chosen), *describe_wanted(values.get("wanted") or ())]


async def _ask_which(turn: Turn, values: Json, again: bool) -> None:
    offered = await _find_offered(turn, values)
    buttons = [value_button(turn, text(each.product), "products", str(each.product_id)) for each in offered]
    turn.say("utter_listing_which_again" if again else "utter_listing_which", buttons=buttons)


async def _ask_what(turn: Turn, values: Json, again: bool) -> None:
    own = await _access(turn, values)
    cards = [] if again else [own_card(each.listing) for each in own[:_MOST]]
    turn.say("utter_listing_what_again" if again else "utter_listing_what", {"about": _name(own)}, cards=cards)


async def _access(turn: Turn, values: Json) -> list[OwnListing]:
    """Returns the present state of the listings that the task is about."""
    return [await turn.market.own_listings.access(turn.account, each) for each in read_ids(values.get("products"))]


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Says the present and the new values of the listings, and asks the final question."""
    own = await _access(turn, values)
    turn.note(SEEN, [each.seen for each in own])
    if values.get("left") and not again:
        turn.say("utter_listing_left", {"words": lines(term("note.words", words=each) for each in values["left"])})
    buttons = confirm_buttons(turn, "button.change_now", "button.leave_as_is")
    changes = [(each.listing, work_out(each.listing, values["wanted"])) for each in own]
    jump = max((find_jump(*change) for change in changes), key=abs, default=0)
    if jump and not again:
        shown = {"about": _name(own), "changes": _list_all(own, values), "percent": number(abs(jump))}
        return turn.say(
            "utter_listing_confirm_cheap" if jump < 0 else "utter_listing_confirm_dear", shown, buttons=buttons
        )
    if again:
        return turn.say("utter_listing_confirm_again", {"about": _name(own)}, buttons=buttons)
    return turn.say("utter_listing_confirm", {"about": _name(own), "changes": _list_all(own, values)}, buttons=buttons)


def _name(own: Sequence[OwnListing]) -> Value:
    return text(own[0].listing.product) if len(own) == 1 else term("note.about_listings")


def _list_all(own: Sequence[OwnListing], values: Json) -> Value:
    changes = [(each.listing, work_out(each.listing, values["wanted"])) for each in own]
    return lines(line for listing, change in changes for line in list_changes(listing, change, named=len(own) > 1))


async def _change(turn: Turn, values: Json) -> None:
    """Changes the listings, only once even if the turn is repeated, and says what has changed."""
    own = await _access(turn, values)
    lines_of_all, outcomes = _list_all(own, values), set[str]()
    for ordinal, (each, seen) in enumerate(zip(own, turn.slot(SEEN) or [each.seen for each in own], strict=True)):
        key = WriteKey(turn.context.message_id, "change_listing", ordinal)
        change = work_out(each.listing, values["wanted"])
        change_one = turn.market.own_listings.change
        outcomes.add(await change_one(turn.account, each.listing.product_id, change, seen, key))
    shown = {"about": _name(own), "changes": lines_of_all}
    cards = [own_card(each.listing) for each in (await _access(turn, values))[:_MOST]]
    if outcomes == {"same"}:
        turn.say("utter_listing_same", shown, cards=cards)
    elif outcomes <= {"changed", "same"}:
        steps = {str(each.get("value")) if each["of"] == "step" else "" for each in values["wanted"]}
        only = next(iter(steps)) if len(steps) == 1 else ""  # of several changes, no step alone is named
        turn.say(_CHANGED.get(only, "utter_listing_changed"), shown, cards=cards)
        turn.done.append("change_listing")
        turn.note(BEFORE, _pack_before(own, values))
    elif "refused" in outcomes:
        turn.say("utter_listing_refused", shown, cards=cards)
    else:
        turn.say("utter_listing_overtaken", shown, cards=cards)


def _pack_before(own: Sequence[OwnListing], values: Json) -> Json | None:
    """Returns the values of a task that would undo this change of one listing. Returns None for several listings,
    because they may have had different values before."""
    if len(own) != 1:
        return None
    wanted = restore(own[0].listing, work_out(own[0].listing, values["wanted"]))
    return {"products": values["products"], "names": pack_names([own[0].listing]), "wanted": wanted} if wanted else None


async def _change_back(turn: Turn) -> None:
    """Begins a change that undoes the last one."""
    before = turn.slot(BEFORE)
    if isinstance(before, dict):
        await start(turn, LISTING, before)
    else:
        turn.say("utter_undo_listing", buttons=[button("button.own_products", "own_products")])


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the listings still belong to the contact and, before the final question, whether the wanted
    values differ from the present ones. If not, tells the contact so."""
    try:
        own = await _access(turn, values) if turn.is_supplier else None
    except (NotFound, NotAllowed):
        own = None
    if own is None:
        turn.say("utter_listing_gone", buttons=[button("button.own_products", "own_products")])
        return False
    wanted = values.get("wanted")
    is_shown = turn.task is not None and turn.task.asked == CONFIRMED
    if is_shown or not own or not wanted or any(work_out(each.listing, wanted).cells for each in own):
        return True
    turn.say("utter_listing_same", {"about": _name(own)}, cards=[own_card(each.listing) for each in own[:_MOST]])
    return False


def _find_deeds(values: Json) -> frozenset[str]:
    """Returns the deeds that a yes to the change may name: "yes pause", "all up", if the prices rise."""
    wanted: Wanted = values.get("wanted") or []
    steps = {str(each.get("value")) for each in wanted if each["of"] == "step"}
    moves = [Decimal(str(each.get("by", each.get("percent")))) for each in wanted if {"by", "percent"} & set(each)]
    ways = {"raise" if move > 0 else "lower" for move in moves}
    return frozenset({"change"} | steps | (ways if len(ways) == 1 else set()))


async def _say_old_orders(turn: Turn, values: Json) -> None:
    turn.say("utter_listing_old_orders")


LISTING = declare(
    Task(
        name="listing_change",
        is_change=True,
        find_deeds=_find_deeds,
        answers={"old_orders": _say_old_orders},
        intent="change_listing",
        slots=(Slot("products", "choice", _ask_which), Slot("wanted", "free", _ask_what)),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_change,
        is_there=_is_there,
        refused="utter_listing_unchanged",
        undo=_change_back,
        own=(
            "negotiate_price",
            "submit_quote",
            "change_order",
            "ask_price",
            "ask_moq",
            "ask_lead_time",
            "request_sample",
            "find_supplier",
            "place_order",
            "supplier_details",
        ),
    )
)
"""The task in which a supplier changes its own listings."""
