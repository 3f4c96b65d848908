"""Answers questions about the quotations for a request in another currency, by the exchange rates of the
marketplace."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.rates import DOLLAR
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.trades.quotations.bargaining import names_price
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import compare, conversion_values
from actions.trades.quotations.which_quotation import find_places, find_quotations_called, is_live
from actions.trades.requests.best import list_lines, rank_best

_WRITES = frozenset(("contact_supplier", "change_request", "place_order", "request_quote", "human_handoff"))
"""Intents of messages that want another currency from the supplier, instead of a conversion."""


def say_converted(turn: Turn, rfq: Rfq) -> bool:
    """Says which quotation is the cheapest once prices are converted, or about what one of them is in another currency:
    "who is cheaper once you convert the yuan?", "total in dollars for that one?". Returns whether it has answered. A
    message that names a price itself is left to other functions: "can they quote in USD at 0.90?"."""
    live = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if "converts" not in turn.topics or not live or names_price(turn) or turn.intent in _WRITES:
        return False
    wanted = turn.choices.get("currency")
    for currency in (wanted, *(each.unit_price.currency for each in live)):
        if currency and rfq.rates.find(currency) is None:
            values = {**rfq_values(rfq), "currency": currency, "quotations": list_lines(live)}
            turn.say("utter_no_rate", values)
            return True
    one = _find_one(turn, rfq, live)
    if one is None:
        return rank_best(turn, rfq, live, "price", wanted)
    _say_one(turn, rfq, one, wanted)
    return True


def _find_one(turn: Turn, rfq: Rfq, live: list[Quotation]) -> Quotation | None:
    """Returns the quotation that the message means, or None if it compares them: the one that it names, else the one
    that was talked about last, else the only one."""
    compares = turn.choices.get("criterion") or turn.cues.sort or turn.cues.asks_which or "overall" in turn.topics
    if named := find_places(turn, live) or find_quotations_called(turn, rfq):
        return named[0] if len(named) == 1 and named[0] in live else None
    at_hand = [each for each in live if each.number == turn.word_slot("quotation")]
    return next(iter([] if compares else at_hand), live[0] if len(live) == 1 else None)


def _say_one(turn: Turn, rfq: Rfq, quotation: Quotation, wanted: str | None) -> None:
    """Says about what the quotation comes to in the wanted currency, else in that of the buyer's target price."""
    target = rfq.target_price.currency if rfq.target_price else DOLLAR
    currency = wanted or target
    values = {**rfq_values(rfq), **quotation_values(quotation)}
    turn.note("quotation", quotation.number)
    converted = conversion_values(quotation, currency, rfq.rates)
    if converted is None or quotation.unit_price.currency == currency:
        return turn.say("utter_quote_in_its_currency", {**values, "currency": quotation.unit_price.currency})
    return turn.say("utter_quote_converted", {**values, **converted})
