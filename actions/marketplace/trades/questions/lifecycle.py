"""Declares the steps of a question: from which state to which each leads, who may take it, and which notice the other
side gets."""

from dataclasses import dataclass
from typing import Literal

from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.trades.letters.records import Part
from actions.marketplace.trades.questions.notices import QUESTION_ANSWERED, QUESTION_ASKED
from actions.marketplace.trades.questions.records import QuestionState

Step = Literal["answer"]
Side = Literal["asker", "asked"]
"""The two companies of a question: a buyer asks a supplier, or a supplier asks a buyer."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Describes what a step does: the new state, the kind of words that come with it, and the notice that the other
    side gets once it may read the words."""

    state: QuestionState
    part: Part
    notice: NoticeKind


ASKING = Transition("asked", "question", QUESTION_ASKED)
"""The step with which a question begins."""
TRANSITIONS: dict[tuple[QuestionState, Step, Side], Transition] = {
    ("asked", "answer", "asked"): Transition("answered", "answer", QUESTION_ANSWERED),
    ("answered", "answer", "asked"): Transition("answered", "answer", QUESTION_ANSWERED),
}
"""Maps a state of the question, a step and the side that takes it to the effect of the step. An answered question may
be answered again. Any other step is not possible."""
BY_STAFF: frozenset[Step] = frozenset({"answer"})
"""The steps that the staff may take in the name of a side."""
