"""Answers a supplier's words about what buyers want of it (samples, claims, lower prices) from its own samples, claims and
quotations. By their words alone, many of these are general questions, or wishes as a buyer has them.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from actions.cues import is_question
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import find_mentioned
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.marketplace.trades.samples.records import UNDER_WAY
from actions.replies import button
from actions.trades.quotations.which_quotation import is_asked

_OF_SAMPLES = frozenset(("faq_sample_policy", "request_sample"))
_OF_CLAIMS = frozenset(("report_problem", "request_refund", "answer_claim", "claim_status", "faq_return_policy"))
_ASKS = 0.4
"""The least confidence that a message is about a claim, besides its intent."""
_LOOKED_AT = 20
"""How many of the latest claims are looked at."""


def _is_heard(turn: Turn) -> bool:
    """Returns whether a signed-in supplier has said this in words, while no task waits for an answer."""
    return turn.is_supplier and turn.is_signed_in and not turn.is_pressed and turn.task is None


@reading
async def samples_of_its_own(turn: Turn) -> list[Event] | None:
    """Shows or answers a buyer's request for a sample. If there is no such request, a general question about samples is
    left to its general answer, unless the words ask whether there is one."""
    if not _is_heard(turn) or turn.intent not in _OF_SAMPLES:
        return None
    waits = await turn.market.samples.list_samples(turn.account, UNDER_WAY, limit=1)
    return await HANDLERS["sample_status"](turn) if waits or "anyone" in turn.topics else None


@reading
async def offers_of_buyers(turn: Turn) -> list[Event] | None:
    """Shows the quotations with what buyers offer for them, or says that no buyer's offer waits."""
    asks = turn.asks or "anyone" in turn.topics
    if not _is_heard(turn) or "counters" not in turn.topics or not asks or turn.entities.has("price"):
        return None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if any(is_asked(quotation) for _, quotation in pairs):
        return await HANDLERS["my_quotes"](turn)
    turn.say("utter_no_counter_waits", buttons=[button("button.my_quotes", "my_quotes")])
    return []


@reading
async def claim_of_a_buyer(turn: Turn) -> list[Event] | None:
    """Shows or answers the claim that a supplier speaks of: the one of the buyer or the order that it names, else the only
    one that waits."""
    if not _is_heard(turn) or turn.entities.has("claim_number", "rfq_number"):
        return None
    if turn.record.is_about("claim") and turn.entities.has("price") and not is_question(turn.text):
        return await HANDLERS["answer_claim"](turn)
    if turn.intent not in _OF_CLAIMS and turn.acts.find(*_OF_CLAIMS) < _ASKS:
        return None
    claims = await turn.market.claims.list_claims(turn.account, WAITING, limit=_LOOKED_AT)
    meant = _find_meant(turn, claims)
    if meant is None:
        return None
    asks = is_question(turn.text) or bool(turn.topics & {"state", "anyone"}) or turn.intent == "claim_status"
    return await HANDLERS["claim_status" if asks else "answer_claim"](turn.with_entities(claim_number=meant.number))


def _find_meant(turn: Turn, claims: tuple[Claim, ...]) -> Claim | None:
    called = find_mentioned(turn.text, {claim.buyer.name.en: claim.buyer.name for claim in claims})
    number = turn.entities.order_number or (turn.word_slot("order_number") if turn.record.is_about("order") else None)
    named = [claim for claim in claims if claim.buyer.name.en in called]
    of_order = [claim for claim in claims if claim.order == number]
    others = turn.entities.has("company", "order_number", "product")
    fitting = named or of_order or ([] if others else list(claims))
    return fitting[0] if len(fitting) == 1 else None
