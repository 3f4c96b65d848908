"""Says which steps lead a question from which state to which, who may take them, and what the other side is told."""

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
    """Describes what a step does: the new state, the words that come with it, and the notice for the other side, which
    gets it once it may read the words."""

    state: QuestionState
    part: Part
    notice: NoticeKind


ASKING = Transition("asked", "question", QUESTION_ASKED)
"""How a question begins."""
TRANSITIONS: dict[tuple[QuestionState, Step, Side], Transition] = {
    ("asked", "answer", "asked"): Transition("answered", "answer", QUESTION_ANSWERED),
    ("answered", "answer", "asked"): Transition("answered", "answer", QUESTION_ANSWERED),
}
"""What each step does, by the state of the question and the side that takes it. An answer may be added to. Any other
step is not possible."""
BY_STAFF: frozenset[Step] = frozenset({"answer"})
"""The steps that the staff may take in the name of their side."""
