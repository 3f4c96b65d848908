"""Answers questions about the product, supplier or order that is talked about, even if by themselves they would mean
something else."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.referring import OWN, find_at_hand
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.in_context.at_hand import SHOWS
from actions.in_context.likelihood import (
    ABOUT,
    ASKS,
    CONDITIONS,
    LIKELY,
    NEARLY,
    SURE,
    SURELY_ELSEWHERE,
    TALK,
)
from actions.sourcing.at_hand.current_search import OWN_SUBJECT, find_current_search
from actions.sourcing.products import asks_for_so_few
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.suppliers import say_listing_on_record
from actions.trades.lookup.referring import find_meant
from actions.trades.orders.told.status import say_on_record

_FAR = 0.5
"""An intent other than the likeliest one counts only if its confidence is at least this share of the highest."""
_OF_THE_ACCOUNT = frozenset(("own_figures", "own_products", "daily_tasks", "view_leads", "my_quotes"))
"""Intents that ask about everything that a supplier has, and not about the thing that was talked about last."""
_GENERAL = 0.65
"""A general question of at least this confidence is not read as a question about the thing that is talked about."""
_OF_CLAIMS = frozenset(
    ("faq_return_policy", "faq_inspection", "faq_buyer_protection", "faq_data_privacy", "faq_become_supplier")
)
"""General questions whose answers say nothing about single listings, unlike the answers about shipping and payment."""

_NEVER_OF_LISTINGS = frozenset(("faq_customs_duty", "faq_incoterms", "faq_fees"))
_LIKELY_GENERAL = 0.3
"""The least confidence at which a question that no listing can answer is read as a general one."""


_OF_GOODS = frozenset(("ask_price", "ask_moq", "ask_lead_time"))


@reading
async def about_what_is_at_hand(turn: Turn) -> list[Event] | None:
    """Answers a question about the product, supplier or order that is talked about: "is that price including the lid?",
    "how long does it take?". By their words alone, such questions might begin something new. If the marketplace does
    not know the answer, offers to pass the question on to the other company."""
    at_hand = find_at_hand(turn)
    has_subject = turn.entities.has(*OWN_SUBJECT)
    is_asked = turn.acts.find("ask_about") >= ASKS or ("of_goods" in turn.topics and not turn.is_signed_in)
    if (
        at_hand is None
        or at_hand.kind == "goods"
        or (at_hand.kind in OWN and at_hand.number is None)
        or turn.is_pressed
        or has_subject
        or not is_asked
    ):
        return None
    if turn.cues.asks_of_own_profile or (turn.intent in _OF_THE_ACCOUNT and turn.confidence >= SURE):
        return None
    if turn.intent == turn.acts.name == "change_order" and turn.entities.has("incoterm"):
        return None  # "can the order be changed to CIF as well"
    if turn.task is not None and turn.task.goods and turn.intent in _OF_GOODS:
        return None  # during a new order, "by when could they be made?" asks about its goods
    kind, number = at_hand.kind, at_hand.number
    if kind in OWN and turn.is_signed_in and (meant := await find_meant(turn)).is_named:
        if meant.only is None:
            return None
        kind, number = meant.only.subject, meant.only.number  # words name another one: "what are the panels about"
    general = turn.intent.startswith("faq_") or turn.intent in TALK | {"change_language"}
    of_goods = general and kind in ("listing", "supplier") and await _is_surely_of_goods(turn)
    if general and not of_goods and turn.confidence >= (_GENERAL if turn.acts.name == "ask_about" else ASKS):
        return None
    if turn.intent == "compare_suppliers" and turn.confidence >= SURE and "versus" in turn.topics:
        return None
    if turn.intent == "link_account" and turn.confidence >= SURE and kind in ("listing", "supplier"):
        return None
    if kind in ("listing", "supplier") and _sets_conditions(turn):
        return await narrow(turn)
    beyond = "of_goods" in turn.topics and kind in (
        "listing",
        "supplier",
    )  # "how long is the guarantee?" asks for no lead time
    if kind == "order" and not turn.is_supplier and turn.intent == "supplier_details" and turn.confidence >= ASKS:
        return await HANDLERS["supplier_details"](turn)  # "do they have BSCI?" asks about the order's supplier
    if kind in ("listing", "supplier") and asks_for_so_few(turn):
        return await HANDLERS["ask_moq"](replace(turn, intent="ask_moq"))
    likely = [] if beyond else _rank_likely(turn, kind)
    if likely:
        return await HANDLERS[likely[0]](replace(turn, intent=likely[0]))
    elsewhere = turn.intent == "out_of_scope" and turn.confidence >= SURELY_ELSEWHERE
    if (general and not of_goods) or (not beyond and elsewhere and turn.acts.find("ask_about") < SURELY_ELSEWHERE):
        return None
    if kind == "order" and turn.is_signed_in and number:
        return await say_on_record(turn, number)
    if number and kind in ("claim", "sample", "request") and turn.is_signed_in and not turn.is_supplier:
        intent, entity = SHOWS[kind]
        return await HANDLERS[intent](turn.with_entities(**{entity: number}))
    sorts = find_current_search(turn) is not None and turn.cues.sort and not turn.cues.asks_which
    if sorts and not turn.points_into_list:
        return await narrow(turn)  # "anything cheaper?"
    if kind not in ("listing", "supplier"):
        return None
    said = await _answer_in_general(turn)
    return await say_listing_on_record(turn) if said is None else said


async def _answer_in_general(turn: Turn) -> list[Event] | None:
    """Answers a question beside a listing that neither it nor its supplier answers, but the marketplace does: "and
    would I pay tax on that?", "can the price be discussed?". Returns None for any other question."""
    if turn.points_into_list or "of_goods" in turn.topics:
        return None
    name = next((name for name, share in turn.ranking if name in _NEVER_OF_LISTINGS and share >= _LIKELY_GENERAL), None)
    if name is not None:
        return await HANDLERS[name](replace(turn, intent=name))
    if turn.intent == "negotiate_price" and turn.confidence >= SURE and not turn.cues.sort:
        return await HANDLERS["negotiate_price"](turn)
    return None


async def _is_surely_of_goods(turn: Turn) -> bool:
    """Returns whether a question that sounds like a general one is about the listings that are talked about: its words
    point at one of them ("the cheap one, where is it shipped from?"), or the NLU, which knows the situation, does not
    find it general ("how long do they keep?")."""
    if not turn.intent.startswith("faq_"):
        return False
    points = find_current_search(turn) is not None and turn.points_into_list
    if points or "of_goods" in turn.topics:
        return True
    return (
        turn.intent in _OF_CLAIMS
        and turn.acts.find("ask_about") >= SURELY_ELSEWHERE
        and turn.acts.find(turn.intent) < LIKELY
    )


def _sets_conditions(turn: Turn) -> bool:
    """Returns whether the message asks for other goods of the search by a condition ("any organic ones?", "cheaper
    ones?"), instead of asking about the one that is talked about."""
    search = find_current_search(turn)
    if search is None or turn.points_into_list:
        return False
    looks = turn.intent in ("find_supplier", "inform") and turn.entities.has(*CONDITIONS)
    caps = turn.entities.has("price") and turn.intent != "negotiate_price"
    return bool(looks or caps or (turn.intent == "negotiate_price" and turn.cues.sort and not turn.entities))


def _rank_likely(turn: Turn, kind: str) -> list[str]:
    """Returns the likely intents of questions about a thing of that kind, the likeliest first. `supplier_details`,
    which asks for everything, is left out if an intent that asks for a single fact is nearly as likely: "and the second
    one, how long?"."""
    best = max((share for _, share in turn.ranking), default=0.0)
    of_kind = [each for each in turn.ranking if each[0] in ABOUT.get(kind, ()) and each[1] >= LIKELY]
    likely = [(name, share) for name, share in of_kind if name == turn.intent or share >= _FAR * best]
    if len(likely) > 1 and likely[0][0] == "supplier_details" and likely[1][1] >= NEARLY * likely[0][1]:
        likely = likely[1:]
    return [name for name, _ in likely]
