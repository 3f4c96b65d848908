"""Reads the answers to the supplier's two forms: whether a message is an answer at all, and the final "yes"."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions.cues import is_question, sends
from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.reading.clarify import tell_corrected
from actions.reading.form_questions import forget_asked
from actions.replies import Button, button

LEAVING = frozenset(
    (
        "cancel",
        "human_handoff",
        "change_language",
        "list_orders",
        "view_leads",
        "payment_status",
        "report_problem",
        "help",
        "bot_challenge",
        "greet",
        "goodbye",
        "send_file",
    )
)
_LOST = frozenset(("inform", "nlu_fallback", "out_of_scope"))
_LONGEST = 40
_NUMBER = re.compile(r"\s*(\d[\d,]*(?:\.\d+)?)\s*")


def may_answer(turn: Turn) -> bool:
    """Returns whether the message may be an answer: it is neither a wish of its own nor a question in passing."""
    return turn.intent not in LEAVING and not turn.intent.startswith("faq_") and not is_question(turn.text)


def fill_slots(turn: Turn, answers: dict[str, Any]) -> list[Event]:
    """Returns the events that fill the form's slots with `answers`, and with a "yes" or "no" if the form asks for one.

    When it returns none, Rasa looks for a rule that fits the message.
    """
    if turn.word_slot("requested_slot") == "confirmed" and not answers and says_yes_or_no(turn):
        answers = {"confirmed": turn.intent != "deny"}
    if answers:
        tell_corrected(turn, answers)
        forget_asked(turn)
    return [SlotSet(name, value) for name, value in answers.items()]


def says_yes_or_no(turn: Turn) -> bool:
    """Returns whether the message answers the final question. "Send it" does, whatever the NLU takes it for."""
    return turn.intent in ("affirm", "deny") or sends(turn.text)


def plain_words(turn: Turn) -> str | None:
    """Returns the message as a short answer in words if the NLU did not understand it, else None."""
    words = turn.text.strip()
    lost = turn.intent in _LOST or turn.confidence < 0.5
    return words if lost and 2 <= len(words) <= _LONGEST and not is_question(words) else None


def bare_number(text: str) -> str | None:
    """Returns the number that the whole text is, such as "850" or "3.20"; None for any other text."""
    found = _NUMBER.fullmatch(text)
    return found[1].replace(",", "") if found else None


def yes_or_no(yes: str, no: str) -> list[Button]:
    """Returns the two buttons of the final question. `yes` and `no` are the names of their labels."""
    return [button(yes, "affirm", single_use=True), button(no, "deny", single_use=True)]
