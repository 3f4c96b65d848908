"""The turn that is being worked, and how one is given up.

Turns of different conversations are worked at once in one event loop. Each request of the channel is its own task, so a
context variable tells the parts of Rasa that are built once (tracker store, action endpoint) which turn they serve.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class Turn:
    """One turn: the dialogue before it, as restored, and after it, as saved (None until Rasa has saved it)."""

    before: DialogueStateTracker
    after: DialogueStateTracker | None = None


current_turn: ContextVar[Turn] = ContextVar("current_turn")


class TurnFailed(BaseException):
    """Gives the turn up. `error` is the code of the answer: `actions_unavailable` or `turn_failed`.

    A BaseException, because Rasa catches every `Exception` of an action, logs it, and goes on as if the action had run
    and said nothing. This one passes through to the channel, which answers 503.
    """

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(f"{error}: {reason}")
        self.error = error
        self.reason = reason
