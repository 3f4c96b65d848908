"""Answers questions about the task under way itself, such as "what price did I say?". These functions are asked before
those that would look for an answer in earlier trades."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.other_wishes import SUBJECTS
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import read_amount
from actions.dialogue.tasks import CONFIRMED, find_task, say_so_far
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.replies import quantity

_ASKS = 0.5
_FEW = (4, 7)
"""The most words and Chinese characters of a question that names no earlier quotation: 我报了多少."""


@in_passing
async def what_was_said(turn: Turn) -> list[Event] | None:
    """Reads back the values of the task, if the message asks for something that the contact has said ("what did I put
    for validity?", 刚才单号多少) or that the final question states (单价多少). If the task has its own answer to the
    question, gives that one."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or turn.is_pressed or not turn.asks:
        return None
    if any(name in SUBJECTS and state.goods.get(name) != value for name, value in turn.entities.found):
        return None  # the question is about something else
    if turn.dictation.is_to_them or (task.takes_questions and state.asked != CONFIRMED):
        return None  # the question is for the other side
    if topic := next((each for each in sorted(turn.topics) if each in task.answers), None):
        await task.answers[topic](turn, dict(state.values))
        return []
    things = {thing for each in turn.asked for thing in each.things}
    is_stated = bool(things) and things <= task.states and state.asked == CONFIRMED and "earlier_one" not in turn.topics
    of_quotation = task.name == "quotation" and "quoted_before" in turn.topics and is_brief(turn.text, *_FEW)
    recalls = ("own_words" in turn.topics or of_quotation) and turn.acts.share("ask", "go_on") >= _ASKS
    if not (is_stated or recalls) or (task.name == "quotation" and things == {"quantity"}):
        return None  # the wanted quantity is in the request, which another function reads
    amount = read_amount(state.values.get("quantity"))
    if recalls and things == {"quantity"} and amount is not None and amount.unit is not None:
        turn.say("utter_said_quantity", {"quantity": quantity(Quantity(amount.value, amount.unit))})
        return []
    say_so_far(turn)
    return []
