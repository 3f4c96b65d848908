"""A message as it is stored, in the order that people see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

Author = Literal["contact", "bot", "agent", "system"]


@dataclass(frozen=True)
class MessageRow:
    """A stored message: verbatim `text` of contacts and agents, `reply` as data of bot and system."""

    id: int
    author: Author
    author_name: str | None
    text: str | None
    reply: dict[str, Any] | None
    internal: bool
    created_at: dt.datetime
