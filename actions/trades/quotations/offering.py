"""Declares the task of quoting for a buyer's request: unit price, lead time, Incoterm, and a final "yes", which sends
the quotation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event
from actions.dialogue.referring import find_at_hand
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import HANDLERS, answers, in_passing, reading
from actions.dialogue.said.entities import pack_name, read_day, read_money, read_name
from actions.dialogue.saying_back import say_changes
from actions.dialogue.tasks import Slot, Task, asks, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.requests.records import NewQuotation, Quotation, Rfq
from actions.marketplace.trades.requests.terms import QUOTATION_VALIDITY
from actions.replies import (
    Value,
    button,
    date,
    days,
    incoterm,
    money,
    number,
    one_after_another,
    quantity,
    term,
    text,
    unit_price,
)
from actions.trades.lookup.naming import goes_where_said
from actions.trades.notes.keeping import keeps_in
from actions.trades.quotations.bargaining import negotiate_price
from actions.trades.quotations.cards import (
    find_total,
    own_quotation_card,
    price_with_minimum,
    quotation_values,
    rfq_values,
)
from actions.trades.quotations.doubts import say_doubts
from actions.trades.quotations.leads import find_leads_for, view_leads
from actions.trades.quotations.offered_goods import doubt_by_listing, find_list_price, with_variant
from actions.trades.quotations.own_limits import tell_kept
from actions.trades.quotations.own_quotations import say_became_order
from actions.trades.quotations.reading_quotations import (
    LONGEST_NOTE,
    find_digits,
    find_lone_numbers,
    find_prices_of_several,
    read_quotation,
)
from actions.trades.quotations.which_quotation import access_pair, is_named
from actions.trades.quotations.which_request import access_lead

_VAGUE = frozenset(("inform", "nlu_fallback", "out_of_scope", "ask_price", "ask_moq", "compare_suppliers"))
"""Intents that the NLU may wrongly find in words that quote."""
_OF_ORDERS = frozenset(("report_production", "ship_order", "confirm_order", "decline_order"))
"""Intents of a supplier's reports about its orders."""
_REPORTED = frozenset(("started", "finished", "late"))
"""Reports on the making of an order."""
_OF_ORDER = ("order_number", "tracking_number", "claim_number", "sample_number")
_SURE = 0.5
_CORRECTS = 0.4
"""The least confidence that a message corrects or quotes at which its values become those of a quotation."""
_NEAR = Decimal("1.6")
"""The largest factor between a quoted price and the price at which the supplier sells the goods."""
_TERMS = ("unit_price", "lead_days", "incoterm", "valid_until")
_LOOKED_AT = 20
"""The most open requests that are compared with the words of a message."""


@answers("submit_quote", signed_in=True)
async def submit_quote(turn: Turn) -> list[Event]:
    """Begins the task with the values that are known already. If a buyer names a price, begins to bargain instead."""
    if not turn.is_supplier and turn.is_signed_in and turn.entities.has("price"):
        return await negotiate_price(turn)
    if not turn.is_supplier:
        return [say_suppliers_only(turn)]
    lead = await _find_lead_in_question(turn)
    if lead is None:
        return []
    turn.note("rfq_number", lead.number)
    if lead.state != "open" or lead.due_on < turn.today:
        for quotation in lead.quotations:
            if await say_became_order(turn, lead, quotation):
                return []
        turn.say("utter_lead_closed", rfq_values(lead), buttons=[button("button.leads", "view_leads")])
        return []
    asked = next((quotation for quotation in lead.quotations if quotation.standing == "asked"), None)
    if asked is not None and not turn.is_pressed:
        return await negotiate_price(turn.with_entities(quotation=asked.number))
    agreed = next((quotation for quotation in lead.quotations if quotation.standing == "agreed"), None)
    if agreed is not None:
        values = {**rfq_values(lead), **quotation_values(agreed), "buyer": text(lead.buyer.name)}
        turn.say("utter_quotation_agreed", values, cards=[own_quotation_card(lead, agreed)])
        return []
    wanted = {"incoterm": lead.incoterm, "port": pack_name(lead.port)} if lead.incoterm else {}
    before = turn.slot("quotation_read") or {}
    turn.note("quotation_read", None)
    quoted = _pack_quoted(lead, again="same_rest" in turn.topics) or await _pack_earlier(turn, lead)
    read = await with_variant(turn, lead, quoted, read_quotation(turn, None, lead, quoted))
    _tell_sum(turn, lead, read)
    if not read and not before:
        quoted.pop("unit_price", None)  # no new price is named: the task asks for it
    known = wanted | quoted | before | read
    goal = asdict(lead.destination) if lead.destination else None
    asked_for = {"quantity": str(lead.quantity.value), "destination": goal}
    presumed = wanted.keys() - (quoted | before | read).keys()
    await start(turn, QUOTATION, {"rfq_number": lead.number, "asked_for": asked_for, **known}, presumed)
    return []


def _pack_quoted(lead: Rfq, *, again: bool = False) -> Json:
    """Returns the values of the supplier's own quotation for the request, or {} if there is none. A new quotation
    replaces it and keeps the values that the message does not change. With `again`, a withdrawn quotation counts,
    too."""
    standing = ("open", "withdrawn") if again else ("open",)
    mine = next((each for each in lead.quotations if each.standing in standing), None)
    if mine is None:
        return {}
    return _pack(mine)


def _pack(quotation: Quotation) -> Json:
    price = {"amount": str(quotation.unit_price.amount), "currency": quotation.unit_price.currency}
    values = {"unit_price": price, "lead_days": quotation.lead_time_days, "incoterm": quotation.incoterm}
    more = {"port": pack_name(quotation.port), "valid_until": quotation.valid_until.isoformat()}
    moq = str(quotation.moq.value) if quotation.moq else None
    return values | more | {"note": quotation.note, "moq": moq}


async def _pack_earlier(turn: Turn, lead: Rfq) -> Json:
    """Returns the values of the supplier's latest quotation for like goods, else for the same buyer, if the message
    wants them again ("same as last time but 3% less"). If there is no such quotation, tells the contact so. The values
    hold no date of validity, so that the quotation is valid for the usual time."""
    if not turn.repeats or turn.is_pressed:
        return {}
    pairs = [pair for pair in await turn.market.rfqs.list_quotations(turn.account) if pair[0].number != lead.number]
    alike = [pair for pair in pairs if any(goods_likeness(name, lead.product.both) for name in pair[0].product.both)]
    earlier = alike or [pair for pair in pairs if pair[0].buyer.name == lead.buyer.name]
    if not earlier:
        turn.say("utter_quotation_none_before", rfq_values(lead))
        return {}
    rfq, quotation = earlier[0]
    turn.say("utter_quotation_as_before", {**quotation_values(quotation), "before": rfq.number})
    return _pack(quotation) | {"valid_until": None}


@in_passing
async def quotes_in_one_breath(turn: Turn) -> list[Event] | None:
    """Begins a quotation if the supplier says its price together with another term for the request that was talked about
    last: 20吨给他报吧 一千零八十五一吨 25天交, "don't ask, go with 36. 9.45 each, 25 days". By their words alone, such
    messages may be for the buyer."""
    if not turn.is_typed_by_supplier or turn.task is not None or turn.is_private or not _names_terms(turn):
        return None
    if turn.asks or turn.cues.is_question or turn.dictation.is_message or turn.entities.has(*_OF_ORDER):
        return None
    if turn.entities.rfq_number or _find_pointed_at(turn):
        return None  # the message names its lead
    lead = await _find_by_quantity(turn)
    at_hand = None if lead or _is_listed_just_now(turn) else find_at_hand(turn, "request")
    if at_hand is not None and at_hand.number:
        lead = await access_lead(turn, {"rfq_number": at_hand.number})
    if lead is None or lead.state != "open" or lead.due_on < turn.today:
        return None
    if not {"unit_price", "lead_days"} <= set(read_quotation(turn, None, lead, _pack_quoted(lead))):
        return None
    return await submit_quote(turn.as_wish("submit_quote").with_entities(rfq_number=lead.number))


async def _find_by_quantity(turn: Turn) -> Rfq | None:
    """Returns the only open lead for the quantity that the message names: 20吨给他报吧."""
    named = [(each.value, each.unit) for each in turn.figures if each.kind == "count" and each.unit]
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True) if named else ()
    fitting = [lead for lead in leads if (lead.quantity.value, lead.quantity.unit) in named]
    return fitting[0] if len(fitting) == 1 else None


@reading
async def own_quotation_corrected(turn: Turn) -> list[Event] | None:
    """Reads a price or a number of days as a quotation, if the supplier has just sent its quotation or seen a request:
    "ah, 6.75 I meant"."""
    is_secret = turn.is_private and turn.private is None
    if not turn.is_supplier or turn.is_pressed or is_secret or turn.task is not None:
        return None  # "between us: my lowest is 8.90" is no quotation
    if turn.acts.find("submit_quote") >= _SURE and turn.intent in _VAGUE:
        return await submit_quote(turn)
    if turn.entities.has("order_number", "tracking_number", "claim_number") or turn.cues.is_question:
        return None
    if turn.intent in _OF_ORDERS and turn.reports:
        return None  # "100846 is three days late" is no lead time of the request that was talked about
    if _names_terms(turn) and (named := await _find_named_lead(turn)):
        return await submit_quote(turn.as_wish("submit_quote").with_entities(rfq_number=named.number))
    if _quotes_for_one_listed(turn) or _goes_on_quoting(turn):
        return await submit_quote(turn.as_wish("submit_quote"))
    at_hand = find_at_hand(turn, "request")
    if at_hand is None:
        return None
    quotes = (
        turn.intent == "submit_quote" or bool(turn.limits or turn.percents or turn.differences) or _names_terms(turn)
    )
    if turn.acts.find("submit_quote", "correct") < _CORRECTS and not quotes:
        return None
    lead = await access_lead(turn, {"rfq_number": at_hand.number})
    if lead is None or not {"unit_price", "lead_days"} & set(read_quotation(turn, None, lead, _pack_quoted(lead))):
        return None
    return await submit_quote(turn)


@in_passing
async def own_quotation_just_sent(turn: Turn) -> list[Event] | None:
    """Takes up the quotation that was sent with the message before this one, if this message gives one of its values
    anew: "sorry, 22 days not 20". By its words alone, such a message may be for the buyer."""
    if not turn.is_typed_by_supplier or turn.task is not None or not turn.has_just_done("send_quotation"):
        return None
    if (
        turn.asks
        or turn.cues.is_question
        or turn.is_private
        or turn.dictation.is_message
        or _REPORTED & set(turn.reports)
    ):
        return None
    if turn.entities.has(*_OF_ORDER, "product") or turn.entities.rfq_number:
        return None
    is_correction = turn.acts.share("correct") >= _CORRECTS or turn.acts.find("submit_quote", "correct") >= _CORRECTS
    corrects = turn.cues.corrects or is_correction or turn.cues.ruled_out
    at_hand = find_at_hand(turn, "request") if corrects else None
    lead = await access_lead(turn, {"rfq_number": at_hand.number}) if at_hand else None
    if lead is None or _find_standing(lead) is None:
        return None
    quoted = _pack_quoted(lead)
    read = read_quotation(turn, None, lead, quoted)
    if not any(read.get(name) not in (None, quoted.get(name)) for name in _TERMS):
        return None
    return await submit_quote(turn.as_wish("submit_quote").with_entities(rfq_number=lead.number))


async def _find_named_lead(turn: Turn) -> Rfq | None:
    """Returns the open lead whose buyer, country or goods the message names, if there is exactly one."""
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True)
    nation = turn.choices.get("nation")
    named = [lead for lead in leads if is_named(lead, turn.text)]
    there = [lead for lead in leads if nation and lead.destination and lead.destination.country == nation]
    both = [lead for lead in named if lead in there]
    fitting = both or named or there
    return fitting[0] if len(fitting) == 1 else None


def _quotes_for_one_listed(turn: Turn) -> bool:
    """Returns whether the message names a price and another term of a quotation right after a list of leads to choose
    from."""
    choice = turn.open_choice
    of_leads = choice is not None and choice["intent"] == "submit_quote"
    return of_leads and turn.acts.share("value", "correct") >= _CORRECTS and _names_terms(turn)


def _goes_on_quoting(turn: Turn) -> bool:
    """Returns whether the message adds to the values of a quotation, right after the question for which lead they
    are."""
    gives = turn.acts.share("value", "correct") >= _CORRECTS and bool(read_quotation(turn, None, None, {}))
    return bool(turn.slot("quotation_read")) and _is_listed_just_now(turn) and gives


def _names_terms(turn: Turn) -> bool:
    """Returns whether the message names values that only a quotation has together: a price, with or without a currency,
    and a lead time or an Incoterm."""
    prices = turn.entities.has("price") or bool(find_lone_numbers(turn, None))
    return prices and (turn.cues.duration is not None or turn.entities.has("incoterm"))


async def _find_lead_in_question(turn: Turn) -> Rfq | None:
    """Returns the open request for which the supplier wants to quote: the request that the message names by number,
    goods, buyer, city or country, else the one that was talked about last, else the only one.

    Otherwise shows the open requests and returns None.
    """
    product = next(iter(turn.entities.products), None)
    found = await find_leads_for(turn, product) if product and not turn.entities.rfq_number else ()
    every = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True)
    leads = found or tuple(lead for lead in every if not lead.refusals) or every
    named = [lead for lead in every if find_digits(lead) in turn.numbers] or [
        lead for lead in leads if _is_named(turn, lead)
    ]
    if not turn.entities.rfq_number and len(named) == 1:
        return named[0]
    if not turn.entities.rfq_number and turn.cues.quotation:
        pair = await access_pair(turn, turn.cues.quotation)
        return pair[0] if pair else None
    number = turn.entities.rfq_number or _find_pointed_at(turn)
    if number is None and not found:
        is_choosing = _is_listed_just_now(turn) and not turn.is_pressed
        number = await _find_by_price(turn, leads) if is_choosing else turn.word_slot("rfq_number")
    if number is None and len(leads) == 1:
        return leads[0]
    if number is None:
        read = (turn.slot("quotation_read") or {}) | read_quotation(turn, None, None, {})
        read |= await _keep_private(turn, read)
        turn.note("quotation_read", read or None)
        if noted := _describe(turn, read):
            turn.say("utter_quotation_for_which", {"noted": one_after_another(noted)})
        await view_leads(turn)
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number}, buttons=[button("button.leads", "view_leads")])
        return None


def _is_listed_just_now(turn: Turn) -> bool:
    """Returns whether the message before this one was answered with several leads to choose from."""
    choice, latest = turn.open_choice, turn.record.latest_list
    is_of_leads = choice is not None and choice["entity"] == "rfq_number" and len(choice["values"]) > 1
    return is_of_leads and latest is not None and latest.message_id == turn.record.last.message_id


async def _find_by_price(turn: Turn, leads: Sequence[Rfq]) -> str | None:
    """Returns the newest of these leads if the message asks for that, else the only one to whose goods its price can
    belong: the supplier sells them at about that price."""
    if "latest" in turn.topics and leads:
        return leads[0].number
    own = await turn.market.own_listings.list_own(turn.account)
    fitting = [lead.number for lead in leads if _may_cost(turn, lead, own)]
    return fitting[0] if len(fitting) == 1 else None


def _may_cost(turn: Turn, lead: Rfq, own: Sequence[Listing]) -> bool:
    price = read_money(read_quotation(turn, None, lead, {}).get("unit_price"))
    alike = [each for each in own if each.moq.unit == lead.quantity.unit and _are_alike(each, lead)]
    return price is not None and any(
        each.unit_price.currency == price.currency and 1 / _NEAR <= price.amount / each.unit_price.amount <= _NEAR
        for each in alike
    )


def _are_alike(listing: Listing, lead: Rfq) -> bool:
    return any(goods_likeness(name, listing.product.both) for name in lead.product.both)


def _is_named(turn: Turn, lead: Rfq) -> bool:
    """Returns whether the message names the buyer of the request, or the city or country to which its goods go:
    葡萄牙那个."""
    return any(
        name.casefold() in turn.text.casefold()
        for name in (lead.buyer.name.en.split()[0], lead.buyer.name.zh[:2])
        if name
    ) or goes_where_said(turn, lead.destination)


def _find_pointed_at(turn: Turn) -> str | None:
    """Returns the request that the message names by its place in the list that was just shown, such as "the first
    one"."""
    choice = turn.open_choice
    if choice is None or choice["entity"] != "rfq_number":
        return None
    pointed_at = turn.cues.find_ordinals(len(choice["values"]))
    return str(choice["values"][pointed_at[0]]) if pointed_at else None


@in_passing
async def total_so_far(turn: Turn) -> list[Event] | None:
    """Says the total of the quotation under way, for "how much is that in all?"."""
    price = read_money(turn.task.values.get("unit_price")) if turn.task and turn.task.name == "quotation" else None
    if price is None or turn.task is None or "total" not in turn.topics or turn.is_pressed:
        return None
    if turn.cues.whole_price and not turn.asks:
        return None  # 总价凑整 20800 names another price
    lead = await access_lead(turn, turn.task.values)
    if lead is None:
        return None
    total = money(find_total(price, lead.quantity))
    turn.say(
        "utter_quotation_total",
        {**rfq_values(lead), "price": unit_price(price, lead.quantity.unit), "total": total},
    )
    return []


def _tell_sum(turn: Turn, lead: Rfq | None, read: Json) -> None:
    """Says that the prices of several goods were added up to the price of a set."""
    prices, price = find_prices_of_several(turn, "USD"), read_money(read.get("unit_price"))
    if lead and price and prices and price.amount == sum(each.amount for each in prices.values()):
        said = one_after_another(
            term("quotation.price_of", goods=name, price=money(each)) for name, each in prices.items()
        )
        turn.say("utter_quotation_sum", {**rfq_values(lead), "prices": said, "sum": money(price)})


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    lead = await access_lead(turn, known)
    before = _pack_quoted(lead).get("unit_price") if lead and (turn.percents or turn.differences) else None
    changed = {"unit_price": before} if before and not known.get("unit_price") else {}
    if lead and not (before or known.get("unit_price")) and (turn.percents or turn.differences):
        changed = await _pack_list_price(turn, lead, known)
    read = read_quotation(turn, asked, lead, {**known, **changed})
    if (words := turn.cues.supposes_price) and known.get("unit_price") and read.get("note"):
        turn.say("utter_quotation_second_price", {"words": term("note.words", words=words)})
    _tell_sum(turn, lead, read)
    return await with_variant(turn, lead, known, read)


async def _pack_list_price(turn: Turn, lead: Rfq, known: Json) -> Json:
    """Returns the supplier's listed price, from which "add 85 per tonne" is reckoned as long as no price is known. Says
    which one it is."""
    found = await find_list_price(turn, lead, known)
    if found is None or read_quotation(turn, None, lead, known).get("unit_price"):
        return {}
    listing, price = found
    packed = {"unit_price": {"amount": str(price.amount), "currency": price.currency}}
    new = read_money(read_quotation(turn, None, lead, {**known, **packed}).get("unit_price"))
    if new is None:
        return {}
    unit = lead.quantity.unit
    said = {"offer": text(listing.product), "before": unit_price(price, unit), "price": unit_price(new, unit)}
    turn.say("utter_quotation_from_list", said)
    return packed


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if price := read_money(values.get("unit_price")):
        words.append(money(price))
    if values.get("lead_days"):
        words.append(days(int(values["lead_days"])))
    if values.get("incoterm"):
        words.append(incoterm(str(values["incoterm"]), read_name(values.get("port"))))
    if day := read_day(values.get("valid_until")):
        words.append(term("quotation.valid_until", day=date(day)))
    if moq := values.get("moq"):
        words.append(term("quotation.moq", moq=number(Decimal(moq))))
    if note := values.get("note"):
        words.append(term("request.note", note=str(note)))
    return words


async def _ask_unit_price(turn: Turn, values: Json, again: bool) -> None:
    lead = await access_lead(turn, values)
    if lead and (prices := find_prices_of_several(turn, "USD")):
        said = one_after_another(
            term("quotation.price_of", goods=name, price=money(each)) for name, each in prices.items()
        )
        return turn.say("utter_quotation_price_of_several", {**rfq_values(lead), "prices": said})
    if again or lead is None or values.get("lead_days") or values.get("note"):
        return turn.say("utter_quotation_price_again", rfq_values(lead) if lead else {})
    response = "utter_quotation_price_changed" if lead.quotations else "utter_quotation_price"
    return turn.say(response, {**rfq_values(lead), "buyer": text(lead.buyer.name)})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Shows the quotation that will be sent, and asks the final question."""
    lead = await access_lead(turn, values)
    assert lead is not None
    buttons = confirm_buttons(turn, "button.send_quotation", "button.do_not_send")
    note = values.get("note")
    if note and find_in(str(note)):
        turn.say("utter_quotation_note_left_out")
        turn.request_effect("words_refused")
        values.pop("note")
    price = read_money(values.get("unit_price"))
    if price and not again:
        more = await doubt_by_listing(turn, lead, price) if not lead.quotations and not lead.target_price else []
        if (moq := _find_moq(values, lead)) and lead.quantity.value < moq.value:
            asked = quantity(lead.quantity)
            more = [*more, term("price_doubt.above_wanted", moq=quantity(moq), quantity=asked)]
        await say_doubts(turn, lead, next(iter(lead.quotations), None), price, more)
    if not again:
        _tell_revised(turn, lead, values)
    response = "utter_quotation_confirm_noted" if values.get("note") else "utter_quotation_confirm"
    response = "utter_quotation_confirm_again" if again else response
    turn.say(response, _values(turn, values, lead), buttons=buttons)


def _find_standing(lead: Rfq) -> Quotation | None:
    return next((each for each in lead.quotations if each.standing == "open"), None)


def _tell_revised(turn: Turn, lead: Rfq, values: Json) -> None:
    """Says what the quotation changes in the one that was sent before, which it replaces."""
    standing = _find_standing(lead)
    if standing is None:
        return
    before = _pack(standing)
    after = {**before, **{name: values.get(name) for name in before if values.get(name) or name == "note"}}
    steps, _ = say_changes(lambda held: _describe(turn, held), before, after)
    if steps:
        turn.say("utter_quotation_revises", {"quotation": standing.number, "changes": one_after_another(steps)})


async def _tell_standing(turn: Turn, values: Json) -> None:
    """Says that the quotation that was sent before still stands, when its revision is given up."""
    lead = await access_lead(turn, values)
    standing = _find_standing(lead) if lead else None
    if standing is not None:
        more = [button("button.withdraw_quote", "withdraw_quote", quotation=standing.number)]
        turn.say("utter_quotation_stands", quotation_values(standing), buttons=more)


async def _send(turn: Turn, values: Json) -> None:
    """Sends the quotation, only once even if the turn is repeated."""
    lead = await access_lead(turn, values)
    assert lead is not None
    key = WriteKey(turn.context.message_id, "submit_quote")
    number = await turn.market.quoting.submit_quotation(turn.account, lead.number, _build_quotation(values), key)
    more = [button("button.leads", "view_leads")]
    if number is None:
        turn.say("utter_lead_closed", rfq_values(lead), buttons=more)
    else:
        response = "utter_quotation_sent_noted" if values.get("note") else "utter_quotation_sent"
        turn.say(response, {**_values(turn, values, lead), "quotation": number}, buttons=more)
        turn.done.append("send_quotation")
        await _keep_limit(turn, number, values)


async def _keep_private(turn: Turn, values: Json) -> Json:
    """Returns the lowest price that the supplier would accept, which the message gives for the supplier alone."""
    if turn.private is None:
        return {}
    price = read_money(values.get("unit_price"))
    limit = turn.private.or_in(price.currency if price else "USD")
    return {"limit": {"amount": str(limit.amount), "currency": limit.currency, "is_loose": not turn.private.currency}}


def _find_limit(values: Json, currency: str) -> Money | None:
    """Returns the supplier's own limit. One that was said without a currency is in that of the quotation."""
    held, limit = values.get("limit"), read_money(values.get("limit"))
    return Money(limit.amount, currency) if limit and held and held.get("is_loose") else limit


async def _keep_limit(turn: Turn, quotation: str, values: Json) -> None:
    """Keeps the supplier's own limit with the quotation that was sent, if it is in the same currency."""
    price = read_money(values.get("unit_price"))
    limit = _find_limit(values, price.currency) if price else None
    if limit is None or price is None:
        return
    if limit.currency != price.currency:
        turn.say("utter_limit_other_currency", {"limit": money(limit), "own": price.currency})
        return
    key = WriteKey(turn.context.message_id, "keep_limit")
    await turn.market.bargaining.keep_limit(turn.account, quotation, limit.amount, key)
    tell_kept(turn, limit)


def _build_quotation(values: Json) -> NewQuotation:
    """Returns the quotation with these values, which must be complete."""
    price = read_money(values.get("unit_price"))
    if price is None:
        raise ValueError("the task left the price open")
    return NewQuotation(
        price,
        int(values["lead_days"]),
        str(values["incoterm"]),
        read_day(values.get("valid_until")),
        read_name(values.get("port")),
        values.get("note") or None,
        Decimal(values["moq"]) if values.get("moq") else None,
    )


def _find_moq(values: Json, lead: Rfq) -> Quantity | None:
    """Returns the smallest quantity at the price, in the unit of the request."""
    return Quantity(Decimal(values["moq"]), lead.quantity.unit) if values.get("moq") else None


def _values(turn: Turn, values: Json, lead: Rfq) -> dict[str, Value]:
    new = _build_quotation(values)
    return {
        **rfq_values(lead),
        "buyer": text(lead.buyer.name),
        "price": price_with_minimum(new.unit_price, lead.quantity.unit, _find_moq(values, lead)),
        "lead_time": days(new.lead_time_days),
        "incoterm": incoterm(new.incoterm, new.port),
        "valid_until": date(new.valid_until or turn.today + QUOTATION_VALIDITY),
        "total": money(find_total(new.unit_price, lead.quantity)),
        "note": new.note or "",
    }


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether this contact may quote for the request. If not, tells the contact so."""
    if await access_lead(turn, values) is not None:
        return True
    turn.say("utter_no_leads", buttons=[button("button.leads", "view_leads")])
    return False


async def _take_back(turn: Turn) -> None:
    """Asks whether the quotation that was sent last is to be withdrawn."""
    await HANDLERS["withdraw_quote"](turn)


QUOTATION = declare(
    Task(
        name="quotation",
        deeds=frozenset(("quote", "change")),
        intent="submit_quote",
        slots=(
            Slot("unit_price", "price", _ask_unit_price),
            Slot("lead_days", "number", asks("utter_quotation_days")),
            Slot("incoterm", "choice", asks("utter_quotation_incoterm")),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_send,
        keep_private=_keep_private,
        is_there=_is_there,
        refused="utter_quotation_not_sent",
        stands=_tell_standing,
        undo=_take_back,
        describes_goods=True,
        keep=keeps_in("note", LONGEST_NOTE),
        own=("negotiate_price", "ask_lead_time", "faq_incoterms"),
        about={"rfq_number": "rfq_number"},
    )
)
"""The task of quoting for a buyer's request."""
