"""Lets an agent's page say that the agent is writing, which the others who look at the conversation see."""

from __future__ import annotations

from fastapi import Request, Response

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.staff.roles import Permission
from bot.support.handoff.access import access_conversation
from bot.support.store.attention import note_pause, note_writing
from foundation.clock import system_clock


class Writing(Page):
    """Takes the signs that the reply box sends every few seconds while somebody types in it."""

    @page("POST", "/conversations/{conversation_id}/writing", "conversation_writing", Permission.WORK)
    async def note(self, request: Request, conversation_id: str) -> Response:
        """Records what the agent writes now: `what` is `reply`, `note`, or empty when they have
        stopped. The contact sees only replies of the agent who has the conversation."""
        session, form = await self._guard.read_form(request)
        what = str(form.get("what", ""))
        async with self._database.begin() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            if what in ("reply", "note"):
                is_note = what == "note"
                await note_writing(connection, conversation_id, session.agent.id, system_clock(), is_note=is_note)
            else:
                await note_pause(connection, conversation_id, session.agent.id)
        return Response(status_code=204, headers=HEADERS)
