"""Shows the prepared replies to everybody on the desk, and lets supervisors change them."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.canned.canned import VARIABLES, do_keep_canned
from bot.support.canned.store import delete_canned, find_canned
from foundation.errors import Explain
from foundation.languages import LANGUAGES, writing_of

REPLIES = f"{PREFIX}/replies"


class RepliesPage(Page):
    """Serves the page of prepared replies, and its forms."""

    @page("GET", "/replies", "replies", Permission.WORK, "replies.open")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        return await self._show(request, session)

    @page("POST", "/replies", "replies_change", Permission.REPLIES, "replies.change")
    async def change(self, request: Request) -> Response:
        """Adds a reply, or changes the one that the form names."""
        session, form = await self._guard.read_form(request)
        reply_id = read_row_number(str(form.get("id", "")))
        shortcut = str(form.get("shortcut", ""))
        texts = {language: str(form.get(f"text_{language}", "")).replace("\r\n", "\n") for language in LANGUAGES}
        try:
            async with self._database.begin() as connection:
                await do_keep_canned(connection, reply_id, shortcut, texts, session.agent.id)
                await self._trail.add(connection, request, shortcut=shortcut)
        except Explain as error:
            note(request, reason=error.code)
            filled = {"id": reply_id, "shortcut": shortcut, "texts": texts}
            return await self._show(request, session, error, filled)
        return RedirectResponse(f"{REPLIES}?saved=1", 303, headers=HEADERS)

    @page("POST", "/replies/delete", "replies_delete", Permission.REPLIES, "replies.delete")
    async def delete(self, request: Request) -> Response:
        """Deletes a reply."""
        _, form = await self._guard.read_form(request)
        reply_id = read_row_number(str(form.get("id", ""))) or 0
        async with self._database.begin() as connection:
            await delete_canned(connection, reply_id)
            await self._trail.add(connection, request, shortcut=str(form.get("shortcut", ""))[:40])
        return RedirectResponse(f"{REPLIES}?saved=1", 303, headers=HEADERS)

    async def _show(
        self,
        request: Request,
        session: StaffSession,
        error: Explain | None = None,
        filled: dict[str, Any] | None = None,
    ) -> Response:
        async with self._database.read() as connection:
            replies = await find_canned(connection)
        return self._views.render_page(
            request,
            "replies.html",
            status=422 if error else 200,
            replies=replies,
            filled=filled,
            variables=VARIABLES,
            languages=[writing_of(code) for code in LANGUAGES],
            notice=self._views.render_refusal(error, session.language) if error else "",
            saved=request.query_params.get("saved") == "1",
        )
