"""Serves the queue of waiting people, the list of conversations, and the form that sets the
console's language."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX, safe_return
from bot.console.queries import LARGEST_ENTRY, read_label, read_page, read_row_number, read_time, read_view
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession, set_session_language
from bot.support.search.store import find_messages
from bot.support.store.desk_agents import PRESENCES, find_presence, list_online_agents, set_desk_agent
from bot.support.store.lines import ConversationLine, list_conversations
from bot.support.store.marks import list_known_labels
from bot.support.store.queue.queue import read_queue
from bot.support.store.views import VIEWS, count_views, list_view
from bot.understanding.redaction import redact
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.languages import LANGUAGES

PAGE = 50
FOUND = 20
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
            presence = await find_presence(connection, session.agent.id)
        return self._views.render_page(
            request, "queue.html", queue=queue, online=online, page=page, presence=presence, presences=PRESENCES
        )

    @page("POST", "/presence", "presence", Permission.WORK, "queue.presence")
    async def presence(self, request: Request) -> Response:
        """Sets whether the agent gets conversations, takes them by hand, or is away."""
        session, form = await self._guard.read_form(request)
        wanted = str(form.get("presence", ""))
        if wanted in PRESENCES:
            async with self._database.begin() as connection:
                await set_desk_agent(connection, session.agent.id, presence=wanted, presence_since=system_clock())
                await self._trail.add(connection, request, presence=wanted)
        return RedirectResponse(PREFIX, 303, headers=HEADERS)

    @page("GET", "/conversations", "conversations", Permission.WORK, "conversations.list")
    async def conversations(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        search = request.query_params.get("q", "").replace("\0", "").strip()[:SEARCH_LIMIT]
        if search:
            # The audit log records the search words, but with telephone numbers and similar data
            # removed.
            note(request, action="conversations.search", words=redact(search).text)
        view = read_view(request)
        async with self._database.read() as connection:
            lines, more = await self._find_lines(connection, request, session.agent, view, search)
            values: dict[str, Any] = {
                "counts": await count_views(connection, session.agent, system_clock()),
                "known_labels": await list_known_labels(connection),
                "queue": await read_queue(connection, session.agent),
                **await self._find_messages(connection, request, session, search),
            }
        return self._views.render_page(
            request,
            "conversations.html",
            lines=lines,
            search=search,
            more=more,
            view=view,
            views=list(VIEWS),
            label_wanted=read_label(request),
            is_first=read_time(request.query_params.get("before")) is None,
            erased=request.query_params.get("erased") == "1",
            **values,
        )

    async def _find_messages(
        self, connection: Connection, request: Request, session: StaffSession, search: str
    ) -> dict[str, Any]:
        """Returns the messages that the search found, each with its text as the reader sees it, and
        the place after which the next page begins, if there is one."""
        place = read_row_number(request.query_params.get("beyond"), LARGEST_ENTRY)
        found = await find_messages(connection, session.agent, search, before=place, limit=FOUND + 1)
        render = self._deps.renderer.message
        return {
            "found": [(each, render(each.message, session.language).text) for each in found[:FOUND]],
            "beyond": found[FOUND - 1].place if len(found) > FOUND else None,
            "is_further": place is not None,
        }

    async def _find_lines(
        self, connection: Connection, request: Request, agent: Agent, view: str, search: str
    ) -> tuple[list[ConversationLine], str | None]:
        """Returns the page of a view, or what a search found, and the moment after which the next
        page begins, if there is one."""
        beyond = read_time(request.query_params.get("before"))
        if search:
            lines = await list_conversations(connection, agent, search=search, before=beyond, limit=PAGE + 1)
        else:
            label = read_label(request)
            lines = await list_view(connection, agent, view, system_clock(), label=label, beyond=beyond, limit=PAGE + 1)
        return lines[:PAGE], lines[PAGE - 1].updated_at.isoformat() if len(lines) > PAGE else None

    @page("POST", "/language", "language", Permission.WORK)
    async def language(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request)
        language = str(form.get("language", ""))
        if language in LANGUAGES:
            async with self._database.begin() as connection:
                await set_session_language(connection, session.agent.id, language)
        return RedirectResponse(safe_return(str(form.get("next", PREFIX))), 303, headers=HEADERS)
