"""Changes the language of a conversation."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import answers, reading
from actions.dialogue.turn import Turn

_MAY_ASK = frozenset(
    ("change_language", "out_of_scope", "nlu_fallback", "bot_challenge", "inform", "find_supplier", "help")
)


@reading
async def which_languages(turn: Turn) -> list[Event] | None:
    """Says which languages the bot knows, for "do you speak French?". The language of the conversation does not change."""
    if turn.is_pressed or turn.task is not None or turn.intent not in _MAY_ASK or not turn.cues.asks_for_languages:
        return None
    turn.say("utter_languages")
    return []


@answers("change_language")
async def change_language(turn: Turn) -> list[Event]:
    """Changes to the language that the words name, else to the other one. The confirmation is in
    the new language."""
    other = "en" if turn.context.language == "zh" else "zh"
    turn.request_effect("language", language=turn.cues.language or other)
    turn.say("utter_language_changed")
    if turn.task is not None:
        turn.task.times = 0  # the open question is asked in full, in the new language
    return []
