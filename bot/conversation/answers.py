"""What a message is answered with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """Replies to store, what else the turn asks for, and the dialogue state after it (None: unchanged).

    `is_ours`: about the contact's own links, so that it stands whoever has the conversation.
    """

    replies: list[dict[str, Any]] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    understood: dict[str, Any] | None = None
    is_ours: bool = False
