"""Tracks the visit of one client: its session, and how far its conversation has been sent to it."""

from __future__ import annotations

import asyncio
import contextlib

from bot.channels.webchat.line import Line
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.conversation.store.progress import announce_done, turn_done_through
from bot.wakeups import Signal
from foundation.database.announcing import Connection
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import CaravanError


class SessionEnded(CaravanError):
    """The session was ended by somebody who may end it, or replaced by another one after a sign-in."""


class Visit:
    """Holds the session and the place in its conversation.

    Code that takes a frame or sends messages holds `order`, so that each sees what the other has
    done. The session changes only while it is held.
    """

    def __init__(self, chat: WebChat, line: Line, session: WebSession) -> None:
        self._chat, self._line = chat, line
        self.session = session
        self.order = asyncio.Lock()
        self.signal: Signal | None = None
        """Wakes the task that pushes messages. It is None until that task listens."""
        self.last_id = 0
        """Holds the id of the newest message that the client has."""
        self.done_through = 0
        """Holds the inbound id of the newest message for which the client was told `turn_done`."""
        self.own: set[int] = set()
        """Holds the ids of the client's own messages, which it shows already."""
        self._noted_through = 0

    async def enter(self, session: WebSession, last_id: int | None, *, resumed: bool) -> None:
        """Enters the session's conversation: after the message `last_id` if it is resumed, else at
        its beginning."""
        done_through = 0
        if resumed:
            async with self._chat.database.read() as connection:
                done_through = await turn_done_through(connection, session.conversation_id, last_id)
        self.done_through = done_through
        self._noted_through = done_through if last_id is None else 0
        self.last_id = (last_id or 0) if resumed else 0
        self.session, self._line.language = session, session.contact.language
        self.own = set()
        await self.send_welcome()

    async def send_welcome(self) -> None:
        """Sends the client its session and conversation."""
        session = self.session
        await self._line.send({"type": "welcome", "session": session.token, "conversation": session.conversation_id})

    async def refresh(self) -> WebSession:
        """Returns the session as it is now. Call it while holding `order`.

        Raises:
            SessionEnded: the session has ended.
        """
        return self._take(await self._chat.sessions.refresh(self.session))

    async def refresh_within(self, connection: Connection) -> WebSession:
        """Does the same beside what else the connection reads."""
        return self._take(await self._chat.sessions.refresh_within(connection, self.session))

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
        """Stores the id of the newest message for which the client was told `turn_done`, so that it
        is known when the client returns."""
        if self.done_through > self._noted_through:
            with contextlib.suppress(DatabaseUnavailable):
                async with self._chat.database.begin() as connection:
                    await announce_done(connection, self.session.conversation_id, self.done_through)
