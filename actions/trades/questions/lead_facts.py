"""Answers a supplier's questions about a buyer's request from the record: which goods, how many, which destination,
which deadline, which price. During the task of quoting, the open question of the task is asked again afterwards.

By their words alone, such questions are about orders, about the supplier's own goods, or general.
"""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.letters.records import find_language
from actions.marketplace.trades.requests.records import Rfq
from actions.reading.facts import Say, find_facts
from actions.replies import button, incoterm, text
from actions.trades.lookup.dictating import goes_on, is_dictating
from actions.trades.questions.own_leads import BESIDE_THE_WHOLE, FACTS, say_certificates, say_lead
from actions.trades.questions.to_buyers import find_meant_lead
from actions.trades.quotations.cards import lead_card, rfq_values

_HINTS, _ASKS, _SURELY = 0.25, 0.4, 0.5
"""How sure the NLU must be that a message asks about the request that is talked about: `_HINTS` if its words name a
fact, `_ASKS` if they name the request, and `_SURELY` if they name neither."""
_OWN_WISH = 0.4
"""How sure the NLU must be of another intent so that the message is no question about the request."""
_ELSEWHERE = frozenset(("rivals", "sales", "listing", "sent", "news", "leave_word", "silent", "counters", "missing"))
"""Topics of questions that other functions answer."""
_OF_OTHERS = frozenset(("claim_status", "answer_claim", "sample_status"))
_NO_DOUBT = 0.75
"""How sure the NLU must be of one of these intents, which speak of another thing than a request."""
_OF_OWN_GOODS = frozenset(("own_products", "change_listing"))
_OF_OWN_QUOTATIONS = frozenset(("my_quotes", "withdraw_quote"))
_WISHES = frozenset(
    ("contact_supplier", "decline_quote", "decline_order", "confirm_order", "human_handoff", "accept_quote")
)
"""Intents of messages about a request that ask nothing about it."""
_VAGUE = frozenset(
    (
        *("nlu_fallback", "out_of_scope", "inform", "supplier_details", "ask_price", "ask_moq", "ask_lead_time"),
        *("view_leads", "find_supplier", "compare_suppliers", "faq_sample_policy", "faq_supplier_verification"),
        *("list_requests", "answer_question"),
    )
)
"""Intents that the NLU may give to a question about a request."""


_ASKS_OF = {"zh": "请问{name}有什么要求？", "en": "What {name} do you need?"}
"""The question for the buyer how the goods shall be made or packed, by the language of the supplier's words."""
_WHOLE = frozenset(("whole",))
_OF_QUOTATIONS = frozenset(("total", "unit_price", "lead_time", "own_quote", "valid_until"))
"""Facts for which a question is about the quotation under way, if there is one."""


@in_passing
async def terms_that_a_buyer_wants(turn: Turn) -> list[Event] | None:
    """Says which Incoterm the request at hand asks for, if a supplier asks it by the names of Incoterms: "what did they
    ask for, DAP or FOB?", 他要的是CIF还是FOB. By its words alone, such a question wants these explained."""
    named = turn.entities.has("incoterm") and not turn.entities.has("price", "product")
    is_own = turn.is_supplier and turn.is_signed_in and not turn.is_pressed
    asks = turn.cues.is_question and (turn.cues.asks_wanted_terms or "wants" in turn.topics)
    if not (is_own and named and asks) or turn.entities.has("order_number"):
        return None
    number = await find_meant_lead(turn)
    lead = await turn.market.rfqs.access_rfq(turn.account, number) if number else None
    if lead is None or not lead.incoterm or is_dictating(turn):
        return None
    turn.say("utter_lead_terms", {**rfq_values(lead), "incoterm": incoterm(lead.incoterm, lead.port)})
    turn.done.append("lead_fact")
    return [SlotSet("rfq_number", lead.number)]


@in_passing
async def fact_of_a_lead(turn: Turn) -> list[Event] | None:
    """Answers a supplier's question about a request. If the record does not have the answer, offers to ask the
    buyer."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or is_dictating(turn) or goes_on(turn):
        return None
    wanted = _find_wanted(turn)
    names_lead = bool(turn.topics & {"request", "wants"}) or turn.entities.rfq_number is not None
    asks_make_up = turn.cues.asks_make_up and turn.task is None and not turn.dictation.is_to_them
    if _is_elsewhere(turn) or not (asks_make_up or _may_ask(turn, wanted, names_lead)):
        return None
    number = await find_meant_lead(turn)
    if number is None:
        return None
    try:
        lead = await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        return None
    if asks_make_up and not lead.note:
        return _offer_to_ask(turn, lead)
    if not wanted and not turn.topics & _WHOLE and _asks_beyond(turn):
        return _offer_to_ask(turn, lead)
    if len(wanted) == 1 and not turn.topics & _WHOLE and turn.record.is_about("request"):
        if not wanted[0](turn, lead):
            return None
    else:
        _say_whole(turn, lead, wanted)
    turn.done.append("lead_fact")
    return [SlotSet("rfq_number", lead.number)]


def _is_elsewhere(turn: Turn) -> bool:
    """Returns whether the words name something that other functions answer. A target price (目标价) is not the price of
    a listing (标价)."""
    if turn.intent in _OF_OTHERS and turn.confidence >= _NO_DOUBT:
        return True
    return bool(turn.topics & _ELSEWHERE) and not any("target" in clause.things for clause in turn.asked)


def _find_wanted(turn: Turn) -> list[Say]:
    quotes = turn.task is not None and turn.task.name == "quotation"
    asked = [
        clause
        for clause in turn.asked
        if (clause.kinds or clause.is_question or clause.fact) and not (quotes and clause.fact in _OF_QUOTATIONS)
    ]
    wanted = [fact.say for fact in find_facts(FACTS, asked) if not fact.is_whole]
    of_certificates = [say_certificates] if turn.entities.certifications else []
    return list(dict.fromkeys([*wanted, *of_certificates]))


def _may_ask(turn: Turn, wanted: list[Say], names_lead: bool) -> bool:
    """Returns whether the message may ask about a request. Returns False if it gives a value or wants something
    else."""
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
    """Returns whether the message asks for a property of the goods that requests do not have, such as their colour."""
    return turn.record.is_about("request") and turn.acts.find("ask_about") >= _SURELY


def _say_whole(turn: Turn, lead: Rfq, wanted: list[Say]) -> None:
    """Sums up the request in a sentence, shows its card, and adds those of the wanted facts that the sentence does not
    contain."""
    say_lead(turn, lead)
    for say in wanted:
        if say in BESIDE_THE_WHOLE:
            say(turn, lead)


def _offer_to_ask(turn: Turn, lead: Rfq) -> list[Event]:
    """Says that the request does not contain the answer, and offers to ask the buyer. During a task, a button offers
    it."""
    question = turn.text.strip()
    if turn.cues.asks_make_up and (name := turn.cues.make_up):
        question = _ASKS_OF["zh" if find_language(name) == "zh" else "en"].format(name=name)
    about: dict[str, Any] = {"rfq_number": lead.number, "question": question}
    values = {**rfq_values(lead), "buyer": text(lead.buyer.name), "question": question}
    turn.done.append("lead_fact")
    if turn.task is not None or turn.cues.asks_make_up:
        pass_on = button("button.ask_other_side", "contact_supplier", **about)
        turn.say("utter_lead_not_said_amid", values, buttons=[pass_on])
        return [SlotSet("rfq_number", lead.number)]
    turn.say("utter_lead_not_said", values, cards=[lead_card(lead)])
    return [SlotSet("rfq_number", lead.number), turn.propose("contact_supplier", **about)]
