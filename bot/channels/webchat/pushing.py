"""Sends messages out: what is new in the conversation, in order, and each once."""

from __future__ import annotations

import contextlib

from bot.channels.webchat.frames import build_message_frame
from bot.channels.webchat.line import Line
from bot.channels.webchat.pace import Pace
from bot.channels.webchat.shared import WebChat
from bot.channels.webchat.visit import Visit
from bot.conversation.store.messages import list_messages
from bot.conversation.store.progress import Done, list_done_since
from foundation.database.outages import DatabaseUnavailable

PAGE = 100
"""Messages that are read at once."""


class Pusher:
    """Sends one client what is new in its conversation."""

    def __init__(self, chat: WebChat, line: Line, visit: Visit, pace: Pace) -> None:
        self._chat, self._line, self._visit, self._pace = chat, line, visit, pace

    async def run(self) -> None:
        """Sends what is new, whenever there may be something, until the gateway closes.

        Raises:
            SessionEnded: the session has ended.
        """
        while True:
            conversation_id = self._visit.session.conversation_id
            with self._chat.attendance.attend(conversation_id):
                await self._follow(conversation_id)
            if self._chat.closing.is_set():
                return

    async def _follow(self, conversation_id: str) -> None:
        """Sends what is new in the conversation, until the session has another conversation or the
        gateway closes."""
        async with self._chat.wakeups.listen(f"conversation:{conversation_id}") as signal:
            self._visit.signal = signal
            while self._visit.session.conversation_id == conversation_id:
                with contextlib.suppress(DatabaseUnavailable):
                    while await self._send_page():
                        continue
                if self._chat.closing.is_set():
                    return
                await signal.wait(self._chat.wakeups.patience)

    async def _send_page(self) -> bool:
        """Sends one page of messages with the `turn_done` frames between them. Returns whether
        there may be more."""
        async with self._visit.order:
            visit = self._visit
            conversation_id = visit.session.conversation_id
            async with self._chat.database.read() as connection:
                done = await list_done_since(connection, conversation_id, visit.done_through)
                rows = await list_messages(connection, conversation_id, after=visit.last_id, limit=PAGE)
                # The session is checked after the messages were read: if it is open now, it was open
                # when they were written.
                session = await visit.refresh_within(connection)
            if session.expired:
                return False
            for row in rows:
                while done and done[0].position < row.id:
                    await self._send_done(done.pop(0))
                if row.id not in visit.own:
                    message = self._chat.renderer.message(row, self._line.language)
                    await self._line.send(build_message_frame(message, self._chat.sign_for(visit.session.token)))
                visit.last_id = row.id
            while done and len(rows) < PAGE:
                await self._send_done(done.pop(0))
            return len(rows) == PAGE

    async def _send_done(self, done: Done) -> None:
        self._pace.note_answer(done.client_id)
        if done.client_id:
            await self._line.send({"type": "turn_done", "client_id": done.client_id})
        self._visit.done_through = done.id
