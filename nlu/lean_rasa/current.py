"""Holds the turn (a message and its answer) that the running task works on, and the exception that ends a turn
without an answer.

One event loop works on turns of different conversations at the same time. Each request to the channel runs
in a task of its own, so a context variable can tell the parts of Rasa that exist only once (the tracker
store and the action endpoint) which turn they serve.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from rasa.shared.core.trackers import DialogueStateTracker


@dataclass
class CurrentTurn:
    """Holds the dialogue before and after one turn, and the time that its parts have taken."""

    before: DialogueStateTracker
    """The dialogue as it was restored from the gateway's state."""
    after: DialogueStateTracker | None = None
    """The dialogue as Rasa saved it; None until Rasa has saved it."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Seconds by part: `nlu` for understanding the message, `actions` for waiting on the action servers."""

    @contextmanager
    def spends_on(self, part: str) -> Iterator[None]:
        """Adds the time that the `with` block takes to `seconds[part]`."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0.0) + perf_counter() - began


current_turn: ContextVar[CurrentTurn] = ContextVar("current_turn")


class TurnFailed(BaseException):
    """Ends the turn. `error` is the error code that the gateway gets: `actions_unavailable` or `turn_failed`.

    The class derives from BaseException because Rasa catches every `Exception` of an action, logs it, and goes on
    as if the action had run and said nothing. A BaseException reaches the channel, which then answers 503.
    """

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(f"{error}: {reason}")
        self.error = error
        self.reason = reason
