"""Finds the quotation that a message is about: for a buyer one that they received, for a supplier one of its own."""

from __future__ import annotations

from collections.abc import Callable

from actions.cues import ordinals, wanted_sort
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import button
from actions.trades.quotations.cards import own_quotation_card, quotation_card, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.which_request import find_rfq_in_question

Pair = tuple[Rfq, Quotation]
Fits = Callable[[Quotation], bool]
_MOST = 5
_CHOOSE = frozenset(("accept_quote", "negotiate_price", "contact_supplier"))
"""The intents of messages in which "the cheapest" says which quotation is meant."""


def is_live(quotation: Quotation) -> bool:
    return quotation.standing in ("open", "asked", "answered", "agreed")


def is_asked(quotation: Quotation) -> bool:
    """Returns whether a counter-offer of the buyer waits for the supplier."""
    return quotation.standing == "asked"


async def access_pair(turn: Turn, number: str) -> Pair | None:
    """Returns this account's quotation of that number with its request, or says that there is none."""
    try:
        quotation = await turn.market.rfqs.access_quotation(turn.account, number)
        return await turn.market.rfqs.access_rfq(turn.account, quotation.rfq_number), quotation
    except NotFound:
        turn.say("utter_quotation_not_found", {"number": number})
        return None


async def find_received(turn: Turn, intent: str, fits: Fits = is_live) -> Pair | None:
    """Returns the quotation that a buyer means: the one that is named or talked about, one with a counter-offer that
    waits for the buyer, or the only one that fits.

    Otherwise shows those that there are and asks which one is meant, or says that there is none, and returns None.
    """
    if number := turn.entities.word("quotation"):
        return await access_pair(turn, number)
    rfq = await find_rfq_in_question(turn, intent)
    if rfq is None:
        return None
    turn.note("rfq_number", rfq.number)
    shown = compare(rfq).shown
    chosen = await _find_named(turn, shown)
    fitting = [quotation for quotation in shown if fits(quotation)]
    if chosen is None:
        answered = [quotation for quotation in fitting if quotation.standing == "answered"]
        in_focus = [quotation for quotation in fitting if quotation.number == turn.word_slot("quotation")]
        chosen = next((each[0] for each in (answered, in_focus, fitting) if len(each) == 1), None)
    if chosen is None and not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
    elif chosen is None:
        response = "utter_which_quotation" if fitting else "utter_no_quotation_open"
        turn.say(response, rfq_values(rfq), cards=[quotation_card(quotation) for quotation in fitting or shown])
    return (rfq, chosen) if chosen else None


async def _find_named(turn: Turn, shown: tuple[Quotation, ...]) -> Quotation | None:
    """Returns the quotation whose supplier the message names, or the one that an ordinal means, in the order shown, or
    "the cheapest" or "the dearest" of those that compare, or "the fastest"."""
    slug = turn.entities.word("supplier_id")
    if company := turn.entities.word("company"):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        slug = found[0].slug if found else None
    if slug:
        return next((quotation for quotation in shown if quotation.supplier.slug == slug), None)
    if chosen := ordinals(turn.text, len(shown)):
        return shown[chosen[0]]
    sort = turn.choices.get("criterion") or wanted_sort(turn.text)
    live = [quotation for quotation in shown if is_live(quotation)]
    if sort == "lead_time" and live:
        return min(live, key=lambda quotation: quotation.lead_time_days)
    is_dearest = "priciest" in turn.topics
    if (is_dearest or (sort == "price" and turn.intent in _CHOOSE)) and shown:
        compared = [quotation for quotation in live if _terms(quotation) == _terms(shown[0])]
        return compared[-1 if is_dearest else 0] if compared and len(compared) == len(live) else None
    return None


async def find_pointed(turn: Turn, rfq: Rfq) -> Quotation | None:
    """Returns the quotation for this request that the message points at ("the second one", "the cheapest"), or None."""
    return None if turn.is_pressed else await _find_named(turn, compare(rfq).shown)


def _terms(quotation: Quotation) -> tuple[str, str]:
    return quotation.unit_price.currency, quotation.incoterm


async def find_own(turn: Turn, intent: str, fits: Fits, none: str) -> Pair | None:
    """Returns the quotation of its own that a supplier means: the one that is named or talked about, or the only one
    that fits.

    Otherwise shows those that fit and asks which one is meant, or says the response `none`, and returns None.
    """
    if number := turn.entities.word("quotation"):
        return await access_pair(turn, number)
    fitting = [pair for pair in await turn.market.rfqs.list_quotations(turn.account) if fits(pair[1])]
    if number := turn.entities.rfq_number:
        fitting = [pair for pair in fitting if pair[0].number == number]
    elif named := [pair for pair in fitting if turn.text and is_named(pair[0], turn.text)]:
        fitting = named
    if len(fitting) > 1:
        about = [pair for pair in fitting if pair[0].number == turn.word_slot("rfq_number")]
        fitting = about or fitting
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        turn.say(none, buttons=[button("button.my_quotes", "my_quotes"), button("button.leads", "view_leads")])
    else:
        turn.say("utter_which_own_quotation", cards=[own_quotation_card(*pair) for pair in fitting[:_MOST]])
        turn.give_choice(intent, "rfq_number", [rfq.number for rfq, _ in fitting[:_MOST]])
    return None


def is_named(rfq: Rfq, words: str) -> bool:
    """Returns whether the words name the goods of the request, its buyer, or the city where the goods go."""
    names = [rfq.buyer.name.en.split()[0], rfq.buyer.name.zh[:2]]
    if rfq.destination:
        names += [rfq.destination.city.en, rfq.destination.city.zh]
    said = any(name and name.casefold() in words.casefold() for name in names)
    return said or (bool(rfq.product.en) and mentions_kind(words, rfq.product.both))
