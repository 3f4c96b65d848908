"""Answers what a supplier asks about a buyer's request from its record: how much of what, where to, until when, at which
price. It does so also amid a quotation, whose open question then comes again.

By their words alone, such questions are about orders, about the supplier's own goods, or general.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, button, certificate, date, days, incoterm, money, several, term, text
from actions.trades.orders.facts import is_dictating
from actions.trades.questions.to_buyers import find_meant_lead
from actions.trades.quotations.cards import lead_card, rfq_values

_HINTS, _ASKS, _SURELY = 0.25, 0.4, 0.5
"""How sure the NLU must be that a message asks about what is talked about: if its words name a fact, if they name the
request, and if they name neither."""
_OWN_WISH = 0.4
"""How sure the NLU must be of another wish, for that wish to be answered instead."""
_ELSEWHERE = frozenset(("rivals", "sales", "listing", "sent", "news", "leave_word", "silent", "counters", "missing"))
"""Topics of questions that other functions answer."""
_OF_OWN_GOODS = frozenset(("own_products", "change_listing"))
_OF_OWN_QUOTATIONS = frozenset(("my_quotes", "withdraw_quote"))
_WISHES = frozenset(
    ("contact_supplier", "decline_quote", "decline_order", "confirm_order", "human_handoff", "accept_quote")
)
"""Wishes about a request that are no questions about it."""
_VAGUE = frozenset(
    (
        *("nlu_fallback", "out_of_scope", "inform", "supplier_details", "ask_price", "ask_moq", "ask_lead_time"),
        *("view_leads", "find_supplier", "compare_suppliers", "faq_sample_policy", "faq_supplier_verification"),
        *("list_requests", "answer_question"),
    )
)
"""Intents that the NLU may give to a question about a request."""


@dataclass(frozen=True)
class LeadFact:
    """Declares a fact of a request: the topic by which it is asked for, the reply that says it, and the reply that
    the buyer has not said it, if requests can leave it open. `find` returns its value, or None if the buyer has not said it."""

    topic: str
    response: str
    find: Callable[[Rfq], Value | None]
    response_if_open: str = ""


FACTS: tuple[LeadFact, ...] = (
    LeadFact("deadline", "utter_lead_due", lambda lead: date(lead.due_on)),
    LeadFact("until", "utter_lead_due", lambda lead: date(lead.due_on)),
    LeadFact(
        "target",
        "utter_lead_target",
        lambda lead: money(lead.target_price) if lead.target_price else None,
        "utter_lead_target_open",
    ),
    LeadFact(
        "needed_by",
        "utter_lead_needed",
        lambda lead: date(lead.needed_by) if lead.needed_by else None,
        "utter_lead_needed_open",
    ),
    LeadFact(
        "certificates",
        "utter_lead_certificates",
        lambda lead: several(map(certificate, lead.certifications)) if lead.certifications else None,
        "utter_lead_certificates_open",
    ),
    LeadFact("amount", "utter_lead_amount", lambda lead: rfq_values(lead)["quantity"]),
    LeadFact("goes_to", "utter_lead_place", lambda lead: _say_place(lead)),
)
"""The facts of a request that can be asked for one by one, in the order in which they are said."""
_WHOLE = frozenset(("whole",))


@in_passing
async def fact_of_a_lead(turn: Turn) -> list[Event] | None:
    """Says what a supplier asks about a request. What its record does not say is offered to be asked of the buyer."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or is_dictating(turn):
        return None
    wanted = _find_wanted(turn)
    names_lead = bool(turn.topics & {"request", "wants"}) or turn.entities.rfq_number is not None
    if _is_elsewhere(turn) or not _may_ask(turn, wanted, names_lead):
        return None
    number = await find_meant_lead(turn)
    if number is None:
        return None
    try:
        lead = await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return None
    if not wanted and not turn.topics & _WHOLE and _asks_beyond(turn):
        return _offer_to_ask(turn, lead)
    if len(wanted) == 1 and not turn.topics & _WHOLE and turn.record.is_about("request"):
        _say_fact(turn, lead, wanted[0])
    else:
        _say_whole(turn, lead, wanted)
    turn.done.append("lead_fact")
    return [SlotSet("rfq_number", lead.number)]


def _is_elsewhere(turn: Turn) -> bool:
    """Returns whether the words name something that other functions answer. A target price (目标价) is no listed one (标价)."""
    return bool(turn.topics & _ELSEWHERE) and "target" not in turn.topics


def _find_wanted(turn: Turn) -> list[LeadFact]:
    topics = turn.topics | ({"certificates"} if turn.entities.certifications else frozenset())
    asked = [fact for fact in FACTS if fact.topic in topics]
    return [fact for at, fact in enumerate(asked) if fact.response not in {each.response for each in asked[:at]}]


def _may_ask(turn: Turn, wanted: list[LeadFact], names_lead: bool) -> bool:
    """Returns whether the message may ask about a request, and neither gives a value nor wants something else."""
    if turn.intent in _WISHES and turn.acts.name == turn.intent:
        return False
    if turn.entities.has("price") and not turn.cues.is_question:
        return False
    if turn.intent in _OF_OWN_QUOTATIONS and turn.cues.asks_of_own:
        return False
    if turn.intent in _OF_OWN_GOODS and turn.confidence >= _SURELY and not names_lead:
        return False
    asks = turn.acts.find("ask_about")
    if wanted or turn.topics & _WHOLE:
        wants_all = bool(turn.topics & _WHOLE) and turn.intent in _VAGUE
        return turn.cues.is_question or asks >= _HINTS or names_lead or wants_all
    if turn.intent not in _VAGUE or turn.acts.find(turn.intent) >= _OWN_WISH:
        return False
    if (turn.task is not None and not names_lead) or turn.cues.asks_of_own or turn.topics & {"total", "quotes"}:
        return (
            False  # it may ask about the quotation, or what the buyer has bought: "in total?", "my price for it was?"
        )
    return asks >= (_ASKS if names_lead else _SURELY) and turn.acts.name == "ask_about"


def _asks_beyond(turn: Turn) -> bool:
    """Returns whether the message asks for something of the goods that no request says, such as their colour."""
    return turn.record.is_about("request") and turn.acts.find("ask_about") >= _SURELY


def _say_fact(turn: Turn, lead: Rfq, fact: LeadFact) -> None:
    value = fact.find(lead)
    left = days(max((lead.due_on - turn.today).days, 0))
    values = {**rfq_values(lead), "buyer": text(lead.buyer.name), "left": left, "value": value or ""}
    turn.say(fact.response_if_open if value is None else fact.response, values)


def _say_whole(turn: Turn, lead: Rfq, wanted: list[LeadFact]) -> None:
    """Says the request in a sentence, with its card, and beside it what was asked for and the sentence does not say."""
    turn.say("utter_lead_named", {**rfq_values(lead), "buyer": text(lead.buyer.name)}, cards=[lead_card(lead)])
    for fact in wanted:
        if fact.topic in ("target", "needed_by", "certificates"):
            _say_fact(turn, lead, fact)


def _offer_to_ask(turn: Turn, lead: Rfq) -> list[Event]:
    """Says that the request does not tell, and offers to ask the buyer. Amid a task a button does."""
    about: dict[str, Any] = {"rfq_number": lead.number, "question": turn.text.strip()}
    values = {**rfq_values(lead), "buyer": text(lead.buyer.name), "question": turn.text.strip()}
    turn.done.append("lead_fact")
    if turn.task is not None:
        pass_on = button("button.ask_other_side", "contact_supplier", **about)
        turn.say("utter_lead_not_said_amid", values, buttons=[pass_on])
        return [SlotSet("rfq_number", lead.number)]
    turn.say("utter_lead_not_said", values, cards=[lead_card(lead)])
    return [SlotSet("rfq_number", lead.number), turn.propose("contact_supplier", **about)]


def _say_place(lead: Rfq) -> Value:
    place = rfq_values(lead)["destination"]
    terms = incoterm(lead.incoterm, lead.port) if lead.incoterm else None
    return term("lead.place_on_terms", place=place, incoterm=terms) if terms else place
