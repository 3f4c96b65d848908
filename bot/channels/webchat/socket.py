"""One open chat socket: frames in, messages out, in order, each once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels.webchat.frames import (
    TEXT_LIMIT,
    Button,
    Command,
    Frame,
    Hello,
    IdentityFrame,
    Message,
    TelegramLink,
    message_frame,
    read_frame,
)
from bot.channels.webchat.sessions import WebSession, WebSessions
from bot.conversation.inbox import Inbox
from bot.conversation.limits import Limits, network
from bot.conversation.store.messages import list_messages
from bot.conversation.store.progress import Done, announce_done, done_since, turn_done_through
from bot.database.engine import Database
from bot.errors import SESSION_ENDED, CaravanError, DatabaseUnavailable, Explain
from bot.messages.inbound import InboundMessage
from bot.rendering.renderer import Renderer
from bot.secrets import fingerprint
from bot.wakeups import Signal, Wakeups
from bot.web.language import preferred_language

log = structlog.get_logger()

HELLO_SECONDS = 15.0
SEND_SECONDS = 20.0
LAST_SECONDS = 1.0
PAGE = 100
FREE_FRAMES = 3
"""Frames after an answer that are not counted against the contact: the next message, and a sign-in beside it."""
HOLD_SECONDS = 5.0
"""A frame over the limits is kept for so long, and nothing read behind it, before it is refused."""
CLOSE_RETRY = 1012
"""WebSocket close code "service restart": come back, after the pause that the reason names."""
COME_BACK_WITHIN = 4.0
"""Seconds over which those who are told to come back are spread, so that the next gateway does not get them all at once."""
SAID_GOODBYE = frozenset({1000, 1001, CLOSE_RETRY})
"""Close codes after which the client had everything that was sent before; a broken line may have swallowed the end."""
CLOSE_ENDED = 4001
"""WebSocket close code of our own: the session was ended from elsewhere, do not resume it."""
UNAVAILABLE = Explain("unavailable", "gateway.unavailable")
SESSION_RENEWED = Explain(SESSION_ENDED.code, "gateway.session_renewed")
"""The same for a client that knows no more; the frame's `renewed` says that it was a sign-in that ended it."""


class SessionEnded(CaravanError):
    """Somebody who may has ended this session, or has signed in from it and goes on with another."""


@dataclass
class WebChat:
    """What every socket of a gateway shares."""

    database: Database
    inbox: Inbox
    sessions: WebSessions
    renderer: Renderer
    wakeups: Wakeups
    telegram_username: Callable[[], str | None] = lambda: None
    """The bot's name in Telegram, while it is on."""
    limits: Limits = field(default_factory=Limits)
    sockets_per_address: int = 200
    sockets: Counter[str] = field(default_factory=Counter)
    """Open ones of each address."""
    mark_address: Callable[[str], str | None] = lambda _address: None
    """What stands for a client's address in the database, to count who waits for an agent from there."""
    present: Counter[str] = field(default_factory=Counter)
    """Open sockets of each conversation."""
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more is taken: what is under way is still answered."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when everybody is told to come back."""
    serving: set[asyncio.Task[Any]] = field(default_factory=set)

    async def emptied(self, seconds: float) -> None:
        """Waits until everybody has left, or for so long."""
        if self.serving:
            await asyncio.wait(self.serving, timeout=seconds)

    @contextlib.contextmanager
    def attend(self, conversation_id: str) -> Iterator[None]:
        """While somebody is in the conversation."""
        self.present[conversation_id] += 1
        try:
            yield
        finally:
            self.present[conversation_id] -= 1
            if not self.present[conversation_id]:
                del self.present[conversation_id]

    @contextlib.contextmanager
    def counted(self, address: str) -> Iterator[bool]:
        """While one more socket of the address is open: whether it has no more than it may."""
        key = network(address)
        self.sockets[key] += 1
        try:
            yield not self.limits.counts(address) or self.sockets[key] <= self.sockets_per_address
        finally:
            self.sockets[key] -= 1
            if not self.sockets[key]:
                del self.sockets[key]


class ChatSocket:
    """Serves one client from `hello` until it goes away."""

    def __init__(self, socket: WebSocket, chat: WebChat) -> None:
        self._socket = socket
        self._chat = chat
        self._sending = asyncio.Lock()
        self._order = asyncio.Lock()
        self._session: WebSession | None = None
        self._last_id = 0
        self._done_through = 0
        self._noted_through = 0
        self._own: set[int] = set()
        self._unanswered: set[str | None] = set()
        self._free = FREE_FRAMES
        self._signal: Signal | None = None
        self._address = socket.client.host if socket.client else ""
        self._language = preferred_language(socket)  # until the contact's own is known

    async def serve(self) -> None:
        await self._socket.accept()
        task = asyncio.current_task()
        assert task is not None
        self._chat.serving.add(task)
        try:
            with self._chat.counted(self._address) as welcome:
                if not welcome:
                    await self._turn_away()
                elif await self._hello():
                    await self._converse()
        except WebSocketDisconnect as gone:
            if gone.code in SAID_GOODBYE:
                await self._remember()
        except (RuntimeError, OSError):
            pass  # it went away, or did not read for too long
        finally:
            self._chat.serving.discard(task)

    async def _hello(self) -> bool:
        """Answers the first frame with `welcome`; False when the client has to come back."""
        try:
            frame = read_frame(await asyncio.wait_for(self._receive(), HELLO_SECONDS))
            if not isinstance(frame, Hello):
                raise Explain("bad_frame", "gateway.bad_frame")
            self._language = frame.language or self._language
            if await self._chat.limits.session(self._address) or await self._is_visitor_too_many(frame):
                await self._turn_away()
                return False
            opened = await self._chat.sessions.open(frame, self._chat.mark_address(self._address))
            session, problem = opened.session, opened.problem
            await self._enter(session, frame.last_id, resumed=opened.resumed)
        except Explain as problem:
            await self._error(problem)
            await self._socket.close(1002)
            return False
        except DatabaseUnavailable:
            await self._error(UNAVAILABLE)
            await self._come_back()
            return False
        if problem is not None:
            await self._error(problem)
        elif session.expired:
            await self._error(Explain("identity_expired", "gateway.identity_expired"))
        return True

    async def _is_visitor_too_many(self, frame: Hello) -> bool:
        """Whether a visitor begins one conversation more from this address than may be."""
        begins = await self._chat.sessions.begins_as_visitor(frame)
        return begins and bool(await self._chat.limits.visitor(self._address))

    async def _enter(self, session: WebSession, last_id: int | None, *, resumed: bool) -> None:
        if resumed:
            async with self._chat.database.read() as connection:
                done_through = await turn_done_through(connection, session.conversation_id, last_id)
        self._done_through = done_through if resumed else 0
        self._noted_through = self._done_through if last_id is None else 0
        self._last_id = (last_id or 0) if resumed else 0
        self._session = session
        self._language = session.contact.language
        self._own = set()
        self._unanswered = set()
        await self._welcome(session)

    async def _welcome(self, session: WebSession) -> None:
        await self._send({"type": "welcome", "session": session.token, "conversation": session.conversation_id})

    async def _converse(self) -> None:
        """Reads and pushes until the client leaves or the gateway closes.

        Raises:
            WebSocketDisconnect: the client left, with the code that says how.
        """
        reading, pushing, closing = tasks = [
            asyncio.create_task(work) for work in (self._read(), self._push(), self._chat.closing.wait())
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if closing.done() and self._signal is not None:  # what was answered last is sent still
                self._signal.set()
                await asyncio.wait({pushing}, timeout=LAST_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(reading, pushing, return_exceptions=True)
        if closing.done() and not closing.cancelled():
            await self._remember()
        for end in ends:
            if isinstance(end, WebSocketDisconnect):
                raise end
            if isinstance(end, SessionEnded):
                await self._say_ended(renewed=await self._is_renewed())
                return
            if isinstance(end, Exception) and not isinstance(end, RuntimeError | OSError):
                log.error("chat socket failed", exc_info=end)
        if self._socket.client_state is WebSocketState.CONNECTED:
            await self._come_back()

    async def _read(self) -> None:
        while True:
            client_id = None
            try:
                raw = await self._receive()
                late = await self._hold()
                frame = read_frame(raw)
                client_id = getattr(frame, "client_id", None)
                if late:
                    raise _too_fast(late)
                await self._take(frame)
            except Explain as problem:
                if problem.code == SESSION_ENDED.code:
                    raise SessionEnded from problem
                await self._error(problem, client_id)
            except DatabaseUnavailable:
                await self._error(UNAVAILABLE, client_id)

    async def _hold(self) -> float:
        """Counts a frame. One over the limits is kept back, which keeps back all behind it, and the contact is told so, once a flood.
        The seconds that it would take still, when that is too long."""
        assert self._session is not None
        contact, until = self._session.contact, asyncio.get_running_loop().time() + HOLD_SECONDS
        counted = None if self._is_patient() else contact.id
        while wait := await self._chat.limits.message(counted, contact.account, self._address):
            if await self._chat.limits.may_tell(contact.id):
                await self._error(_too_fast(wait))
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return wait
            await asyncio.sleep(min(wait, left, 1.0))
        return 0.0

    def _is_patient(self) -> bool:
        """Whether the client waits for the answer before it goes on: its pace is ours then, however fast that is."""
        if self._unanswered or not self._free:
            return False
        self._free -= 1
        return True

    async def _take(self, frame: Frame) -> None:
        if isinstance(frame, Hello):
            raise Explain("bad_frame", "gateway.bad_frame")
        if self._chat.draining.is_set():
            raise UNAVAILABLE
        async with self._order:
            if isinstance(frame, IdentityFrame):
                await self._sign_in(frame.token)
            elif isinstance(frame, TelegramLink):
                await self._link_telegram(frame)
            else:
                await self._store(frame)

    async def _store(self, frame: Message | Button | Command) -> None:
        if isinstance(frame, Message) and len(frame.text) > TEXT_LIMIT:
            raise Explain("too_large", "gateway.too_large", limit=TEXT_LIMIT)
        session = self._session
        assert session is not None
        message = InboundMessage(
            channel="webchat",
            external_id=f"{session.conversation_id}:{frame.client_id}",
            contact_key=session.contact.key,
            kind="button" if isinstance(frame, Button) else "command" if isinstance(frame, Command) else "text",
            text=self._words(frame),
            button_token=frame.token if isinstance(frame, Button) else None,
            command=frame.command if isinstance(frame, Command) else None,
            session=fingerprint(session.token),
        )
        conversation_id = session.conversation_id
        receipt = await self._chat.inbox.receive(message, conversation_id, frame.client_id, told=self._signal)
        self._own.add(receipt.message_id)
        await self._send({"type": "ack", "client_id": frame.client_id, "id": receipt.message_id})
        if receipt.handled and receipt.inbound_id <= self._done_through:
            await self._send({"type": "turn_done", "client_id": frame.client_id})
        elif receipt.fresh and receipt.bot_answers:
            await self._send({"type": "typing", "author": "bot"})
        if not receipt.handled:
            self._unanswered.add(frame.client_id)

    def _words(self, frame: Message | Button | Command) -> str:
        """What the conversation shows that the contact said."""
        if isinstance(frame, Command):
            return self._chat.renderer.term(f"button.{frame.command}", self._language, {})
        return frame.text if isinstance(frame, Message) else ""

    async def _link_telegram(self, frame: TelegramLink) -> None:
        """A one-time link, for this client's eyes only: it is no message, so it is stored nowhere."""
        session = await self._current()
        code = await self._chat.sessions.telegram_code(session)
        username = self._chat.telegram_username()
        if username is None:
            raise Explain("unavailable", "gateway.telegram_off")
        url = f"https://t.me/{username}?start={code}"
        await self._send(
            {"type": "telegram_link", "client_id": frame.client_id, "url": url, "command": f"/start {code}"}
        )

    async def _sign_in(self, token: str) -> None:
        before = await self._current()
        session = await self._chat.sessions.sign_in(before, token)
        if session.conversation_id != before.conversation_id:
            await self._remember()
            await self._enter(session, None, resumed=False)
            if self._signal is not None:
                self._signal.set()  # what is pushed is the new conversation's from now on
        else:
            self._session = session
            if session.token != before.token:  # the conversation goes on: what was acknowledged and told stays so
                await self._welcome(session)

    async def _current(self) -> WebSession:
        """The session as it is now. Call it in `_order`: a session is changed there only."""
        assert self._session is not None
        session = await self._chat.sessions.refresh(self._session)
        if session.ended:
            raise SessionEnded
        self._session, self._language = session, session.contact.language
        return session

    async def _push(self) -> None:
        """Sends what is new, whenever something may be."""
        while True:
            session = self._session
            assert session is not None
            with self._chat.attend(session.conversation_id):
                await self._push_in(session.conversation_id)
            if self._chat.closing.is_set():
                return

    async def _push_in(self, conversation_id: str) -> None:
        """Sends what is new in the conversation, until the session has another or the gateway closes."""
        async with self._chat.wakeups.listen(f"conversation:{conversation_id}") as signal:
            self._signal = signal
            while self._session is not None and self._session.conversation_id == conversation_id:
                with contextlib.suppress(DatabaseUnavailable):
                    while await self._send_news():
                        continue
                if self._chat.closing.is_set():
                    return
                await signal.wait(self._chat.wakeups.patience)

    async def _send_news(self) -> bool:
        """One page of messages and the `turn_done`s between them; True when there may be more."""
        async with self._order:
            return await self._send_page()

    async def _send_page(self) -> bool:
        assert self._session is not None
        conversation_id = self._session.conversation_id
        async with self._chat.database.read() as connection:
            done = await done_since(connection, conversation_id, self._done_through)
            rows = await list_messages(connection, conversation_id, after=self._last_id, limit=PAGE)
        # Looked at after what is sent was read: a session that is open now was when that was written.
        if (await self._current()).expired:
            return False
        for row in rows:
            while done and done[0].position < row.id:
                await self._send_done(done.pop(0))
            if row.id not in self._own:
                await self._send(message_frame(self._chat.renderer.message(row, self._language)))
            self._last_id = row.id
        while done and len(rows) < PAGE:
            await self._send_done(done.pop(0))
        return len(rows) == PAGE

    async def _send_done(self, done: Done) -> None:
        self._unanswered.discard(done.client_id)
        self._free = FREE_FRAMES
        if done.client_id:
            await self._send({"type": "turn_done", "client_id": done.client_id})
        self._done_through = done.id

    async def _remember(self) -> None:
        """Notes up to where the client was told `turn_done`, for its return."""
        if self._session is not None and self._done_through > self._noted_through:
            with contextlib.suppress(DatabaseUnavailable):
                async with self._chat.database.begin() as connection:
                    await announce_done(connection, self._session.conversation_id, self._done_through)

    async def _is_renewed(self) -> bool:
        """Whether it was a sign-in, from another socket, that ended this session."""
        assert self._session is not None
        with contextlib.suppress(DatabaseUnavailable):
            return (await self._chat.sessions.refresh(self._session)).renewed
        return False

    async def _say_ended(self, *, renewed: bool) -> None:
        """Sends the last frame of a session that was ended from elsewhere."""
        await self._error(SESSION_RENEWED if renewed else SESSION_ENDED, renewed=renewed)
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.close(CLOSE_ENDED)

    async def _turn_away(self) -> None:
        """Too many from one address: nothing is opened for this one."""
        await self._error(Explain("rate_limited", "gateway.too_many", wait=COME_BACK_WITHIN))
        await self._come_back()

    async def _come_back(self) -> None:
        """Closes with a hint when to return."""
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.close(CLOSE_RETRY, f"retry_after={random.uniform(0.5, COME_BACK_WITHIN):.1f}")

    async def _receive(self) -> str | bytes:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def _error(self, problem: Explain, client_id: str | None = None, **besides: bool) -> None:
        text = self._chat.renderer.term(problem.term, self._language, problem.values)
        frame: dict[str, Any] = {"type": "error", "client_id": client_id, "code": problem.code, "text": text, **besides}
        if problem.code == "rate_limited":
            frame["retry_after"] = math.ceil(problem.values["wait"])
        await self._send(frame)

    async def _send(self, frame: dict[str, Any]) -> None:
        """A client that does not read for long is let go; it resumes where it was."""
        async with self._sending, asyncio.timeout(SEND_SECONDS):
            await self._socket.send_text(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def _too_fast(wait: float) -> Explain:
    return Explain("rate_limited", "gateway.rate_limited", wait=wait)
