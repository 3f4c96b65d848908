"""Shows one conversation with its transcript, and lets an agent act in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.console.page import Page
from bot.console.queries import LARGEST_ROW, read_row_number
from bot.console.rules import page
from bot.console.security import HEADERS, PREFIX
from bot.console.trail import note
from bot.console.views import MessageView, Views
from bot.conversation.store.messages import list_messages
from bot.files.store import read_states
from bot.messages.stored import MessageRow
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession
from bot.support.handoff import access_conversation, do_assign_handoff, do_release_handoff, do_reply, do_resolve_handoff
from bot.support.store.desk import list_online_agents, read_conversation, read_queue, read_small_print
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

SHOWN = 50

Step = Callable[[Connection, str, Agent], Awaitable[None]]
TALK = ("conversation", "conversation_id")
"""The audit log's kind of target, and the parameter of the path that identifies it."""


class Conversation(Page):
    """Serves the page of a conversation and the agent's steps on it."""

    @page("GET", "/conversations/{conversation_id}", "conversation", Permission.WORK, "conversation.open", TALK)
    async def show(self, request: Request, conversation_id: str) -> Response:
        session = await self._guard.read_session(request)
        return await self._show_page(request, session, conversation_id)

    @page(
        "GET",
        "/conversations/{conversation_id}/messages",
        "conversation_older",
        Permission.WORK,
        "conversation.read",
        TALK,
    )
    async def older(self, request: Request, conversation_id: str) -> Response:
        """Returns the messages before a given one, for the top of the transcript."""
        session = await self._guard.read_session(request)
        before = read_row_number(request.query_params.get("before")) or LARGEST_ROW
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            messages, more = await self._read_messages(connection, conversation_id, session, before)
        html = self._views.render_part(
            session.language, "_older.html", conversation_id=conversation_id, messages=messages, more=more
        )
        return HTMLResponse(html, headers=HEADERS)

    @page(
        "POST", "/conversations/{conversation_id}/take", "conversation_take", Permission.WORK, "conversation.take", TALK
    )
    async def take(self, request: Request, conversation_id: str) -> Response:
        return await self._do_step(request, conversation_id, do_assign_handoff, stay=True)

    @page(
        "POST",
        "/conversations/{conversation_id}/resolve",
        "conversation_resolve",
        Permission.WORK,
        "conversation.resolve",
        TALK,
    )
    async def resolve(self, request: Request, conversation_id: str) -> Response:
        return await self._do_step(request, conversation_id, do_resolve_handoff)

    @page(
        "POST",
        "/conversations/{conversation_id}/hand-back",
        "conversation_hand_back",
        Permission.WORK,
        "conversation.hand_back",
        TALK,
    )
    async def hand_back(self, request: Request, conversation_id: str) -> Response:
        async def step(connection: Connection, conversation_id: str, agent: Agent) -> None:
            await do_resolve_handoff(connection, conversation_id, agent, hand_back=True)

        return await self._do_step(request, conversation_id, step)

    @page(
        "POST",
        "/conversations/{conversation_id}/release",
        "conversation_release",
        Permission.WORK,
        "conversation.release",
        TALK,
    )
    async def release(self, request: Request, conversation_id: str) -> Response:
        return await self._do_step(request, conversation_id, do_release_handoff)

    @page(
        "POST",
        "/conversations/{conversation_id}/reply",
        "conversation_reply",
        Permission.WORK,
        "conversation.reply",
        TALK,
    )
    async def reply(self, request: Request, conversation_id: str) -> Response:
        """Stores the reply, which then appears on the page by its stream. Without scripts the whole
        page is loaded again."""
        session, form = await self._guard.read_form(request)
        # Forms send line ends as CRLF. The contact must get what was typed.
        text = str(form.get("text", "")).replace("\r\n", "\n")
        internal = form.get("internal") == "1"
        token = str(form.get("once", ""))
        files = [str(each) for each in form.getlist("file")]
        async with self._database.begin() as connection:
            message_id = await do_reply(
                connection, conversation_id, session.agent, text, internal=internal, token=token, files=files
            )
            besides = {"files": files} if files else {}
            await self._trail.add(connection, request, message=message_id, internal=internal, **besides)
        if request.headers.get("hx-request") == "true":
            return HTMLResponse("", headers=HEADERS)
        return RedirectResponse(f"{PREFIX}/conversations/{conversation_id}", 303, headers=HEADERS)

    async def _do_step(self, request: Request, conversation_id: str, step: Step, *, stay: bool = False) -> Response:
        """Does one step in its own transaction, and announces the change. If the step is refused,
        the page is shown with the reason."""
        session, _ = await self._guard.read_form(request)
        try:
            async with self._database.begin() as connection:
                await step(connection, conversation_id, session.agent)
                await self._trail.add(connection, request)
        except Explain as error:
            note(request, reason=error.code)
            notice = self._views.render_refusal(error, session.language)
            return await self._show_page(request, session, conversation_id, status=409, notice=notice)
        target = f"{PREFIX}/conversations/{conversation_id}" if stay else PREFIX
        return RedirectResponse(target, 303, headers=HEADERS)

    async def _show_page(
        self,
        request: Request,
        session: StaffSession,
        conversation_id: str,
        *,
        status: int = 200,
        notice: str = "",
    ) -> Response:
        limit = read_row_number(request.query_params.get("before")) or LARGEST_ROW
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            values: dict[str, Any] = {
                "line": await read_conversation(connection, conversation_id),
                "queue": await read_queue(connection, session.agent),
                "online": await list_online_agents(connection, system_clock()),
            }
            messages, more = await self._read_messages(connection, conversation_id, session, limit)
        values |= {"messages": messages, "more": more, "notice": notice}
        return self._views.render_page(request, "conversation.html", status=status, **values)

    async def _read_messages(
        self, connection: Connection, conversation_id: str, session: StaffSession, before: int
    ) -> tuple[list[MessageView], bool]:
        """Returns the last messages before an id, and whether there are earlier ones."""
        rows = await list_messages(connection, conversation_id, before=before, limit=SHOWN + 1, internal=True)
        more = len(rows) > SHOWN
        rows = rows[-SHOWN:]
        return await view_messages(self._views, connection, conversation_id, rows, session), more


async def view_messages(
    views: Views, connection: Connection, conversation_id: str, rows: Sequence[MessageRow], session: StaffSession
) -> list[MessageView]:
    """Returns messages with their small print and files, as this member of staff reads them."""
    if not rows:
        return []
    small = await read_small_print(connection, conversation_id, rows[0].id, rows[-1].id)
    ids = [file["id"] for row in rows for file in row.files]
    states = await read_states(connection, conversation_id, ids) if ids else {}
    return [views.message(row, small.get(row.id), session, conversation_id, states) for row in rows]
