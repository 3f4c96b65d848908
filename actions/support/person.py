"""Asks for a person."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import afterthought, answers, in_passing
from actions.dialogue.tasks import PASSED_ON, name_task
from actions.dialogue.turn import Turn
from actions.reading import clarify
from actions.replies import Value, several
from actions.sourcing.at_hand.conditions import describe
from actions.sourcing.at_hand.current_search import find_current_search

_TRADES = ("order", "request", "quotation", "claim", "sample", "lead")
_TELLS = frozenset(("contact_supplier", "contact_team", "inform", "human_handoff"))
_WAITING = frozenset(("human_handoff", "for_the_colleague", "leave_queue"))
REASONS = frozenset(
    [
        "asked",
        "not_understood",
        "problem",
        "change_order",
        "cancel_order",
        "refund",
        "request_invoice",
        "request_sample",
        "contact_supplier",
        "negotiate_price",
        "accept_quote",
        "place_order",
        "confirm_order",
        "ship_order",
        "submit_quote",
        "become_supplier",
        "account_paused",
    ]
)


@answers("human_handoff")
async def human_handoff(turn: Turn) -> list[Event]:
    """Asks the gateway for a person.

    The gateway itself says whether somebody is there, so nothing is promised here.
    """
    given = turn.entities.word("reason")
    reason = given if given in REASONS else "asked"
    clarify.tell_escalated(turn, reason)
    if matter := _list_matter(turn):
        turn.say("utter_handoff_about", {"matter": several(matter)})
    turn.request_effect("handoff", reason=reason)
    turn.record.put_aside()
    return []


def _list_matter(turn: Turn) -> list[Value]:
    """Returns what the conversation is about: the draft that is open, the trade that is talked about, and the goods that are
    searched for."""
    trade, search = find_at_hand(turn, *_TRADES), find_current_search(turn)
    matter = [] if turn.task is None else [name_task(turn.task)]
    if trade is not None and trade.number:
        matter.append(trade.number)
    if search is not None and search.text and trade is None:
        matter.append(describe(search))
    return matter


@in_passing
async def person_was_asked_for(turn: Turn) -> list[Event] | None:
    """Says that the case is with the team already, for "yes please" right after a person was asked for."""
    asked_now = turn.context.waits_for_person and "human_handoff" in turn.record.last.done
    is_free = turn.task is None and turn.open_proposal is None and not turn.is_pressed
    if not asked_now or not is_free or turn.acts.kind != "yes" or turn.asks or turn.entities:
        return None
    turn.say("utter_handoff_stands")
    turn.done.append("for_the_colleague")
    return []


@in_passing
async def person_who_is_told(turn: Turn) -> list[Event] | None:
    """Asks for a person and notes what that person is to be told: "then person yes. but tell them the logo is 2
    colours". By its words alone, that is a message to the supplier."""
    is_free = turn.task is None or turn.task.name in ("note", "question")
    words = turn.dictation.words
    if "person_first" not in turn.topics or not is_free or turn.is_pressed or turn.context.waits_for_person:
        return None
    if turn.intent not in _TELLS or not words or words == turn.text.strip():
        return None
    events = await human_handoff(turn)
    turn.done.append("human_handoff")
    return [*events, *note_for_the_colleague(turn, words)]


def note_for_the_colleague(turn: Turn, words: str) -> list[Event]:
    """Says that the person who answers reads these words first, and keeps them for "what did you tell them?"."""
    turn.say("utter_for_the_colleague", {"words": words})
    turn.note(PASSED_ON, {"task": "colleague", "values": words})
    turn.done.append("for_the_colleague")
    return []


@afterthought
async def person_still_asked_for(turn: Turn) -> list[Event]:
    """Says that the request for a person stands, beside the answer to a question about the marketplace right after it:
    "wait no. first tell me, this site costs me something?"."""
    asked_now = turn.context.waits_for_person and "human_handoff" in turn.record.last.done
    is_answered = turn.intent.startswith("faq_") and _WAITING.isdisjoint(turn.done)
    if asked_now and is_answered and not turn.is_pressed and turn.task is None:
        turn.say("utter_handoff_stands_unless")
    return []


@afterthought
async def person_besides(turn: Turn) -> list[Event]:
    """Asks for a person whom a message wants that was answered for another wish: 行吧转人工。等的时候 库存改800."""
    wants = "calls_person" in turn.topics and "no_person" not in turn.topics and not turn.asks
    is_done = turn.context.waits_for_person or "human_handoff" in turn.done or turn.dictation.is_to_them
    if wants and not is_done and not turn.is_pressed and turn.acts.kind == "wish" and turn.intent != "bot_challenge":
        turn.request_effect("handoff", reason="asked")
    return []
