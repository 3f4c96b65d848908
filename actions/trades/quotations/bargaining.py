"""Lets the two sides of a quotation bargain, with a task that makes a counter-offer by price, by percent or by
quantity.

Only a quotation can be negotiated: a buyer who bargains about the results of a search is shown cheaper listings, and a
buyer who bargains about one listing is offered a request with the wished price as its target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, in_passing, reading
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.entities import Entities, pack_amount, read_money
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, start, tell_passed_on
from actions.dialogue.turn import Turn
from actions.dialogue.values import PRICE, QUANTITY, Held, count_in, settle
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.trades.requests.lifecycle import MOVES
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Button, Value, button, money, person_button, quantity, term, text, unit_price
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values, price_for_quantity
from actions.sourcing.searching.results import show
from actions.trades.quotations.cards import price_values, quotation_values, rfq_values
from actions.trades.quotations.doubts import say_doubts
from actions.trades.quotations.own_limits import take_limit
from actions.trades.quotations.which_quotation import (
    Pair,
    find_another,
    find_own,
    find_received,
    is_asked,
    names_a_quotation,
)
from actions.trades.quotations.which_request import find_named_requests

_CENT = Decimal("0.01")
_FINEST = -4
"""The exponent of the last digit of the finest price, which has four decimal places."""
_VAGUE = ("inform", "nlu_fallback", "out_of_scope", "affirm")
_MAY_BID = frozenset(
    (
        *("negotiate_price", "accept_quote", "contact_supplier", "submit_quote", "check_quotes", "ask_price"),
        *("supplier_details", "change_request", *_VAGUE),
    )
)
"""The intents of messages with a price and the name of a quotation that offer this price for the quotation."""
_BIDS = frozenset(("negotiate_price", "submit_quote"))
"""The intents of messages with a price that offer it for the quotation at hand, without naming the quotation."""
_LOOKED_AT = 50
_LEAST, _MOST = Decimal("0.5"), Decimal(2)
"""A number between these shares of a target price is another target price."""
_SAID_BESIDE = frozenset(("product", "quantity", "price", "company"))
"""Entities that words beside a target price are not read for."""
_GIVES = 0.5
"""The least confidence that a message gives a value, from which on a lead time in it counts as a wish."""


@in_passing
async def price_told(turn: Turn) -> list[Event] | None:
    """Makes a counter-offer, and writes no message, if a contact wants the supplier of the quotation at hand to be told
    a price: "tell them 6.10 and we can talk", 还他6块2."""
    told = turn.cues.tells_price and names_price(turn) and not turn.is_pressed and turn.task is None
    if not told or not turn.is_signed_in or turn.is_supplier or turn.entities.has("order_number", "claim_number"):
        return None
    if turn.word_slot("quotation") is None or not _is_request_at_hand(turn):
        return None
    return await negotiate_price(turn)


@in_passing
async def another_target(turn: Turn) -> list[Event] | None:
    """Begins the request that was offered for a listing with the target price of this message, for "270, and 5 spare
    chargers free" after the offer of a request with 265. Whatever else it says becomes the note."""
    proposal = turn.open_proposal
    if proposal is None or proposal["intent"] != "request_quote" or turn.is_pressed or turn.task is not None:
        return None
    offered: Json = proposal["entities"]
    before = read_money(offered.get("price"))
    if before is None or "product_id" not in offered or proposal["message_id"] != turn.record.last.message_id:
        return None
    said = [figure for figure in turn.figures if figure.kind in ("bare", "money") and figure.stance == "said"]
    wished = [each.value for each in said if before.amount * _LEAST <= each.value <= before.amount * _MOST]
    if turn.asks or turn.cues.is_question or not wished or turn.acts.share("no", "give_up") >= _GIVES:
        return None
    clauses = [words.strip() for words, _ in divide_clauses(turn.text)]
    beside = [words for words in clauses if words and not any(_names(words, value) for value in wished)]
    price = {"price": {"amount": format(wished[-1], "f"), "currency": before.currency}}
    rest = tuple(each for each in turn.entities.found if each[0] not in _SAID_BESIDE)
    begun = replace(turn, entities=Entities(rest), remarks=(), bound=(), sizes=())
    return await HANDLERS["request_quote"](
        begun.with_entities(**{**offered, **price, **({"note": BETWEEN.join(beside)} if beside else {})})
    )


def _names(words: str, number: Decimal) -> bool:
    """Returns whether the words contain this number."""
    return format(number.normalize(), "f") in words


@in_passing
async def what_the_supplier_sees(turn: Turn) -> list[Event] | None:
    """Says what the supplier sees of the buyer's counter-offer, for "what exactly do they see now": the offer once it is
    sent, and never a limit."""
    if not turn.cues.asks_what_they_see or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    is_drafted = turn.task is not None and turn.task.name == COUNTER_OFFER.name
    number = turn.task.values.get("quotation") if turn.task and is_drafted else turn.word_slot("quotation")
    pair = await _access(turn, {"quotation": number}) if number and (is_drafted or turn.task is None) else None
    if pair is None or not (is_drafted or turn.record.is_about("request")):
        return None
    rfq, quotation = pair
    shown = {**rfq_values(rfq), **quotation_values(quotation)}
    if offer := next((each for each in reversed(quotation.rounds) if each.side == "buyer"), None):
        turn.say("utter_counter_seen", {**shown, **price_values(offer.unit_price, offer.quantity)})
    else:
        turn.say("utter_counter_not_seen", shown)
    turn.done.append("request_fact")
    return [SlotSet("rfq_number", rfq.number)]


@reading
async def a_price_for_a_quotation(turn: Turn) -> list[Event] | None:
    """Reads a bare price or percentage as a counter-offer, while a quotation is talked about or, for a supplier, while
    an offer of a buyer waits: "$3.05 if I take 8,000", 9.5可以. If a buyer also names the request or the supplier, the
    message may have any intent about quotations: "the qinghua one, 0.95", 问下瑞春源6块行不行."""
    says_price = names_price(turn)
    counters = "counters" in turn.topics or _offers_number(turn) or asks_for_price(turn)  # "counter the panels at 7.10"
    counters |= turn.cues.tells_price or _tells_price(turn)
    if not counters and _only_reckons(turn):
        return None
    may_bid = (
        (turn.intent in _MAY_BID or counters)
        and not turn.is_pressed
        and turn.task is None
        and not turn.entities.order_number
    )
    may_bid = may_bid and turn.is_signed_in and not turn.is_supplier and says_price
    at_hand = _is_request_at_hand(turn)
    if may_bid and ((at_hand and (turn.intent in _BIDS or counters)) or await names_a_quotation(turn)):
        return await HANDLERS["accept_quote" if turn.intent == "accept_quote" else "negotiate_price"](turn)
    if may_bid and counters and len(named := await find_named_requests(turn)) == 1:
        return await negotiate_price(turn.with_entities(rfq_number=next(iter(named))))
    says_how_far = turn.is_supplier and bool(turn.limits)  # "9 is too low, tell them 9.2 at least"
    is_vague = (turn.intent in _VAGUE or says_how_far) and not turn.is_pressed and turn.task is None
    if not (is_vague and says_price and turn.is_signed_in) or turn.entities.has("product", "order_number"):
        return None
    if turn.record.is_about("claim"):
        return None  # the contact offers the sum for the claim
    if not turn.is_supplier:
        return await negotiate_price(turn) if _is_request_at_hand(turn) else None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    return await negotiate_price(turn) if any(is_asked(quotation) for _, quotation in pairs) else None


def _is_request_at_hand(turn: Turn) -> bool:
    """Returns whether a request is talked about, and no search has been on the screen since."""
    answered = turn.record.last.about[:1] == ["request"]
    return turn.record.is_about("request") and (answered or find_current_search(turn) is None)


@answers("negotiate_price")
async def negotiate_price(turn: Turn) -> list[Event]:
    """Begins a counter-offer about a quotation. If there is no quotation, looks for cheaper goods, or offers to send a
    request with the wished price."""
    if turn.is_signed_in and turn.is_supplier:
        return await _answer_supplier(turn)
    if turn.is_signed_in and _only_reckons(turn) and _is_about_quotations(turn) and not asks_for_price(turn):
        return await HANDLERS["check_quotes"](turn)
    names_it = names_price(turn) and await names_a_quotation(turn)
    if turn.is_signed_in and (
        names_it or _is_about_quotations(turn) or await _names_quotation_alone(turn) or await _names_quoted_goods(turn)
    ):
        pair = await find_received(turn, "negotiate_price", _can_buyer_counter, takes_lowest=True)
        return await _bargain(turn, pair)
    if turn.is_signed_in and (pair := await _find_from_afar(turn)):
        return await _bargain(turn, pair)
    search = find_current_search(turn)
    if search and turn.cues.sort == "moq" and not turn.entities.products:
        return await show(turn, search.with_sort("moq"))  # "that's a lot. Anyone doing less?"
    if search and turn.slot("product_id") is None and not turn.entities.products:
        cheaper = _build_cheaper(turn, search)
        if (await turn.market.search.find_listings(cheaper.request)).total:
            return await show(turn, cheaper)
    listing = await find_listing_in_question(turn)
    amount = turn.entities.quantity
    if listing and amount and amount.unit in (None, listing.moq.unit) and amount.value < listing.moq.value:
        return await HANDLERS["ask_moq"](turn)
    if listing is None:
        turn.say("utter_negotiate_what", buttons=[person_button("negotiate_price")])
        return []
    find = button("button.find_cheaper", "find_supplier", product=listing.product.en, sort="price")
    wished = turn.entities.price if not _names_limit(turn, turn.entities.price) else None
    target: dict[str, Any] = {"price": {"amount": str(wished.amount), "currency": wished.currency}} if wished else {}
    ask = button("button.request_quote", "request_quote", product_id=listing.product_id, **target)
    values: dict[str, Value] = {**listing_values(listing), "price": price_for_quantity(listing)}
    if wished:
        values["target"] = money(wished)
        target |= {"quantity": pack_amount(amount)} if amount and amount.unit in (None, listing.moq.unit) else {}
    turn.apply(focus_on(listing))
    turn.say("utter_negotiate_target" if wished else "utter_negotiate_product", values, buttons=[ask, find])
    return [turn.propose("request_quote", product_id=listing.product_id, **target)]


def _build_cheaper(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the price or quantity in the message, sorted by price."""
    return search.with_entities(turn.entities).with_sort("price")


def _only_reckons(turn: Turn) -> bool:
    """Returns whether a buyer's message weighs a price, and offers none: "three cents for eight days, what is that in
    total?", "three cents for eight days, hmm"."""
    if _offers_expressly(turn):
        return False  # "150 for 8 days is worth it. offer them 2.55"
    return not turn.is_supplier and (turn.cues.muses or any("total" in clause.things for clause in turn.asked))


def _is_about_quotations(turn: Turn) -> bool:
    named = turn.entities.rfq_number or turn.entities.word("quotation")
    talks_of_goods = bool(turn.entities.products) or turn.record.is_about("listing")
    return bool(named or (turn.word_slot("rfq_number") and not talks_of_goods))


async def _names_quotation_alone(turn: Turn) -> bool:
    """Returns whether the message names a supplier that has quoted, while the contact neither names goods nor talks
    about any."""
    of_goods = bool(turn.entities.products) or turn.record.is_about("listing") or find_current_search(turn) is not None
    return not of_goods and await names_a_quotation(turn)


async def _names_quoted_goods(turn: Turn) -> bool:
    """Returns whether the message speaks of a quotation and names the goods of a request that has quotations: "counter
    the bottles quote"."""
    if "quotes" not in turn.topics or turn.is_pressed:
        return False
    named = await find_named_requests(turn)
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    return sum(rfq.number in named and bool(rfq.quotations) for rfq in rfqs) == 1


async def _find_from_afar(turn: Turn) -> Pair | None:
    """Returns the quotation that the message means while the conversation is about nothing: the quotation of the
    supplier that it names, else the only one about which the buyer can bargain."""
    if turn.entities.products or find_current_search(turn) or turn.slot("product_id") is not None:
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    pairs = [(rfq, each) for rfq in rfqs for each in rfq.quotations if _can_buyer_counter(each)]
    if company := turn.entities.word("company"):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        pairs = [pair for pair in pairs if found and pair[1].supplier.slug == found[0].slug]
    return pairs[0] if len(pairs) == 1 else None


async def _answer_supplier(turn: Turn) -> list[Event]:
    """Answers the buyer's counter-offer with another one. If no counter-offer waits, begins to change the quotation."""
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if turn.entities.word("quotation") or any(is_asked(quotation) for _, quotation in pairs):
        return await _bargain(turn, await find_own(turn, "negotiate_price", is_asked, "utter_no_counter_waits"))
    return await HANDLERS["submit_quote"](turn)


async def _bargain(turn: Turn, pair: Pair | None) -> list[Event]:
    """Begins the counter-offer about the quotation, with the values of the message."""
    if pair is None:
        return []
    rfq, quotation = pair
    turn.note("quotation", quotation.number)
    if not _can_counter(turn, quotation):
        return [_say_over(turn, rfq, quotation), SlotSet("rfq_number", rfq.number)]
    turn.note("rfq_number", rfq.number)
    known = _pack_about(rfq, quotation)
    given = _read_offer(turn, quotation, {}, None)
    price = read_money(given.get("unit_price"))
    if price is not None and price.currency != quotation.unit_price.currency and not turn.is_supplier:
        return [_offer_to_ask(turn, quotation, price)]
    await start(turn, COUNTER_OFFER, known | given)
    return []


def _offer_to_ask(turn: Turn, quotation: Quotation, price: Money) -> Event:
    """Says that a counter-offer has the currency of the quotation, and offers to ask the supplier in a message for a
    quotation in the other currency. Nothing is converted."""
    ask = _ask_button(quotation, turn.dictation.words or turn.text.strip())
    values = {
        **quotation_values(quotation),
        "own": quotation.unit_price.currency,
        "other": price.currency,
        "offered": unit_price(price, quotation.quantity.unit),
    }
    turn.say("utter_counter_other_currency", values, buttons=[ask])
    return turn.propose("contact_supplier", **ask["entities"])


def _pack_about(rfq: Rfq, quotation: Quotation) -> Json:
    """Returns the values that say about which quotation the contact bargains, and in which unit its quantity is."""
    return {"rfq_number": rfq.number, "quotation": quotation.number, "unit": quotation.quantity.unit}


def _can_counter(turn: Turn, quotation: Quotation) -> bool:
    return (quotation.standing, "counter", "supplier" if turn.is_supplier else "buyer") in MOVES


def _can_buyer_counter(quotation: Quotation) -> bool:
    return (quotation.standing, "counter", "buyer") in MOVES


def _say_over(turn: Turn, rfq: Rfq, quotation: Quotation) -> Event:
    state = term(f"standing.{quotation.standing}")
    values = {**rfq_values(rfq), **quotation_values(quotation), "state": state}
    response = "utter_counter_agreed_already" if quotation.standing == "agreed" else "utter_counter_too_late"
    turn.say(response, values, buttons=_find_next_steps(turn, rfq, quotation))
    return SlotSet("offer", None)


def _find_next_steps(turn: Turn, rfq: Rfq, quotation: Quotation) -> list[Button]:
    """Returns the next steps after the contact has given the negotiation up."""
    if turn.is_supplier:
        is_quotable = rfq.state == "open" and quotation.standing != "agreed"
        return [button("button.submit_quote", "submit_quote", rfq_number=rfq.number)] if is_quotable else []
    if quotation.standing == "agreed":
        return [button("button.accept_quote", "accept_quote", rfq_number=rfq.number, quotation=quotation.number)]
    return [button("button.contact_supplier", "contact_supplier", supplier_id=quotation.supplier.slug)]


def _names_limit(turn: Turn, price: Money | None) -> bool:
    return price is not None and price.amount in turn.limits


def _read_offer(turn: Turn, quotation: Quotation, known: Json, asked: str | None) -> Json:
    """Returns the values of the counter-offer that the message gives. A price that the contact calls a limit is never
    offered: it is kept as the value `limit`, or by `_keep_private` if the contact wants it kept secret."""
    found = Json()
    prices = [price for price in map(read_money, turn.entities.values("price")) if price]
    theirs = quotation.waiting.unit_price.amount if turn.is_supplier and quotation.waiting else None
    own = {*(price.amount for price in prices), *(number for number in turn.numbers if number % 1)} - {theirs}
    # "5.90 won't do, 6.10 at least" is the answer to the buyer, as long as no other price is offered beside the limit
    is_answer = theirs is not None and not turn.is_private and own <= set(turn.limits)
    limits = (
        []
        if is_answer or turn.private
        else [*turn.limits, *(price.amount for price in prices if turn.is_private and len(prices) == 1)]
    )
    if limits and not turn.is_pressed:
        found["limit"] = str(limits[-1])
    before = read_money(known.get("unit_price")) or quotation.unit_price
    is_bare_figure = not any(figure.kind == "money" for figure in turn.figures)
    named = turn.choices.get("currency") if is_bare_figure and not turn.is_pressed else None  # "in USD at 0.90"
    held = before.amount  # "make that 2.55, 2.50 is rude" offers only the price that differs from this one
    differences = {abs(each) for each in turn.differences}  # "10 cents less" does not name a price of 0.10
    turn = _settle(turn, quotation, known, asked, limits)
    settled = [price for price in map(read_money, turn.entities.values("price")) if price]
    offered = [price for price in settled if turn.is_pressed or price.amount not in {*limits, *differences}]
    if offered:
        chosen = next(
            (each for each in reversed(offered) if each.amount not in (quotation.unit_price.amount, theirs, held)),
            offered[-1],
        )
        is_bare = any(
            value.get("currency") is None for value in turn.entities.values("price") if isinstance(value, dict)
        )
        currency = named or (quotation.unit_price.currency if is_bare else chosen.currency)
        found["unit_price"] = _pack(Money(chosen.amount, currency))
    elif turn.percents:
        found["unit_price"] = _pack(_lower(quotation.unit_price, turn.percents[-1]))
    elif turn.differences:
        changed = before.amount + turn.differences[-1]
        if changed > 0:
            found["unit_price"] = _pack(Money(changed, before.currency))
    if (amount := turn.meant.get(QUANTITY)) and amount.value not in {*limits, *differences}:
        found["quantity"] = str(count_in(turn, quotation.quantity.unit))
    return found


def _settle(turn: Turn, quotation: Quotation, known: Json, asked: str | None, limits: Sequence[Decimal]) -> Turn:
    """Returns the turn in which `settle` has decided what each number means, compared with the offer under way, or else
    with the terms that it answers. Limits are left out."""
    figures = tuple(figure for figure in turn.figures if figure.value not in limits)
    offered = read_money(known.get("unit_price"))
    others = tuple(figure for figure in figures if offered is None or figure.value != offered.amount)
    if any(figure.kind in ("bare", "money") and figure.value % 1 for figure in others):
        figures = others
    price = offered or quotation.unit_price
    before = (quotation.waiting or quotation).unit_price
    held = {
        PRICE: Held(price.amount, price.currency, before.amount),
        QUANTITY: Held(quotation.quantity.value, quotation.quantity.unit),
    }
    return settle(replace(turn, figures=figures), "unit_price" if _offers_number(turn) else asked, held)


def names_price(turn: Turn) -> bool:
    """Returns whether the message names a price, or the amount or percentage by which a price shall fall."""
    return turn.entities.has("price") or bool(turn.percents) or _has_decimals(turn) or _offers_number(turn)


def _has_decimals(turn: Turn) -> bool:
    """Returns whether the message names a number with decimal places, which may be zeros: "7.00 and we have a deal"."""
    bare = (figure.value for figure in turn.figures if figure.kind == "bare" and figure.stance == "said")
    return any(number % 1 for number in turn.numbers) or any(int(value.as_tuple().exponent) < 0 for value in bare)


def asks_for_price(turn: Turn) -> bool:
    """Returns whether the message asks if somebody could do a price: "ask the 2.63 people if they can do 2.50"."""
    return "can_do" in turn.topics and _says_price_surely(turn)


def _tells_price(turn: Turn) -> bool:
    """Returns whether a message that sounds like a search wants somebody to be told a price:
    高阳那家的毛巾，跟他们说5块可以谈."""
    return turn.intent == "find_supplier" and turn.dictation.is_to_them and _says_price_surely(turn)


def _says_price_surely(turn: Turn) -> bool:
    prices = (figure for figure in turn.figures if figure.kind in ("bare", "money") and figure.stance == "said")
    return any(figure.kind == "money" or figure.value % 1 for figure in prices)


def _offers_number(turn: Turn) -> bool:
    """Returns whether the message offers a price, which is its only number in digits: "offer the first one 35",
    还价35."""
    offers = "counters" in turn.topics or any("offer" in clause.things for clause in turn.asked)
    return offers and len(turn.cues.written) == 1 and not turn.cues.is_question


def _offers_expressly(turn: Turn) -> bool:
    """Returns whether the message tells the bot to offer a price that it names."""
    offers = "counters" in turn.topics or any("offer" in clause.things for clause in turn.asked)
    return offers and _says_price_surely(turn) and not turn.cues.is_question


def _lower(price: Money, percent: Decimal) -> Money:
    """Returns the price reduced by this percentage, rounded to cents, or to as many decimal places as the price has."""
    exponent = price.amount.as_tuple().exponent
    finest = min(Decimal(1).scaleb(max(int(exponent), _FINEST)), _CENT)
    return Money((price.amount * (100 - percent) / 100).quantize(finest, ROUND_HALF_UP), price.currency)


def _pack(price: Money) -> dict[str, str]:
    return {"amount": format(price.amount, "f"), "currency": price.currency}


async def _access(turn: Turn, values: Json) -> Pair | None:
    """Returns the quotation about which the contact bargains, or None if the contact has meanwhile signed in as
    somebody else."""
    if not turn.is_signed_in:
        return None
    try:
        quotation = await turn.market.rfqs.access_quotation(turn.account, str(values.get("quotation")))
        return await turn.market.rfqs.access_rfq(turn.account, quotation.rfq_number), quotation
    except NotFound:
        return None


def _read_beside(turn: Turn) -> Json:
    """Returns the words of a buyer about a lead time, which no counter-offer has: 再问下能不能22天. Once
    the offer is sent, the bot offers to ask this in a message."""
    says = turn.topics & {"to_ask", "goes_on"} or turn.acts.share("value", "correct", "condition") >= _GIVES
    of_time = any(figure.kind == "time" and figure.stance == "said" for figure in turn.figures)
    if turn.is_pressed or turn.is_supplier or not says or not of_time or turn.cues.stops:
        return {}
    words = turn.dictation.words if turn.dictation.is_to_them else ""
    return {"beside": words or turn.text.strip()}


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the values of the counter-offer in the message. A message that names another quotation begins a new
    counter-offer about that quotation."""
    pair = await _access(turn, known)
    if pair is None:
        return {}
    another = None if turn.is_pressed or turn.is_supplier else await find_another(turn, pair)
    if another is None and turn.dispatcher.messages:
        return {}
    if another is None:
        found = _read_offer(turn, pair[1], known, asked)
        of_time = {figure.value for figure in turn.figures if figure.kind == "time"}
        return found or ({} if of_time == {Decimal(pair[1].lead_time_days)} else _read_beside(turn))
    about = _pack_about(*another)
    return about | dict.fromkeys(("unit_price", "quantity", "limit")) | _read_offer(turn, another[1], {}, asked)


def _describe(turn: Turn, values: Json) -> list[Value]:
    """Returns the offer in words. The words do not contain the limit, which is never passed on."""
    price = read_money(values.get("unit_price"))
    words: list[Value] = [money(price)] if price else []
    if amount := values.get("quantity"):
        words.append(quantity(Quantity(Decimal(amount), str(values.get("unit") or "piece"))))
    return words


def _values(turn: Turn, pair: Pair, values: Json) -> dict[str, Value]:
    """Returns the facts of the counter-offer by the names that responses use."""
    rfq, quotation = pair
    price = read_money(values.get("unit_price")) or quotation.unit_price
    amount = Quantity(Decimal(values.get("quantity") or quotation.quantity.value), quotation.quantity.unit)
    offer = quotation.waiting if quotation.waiting and quotation.waiting.side != _side(turn) else None
    stands = offer.unit_price if offer else quotation.unit_price
    shown: dict[str, Value] = {
        **rfq_values(rfq),
        **quotation_values(quotation),
        **price_values(price, amount),
        "quoted": unit_price(stands, amount.unit),
        "quoted_quantity": quantity(offer.quantity if offer else quotation.quantity),
        "counterpart": text(rfq.buyer.name if turn.is_supplier else quotation.supplier.name),
    }
    if limit := _read_limit(values, price):
        shown["limit"] = money(limit)
    return shown


def _side(turn: Turn) -> str:
    return "supplier" if turn.is_supplier else "buyer"


def _read_limit(values: Json, price: Money) -> Money | None:
    return Money(Decimal(str(values["limit"])), price.currency) if values.get("limit") else None


async def _ask_price(turn: Turn, values: Json, again: bool) -> None:
    pair = await _access(turn, values)
    if pair is None or again:
        return turn.say("utter_counter_price_again")
    shown = _values(turn, pair, values)
    if "limit" not in shown:
        return turn.say("utter_counter_price", shown)
    at_limit = _pack(_read_limit(values, pair[1].unit_price) or pair[1].unit_price)
    about: dict[str, Any] = {"quotation": pair[1].number, "rfq_number": pair[0].number}
    offer = button(term("button.offer_limit", price=shown["limit"]), "negotiate_price", price=at_limit, **about)
    return turn.say("utter_counter_price_limit", shown, buttons=[offer])


def _is_at_their_price(turn: Turn, quotation: Quotation, values: Json) -> bool:
    """Returns whether a buyer would offer exactly the quoted terms. The buyer can then accept the quotation instead."""
    price, amount = read_money(values.get("unit_price")), values.get("quantity")
    same = price is not None and price == quotation.unit_price
    same = same and (amount is None or Decimal(amount) == quotation.quantity.value)
    return same and not turn.is_supplier and quotation.standing in ("open", "asked")


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Shows the counter-offer as the other side will read it, and asks the final question. If a buyer offers exactly
    the quoted terms, asks whether to accept the quotation instead."""
    pair = await _access(turn, values)
    if pair is not None and _is_at_their_price(turn, pair[1], values):
        turn.record.task = None
        about = turn.with_question({"intent": "accept_quote", "entities": {"quotation": pair[1].number}})
        await HANDLERS["accept_quote"](about)
        return None
    buttons = confirm_buttons(turn, "button.send_offer", "button.do_not_send")
    if again or pair is None:
        return turn.say("utter_counter_confirm_again", buttons=buttons)
    shown = _values(turn, pair, values)
    if price := read_money(values.get("unit_price")):
        await say_doubts(turn, *pair, price, _doubt_quantity(turn, pair[1], values))
    if words := values.get("beside"):
        turn.say("utter_counter_beside", {"words": words, "counterpart": shown["counterpart"]})
    response = "utter_counter_confirm_private" if "limit" in shown else "utter_counter_confirm"
    return turn.say(response, shown, buttons=buttons)


def _doubt_quantity(turn: Turn, quotation: Quotation, values: Json) -> list[Value]:
    """Returns a sentence if a buyer wants less than the smallest quantity for which the supplier quotes."""
    amount = Quantity(Decimal(values.get("quantity") or quotation.quantity.value), quotation.quantity.unit)
    if turn.is_supplier or quotation.moq is None or amount.value >= quotation.moq.value:
        return []
    supplier = text(quotation.supplier.name)
    return [term("price_doubt.below_moq", supplier=supplier, moq=quantity(quotation.moq), quantity=quantity(amount))]


async def _keep_private(turn: Turn, values: Json) -> Json:
    """Returns the limit that the message gives for its writer alone. If it is not in the currency of the quotation,
    tells the contact that it cannot be compared with it."""
    pair = await _access(turn, values)
    limit = take_limit(turn, pair[1].unit_price.currency) if pair else None
    return {"limit": format(limit.amount, "f")} if limit else {}


async def _send(turn: Turn, values: Json) -> None:
    """Sends the counter-offer, only once even if the turn is repeated."""
    pair = await _access(turn, values)
    price = read_money(values.get("unit_price"))
    assert pair is not None
    assert price is not None
    rfq, quotation = pair
    shown = _values(turn, pair, values)
    amount = Decimal(values.get("quantity") or quotation.quantity.value)
    limit = _read_limit(values, price)
    key = WriteKey(turn.context.message_id, "counter_offer")
    sent = await turn.market.bargaining.counter(
        turn.account, quotation.number, price, amount, key, limit.amount if limit else None
    )
    turn.note("quotation", quotation.number)
    turn.note("rfq_number", rfq.number)
    if not sent:
        turn.apply([_say_over(turn, rfq, quotation)])
        return
    tell_passed_on(turn, [rfq.number, term("counter.passed_on", **shown)])
    turn.say("utter_counter_sent", shown)
    turn.done.append("send_counter")
    if words := values.get("beside"):
        ask = _ask_button(quotation, str(words))
        turn.say("utter_counter_ask_beside", {**shown, "words": words}, buttons=[ask])
        turn.apply([turn.propose("contact_supplier", **ask["entities"])])


def _ask_button(quotation: Quotation, words: str) -> Button:
    """Returns the button that begins a message with these words to the supplier of the quotation."""
    about: dict[str, Any] = {"supplier_id": quotation.supplier.slug, "quotation": quotation.number, "question": words}
    return button("button.ask_them", "contact_supplier", **about)


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the contact may still bargain about the quotation, in its currency. If not, tells the contact
    so."""
    pair = await _access(turn, values)
    if pair is None:
        turn.say("utter_negotiate_what")
        return False
    rfq, quotation = pair
    if not _can_counter(turn, quotation):
        turn.apply([_say_over(turn, rfq, quotation)])
        return False
    price = read_money(values.get("unit_price"))
    if price is not None and price.currency != quotation.unit_price.currency:
        own, other = quotation.unit_price.currency, price.currency
        turn.say("utter_counter_currency", {**quotation_values(quotation), "own": own, "other": other})
        values.pop("unit_price")
    return True


COUNTER_OFFER = declare(
    Task(
        name="counter_offer",
        is_change=True,
        deeds=frozenset(("counter",)),
        intent="negotiate_price",
        slots=(Slot("unit_price", "price", _ask_price),),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_send,
        keep_private=_keep_private,
        is_there=_is_there,
        refused="utter_counter_not_sent",
        own=("submit_quote",),
        about={"rfq_number": "rfq_number", "quotation": "quotation"},
    )
)
"""The task of making a counter-offer."""
