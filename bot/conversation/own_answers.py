"""The gateway's own answers to what is no question to the dialogue, and what the rest means."""

from __future__ import annotations

import unicodedata

from bot.contacts.language import OTHER
from bot.conversation.answers import Answer, Answerer, Heard, Meaning, of_kind
from bot.conversation.buttons import term_button
from bot.conversation.greetings import welcome

OURS = "gateway:"
"""What the intents of the gateway's own buttons begin with; the dialogue never sees them."""
COMMANDS = {
    "help": "help",
    "orders": "list_orders",
    "agent": "human_handoff",
    "language": "change_language",
}
"""What each command means."""
_MEANINGFUL_EMOJI = frozenset("👍👌✅🙏👎❌👋")


async def say_notice(heard: Heard) -> Answer:
    """Says what was found out as the message arrived."""
    payload = heard.item.payload
    return Answer([{"response": payload["response"], "values": payload.get("values", {})}])


async def say_flood(heard: Heard) -> Answer:
    """Asks, once a flood, to write more slowly."""
    return Answer([{"response": "gateway.flood"}] if heard.item.payload["tell"] else [])


async def say_media(_heard: Heard) -> Answer:
    """Says that only words are read."""
    return Answer([{"response": "gateway.media", "buttons": [term_button("button.agent", "human_handoff")]}])


async def say_wordless(heard: Heard) -> Answer:
    """Asks for words."""
    has_signs = any(unicodedata.category(character) == "So" for character in heard.text)
    return Answer([{"response": "gateway.emoji" if has_signs else "gateway.empty"}])


async def say_other_language(_heard: Heard) -> Answer:
    """Says that it is neither English nor Chinese, and leaves the dialogue, and a form in it, as it is."""
    reply = {"response": "gateway.other_language", "buttons": [term_button("button.agent", "human_handoff")]}
    return Answer([reply], effects=[{"kind": "not_understood", "outcome": "other_language"}])


async def greet(heard: Heard) -> Answer:
    """Greets who begins."""
    return Answer([welcome(heard.contact)])


async def read_command(heard: Heard) -> Meaning:
    """Returns what a command means."""
    return Meaning(COMMANDS[heard.item.payload["command"]])


async def read_button(heard: Heard) -> Meaning:
    """Returns what a button means."""
    return Meaning(heard.item.payload["intent"], heard.item.payload["entities"])


async def read_words(_heard: Heard) -> Meaning:
    """Leaves it to the dialogue what the words mean."""
    return Meaning()


def is_wordless(heard: Heard) -> bool:
    """Whether a text has no letter, digit or telling emoji."""
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
    Answerer(of_kind("notice"), say_notice),
    Answerer(of_kind("flood"), say_flood),
    Answerer(of_kind("media"), say_media),
    Answerer(is_wordless, say_wordless),
    Answerer(_is_other_language, say_other_language),
    Answerer(_is_start, greet),
    Answerer(_is_command, read_command),
    Answerer(_is_button, read_button),
    Answerer(of_kind("text"), read_words),
)
