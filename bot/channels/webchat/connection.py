"""Serves one open connection: greets the client, lets reading and pushing run beside each other,
and ends it properly."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.webchat.frames import Hello, read_frame
from bot.channels.webchat.line import CLOSE_ENDED, CLOSE_MISUSED, CLOSE_RETRY, Line
from bot.channels.webchat.pace import Pace
from bot.channels.webchat.pushing import Pusher
from bot.channels.webchat.reading import UNAVAILABLE, Reader
from bot.channels.webchat.shared import WebChat
from bot.channels.webchat.visit import SessionEnded, Visit
from bot.contacts.identity import SESSION_ENDED
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain

log = structlog.get_logger()

SAID_GOODBYE = frozenset({1000, 1001, CLOSE_RETRY})
"""Close codes after which the client has everything that was sent before. With other codes the end
may be lost."""
SESSION_RENEWED = Explain(SESSION_ENDED.code, "gateway.session_renewed")
"""Explains that a sign-in ended the session. The code is that of `SESSION_ENDED`, so a client that
does not read the frame's `renewed` treats it as any other end."""


class ChatConnection:
    """Serves one client from `hello` until it leaves."""

    def __init__(self, socket: WebSocket, chat: WebChat) -> None:
        self._chat = chat
        self._line = Line(socket, chat.renderer, chat.patience)
        self._visit: Visit | None = None

    async def serve(self) -> None:
        """Serves the client. Returns when it has left, in whatever way."""
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
        """Returns the first frame, or None when it was no `hello` and the client has been refused.

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
        """Opens the session and converses in it. A client that cannot have one now is told to come
        back."""
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
        """Returns whether the address begins more sessions, or more conversations as a visitor,
        than allowed."""
        limits, address = self._chat.limits, self._line.address
        if await limits.session(address):
            return True
        return await self._chat.sessions.begins_as_visitor(hello) and bool(await limits.visitor(address))

    async def _welcome(self, hello: Hello) -> Explain | None:
        """Opens the session. The session is opened even if there is a problem with the client's
        identity; that problem is returned."""
        opened = await self._chat.sessions.open(hello, self._chat.mark_address(self._line.address))
        session = opened.session
        self._visit = Visit(self._chat, self._line, session)
        await self._visit.enter(session, hello.last_id, resumed=opened.resumed)
        if opened.problem is None and session.expired:
            return Explain("identity_expired", "gateway.identity_expired")
        return opened.problem

    async def _converse(self) -> None:
        """Reads and pushes until the client leaves, its session ends or the gateway closes.

        Raises:
            WebSocketDisconnect: the client left, with the code that says how.
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
            if closing.done() and visit.signal is not None:  # the last answers are still sent
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
        """Closes the connection in the way that fits how reading and pushing ended."""
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
        """Sends the last frame of a session that was ended elsewhere, and closes the connection."""
        renewed = await visit.is_renewed()
        await self._line.send_error(SESSION_RENEWED if renewed else SESSION_ENDED, renewed=renewed)
        await self._line.close(CLOSE_ENDED)

    async def _refuse(self, problem: Explain) -> None:
        await self._line.send_error(problem)
        await self._line.close(CLOSE_MISUSED)
