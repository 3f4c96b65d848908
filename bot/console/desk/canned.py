"""Lists the prepared replies for the composer, in the contact's language and with the contact's name
and the like filled in."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.staff.roles import Permission
from bot.support.canned.canned import fill_in
from bot.support.canned.store import find_canned
from bot.support.handoff.access import access_conversation
from bot.support.hours import describe_shifts
from bot.support.store.calendars import find_calendar
from bot.support.store.lines import read_conversation

TALK = ("conversation", "conversation_id")


class CannedList(Page):
    """Answers the composer, which asks once a slash was typed."""

    @page(
        "GET",
        "/conversations/{conversation_id}/canned",
        "conversation_canned",
        Permission.WORK,
        "conversation.canned",
        TALK,
    )
    async def show(self, request: Request, conversation_id: str) -> Response:
        """Returns `[{"shortcut", "text", "language"}]` for the contact of the conversation."""
        session = await self._guard.read_session(request)
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            line = await read_conversation(connection, conversation_id)
            calendar = await find_calendar(connection)
            replies = await find_canned(connection)
        values = {
            "name": line.contact_name or "",
            "company": line.account or "",
            "agent": session.agent.name,
            "reference": line.reference or "",
        }
        found = []
        for reply in replies:
            hours = self._deps.renderer.value(describe_shifts(calendar.shifts), line.language)
            text, language = fill_in(reply, line.language, {**values, "hours": hours})
            found.append({"shortcut": reply.shortcut, "text": text, "language": language})
        return JSONResponse(found, headers=HEADERS)
