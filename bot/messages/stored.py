"""Defines a message as it is stored, in the order that people see."""

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
    """Describes a stored message: the unchanged `text` of contacts and agents, or the `reply` of
    the bot and the system as data. `files` are those in it, which may come without words."""

    id: int
    author: Author
    author_name: str | None
    text: str | None
    reply: StoredReply | None
    internal: bool
    created_at: dt.datetime
    files: Sequence[StoredFile] = ()
