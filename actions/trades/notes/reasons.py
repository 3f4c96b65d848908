"""Reads a reason in the contact's own words, which the other side will read."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.said.dictation import swap_words
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.held_words import find_in
from actions.trades.notes.drafting import find_left_out

MOST = 300
"""The most characters of a reason."""


def _correct(before: str | None, replaced: Sequence[str]) -> str | None:
    """Returns the reason `before` after replacing the part of it that the message corrects. Returns None if the message
    corrects no part of it."""
    if not before or len(replaced) != 2 or not find_left_out([before], [replaced[0]]):
        return None
    return (swap_words([before], *replaced) or [replaced[1]])[0]


def read_given_reason(turn: Turn, before: str | None = None) -> str | None:
    """Returns the reason that the message gives for its report or decision. Returns None if it gives no reason, only
    agrees, or gives a reason that `read_reason` does not accept."""
    if not (turn.reasons or _correct(before, turn.replaced)) or turn.is_pressed or turn.cues.assents:
        return None
    return read_reason(turn, ", ".join(turn.reasons), before)


def leaves_reason_out(turn: Turn, reason: str) -> bool:
    """Returns whether the message wants the reason left out: "don't mention the housing", 原因别提."""
    return bool(turn.removals) and ("why" in turn.topics or bool(find_left_out([reason], turn.removals)))


def read_reason(turn: Turn, said: str | None = None, before: str | None = None) -> str | None:
    """Returns the message as a reason, or the reason `before` as the message corrects it. Words with contact or bank
    details are not accepted: the contact is told so, and a person is asked to look at them."""
    given = (turn.content or turn.text) if said is None else said
    words = " ".join((_correct(before, turn.replaced) or given).split())[:MOST]
    if not words:
        return None
    if find_in(words):
        if "utter_reason_refused" not in turn.said:
            turn.say("utter_reason_refused")
            turn.request_effect("words_refused")
        return None
    return words
