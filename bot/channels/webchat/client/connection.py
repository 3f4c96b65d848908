"""Serves one open WebSocket of the web chat: reads the client's first frame, then reads further
frames and pushes messages at the same time, and closes the connection properly."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.webchat.client.line import CLOSE_ENDED, CLOSE_MISUSED, CLOSE_RETRY, Line
from bot.channels.webchat.client.pace import Pace
from bot.channels.webchat.client.pushing import Pusher
from bot.channels.webchat.client.reading import UNAVAILABLE, Reader
from bot.channels.webchat.client.visit import SessionEnded, Visit
from bot.channels.webchat.frames import Hello, read_frame
from bot.channels.webchat.shared import WebChat
from bot.contacts.identity import SESSION_ENDED
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain

log = structlog.get_logger()

SAID_GOODBYE = frozenset({1000, 1001, CLOSE_RETRY})
"""WebSocket close codes that show that the client received everything sent before. After other
codes the last frames may be lost."""
SESSION_RENEWED = Explain(SESSION_ENDED.code, "gateway.session_renewed")
"""The error for a session that ended because the contact signed in. Its code is that of
`SESSION_ENDED`, so a client that ignores the frame's field `renewed` treats this as any other end
of a session."""


class ChatConnection:
    """Serves one client of the web chat, from its first frame `hello` until it leaves."""

    def __init__(self, socket: WebSocket, chat: WebChat) -> None:
        self._chat = chat
        self._line = Line(socket, chat.renderer, chat.patience)
        self._visit: Visit | None = None

    async def serve(self) -> None:
        """Serves the client, and returns when the connection is closed."""
        await self._line.accept()
        with self._chat.attendance.admit(self._line.address) as is_welcome:
            try:
                if not is_welcome:
                    await self._line.turn_away()
                elif hello := await self._receive_hello():
                    await self._open(hello)
            except WebSocketDisconnect as gone:
                if self._visit and gone.code in SAID_GOODBYE:
                    await self._visit.note_progress()
            except (RuntimeError, OSError):
                pass  # the client left, or did not read for too long

    async def _receive_hello(self) -> Hello | None:
        """Returns the client's first frame. If the first frame is no `hello`, refuses the client
        and returns None.

        Raises:
            TimeoutError: no frame arrived in time.
        """
        try:
            async with asyncio.timeout(self._chat.patience.hello):
                frame = read_frame(await self._line.receive())
            if not isinstance(frame, Hello):
                raise Explain("bad_frame", "gateway.bad_frame")
        except Explain as problem:
            await self._refuse(problem)
            return None
        self._line.language = frame.language or self._line.language
        return frame

    async def _open(self, hello: Hello) -> None:
        """Opens the client's session and serves it. A client that cannot have a session now is
        asked to reconnect later."""
        try:
            if await self._is_one_too_many(hello):
                await self._line.turn_away()
                return
            problem = await self._welcome(hello)
        except Explain as refusal:
            await self._refuse(refusal)
        except DatabaseUnavailable:
            await self._line.send_error(UNAVAILABLE)
            await self._line.ask_to_come_back()
        else:
            if problem is not None:
                await self._line.send_error(problem)
            await self._converse()

    async def _is_one_too_many(self, hello: Hello) -> bool:
        """Returns whether the client's address has begun more sessions, or more conversations as a
        visitor, than allowed."""
        limits, address = self._chat.limits, self._line.address
        if await limits.session(address):
            return True
        return await self._chat.sessions.begins_as_visitor(hello) and bool(await limits.visitor(address))

    async def _welcome(self, hello: Hello) -> Explain | None:
        """Opens the client's session. If there is a problem with the client's identity token, opens
        the session nevertheless and returns the problem."""
        opened = await self._chat.sessions.open(hello, self._chat.mark_address(self._line.address))
        session = opened.session
        self._visit = Visit(self._chat, self._line, session)
        last_id = None if opened.goes_on else hello.last_id
        await self._visit.enter(session, last_id, resumed=opened.resumed)
        if opened.problem is None and session.expired:
            return Explain("identity_expired", "gateway.identity_expired")
        return opened.problem

    async def _converse(self) -> None:
        """Reads the client's frames and pushes messages until the client leaves, its session ends
        or the gateway closes.

        Raises:
            WebSocketDisconnect: the client left. The error holds the close code.
        """
        visit = self._visit
        assert visit is not None
        parts = self._chat, self._line, visit, Pace(self._chat, self._line, visit)
        reading, pushing, closing = tasks = [
            asyncio.create_task(work)
            for work in (Reader(*parts).run(), Pusher(*parts).run(), self._chat.closing.wait())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if closing.done() and visit.signal is not None:  # push the last answers before closing
                visit.signal.set()
                await asyncio.wait({pushing}, timeout=self._chat.patience.last)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(reading, pushing, return_exceptions=True)
        if closing.done() and not closing.cancelled():
            await visit.note_progress()
        await self._part(visit, ends)

    async def _part(self, visit: Visit, ends: Sequence[object]) -> None:
        """Closes the connection. `ends` are the results or exceptions of the reading and the
        pushing task, which decide the close code."""
        for end in ends:
            if isinstance(end, WebSocketDisconnect):
                raise end
            if isinstance(end, SessionEnded):
                await self._say_ended(visit)
                return
            if isinstance(end, Exception) and not isinstance(end, RuntimeError | OSError):
                log.error("chat connection failed", exc_info=end)
        if self._line.is_open:
            await self._line.ask_to_come_back()

    async def _say_ended(self, visit: Visit) -> None:
        """Tells the client that its session was ended, by a sign-in or from another device, and
        closes the connection."""
        renewed = await visit.is_renewed()
        await self._line.send_error(SESSION_RENEWED if renewed else SESSION_ENDED, renewed=renewed)
        await self._line.close(CLOSE_ENDED)

    async def _refuse(self, problem: Explain) -> None:
        await self._line.send_error(problem)
        await self._line.close(CLOSE_MISUSED)
