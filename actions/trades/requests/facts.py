"""Answers questions about the request at hand from its record: who got it, until when suppliers can quote, what the terms of
the quotations include, and which of these is best. By their words alone, they are general questions or wishes."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, days, lines, several, term, text
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.refusing import say_refusals
from actions.trades.quotations.which_quotation import find_pointed, is_live
from actions.trades.quotations.which_request import is_of_goods

_ASKS, _HINTS = 0.4, 0.25
_OTHER_SUBJECTS = ("order_number", "claim_number", "sample_number", "question_number", "price", "quantity")
_ACTS_ON = frozenset(
    (
        *("accept_quote", "negotiate_price", "decline_quote", "contact_supplier", "request_sample", "human_handoff"),
        *("cancel_request", "change_request", "place_order", "request_quote"),
    )
)
"""Intents of messages that do something with a quotation, instead of asking which is best."""
_POINTS = ("ask_about", "point", "compare_suppliers", "ask_lead_time", "check_quotes")
_PROFILES = ("rating", "on_time", "response")
"""What suppliers are compared by: who asks which is best by it wants no single profile."""
_OF_REQUESTS = ("check_quotes", "list_requests")
_LOOKED_AT = 50
_MOST = 5


@in_passing
async def fact_of_the_request(turn: Turn) -> list[Event] | None:
    """Answers a question about the buyer's request at hand."""
    rfq = await _find_at_hand(turn)
    if rfq is None:
        return None
    if (
        _say_unconverted(turn, rfq)
        or _answer_about(turn, rfq)
        or await _describe_supplier(turn, rfq)
        or _answer_about_quotations(turn, rfq)
    ):
        turn.done.append("request_fact")
        return [SlotSet("rfq_number", rfq.number)]
    return None


async def _find_at_hand(turn: Turn) -> Rfq | None:
    """Returns the request that was talked about last or that the message names, if nothing else is named."""
    latest = turn.record.latest_focus
    if not turn.is_signed_in or turn.is_supplier or turn.is_pressed or turn.task is not None:
        return None
    number = turn.entities.rfq_number or (str(latest[1]) if latest and latest[0] == "request" else None)
    if turn.entities.rfq_number is None and turn.entities.products:
        number = await _find_by_goods(turn)
    if number is None or turn.entities.has(*_OTHER_SUBJECTS) or turn.dictation.is_to_them:
        return None
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return None


async def _find_by_goods(turn: Turn) -> str | None:
    """Returns the number of the only request for the goods that the message names, if it speaks of a request."""
    if turn.intent not in _OF_REQUESTS and "request" not in turn.topics:
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    numbers = [rfq.number for rfq in rfqs if is_of_goods(turn, rfq)]
    return numbers[0] if len(numbers) == 1 else None


def _say_unconverted(turn: Turn, rfq: Rfq) -> bool:
    """Says that no price is converted, beside the quotations as they are, for "who is cheaper once you convert the yuan?"."""
    live = [quotation for quotation in rfq.quotations if is_live(quotation)]
    if "converts" not in turn.topics or not live:
        return False
    turn.say("utter_not_converted", {**rfq_values(rfq), "quotations": _list_lines(live)})
    return True


def _answer_about(turn: Turn, rfq: Rfq) -> bool:
    """Says who got the request, or how long suppliers can still quote for it. Returns whether either is asked."""
    values = rfq_values(rfq)
    if "recipients" in turn.topics and rfq.suppliers:
        shown = {"suppliers": several(map(text, rfq.suppliers)), "asked": len(rfq.suppliers)}
        response = "utter_request_went_to" if len(rfq.suppliers) > 1 else "utter_request_went_to_one"
        turn.say(response, {**values, **shown, "count": len(rfq.quotations)})
        say_refusals(turn, rfq)
        return True
    asks = turn.asks or turn.acts.find("ask_about") >= _HINTS
    if turn.topics & {"days_left", "until"} and asks and turn.intent not in _ACTS_ON:
        turn.say("utter_request_until", {**values, "left": days(max((rfq.due_on - turn.today).days, 0))})
        return True
    return False


async def _describe_supplier(turn: Turn, rfq: Rfq) -> bool:
    """Shows the supplier of the quotation that is meant, if its profile is asked about: 那家评分咋样, "how old is the quick
    one?". Returns whether it is."""
    is_of_one = "profile" in turn.topics and turn.choices.get("criterion") not in _PROFILES
    asks = is_of_one and turn.acts.find(*_POINTS, "supplier_details") >= _ASKS
    if not asks or turn.intent in _ACTS_ON or turn.entities.has("certification", "company"):
        return False
    named = await find_pointed(turn, rfq)
    at_hand = next((each for each in rfq.quotations if each.number == turn.word_slot("quotation")), None)
    meant = named or at_hand
    if meant is None:
        return False
    await HANDLERS["supplier_details"](turn.with_entities(supplier_id=meant.supplier.slug))
    turn.note("quotation", meant.number)
    return True


def _answer_about_quotations(turn: Turn, rfq: Rfq) -> bool:
    """Says what the quotations include, which is best by the figure that is asked for, or what the others are. Returns
    whether one of these is asked."""
    shown = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if not shown:
        return False
    if "freight" in turn.topics:
        terms = [_describe_terms(quotation) for quotation in shown]
        turn.say("utter_terms_of_quotations", {"number": rfq.number, "terms": lines(terms)})
        return True
    if turn.intent in _ACTS_ON or len(shown) < 2:
        return False
    if "others" in turn.topics or (turn.topics & {"other"} and turn.acts.find("point") >= _ASKS and len(shown) > 2):
        return _say_others(turn, rfq, shown)
    pointed = turn.cues.find_ordinals(len(shown))
    among = [shown[index] for index in pointed] if len(pointed) > 1 else shown
    asks = turn.cues.asks_which or turn.asks or turn.acts.find(*_POINTS) >= _HINTS or len(pointed) > 1
    return asks and _say_best(turn, rfq, among)


def _describe_terms(quotation: Quotation) -> Value:
    meaning = term(f"incoterm_meaning.{quotation.incoterm}")
    values = {"supplier": text(quotation.supplier.name), "incoterm": quotation_values(quotation)["incoterm"]}
    return term("follow_up.terms_of_quotation", **values, meaning=meaning)


def _say_others(turn: Turn, rfq: Rfq, shown: Sequence[Quotation]) -> bool:
    """Shows all quotations but the one that is at hand, else all but the one that was named as the lowest."""
    at_hand = turn.word_slot("quotation") or shown[0].number
    others = [quotation for quotation in shown if quotation.number != at_hand]
    turn.say("utter_quotes_others", {**rfq_values(rfq), "quotations": _list_lines(others)})
    turn.note("quotation", others[0].number if len(others) == 1 else None)
    return True


def _say_best(turn: Turn, rfq: Rfq, among: Sequence[Quotation]) -> bool:
    """Says which of the quotations is the fastest, the cheapest, the dearest or the best rated; returns False where another
    figure is asked for, or where prices do not compare."""
    figure = turn.choices.get("criterion") or turn.cues.sort
    is_dearest = "priciest" in turn.topics
    if figure == "lead_time":
        ranked = sorted(among, key=lambda quotation: quotation.lead_time_days)
    elif figure == "rating":
        ranked = sorted(among, key=lambda quotation: -float(quotation.supplier.rating or 0))
    elif figure == "price" or is_dearest:
        if len({(each.unit_price.currency, each.incoterm) for each in among}) > 1:
            return False
        figure = "dearest" if is_dearest else "price"
        ranked = sorted(among, key=lambda quotation: quotation.unit_price.amount, reverse=is_dearest)
    else:
        return False
    values = rfq_values(rfq)
    rest = _list_lines(ranked[1:])
    turn.say(f"utter_quotes_best_{figure}", {**values, **quotation_values(ranked[0]), "others": rest})
    turn.note("quotation", ranked[0].number)
    return True


def _list_lines(quotations: Sequence[Quotation]) -> Value:
    return lines(term("unlike.line", **quotation_values(each)) for each in quotations[:_MOST])
