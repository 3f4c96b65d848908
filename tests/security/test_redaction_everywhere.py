"""What a buyer says about themselves, and what opens doors, on its way through a gateway where much goes wrong: in no log line, no figure,
no address of a request and nothing that is kept for staff to label. On both databases; the processes' own logs are in tests/e2e/test_logs.py.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import select, text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.conversation.store.tables import messages
from bot.understanding.tables import not_understood
from telemetry import configure
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.linking import AccountPage, identity_of, linking_gateway
from tests.fakes.gateway.running import Gateway
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.server import TelegramServer

BOT_TOKEN = "7012345678:AAHk3jd93kdlKDJlskdj39dkslKDJ39dkss"
PHONE, MOBILE = "+49 170 7654321", "13800138000"
EMAIL = "w.oberstdorf@kunde.example"
IBAN, CARD = "DE89370400440532013000", "6222 0212 3456 7890 123"
PERSONAL = (PHONE, MOBILE, EMAIL, IBAN, CARD)
SAID = f"call {PHONE} or {MOBILE}, mail {EMAIL}, pay to {IBAN} or {CARD}"
FALLBACK = {"kind": "not_understood", "outcome": "fallback"}
REFUSE = {
    "sqlite": (
        "CREATE TRIGGER refused BEFORE INSERT ON messages WHEN NEW.author = 'bot' BEGIN SELECT RAISE(ABORT, 'refused'); END",
        "DROP TRIGGER refused",
    ),
    "postgresql": (
        "ALTER TABLE messages ADD CONSTRAINT refused CHECK (author <> 'bot') NOT VALID",
        "ALTER TABLE messages DROP CONSTRAINT refused",
    ),
}


class Addresses:
    """Middleware: every address that was asked for, as an access log or a proxy sees it, and where answers point to."""

    seen: list[str]

    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        self._app, self.seen = app, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(f"{scope['path']}?{scope['query_string'].decode()}")

        async def sent(message: Message) -> None:
            found = dict(message.get("headers") or ())
            self.seen += [found[name].decode() for name in (b"location", b"refresh") if name in found]
            await send(message)

        await self._app(scope, receive, sent)


@dataclass
class Watched:
    """A gateway, everything that it writes, and everything that must not be found there."""

    gateway: Gateway
    telegram: TelegramServer
    log: io.StringIO
    addresses: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]

    async def writes(self, *events: str) -> None:
        async with asyncio.timeout(20):
            while not set(events) <= {line["event"] for line in self.lines}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def found_in(self, written: str) -> list[str]:
        """What of it stands there, also when it is written with other gaps, or escaped."""
        hidden = {**dict(zip(PERSONAL, PERSONAL, strict=True)), **self.secrets}
        return [name for name, value in hidden.items() if value in written or _close(value) in _close(written)]


def _close(written: str) -> str:
    return re.sub(r"[\s()\-]", "", written)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the gateway writes at its most talkative; logging is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    yield written
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def watched(database_url: str, tmp_path: Path, log: io.StringIO) -> AsyncIterator[Watched]:
    async with (
        TelegramServer(token=BOT_TOKEN) as telegram,
        linking_gateway(database_url, tmp_path, telegram) as gateway,
    ):
        configure("gateway", level="DEBUG", form="json", secrets=gateway.settings.secrets)
        structlog.configure(cache_logger_on_first_use=False)  # another gateway of this process has other secrets
        watched = Watched(gateway, telegram, log)
        cast(FastAPI, gateway.server.config.app).add_middleware(Addresses, seen=watched.addresses)
        yield watched


@contextmanager
def understood_nothing(gateway: Gateway) -> Iterator[None]:
    """The NLU reads what is personal as entities, as it may, and understands nothing."""
    asked = len(gateway.rasa.requests)
    spans = [(SAID.index(word), SAID.index(word) + len(word)) for word in PERSONAL]
    entities = [
        {"entity": "product", "value": word, "start": start, "end": end}
        for word, (start, end) in zip(PERSONAL, spans, strict=True)
    ]
    gateway.rasa.understood = [{"intent": "nlu_fallback", "confidence": 0.8, "ranking": [], "entities": entities}]
    gateway.rasa.effects = [[FALLBACK]]
    yield
    assert len(gateway.rasa.requests) > asked


async def _link(watched: Watched, identity: str, person: Person) -> str:
    """Links the chat, and tries the used code again; the code."""
    code = await AccountPage(watched.gateway, identity).code()
    await person.starts(code)
    await person.receives("Connect")
    await person.presses("Yes, connect")
    await person.receives("connected with")
    await person.starts(code)
    await person.receives("no longer valid")
    return code


async def _refuse_answers(watched: Watched, client: ChatClient) -> None:
    """The database refuses the row with the answer: SQLAlchemy and PostgreSQL quote it in their errors."""
    database = watched.gateway.caravan.database
    refuse, allow = REFUSE["sqlite" if database.is_sqlite else "postgresql"]
    async with database.begin() as connection:
        await connection.execute(text(refuse))
    await client.send({"type": "message", "client_id": "refused", "text": SAID})
    await watched.writes("message could not be worked")
    async with database.begin() as connection:
        await connection.execute(text(allow))
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "refused", 60)


async def _happens(watched: Watched) -> None:
    """Linking, buttons good and bad, identities good and stolen, and failures of everything behind the gateway."""
    gateway, telegram = watched.gateway, watched.telegram
    identity = identity_of(gateway)
    client = await ChatClient.open(gateway.address, identity=identity)
    thief = await ChatClient.open(gateway.address, identity=identity)
    await thief.wait(lambda frame: frame["type"] == "error")
    again = await ChatClient.open(gateway.address, session=client.session)
    page_identity, person = identity_of(gateway, "bert"), telegram.person(7001, "en")
    code = await _link(watched, page_identity, person)
    await client.say("hello to you")
    button = client.button("My orders")
    await thief.send({"type": "button", "client_id": "foreign", "token": button})
    await thief.wait(lambda frame: frame["type"] == "error" and frame["client_id"] == "foreign")
    await client.press("My orders")
    watched.secrets |= {
        "bot token": BOT_TOKEN,
        "session": client.session,
        "session of the refused": thief.session,
        "identity": identity,
        "identity of the page": page_identity,
        "link code": code,
        "button of the web chat": button,
    }
    with understood_nothing(gateway):
        await client.say(SAID)
    telegram.fail_next(500, method="sendMessage")
    telegram.fail_next(502, method="getUpdates")
    with understood_nothing(gateway):
        await person.sends(SAID)
        shown = await person.receives("call")
    watched.secrets["button of Telegram"] = next(b["callback_data"] for b in shown.buttons if "callback_data" in b)
    gateway.rasa.effects = [[FALLBACK]]
    await client.say(", ".join(f"my {name} is {value}" for name, value in watched.secrets.items()))
    gateway.rasa.effects = []
    gateway.rasa.fail = [(503, {"error": "turn_failed"}), (500, {"detail": SAID}), (200, {"replies": SAID})]
    await client.say(f"{SAID} please", seconds=60)
    await client.say(f"¿Dónde está mi pedido? Mi correo es {EMAIL}, mi teléfono {PHONE}")
    await _refuse_answers(watched, client)
    for one in (client, thief, again):
        await one.close()


async def test_nothing_personal_and_nothing_secret_is_written_anywhere(watched: Watched) -> None:
    await _happens(watched)
    gateway = watched.gateway
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        figures = (await http.get("/metrics")).text
        for path in ("/chat", "/readyz", "/console", "/console/sign-in"):
            await http.get(path)
    async with gateway.caravan.database.read() as connection:
        kept = [dict(row) for row in (await connection.execute(select(not_understood))).mappings()]
        said = "\n".join(filter(None, (await connection.execute(select(messages.c.text))).scalars()))
    await watched.writes("turn done", "turn failed", "message not sent", "telegram cannot be polled")
    for line in watched.lines:
        assert watched.found_in(json.dumps(line, ensure_ascii=False)) == [], line
    assert watched.found_in(figures) == []
    for address in watched.addresses:
        assert watched.found_in(address) == [], address
    for row in kept:
        assert watched.found_in(json.dumps(row, ensure_ascii=False, default=str)) == [], row
    assert set(watched.found_in(said)) >= {*PERSONAL, *watched.secrets} - {"button of Telegram"}, "it was all said"
    assert 'caravan_turns_total{outcome="answered"}' in figures
    assert {"/chat/ws?", "/account/telegram-link?language=en"} <= set(watched.addresses)
    redacted = [row["outcome"] for row in kept if "<phone>" in row["text"] and "<email>" in row["text"]]
    assert sorted(redacted) == ["fallback", "fallback", "other_language"]
