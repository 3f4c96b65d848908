"""Changes the search on the screen when a message adds something to it, and begins a search when a message names goods
and little else."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.faq.answers import sample_policy
from actions.in_context.likelihood import (
    ASKS,
    CONDITIONS,
    FEW_WORDS,
    LIKELY,
    NEARLY,
    SURE,
)
from actions.reading.clarify import candidates, is_close
from actions.sourcing.at_hand.current_search import OWN_SUBJECT, find_current_search, is_of
from actions.sourcing.at_hand.earlier_searches import names_search
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.said_goods import with_goods
from actions.sourcing.facts import say_who_is_certified_each
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.narrowing import narrow, take_back, with_count, with_limit, with_the_rest
from actions.sourcing.searching.results import say_so_far, show

_OTHER_SUBJECT = ("company", "order_number", "rfq_number")
_OF_NEAR = frozenset(
    (
        *("utter_offers_near", "utter_offers_near_more", "utter_offers_near_relax"),
        *("utter_offers_still_none", "utter_offers_still_none_visitor"),
    )
)
"""The responses that say that nobody offers the goods."""
_FOLLOWS = ("condition", "value", "correct")
_SOUNDS_LIKE = frozenset(
    ("report_problem", "request_refund", "change_order", "order_status", "find_supplier", "inform")
)
_SAYS_NOTHING = frozenset(("goodbye", "out_of_scope", "nlu_fallback", "report_problem", "faq_business_hours", "thank"))
_SURE_AFTER_RESULTS = 0.8
"""The least confidence at which the intent decides, even if the entities look like a follow-up to search results that
were just shown."""
_OF_GOODS = frozenset(("find_supplier", "place_order", "ask_price", "ask_moq", "supplier_details"))
"""Intents that a first search answers as well: it shows prices, minimum orders and suppliers."""
_OTHER_WISHES = frozenset(("request_quote", "request_sample"))
"""Other wishes of contacts who have not ordered the goods yet."""


@reading
async def named_again(turn: Turn) -> list[Event] | None:
    """Searches for the goods that a visitor names in place of others: "not electric cars, balance scooters". By its
    words, such a correction may sound like a complaint. If nobody offers the goods and the next message is not
    understood, shows the same result again."""
    search = find_current_search(turn)
    if search is None or turn.is_signed_in or turn.is_pressed or turn.task is not None or turn.record.focus:
        return None
    if turn.acts.name == "correct" and turn.entities.products and turn.intent in _SOUNDS_LIKE:
        is_same = turn.entities.products[0].casefold() == search.text.casefold()
        return await show(turn, replace(search, offset=0)) if is_same else await find_supplier(turn)
    is_lost = turn.confidence < SURE and turn.intent in _SAYS_NOTHING and not turn.entities
    if is_lost and search.shown and turn.record.last.said[:1] and _is_unsold(turn):
        return await show(turn, replace(search, offset=0))
    return None


@reading
async def other_goods_on_the_same_terms(turn: Turn) -> list[Event] | None:
    """Searches for other goods with the quantity and the limits of the search before, if the message says that these are
    the same: 浴袍呢 数量一样."""
    search = find_current_search(turn)
    if search is None or "same_terms" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if turn.entities.has(*_OTHER_SUBJECT) or turn.is_supplier or turn.intent == "request_quote":
        return None
    named = turn.entities.products or turn.market.search.find_named(turn.text)
    others = [goods for goods in named if not is_of(search, goods)]
    return await find_supplier(with_goods(turn, others)) if others else None


@reading
async def a_wish_and_no_condition(turn: Turn) -> list[Event] | None:
    """Does not narrow the list by a certificate that is welcome but not required, and says which suppliers hold it:
    OEKO-TEX有就更好."""
    codes, search = turn.entities.certifications, find_current_search(turn)
    if "welcome" not in turn.topics or search is None or turn.is_pressed or turn.task is not None:
        return None
    if not codes:  # 有防火检测最好 没有也行, which by its words alone is a general question
        is_other = turn.entities or turn.asks or turn.numbers or not turn.intent.startswith("faq_")
        return None if is_other else await say_so_far(turn, search, "utter_search_unread")
    if turn.entities.has(*OWN_SUBJECT) or not search.shown:
        return None
    turn.say("utter_wish_kept")
    return await say_who_is_certified_each(turn, await access_listings(turn, search.shown), codes)


@reading
async def unsure_follow_up(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen when the NLU is not sure of the intent: "do you have any from Hainan?", "make it 10,000"."""
    if turn.entities.has(*OWN_SUBJECT) or (turn.acts.are_situated and turn.acts.share(*_FOLLOWS) < ASKS):
        return None
    if _offers_a_price(turn):
        return None
    sure = _SURE_AFTER_RESULTS if _has_just_seen_results(turn) else SURE
    if turn.confidence < sure and turn.entities.has(*CONDITIONS):
        return await narrow(turn)
    if turn.intent == "change_order" and turn.entities.has("quantity") and turn.word_slot("order_number") is None:
        return await narrow(turn)
    return None


@reading
async def conditions_of_the_search(turn: Turn) -> list[Event] | None:
    """Changes the search on the screen when the message adds a condition, takes one back, or asks for another
    sorting."""
    search = find_current_search(turn)
    turn = turn if search is None else with_limit(with_count(turn, search), search)
    corrects_value = turn.acts.name == "correct" and turn.entities.has("quantity", *CONDITIONS)
    if search is None or turn.is_pressed or turn.entities.has(*_OTHER_SUBJECT) or _offers_a_price(turn):
        return None
    names_one = bool(turn.mentions) and turn.acts.name == "widen" and turn.acts.kind == "condition"
    least = SURE if turn.confidence >= SURE else ASKS  # words that mean little alone mean more after results
    changes_words = not turn.entities and turn.acts.share("condition", "correct") >= SURE
    if turn.acts.share("condition") < least and not (corrects_value or names_one or changes_words):
        return None
    amount = turn.entities.quantity
    meant = [number for number in turn.numbers if str(number) not in turn.denied]
    if amount is None and not turn.entities and len(meant) == 1:
        amount = Amount(meant[0])  # "nah, make that 45", "sorry 60 not 40"
    if turn.acts.name == "correct" and amount and search.quantity and not turn.entities and not turn.sizes:
        return await show(turn, search.with_amount(amount))
    goods = turn.entities.products
    if goods and goods[0].casefold() not in search.text.casefold():
        return None
    if (wider := take_back(turn, search)) is not None:
        return await show(turn, with_the_rest(turn, wider).with_sort(turn.cues.sort))
    if turn.acts.name == "widen" and turn.mentions:
        for name in turn.mentions:
            search = search.without_named(name)
        return await show(turn, search.with_sort(turn.cues.sort))
    return await narrow(turn)


def _is_unsold(turn: Turn) -> bool:
    """Returns whether the answer before this message said that nobody offers the goods."""
    return not _OF_NEAR.isdisjoint(turn.record.last.said)


def _offers_a_price(turn: Turn) -> bool:
    """Returns whether the price in the message is an offer for a quotation and no limit of the search, as in "I offer
    7.00 CNY". It is an offer if a request was talked about last, or if the NLU finds negotiating about as likely as the
    likeliest act."""
    if turn.intent != "negotiate_price" or turn.limits or not turn.is_signed_in:
        return False
    is_wish = turn.acts.find("negotiate_price") >= NEARLY * turn.acts.share(turn.acts.kind)
    return is_wish or turn.record.is_about("request")


@reading
async def limit_of_the_search(turn: Turn) -> list[Event] | None:
    """Limits the search on the screen by a price that the words call a limit, if no listing is talked about:
    单价不超过8，要1000套. The NLU may confuse such words with a negotiation, such as "I offer 7.00"."""
    search = find_current_search(turn)
    if search is None or not turn.limits or turn.is_pressed or turn.task is not None or turn.record.latest_focus:
        return None
    is_limit = turn.intent in ("ask_price", "find_supplier") and not turn.entities.has("price")  # "anything below 3?"
    if turn.entities.has("company", "order_number", "rfq_number") or not (is_limit or turn.intent == "negotiate_price"):
        return None
    if any(not names_search(turn, search) for _ in turn.entities.products):
        return None
    return await narrow(turn)


@reading
async def such_a_lead_time(turn: Turn) -> list[Event] | None:
    """Limits the search on the screen by the lead time: "which of the bottles can I get in 3 weeks?"."""
    search, longest = find_current_search(turn), turn.cues.max_days
    if search is None or longest is None or turn.is_pressed or turn.task is not None:
        return None
    if turn.record.latest_focus and turn.asks:
        return None  # "can you do it within 20 days?" asks about the listing that is talked about
    if turn.intent not in ("ask_lead_time", "find_supplier", "compare_suppliers", "inform") or turn.points_into_list:
        return None
    if turn.entities.has("company", "order_number", "rfq_number"):
        return None
    is_other = turn.entities.products and not names_search(turn, search)
    return None if is_other else await show(turn, replace(search, max_days=longest, offset=0))


@reading
async def price_of_the_best(turn: Turn) -> list[Event] | None:
    """Says the price of the cheapest or the fastest listing of the list, although the place in the message makes it
    look like a question about freight: "how much for 3000 pairs of the cheapest, to Lagos"."""
    search = find_current_search(turn)
    if search is None or turn.intent != "faq_shipping_cost" or turn.is_pressed or turn.task is not None:
        return None
    names_best = bool(turn.topics & {"cheapest", "fastest"}) or turn.points_into_list
    if not names_best or not turn.entities.has("quantity") or not turn.cues.asks_price:
        return None
    return await HANDLERS["ask_price"](turn)


@reading
async def such_suppliers(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen by a condition on suppliers, even if the intent is another one: "only verified
    suppliers"."""
    said = len(turn.text) <= FEW_WORDS and turn.cues.names_supplier_condition
    if turn.is_pressed or not said or turn.entities.has(*OWN_SUBJECT) or not turn.slot("search"):
        return None
    return await narrow(turn)


@reading
async def bare_product(turn: Turn) -> list[Event] | None:
    """Searches for goods that were named with nothing else, such as "tomato paste"."""
    lost = turn.intent in ("nlu_fallback", "out_of_scope")
    if not lost or not turn.entities.products or turn.task is not None:
        return None
    if len(turn.text) > FEW_WORDS and turn.record.last.message_id != "":
        return None
    return await find_supplier(turn)


@reading
async def goods_of_a_place(turn: Turn) -> list[Event] | None:
    """Answers "what do you have from Sichuan?" by searching for the goods of that place."""
    likely = turn.intent in ("faq_about_platform", "find_supplier") and not turn.is_pressed
    named = turn.entities.regions and not turn.entities.has(*OWN_SUBJECT)
    if not likely or not named or len(turn.text) > FEW_WORDS or turn.task is not None:
        return None
    return await find_supplier(turn)


@reading
async def goods_that_you_have(turn: Turn) -> list[Event] | None:
    """Answers "do you have gaiwans?" by a search. If the NLU does not know the goods from its examples, it may take
    such words for a question about the bot or the platform."""
    about_us = turn.intent in ("bot_challenge", "faq_about_platform") and not turn.is_pressed
    if not about_us or not turn.entities.products or len(turn.text) > FEW_WORDS or turn.task is not None:
        return None
    return await find_supplier(turn) if dict(turn.ranking).get("find_supplier", 0) >= LIKELY else None


@reading
async def a_supplier_is_sought(turn: Turn) -> list[Event] | None:
    """Answers "need supplier" by a search. The NLU may take such words for the question how to become a supplier."""
    if turn.intent != "faq_become_supplier" or turn.is_pressed or turn.is_supplier or not turn.cues.seeks_supplier:
        return None
    return await find_supplier(turn)


@reading
async def price_of_a_sample(turn: Turn) -> list[Event] | None:
    """Says what a sample costs, when the NLU cannot decide between a question about prices and one about samples."""
    asked = turn.cues.names_sample and turn.cues.asks_price
    return await sample_policy(turn) if asked and is_close(turn) else None


@reading
async def a_first_purchase(turn: Turn) -> list[Event] | None:
    """Searches for goods when the NLU cannot decide between a search and something else about goods, as for "I want to
    purchase some tea cups" or 地砖 600x600 要2000平, unless a product is talked about already. Also searches when a
    search is the likeliest intent, and nothing shows that the contact has ordered such goods already: "led floodlights
    with CE". What the NLU takes for a wish for a sample is a search if no word in it means samples."""
    if not turn.entities.products or turn.slot("product_id") is not None:
        return None
    if _names_no_sample(turn):
        return await find_supplier(turn)
    if not is_close(turn):
        return None
    likely = candidates(turn)
    has_some = turn.owning or turn.cues.names_orders or turn.record.is_about("order", "request", "claim", "sample")
    is_search = likely[:1] == ["find_supplier"] and not has_some and not set(likely) & _OTHER_WISHES
    return await find_supplier(turn) if is_search or set(likely) <= _OF_GOODS else None


def _names_no_sample(turn: Turn) -> bool:
    """Returns whether the message sounds like a wish for a sample, but has no word for samples and may be a search."""
    may_search = dict(turn.ranking).get("find_supplier", 0) >= LIKELY and turn.acts.share("wish") >= SURE
    speaks_of_it = turn.cues.names_sample or "of_samples" in turn.topics
    return turn.intent == "request_sample" and may_search and not speaks_of_it and not turn.is_pressed


def _has_just_seen_results(turn: Turn) -> bool:
    return any(response.startswith("utter_offer") for response in turn.record.last.said)
