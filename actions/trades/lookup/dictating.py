"""Finds out whether a message belongs to the task under way instead of asking about an order, a request or the like."""

from __future__ import annotations

from actions.dialogue.tasks import CONFIRMED, find_task
from actions.dialogue.turn import Turn

_ELSEWHERE = 0.75
"""How sure the NLU must be that a message after the task's final question asks about something else."""
_GOES_ON = 0.5
"""How sure the NLU must be that a message wants to go on with the task."""


def goes_on(turn: Turn) -> bool:
    """Returns whether the message only wants to go on with the task: "where were we?" and 我们说到哪了 ask neither for
    a place nor for the state of a trade."""
    is_sure = turn.acts.kind == "go_on" and turn.acts.share("go_on") >= _GOES_ON
    return is_sure and all(clause.things <= {"state"} for clause in turn.asked)


def is_dictating(turn: Turn) -> bool:
    """Returns whether the task under way passes the contact's words on, and the message is a part of these words, even
    if it is a question."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or not task.takes_questions:
        return False
    says_more = turn.dictation.edits(turn.text) or "goes_on" in turn.topics
    is_asked_here = turn.asks and turn.acts.kind in ("ask", "wish") and not says_more
    return state.asked != CONFIRMED or (turn.acts.find("ask_about") < _ELSEWHERE and not is_asked_here)
