"""Limits WebSockets: frames are counted before they are parsed, and are parsed only as fast as the
application reads the messages."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from bot.serving.connections import LINGER_SECONDS, Deadline, GatewayConfig, Line, Place
from bot.serving.frame_limits import FRAGMENTS, FrameLimits, TooMuch

CLOSE_POLICY = 1008
"""WebSocket close code "policy violation", for a client that exceeds the limits."""
BAD_HANDSHAKE = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class SocketProtocol(WebSocketsSansIOProtocol):
    """Adds limits to uvicorn's WebSocket protocol. By itself, uvicorn parses all data that has
    arrived at once, and answers pings even if the client does not read the answers. uvicorn also
    waits for ever for the rest of a message, and for more data after a malformed handshake."""

    place: Place | None = None

    def __init__(self, *, config: GatewayConfig, **more: Any) -> None:
        super().__init__(config=config, **more)
        self._connections, self._given = config.open_connections, config.connection_limits
        self._limits = FrameLimits(self._given.burst)
        self._held, self._at = b"", 0
        self._after_close = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._line = Line(self.transport, self._connections, self._given.stuck)
        self._late = Deadline(self._end_for_delay)

    def data_received(self, data: bytes) -> None:
        if self._line.ending:
            self._line.throw_away(data)
        elif not self.handshake_initiated:
            super().data_received(data)
            if not self.handshake_initiated:
                self.transport.write(BAD_HANDSHAKE)
                self._line.hang_up()
        else:
            self._held, self._at = self._held[self._at :] + data, 0
            try:
                self._limits.count_bytes(len(data), self.loop.time())
            except TooMuch as reason:
                self._end(str(reason))
            else:
                self._read_on()

    async def receive(self) -> ASGIReceiveEvent:
        message = await super().receive()
        self._read_on()
        return message

    def _read_on(self) -> None:
        """Passes data to the parser up to the end of the next message. The data after that message
        waits until the application has read it."""
        try:
            while self._at < len(self._held) and not (self.read_paused or self._is_over()):
                end = self._limits.find_end(self._held, self._at, self.loop.time())
                read, self._at = self._held[self._at : end], end
                super().data_received(read)
                self._count_after_close()
        except TooMuch as reason:
            self._end(str(reason))
            return
        if self._at == len(self._held) or self._is_over():
            self._held, self._at = b"", 0
        self._await_rest()

    def _is_over(self) -> bool:
        return self.conn.parser_exc is not None or self.transport.is_closing() or self._line.ending

    def _count_after_close(self) -> None:
        """Counts the messages that the client sends after the gateway has sent a close frame. The
        application no longer reads such messages, so nothing else slows the client down."""
        if self.close_sent:
            self._after_close += 1
            if self._after_close > FRAGMENTS:
                raise TooMuch("too many messages after the close")

    def _await_rest(self) -> None:
        waits = self._limits.has_begun and not self.read_paused and not self._is_over()
        if not waits:
            self._late.stop()
        elif not self._late:
            self._late.start(self._given.message)

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()  # drops the pong, because the client does not read

    def pause_writing(self) -> None:
        super().pause_writing()
        self._line.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._line.stop_watching()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._line.let_go()
        self._late.stop()
        self._held, self._at = b"", 0
        if self.place is not None:
            self._connections.leave(self.place)
            self.place = None

    def _end_for_delay(self) -> None:
        self._end("a message has to come whole")

    def _end(self, reason: str) -> None:
        """Closes the WebSocket of a client that exceeded a limit. The application sees a
        disconnection."""
        self._connections.note_limited("frames")
        self._held, self._at = b"", 0
        if self._is_over():
            return
        if not self.handshake_complete:
            self.transport.abort()
            return
        self.stop_keepalive()
        self.conn.fail(CLOSE_POLICY, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CLOSE_POLICY, "reason": reason})
        self.close_sent = True
        self._line.hang_up_after_last_words()
        if self._line.ending:  # replaces uvicorn's timer, which would close the connection earlier
            self.close_timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
