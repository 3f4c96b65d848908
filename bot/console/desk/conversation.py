"""Shows one conversation with its transcript, and lets an agent act in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.console.desk.marks import SNOOZES
from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import LARGEST_ROW, read_row_number
from bot.console.trail import note
from bot.console.views import MessageView, Views
from bot.conversation.store.edits import list_words_before
from bot.conversation.store.messages import list_messages
from bot.files.store import read_states
from bot.marketplace.store import list_places
from bot.messages.stored import MessageRow
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent, StaffSession, find_credentials
from bot.support.dossier.dossier import read_dossier
from bot.support.handoff.access import access_conversation
from bot.support.handoff.answering import do_assign_handoff, do_pass_on, do_release_handoff, do_resolve_handoff
from bot.support.handoff.replying import do_reply
from bot.support.marks import PRIORITIES
from bot.support.store.attention import list_attention
from bot.support.store.calendars import find_calendar
from bot.support.store.desk_agents import list_desk_agents, list_online_agents
from bot.support.store.handoffs import list_steps
from bot.support.store.lines import read_conversation
from bot.support.store.marks import find_marks, list_known_labels, note_read
from bot.support.store.message_details import read_message_details
from bot.support.store.queue.queue import read_queue
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

SHOWN = 50

Step = Callable[[Connection, str, Agent], Awaitable[None]]
TALK = ("conversation", "conversation_id")
"""What the audit log records as the target: its type, and the path parameter that holds its id."""


class Conversation(Page):
    """Serves the page of a conversation, and the forms with which an agent takes it, answers, and
    gives it back."""

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
        """Returns the HTML of older messages, before the message whose id the query names, for the
        top of the transcript."""
        session = await self._guard.read_session(request)
        before = read_row_number(request.query_params.get("before")) or LARGEST_ROW
        async with self._database.read() as connection:
            await access_conversation(connection, conversation_id, session.agent)
            messages, more = await self._read_messages(connection, conversation_id, session, before)
            line = await read_conversation(connection, conversation_id)
        html = self._views.render_part(
            session.language,
            "_older.html",
            conversation_id=conversation_id,
            messages=messages,
            more=more,
            session=session,
            contact_name=self._views.who(line, session.language),
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
        return await self._end(request, conversation_id, hand_back=False)

    @page(
        "POST",
        "/conversations/{conversation_id}/hand-back",
        "conversation_hand_back",
        Permission.WORK,
        "conversation.hand_back",
        TALK,
    )
    async def hand_back(self, request: Request, conversation_id: str) -> Response:
        return await self._end(request, conversation_id, hand_back=True)

    @page(
        "POST",
        "/conversations/{conversation_id}/release",
        "conversation_release",
        Permission.WORK,
        "conversation.release",
        TALK,
    )
    async def release(self, request: Request, conversation_id: str) -> Response:
        async def step(connection: Connection, conversation_id: str, agent: Agent) -> None:
            await do_release_handoff(connection, conversation_id, agent, self._deps.clock())

        return await self._do_step(request, conversation_id, step)

    @page(
        "POST",
        "/conversations/{conversation_id}/pass-on",
        "conversation_pass_on",
        Permission.WORK,
        "conversation.pass_on",
        TALK,
    )
    async def pass_on(self, request: Request, conversation_id: str) -> Response:
        """Gives the conversation to a colleague, with a note for them."""
        _, form = await self._guard.read_form(request)
        username, note = str(form.get("colleague", "")), str(form.get("note", "")).replace("\r\n", "\n")

        async def step(connection: Connection, conversation_id: str, agent: Agent) -> None:
            known = await find_credentials(connection, username)
            if known is None:
                raise Explain("nobody", "handoff.refused.nobody")
            await do_pass_on(connection, conversation_id, agent, known.agent, note)

        return await self._do_step(request, conversation_id, step)

    @page(
        "POST",
        "/conversations/{conversation_id}/reply",
        "conversation_reply",
        Permission.WORK,
        "conversation.reply",
        TALK,
    )
    async def reply(self, request: Request, conversation_id: str) -> Response:
        """Stores the agent's reply, which the page's event stream then shows. A browser without
        scripts loads the whole page again."""
        session, form = await self._guard.read_form(request)
        # Forms send line ends as CRLF, but the contact must get the text as the agent typed it.
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

    async def _end(self, request: Request, conversation_id: str, *, hand_back: bool) -> Response:
        """Ends the agent's part, unless the contact has written after the last message that the
        page showed."""
        _, form = await self._guard.read_form(request)
        seen = read_row_number(str(form.get("seen", "")))

        async def step(connection: Connection, conversation_id: str, agent: Agent) -> None:
            await do_resolve_handoff(connection, conversation_id, agent, hand_back=hand_back, seen=seen)

        return await self._do_step(request, conversation_id, step)

    async def _do_step(self, request: Request, conversation_id: str, step: Step, *, stay: bool = False) -> Response:
        """Makes one change in a transaction of its own and redirects. If the change is refused, the
        page is shown with the reason."""
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
                "steps": await list_steps(connection, conversation_id),
                "queue": await read_queue(connection, session.agent),
                "online": await list_online_agents(connection, system_clock()),
                "colleagues": await list_desk_agents(connection, system_clock()),
                **await read_marks(connection, conversation_id),
            }
            values["dossier"] = await read_dossier(connection, values["line"], values["steps"], session.agent)
            values["attention"] = await list_attention(connection, conversation_id, session.agent.id, system_clock())
            messages, more = await self._read_messages(connection, conversation_id, session, limit)
        if messages:
            async with self._database.begin() as connection:
                await note_read(connection, conversation_id, session.agent.id, messages[-1].row.id, system_clock())
        values |= {"messages": messages, "more": more, "notice": notice, "has_rows": self._deps.trade is not None}
        return self._views.render_page(request, "conversation.html", status=status, **values)

    async def _read_messages(
        self, connection: Connection, conversation_id: str, session: StaffSession, before: int
    ) -> tuple[list[MessageView], bool]:
        """Returns the last messages with an id below `before`, and whether there are earlier ones."""
        rows = await list_messages(connection, conversation_id, before=before, limit=SHOWN + 1, internal=True)
        more = len(rows) > SHOWN
        rows = rows[-SHOWN:]
        return await view_messages(self._views, connection, conversation_id, rows, session), more


async def read_marks(connection: Connection, conversation_id: str) -> dict[str, Any]:
    """Returns what the page shows of the desk's notes on a conversation, such as its labels."""
    return {
        "marks": await find_marks(connection, conversation_id, system_clock()),
        "known_labels": await list_known_labels(connection),
        "zone": (await find_calendar(connection)).zone,
        "priorities": PRIORITIES,
        "snoozes": SNOOZES,
    }


async def view_messages(
    views: Views, connection: Connection, conversation_id: str, rows: Sequence[MessageRow], session: StaffSession
) -> list[MessageView]:
    """Returns messages as this member of staff sees them: with their files, and the small print
    below each (such as whether it was delivered)."""
    if not rows:
        return []
    small = await read_message_details(connection, conversation_id, rows[0].id, rows[-1].id)
    ids = [file["id"] for row in rows for file in row.files]
    states = await read_states(connection, conversation_id, ids) if ids else {}
    places = await list_places(connection, ids) if ids else {}
    edited = [row.id for row in rows if row.edited_at]
    before = await list_words_before(connection, conversation_id, edited) if edited else {}
    return [
        views.message(row, small.get(row.id), session, conversation_id, states, places, before.get(row.id, ()))
        for row in rows
    ]
