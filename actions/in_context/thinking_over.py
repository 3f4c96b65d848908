"""Answers contacts who want to think or to ask somebody first: "I'll talk to my partner", 我先跟合伙人商量下."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn

_SURE = 0.5
_NAMES_MORE = ("product", "quantity", "price", "order_number", "rfq_number", "company", "certification")


@in_passing
async def thinks_it_over(turn: Turn) -> list[Event] | None:
    """Says that everything is kept and nothing was sent, when the contact only wants to come back later, and drops the
    open proposal. By their words alone, such messages may sound like questions to a supplier."""
    if "thinks_over" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if turn.is_supplier or turn.context.waits_for_person:
        return None
    asks = any(clause.things or clause.asks_more_than_whether for clause in turn.asked_of_goods)
    asks |= turn.cues.is_question and turn.acts.share("ask") >= _SURE and turn.intent != "goodbye"
    if asks or turn.entities.has(*_NAMES_MORE) or turn.open_choice is not None:
        return None
    turn.done.append("goodbye")
    turn.say("utter_stays")
    return [SlotSet("offer", None)] if turn.open_proposal else []
