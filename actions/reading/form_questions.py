"""Asks a form's question in full the first time, in short after a question in passing, and then not again until the contact
answers something.

The slot `asked` is `{"slot", "times"}`: the slot that the form asked for last, and how often in a row it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.replies import Button, Value

_MOST = 2


def ask_once(
    turn: Turn,
    slot: str,
    response: str,
    again: str,
    values: Mapping[str, Value] | None = None,
    *,
    buttons: Iterable[Button] = (),
) -> list[Event]:
    """Asks for `slot` with `response`, the second time in a row with the shorter `again`, and from the third time on not at all."""
    times = _times(turn, slot)
    if times < _MOST:
        turn.say(again if times else response, values, buttons=buttons)
    turn.note("asked", {"slot": slot, "times": times + 1})
    return []


def was_asked(turn: Turn, slot: str) -> bool:
    return _times(turn, slot) > 0


def forget_asked(turn: Turn) -> None:
    """Has the next question asked in full, because the contact has answered something."""
    turn.note("asked", None)


def _times(turn: Turn, slot: str) -> int:
    kept = turn.slot("asked")
    return int(kept["times"]) if isinstance(kept, dict) and kept.get("slot") == slot else 0
