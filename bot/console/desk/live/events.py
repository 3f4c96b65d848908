"""Keeps a page of the console current, with one stream of server-sent events about everything that
changes on the page.

The changed parts of the page are sent as `<hx-partial>` elements, each of which names the part that
it replaces. The event `attention` (JSON) updates the badge, the sound and notifications. Each event
with a message has the message's id, so that a broken stream continues after the last message.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import structlog
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from bot.console.desk.conversation import SHOWN, read_marks, view_messages
from bot.console.desk.live.board import Board, Reading
from bot.console.desk.live.mention_feed import MentionFeed
from bot.console.desk.live.queue_feed import QueueFeed, event
from bot.console.desk.live.view_feed import ViewFeed
from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, SESSION_COOKIE
from bot.console.queries import read_id, read_label, read_page, read_row_number, read_view
from bot.console.trail import note
from bot.console.views import MessageView, Views
from bot.conversation.store.edits import list_edited
from bot.conversation.store.messages import list_messages
from bot.marketplace.store import FilePlace, list_places_between
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession, touch_session
from bot.support.handoff.access import NotFound, access_conversation
from bot.support.store.attention import Attention, list_attention, note_leaving, note_look
from bot.support.store.desk_agents import list_desk_agents
from bot.support.store.handoffs import list_steps
from bot.support.store.lines import ConversationLine, read_conversation
from bot.support.store.marks import Marks, note_read
from bot.support.store.message_details import MessageDetails, read_message_details
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

DESK = "staff"
BURST = 100


class ConversationFeed:
    """Computes the events for the page of one conversation: new messages, changes in the small print below recent
    messages, changes of the orders and requests to which their files belong, and changes of the conversation's
    state."""

    def __init__(self, views: Views, session: StaffSession, conversation_id: str, after: int) -> None:
        self._views = views
        self._session = session
        self.id = self._id = conversation_id
        self.topic = f"conversation:{conversation_id}"
        self.noted = self._after = after
        self._line: ConversationLine | None = None
        self._small: dict[int, MessageDetails] | None = None
        self._places: dict[str, list[FilePlace]] | None = None
        self._marks: Marks | None = None
        self._attention: list[Attention] | None = None
        self._edits = 0
        self._contact_name = ""

    @property
    def after(self) -> int:
        """Returns the id of the last message that was sent."""
        return self._after

    async def changes(self, connection: Connection) -> list[str]:
        await access_conversation(connection, self._id, self._session.agent)
        line = await read_conversation(connection, self._id)
        self._contact_name = self._views.who(line, self._session.language)
        return [
            *await self._messages(connection),
            *await self._message_details(connection),
            *await self._file_places(connection),
            *await self._state(connection, line),
            *await self._marks_of(connection),
            *await self._attention_of(connection),
        ]

    async def _messages(self, connection: Connection) -> list[str]:
        rows = await list_messages(connection, self._id, after=self._after, limit=BURST, internal=True)
        views = await view_messages(self._views, connection, self._id, rows, self._session)
        if rows:
            self._after = rows[-1].id
        return [
            event(
                self._views.render_part(self._session.language, "_message_live.html", **self._of_message(view)),
                event_id=str(view.row.id),
            )
            for view in views
        ]

    def _of_message(self, view: MessageView) -> dict[str, Any]:
        of_page = {"session": self._session, "conversation_id": self._id, "contact_name": self._contact_name}
        return {"message": view, **of_page}

    async def _message_details(self, connection: Connection) -> list[str]:
        small = await read_message_details(connection, self._id, self._after - SHOWN + 1, self._after)
        known, self._small = self._small or {}, small
        changed = {key: value for key, value in small.items() if known.get(key, MessageDetails()) != value}
        if not changed:
            return []
        return [event(self._views.render_part(self._session.language, "_small_live.html", changed=changed))]

    async def _file_places(self, connection: Connection) -> list[str]:
        places = await list_places_between(connection, self._id, self._after - SHOWN + 1, self._after)
        known, self._places = self._places or {}, places
        changed = {key: value for key, value in places.items() if known.get(key) != value}
        if not changed:
            return []
        return [event(self._views.render_part(self._session.language, "_places_live.html", changed=changed))]

    async def _state(self, connection: Connection, line: ConversationLine) -> list[str]:
        known, self._line = self._line, line
        edited = await self._edited(connection, line.edits)
        if known is not None and _state(known) == _state(line):
            return edited
        steps = await list_steps(connection, self._id)
        values = {"line": line, "session": self._session, "steps": steps}
        values["colleagues"] = await list_desk_agents(connection, system_clock())
        return [*edited, event(self._views.render_part(self._session.language, "_state_live.html", **values))]

    async def _edited(self, connection: Connection, edits: int) -> list[str]:
        """Returns the events with the new words of messages that were edited."""
        if edits == self._edits:
            return []
        rows = await list_edited(connection, self._id, after=self._edits, internal=True)
        self._edits = edits
        shown = [row for row in rows if self._after - SHOWN < row.id <= self._after]
        views = await view_messages(self._views, connection, self._id, shown, self._session)
        render = self._views.render_part
        return [
            event(render(self._session.language, "_message_edited_live.html", **self._of_message(view)))
            for view in views
        ]

    async def _marks_of(self, connection: Connection) -> list[str]:
        values = await read_marks(connection, self._id)
        known, self._marks = self._marks, values["marks"]
        if known is None or known == self._marks:
            return []
        values |= {"line": self._line, "session": self._session}
        return [event(self._views.render_part(self._session.language, "_marks_live.html", **values))]

    async def _attention_of(self, connection: Connection) -> list[str]:
        others = await list_attention(connection, self._id, self._session.agent.id, system_clock())
        known, self._attention = self._attention, others
        if (known or []) == others:
            return []
        return [event(self._views.render_part(self._session.language, "_attention_live.html", attention=others))]


def _state(line: ConversationLine) -> tuple[Any, ...]:
    return line.status, line.agent_id, line.handoff_state, line.unreachable, line.account, line.language, line.reach_at


class HeldFeed:
    """Keeps the number of files that wait for a decision current, beside the link to them."""

    def __init__(self, views: Views, session: StaffSession) -> None:
        self._views, self._language = views, session.language
        self._count = 0

    async def changes(self, _connection: Connection, reading: Reading) -> list[str]:
        before, self._count = self._count, reading.held
        if before == self._count:
            return []
        return [event(self._views.render_part(self._language, "_held_live.html", count=self._count))]


class Feed(Protocol):
    """Computes the events for one part of a console page, such as the queue."""

    async def changes(self, connection: Connection, reading: Reading) -> list[str]:
        """Returns the events that tell what has changed since the last call."""


class Events(Page):
    """Serves the event stream of a page. While a stream is open, its agent counts as online."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._closing, self._waits = parts.deps.closing, parts.deps.stream_waits
        self._board = Board(parts.deps.database)

    @page("GET", "/events", "events", Permission.WORK, "queue.watch")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        conversation = read_id(request, "conversation")
        feeds: list[Feed] = [
            QueueFeed(self._views, session, conversation, read_page(request)),
            HeldFeed(self._views, session),
            MentionFeed(self._views, session),
        ]
        if "view" in request.query_params:
            feeds.append(ViewFeed(self._views, session, read_view(request), read_label(request)))
        talk = None
        if conversation:
            note(request, action="conversation.watch", target=f"conversation:{conversation}")
            async with self._database.read() as connection:
                await access_conversation(connection, conversation, session.agent)
            seen = read_row_number(request.headers.get("last-event-id"))
            after = seen if seen is not None else read_row_number(request.query_params.get("after")) or 0
            talk = ConversationFeed(self._views, session, conversation, after)
        secret = request.cookies[SESSION_COOKIE]
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        stream = self._stream(secret, session, feeds, talk)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(
        self,
        secret: str,
        session: StaffSession,
        feeds: list[Feed],
        talk: ConversationFeed | None,
    ) -> AsyncIterator[str]:
        """Yields events until the session ends, the gateway stops, or the agent may no longer see
        the conversation. The browser then connects again, and that request is answered with the
        reason."""
        beat_at = 0.0
        async with (
            self._attend(session, talk),
            self._wakeups.listen(DESK, *([talk.topic] if talk else [])) as signal,
        ):
            while not self._closing.is_set():
                try:
                    if not await self._may_go_on(secret, session):
                        return
                    if time.monotonic() >= beat_at:
                        beat_at = time.monotonic() + self._waits.heartbeat
                        # If the browser disconnects in the middle, the shield lets the write
                        # transaction finish.
                        await asyncio.shield(self._touch(session, talk))
                        yield ": here\n\n"
                    # If no topic woke the stream, it checks everything.
                    woken = signal.take_topics()
                    looks_at_all = not woken or "" in woken
                    if talk and (looks_at_all or talk.topic in woken):
                        async with self._database.read() as connection:
                            chunks = await talk.changes(connection)
                        for chunk in chunks:
                            yield chunk
                        await asyncio.shield(self._note_read(session, talk))
                    if looks_at_all or DESK in woken:
                        for chunk in await self._find_desk_changes(feeds):
                            yield chunk
                except DatabaseUnavailable as error:
                    log.warning("console stream: database is away", reason=str(error))
                except NotFound:
                    return
                await signal.wait(self._waits.look)

    async def _may_go_on(self, secret: str, session: StaffSession) -> bool:
        """Returns whether the stream may continue: the agent's session is still open and the
        agent's rights are unchanged."""
        known = await self._guard.find(secret)
        return known is not None and known.agent == session.agent

    async def _touch(self, session: StaffSession, talk: ConversationFeed | None) -> None:
        async with self._database.begin() as connection:
            await touch_session(connection, session.token_hash, system_clock())
            if talk:
                await note_look(connection, talk.id, session.agent.id, system_clock())

    @asynccontextmanager
    async def _attend(self, session: StaffSession, talk: ConversationFeed | None) -> AsyncIterator[None]:
        """Records at the end that the agent has closed the conversation's page. If the database cannot be reached, the
        others see it only after a while."""
        try:
            yield
        finally:
            if talk:
                await asyncio.shield(self._leave(session, talk))

    async def _leave(self, session: StaffSession, talk: ConversationFeed) -> None:
        with contextlib.suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                await note_leaving(connection, talk.id, session.agent.id)

    async def _note_read(self, session: StaffSession, talk: ConversationFeed) -> None:
        """Records that the agent has seen the messages that the page shows."""
        if talk.after > talk.noted:
            talk.noted = talk.after
            async with self._database.begin() as connection:
                await note_read(connection, talk.id, session.agent.id, talk.after, system_clock())

    async def _find_desk_changes(self, feeds: list[Feed]) -> list[str]:
        reading = await self._board.read()
        async with self._database.read() as connection:
            return [chunk for feed in feeds for chunk in await feed.changes(connection, reading)]
