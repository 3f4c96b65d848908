"""Answers what is asked about the task under way itself, such as "what price did I say?", before anything that was traded earlier
could be meant."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.other_wishes import SUBJECTS
from actions.dialogue.registry import in_passing
from actions.dialogue.tasks import CONFIRMED, find_task, say_so_far
from actions.dialogue.turn import Turn

_ASKS = 0.5
_FEW = (4, 7)
"""The most words and Chinese characters of a question that names no earlier quotation: 我报了多少."""


@in_passing
async def what_was_said(turn: Turn) -> list[Event] | None:
    """Reads back what the task holds, if the message asks what the contact has said itself ("what did I put for validity?",
    刚才单号多少) or about what the final question states (单价多少). A question that the task answers itself is answered by it."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or turn.is_pressed or not turn.asks:
        return None
    if any(name in SUBJECTS and state.goods.get(name) != value for name, value in turn.entities.found):
        return None  # something else is asked about
    if turn.dictation.is_to_them or (task.takes_questions and state.asked != CONFIRMED):
        return None  # the other side is asked
    if topic := next((each for each in sorted(turn.topics) if each in task.answers), None):
        await task.answers[topic](turn, dict(state.values))
        return []
    things = {thing for each in turn.asked for thing in each.things}
    is_stated = bool(things) and things <= task.states and state.asked == CONFIRMED and "earlier_one" not in turn.topics
    of_quotation = task.name == "quotation" and "quoted_before" in turn.topics and is_brief(turn.text, *_FEW)
    recalls = ("own_words" in turn.topics or of_quotation) and turn.acts.share("ask", "go_on") >= _ASKS
    if not (is_stated or recalls) or (task.name == "quotation" and things == {"quantity"}):
        return None  # how much is wanted stands in the request
    say_so_far(turn)
    return []
