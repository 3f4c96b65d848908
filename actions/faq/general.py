"""Answers questions on trade and on the marketplace in general that no intent covers: whether the chat is remembered, what
protects a deposit, who pays the costs in the port, what momme is.

Each answer is a response of its own, `utter_know_<name>`; nlu/turn/words/general/general.yml lists the words that ask for
each. If an order or an offer is talked about that the answer depends on, its own terms come first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, afterthought, in_passing
from actions.dialogue.tasks import CONFIRMED, find_task
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.orders.records import Order
from actions.replies import button, money, one_after_another, term
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.conditions import describe, describe_delivery
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values, price_for_quantity
from actions.trades.orders.cards import name_order
from actions.trades.orders.told.facts import say_insurance

Say = Callable[[Turn, Order], None]
DONE = "general_question"
"""What the record notes as done by an answer of this module."""
_FOR_SUPPLIERS = frozenset(
    (
        *(
            "how_told",
            "remembers",
            "lost_password",
            "several_people",
            "account_data",
            "told_colleague",
            "chat_seen",
            "mailed",
            "app",
            "mark_paid",
            "languages",
        ),
        *("proforma", "bill_of_lading", "momme", "satin", "ip_rating", "gsm", "thread_count", "steel_grades", "grades"),
        *("china_kinds", "brix", "letter_of_credit", "bank_transfer", "oem", "aql", "cbm", "certificates", "eta"),
        *("english_papers", "ratings"),
    )
)
"""The answers that are true for suppliers as well."""
_AFTER = {
    "register": ("utter_sign_in", "utter_sign_in_how", "utter_market_account", "utter_market_register"),
    "password": ("utter_know_lost_password",),
}
"""For each subject that an answer can have, how the names of the responses about it begin. Some questions only count
right after such a response."""
_PERSON = "person"
"""The subject (see `_AFTER`) of questions that only count while the contact waits for a person they have asked for."""
_COVERED = {
    "freight_included": ("final_money", "air_or_sea"),
    "final_money": ("air_or_sea", "arrange_freight"),
    "form_m": ("proforma",),
    "together": ("container",),
    "momme": ("satin",),
    "other_ways": ("currency",),
    "split": ("air_or_sea", "together"),
    "told_colleague": ("remembers", "chat_seen"),
    "lost_password": ("mailed", "account_data"),
    "deposit_safety": ("legit",),
}
"""For each question, the other questions that its answer covers as well, so that they need no answer of their own."""
_OF_SUPPLIERS = frozenset(
    (
        *(
            "mould",
            "mixed_minimum",
            "split",
            "together",
            "production_photos",
            "plant_health",
            "exclusive",
            "fba",
            "battery",
        ),
        *("free_sample", "dear_sample", "sample_credited", "container", "pictures", "own_design", "origin", "holiday"),
    )
)
"""The questions that, while words to a supplier are being written, may be meant for that supplier."""
_OF_THE_BOT = frozenset(("how_told", "mailed", "phone", "whatsapp", "app", "remembers", "chat_seen"))
"""Questions on how this chat itself reaches the contact, which nobody else can answer."""
_ASKED_OF_THEM = frozenset(("contact_supplier",))
_WRITES_TO_THEM = frozenset(("request_quote", "report_problem"))
_WRITTEN_ABOUT = ("product", "product_id", "supplier_id", "quantity", "order_number")
_SAYS = ("yes", "no", "value", "correct", "give_up")
_SURE, _WRITTEN_BY_THE_OPERATOR = 0.5, 0.6
_MOST = 2
_STORY_WORDS, _STORY_HAN = 40, 80
"""A message with more words or Chinese characters than this tells a story, and its question is only a part of it."""
_REMEMBERS = "remembers"
_PERSON_TOO, _OF_PERSONS = "human_handoff", frozenset(("phone", "whatsapp"))
_OF_THE_COLLEAGUE = "told_colleague"


def _say_terms(turn: Turn, order: Order) -> None:
    values = {"about": name_order(order), "incoterm": order.incoterm}
    turn.say("utter_terms_at_hand", {**values, "meaning": term(f"incoterm_meaning.{order.incoterm}")})


def _say_terms_and(name: str) -> Say:
    """Returns the function that says the Incoterm of an order, and then the answer `name`."""

    def say(turn: Turn, order: Order) -> None:
        _say_terms(turn, order)
        turn.say(f"utter_know_{name}")

    return say


def _say_insurance(turn: Turn, order: Order) -> None:
    say_insurance(turn, order)


def _say_what_comes_on_top(turn: Turn, order: Order) -> None:
    values = {"total": money(order.total), "order": name_order(order), "incoterm": order.incoterm}
    turn.say("utter_know_on_top_of_order", {**values, "meaning": term(f"incoterm_meaning.{order.incoterm}")})


_OF_ORDERS: dict[str, Say] = {
    "freight_included": _say_terms,
    "final_money": _say_what_comes_on_top,
    "port_charges": _say_terms_and("port_charges"),
    "who_carries": _say_terms,
    "insured": _say_insurance,
    "arrange_freight": _say_terms_and("arrange_freight"),
}
"""The answers that the Incoterm of an order gives."""


async def _say_freight_of_offer(turn: Turn) -> bool:
    offer = await find_listing_in_question(turn)
    if offer is None:
        return False
    values = listing_values(offer) | {"price": price_for_quantity(offer)}
    quote = button("button.request_quote", "request_quote", product_id=offer.product_id)
    turn.say("utter_price_without_freight", values, buttons=[quote])
    return True


async def _say_sample_of_offer(turn: Turn) -> bool:
    """Says what the sample of the offer costs."""
    offer = await find_listing_in_question(turn)
    if offer is not None and offer.sample_price is not None:
        values = {**listing_values(offer), "sample_price": money(offer.sample_price)}
        turn.say("utter_sample" if offer.sample_price.amount else "utter_sample_free", values)
        return True
    return False


async def _say_why_sample_is_dear(turn: Turn) -> bool:
    """Says what the sample of the offer costs. Always returns False, so that the general answer follows."""
    await _say_sample_of_offer(turn)
    return False


async def _say_carton_is_open(turn: Turn) -> bool:
    """Says that neither carton nor weight of the offer is on record, if the message asks how much of it fits into a
    container, and offers to ask the supplier."""
    offer = await find_listing_in_question(turn) if turn.entities.has("quantity") and turn.cues.is_question else None
    if offer is None:
        return False
    ask = button("button.ask_them", "contact_supplier", company=offer.supplier.name.en)
    turn.say("utter_container_open", listing_values(offer), buttons=[ask])
    return True


_OF_OFFERS: dict[str, Callable[[Turn], Awaitable[bool]]] = {
    "freight_included": _say_freight_of_offer,
    "free_sample": _say_sample_of_offer,
    "dear_sample": _say_why_sample_is_dear,
    "container": _say_carton_is_open,
}
"""For each of these questions, the function that says what is true of the offer that is talked about. It returns
whether this is the whole answer; if not, the general answer follows."""


@in_passing
async def general_question(turn: Turn) -> list[Event] | None:
    """Answers a question on trade or on the marketplace in general, also amid a task: "will you remember what we talked
    about?", 码头费谁付. What the operator has written about it comes first."""
    asked = await _find_open(turn)
    if not asked or _is_in_a_story(turn):
        return None
    events = await _answer(turn, asked)
    wants_person = "calls_person" in turn.topics or not _OF_PERSONS.isdisjoint(asked)
    return [*events, *await HANDLERS[_PERSON_TOO](turn)] if turn.intent == _PERSON_TOO and wants_person else events


@afterthought
async def general_question_of_a_story(turn: Turn) -> list[Event]:
    """Answers a general question at the end of a long message that was answered for its other wishes: "… and I have no
    company, can I buy at all?"."""
    if not turn.general or not _is_in_a_story(turn) or DONE in turn.done:
        return []
    asked = await _find_open(turn)
    return await _answer(turn, asked) if asked else []


async def _find_open(turn: Turn) -> list[str]:
    """Returns the questions of the message that are to be answered here."""
    asked = list(dict.fromkeys(_find_asked(turn)))
    task = find_task(turn)
    if task is not None and task.takes_questions and turn.task is not None:
        is_written = turn.task.asked == CONFIRMED
        asked = [name for name in asked if is_written and name not in _OF_SUPPLIERS]
    return [] if not asked or _is_for_others(turn) or await _has_own_article(turn) else asked


def _is_in_a_story(turn: Turn) -> bool:
    """Returns whether the message is so long that the question is only a part of it."""
    return not is_brief(turn.text, _STORY_WORDS, _STORY_HAN)


async def _answer(turn: Turn, asked: Sequence[str]) -> list[Event]:
    order = await _find_order(turn)
    covered = {other for name in asked for other in _COVERED.get(name, ())}
    for name in [name for name in asked if name not in covered][:_MOST]:
        if order is not None and name in _OF_ORDERS:
            _OF_ORDERS[name](turn, order)
        elif name == "register_how":
            turn.say("utter_market_register_how")
        elif order is not None or name not in _OF_OFFERS or not await _OF_OFFERS[name](turn):
            turn.say(f"utter_know_{name}")
        if name == _REMEMBERS:
            await _say_what_is_searched_for(turn)
    turn.done.append(DONE)
    if order is not None:
        return [SlotSet("order_number", order.number)]
    offer = None if "register_how" in asked else await find_listing_in_question(turn)
    return focus_on(offer) if offer is not None else []


async def _say_what_is_searched_for(turn: Turn) -> None:
    """Says which goods are searched for, with what is noted for their request, and how many offers there are."""
    search = find_current_search(turn)
    if search is None or not search.text or turn.is_supplier:
        return
    page = await turn.market.search.find_listings(search.request)
    if page.total and page.match != "near":
        noted = one_after_another([describe(search), *describe_delivery(search)])
        turn.say("utter_remembered_so_far", {"noted": noted, "count": page.total})


def _find_asked(turn: Turn) -> Iterator[str]:
    for name, _, after in (each.partition("@") for each in turn.general):
        if turn.is_supplier and name not in _FOR_SUPPLIERS:
            continue
        if not after or _comes_after(turn, after):
            yield name


def _comes_after(turn: Turn, about: str) -> bool:
    """Returns whether the message follows an answer about `about`."""
    if about == _PERSON:
        return turn.context.waits_for_person
    return any(response.startswith(_AFTER[about]) for response in turn.record.last.said)


def _is_for_others(turn: Turn) -> bool:
    """Returns whether the words do not ask the bot anything: they are meant for the other side, as those of a request
    or a complaint are ("500 scarves, add me on whatsapp"), or answer the open question of the task under way."""
    if turn.context.waits_for_person and any(name.startswith(_OF_THE_COLLEAGUE) for name in turn.general):
        return turn.is_pressed
    if turn.is_pressed or turn.dictation.is_to_them or turn.dictation.is_message or turn.dictation.edits(turn.text):
        return True
    if turn.intent in _ASKED_OF_THEM and turn.confidence >= _SURE and _OF_THE_BOT.isdisjoint(turn.general):
        return True
    if turn.asks or turn.cues.is_question:
        return False
    writes = turn.intent in _WRITES_TO_THEM and turn.confidence >= _SURE and turn.entities.has(*_WRITTEN_ABOUT)
    return writes or (find_task(turn) is not None and turn.acts.kind in _SAYS)


async def _has_own_article(turn: Turn) -> bool:
    """Returns whether the operator has written an article about the question."""
    if await turn.market.operator.find_written_article(turn.text) is not None:
        return True
    found = await turn.market.operator.find_article(turn.text)
    return found is not None and found.likeness >= _WRITTEN_BY_THE_OPERATOR


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order that the question names, or the one at hand."""
    number = turn.entities.order_number or find_order_at_hand(turn)
    if number is None or not turn.is_signed_in or turn.entities.has("product"):
        return None
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None
