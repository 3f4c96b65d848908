"""Answers a buyer's questions about the suppliers that have quoted for a request: which quotations there are for
certain goods, whether the suppliers are reliable, and which certificates they hold. Also begins a request for a sample
of the quoted goods."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import button, text
from actions.trades.lookup.naming import list_callings
from actions.trades.lookup.referring import find_named as find_named_things
from actions.trades.quotations.bargaining import names_price
from actions.trades.quotations.cards import quotation_card, quotation_values, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.which_quotation import (
    access_pair,
    ask_which_quotation,
    find_meant,
    find_named,
    find_places,
    find_received,
    is_live,
    names_a_quotation,
    names_terms,
)
from actions.trades.quotations.which_request import find_named_requests

_ABOUT_SUPPLIERS = frozenset(("supplier_details", "compare_suppliers", "faq_supplier_verification"))
_ACTS_ON_ONE = frozenset(
    ("accept_quote", "negotiate_price", "decline_quote", "contact_supplier", "request_sample", "supplier_details")
)
"""Intents of messages that want something done with a quotation, or ask about its supplier."""
_MOST = 3
_LOOKED_AT = 50
_SURE = 0.6


@reading
async def about_those_who_quoted(turn: Turn) -> list[Event] | None:
    """Shows the supplier whose quotation the message names ("is the cheaper one reliable?", 高阳那家怎么样), or says
    for each supplier that has quoted whether it holds the certificate that the buyer asks about."""
    number = turn.word_slot("rfq_number")
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or turn.task is not None or number is None:
        return None
    if turn.intent not in _ABOUT_SUPPLIERS or turn.entities.has("product", "order_number", "rfq_number"):
        return None
    if turn.intent == "compare_suppliers" and (turn.acts.kind != "ask" or "profile" not in turn.topics):
        return None
    rfq = await _access(turn, number)
    if rfq is None:
        return None
    meant = await find_meant(turn, rfq) if find_at_hand(turn, "request") else await find_named(turn, rfq)
    if (
        not meant
        and turn.record.is_about("request")
        and turn.entities.certifications
        and not turn.entities.has("company")
    ):
        meant = tuple(each for each in compare(rfq).shown if is_live(each))
    if not meant:
        return None
    for slug in dict.fromkeys(quotation.supplier.slug for quotation in meant[:_MOST]):
        await HANDLERS["supplier_details"](turn.with_entities(supplier_id=slug))
    return [SlotSet("rfq_number", rfq.number)]


async def _access(turn: Turn, number: str) -> Rfq | None:
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return None


@in_passing
async def keeps_the_quotation_named(turn: Turn) -> list[Event] | None:
    """Records which quotation the message means by its place in the list, as 第二间点解咁贵 does, so that "he" in the
    next message means its supplier. Always returns None: another function answers the message."""
    at_hand = find_at_hand(turn, "request")
    is_of_buyer = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed
    if at_hand is None or at_hand.number is None or not is_of_buyer or not turn.cues.ordinals:
        return None
    rfq = await _access(turn, at_hand.number)
    pointed = find_places(turn, [each for each in compare(rfq).shown if is_live(each)]) if rfq is not None else []
    if len(pointed) == 1:
        turn.note("quotation", pointed[0].number)
    return None


@in_passing
async def whether_one_has_quoted(turn: Turn) -> list[Event] | None:
    """Says what a supplier has quoted, or that it has not, for 瑞春回了没 and "did lumen get back to us on the
    panels?". If the message names a request as such, and not exactly one supplier, answers for all suppliers of the
    request."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or turn.task is not None:
        return None
    asks = any(
        "answer" in clause.things or ("quote" in clause.things and "whether" in clause.kinds) for clause in turn.asked
    )
    others = turn.entities.has("order_number", "claim_number", "price", "sample_number", "quantity")
    if not asks or others or turn.intent == "request_quote" or turn.dictation.is_to_them:
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    named = await find_named_requests(turn)
    about = [rfq for rfq in rfqs if rfq.number in named]
    at_hand = find_at_hand(turn, "request")
    about = about or [rfq for rfq in rfqs if at_hand is not None and rfq.number == at_hand.number]
    called = [(rfq, name) for rfq in about or rfqs for name in _find_recipients(turn, rfq)]
    if len(called) != 1:
        # where the intent is to see quotations, the facts of a request say who has quoted and who has not
        is_unread = turn.intent != "check_quotes"
        is_of_request = is_unread and bool(named) and len(about) == 1
        is_of_request = is_of_request and ("request" in turn.topics or not await find_named_things(turn, ("order",)))
        return await HANDLERS["check_quotes"](turn.with_entities(rfq_number=about[0].number)) if is_of_request else None
    if not about and turn.record.is_about("order"):
        return None
    rfq, name = called[0]
    quoted = next((each for each in rfq.quotations if each.supplier.name.en == name.en), None)
    turn.done.append("request_fact")
    if quoted is not None:
        turn.note("quotation", quoted.number)
        turn.say("utter_own_quotation_price", {**rfq_values(rfq), **quotation_values(quoted)})
        turn.say("utter_own_quotation_valid_until", {**rfq_values(rfq), **quotation_values(quoted)})
    else:
        remind = button("button.ask_them", "contact_supplier", company=name.en)
        turn.say("utter_own_not_quoted", {**rfq_values(rfq), "supplier": text(name)}, buttons=[remind])
    return [SlotSet("rfq_number", rfq.number)]


def _find_recipients(turn: Turn, rfq: Rfq) -> list[Name]:
    """Returns the suppliers that got the request and are named in the message, by a word that only one of them has in
    its name."""
    said = turn.text.casefold()
    called = {name.en: list_callings(name) for name in rfq.suppliers}
    return [
        name
        for name in rfq.suppliers
        if any(word in said and sum(word in words for words in called.values()) == 1 for word in called[name.en])
    ]


@in_passing
async def quotation_by_its_number(turn: Turn) -> list[Event] | None:
    """Shows the quotation that a buyer names by its number, unless the message wants something done with it: "QUO-20003
    what are the terms". The next messages are about it."""
    number = turn.entities.word("quotation")
    if number is None or turn.is_pressed or not turn.is_signed_in or turn.is_supplier or turn.task is not None:
        return None
    if turn.intent in _ACTS_ON_ONE or turn.private or names_price(turn) or turn.dictation.is_to_them:
        return None
    pair = await access_pair(turn, number)
    if pair is None:
        return []
    rfq, quotation = pair
    turn.say(
        "utter_quotation_shown", {**rfq_values(rfq), **quotation_values(quotation)}, cards=[quotation_card(quotation)]
    )
    turn.note("quotation", number)
    turn.done.append("request_fact")
    return [SlotSet("rfq_number", rfq.number)]


@in_passing
async def how_long_it_can_be_taken(turn: Turn) -> list[Event] | None:
    """Says until when the quotation that the message means is valid: "how long can we still take the 2.63"."""
    if "takeable" not in turn.topics or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if not (turn.record.is_about("request") or names_terms(turn) or await names_a_quotation(turn)):
        return None
    pair = await find_received(turn, "check_quotes")
    if pair is not None:
        turn.say("utter_own_quotation_valid_until", {**rfq_values(pair[0]), **quotation_values(pair[1])})
        turn.note("quotation", pair[1].number)
        turn.note("rfq_number", pair[0].number)
    turn.done.append("request_fact")
    return []


@reading
async def quotations_for_goods(turn: Turn) -> list[Event] | None:
    """Shows the existing quotations for the goods that the message names, if the buyer speaks of known goods: "quotes
    for the steel bottles?". "I need quotes for bottles" wants new quotations, and begins a request instead."""
    if turn.is_pressed or not turn.is_signed_in or turn.is_supplier or turn.task is not None:
        return None
    may_be_new = turn.intent == "request_quote" and (turn.confidence < _SURE or "known_quotes" in turn.topics)
    if not (may_be_new or turn.intent == "check_quotes"):
        return None
    if turn.entities.has("quantity", "rfq_number", "company", "order_number") or names_price(turn):
        return None  # "offer hada 2.4 for the bottles"
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    named = await find_named_requests(turn)
    quoted = [rfq for rfq in rfqs if rfq.quotations and rfq.number in named]
    return await HANDLERS["check_quotes"](turn.with_entities(rfq_number=quoted[0].number)) if len(quoted) == 1 else None


@reading
async def sample_of_what_was_quoted(turn: Turn) -> list[Event] | None:
    """Begins to ask for a sample from the supplier whose quotation the message means, while a request is talked about
    and the message names no goods: "can they send a sample?"."""
    number = turn.word_slot("rfq_number")
    if turn.intent != "request_sample" or turn.is_pressed or not turn.is_signed_in or turn.is_supplier:
        return None
    if (
        number is None
        or not turn.record.is_about("request")
        or turn.entities.has("product", "company", "sample_number")
    ):
        return None
    rfq = await _access(turn, number)
    live = [each for each in compare(rfq).shown if is_live(each)] if rfq else []
    if rfq is None or not live:
        return None
    at_hand = tuple(each for each in live if each.number == turn.word_slot("quotation"))
    meant = await find_named(turn, rfq) or at_hand or tuple(live)
    if len(meant) > 1:
        ask_which_quotation(turn, rfq, meant)
        return []
    wanted = SearchRequest(text=rfq.product.en or rfq.product.zh, supplier=meant[0].supplier.slug, limit=1, kinds=0)
    page = await turn.market.search.find_listings(wanted)
    if not page.listings:
        return None
    return await HANDLERS["request_sample"](turn.with_entities(product_id=page.listings[0].product_id))
