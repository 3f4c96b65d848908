"""Answers messages that the dialogue (Rasa) need not see, and returns the meaning of the others."""

from __future__ import annotations

import unicodedata

from bot.contacts.language import OTHER
from bot.conversation.answering.answers import Answer, Answerer, Heard, Meaning, match_kind
from bot.conversation.answering.asked_effects import NotUnderstoodEffect
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.greetings import build_welcome

OURS = "gateway:"
"""The prefix of the intents of buttons that the gateway answers itself."""
COMMANDS = {
    "help": "help",
    "orders": "list_orders",
    "agent": "human_handoff",
    "language": "change_language",
    "request_form": "request_quote",
}
"""Maps each command to the intent that it stands for."""
_MEANINGFUL_EMOJI = frozenset("👍👌✅🙏👎❌👋")


async def say_notice(heard: Heard) -> Answer:
    """Returns the reply that was chosen when the message arrived, for example that the message is
    too long."""
    payload = heard.item.payload
    return Answer([{"response": payload["response"], "values": payload.get("values", {})}])


async def say_flood(heard: Heard) -> Answer:
    """Asks the contact, once for each flood, to write more slowly."""
    return Answer([{"response": "gateway.flood"}] if heard.item.payload["tell"] else [])


async def say_wordless(heard: Heard) -> Answer:
    """Asks the contact to write words, because the message has none."""
    has_signs = any(unicodedata.category(character) == "So" for character in heard.text)
    return Answer([{"response": "gateway.emoji" if has_signs else "gateway.empty"}])


async def say_other_language(_heard: Heard) -> Answer:
    """Says that the bot speaks only English and Chinese. The state of the dialogue, and a form that
    is being filled in, stay as they are."""
    reply = {"response": "gateway.other_language", "buttons": [term_button("button.agent", "human_handoff")]}
    return Answer([reply], effects=[NotUnderstoodEffect(outcome="other_language")])


async def greet(heard: Heard) -> Answer:
    """Greets a contact who sends `/start`."""
    return Answer([build_welcome(heard.contact)])


async def read_command(heard: Heard) -> Meaning:
    """Returns the intent for which a command stands."""
    return Meaning(COMMANDS[heard.item.payload["command"]])


async def read_button(heard: Heard) -> Meaning:
    """Returns the intent and the entities of a pressed button."""
    return Meaning(heard.item.payload["intent"], heard.item.payload["entities"])


async def read_words(_heard: Heard) -> Meaning:
    """Returns an empty meaning, so that the dialogue reads the text."""
    return Meaning()


def is_wordless(heard: Heard) -> bool:
    """Returns whether a text has no letter, digit or meaningful emoji."""
    return heard.item.kind == "text" and not any(
        unicodedata.category(character)[0] in "LN" or character in _MEANINGFUL_EMOJI for character in heard.text
    )


def _is_start(heard: Heard) -> bool:
    return heard.item.kind == "command" and heard.item.payload["command"] == "start"


def _is_command(heard: Heard) -> bool:
    return heard.item.kind == "command" and heard.item.payload["command"] in COMMANDS


def _is_button(heard: Heard) -> bool:
    return heard.item.kind == "button" and not heard.item.payload["intent"].startswith(OURS)


def _is_other_language(heard: Heard) -> bool:
    return heard.language == OTHER


ANSWERERS = (
    Answerer(match_kind("notice"), say_notice),
    Answerer(match_kind("flood"), say_flood),
    Answerer(is_wordless, say_wordless),
    Answerer(_is_other_language, say_other_language),
    Answerer(_is_start, greet),
    Answerer(_is_command, read_command),
    Answerer(_is_button, read_button),
    Answerer(match_kind("text"), read_words),
)
