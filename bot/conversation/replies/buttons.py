"""Gives each button a random token, which the channel sends back when the button is pressed. A
token is bound to its conversation and expires; the meaning of the button stays in the database."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.messages.reply import Button, StoredButton, StoredCard, StoredReply
from foundation.clock import system_clock
from foundation.secrets import make_secret

PERSON_LABELS = ("button.person", "button.agent")
"""The names of the labels that say "Talk to a person": the action server's and the gateway's."""
LIFETIME = dt.timedelta(days=7)


def make_buttons(conversation_id: str, reply: Mapping[str, Any]) -> tuple[StoredReply, list[dict[str, Any]]]:
    """Returns the reply as it is stored, with a token in place of the intent of every button, and the rows of the buttons, which
    the caller must store."""
    rows: list[dict[str, Any]] = []
    stored: StoredReply = {
        "response": reply["response"],
        "values": reply.get("values") or {},
        "buttons": _issue_tokens(_drop_equal(reply.get("buttons")), conversation_id, rows),
        "cards": [
            cast(StoredCard, {**card, "buttons": _issue_tokens(card.get("buttons"), conversation_id, rows)})
            for card in reply.get("cards") or ()
        ],
    }
    return stored, rows


def _drop_equal(buttons: Sequence[Button] | None) -> list[Button]:
    """Returns the buttons without those that have the same label and effect as an earlier one. Several parts of the bot
    may each offer a button that asks for a person; of these only the first stays, with its reason."""
    different: list[Button] = []
    seen: list[tuple[Any, ...]] = []
    for button in buttons or ():
        label: Any = button["label"]
        if isinstance(label, dict) and label.get("name") in PERSON_LABELS:
            label = PERSON_LABELS
        does = button.get("url") or button.get("intent")
        with_what = None if does == "human_handoff" else (button.get("entities") or {}, button.get("form"))
        if (label, does, with_what) not in seen:
            seen.append((label, does, with_what))
            different.append(button)
    return different


def _issue_tokens(
    buttons: Sequence[Button] | None, conversation_id: str, rows: list[dict[str, Any]]
) -> list[StoredButton]:
    stored: list[StoredButton] = []
    for button in buttons or ():
        if "url" in button:
            stored.append({"label": button["label"], "url": button["url"]})
            continue
        now = system_clock()
        token = make_secret()
        rows.append(
            {
                "token": token,
                "conversation_id": conversation_id,
                "label": button["label"],
                "intent": button["intent"],
                "entities": button.get("entities") or {},
                "single_use": bool(button.get("single_use")),
                "created_at": now,
                "expires_at": now + LIFETIME,
            }
        )
        form: StoredButton = {"form": button["form"]} if button.get("form") else {}  # type: ignore[typeddict-item]
        stored.append({"label": button["label"], "token": token, **form})
    return stored


def term_button(name: str, intent: str) -> Button:
    """Returns a button for the gateway's own replies. `name` is the name of the label's text, and
    `intent` what pressing the button means."""
    return {"label": {"type": "term", "name": name}, "intent": intent}


def find_typed_button(text: str, shown: Sequence[tuple[str, str]]) -> str | None:
    """Returns the token of the button whose label a contact typed instead of pressing the button.
    Case and the width of characters are ignored. `shown` holds pairs of a label and its token.
    Returns None when no label matches, or more than one (several cards may each have a button
    "Details")."""
    typed = _normalise(text)
    tokens = [token for label, token in shown if _normalise(label) == typed]
    return tokens[0] if len(tokens) == 1 else None


def _normalise(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
