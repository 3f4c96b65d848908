"""Tells a client of the web chat that its contact waits for an agent, for as long as that lasts: the
number in the queue, and what to expect."""

from __future__ import annotations

import time
from typing import Any

from bot.channels.webchat.shared import WebChat
from bot.support.wait_estimate import build_sign
from foundation.database.announcing import Connection

EVERY_SECONDS = 15.0
"""How often the number in the queue is looked up while nothing happens in the conversation."""


class QueueSign:
    """Computes the frames `queue` for one client. A frame is sent only when it differs from the last
    one."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self._told: tuple[str, dict[str, Any] | None] | None = None
        self._looked_at = 0.0

    async def find_change(
        self, connection: Connection, conversation_id: str, language: str, *, in_queue: bool, at_once: bool
    ) -> dict[str, Any] | None:
        """Returns the frame to send, or None if the client already knows the state of the queue. `at_once` says that
        something has happened in the conversation."""
        known = self._told is not None and self._told[0] == conversation_id and self._told[1] is not None
        if not in_queue:
            self._told = (conversation_id, None)
            return {"type": "queue", "place": None, "text": ""} if known else None
        if known and not at_once and time.monotonic() - self._looked_at < EVERY_SECONDS:
            return None
        self._looked_at = time.monotonic()
        sign = await build_sign(connection, conversation_id, self._chat.clock())
        if sign is None:
            return None
        text = self._chat.renderer.term("handoff.sign", language, sign)
        frame = {"type": "queue", "place": sign["position"], "text": text}
        if self._told == (conversation_id, frame):
            return None
        self._told = (conversation_id, frame)
        return frame
