"""Changes the language of a conversation."""

from __future__ import annotations

from actions.cues import wanted_language
from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.turn import Turn


@answers("change_language")
async def change_language(turn: Turn) -> list[Event]:
    """Changes to the language that the words name, else to the other one. The confirmation is in
    the new language."""
    turn.request_effect("language", language=wanted_language(turn.text, turn.context.language))
    turn.say("utter_language_changed")
    if turn.task is not None:
        turn.task.times = 0  # the open question is asked in full, in the new language
    return []
