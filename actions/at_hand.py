"""Answers two kinds of short messages from the conversation, whatever they would mean by themselves: the question how
the thing under discussion stands now, and the repetition of a wish that has just been carried out.

Each function here is registered to look at a message before the task under way does, and returns None for messages that it
does not answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.cues import acknowledges, is_brief, is_question, sends
from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import PASSED_ON, TASKS, name_task, resume_button
from actions.dialogue.turn import Turn
from actions.replies import button, term
from actions.trades.orders import facts  # noqa: F401 - its facts come before the state as a whole
from actions.trades.orders.which_order import find_named_orders

_SUBJECT = (
    *("product", "company", "order_number", "rfq_number", "claim_number", "sample_number", "question_number", "region"),
    *("quantity", "price", "date", "country", "certification", "incoterm"),
)
SHOWS = {
    "order": ("order_status", "order_number"),
    "request": ("list_requests", "rfq_number"),
    "claim": ("claim_status", "claim_number"),
    "sample": ("sample_status", "sample_number"),
    "question": ("answer_question", "question_number"),
}
"""The intent that shows a thing of each kind, and the entity that names it."""
_FEW_WORDS, _FEW_HAN = 6, 10
_AGREES = 0.3
_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number")
_UNDO_WORDS, _UNDO_HAN = 12, 14
"""How long a message may be that only takes something back."""


@in_passing
async def how_it_stands(turn: Turn) -> list[Event] | None:
    """Answers "how does it stand now?" by showing the order, request or other thing that was talked about last."""
    latest = turn.record.latest_focus
    if "state" not in turn.topics or turn.is_pressed or not turn.is_signed_in or turn.task is not None:
        return None
    if latest is None or latest[0] not in SHOWS or turn.entities.has(*_SUBJECT) or turn.open_choice:
        return None
    if turn.is_supplier and latest[0] == "request":
        return await HANDLERS["view_leads"](turn.with_entities(rfq_number=str(latest[1])))
    named = await find_named_orders(turn) if latest[0] == "order" else None
    if named and str(latest[1]) not in [each.number for each in named]:
        return None  # another order: 餐具那单怎么样了
    intent, entity = SHOWS[latest[0]]
    return await HANDLERS[intent](turn.with_entities(**{entity: str(latest[1])}))


@in_passing
async def done_already(turn: Turn) -> list[Event] | None:
    """Says that a wish was carried out already, when the contact repeats it right afterwards. Nothing is done twice."""
    done = turn.slot(PASSED_ON)
    if not isinstance(done, Mapping) or turn.is_pressed or turn.task is not None:
        return None
    if done.get("message_id") == turn.context.message_id:  # "ok, send it" was carried out with its first word
        agrees = turn.intent == "affirm" or turn.acts.kind == "yes" or sends(turn.text) or acknowledges(turn.text)
        return [] if agrees and not turn.asks else None
    just_now = done.get("message_id") == turn.record.last.message_id
    if done.get("is_old") or turn.entities.has(*_SUBJECT) or turn.differences or turn.asks:
        return None
    if turn.shares or turn.choices or turn.reports:
        return None
    waits = bool(turn.record.aside or turn.open_proposal)  # a "yes" then answers that instead
    brief = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not acknowledges(turn.text)
    agrees = just_now and not waits and (turn.intent == "affirm" or turn.acts.find("answer_yes") >= _AGREES)
    same_words = turn.text.casefold() == str(done.get("said")).casefold() and not acknowledges(turn.text)
    sends_again = (sends(turn.text) or same_words) and (just_now or not waits)
    if not (sends_again or (brief and (turn.intent == done.get("intent") or agrees))):
        return None
    more = [button("button.another_change", "change_order")] if done["task"] == "order_change" else []
    turn.say("utter_done_already", {"task": term(f"task.{done['task']}"), "values": done["values"]}, buttons=more)
    turn.note(PASSED_ON, {**done, "message_id": turn.context.message_id})
    turn.done.append("done_already")
    return []


@in_passing
async def nothing_to_send(turn: Turn) -> list[Event] | None:
    """Says that nothing waits to be sent, for a bare "send it" that answers no question, and offers the task that was put
    aside. By its words alone, it may begin a shipment."""
    if turn.is_pressed or turn.task is not None or not sends(turn.text):
        return None
    if turn.open_proposal or turn.open_files or turn.open_choice or turn.context.files or turn.slot("waiting"):
        return None
    aside = next(iter(turn.record.aside), None)
    if aside is None:
        turn.say("utter_nothing_to_send", buttons=list_abilities(turn))
        return []
    turn.say("utter_task_waits", {"task": name_task(aside)}, buttons=[resume_button(aside)])
    return [turn.propose("resume_task", task=aside.name)]


@in_passing
async def take_back(turn: Turn) -> list[Event] | None:
    """Takes back what was done last, for "undo", where that is possible, and says so where it is not."""
    if "undo" not in turn.topics or turn.is_pressed or turn.task is not None or not turn.is_signed_in:
        return None
    if turn.entities.has(*_NUMBERS) or is_question(turn.text) or not is_brief(turn.text, _UNDO_WORDS, _UNDO_HAN):
        return None
    done = turn.slot(PASSED_ON)
    if not isinstance(done, Mapping):
        if not turn.is_supplier:
            return None
        turn.say("utter_nothing_to_undo", buttons=list_abilities(turn))
        return []
    task = TASKS.get(str(done["task"]))
    if task is not None and task.undo is not None:
        await task.undo(turn)
    else:
        turn.say("utter_undo_not_possible", {"task": term(f"task.{done['task']}"), "values": done["values"]})
    return []
