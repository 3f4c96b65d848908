"""Answers questions about the request at hand from its record: which suppliers got it, until when they can quote, what
the terms of the quotations include, and which quotation is the best. By their words alone, such messages are general
questions or wishes."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, lines, money, term, text, yes_no
from actions.trades.lookup.asking import BY_FORM
from actions.trades.lookup.records import list_own
from actions.trades.lookup.referring import find_meant
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.which_quotation import find_pointed, is_live
from actions.trades.requests.best import list_converted, list_holders, list_lines, rank_best, say_compared
from actions.trades.requests.converting import say_converted
from actions.trades.requests.differences import asks_for_difference, say_difference
from actions.trades.requests.own_requests import say_deadline, say_recipients

_ASKS, _HINTS = 0.4, 0.25
_OTHER_SUBJECTS = ("order_number", "claim_number", "sample_number", "question_number")
_VALUES = ("price", "quantity")
"""Values with which a message wants something done, except where it asks for a difference."""
_ACTS_ON = frozenset(
    (
        *("accept_quote", "negotiate_price", "decline_quote", "contact_supplier", "request_sample", "human_handoff"),
        *("cancel_request", "change_request", "place_order", "request_quote"),
    )
)
"""Intents of messages that want something done with a quotation, instead of asking which is the best."""
_POINTS = ("ask_about", "point", "compare_suppliers", "ask_lead_time", "check_quotes")
_PROFILES = ("rating", "on_time", "response")
"""Figures by which suppliers are compared. A question about one of them does not ask for a single supplier's
profile."""
_TERMS = {"utter_terms_of_quotations", "utter_terms_of_quotations_alike"}
_BELOW = {"utter_quotes_below", "utter_quotes_none_below"}
_OF_REQUESTS = ("check_quotes", "list_requests")


@in_passing
async def reckoned_of_quotations(turn: Turn) -> list[Event] | None:
    """Answers a question about the quotations for the buyer's request at hand that takes a calculation: their prices in
    another currency, or by how much they differ."""
    is_of_it = "converts" in turn.topics or asks_for_difference(turn) or _names_incoterm_of_all(turn)
    rfq = await _find_request(turn) if is_of_it else None
    if rfq is None:
        return None
    if not (say_converted(turn, rfq) or await say_difference(turn, rfq) or _say_whether_under(turn, rfq)):
        return None
    turn.done.append("request_fact")
    return [SlotSet("rfq_number", rfq.number)]


@in_passing
async def fact_of_the_request(turn: Turn) -> list[Event] | None:
    """Answers a question about the buyer's request at hand."""
    rfq = await _find_request(turn)
    if rfq is None:
        return None
    if (
        _say_if_unquoted(turn, rfq)
        or _answer_about(turn, rfq)
        or _say_what_then(turn, rfq)
        or await _weigh_up(turn, rfq)
        or await _describe_supplier(turn, rfq)
        or _answer_about_quotations(turn, rfq)
    ):
        turn.done.append("request_fact")
        return [SlotSet("rfq_number", rfq.number)]
    return None


@in_passing
async def incoterm_of_my_request(turn: Turn) -> list[Event] | None:
    """Says whether a request asks for the Incoterm that the message names: "and in the rfq i wrote cif or?". It is the
    request that is named or at hand, else the only open one, or the only one for the goods talked about."""
    codes = turn.entities.words("incoterm")
    by_form = turn.cues.is_question and not any(set(clause.kinds) - BY_FORM for clause in turn.asked)
    is_buyers = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    if len(codes) != 1 or not by_form or not is_buyers or not turn.owning or "of_request" not in turn.topics:
        return None
    if turn.entities.has("product", "company", "price", "quantity"):
        return None
    number = turn.entities.rfq_number or await _find_of_goods(turn)
    if number is None:
        return None
    rfq = await turn.market.rfqs.access_rfq(turn.account, number)
    if not rfq.incoterm:
        return None
    shown = {**rfq_values(rfq), "named": codes[0], "incoterm": rfq.incoterm}
    turn.say("utter_request_asks_term" if codes[0] == rfq.incoterm else "utter_request_asks_other_term", shown)
    turn.done.append("request_fact")
    return [SlotSet("rfq_number", rfq.number)]


async def _find_of_goods(turn: Turn) -> str | None:
    """Returns the request at hand, else the only open request for the goods of the order at hand, else the only open
    request."""
    at_hand = find_at_hand(turn, "request")
    if at_hand is not None and at_hand.number:
        return at_hand.number
    own = [each for each in await list_own(turn, ("request",)) if each.is_open]
    if len(own) > 1 and (order := find_order_at_hand(turn)):
        goods = (await turn.market.orders.access_order(turn.account, order)).lines[0].product.both
        own = [each for each in own if any(goods_likeness(name, goods) for name in each.goods)]
    return own[0].number if len(own) == 1 else None


async def _find_request(turn: Turn) -> Rfq | None:
    """Returns the request that the message names. If it names nothing, returns the one at hand."""
    if not turn.is_signed_in or turn.is_supplier or turn.is_pressed or turn.task is not None:
        return None
    if (
        turn.entities.has(*_OTHER_SUBJECTS)
        or (turn.entities.has(*_VALUES) and not asks_for_difference(turn))
        or turn.dictation.is_to_them
    ):
        return None
    if turn.entities.rfq_number is None and find_at_hand(turn, "request") is None and not _speaks_of_requests(turn):
        return None
    meant = (await find_meant(turn, ("request",))).only
    if meant is None and "unquoted" in turn.topics:
        still_open = await turn.market.rfqs.list_rfqs(turn.account, ("open",), limit=2)
        return still_open[0] if len(still_open) == 1 else None
    return await turn.market.rfqs.access_rfq(turn.account, meant.number) if meant else None


def _speaks_of_requests(turn: Turn) -> bool:
    return turn.intent in _OF_REQUESTS or "request" in turn.topics


def _say_if_unquoted(turn: Turn, rfq: Rfq) -> bool:
    """Says what the buyer can do if no supplier quotes in time: "if nobody quotes by the deadline, what then". Returns
    whether the message asks that."""
    asks = {"what_if", "what_then"} <= turn.topics or ({"what_if", "what_then"} & turn.topics and turn.asks)
    if not asks or "unquoted" not in turn.topics or rfq.state != "open":
        return False
    response = "utter_request_if_unquoted" if not rfq.quotations else "utter_request_if_no_more"
    turn.say(response, {**rfq_values(rfq), "count": len(rfq.quotations), "asked": len(rfq.suppliers)})
    return True


def _say_what_then(turn: Turn, rfq: Rfq) -> bool:
    """Says which quotations stay open, if the message asks what happens when a supplier refuses the buyer's offer, or
    wants no quotation declined yet. Changes nothing. Returns whether it has said something."""
    live = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if not live:
        return False
    if "declines_none" in turn.topics:
        others = [each for each in live if each.number != turn.word_slot("quotation")] or live
        turn.say("utter_quotes_stay", {**rfq_values(rfq), "quotations": list_lines(others)})
        return True
    offered = next((each for each in live if each.standing == "asked"), None)
    if offered is None or not turn.topics & {"what_if", "supposes"} or not turn.asks:
        return False
    others = [each for each in live if each is not offered]
    response = "utter_counter_if_declined" if others else "utter_counter_if_declined_alone"
    turn.say(response, {**rfq_values(rfq), **quotation_values(offered), "others": list_lines(others)})
    return True


async def _weigh_up(turn: Turn, rfq: Rfq) -> bool:
    """Compares the quotations if the message asks which is the best overall, which are below a price, or which
    suppliers hold a certificate. Returns whether it has answered."""
    live = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if not live or turn.intent in _ACTS_ON - {"negotiate_price"}:
        return False
    if "below_it" in turn.topics and not turn.numbers and turn.record.last.message_id == turn.context.message_id:
        return bool(_BELOW & set(turn.record.last.said))  # "we had 3.10 in mind. is anybody below that?"
    if turn.topics & {"below_it", "in_mind"} and len(turn.numbers) == 1:
        found = compare(rfq)
        limit = Money(turn.numbers[0], found.currency)
        below = [each for each in live if (found.weigh(each.unit_price) or limit.amount) < limit.amount]
        quotations = list_converted(found, below or live)
        shown = {"limit": money(limit), "count": len(below), "all": len(live), "quotations": quotations}
        turn.say("utter_quotes_below" if below else "utter_quotes_none_below", {**rfq_values(rfq), **shown})
        return True
    if turn.intent == "negotiate_price":
        return False
    if "overall" in turn.topics and len(live) > 1:
        say_compared(turn, rfq, live)
        return True
    wanted = turn.entities.certifications
    if wanted and not turn.entities.has("company", "product") and turn.acts.find(*_POINTS, "narrow") >= _HINTS:
        turn.say("utter_quotes_certificates", {**rfq_values(rfq), "quotations": await list_holders(turn, live, wanted)})
        return True
    return False


def _answer_about(turn: Turn, rfq: Rfq) -> bool:
    """Says which suppliers got the request, or how long they can still quote for it. Returns whether the message asks
    for one of these."""
    if "recipients" in turn.topics and say_recipients(turn, rfq):
        return True
    asks = turn.asks or turn.acts.find("ask_about") >= _HINTS
    return (
        bool(turn.topics & {"days_left", "until", "deadline"})
        and asks
        and turn.intent not in _ACTS_ON
        and say_deadline(turn, rfq)
    )


async def _describe_supplier(turn: Turn, rfq: Rfq) -> bool:
    """Shows the supplier of the quotation that the message means, if the message asks about the supplier's profile:
    那家评分咋样, "how old is the quick one?". Returns whether it has answered."""
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
    """Says what the prices of the quotations include, which quotation is the best by a figure, or which others there
    are. Returns whether it has answered."""
    shown = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if not shown:
        return False
    goes_on = "by_whom" in turn.topics and _TERMS & set(turn.record.last.said)
    if "freight" in turn.topics or goes_on:  # "is that incl. shipping?", "who pays that?"
        _say_terms(turn, rfq, shown)
        return True
    if turn.intent in _ACTS_ON or len(shown) < 2:
        return False
    if "others" in turn.topics or (turn.topics & {"other"} and turn.acts.find("point") >= _ASKS and len(shown) > 2):
        return _say_others(turn, rfq, shown)
    pointed = turn.cues.find_ordinals(len(shown))
    among = [shown[index] for index in pointed] if len(pointed) > 1 else shown
    asks = turn.cues.asks_which or turn.asks or turn.acts.find(*_POINTS) >= _HINTS or len(pointed) > 1
    return asks and rank_best(turn, rfq, among)


def _names_incoterm_of_all(turn: Turn) -> str | None:
    """Returns the Incoterm that the message names of all quotations: "both FOB?". Returns None if it names none."""
    code = turn.entities.incoterm or turn.cues.incoterm
    of_all = turn.topics & {"each", "of_those"} or "all" in turn.reports or any(each.is_many for each in turn.pointing)
    return code if code and of_all and turn.intent not in _ACTS_ON else None


def _say_whether_under(turn: Turn, rfq: Rfq) -> bool:
    """Says whether all quotations are under the Incoterm that the message names, for "both FOB?", 两家都是DAP吗. Returns
    whether it asks that."""
    code = _names_incoterm_of_all(turn)
    shown = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if code is None or len(shown) < 2:
        return False
    under = [each for each in shown if each.incoterm == code]
    values = {"answer": yes_no(len(under) == len(shown)), "count": len(under), "all": len(shown), "incoterm": code}
    turn.say("utter_quotes_under", {**rfq_values(rfq), **values, "quotations": list_lines(shown)})
    return True


def _say_terms(turn: Turn, rfq: Rfq, shown: Sequence[Quotation]) -> None:
    """Says what the Incoterms of the quotations mean, once if they are the same."""
    if len(shown) > 1 and len({(each.incoterm, each.port) for each in shown}) == 1:
        meaning = term(f"incoterm_meaning.{shown[0].incoterm}")
        named = {"incoterm": quotation_values(shown[0])["incoterm"], "meaning": meaning, "count": len(shown)}
        turn.say("utter_terms_of_quotations_alike", {"number": rfq.number, **named})
        return
    terms = [_describe_terms(quotation) for quotation in shown]
    turn.say("utter_terms_of_quotations", {"number": rfq.number, "terms": lines(terms)})


def _describe_terms(quotation: Quotation) -> Value:
    meaning = term(f"incoterm_meaning.{quotation.incoterm}")
    values = {"supplier": text(quotation.supplier.name), "incoterm": quotation_values(quotation)["incoterm"]}
    return term("follow_up.terms_of_quotation", **values, meaning=meaning)


def _say_others(turn: Turn, rfq: Rfq, shown: Sequence[Quotation]) -> bool:
    """Shows all quotations except the one at hand. If none is at hand, shows all except the first, which is the
    lowest."""
    at_hand = turn.word_slot("quotation") or shown[0].number
    others = [quotation for quotation in shown if quotation.number != at_hand]
    turn.say("utter_quotes_others", {**rfq_values(rfq), "quotations": list_lines(others)})
    turn.note("quotation", others[0].number if len(others) == 1 else None)
    return True
