"""A message as it is stored, in the order that people see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.messages.reply import StoredReply

Author = Literal["contact", "bot", "agent", "system"]


@dataclass(frozen=True)
class MessageRow:
    """A stored message: verbatim `text` of contacts and agents, `reply` as data of bot and system."""

    id: int
    author: Author
    author_name: str | None
    text: str | None
    reply: StoredReply | None
    internal: bool
    created_at: dt.datetime
