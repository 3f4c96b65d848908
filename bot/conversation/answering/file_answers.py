"""Answers messages about files before the dialogue sees them: says which files were refused and
why, and which media the bot cannot read at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.conversation.answering.answers import Answer, Answerer, Heard, Meaning, match_kind
from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.figures import FILES_ANSWERED
from bot.conversation.replies.buttons import term_button
from bot.files.limits import FileLimits
from bot.messages.reply import Reply, Value, term

MEDIA = frozenset({"voice", "audio", "video", "video_note", "animation", "sticker", "location", "venue", "contact"})
"""The media with a text of their own, `file.medium.<name>`. All others share one text."""


SENT = "send_file"
"""The intent of a message that consists of files without text."""
PLACES = frozenset({"order", "request", "draft", "problem", "person", "asked", "left"})


@dataclass(frozen=True)
class FilesAnsweredEffect(AskedEffect):
    """Says that the dialogue has dealt with the files of a message, and what they turned out to be.
    This is only counted. If an answer lacks this effect, a second request asks the dialogue about
    the files alone."""

    kind: ClassVar[str] = "files_answered"
    place: str


async def _count_answered(_occasion: Occasion, effect: FilesAnsweredEffect) -> None:
    FILES_ANSWERED.labels(effect.place if effect.place in PLACES else "other").inc()


FILE_EFFECTS = (Effect(FilesAnsweredEffect, _count_answered),)


def say_refused(refused: Sequence[Mapping[str, Any]]) -> list[Reply]:
    """Returns one reply that says why each of these files was refused, and which files are
    accepted. Returns an empty list if no file was refused."""
    if not refused:
        return []
    reasons: list[Value] = [
        term(f"file.refused.{file['reason']}", file=file["name"], **file["values"]) for file in refused
    ]
    limits = {name: refused[0]["values"][name] for name in ("megabytes", "count")}
    lines: Value = {"type": "lines", "items": reasons}
    return [{"response": "file.refused", "values": {"reasons": lines, "possible": term("file.possible", **limits)}}]


def file_answerers(limits: FileLimits) -> tuple[Answerer, ...]:
    """Returns the answerers of messages with files, and of media that the bot cannot read.

    The answerer for media also answers while an agent has the conversation, because the agent does
    not see these media either.
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
    """Returns the meaning of files without text."""
    return Meaning(SENT)


async def _say_nothing_more(_heard: Heard) -> Answer:
    """Returns an empty answer, because the reasons why all files were refused are added elsewhere."""
    return Answer()


async def _read_words(_heard: Heard) -> Meaning:
    """Returns an empty meaning, so that the dialogue reads the text and gets the files with it."""
    return Meaning()


def _is_refused_alone(heard: Heard) -> bool:
    return heard.item.kind == "file" and not heard.files and not heard.text.strip()


def _is_file_alone(heard: Heard) -> bool:
    return heard.item.kind == "file" and not heard.text.strip()
