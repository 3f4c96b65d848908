"""What the forms of the supplier's side have in common: when a message may be an answer, and the last "yes"."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.reading.clarify import tell_corrected
from actions.reading.cues import is_question, sends
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
    """Whether the message may be read as an answer: not a wish of its own, not a question in passing."""
    return turn.intent not in LEAVING and not turn.intent.startswith("faq_") and not is_question(turn.text)


def answered(turn: Turn, answers: dict[str, Any]) -> list[Event]:
    """The slots of a form's validation. Nothing: Rasa looks for a rule. A yes or no counts where it is asked for."""
    if turn.word_slot("requested_slot") == "confirmed" and not answers and says_yes_or_no(turn):
        answers = {"confirmed": turn.intent != "deny"}
    if answers:
        tell_corrected(turn, answers)
        forget_asked(turn)
    return [SlotSet(name, value) for name, value in answers.items()]


def says_yes_or_no(turn: Turn) -> bool:
    """Whether the last question is answered; "send it" is a yes, however it reads by itself."""
    return turn.intent in ("affirm", "deny") or sends(turn.text)


def plain_words(turn: Turn) -> str | None:
    """A short answer in words, where the NLU saw nothing it knows."""
    words = turn.text.strip()
    lost = turn.intent in _LOST or turn.confidence < 0.5
    return words if lost and 2 <= len(words) <= _LONGEST and not is_question(words) else None


def bare_number(text: str) -> str | None:
    """The number that a message is, and nothing else: "850", "3.20"."""
    found = _NUMBER.fullmatch(text)
    return found[1].replace(",", "") if found else None


def yes_or_no(yes: str, no: str) -> list[Button]:
    """The buttons of the last question, by the names of their labels."""
    return [button(yes, "affirm", single_use=True), button(no, "deny", single_use=True)]
