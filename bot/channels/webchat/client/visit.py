"""Tracks one connected client of the web chat: its session, and how much of its conversation it has
been sent."""

from __future__ import annotations

import asyncio
import contextlib

from bot.channels.webchat.client.line import Line
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.conversation.store.news import News
from bot.conversation.store.progress import announce_done, turn_done_through
from bot.wakeups import Signal
from foundation.database.announcing import Connection
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import CaravanError


class SessionEnded(CaravanError):
    """The client's session was ended by staff or from another device, or a sign-in replaced it by
    another session."""


class Visit:
    """Holds a client's session, and how much of its conversation the client has.

    Code that handles a frame or pushes messages holds the lock `order`, so that the two tasks do
    not overlap. The session changes only while that lock is held.
    """

    def __init__(self, chat: WebChat, line: Line, session: WebSession) -> None:
        self._chat, self._line = chat, line
        self.session = session
        self.order = asyncio.Lock()
        self.signal: Signal | None = None
        """Wakes the task that pushes messages; None until that task listens."""
        self.last_id = 0
        """The id of the newest message that the client has."""
        self.done_through = 0
        """The id of the newest inbound message that the client knows to be answered, by the frame
        `turn_done`."""
        self.own: set[int] = set()
        """The ids of the messages that this client sent, which it shows already."""
        self.edits_through = 0
        """How many of the edits of the conversation's messages the client knows."""
        self._noted_through = 0

    async def enter(self, session: WebSession, last_id: int | None, *, resumed: bool) -> None:
        """Makes this session the client's session, and tells the client. If the conversation is
        resumed, pushing continues after the message `last_id`, else it starts at the beginning."""
        done_through = 0
        if resumed:
            async with self._chat.database.read() as connection:
                done_through = await turn_done_through(connection, session.conversation_id, last_id)
        self.done_through = done_through
        self._noted_through = done_through if last_id is None else 0
        self.last_id = (last_id or 0) if resumed else 0
        self.edits_through = 0
        self.session, self._line.language = session, session.contact.language
        self.own = set()
        await self.send_welcome()

    async def send_welcome(self) -> None:
        """Sends the client a frame with the session's secret and the conversation's id."""
        session = self.session
        await self._line.send({"type": "welcome", "session": session.token, "conversation": session.conversation_id})

    async def refresh(self) -> WebSession:
        """Reads the session again from the database, and returns it. The caller must hold the lock
        `order`.

        Raises:
            SessionEnded: the session has ended.
        """
        return self._take(await self._chat.sessions.refresh(self.session))

    async def read_news(self, connection: Connection, limit: int) -> tuple[WebSession, News]:
        """Does the same as `refresh`, and also returns what the client does not know yet, with up to `limit` messages."""
        known = self.done_through, self.last_id, limit
        session, news = await self._chat.sessions.read_news(connection, self.session, *known)
        return self._take(session), news

    def _take(self, session: WebSession) -> WebSession:
        if session.ended:
            raise SessionEnded
        self.session, self._line.language = session, session.contact.language
        return session

    async def is_renewed(self) -> bool:
        """Returns whether a sign-in from another connection ended this session."""
        with contextlib.suppress(DatabaseUnavailable):
            return (await self._chat.sessions.refresh(self.session)).renewed
        return False

    async def note_progress(self) -> None:
        """Stores the id of the newest inbound message that the client knows to be answered, for
        when the client reconnects."""
        if self.done_through > self._noted_through:
            with contextlib.suppress(DatabaseUnavailable):
                async with self._chat.database.step() as connection:
                    await announce_done(connection, self.session.conversation_id, self.done_through)
