"""Finds the quotation that a message is about: for a buyer a quotation that it has received, for a supplier a quotation
of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from actions.dialogue.said.pointing import BY_TERMS
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import SupplierSummary
from actions.marketplace.goods.words.likeness import is_company, mentions_goods, mentions_kind
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import button
from actions.sourcing.at_hand.which_listing import find_called
from actions.trades.quotations.cards import own_quotation_card, quotation_card, rfq_values
from actions.trades.quotations.comparing import Comparison, compare
from actions.trades.quotations.which_request import find_named_requests, find_rfq_in_question

Pair = tuple[Rfq, Quotation]
Fits = Callable[[Quotation], bool]
_MOST = 5
_LOOKED_AT = 50
_CHOOSE = frozenset(("accept_quote", "negotiate_price", "contact_supplier"))
"""The intents of messages in which "the cheapest" names a quotation."""


def is_live(quotation: Quotation) -> bool:
    return quotation.standing in ("open", "asked", "answered", "agreed")


def is_asked(quotation: Quotation) -> bool:
    """Returns whether a counter-offer of the buyer waits for the supplier."""
    return quotation.standing == "asked"


async def access_pair(turn: Turn, number: str) -> Pair | None:
    """Returns this account's quotation of that number with its request. If there is none, says so and returns None."""
    try:
        quotation = await turn.market.rfqs.access_quotation(turn.account, number)
        return await turn.market.rfqs.access_rfq(turn.account, quotation.rfq_number), quotation
    except NotFound:
        turn.say("utter_quotation_not_found", {"number": number})
        return None


async def find_received(turn: Turn, intent: str, fits: Fits = is_live, *, takes_lowest: bool = False) -> Pair | None:
    """Returns the quotation that a buyer means: the quotation that the message names, else the only one with a
    counter-offer that waits for the buyer, else the one that was talked about last, else the only one that fits. With
    `takes_lowest`, it may finally be the lowest quotation, if all can be compared.

    A quotation that the message names is never replaced by another one. If it is unclear which quotation is meant,
    shows those that fit and asks which one is meant, or says that there is none, and returns None.
    """
    if number := turn.entities.word("quotation"):
        return await access_pair(turn, number)
    if pair := await _find_by_supplier(turn, fits) or await _find_by_terms_anywhere(turn, fits):
        turn.note("rfq_number", pair[0].number)
        return pair
    rfq = await find_rfq_in_question(turn, intent)
    if rfq is None:
        return None
    turn.note("rfq_number", rfq.number)
    found = compare(rfq)
    named = await find_named(turn, rfq)
    fitting = [quotation for quotation in found.shown if fits(quotation)]
    chosen = named[0] if named and len(named) == 1 else None
    if named is None:
        answered = [quotation for quotation in fitting if quotation.standing == "answered"]
        in_focus = [quotation for quotation in fitting if quotation.number == turn.word_slot("quotation")]
        lowest = [found.lowest] if takes_lowest and found.lowest and not found.others else []
        chosen = next((each[0] for each in (answered, in_focus, fitting, lowest) if len(each) == 1), None)
    if chosen is None and not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
    elif chosen is None:
        ask_which_quotation(turn, rfq, [each for each in fitting if not named or each in named] or fitting)
    return (rfq, chosen) if chosen else None


def ask_which_quotation(turn: Turn, rfq: Rfq, fitting: Sequence[Quotation]) -> None:
    """Shows cards of the fitting quotations and asks which one is meant. If none fits, says that no quotation for the
    request is open."""
    response = "utter_which_quotation" if fitting else "utter_no_quotation_open"
    cards = [quotation_card(quotation) for quotation in fitting or compare(rfq).shown]
    turn.say(response, rfq_values(rfq), cards=cards)


async def _find_by_supplier(turn: Turn, fits: Fits) -> Pair | None:
    """Returns the quotation of the supplier whom the message names, for any of the buyer's requests. If there are
    several, prefers a quotation for the goods that the message names, then one for the request that is talked about.
    Returns None if the message names no such supplier, or if it may mean several quotations."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or turn.entities.rfq_number:
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    pairs = [(rfq, each) for rfq in rfqs for each in find_quotations_called(turn, rfq)]
    named = await find_named_requests(turn)
    of_goods = [pair for pair in pairs if pair[0].number in named]
    at_hand = [pair for pair in pairs if pair[0].number == turn.word_slot("rfq_number")]
    for among in (of_goods, at_hand, pairs):
        if among:
            fitting = [pair for pair in among if fits(pair[1])]
            return fitting[0] if len(fitting) == 1 else among[0] if len(among) == 1 else None
    return None


async def _find_by_terms_anywhere(turn: Turn, fits: Fits) -> Pair | None:
    """Returns the only quotation that has the price or the days by which the message names one, among those for the
    request that is named or at hand, else among all: "the 2.63", 24天那家."""
    if (
        turn.is_pressed
        or not turn.is_signed_in
        or turn.is_supplier
        or turn.entities.rfq_number
        or not names_terms(turn)
    ):
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    pairs = [(rfq, each) for rfq in rfqs for each in _find_by_terms(turn, list(filter(fits, rfq.quotations)))]
    named = await find_named_requests(turn) or {turn.word_slot("rfq_number") or ""}
    among = [pair for pair in pairs if pair[0].number in named] or pairs
    return among[0] if len(among) == 1 else None


def find_quotations_called(turn: Turn, rfq: Rfq) -> list[Quotation]:
    """Returns the quotations for this request whose suppliers the message names: by the full name, by a short one, or
    by a place in which only these suppliers are. A word of the goods, such as 青花 in 青花瓷杯, names no supplier."""
    words = turn.text
    for goods in (*rfq.product.both, *turn.entities.products):
        words = words.replace(goods, " ") if goods else words
    suppliers = {each.supplier.slug: each.supplier for each in rfq.quotations}
    named = {slug for slug, each in suppliers.items() if any(is_company(c, each.name.both) for c in _companies(turn))}
    called = named or set(find_called(words, suppliers))
    if len(called) > 1:  # "Jingdezhen Yuyao", of two suppliers whose names begin with Jingdezhen
        called = _find_called_most(words, [suppliers[slug] for slug in called])
    if not called and turn.entities.has("region"):
        here = {
            slug for slug, each in suppliers.items() if any(mentions_goods(words, city) for city in _list_places(each))
        }
        called = here if len(here) < len(suppliers) else called
    return [quotation for quotation in rfq.quotations if quotation.supplier.slug in called]


def _find_called_most(words: str, suppliers: Sequence[SupplierSummary]) -> set[str]:
    """Returns the slugs of the suppliers that the words name most closely: those with the longest parts of their names
    in the words."""
    said = words.casefold()

    def count(supplier: SupplierSummary) -> int:
        latin, han = (name.casefold() for name in supplier.name.both)
        parts = (sum(len(each) for each in latin.split() if mentions_goods(said, each)), 0)
        longest = max(
            (
                end - start
                for start in range(len(han))
                for end in range(start + 1, len(han) + 1)
                if han[start:end] in said
            ),
            default=0,
        )
        return max(*parts, longest)

    most = max(map(count, suppliers))
    return {each.slug for each in suppliers if count(each) == most}


def _list_places(supplier: SupplierSummary) -> tuple[str, ...]:
    city = supplier.place.city
    return city.both if city else ()


def _companies(turn: Turn) -> list[str]:
    return turn.entities.words("company")


def find_places(turn: Turn, shown: Sequence[Quotation]) -> list[Quotation]:
    """Returns those of the quotations `shown` that the message names by their places: "the second one", 第一家."""
    return [shown[index] for index in turn.cues.find_ordinals(len(shown))]


async def find_named(turn: Turn, rfq: Rfq) -> tuple[Quotation, ...] | None:
    """Returns the quotations for this request that the message may name: by the supplier, by the place in the list, as
    "the other one", as "the fastest", or as "the cheapest", if the prices can be compared. Returns () if it names a
    supplier that has not quoted, and None if it names no quotation."""
    found = compare(rfq)
    shown = found.shown
    if slug := turn.entities.word("supplier_id"):
        return tuple(quotation for quotation in shown if quotation.supplier.slug == slug)
    if turn.is_pressed:
        return None
    if by_name := find_quotations_called(turn, rfq):
        return tuple(quotation for quotation in shown if quotation in by_name)
    if companies := _companies(turn):
        called = await turn.market.suppliers.find_suppliers(companies[0], limit=1)
        return tuple(each for each in shown if called and each.supplier.slug == called[0].slug)
    if chosen := turn.cues.find_ordinals(len(shown)):
        return (shown[chosen[0]],)
    live = [quotation for quotation in shown if is_live(quotation)]
    at_hand = turn.word_slot("quotation")
    if "other" in turn.topics and at_hand in [each.number for each in shown]:
        return tuple(each for each in live if each.number != at_hand)
    if pointed := _find_by_terms(turn, live):
        return pointed
    best = _find_best(turn, found, live)
    return (best,) if best else None


async def find_meant(turn: Turn, rfq: Rfq) -> tuple[Quotation, ...]:
    """Returns the quotations for this request that the message names; if it names none, the one that was talked about
    last, or none."""
    named = await find_named(turn, rfq)
    return named or tuple(each for each in rfq.quotations if each.number == turn.word_slot("quotation"))


def names_terms(turn: Turn) -> bool:
    """Returns whether the message names a quotation by a figure or by its currency, as `_find_by_terms` reads it."""
    return any(pointer.by in BY_TERMS and not pointer.is_denied for pointer in turn.pointing)


def _find_by_terms(turn: Turn, live: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Returns the quotations that the message names by a figure or by their currency: "the 2.63 people", "the yuan
    one", 20天那家."""
    by = {pointer.by: pointer.words for pointer in turn.pointing if not pointer.is_denied}
    if named := _find_by_differences(turn, live):
        return (named,)
    if said := by.get("price") or by.get("figure"):
        figure = Decimal(said)
        return tuple(each for each in live if figure in (each.unit_price.amount, Decimal(each.lead_time_days)))
    return tuple(each for each in live if each.unit_price.currency == by.get("currency"))


def _find_by_differences(turn: Turn, live: Sequence[Quotation]) -> Quotation | None:
    """Returns the quotation that the message means by what it costs more than the cheapest one and how much faster it is:
    "150 for 8 days is worth it". Both have to be said, and fit one quotation only."""
    said = {figure.value for figure in turn.figures if figure.kind != "time"}
    of_days = {figure.value for figure in turn.figures if figure.kind == "time"}
    if not said or not of_days or len(live) < 2:
        return None
    low = min(live, key=lambda each: each.unit_price.amount)
    fitting = [
        each
        for each in live
        if each.unit_price.currency == low.unit_price.currency
        and Decimal(low.lead_time_days - each.lead_time_days) in of_days
        and said & {more := each.unit_price.amount - low.unit_price.amount, more * each.quantity.value}
    ]
    return fitting[0] if len(fitting) == 1 else None


def _find_best(turn: Turn, found: Comparison, live: list[Quotation]) -> Quotation | None:
    """Returns the quotation that the message calls "the cheapest", "the dearest" or "the fastest". Returns None if the
    prices cannot be compared."""
    sort = turn.choices.get("criterion") or turn.cues.sort
    if sort == "lead_time" and live:
        return min(live, key=lambda quotation: quotation.lead_time_days)
    is_dearest = "priciest" in turn.topics
    asks_for_less = turn.intent == "negotiate_price" and turn.word_slot("quotation") is not None  # 便宜点行不行
    is_cheapest = "cheapest" in turn.topics or (sort == "price" and turn.intent in _CHOOSE and not asks_for_less)
    if (is_dearest or is_cheapest) and live:
        return found.alike[-1 if is_dearest else 0] if found.can_rank(live) else None
    return None


async def find_pointed(turn: Turn, rfq: Rfq) -> Quotation | None:
    """Returns the one quotation for this request that the message names ("the second one", "the cheapest"), or None."""
    named = await find_named(turn, rfq)
    return named[0] if named and len(named) == 1 else None


async def find_another(turn: Turn, pair: Pair) -> Pair | None:
    """Returns the quotation that the message names, if it is another one than `pair`, which is at hand. If the message
    names one that does not exist, or several, asks which one is meant and returns None."""
    rfq = pair[0]
    if (by_name := await _find_by_supplier(turn, is_live)) is not None:
        return by_name if by_name[1].number != pair[1].number else None
    if (number := turn.entities.rfq_number) and number != rfq.number:
        rfq = await turn.market.rfqs.access_rfq(turn.account, number)
    named = await find_named(turn, rfq)
    if named is None or pair[1] in named:
        return None
    if len(named) != 1:
        ask_which_quotation(turn, rfq, [each for each in (named or compare(rfq).shown) if is_live(each)])
        return None
    return rfq, named[0]


async def names_a_quotation(turn: Turn) -> bool:
    """Returns whether the message names one of the buyer's requests, or a supplier that has quoted for one. Returns
    False for a visitor, who has no requests."""
    if not turn.is_signed_in:
        return False
    if turn.entities.has("quotation", "rfq_number"):
        return True
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    if any(is_live(each) for rfq in rfqs for each in find_quotations_called(turn, rfq)):
        return True
    return any(_find_by_terms(turn, list(filter(is_live, rfq.quotations))) for rfq in rfqs)


async def find_own(turn: Turn, intent: str, fits: Fits, none: str) -> Pair | None:
    """Returns the own quotation that a supplier means: the quotation that the message names, else the one that was
    talked about last, else the only one that fits.

    If that is not clear, shows those that fit and asks which one is meant, and returns None. If none fits, says the
    response `none` and returns None.
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
