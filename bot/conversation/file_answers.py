"""Answers what concerns files before the dialogue sees the message: which were not taken and why,
and what cannot be taken at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.answers import Answer, Answerer, Heard, Meaning, match_kind
from bot.conversation.buttons import term_button
from bot.conversation.effects import Effect, Occasion
from bot.conversation.figures import FILES_ANSWERED
from bot.files.limits import FileLimits
from bot.messages.reply import Reply, Value, term

MEDIA = frozenset({"voice", "audio", "video", "video_note", "animation", "sticker", "location", "venue", "contact"})
"""The media that have a name of their own in `file.medium.…`."""


SENT = "send_file"
"""The intent of a message that is a file without words."""
PLACES = frozenset({"order", "request", "draft", "problem", "person", "asked", "left"})
ANSWERED = "files_answered"


async def _count_answered(_occasion: Occasion, effect: dict[str, Any]) -> None:
    FILES_ANSWERED.labels(effect["place"] if effect.get("place") in PLACES else "other").inc()


FILE_EFFECTS = (Effect(ANSWERED, _count_answered),)
"""`files_answered`: the dialogue has said what becomes of the files of a message, and counts where
they went. Files without it are asked about in a turn of their own."""


def say_refused(refused: Sequence[Mapping[str, Any]]) -> list[Reply]:
    """Returns one reply that says of each file why it is not taken, and then what is possible."""
    if not refused:
        return []
    reasons: list[Value] = [
        term(f"file.refused.{file['reason']}", file=file["name"], **file["values"]) for file in refused
    ]
    limits = {name: refused[0]["values"][name] for name in ("megabytes", "count")}
    lines: Value = {"type": "lines", "items": reasons}
    return [{"response": "file.refused", "values": {"reasons": lines, "possible": term("file.possible", **limits)}}]


def file_answerers(limits: FileLimits) -> tuple[Answerer, ...]:
    """Returns the answerers of messages with files, and of media that are not taken.

    They speak while an agent has the conversation, too: nothing that somebody sends may vanish
    without a word.
    """

    async def say_media(heard: Heard) -> Answer:
        medium = heard.item.payload.get("media")
        name = f"file.medium.{medium if medium in MEDIA else 'other'}"
        possible = term("file.possible", megabytes=limits.megabytes, count=limits.per_message)
        values: dict[str, Value] = {"medium": term(name), "possible": possible}
        buttons = [term_button("button.agent", "human_handoff")]
        return Answer([{"response": "gateway.media", "values": values, "buttons": buttons}])

    return (
        Answerer(match_kind("media"), say_media, beside_agent=True),
        Answerer(_is_refused_alone, _say_nothing_more),
        Answerer(_is_file_alone, read_file),
        Answerer(match_kind("file"), _read_words),
    )


async def read_file(_heard: Heard) -> Meaning:
    """Returns the meaning of a file without words."""
    return Meaning(SENT)


async def _say_nothing_more(_heard: Heard) -> Answer:
    """Returns no answer: why nothing was taken is said already."""
    return Answer()


async def _read_words(_heard: Heard) -> Meaning:
    """Returns an empty meaning, so that the dialogue reads the words and gets the files with them."""
    return Meaning()


def _is_refused_alone(heard: Heard) -> bool:
    return heard.item.kind == "file" and not heard.files and not heard.text.strip()


def _is_file_alone(heard: Heard) -> bool:
    return heard.item.kind == "file" and not heard.text.strip()
