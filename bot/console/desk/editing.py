"""Lets an agent correct the words of what they have just written."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.staff.roles import Permission
from bot.support.editing import do_edit

TALK = ("conversation", "conversation_id")


class Editing(Page):
    """Serves the form below an agent's own message."""

    @page(
        "POST",
        "/conversations/{conversation_id}/messages/{message_id}/edit",
        "conversation_edit",
        Permission.WORK,
        "conversation.edit",
        TALK,
    )
    async def edit(self, request: Request, conversation_id: str, message_id: str) -> Response:
        """Stores the new words, which the page's event stream then shows. A browser without scripts
        loads the whole page again."""
        session, form = await self._guard.read_form(request)
        text = str(form.get("text", "")).replace("\r\n", "\n")
        number = read_row_number(message_id) or 0
        async with self._database.begin() as connection:
            await do_edit(connection, conversation_id, session.agent, number, text)
            await self._trail.add(connection, request, message=number)
        if request.headers.get("hx-request") == "true":
            return HTMLResponse("", headers=HEADERS)
        return RedirectResponse(f"{PREFIX}/conversations/{conversation_id}#m{number}", 303, headers=HEADERS)
