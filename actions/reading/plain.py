"""Recognises a short answer in plain words, after a question for it."""

from __future__ import annotations

from actions.dialogue.turn import Turn

_LOST = frozenset(("inform", "nlu_fallback", "out_of_scope"))
_ABOUT_THE_TASK = frozenset(("sent", "missing", "recipients", "own_place"))
"""Topics of messages about the task itself. Such a message is no answer to a question."""
_LONGEST = 40


def plain_words(turn: Turn) -> str | None:
    """Returns the message if it can be a short answer in words: the NLU recognised neither a clear intent nor a value
    in it, and it does not ask to leave anything out. Returns None for any other message."""
    words = turn.text.strip()
    lost = turn.intent in _LOST or turn.confidence < 0.5
    talks = turn.acts.share("chatter", "ask", "go_on", "give_up", "yes", "no") > 0.5 and turn.intent != "nlu_fallback"
    fits = 2 <= len(words) <= _LONGEST and not turn.cues.is_question and not turn.entities.has("quantity", "price")
    other = turn.removals or turn.topics & _ABOUT_THE_TASK or turn.entities.has("company") or turn.cues.sends
    return words if lost and fits and not talks and not other else None
