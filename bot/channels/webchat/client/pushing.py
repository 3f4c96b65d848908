"""Pushes the new messages of a conversation to a client of the web chat, in order and each once."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bot.channels.webchat.client.agent_sign import AgentSign
from bot.channels.webchat.client.line import Line
from bot.channels.webchat.client.pace import Pace
from bot.channels.webchat.client.queue_sign import QueueSign
from bot.channels.webchat.client.visit import Visit
from bot.channels.webchat.frames import build_message_frame, build_turn_done
from bot.channels.webchat.sessions import WebSession
from bot.channels.webchat.shared import WebChat
from bot.conversation.store.edits import list_edited
from bot.conversation.store.progress import Done
from bot.messages.stored import MessageRow
from foundation.database.announcing import Connection
from foundation.database.outages import DatabaseUnavailable

PAGE = 100
"""How many messages are read from the database at once."""


class Pusher:
    """Sends one client the new messages of its conversation."""

    def __init__(self, chat: WebChat, line: Line, visit: Visit, pace: Pace) -> None:
        self._chat, self._line, self._visit, self._pace = chat, line, visit, pace
        self._sign, self._agent = QueueSign(chat), AgentSign()

    async def run(self) -> None:
        """Sends new messages as they appear, until the gateway closes. If the session moves to
        another conversation, continues with the messages of that one.

        Raises:
            SessionEnded: the client's session has ended.
        """
        while True:
            conversation_id = self._visit.session.conversation_id
            with self._chat.attendance.attend(conversation_id):
                await self._follow(conversation_id)
            if self._chat.closing.is_set():
                return

    async def _follow(self, conversation_id: str) -> None:
        """Sends the new messages of this conversation, until the session moves to another
        conversation or the gateway closes."""
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
        """Sends up to `PAGE` messages. After the answers to a message of the client comes the frame
        `turn_done`, which says that the bot has finished with that message. Returns whether there
        may be more messages."""
        async with self._visit.order:
            visit = self._visit
            conversation_id = visit.session.conversation_id
            async with self._chat.database.read() as connection:
                session, news = await visit.read_news(connection, PAGE)
                done, rows = news.done, news.rows
                sign = await self._sign.find_change(
                    connection,
                    conversation_id,
                    self._line.language,
                    in_queue=session.in_queue and not session.expired,
                    at_once=bool(rows or done),
                )
                agent_id = None if session.expired else session.agent_id
                frames = await self._agent.find_changes(connection, conversation_id, agent_id)
                edited = await self._find_edited(connection, session, rows)
            if session.expired:
                return False
            for row in rows:
                while done and done[0].position < row.id:
                    await self._send_done(done.pop(0))
                if row.id not in visit.own:
                    await self._send_message(row)
                visit.last_id = row.id
            for row in edited:
                await self._send_message(row)
            visit.edits_through = session.edits
            while done and len(rows) < PAGE:
                await self._send_done(done.pop(0))
            for frame in (*([sign] if sign is not None else []), *frames):
                await self._line.send(frame)
            return len(rows) == PAGE

    async def _find_edited(
        self, connection: Connection, session: WebSession, rows: Sequence[MessageRow]
    ) -> list[MessageRow]:
        """Returns the messages that the client has or is about to get from `rows`, and that were
        edited since. They are sent again."""
        if session.edits == self._visit.edits_through:
            return []
        known = await list_edited(connection, session.conversation_id, after=self._visit.edits_through)
        last = rows[-1].id if rows else self._visit.last_id
        return [row for row in known if row.id <= last and row not in rows]

    async def _send_message(self, row: MessageRow) -> None:
        message = self._chat.renderer.message(row, self._line.language)
        await self._line.send(build_message_frame(message, self._chat.sign_for(self._visit.session.token)))

    async def _send_done(self, done: Done) -> None:
        self._pace.note_answer(done.client_id)
        if done.client_id:
            understood = done.understood if self._chat.tells_understood else None
            await self._line.send(build_turn_done(done.client_id, understood))
        self._visit.done_through = done.id
