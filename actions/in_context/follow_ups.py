"""Answers short questions that follow up on the last answer: on a general one, on the terms of the order or request
that is talked about, or on a message that was passed on to the other side.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.tasks import PASSED_ON
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.orders.terms import LISTING_INCOTERM
from actions.replies import (
    Value,
    button,
    incoterm,
    lines,
    one_after_another,
    term,
    text,
)
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.conditions import describe, describe_delivery
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import (
    find_listing_in_question,
)
from actions.sourcing.cards import listing_card, listing_values, price_for_quantity
from actions.sourcing.searching.results import say_so_far
from actions.sourcing.suppliers import say_comparison
from actions.trades.lookup.asking import is_of_draft
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import MESSAGE
from actions.trades.orders.cards import order_card, order_values
from actions.trades.orders.told.facts import say_terms
from actions.trades.orders.told.status import asks_in_general
from actions.trades.questions.answering import say_state
from actions.trades.questions.asking import contact_buyer, leave_message
from actions.trades.questions.cards import question_values

_ASKS = 0.4
"""The least confidence that a message asks about the thing that is talked about, at which it is answered from that
thing."""
_SURE = 0.5
_FEW_WORDS = 10
_WAITS = frozenset(("utter_question_waits", "utter_question_still_waits"))
"""The responses that say that a message waits for its answer."""
_LOOKED_AT = 20
"""The number of newest questions in which the function looks for the one that is meant."""
_FEW_HAN = 12
_WHERE_AND_WHEN = frozenset(("country", "port", "incoterm", "date"))
_TELLS = frozenset(("inform", "nlu_fallback", "out_of_scope"))
"""Intents of messages that may only tell something."""
_SURELY = 0.65
_FEW_WORDS_OF_A_MESSAGE = 5
_FEW_HAN_OF_A_MESSAGE = 7
_NO_QUESTION_WORDS, _NO_QUESTION_HAN = 8, 10
_OWN_SUBJECT = ("product", "company", "order_number", "rfq_number", "region")
_CONDITIONS = ("quantity", "price", "excluded_region", "certification")
_OF_GOODS = frozenset(("ask_price", "ask_moq", "ask_lead_time", "request_sample", "supplier_details"))
"""Intents that ask about goods. They follow up on goods that are talked about rather than on a general answer."""
_OF_SEVERAL = frozenset(("compare_suppliers", "find_supplier", "contact_supplier"))
_OF_TERMS = frozenset(("faq_incoterms", "faq_shipping_cost", "faq_customs_duty"))
"""General questions to which the Incoterm of an order or a quotation gives an exact answer."""
_OF_ORDERS = frozenset(
    ("order_status", "payment_status", "request_invoice", "change_order", "cancel_order", "report_problem")
)
_OF_THE_QUEUE = frozenset(("human_handoff", "greet", "thank", "goodbye", "bot_challenge"))
"""Intents after which the "how long?" of somebody who waits for a person is about the queue."""
_OF_TIME = frozenset(("ask_lead_time", "faq_shipping_time", "faq_business_hours", "order_status"))
_LIKELY = 0.1
_OTHERS = frozenset(
    (
        *("human_handoff", "bot_challenge", "change_language", "greet", "thank", "goodbye", "cancel", "deny"),
        "negotiate_price",
    )
)


@reading
async def how_long_for_a_person(turn: Turn) -> list[Event] | None:
    """Has the gateway say how the queue stands, for "how long will that take?" right after the contact has asked for a
    person, or if nothing else is talked about. By its words alone, the question may be about goods."""
    nothing_else = not turn.record.focus and find_current_search(turn) is None
    if not turn.context.waits_for_person or turn.is_pressed:
        return None
    if turn.record.last.intent not in _OF_THE_QUEUE and not nothing_else:
        return None
    if turn.intent not in _OF_TIME or turn.task is not None or turn.entities.has(*_OWN_SUBJECT):
        return None
    turn.request_effect("tell_queue")
    return []


@reading
async def what_was_passed_on(turn: Turn) -> list[Event] | None:
    """Repeats the words that the last task has passed on, for "what exactly did you tell them?". Nothing is sent
    again."""
    passed_on = turn.slot(PASSED_ON)
    if "sent" not in turn.topics or turn.is_pressed or not isinstance(passed_on, Mapping) or turn.task is not None:
        return None
    turn.say("utter_passed_on_before", {"task": term(f"task.{passed_on['task']}"), "values": passed_on["values"]})
    return []


@reading
async def news_of_a_message(turn: Turn) -> list[Event] | None:
    """Says whether the other side has answered the latest message that the contact sent to it, for "did they say
    something?"."""
    calls_again = turn.intent == "greet" and bool(_WAITS & set(turn.record.last.said))  # "hello??"
    asks = "news" in turn.topics or calls_again or is_of_draft(turn, turn.asked)
    if not asks or turn.is_pressed or not turn.is_signed_in:
        return None
    if turn.task is not None and turn.task.name == "question":
        turn.say("utter_question_not_yet")
        return []
    if turn.task is not None:
        return None
    if turn.entities.has("product", "company", "order_number", "rfq_number", "quotation"):
        return None
    questions = await turn.market.questions.list_questions(turn.account, limit=_LOOKED_AT)
    own = next((question for question in questions if question.is_own), None)
    if asked := await _find_asked_change(turn, own.asked_at if own else None):
        turn.say("utter_change_unanswered", order_values(asked), cards=[order_card(turn, asked)])
        return []
    if own is None:
        return None
    if calls_again and not own.answers:
        turn.say("utter_question_still_waits", question_values(own))
    else:
        say_state(turn, own)
    return [SlotSet("question_number", own.number)]


async def _find_asked_change(turn: Turn, after: dt.datetime | None) -> Order | None:
    """Returns the buyer's order that is talked about, if the buyer has asked for a change of it later than `after`, and
    the supplier has not answered yet."""
    number = turn.word_slot("order_number")
    if number is None or turn.is_supplier:
        return None
    try:
        order = await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None
    return order if order.asked and (after is None or order.asked.asked_at > after) else None


@in_passing
async def nobody_is_wanted(turn: Turn) -> list[Event] | None:
    """Does not call a person, for "no, I don't want to talk to anybody". By its words alone, the message may ask for
    one."""
    if "no_person" not in turn.topics or turn.is_pressed or turn.intent not in ("human_handoff", "deny", "cancel"):
        return None
    turn.say("utter_no_person")
    if turn.context.waits_for_person:
        turn.request_effect("withdraw_handoff")
    return []


@in_passing
async def nobody_is_asked(turn: Turn) -> list[Event] | None:
    """Begins no message, for "no need to ask, thanks". By its words alone, it may be one for the other side."""
    is_short = is_brief(turn.text, _NO_QUESTION_WORDS, _NO_QUESTION_HAN)
    if "asks_nobody" not in turn.topics or not is_short or turn.is_pressed or turn.task is not None or turn.asks:
        return None
    return await HANDLERS["deny"](turn)


@in_passing
async def leave_word(turn: Turn) -> list[Event] | None:
    """Takes down a message for the team, for "leave word for your team: …". No wish in the message is carried out. A
    supplier's message that is for a buyer goes to the buyer."""
    if "leave_word" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if turn.is_supplier and turn.dictation.is_to_them and turn.dictation.is_message:
        return None
    if turn.is_signed_in and turn.dictation.told and turn.intent == "contact_supplier":
        return None
    if is_brief(turn.text, _FEW_WORDS_OF_A_MESSAGE, _FEW_HAN_OF_A_MESSAGE):
        await begin_note(turn, MESSAGE, "", term("note.about_nothing"))
        return []
    await leave_message(turn, complete=True)
    return []


@reading
async def what_is_searched_for(turn: Turn) -> list[Event] | None:
    """Repeats the goods and the conditions of the search, for "so what did we have?"."""
    search = find_current_search(turn)
    if "so_far" not in turn.topics or turn.is_pressed or turn.task is not None or search is None:
        return None
    return await say_so_far(turn, search)


@reading
async def one_of_the_orders_shown(turn: Turn) -> list[Event] | None:
    """Answers "the second of them, when is it due?" about that order, when orders were listed last."""
    latest = turn.record.latest_list
    if latest is None or latest.kind != "order" or latest.intent or turn.is_pressed or not turn.is_signed_in:
        return None
    if turn.task is not None or turn.entities.has(*_OWN_SUBJECT):
        return None
    chosen = turn.cues.find_chosen(len(latest.ids))
    if len(chosen) != 1:
        return None
    number = latest.ids[chosen[0]]
    if len(latest.ids) == 2 and chosen[0] == 0 and turn.record.last.about == ["order", number]:
        number = latest.ids[1]  # who has just turned to "the other one" calls the one before it "the first"
    likely = (name for name, share in turn.ranking if name in _OF_ORDERS and share >= _LIKELY)
    intent = turn.intent if turn.intent in _OF_ORDERS else next(likely, "order_status")
    return await HANDLERS[intent](turn.with_entities(order_number=number))


@reading
async def about_the_orders_shown(turn: Turn) -> list[Event] | None:
    """Answers "that one, how much in total?" or "when is it ready?" from the order, when orders were shown last. By
    their words alone, such questions are about goods."""
    at_hand = find_at_hand(turn, "order")
    if turn.intent not in _OF_GOODS or turn.is_pressed or not turn.is_signed_in or at_hand is None:
        return None
    if turn.task is not None or turn.entities.has(*_OWN_SUBJECT) or turn.acts.find("ask_about", "point") < _ASKS:
        return None
    if turn.cues.asks_of_own_profile:
        return None
    of_company = at_hand.number and turn.entities.has("certification") and not turn.is_supplier
    return await HANDLERS["supplier_details" if of_company else "order_status"](turn)


@reading
async def terms_at_hand(turn: Turn) -> list[Event] | None:
    """Says who pays the freight, the insurance and the duty of the order or the quotations at hand, by their Incoterm,
    when the words ask who pays, or what a price includes."""
    if turn.is_pressed or not turn.is_signed_in or turn.entities.has(*_OWN_SUBJECT):
        return None
    quotes = turn.is_supplier and turn.acts.kind != "ask"  # "9.40 fob, not dap"
    asks_which = len(turn.entities.words("incoterm")) > 1 and not quotes  # "DAP or FOB?"
    if turn.intent not in _OF_TERMS and not asks_which:
        return None
    checks = "checks" in turn.topics and turn.entities.has("incoterm")  # DAP对吧
    is_of_it = turn.acts.find("ask_about") >= _ASKS or asks_which or checks
    if not turn.acts.are_situated or not is_of_it:
        return None
    at_hand = find_at_hand(turn, "order", "request")
    number = at_hand.number if at_hand else None
    if at_hand is None or number is None:
        return None
    try:
        if at_hand.kind == "order":
            return await _say_terms_of_order(turn, number, asks_which=asks_which)
        if turn.is_supplier:
            return await _say_terms_of_lead(turn, number)
        return await _say_terms_of_quotations(turn, number)
    except NotFound:
        return None
    return None


async def _say_terms_of_order(turn: Turn, number: str, *, asks_which: bool) -> list[Event] | None:
    """Says the terms of the order and, if the words ask in general what freight, insurance and duty cost, how these are computed. Returns None
    when the words name other terms than those of the order: "what does CIF mean?", after an order that goes FOB."""
    order = await turn.market.orders.access_order(turn.account, number)
    named = turn.entities.words("incoterm")
    is_meant = order.incoterm in named or asks_which or "checks" in turn.topics
    if named and not is_meant:
        return None
    say_terms(turn, order)
    if turn.cues.asks_price and asks_in_general(turn):
        turn.say(f"utter_{turn.intent}")
    return [SlotSet("order_number", order.number)]


async def _say_terms_of_lead(turn: Turn, number: str) -> list[Event] | None:
    lead = await turn.market.rfqs.access_rfq(turn.account, number)
    if turn.entities.incoterm not in (None, lead.incoterm):
        return None  # "is CIF possible also?", of a request that goes FOB
    if lead.incoterm is None:
        turn.say("utter_terms_open", {"number": lead.number})
        return [SlotSet("rfq_number", lead.number)]
    about = term("follow_up.request", number=lead.number, goods=text(lead.product))
    values = {"about": about, "incoterm": incoterm(lead.incoterm, lead.port), "meaning": _meaning(lead.incoterm)}
    turn.say("utter_terms_at_hand", values)
    return [SlotSet("rfq_number", lead.number)]


async def _say_terms_of_quotations(turn: Turn, number: str) -> list[Event] | None:
    rfq = await turn.market.rfqs.access_rfq(turn.account, number)
    if not rfq.quotations:
        return None
    this = [each for each in rfq.quotations if each.number == turn.word_slot("quotation")]
    if this and turn.cues.points_at_one:  # 这个价运费谁出, of the price that was just offered
        about = term("follow_up.quotation", supplier=text(this[0].supplier.name), goods=text(rfq.product))
        place = this[0].port or (rfq.destination.city if rfq.destination else None)
        values = {"about": about, "incoterm": incoterm(this[0].incoterm, place), "meaning": _meaning(this[0].incoterm)}
        turn.say("utter_terms_at_hand", values)
        return [SlotSet("rfq_number", rfq.number)]
    said = [
        term(
            "follow_up.terms_of_quotation",
            supplier=text(each.supplier.name),
            incoterm=incoterm(each.incoterm, each.port),
            meaning=_meaning(each.incoterm),
        )
        for each in rfq.quotations
    ]
    turn.say("utter_terms_of_quotations", {"number": rfq.number, "terms": lines(said)})
    return [SlotSet("rfq_number", rfq.number)]


def _meaning(code: str) -> Value:
    return term(f"incoterm_meaning.{code}")


@in_passing
async def term_of_listed_price(turn: Turn) -> list[Event] | None:
    """Says on which Incoterm the listed price is, for "is that fob or what?" about a listing, also while a request for
    it is made."""
    task = turn.task
    amid = task is not None and task.name == "request" and bool(task.values.get("product_id"))
    focus = turn.record.latest_focus
    is_free = task is None and focus is not None and focus[0] in ("listing", "supplier")
    if "price_on_term" not in turn.topics or turn.is_pressed or turn.is_supplier or not (amid or is_free):
        return None
    if turn.entities.has("product", "company", "quantity", "order_number", "rfq_number"):
        return None
    listing = await find_listing_in_question(turn)
    if listing is None:
        return None
    code = ((task.values.get("terms") or {}) if task and amid else {}).get("incoterm")
    values = {**listing_values(listing), "incoterm": LISTING_INCOTERM}
    if code:
        turn.say("utter_price_on_term_wanted", {**values, "wanted": code})
    else:
        turn.say("utter_price_on_term", {**values, "meaning": term(f"incoterm_meaning.{LISTING_INCOTERM}")})
    return focus_on(listing)


@reading
async def freight_of_listed_prices(turn: Turn) -> list[Event] | None:
    """Says that a listed price is for the goods alone, for "is that price including shipping?" about a listing."""
    focus = turn.record.latest_focus
    about_goods = focus[0] in ("listing", "supplier") if focus else find_current_search(turn) is not None
    if not turn.topics & {"freight", "insured"} or turn.is_pressed or turn.task is not None or not about_goods:
        return None
    if turn.intent in ("faq_sample_policy", "request_sample"):
        return None
    listing = await find_listing_in_question(turn)
    if listing is None:
        return None
    values = listing_values(listing) | {"price": price_for_quantity(listing)}
    quote = button("button.request_quote", "request_quote", product_id=listing.product_id)
    of_insurance = "freight" not in turn.topics
    turn.say(
        "utter_price_without_insurance" if of_insurance else "utter_price_without_freight", values, buttons=[quote]
    )
    return focus_on(listing)


@reading
async def compared_again(turn: Turn) -> list[Event] | None:
    """Repeats a comparison after exchanging listings in it, for "put the fourth instead of the third"."""
    compared = next((each.ids for each in turn.record.lists if each.kind == "listing"), [])
    search = SearchState.load(turn.slot("search"))
    shown = search.shown if search else ()
    is_comparison = turn.has_just_done("compare_suppliers") or tuple(compared) != tuple(shown)
    if not is_comparison or turn.is_pressed or turn.acts.name != "correct":
        return None
    named = [shown[index] for index in turn.cues.find_ordinals(len(shown))]
    others = [each for each in compared if each not in named] + [each for each in named if each not in compared]
    if not named or len(others) < 2:
        return None
    turn.done.append("compare_suppliers")
    return await say_comparison(turn, others)


@reading
async def noted_for_the_request(turn: Turn) -> list[Event] | None:
    """Notes where the goods of the search go, on which Incoterm, and by when they are needed. These values do not limit
    the results, but a request for quotations takes them over."""
    search = find_current_search(turn)
    if search is None or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    if turn.intent == "request_quote" and turn.confidence >= _SURE:
        return None  # 询价吧 广州黄埔自提
    if turn.record.is_about("request"):
        return None  # the words belong to a request that was sent already
    if not turn.entities.has("country", "incoterm", "date") or turn.entities.has(*_OWN_SUBJECT, *_CONDITIONS):
        return None
    gives = turn.acts.share("value", "condition", "correct")
    is_given = turn.acts.are_situated and gives >= max(_ASKS, turn.acts.share("ask"))
    asks_in_general = turn.intent in _OF_TERMS and turn.confidence >= _SURE
    if asks_in_general and not turn.entities.has("country"):
        return None
    if not is_given and not _says_only_where_and_when(turn):
        return None
    if asks_in_general:  # "and to Jeddah, who pays the customs"
        await HANDLERS[turn.intent](turn)
    updated = search.with_entities(turn.entities)
    quote = button("button.request_quote", "request_quote", product=search.text)
    noted = one_after_another(describe_delivery(updated))
    turn.say("utter_search_noted", {"noted": noted, "search": describe(search)}, buttons=[quote])
    return [SlotSet("search", updated.dump())]


def _says_only_where_and_when(turn: Turn) -> bool:
    """Returns whether the message is short and names nothing but where the goods go, on which Incoterm and by when:
    送到汉堡."""
    named = {name for name, _ in turn.entities.found}
    leaves = turn.acts.kind in ("give_up", "no", "chatter")  # 先记着 明天再弄 names no day for the goods
    return named <= _WHERE_AND_WHEN and not (turn.asks or leaves) and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)


@reading
async def the_listing_once_more(turn: Turn) -> list[Event] | None:
    """Names the listing that is talked about once more, with its supplier and figures: "what's that one again?"."""
    if "said_again" not in turn.topics or turn.is_pressed or turn.task is not None or turn.entities.has(*_OWN_SUBJECT):
        return None
    listing = await find_listing_in_question(turn) if turn.record.is_about("listing", "supplier") else None
    if listing is None:
        return None
    values = {**listing_values(listing), "price": price_for_quantity(listing)}
    turn.say("utter_offer_once_more", values, cards=[listing_card(listing)])
    return focus_on(listing)


@reading
async def more_of_it(turn: Turn) -> list[Event] | None:
    """Says more about the thing that was talked about, for "tell me more". By its words alone, the message may be about
    anything."""
    if "more_of_it" not in turn.topics or turn.is_pressed or turn.task is not None or turn.entities:
        return None
    if not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    if topic := _find_topic(turn):
        return _say_more_of(turn, topic)
    latest = turn.record.latest_focus
    shows = {"listing": "supplier_details", "supplier": "supplier_details", "order": "order_status"}
    intent = shows.get(latest[0]) if latest else "supplier_details" if find_current_search(turn) else None
    return await HANDLERS[intent](turn) if intent else None


def _find_topic(turn: Turn) -> str | None:
    """Returns the topic of the last answer, if that was a general one; else None."""
    return next((done.removeprefix("faq_") for done in turn.record.last.done if done.startswith("faq_")), None)


def _say_more_of(turn: Turn, topic: str) -> list[Event]:
    turn.done.append(f"faq_{topic}")
    if f"utter_faq_{topic}_more" in turn.record.last.said:
        return [turn.say_with_person("utter_faq_no_more", {}, "asked", asked=True)]
    turn.say(f"utter_faq_{topic}_more")
    return []


@reading
async def more_of_the_topic(turn: Turn) -> list[Event] | None:
    """Answers a short question that follows a general answer and has no subject of its own, such as "and how long do I
    have?", from the topic of that answer. If that has been said already, offers a person."""
    topic = _find_topic(turn)
    brief = is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    if topic is None or turn.is_pressed or turn.task is not None or not brief:
        return None
    asks = turn.acts.share("ask") >= _ASKS or (turn.confidence < _SURE and turn.cues.asks_alike)
    if turn.entities.has(*_OWN_SUBJECT) or turn.intent in _OTHERS or not asks:
        return None
    if turn.intent.startswith("faq_") and (turn.confidence >= _SURE or turn.intent == f"faq_{topic}"):
        return None
    if turn.intent == "out_of_scope" and turn.confidence >= _SURE:
        return None
    if turn.intent in (*_OF_GOODS, *_OF_SEVERAL) and (turn.record.focus or turn.slot("search")):
        return None
    return _say_more_of(turn, topic)


@reading
async def word_about_what_is_at_hand(turn: Turn) -> list[Event] | None:
    """Takes down news about the order or request at hand that no intent covers: "we have only 45 in stock, the other 15
    in three weeks". After a "yes", a supplier's news is sent to the buyer, and a buyer's to the team. If a supplier
    names a price for a request, begins a quotation."""
    at_hand = find_at_hand(turn, "order", "request")
    if at_hand is None or at_hand.number is None or turn.is_pressed or not turn.is_signed_in:
        return None
    if turn.task is not None or turn.intent not in _TELLS or turn.entities.has(*_OWN_SUBJECT):
        return None
    if turn.acts.share("value", "correct") < _ASKS or turn.cues.is_question:
        return None
    if turn.is_supplier and at_hand.kind == "request" and turn.entities.has("price"):
        return await HANDLERS["submit_quote"](turn)
    if is_brief(turn.text, _FEW_WORDS_OF_A_MESSAGE, _FEW_HAN_OF_A_MESSAGE):
        return None
    if turn.is_supplier:
        return await contact_buyer(turn, turn.text.strip())
    await leave_message(turn, complete=True)
    return []


@reading
async def about_the_request_at_hand(turn: Turn) -> list[Event] | None:
    """Shows the request at hand for a short question about it, such as "and until when?"."""
    at_hand = find_at_hand(turn, "request")
    number = at_hand.number if at_hand else None
    if number is None or turn.is_pressed or not turn.is_signed_in or turn.task is not None:
        return None
    if turn.acts.find("ask_about") < _ASKS or turn.entities.has(*_OWN_SUBJECT):
        return None
    if turn.is_supplier and "withdraws" in turn.topics:
        return None  # what a supplier takes back is its quotation
    general = turn.intent.startswith("faq_") and turn.confidence < _SURELY
    if not (general or turn.intent in ("nlu_fallback", *_OF_GOODS) or turn.confidence < _SURE):
        return None
    shown = turn.with_entities(rfq_number=number)
    return await HANDLERS["view_leads" if turn.is_supplier else "check_quotes"](shown)
