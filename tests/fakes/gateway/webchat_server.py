"""Stands in for the gateway when tests use the web chat's pages in a browser.

The pages are Caravan's real pages. Messages stay in memory, the bot's answers are fixed, and tests can make the server
fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import jwt
import uvicorn
from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, Response

from bot.channels.webchat.pages.pages import pages_router
from bot.demo.accounts import DEMO_ACCOUNTS
from bot.words.colours import write_styles
from tests.fakes.files import good

KEY = "a key that only the fake server of the tests knows"
LIMIT = 4096
CARD = {
    "kind": "product",
    "title": "Blue-and-white porcelain tea set, 7 pieces",
    "fields": [
        {"label": "Supplier", "value": "Jingdezhen Ceramics"},
        {"label": "Price for 5,000 sets", "value": "$8.40"},
        {"label": "Minimum order", "value": "500 sets"},
        {"label": "Lead time", "value": "30 days"},
    ],
    "buttons": [{"label": "Details", "token": "tok-details"}, {"label": "Request a quotation", "token": "tok-quote"}],
}


LONG_CARD = {
    **CARD,
    "fields": [
        *CARD["fields"][1:],
        CARD["fields"][0],
        {"label": "Place", "value": "Jingdezhen, Jiangxi"},
        {"label": "Rating", "value": "4.8 / 5"},
    ],
}
FILLED = {"goods": "porcelain tea sets", "quantity": "5000", "unit": "set", "country": "DE", "city": "Hamburg"}


@dataclass
class Conversation:
    session: str
    name: str
    account: str | None = None
    frames: list[dict[str, Any]] = field(default_factory=list)
    stored: dict[str, int] = field(default_factory=dict)
    sockets: set[WebSocket] = field(default_factory=set)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))


class FakeGateway:
    """Holds the state of the server. The methods run in the server's event loop; tests read and set the attributes."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.renewed: dict[str, Conversation] = {}
        """Maps each session that a sign-in replaced to its conversation."""
        self.received: list[dict[str, Any]] = []
        self.identities_issued: Counter[str] = Counter()
        self.identity_life = 3600.0
        self.errors_once: list[dict[str, Any]] = []
        """The next messages and pressed buttons are answered with the errors in this list, one each, and are not
        stored."""
        self.drop_before_ack = 0
        """For this many of the next frames, the connection breaks after they are stored and before they are
        acknowledged."""
        self.lose_welcomes = 0
        """For this many of the next sign-ins, the connection breaks after the visitor's session is replaced and before
        the `welcome`."""
        self.refuse_connections = False
        self.answer_after = 0.02
        self.answers = True
        self.uploads: dict[str, dict[str, Any]] = {}
        """The uploaded files, by the key that the client gave to the upload."""
        self.refuse_uploads: list[tuple[int, dict[str, Any]]] = []
        """The next uploads are refused with the statuses and bodies in this list, one each."""
        self.upload_gate = asyncio.Event()
        """Uploads are answered only while this event is set."""
        self.upload_gate.set()
        self.links_signed = 0
        self.greeting_buttons: list[dict[str, Any]] = []
        self._used: dict[str, str] = {}

    def token(self, account: str) -> str:
        found = next(item for item in DEMO_ACCOUNTS if item.account == account)
        now = int(time.time())
        claims = {
            "sub": f"{account}:demo",
            "account": account,
            "role": found.role,
            "name": account.title(),
            "aud": "caravan",
            "iat": now,
            "exp": now + self.identity_life,
            "jti": secrets.token_hex(8),
        }
        self.identities_issued[account] += 1
        return jwt.encode(claims, KEY, algorithm="HS256", headers={"kid": "1"})

    def count(self, kind: str) -> int:
        return sum(frame["type"] == kind for frame in self.received)

    # The following methods are the server's side of the web chat's protocol.

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        if self.refuse_connections:
            return await socket.close(1013)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            hello = await socket.receive_json()
            self.received.append(hello)
            conversation = await self._hello(socket, hello)
            try:
                while conversation:
                    await self._frame(socket, conversation, await socket.receive_json())
            finally:
                if conversation:
                    conversation.sockets.discard(socket)
        return None

    async def _hello(self, socket: WebSocket, hello: dict[str, Any]) -> Conversation | None:
        conversation = self.conversations.get(hello["session"] or "") or self._of_before(hello)
        if hello["session"] is None:
            session = secrets.token_urlsafe(16)
            conversation = Conversation(session, f"c{len(self.conversations) + 1}")
            self.conversations[session] = conversation
        if conversation is None:
            await socket.send_json(self._error("bad_frame", None))
            return None
        if hello["session"] in self.renewed and claims_of(hello["identity"])["jti"] in self._used:
            await socket.send_json(self._error("identity_refused", None))
            await socket.close()
            return None
        if hello["identity"] and not await self._sign_in(socket, conversation, hello["identity"]):
            await socket.close()
            return None
        await socket.send_json({"type": "welcome", "session": conversation.session, "conversation": conversation.name})
        conversation.sockets.add(socket)
        for frame in conversation.frames:
            if frame["type"] == "message" and frame["id"] > (hello["last_id"] or 0):
                await socket.send_json(frame)
        if not conversation.frames:
            await self.post(conversation, "bot", self._greeting(hello), buttons=self.greeting_buttons)
        return conversation

    def _greeting(self, hello: dict[str, Any]) -> str:
        return "您好！" if hello["language"] == "zh" else "Hello! Ask me for products, suppliers or your orders."

    async def _sign_in(self, socket: WebSocket, conversation: Conversation, token: str) -> bool:
        try:
            claims = jwt.decode(token, KEY, algorithms=["HS256"], audience="caravan")
        except jwt.ExpiredSignatureError:
            await socket.send_json(self._error("identity_expired", None))
            return False
        if self._used.setdefault(claims["jti"], conversation.session) != conversation.session:
            await socket.send_json(self._error("identity_refused", None))
            return False
        renews = conversation.account is None and conversation.sockets
        conversation.account = claims["account"]
        if renews:
            await self._renew(conversation, socket, claims["jti"])
        return True

    def _of_before(self, hello: dict[str, Any]) -> Conversation | None:
        """Returns the conversation of a client that still uses a session that was replaced at a sign-in, if the client
        now signs in to the same account."""
        conversation = self.renewed.get(hello["session"] or "")
        if conversation is None or not hello["identity"]:
            return None
        return conversation if claims_of(hello["identity"])["account"] == conversation.account else None

    async def _renew(self, conversation: Conversation, socket: WebSocket, jti: str) -> None:
        """Replaces the session of a visitor who has signed in by a new one, and ends the old session."""
        self.renewed[conversation.session] = self.conversations.pop(conversation.session)
        conversation.session = secrets.token_urlsafe(16)
        self.conversations[conversation.session] = conversation
        self._used[jti] = conversation.session
        if self.lose_welcomes:
            self.lose_welcomes -= 1
            await socket.close(1011)
            raise WebSocketDisconnect(1011)
        await socket.send_json({"type": "welcome", "session": conversation.session, "conversation": conversation.name})
        for other in conversation.sockets - {socket}:
            await other.send_json({**self._error("session_ended", None), "renewed": True})
            await other.close(4001)
        conversation.sockets &= {socket}

    async def _frame(self, socket: WebSocket, conversation: Conversation, frame: dict[str, Any]) -> None:
        self.received.append(frame)
        if frame["type"] == "file_links":
            files = [self._link(file) for file in self.uploads.values() if file["id"] in frame["ids"]]
            await socket.send_json({"type": "file_links", "client_id": frame["client_id"], "files": files})
            return
        if frame["type"] == "feedback":
            await socket.send_json({name: frame[name] for name in ("type", "client_id", "message_id")})
            return
        if frame["type"] == "identity":
            await self._sign_in(socket, conversation, frame["token"])
            return
        client_id = frame["client_id"]
        if self.errors_once:
            await socket.send_json({**self.errors_once.pop(0), "type": "error", "client_id": client_id})
            return
        if len(frame.get("text", "")) > LIMIT:
            await socket.send_json(self._error("too_large", client_id))
            return
        again = client_id in conversation.stored
        if not again:
            text = frame.get("text", frame.get("token", "").removeprefix("tok-").title())
            conversation.stored[client_id] = next(conversation.ids)
            files = [file for file in self.uploads.values() if file["id"] in frame.get("files", [])]
            besides = {"files": files, "caption": text} if files else {}
            text = "\n".join([text, *(file["label"] for file in files)]).strip()
            await self._store(
                conversation, conversation.stored[client_id], "contact", text, client_id=client_id, **besides
            )
        if self.drop_before_ack:
            self.drop_before_ack -= 1
            await socket.close(1011)
            raise WebSocketDisconnect(1011)
        await socket.send_json({"type": "ack", "client_id": client_id, "id": conversation.stored[client_id]})
        if not again and self.answers:
            await self._answer(conversation, frame, client_id)

    async def take_upload(self, request: Request) -> Response:
        """Stores an uploaded file and answers like the gateway, but without inspecting the file."""
        session = request.headers["authorization"].removeprefix("Bearer ")
        assert session in self.conversations
        content = await request.body()
        await self.upload_gate.wait()
        if self.refuse_uploads:
            status, body = self.refuse_uploads.pop(0)
            return JSONResponse(body, status)
        key, name = request.headers["x-caravan-upload"], unquote(request.headers["x-caravan-file"])
        kind = "photo" if name.endswith((".png", ".jpg")) else "pdf"
        file = {
            "id": f"{len(self.uploads) + 1:032x}",
            "kind": kind,
            "name": name,
            "media_type": "",
            "label": f"[{name}]",
        }
        self.uploads.setdefault(key, self._link({**file, "bytes": len(content), "width": 64, "height": 48}))
        return JSONResponse(self.uploads[key], 201)

    def _link(self, file: dict[str, Any]) -> dict[str, Any]:
        self.links_signed += 1
        address = f"/files/{self.links_signed}/x"
        return {**file, "url": address, "preview_url": address if file["kind"] == "photo" else None}

    async def _answer(self, conversation: Conversation, frame: dict[str, Any], client_id: str) -> None:
        await self._send(conversation, {"type": "typing", "author": "bot"})
        await asyncio.sleep(self.answer_after)
        text = frame.get("text", "")
        if "tea set" in text:
            await self.post(conversation, "bot", "Two suppliers make tea sets at that quantity.", cards=[CARD, CARD])
        elif "compare" in text:
            others = {
                **CARD,
                "title": "Porcelain tea set with a very long name, 15 pieces",
                "fields": CARD["fields"][:3],
            }
            await self.post(
                conversation, "bot", "Here they are side by side.", cards=[CARD, others, CARD], compared=True
            )
        elif "five" in text:
            await self.post(conversation, "bot", "Five products fit.", cards=[LONG_CARD] * 5)
        elif frame.get("command") == "request_form":
            form = {"name": "request_quote", "values": FILLED}
            buttons = [{"label": "Fill in a form", "token": "tok-form", "form": form}]
            await self.post(conversation, "bot", "How many do you need?", buttons=buttons)
        elif "person" in text:
            await self.post(conversation, "system", "Li Wei has joined the conversation.")
            await self.post(conversation, "agent", "Hello, this is Li Wei. How can I help?", author_name="Li Wei")
        elif "button" in text:
            buttons = [{"label": "Track", "token": "tok-track"}, {"label": "Website", "url": "https://example.com/"}]
            await self.post(conversation, "bot", "Choose one.", buttons=buttons)
        else:
            await self.post(conversation, "bot", f"You said: {text or frame.get('token', 'a file')}")
        await self._send(conversation, {"type": "turn_done", "client_id": client_id})

    async def post(self, conversation: Conversation, author: str, text: str, **extra: Any) -> None:
        await self._store(conversation, next(conversation.ids), author, text, **extra)

    async def tell_queue(self, conversation: Conversation, place: int | None, text: str = "") -> None:
        """Tells the clients of the conversation how it stands in the queue for a person."""
        for socket in list(conversation.sockets):
            await socket.send_json({"type": "queue", "place": place, "text": text})

    async def _store(self, conversation: Conversation, id: int, author: str, text: str, **extra: Any) -> None:  # noqa: A002
        message = {
            "type": "message",
            "id": id,
            "author": author,
            "text": text,
            "buttons": [],
            "cards": [],
            "created_at": dt.datetime.now(dt.UTC).isoformat(),
            **extra,
        }
        conversation.frames.append(message)
        await self._send(conversation, message)

    async def _send(self, conversation: Conversation, frame: dict[str, Any]) -> None:
        for socket in list(conversation.sockets):
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_json(frame)

    async def drop_all(self, reason: str = "") -> None:
        for conversation in self.conversations.values():
            for socket in list(conversation.sockets):
                with contextlib.suppress(RuntimeError):
                    await socket.close(1012, reason)

    @staticmethod
    def _error(code: str, client_id: str | None) -> dict[str, Any]:
        return {"type": "error", "client_id": client_id, "code": code, "text": f"The server says: {code}."}


def build(
    gateway: FakeGateway,
    strings: Callable[[str], Mapping[str, str]],
    *,
    telegram: bool = False,
    frame_origins: tuple[str, ...] = (),
) -> FastAPI:
    app = FastAPI()

    @app.get("/brand/colours.css")
    async def colours() -> Response:
        return Response(write_styles(""), media_type="text/css")

    app.include_router(
        pages_router(
            demo=True,
            demo_accounts=DEMO_ACCOUNTS,
            strings=strings,
            telegram_on=lambda: telegram,
            frame_origins=frame_origins,
        )
    )
    app.add_api_websocket_route("/chat/ws", gateway.serve)

    app.add_api_route("/chat/files", gateway.take_upload, methods=["POST"])

    @app.get("/files/{link}/{name}")
    def file(link: int) -> Response:
        return Response(good.picture(), media_type="image/jpeg")

    @app.get("/demo/identity/{account}")
    def identity(account: str) -> dict[str, str]:
        return {"token": gateway.token(account)}

    @app.post("/demo/telegram-link")
    def telegram_link(body: dict[str, str]) -> dict[str, str]:
        return {"url": f"https://t.me/caravan_bot?start={body['account']}"}

    return app


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


@dataclass
class Running:
    url: str
    gateway: FakeGateway
    loop: asyncio.AbstractEventLoop

    def do(self, coroutine: Any) -> Any:
        """Runs a coroutine in the server's event loop, and returns its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(5)


@contextlib.contextmanager
def running(app: FastAPI, gateway: FakeGateway, port: int = 0) -> Iterator[Running]:
    """Serves the app on a loopback port, in a thread of its own."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio", lifespan="off"
    )
    server = uvicorn.Server(config)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.serve()), daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("the fake web chat server did not start")
        time.sleep(0.01)
    address = server.servers[0].sockets[0].getsockname()
    try:
        yield Running(f"http://127.0.0.1:{address[1]}", gateway, loop)
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
        loop.close()
