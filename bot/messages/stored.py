"""Defines the data type of a stored message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.messages.files import StoredFile
from bot.messages.reply import StoredReply

Author = Literal["contact", "bot", "agent", "system"]


@dataclass(frozen=True)
class MessageRow:
    """Describes a stored message. Messages of contacts and agents have a `text`, exactly as written; those of the bot
    and the system have a `reply` as data, and so do cards and articles that an agent sends. A message with `files` may
    have no text."""

    id: int
    author: Author
    author_name: str | None
    text: str | None
    reply: StoredReply | None
    internal: bool
    created_at: dt.datetime
    files: Sequence[StoredFile] = ()
    edited_at: dt.datetime | None = None
    agent_id: int | None = None
