"""Serves the queue, the list of conversations, and the choice of the console's language."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page
from bot.console.queries import read_page, read_time
from bot.console.rules import page
from bot.console.security import HEADERS, PREFIX, safe_return
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import set_session_language
from bot.support.store.desk import list_conversations, list_online_agents, read_queue
from bot.understanding.redaction import redact
from foundation.clock import system_clock
from foundation.languages import LANGUAGES

PAGE = 50
SEARCH_LIMIT = 80


class Lists(Page):
    """Serves the pages that list conversations."""

    @page("GET", "", "queue", Permission.WORK, "queue.open")
    async def queue(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        page = read_page(request)
        async with self._database.read() as connection:
            queue = await read_queue(connection, session.agent, page)
            online = await list_online_agents(connection, system_clock())
        return self._views.render_page(request, "queue.html", queue=queue, online=online, page=page)

    @page("GET", "/conversations", "conversations", Permission.WORK, "conversations.list")
    async def conversations(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        search = request.query_params.get("q", "").replace("\0", "").strip()[:SEARCH_LIMIT]
        before = read_time(request.query_params.get("before"))
        if search:
            # The log records whom somebody searched for, but no telephone numbers and the like.
            note(request, action="conversations.search", words=redact(search).text)
        async with self._database.read() as connection:
            lines = await list_conversations(connection, session.agent, search=search, before=before, limit=PAGE + 1)
            queue = await read_queue(connection, session.agent)
        more = lines[PAGE - 1].updated_at.isoformat() if len(lines) > PAGE else None
        return self._views.render_page(
            request,
            "conversations.html",
            lines=lines[:PAGE],
            search=search,
            more=more,
            queue=queue,
            erased=request.query_params.get("erased") == "1",
        )

    @page("POST", "/language", "language", Permission.WORK)
    async def language(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        language = str(form.get("language", ""))
        if language in LANGUAGES:
            async with self._database.begin() as connection:
                await set_session_language(connection, session.agent.id, language)
        return RedirectResponse(safe_return(str(form.get("next", PREFIX))), 303, headers=HEADERS)
