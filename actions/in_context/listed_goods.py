"""Answers messages about the goods and suppliers that were shown, about the best of them, or about an earlier list."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answer, reading
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.in_context.likelihood import (
    ABOUT,
    LIKELY,
    SURE,
    TALK,
    VAGUE,
)
from actions.marketplace.goods.words.likeness import mentions_kind
from actions.replies import button
from actions.sourcing.at_hand.best import say_best, say_lowest_listed
from actions.sourcing.at_hand.current_search import OWN_SUBJECT, find_current_search
from actions.sourcing.at_hand.earlier_searches import (
    find_earlier_search,
    keep_earlier_search,
    list_goods_before,
    names_search,
)
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.which_listing import (
    find_pointed_listings,
    find_shown_product,
    find_supplier_in_question,
)
from actions.sourcing.cards import supplier_card, supplier_values
from actions.sourcing.facts import say_facts
from actions.sourcing.products import asks_for_so_few
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.narrowing import narrow_by_attribute
from actions.sourcing.searching.results import show
from actions.sourcing.suppliers import say_listing_on_record

_MAY_WANT_QUOTATION = frozenset(
    (
        "request_quote",
        "check_quotes",
        "accept_quote",
        "find_supplier",
        "contact_supplier",
        "inform",
        "nlu_fallback",
        "out_of_scope",
    )
)
_ASKS_OF_A_LIST = frozenset(("ask_price", "ask_moq", "ask_lead_time", "supplier_details", "compare_suppliers"))
"""Intents that ask about goods. When a message with such an intent names the goods of an earlier search, it asks about
the results of that search."""


@reading
async def one_of_several_goods(turn: Turn) -> list[Event] | None:
    """Continues with one of several goods that were searched for together: "start with towels, 3000 pcs", "the
    umbrellas below 3"."""
    goods = [name for name, _ in list_goods_before(turn)]
    if (
        not goods
        or turn.is_pressed
        or turn.task is not None
        or turn.entities.has("company", "order_number", "rfq_number")
    ):
        return None
    said = [name for name in goods if mentions_kind(turn.text, (name,))]
    named = [name for name in said if not any(mentions_kind(words, (name,)) for words in turn.denied)] or said
    goes_on = turn.acts.name in ("resume", "more") and turn.intent in ("affirm", "nlu_fallback", "cancel")
    if len(named) != 1 or (
        not goes_on
        and turn.intent
        in (
            *TALK - {"deny", "cancel"},
            "request_quote",
            "place_order",
            "request_sample",
        )
    ):
        return None
    rest = tuple(each for each in turn.entities.found if each[0] != "product")
    if turn.limits and not turn.entities.has("price"):  # "anything below 3?"
        rest = (("price", {"amount": str(turn.limits[-1])}), *(each for each in rest if each[0] != "quantity"))
    chosen = replace(turn, entities=Entities((("product", named[0]), *rest)))
    asks = turn.intent in (*ABOUT["listing"], "compare_suppliers") and turn.confidence >= SURE
    return (
        await HANDLERS[turn.intent](chosen)
        if asks and not chosen.entities.has("price") and not asks_for_so_few(turn)
        else await find_supplier(chosen)
    )


@reading
async def is_it_verified(turn: Turn) -> list[Event] | None:
    """Says whether the supplier that is talked about is verified, for "is that one verified?". By its words alone, the
    message asks what "verified" means."""
    if turn.intent != "faq_supplier_verification" or turn.is_pressed or turn.entities.has(*OWN_SUBJECT):
        return None
    if not turn.cues.points_at_one or not (
        turn.record.is_about("listing", "supplier", "order") or find_current_search(turn)
    ):
        return None
    profile = await find_supplier_in_question(turn)
    if profile is None:
        return None
    response = "utter_verified" if profile.summary.verified else "utter_not_verified"
    verified = [] if profile.summary.verified else [button("button.verified_only", "find_supplier", verified=True)]
    turn.say(response, supplier_values(profile), cards=[supplier_card(profile)], buttons=verified)
    slug = profile.summary.slug
    return [SlotSet("supplier_id", slug), SlotSet("product_id", await find_shown_product(turn, slug))]


@reading
async def question_about_one_of_the_list(turn: Turn) -> list[Event] | None:
    """Answers a question about a listing that the words point at. Such words may sound like a complaint, but before a
    purchase they are none: "the second one, can it be printed?"."""
    search = find_current_search(turn)
    if search is None or turn.is_signed_in or turn.is_pressed or turn.task is not None or not turn.asks:
        return None
    if turn.intent not in ("report_problem", "nlu_fallback", "out_of_scope") or turn.entities.has(*OWN_SUBJECT):
        return None
    return await say_listing_on_record(turn) if turn.points_into_list else None


@reading
async def a_quotation_is_wanted(turn: Turn) -> list[Event] | None:
    """Begins a visitor's request for quotations in words that may also speak of received quotations, which a visitor
    does not have: 攞報價, 问他们报个价."""
    if turn.is_signed_in or turn.is_pressed or turn.task is not None or not turn.cues.wants_quotation:
        return None
    is_shown = turn.record.is_about("listing", "supplier") or find_current_search(turn) is not None
    return await HANDLERS["request_quote"](turn) if is_shown and turn.intent in _MAY_WANT_QUOTATION else None


@reading
async def a_property_of_the_goods(turn: Turn) -> list[Event] | None:
    """Narrows the listings that were listed last by a property of the goods, if the message names nothing else:
    "ladies", "v-neck?", 长袖. By its words alone, such a message may be idle talk."""
    search, latest = find_current_search(turn), turn.record.latest_list
    listed = latest is not None and latest.kind == "listing" and not turn.record.is_about("listing")
    if search is None or not listed or turn.is_pressed or turn.task is not None or turn.entities:
        return None
    if turn.numbers and not turn.sizes:
        return None  # "say 72 panels" gives a quantity
    if turn.confidence >= SURE and turn.intent not in VAGUE:
        return None
    if turn.acts.kind in ("yes", "no", "give_up") or turn.cues.asks_which or turn.points_into_list:
        return None
    return await narrow_by_attribute(turn, search) if search.with_follow_up(turn.cues) is None else None


@reading
async def back_to_a_list(turn: Turn) -> list[Event] | None:
    """Shows the list of an earlier search again, for "back to the tiles, the second one, how much?", and answers the
    rest of the message about it."""
    if turn.is_pressed or turn.task is not None or turn.entities.has("company", "order_number", "rfq_number"):
        return None
    earlier, current = find_earlier_search(turn), find_current_search(turn)
    goes_back = bool(turn.topics & {"back_to", "earlier"} and (earlier or "back_to" in turn.topics)) or (
        turn.acts.name == "resume" and turn.entities.has("product")
    )
    if earlier is None and goes_back and not turn.cues.names_orders:
        if current is not None and (names_search(turn, current) or not turn.entities.has("product")):
            earlier = replace(current, offset=0)
        elif turn.entities.has("product") and (current is not None or not turn.is_signed_in):
            return await find_supplier(turn)
    points = earlier is not None and bool(turn.cues.find_ordinals(len(earlier.shown)))
    asks = turn.intent in _ASKS_OF_A_LIST and turn.acts.kind != "chatter"
    if earlier is None or not (points or goes_back or asks):
        return None
    keep_earlier_search(turn, earlier)
    turn.record.focus = [
        pair for pair in turn.record.focus if pair[0] not in ("listing", "supplier", "order", "request")
    ]
    if not points and not asks:
        return await show(turn, earlier)
    turn.note("search", earlier.dump())
    turn.show_list("product_id", earlier.shown)
    rest = tuple(each for each in turn.entities.found if each[0] != "product")
    intent, topics = turn.intent if asks else _about_a_listing(turn), turn.topics - {"back_to", "earlier", "so_far"}
    about = replace(turn, entities=Entities(rest), intent=intent, topics=topics)
    if goes_back and not asks:
        of_time = any("lead_time" in clause.things for clause in (*turn.asked, *turn.asked_of_goods))
        own = intent if intent in ABOUT["listing"] else "supplier_details"
        return await HANDLERS["ask_lead_time" if of_time else own](about)  # only the listing is left to be shown
    return await answer(about)


def _about_a_listing(turn: Turn) -> str:
    """Returns the likeliest intent that can be about one listing, or `supplier_details`, which shows the listing, if
    none is likely."""
    names = (*ABOUT["listing"], "request_quote", "place_order")
    return next((name for name, share in turn.ranking if name in names and share >= LIKELY), "supplier_details")


@reading
async def the_best_of_the_list(turn: Turn) -> list[Event] | None:
    """Names the best of the listings that were compared, or else of those on the screen, by the figure that the message
    asks for: "the cheaper of them?", "who answers faster?". Says the figure of each if they cannot be compared."""
    criterion = turn.choices.get("criterion")
    latest = turn.record.latest_list
    if criterion is None or turn.is_pressed or latest is None or latest.kind != "listing" or len(latest.ids) < 2:
        return None
    if turn.entities.has(*OWN_SUBJECT) or "quotes" in turn.topics or turn.task is not None:
        return None
    asks = turn.cues.asks_which and turn.acts.name in ("ask_about", "point", "compare_suppliers", "supplier_details")
    if not asks and "of_those" not in turn.topics:
        return None
    chosen = [listing.product_id for listing in await find_pointed_listings(turn)]
    among = chosen if len(chosen) > 1 else latest.ids
    best = await say_best(turn, among, criterion)
    if best is not None or criterion not in ("price", "moq"):
        return best
    if criterion == "price" and (lowest := await say_lowest_listed(turn, among)) is not None:
        return lowest
    return say_facts(turn, await access_listings(turn, among), "moq" if criterion == "moq" else "price")
