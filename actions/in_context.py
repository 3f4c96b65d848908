"""Answers messages whose meaning depends more on what was said before than on their intent, such as a choice from a list,
or a follow-up to search results on the screen.

Each function here is registered as a reading: it is called for every message before the action of the message's intent,
and returns None for messages that it does not answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import at_hand, follow_ups  # noqa: F401 - their readings look at a message before those below
from actions.trades.questions import own_goods  # noqa: F401 - and then its reading

# isort: split
from actions.cues import (
    acknowledges,
    asked_meaning,
    asks_arrival,
    asks_if_person,
    asks_of_own_profile,
    asks_price,
    asks_which,
    complains,
    confirms,
    find_chosen,
    is_denied,
    is_question,
    names_sample,
    names_supplier_condition,
    ordinals,
    points_at_one,
    seeks_supplier,
    stops,
    wanted_days,
    wanted_sort,
    wants_quotation,
)
from actions.dialogue.abilities import list_abilities
from actions.dialogue.acts import SMALL_TALK
from actions.dialogue.entities import Amount, Entities
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answer, answer_question, reading
from actions.dialogue.tasks import resume
from actions.dialogue.turn import Turn
from actions.faq.answers import sample_policy
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.trades.orders.records import OrderFilter
from actions.reading.clarify import ask_which, candidates, is_close, offer_person, tell_corrected, tell_meant
from actions.reading.order_words import (
    OPEN,
    asks_for_some,
    asks_of_an_order,
    names_an_order,
    names_orders,
    read_order_filter,
)
from actions.replies import button
from actions.sourcing import of_company, without_account  # noqa: F401 - so do their readings
from actions.sourcing.best import say_best
from actions.sourcing.cards import supplier_card, supplier_values
from actions.sourcing.earlier_searches import (
    find_earlier_search,
    keep_earlier_search,
    list_goods_before,
    names_search,
)
from actions.sourcing.finding import (
    OWN_SUBJECT,
    find_current_search,
    find_supplier,
    narrow,
    narrow_by_attribute,
    say_so_far,
    show,
)
from actions.sourcing.own_products import say_own_profile
from actions.sourcing.suppliers import say_offer_on_record
from actions.sourcing.which_offer import (
    find_pointed_offers,
    find_shown_product,
    find_supplier_in_question,
)
from actions.support import language  # noqa: F401 - and so does its reading
from actions.support.lost import follow_up
from actions.support.small_talk import cancel
from actions.trades.listings import changing as _of_listings  # noqa: F401 - so do these
from actions.trades.orders import payee  # noqa: F401 - and these
from actions.trades.orders.lists import ALL, say_orders
from actions.trades.orders.selling.confirming import confirm_order
from actions.trades.orders.status import order_status, say_on_record
from actions.trades.orders.which_order import find_by_quantity
from actions.trades.questions import up_to_them  # noqa: F401 - and these
from actions.trades.quotations import limits  # noqa: F401 - and these
from actions.trades.requests import beginning, changing, facts, withdrawing  # noqa: F401 - and these

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_VAGUE = frozenset(("inform", "find_supplier", "supplier_details", "affirm", "nlu_fallback", "out_of_scope"))
_CONDITIONS = ("region", "excluded_region", "certification", "price")
_OTHER_SUBJECT = ("company", "order_number", "rfq_number")
_FOLLOWS = ("condition", "value", "correct")
_FEW_WORDS = 40
SURE = 0.5
SURE_AFTER_RESULTS = 0.8
"""The least confidence at which an intent is followed, although the entities look like a follow-up to search results
that were just shown."""


_ABOUT = {
    "listing": ("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"),
    "supplier": ("supplier_details", "ask_price", "ask_moq", "ask_lead_time", "request_sample"),
    "order": ("order_status", "payment_status", "request_invoice"),
    "request": ("check_quotes",),
}
"""The intents that ask about the order, product, supplier or request that is talked about, by its kind."""
_ASKS = 0.4
"""How sure the NLU must be of an act (what the message does in the conversation), for the message to be treated
accordingly."""
_LIKELY = 0.1
_FAR = 0.5
"""A fact that is not the intent is not what is asked for if its confidence is below this share of the highest."""
_NEARLY = 0.5
"""Something less likely but more specific is followed if its confidence is at least this share of the highest."""
_OF_THE_ACCOUNT = frozenset(("own_figures", "own_products", "daily_tasks", "view_leads", "my_quotes"))
"""Intents that ask about all that a supplier has, whatever was talked about last."""
_LISTS = frozenset(("list_orders", "list_requests", "my_quotes", "view_leads", "daily_tasks"))
"""Intents that ask for a list, whose words ("my requests") may sound like going back to something."""
_GENERAL = 0.65
"""From this confidence on, a general question is not taken for one about what is talked about."""
_OF_CLAIMS = frozenset(
    ("faq_return_policy", "faq_inspection", "faq_buyer_protection", "faq_data_privacy", "faq_become_supplier")
)
"""General questions whose answers say nothing of single offers. Those about shipping and payment do."""
_SURELY_ELSEWHERE = 0.75
"""From this confidence in `out_of_scope` on, a question is not about what is talked about, unless the act that asks about
it is as sure."""
_OF_ORDERS = frozenset(("order_status", "payment_status", "request_refund", "request_invoice"))
_OF_GOODS = frozenset(("find_supplier", "place_order", "ask_price", "ask_moq", "supplier_details"))
"""Intents that a first search answers as well: it shows prices, minimum orders and suppliers."""
_MAY_CHAT = frozenset(("out_of_scope", "nlu_fallback", "inform", "report_problem"))
"""Intents that the NLU gives to chatter too."""
_TALK = SMALL_TALK | {"affirm", "deny", "cancel", "human_handoff"}


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


@reading
async def what_a_word_means(turn: Turn) -> list[Event] | None:
    """Explains what a beginner asks: what a minimum order is, how a factory differs from a trading company, how to begin."""
    meaning = asked_meaning(turn.text)
    if meaning is None or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    if meaning == "beginning" and turn.entities.products:
        await find_supplier(turn)
    turn.say(f"utter_meaning_{meaning}", buttons=[] if turn.entities.products else list_abilities(turn)[:1])
    return []


@reading
async def one_of_several_goods(turn: Turn) -> list[Event] | None:
    """Goes on with one of the goods that were searched for together: "start with towels, 3000 pcs", "the umbrellas below 3"."""
    goods = [name for name, _ in list_goods_before(turn)]
    if (
        not goods
        or turn.is_pressed
        or turn.task is not None
        or turn.entities.has("company", "order_number", "rfq_number")
    ):
        return None
    said = [name for name in goods if mentions_kind(turn.text, (name,))]
    named = [name for name in said if not is_denied(turn.text, turn.text.casefold().find(name.casefold()))] or said
    if len(named) != 1 or turn.intent in (
        *_TALK - {"deny", "cancel"},
        "request_quote",
        "place_order",
        "request_sample",
    ):
        return None
    rest = tuple(each for each in turn.entities.found if each[0] != "product")
    if turn.limits and not turn.entities.has("price"):  # "anything below 3?"
        rest = (("price", {"amount": str(turn.limits[-1])}), *(each for each in rest if each[0] != "quantity"))
    chosen = replace(turn, entities=Entities((("product", named[0]), *rest)))
    asks = turn.intent in (*_ABOUT["listing"], "compare_suppliers") and turn.confidence >= SURE
    return (
        await HANDLERS[turn.intent](chosen)
        if asks and not chosen.entities.has("price")
        else await find_supplier(chosen)
    )


@reading
async def is_it_verified(turn: Turn) -> list[Event] | None:
    """Says whether the supplier at hand is verified, for "is that one verified?". By its words, it asks what verified means."""
    if turn.intent != "faq_supplier_verification" or turn.is_pressed or turn.entities.has(*OWN_SUBJECT):
        return None
    if not points_at_one(turn.text) or not (
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
    """Answers a question about an offer that the words point at, which is no complaint as long as nothing was bought: "the second
    one, can it be printed?"."""
    search = find_current_search(turn)
    if search is None or turn.is_signed_in or turn.is_pressed or turn.task is not None or not turn.asks:
        return None
    if turn.intent not in ("report_problem", "nlu_fallback", "out_of_scope") or turn.entities.has(*OWN_SUBJECT):
        return None
    return await say_offer_on_record(turn) if turn.points_into_list else None


@reading
async def a_quotation_is_wanted(turn: Turn) -> list[Event] | None:
    """Begins a visitor's request for quotations in words that may also speak of quotations that were received, of which a
    visitor has none: 攞報價, 问他们报个价."""
    if turn.is_signed_in or turn.is_pressed or turn.task is not None or not wants_quotation(turn.text):
        return None
    is_shown = turn.record.is_about("listing", "supplier") or find_current_search(turn) is not None
    return await HANDLERS["request_quote"](turn) if is_shown and turn.intent in _MAY_WANT_QUOTATION else None


@reading
async def a_property_of_the_goods(turn: Turn) -> list[Event] | None:
    """Narrows the offers that were listed last by a property of the goods, if it is the whole message: "ladies", "v-neck?",
    长袖. By its words alone, such a message may be idle talk."""
    search, latest = find_current_search(turn), turn.record.latest_list
    listed = latest is not None and latest.kind == "listing" and not turn.record.is_about("listing")
    if search is None or not listed or turn.is_pressed or turn.task is not None or turn.entities:
        return None
    if turn.numbers and not turn.sizes:
        return None  # "say 72 panels" counts
    if turn.confidence >= SURE and turn.intent not in _VAGUE:
        return None
    if turn.acts.kind in ("yes", "no", "give_up") or asks_which(turn.text) or turn.points_into_list:
        return None
    return await narrow_by_attribute(turn, search) if search.with_follow_up(turn.text) is None else None


@reading
async def chatter(turn: Turn) -> list[Event] | None:
    """Answers insults and idle talk calmly. What the conversation is about does not change."""
    if turn.is_pressed or not turn.acts.are_situated or turn.intent in _TALK:
        return None
    insults = complains(turn.text) and turn.intent in ("out_of_scope", "nlu_fallback", "report_problem")
    if not insults and (turn.acts.name != "chatter" or turn.acts.share("chatter") < _ASKS):
        return None
    if turn.confidence >= SURE and turn.intent not in _MAY_CHAT:
        return None  # the words alone are a clear wish
    if turn.entities.has("order_number", "rfq_number", "product"):
        return None
    search = find_current_search(turn)
    if complains(turn.text):
        turn.say("utter_unhappy")
    elif _accepts(turn):
        turn.say("utter_acknowledged")
    elif search:
        return await say_so_far(turn, search, "utter_chatter_search")
    else:
        turn.say("utter_chatter", buttons=list_abilities(turn))
    return []


def _accepts(turn: Turn) -> bool:
    """Returns whether the message takes note of what was said last: "ok, I'll wait till Friday", 好 那我等等."""
    first, _, rest = turn.text.strip().replace("，", " ").replace(",", " ").partition(" ")
    return bool(rest) and acknowledges(first) and not turn.asks and bool(turn.record.focus)


_ASKS_OF_A_LIST = frozenset(("ask_price", "ask_moq", "ask_lead_time", "supplier_details", "compare_suppliers"))
"""Intents that ask about goods. When such a message names the goods of an earlier search, it asks about these."""


@reading
async def back_to_a_list(turn: Turn) -> list[Event] | None:
    """Takes up the list of an earlier search again, for "back to the tiles, the second one, how much?", and answers the rest
    of the message about it."""
    if turn.is_pressed or turn.task is not None or turn.entities.has("company", "order_number", "rfq_number"):
        return None
    earlier, current = find_earlier_search(turn), find_current_search(turn)
    goes_back = "back_to" in turn.topics or (turn.acts.name == "resume" and turn.entities.has("product"))
    points = earlier is not None and bool(ordinals(turn.text, len(earlier.shown)))
    if earlier is None and goes_back and not names_orders(turn.text):
        if current is not None and (names_search(turn, current) or not turn.entities.has("product")):
            earlier = replace(current, offset=0)
        elif turn.entities.has("product") and (current is not None or not turn.is_signed_in):
            return await find_supplier(turn)
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
    intent, topics = turn.intent if asks else _about_an_offer(turn), turn.topics - {"back_to"}
    return await answer(replace(turn, entities=Entities(rest), intent=intent, topics=topics))


def _about_an_offer(turn: Turn) -> str:
    """Returns the likeliest intent that can be about one offer, or `supplier_details`, which shows the offer, if none
    is likely."""
    names = (*_ABOUT["listing"], "request_quote", "place_order")
    return next((name for name, share in turn.ranking if name in names and share >= _LIKELY), "supplier_details")


@reading
async def person_or_machine(turn: Turn) -> list[Event] | None:
    """Says what answers here, for "are you a real person?", which by its words alone may ask for one."""
    if turn.is_pressed or turn.intent not in ("human_handoff", "out_of_scope", "nlu_fallback"):
        return None
    unsure = turn.intent != "human_handoff" or turn.confidence < _SURELY_ELSEWHERE
    return await HANDLERS["bot_challenge"](turn) if unsure and asks_if_person(turn.text) else None


@reading
async def the_best_of_the_list(turn: Turn) -> list[Event] | None:
    """Names the best of what was compared, else of the offers on the screen, by the figure that the message asks for: "the
    cheaper of them?", "who answers faster?"."""
    criterion = turn.choices.get("criterion")
    latest = turn.record.latest_list
    if criterion is None or turn.is_pressed or latest is None or latest.kind != "listing" or len(latest.ids) < 2:
        return None
    if turn.entities.has(*OWN_SUBJECT) or "quotes" in turn.topics or turn.task is not None:
        return None
    asks = asks_which(turn.text) and turn.acts.name in ("ask_about", "point", "compare_suppliers", "supplier_details")
    if not asks and "of_those" not in turn.topics:
        return None
    chosen = [offer.product_id for offer in await find_pointed_offers(turn)]
    return await say_best(turn, chosen if len(chosen) > 1 else latest.ids, criterion)


@reading
async def about_what_is_at_hand(turn: Turn) -> list[Event] | None:
    """Answers a question about the product, supplier or order that is talked about: "is that price including the lid?",
    "how long does it take?". By their words alone, such questions might begin something new. If the marketplace does
    not know the answer, offers to pass the question on to the other company."""
    focus = turn.record.latest_focus
    if focus is None and turn.record.find_list("listing") is not None:
        focus = ["listing", None]
    has_subject = turn.entities.has(*OWN_SUBJECT)
    is_asked = turn.acts.find("ask_about") >= _ASKS or ("of_goods" in turn.topics and not turn.is_signed_in)
    if focus is None or turn.is_pressed or has_subject or not is_asked:
        return None
    if asks_of_own_profile(turn.text) or (turn.intent in _OF_THE_ACCOUNT and turn.confidence >= SURE):
        return None
    kind = focus[0]
    general = turn.intent.startswith("faq_") or turn.intent in _TALK
    of_goods = general and kind in ("listing", "supplier") and await _is_surely_of_goods(turn)
    if general and not of_goods and turn.confidence >= (_GENERAL if turn.acts.name == "ask_about" else _ASKS):
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
    if kind == "order" and not turn.is_supplier and turn.intent == "supplier_details" and turn.confidence >= _ASKS:
        return await HANDLERS["supplier_details"](turn)  # "do they have BSCI?" asks about the order's supplier
    likely = [] if beyond else _rank_likely(turn, kind)
    if likely:
        return await HANDLERS[likely[0]](replace(turn, intent=likely[0]))
    elsewhere = turn.intent == "out_of_scope" and turn.confidence >= _SURELY_ELSEWHERE
    if (general and not of_goods) or (not beyond and elsewhere and turn.acts.find("ask_about") < _SURELY_ELSEWHERE):
        return None
    if kind == "order" and turn.is_signed_in:
        return await say_on_record(turn)
    if kind in ("claim", "sample", "request") and turn.is_signed_in and not turn.is_supplier:
        intent, entity = at_hand.SHOWS[kind]
        return await HANDLERS[intent](turn.with_entities(**{entity: str(focus[1])}))
    sorts = find_current_search(turn) is not None and wanted_sort(turn.text) and not asks_which(turn.text)
    if sorts and not turn.points_into_list:
        return await narrow(turn)  # "anything cheaper?"
    return await say_offer_on_record(turn) if kind in ("listing", "supplier") else None


async def _is_surely_of_goods(turn: Turn) -> bool:
    """Returns whether a question that sounds like a general one is about the offers at hand: its words point at one of them ("the
    cheap one, where is it shipped from?"), or in this situation the NLU does not take it for a general one: "how long do they keep?"."""
    if not turn.intent.startswith("faq_"):
        return False
    points = find_current_search(turn) is not None and turn.points_into_list
    if points or "of_goods" in turn.topics:
        return True
    return (
        turn.intent in _OF_CLAIMS
        and turn.acts.find("ask_about") >= _SURELY_ELSEWHERE
        and turn.acts.find(turn.intent) < _LIKELY
    )


def _sets_conditions(turn: Turn) -> bool:
    """Returns whether the message asks for other goods of the search by a condition ("any organic ones?", "cheaper ones?"),
    instead of about the one that is at hand."""
    search = find_current_search(turn)
    if search is None or turn.points_into_list:
        return False
    looks = turn.intent in ("find_supplier", "inform") and turn.entities.has(*_CONDITIONS)
    caps = turn.entities.has("price") and turn.intent != "negotiate_price"
    return bool(looks or caps or (turn.intent == "negotiate_price" and wanted_sort(turn.text) and not turn.entities))


def _rank_likely(turn: Turn, kind: str) -> list[str]:
    """Returns the likely intents that ask about a thing of that kind, the likeliest first. `supplier_details`, which
    asks for everything, is left out if an intent that asks for a single fact is nearly as likely: "and the second one,
    how long?"."""
    best = max((share for _, share in turn.ranking), default=0.0)
    of_kind = [each for each in turn.ranking if each[0] in _ABOUT.get(kind, ()) and each[1] >= _LIKELY]
    likely = [(name, share) for name, share in of_kind if name == turn.intent or share >= _FAR * best]
    if len(likely) > 1 and likely[0][0] == "supplier_details" and likely[1][1] >= _NEARLY * likely[0][1]:
        likely = likely[1:]
    return [name for name, _ in likely]


@reading
async def back_to_it(turn: Turn) -> list[Event] | None:
    """Answers "where were we?" with the present state of the task or search, and "keep this, I come back tomorrow" by
    saying that nothing is lost."""
    if turn.is_pressed or turn.task is not None or turn.entities.has(*OWN_SUBJECT):
        return None
    search = find_current_search(turn)
    asks_for_a_list = turn.intent in _LISTS and turn.confidence >= SURE
    if turn.acts.name == "resume" and not asks_for_a_list:
        if turn.record.aside and await resume(turn):
            return []
        return await say_so_far(turn, search) if search else None
    if turn.acts.name == "save_draft":
        turn.say("utter_stays")
        return []
    return None


@reading
async def stop_this(turn: Turn) -> list[Event] | None:
    """Stops what the bot is doing when the message is only "cancel", unless the last answer was about an order, which
    might be meant."""
    if turn.intent not in ("cancel_order", "deny") or turn.is_pressed or not stops(turn.text):
        return None
    doing = turn.task is not None
    shown = turn.has_just_done("order_status") or turn.has_just_done("cancel_order")
    return None if (turn.intent == "deny" and not doing) or (shown and not doing) else await cancel(turn)


@reading
async def leave_it_so(turn: Turn) -> list[Event] | None:
    """Says that all stays as it is, for "only curious, keep it as it is", while nothing is under way. By its words alone, such a
    message may be anything."""
    lets_be = "stays" in turn.topics and (turn.acts.share("give_up", "no") >= SURE or turn.confidence < SURE)
    if not lets_be or turn.is_pressed or turn.task is not None or turn.open_proposal:
        return None
    turn.say("utter_offer_declined")
    return []


@reading
async def answer_to_choice(turn: Turn) -> list[Event] | None:
    """Continues after the bot asked which of several things is meant, when the message chooses one: "the second one" or
    "the tea sets"."""
    choice = turn.open_choice
    if choice is None or not turn.is_signed_in:
        return None
    if turn.is_pressed:
        value = turn.entities.word(choice["entity"])
        if value is None or value not in choice["values"] or turn.intent != choice["intent"] or turn.asked_by is None:
            return None
        return await HANDLERS[turn.intent](_with_chosen(turn, choice, value))
    asked_now = turn.record.lists[0].message_id == turn.record.last.message_id
    if not asked_now and not find_chosen(turn.text, len(choice["values"])):
        return None
    meant = await (_find_meant(turn, choice) if turn.intent in _VAGUE else _named_alone(turn, choice))
    if len(meant) == 1:
        return await HANDLERS[choice["intent"]](_with_chosen(turn, choice, meant[0]))
    if (
        meant and turn.asked_by and turn.entities.products
    ):  # "the scarves", of which there are two: they are asked about
        return await HANDLERS[choice["intent"]](turn.asked_by.with_entities(product=turn.entities.products[0]))
    return None


def _with_chosen(turn: Turn, choice: dict[str, Any], value: str) -> Turn:
    """Returns the turn of the wish that asked which one is meant, now about the chosen one and with what is said about it now."""
    chosen = {choice["entity"]: value}
    if turn.asked_by is None:
        return turn.with_question({"intent": choice["intent"], "entities": chosen})
    said = turn.entities.mapping if not turn.is_pressed else {}
    given = {name: said[name] for name in said if name not in ("product", "company", "order_number", "rfq_number")}
    before = tuple(each for each in turn.asked_by.entities.found if each[0] not in given)
    return replace(turn.asked_by, entities=Entities((*chosen.items(), *given.items(), *before)))


async def _find_meant(turn: Turn, choice: dict[str, Any]) -> list[str]:
    """Returns those of the things asked about that the message chooses or names."""
    values: list[str] = choice["values"]
    if pointed_at := find_chosen(turn.text, len(values)):
        return [values[pointed_at[0]]]
    if is_question(turn.text):
        return []
    if counted := await _find_counted(turn, choice):
        return [counted]
    found = await (_requests_named(turn) if choice["entity"] == "rfq_number" else _orders_named(turn))
    return [value for value in values if value in found]


async def _find_counted(turn: Turn, choice: dict[str, Any]) -> str | None:
    """Returns the number of the only order or request to choose from of that quantity: "the 800"."""
    if choice["entity"] == "rfq_number":
        rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=50)
        counted = [rfq.number for rfq in rfqs if rfq.quantity.value in turn.numbers]
    else:
        page = await turn.market.orders.list_orders(turn.account, limit=50)
        counted = [order.number for order in find_by_quantity(turn, page.orders)]
    among = [number for number in counted if number in choice["values"]]
    return among[0] if len(among) == 1 else None


async def _named_alone(turn: Turn, choice: dict[str, Any]) -> list[str]:
    """Returns the numbers of the orders whose goods the message names without any other word ("the monitors"), whatever
    its intent."""
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    return [
        order.number
        for order in page.orders
        if order.number in choice["values"] and goods_likeness(turn.text, order.goods.both) == 1
    ]


async def _orders_named(turn: Turn) -> list[str]:
    """Returns the numbers of the orders whose goods or whose other company the message names."""
    said = await read_order_filter(turn)
    wanted = OrderFilter(goods=said.goods, companies=said.companies)
    if wanted == OrderFilter():
        wanted = OrderFilter(goods=(turn.text,))
    page = await turn.market.orders.list_orders(turn.account, limit=50, wanted=wanted)
    return [order.number for order in page.orders]


async def _requests_named(turn: Turn) -> list[str]:
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, limit=50)
    said = turn.entities.products or [turn.text]
    return [rfq.number for rfq in rfqs if any(goods_likeness(words, rfq.product.both) for words in said)]


@reading
async def own_order(turn: Turn) -> list[Event] | None:
    """Answers a message about one of the contact's own orders that names it by its goods, when the NLU is not sure of
    the intent.

    Examples are "has the supplier confirmed the monitors?" and "what about the tomato paste order".
    """
    guessed = turn.confidence < SURE or turn.intent in _LOST
    named = turn.intent in ("find_supplier", "inform") and names_an_order(turn.text)
    if not turn.is_signed_in or turn.is_pressed or turn.task is not None or not (guessed or named):
        return None
    if not names_orders(turn.text):
        return await _wish_about_goods(turn) if guessed else None
    if turn.is_supplier and confirms(turn.text) and not is_question(turn.text):
        return await confirm_order(turn)
    if turn.entities.order_number:
        return await order_status(turn)
    asked_for = guessed and bool(turn.entities.products) and asks_of_an_order(turn.text)
    mentioned = asked_for or await _orders_mentioned(turn)
    return await order_status(turn) if mentioned else None


async def _wish_about_goods(turn: Turn) -> list[Event] | None:
    """Answers the likeliest wish about an order, when the message names goods of one: "where is the money for the
    tomatoes?"."""
    likely = next((name for name, share in turn.ranking if name in _OF_ORDERS and share >= _LIKELY), None)
    likely = likely or ("payment_status" if "money_back" in turn.topics else None)
    return await HANDLERS[likely](turn) if likely and await _orders_mentioned(turn) else None


async def _orders_mentioned(turn: Turn) -> bool:
    said = await read_order_filter(turn)
    if not said.goods:
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=1, wanted=OrderFilter(goods=said.goods))
    return page.total > 0


@reading
async def arrival(turn: Turn) -> list[Event] | None:
    """Answers "when does it get to Shanghai?" with the state of the order that is talked about. Otherwise Shanghai
    might be taken as a condition of a search."""
    vague = turn.intent in _VAGUE or turn.intent == "faq_shipping_time"
    if not vague or turn.is_pressed or turn.task is not None or turn.entities.has(*OWN_SUBJECT):
        return None
    about_one = turn.is_signed_in and turn.word_slot("order_number") is not None
    return await order_status(turn) if about_one and asks_arrival(turn.text) else None


@reading
async def greeting_before_a_question(turn: Turn) -> list[Event] | None:
    """Lists orders when a greeting also asks for them: "Good morning, any new orders?"."""
    asked = is_question(turn.text) and names_orders(turn.text)
    if turn.intent != "greet" or turn.is_pressed or not turn.is_signed_in or not asked:
        return None
    return await say_orders(turn, await read_order_filter(turn))


@reading
async def own_profile(turn: Turn) -> list[Event] | None:
    """Answers a supplier's "what's my rating?" with its company as buyers see it."""
    alone = not turn.is_pressed and turn.task is None and not turn.entities.has(*OWN_SUBJECT)
    return await say_own_profile(turn) if alone and asks_of_own_profile(turn.text) else None


@reading
async def other_orders(turn: Turn) -> list[Event] | None:
    """Lists orders by other conditions, when the previous answer was a list of orders: "and the delivered ones?", "only
    last month"."""
    if not turn.is_signed_in or turn.is_pressed or not turn.has_just_done("list_orders"):
        return None
    about_some = turn.intent in ("order_status", "list_orders") and asks_for_some(turn.text)
    excludes = turn.acts.name == "exclude"
    sure = turn.confidence >= SURE and turn.intent not in _VAGUE and not about_some and not excludes
    if sure or len(turn.text) > _FEW_WORDS or turn.entities.has("order_number", "rfq_number"):
        return None
    wanted = await read_order_filter(turn)
    if wanted.states and turn.acts.name == "exclude":  # "skip the ones not confirmed yet"
        wanted = replace(wanted, states=tuple(state for state in OPEN if state not in wanted.states))
    return await say_orders(turn, wanted) if wanted != ALL else None


@reading
async def answer_to_did_you_mean(turn: Turn) -> list[Event] | None:
    """Handles the contact's answer to "did you mean …?": a pressed button, "the first one", or that none is meant."""
    tell_corrected(turn)
    offered: list[str] = (turn.open_unclear or {}).get("offered") or []
    if not offered:
        return None
    if turn.intent == "deny":
        return offer_person(turn, list_abilities(turn)[:2])
    if turn.is_pressed and turn.intent in offered:
        tell_meant(turn, turn.intent)
    elif pointed_at := find_chosen(turn.text, len(offered)):
        intent = offered[pointed_at[0]]
        tell_meant(turn, intent)
        return await answer_question(turn, {"intent": intent, "entities": turn.record.last.entities})
    elif turn.intent == "affirm" and turn.open_proposal:
        tell_meant(turn, str(turn.open_proposal["intent"]))
    return None


@reading
async def unsure_follow_up(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen when the NLU is not sure of the intent: "do you have any from Hainan?", "make it 10,000"."""
    if turn.entities.has(*OWN_SUBJECT) or (turn.acts.are_situated and turn.acts.share(*_FOLLOWS) < _ASKS):
        return None
    if _offers_a_price(turn):
        return None
    sure = SURE_AFTER_RESULTS if _has_just_seen_results(turn) else SURE
    if turn.confidence < sure and turn.entities.has(*_CONDITIONS):
        return await narrow(turn)
    if turn.intent == "change_order" and turn.entities.has("quantity") and turn.word_slot("order_number") is None:
        return await narrow(turn)
    return None


@reading
async def conditions_of_the_search(turn: Turn) -> list[Event] | None:
    """Changes the search on the screen when the message adds a condition, takes one back, or asks for another
    sorting."""
    search = find_current_search(turn)
    corrects_value = turn.acts.name == "correct" and turn.entities.has("quantity", *_CONDITIONS)
    if search is None or turn.is_pressed or turn.entities.has(*_OTHER_SUBJECT) or _offers_a_price(turn):
        return None
    names_one = bool(turn.mentions) and turn.acts.name == "widen" and turn.acts.kind == "condition"
    least = SURE if turn.confidence >= SURE else _ASKS  # words that mean little alone mean more after results
    changes_words = not turn.entities and turn.acts.share("condition", "correct") >= SURE
    if turn.acts.share("condition") < least and not (corrects_value or names_one or changes_words):
        return None
    amount = turn.entities.quantity
    meant = [number for number in turn.numbers if str(number) not in turn.denied]
    if amount is None and not turn.entities and len(meant) == 1:
        amount = Amount(meant[0])  # "nah, make that 45", "sorry 60 not 40"
    if turn.acts.name == "correct" and amount and amount.unit is None and _has_just_limited_the_price(turn):
        limit = {"amount": str(amount.value), "currency": search.currency}
        corrected = turn.with_entities(price=limit).entities
        return await show(turn, replace(search.with_entities(corrected), quantity=search.quantity, unit=search.unit))
    if turn.acts.name == "correct" and amount and search.quantity and not turn.entities and not turn.sizes:
        return await show(turn, search.with_amount(amount))
    goods = turn.entities.products
    if goods and goods[0].casefold() not in search.text.casefold():
        return None
    taken_back = [code for code in search.certifications if mentions_kind(turn.text, (code,))]
    if turn.acts.name == "widen" and taken_back:
        return await show(turn, search.without("certification"))
    if turn.acts.name == "widen" and turn.mentions:
        for name in turn.mentions:
            search = search.without_named(name)
        return await show(turn, search.with_sort(wanted_sort(turn.text)))
    return await narrow(turn)


def _offers_a_price(turn: Turn) -> bool:
    """Returns whether the price in the message is an offer for a quotation and no limit of the search, as in "I offer
    7.00 CNY". It is an offer if a request was talked about last, or if the NLU finds negotiating about as likely as the
    likeliest act."""
    if turn.intent != "negotiate_price" or turn.limits or not turn.is_signed_in:
        return False
    is_wish = turn.acts.find("negotiate_price") >= _NEARLY * turn.acts.share(turn.acts.kind)
    return is_wish or turn.record.is_about("request")


@reading
async def limit_of_the_search(turn: Turn) -> list[Event] | None:
    """Limits the search on the screen by a price that the words call a limit, if no offer is talked about:
    单价不超过8，要1000套. The NLU may take such words for a negotiation, which "I offer 7.00" really is."""
    search = find_current_search(turn)
    if search is None or not turn.limits or turn.is_pressed or turn.task is not None or turn.record.latest_focus:
        return None
    is_limit = turn.intent in ("ask_price", "find_supplier") and not turn.entities.has("price")  # "anything below 3?"
    if turn.entities.has("company", "order_number", "rfq_number") or not (is_limit or turn.intent == "negotiate_price"):
        return None
    if any(not names_search(turn, search) for _ in turn.entities.products):
        return None
    if turn.entities.has("price"):
        return await narrow(turn)
    limit = {"amount": str(turn.limits[-1]), "currency": search.currency}
    kept = tuple(each for each in turn.entities.found if each[0] not in ("product", "quantity"))
    return await show(turn, search.with_entities(Entities((("price", limit), *kept))))


@reading
async def such_a_lead_time(turn: Turn) -> list[Event] | None:
    """Limits the search on the screen by the lead time: "which of the bottles can I get in 3 weeks?"."""
    search, longest = find_current_search(turn), wanted_days(turn.text)
    if search is None or longest is None or turn.is_pressed or turn.task is not None:
        return None
    if turn.record.latest_focus and turn.asks:
        return None  # "can you do it within 20 days?" asks about the one that is talked about
    if turn.intent not in ("ask_lead_time", "find_supplier", "compare_suppliers", "inform") or turn.points_into_list:
        return None
    if turn.entities.has("company", "order_number", "rfq_number"):
        return None
    is_other = turn.entities.products and not names_search(turn, search)
    return None if is_other else await show(turn, replace(search, max_days=longest, offset=0))


@reading
async def price_of_the_best(turn: Turn) -> list[Event] | None:
    """Says the price of the cheapest or the fastest of the list, where the place makes the question one about freight: "how much
    for 3000 pairs of the cheapest, to Lagos"."""
    search = find_current_search(turn)
    if search is None or turn.intent != "faq_shipping_cost" or turn.is_pressed or turn.task is not None:
        return None
    names_best = bool(turn.topics & {"cheapest", "fastest"}) or turn.points_into_list
    if not names_best or not turn.entities.has("quantity") or not asks_price(turn.text):
        return None
    return await HANDLERS["ask_price"](turn)


@reading
async def such_suppliers(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen by a condition on suppliers, whatever the intent: "only verified suppliers"."""
    said = len(turn.text) <= _FEW_WORDS and names_supplier_condition(turn.text)
    if turn.is_pressed or not said or turn.entities.has(*OWN_SUBJECT) or not turn.slot("search"):
        return None
    return await narrow(turn)


@reading
async def bare_product(turn: Turn) -> list[Event] | None:
    """Searches for goods that were named with nothing else, such as "tomato paste"."""
    lost = turn.intent in ("nlu_fallback", "out_of_scope")
    if not lost or not turn.entities.products or turn.task is not None:
        return None
    if len(turn.text) > _FEW_WORDS and turn.record.last.message_id != "":
        return None
    return await find_supplier(turn)


@reading
async def goods_of_a_place(turn: Turn) -> list[Event] | None:
    """Answers "what do you have from Sichuan?" by searching for the goods of that place."""
    likely = turn.intent in ("faq_about_platform", "find_supplier") and not turn.is_pressed
    named = turn.entities.regions and not turn.entities.has(*OWN_SUBJECT)
    if not likely or not named or len(turn.text) > _FEW_WORDS or turn.task is not None:
        return None
    return await find_supplier(turn)


@reading
async def goods_that_you_have(turn: Turn) -> list[Event] | None:
    """Answers "do you have gaiwans?" by a search. The NLU may take such words for a question about the bot or the platform,
    which goods that it does not know from its examples do not change."""
    about_us = turn.intent in ("bot_challenge", "faq_about_platform") and not turn.is_pressed
    if not about_us or not turn.entities.products or len(turn.text) > _FEW_WORDS or turn.task is not None:
        return None
    return await find_supplier(turn) if dict(turn.ranking).get("find_supplier", 0) >= _LIKELY else None


@reading
async def a_supplier_is_sought(turn: Turn) -> list[Event] | None:
    """Answers "need supplier" by a search. The NLU may take such words for the question how to become a supplier."""
    if turn.intent != "faq_become_supplier" or turn.is_pressed or turn.is_supplier or not seeks_supplier(turn.text):
        return None
    return await find_supplier(turn)


@reading
async def price_of_a_sample(turn: Turn) -> list[Event] | None:
    """Says what a sample costs, when the NLU cannot decide between a question about prices and one about samples."""
    asked = names_sample(turn.text) and asks_price(turn.text)
    return await sample_policy(turn) if asked and is_close(turn) else None


@reading
async def a_first_purchase(turn: Turn) -> list[Event] | None:
    """Searches for goods when the NLU cannot decide between a search and something else about goods, as for "I want to
    purchase some tea cups" or 地砖 600x600 要2000平, unless a product is talked about already."""
    close = is_close(turn) and turn.entities.products and set(candidates(turn)) <= _OF_GOODS
    return await find_supplier(turn) if close and turn.slot("product_id") is None else None


@reading
async def close_readings(turn: Turn) -> list[Event] | None:
    """Answers a message with two or three about equally likely intents: as a follow-up to what is on the screen, or by
    asking which is meant."""
    if not is_close(turn):
        return None
    understood = await follow_up(turn)
    return ask_which(turn) if understood is None else understood


def _has_just_limited_the_price(turn: Turn) -> bool:
    """Returns whether the message before this one set a price limit and no quantity, so that a bare number after it
    ("no, make that 45") corrects the limit."""
    return "price" in turn.record.last.entities and "quantity" not in turn.record.last.entities


def _has_just_seen_results(turn: Turn) -> bool:
    return any(response.startswith("utter_offer") for response in turn.record.last.said)
