"""Changes the language of a conversation."""

from __future__ import annotations

from actions.cues import wanted_language
from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.reading.form_questions import forget_asked


@action("action_change_language")
async def change_language(turn: Turn) -> list[Event]:
    """Changes to the language that the words name, else to the other one. The confirmation is
    written in the new language."""
    turn.request_effect("language", language=wanted_language(turn.text, turn.context.language))
    turn.say("utter_language_changed")
    forget_asked(turn)  # a form asks its question in full, in the new language
    return []
