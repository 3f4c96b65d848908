"""Tells a client of the web chat what the agent who has its conversation does: that they write, and
how far they have read."""

from __future__ import annotations

import time
from typing import Any

from bot.support.store.attention import SeenByAgent, find_seen_by_agent
from foundation.clock import system_clock
from foundation.database.announcing import Connection

AGAIN_SECONDS = 4.0
"""How often the frame `typing` is repeated while the agent writes. Clients show it for eight seconds."""


class AgentSign:
    """Computes the frames `typing` and `read` for one client. A `read` is sent only when the agent has
    read further."""

    def __init__(self) -> None:
        self._conversation_id = ""
        self._through = 0
        self._wrote_at = float("-inf")

    async def find_changes(
        self, connection: Connection, conversation_id: str, agent_id: int | None
    ) -> list[dict[str, Any]]:
        """Returns the frames to send now. `agent_id` is the agent who has the conversation, if there
        is one."""
        if conversation_id != self._conversation_id:
            self._conversation_id, self._through, self._wrote_at = conversation_id, 0, float("-inf")
        if agent_id is None:
            return []
        seen = await find_seen_by_agent(connection, conversation_id, agent_id, system_clock())
        return [*self._find_read(seen), *self._find_typing(seen)]

    def _find_read(self, seen: SeenByAgent) -> list[dict[str, Any]]:
        if seen.through <= self._through:
            return []
        self._through = seen.through
        return [{"type": "read", "through": seen.through}]

    def _find_typing(self, seen: SeenByAgent) -> list[dict[str, Any]]:
        if seen.writing is None:
            self._wrote_at = float("-inf")
            return []
        if time.monotonic() - self._wrote_at < AGAIN_SECONDS - 1:
            return []
        self._wrote_at = time.monotonic()
        return [{"type": "typing", "author": "agent", "author_name": seen.writing}]
