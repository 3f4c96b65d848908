"""Keeps a page current with one stream of server-sent events about everything that changes on it.

The changed parts of the page are sent as `<hx-partial>` elements, each of which names its place.
The event `attention` (JSON) is for the badge, the sound and notifications. Every message carries
its id, so a broken stream continues where it stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from bot.console.desk.conversation import SHOWN, view_messages
from bot.console.desk.queue_feed import QueueFeed, event
from bot.console.page import Page, PageParts
from bot.console.queries import read_id, read_page, read_row_number
from bot.console.rules import page
from bot.console.security import HEADERS, SESSION_COOKIE
from bot.console.trail import note
from bot.console.views import Views
from bot.conversation.store.messages import list_messages
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession, touch_session
from bot.support.handoff import NotFound, access_conversation
from bot.support.store.desk import ConversationLine, SmallPrint, read_conversation, read_small_print
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

HEARTBEAT_SECONDS = 15.0
LOOK_SECONDS = 5.0
BURST = 100


class ConversationFeed:
    """Sends new messages, changes in the small print of the last ones, and changes of the
    conversation's state."""

    def __init__(self, views: Views, session: StaffSession, conversation_id: str, after: int) -> None:
        self._views = views
        self._session = session
        self._id = conversation_id
        self._after = after
        self._line: ConversationLine | None = None
        self._small: dict[int, SmallPrint] | None = None

    async def changes(self, connection: Connection) -> list[str]:
        await access_conversation(connection, self._id, self._session.agent)
        return [
            *await self._messages(connection),
            *await self._small_print(connection),
            *await self._state(connection),
        ]

    async def _messages(self, connection: Connection) -> list[str]:
        rows = await list_messages(connection, self._id, after=self._after, limit=BURST, internal=True)
        views = await view_messages(self._views, connection, self._id, rows, self._session)
        if rows:
            self._after = rows[-1].id
        return [
            event(
                self._views.render_part(self._session.language, "_message_live.html", message=view),
                event_id=str(view.row.id),
            )
            for view in views
        ]

    async def _small_print(self, connection: Connection) -> list[str]:
        small = await read_small_print(connection, self._id, self._after - SHOWN + 1, self._after)
        known, self._small = self._small or {}, small
        changed = {key: value for key, value in small.items() if known.get(key, SmallPrint()) != value}
        if not changed:
            return []
        return [event(self._views.render_part(self._session.language, "_small_live.html", changed=changed))]

    async def _state(self, connection: Connection) -> list[str]:
        line = await read_conversation(connection, self._id)
        known, self._line = self._line, line
        if known is not None and _state(known) == _state(line):
            return []
        values = {"line": line, "session": self._session}
        return [event(self._views.render_part(self._session.language, "_state_live.html", **values))]


def _state(line: ConversationLine) -> tuple[Any, ...]:
    return line.status, line.agent_id, line.handoff_state, line.unreachable, line.account, line.language


class Events(Page):
    """Streams the changes of a page. While a stream is open, its agent counts as online."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._closing = parts.deps.closing

    @page("GET", "/events", "events", Permission.WORK, "queue.watch")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        conversation = read_id(request, "conversation")
        feeds: list[QueueFeed | ConversationFeed] = [
            QueueFeed(self._views, session, conversation, read_page(request)),
        ]
        topics = ["staff"]
        if conversation:
            note(request, action="conversation.watch", target=f"conversation:{conversation}")
            async with self._database.read() as connection:
                await access_conversation(connection, conversation, session.agent)
            seen = read_row_number(request.headers.get("last-event-id"))
            after = seen if seen is not None else read_row_number(request.query_params.get("after")) or 0
            feeds.append(ConversationFeed(self._views, session, conversation, after))
            topics.append(f"conversation:{conversation}")
        secret = request.cookies[SESSION_COOKIE]
        headers = {**HEADERS, "X-Accel-Buffering": "no"}
        stream = self._stream(secret, session, feeds, topics)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(
        self,
        secret: str,
        session: StaffSession,
        feeds: list[QueueFeed | ConversationFeed],
        topics: list[str],
    ) -> AsyncIterator[str]:
        """Yields the changes until the session or the gateway ends, or the agent may no longer see
        the conversation. The browser then connects again, and that request is answered with the
        reason."""
        beat_at = 0.0
        async with self._wakeups.listen(*topics) as signal:
            while not self._closing.is_set():
                try:
                    if not await self._may_go_on(secret, session):
                        return
                    if time.monotonic() >= beat_at:
                        beat_at = time.monotonic() + HEARTBEAT_SECONDS
                        # If the browser disconnects in the middle, the shield lets the write
                        # transaction finish.
                        await asyncio.shield(self._touch(session))
                        yield ": here\n\n"
                    for chunk in await self._changes(feeds):
                        yield chunk
                except DatabaseUnavailable as error:
                    log.warning("console stream: database is away", reason=str(error))
                except NotFound:
                    return
                await signal.wait(LOOK_SECONDS)

    async def _may_go_on(self, secret: str, session: StaffSession) -> bool:
        """Returns whether the stream may continue. It may not if the session has ended or the
        agent's rights have changed. This is checked before anything is shown."""
        known = await self._guard.find(secret)
        return known is not None and known.agent == session.agent

    async def _touch(self, session: StaffSession) -> None:
        async with self._database.begin() as connection:
            await touch_session(connection, session.token_hash, system_clock())

    async def _changes(self, feeds: list[QueueFeed | ConversationFeed]) -> list[str]:
        async with self._database.read() as connection:
            return [chunk for feed in feeds for chunk in await feed.changes(connection)]
