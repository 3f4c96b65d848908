"""The turn that is being worked, and how one is given up.

Turns of different conversations are worked at once in one event loop. Each request of the channel is its own task, so a
context variable tells the parts of Rasa that are built once (tracker store, action endpoint) which turn they serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class Turn:
    """One turn: the dialogue before it, as restored, and after it, as saved (None until Rasa has saved it).

    `seconds` is what its parts took so far: `nlu` to understand, `actions` to wait for the action servers.
    """

    before: DialogueStateTracker
    after: DialogueStateTracker | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def spends_on(self, part: str) -> Iterator[None]:
        """Counts the time that the block takes."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + perf_counter() - began


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
