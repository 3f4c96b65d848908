"""What a process writes: one line an event with the turn's ids, and nothing in it that nobody should read."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import secrets
import sys
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Integer, String, bindparam, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.database.engine import open_database
from telemetry import bind_turn, configure
from telemetry.redaction import SECRET, Redaction
from telemetry.turn import keep_private

CONVERSATION = "3f9c1d5e7a8b4c2d9e0f1a2b3c4d5e6f"
MESSAGE = f"{CONVERSATION}-12"
BOT_TOKEN = "7012345678:AAHk3jd93kdlKDJlskdj39dkslKDJ39dkss"
PERSONAL = (
    "anna.schmidt@nordmarkt.example",
    "wang＠example．cn",
    "+49 170 1234567",
    "13800138000",
    "0755-8812-3456",
    "DE89 3704 0044 0532 0130 00",
    "6222021234567890123",
)
KEPT = (
    MESSAGE,
    "ORD-100234",
    "RFQ-10023",
    "2026-11-25T03:37:38Z",
    "http://10.10.100.200:5005/webhooks/caravan/turn",
    "took 0.123456789 s",
    "psycopg could not connect to 127.0.0.1:54321",
    "DialogueUnavailable('rasa')",
)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Call it for the lines written so far, parsed."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    level = root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure("gateway", form="json", secrets=["a-secret-of-this-installation"])
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize("written", PERSONAL)
def test_personal_data_is_taken_out(written: str) -> None:
    assert Redaction().redact(f"could not send “{written}” to anybody") == "could not send “<personal>” to anybody"


@pytest.mark.parametrize("written", KEPT)
def test_what_a_log_is_for_stays(written: str) -> None:
    assert Redaction().redact(written) == written


@given(st.binary(min_size=16, max_size=16))
def test_no_session_code_or_button_is_written(bits: bytes) -> None:
    token = base64.urlsafe_b64encode(bits).rstrip(b"=").decode()
    if not any(letter.islower() for letter in token) or not any(letter.isupper() for letter in token):
        return
    assert Redaction().redact(f"GET /start?x={token} refused, session {token}.") == (
        f"GET /start?x={SECRET} refused, session {SECRET}."
    )


def test_no_token_is_written() -> None:
    identity = jwt.encode({"sub": "anna"}, secrets.token_hex(32), headers={"kid": "demo"})
    for token in (identity, BOT_TOKEN, secrets.token_hex(32), "Bearer " + secrets.token_hex(32)):
        assert token not in Redaction().redact(f"POST https://api.telegram.org/bot{token}/getMe")
    address = Redaction().redact("postgresql://caravan:open-sesame@db:5432/caravan")
    assert address == "postgresql://<secret>@db:5432/caravan"


def test_every_line_of_a_turn_has_its_ids(lines: Any) -> None:
    async def turn() -> None:
        with bind_turn(CONVERSATION, MESSAGE):
            structlog.get_logger("bot.conversation.lanes").info("first")
            await asyncio.create_task(elsewhere())
        structlog.get_logger("bot.conversation.lanes").info("after")

    async def elsewhere() -> None:
        logging.getLogger("sanic").error("a library in a task of the turn")

    asyncio.run(turn())
    first, second, after = lines()
    for line in (first, second):
        assert (line["conversation"], line["message"], line["process"]) == (CONVERSATION, MESSAGE, "gateway")
    assert "conversation" not in after


def test_words_of_a_turn_stand_in_none_of_its_lines(lines: Any) -> None:
    said = "my sister's tea house"
    with bind_turn(CONVERSATION, MESSAGE, (said,)):
        keep_private("Anna Schmidt", None)
        structlog.get_logger("bot.conversation.answering.turns").warning(
            "odd", error=repr(ValueError(said)), who="for Anna Schmidt"
        )
        try:
            raise RuntimeError(f"cannot parse {said!r}")
        except RuntimeError:
            logging.getLogger("uvicorn.error").exception("in a library: %s", said)
        structlog.get_logger("bot.conversation.answering.turns").info(
            "fields", text=said, account="nordmarkt", deep={"token": "x", "n": [said]}
        )
    written = json.dumps(lines())
    assert "sister" not in written
    assert "Schmidt" not in written
    assert "nordmarkt" not in written
    assert written.count("<hidden>") >= 6


def test_a_database_error_quotes_no_values(lines: Any) -> None:
    engine, said = create_engine("sqlite://"), "our little secret"
    with engine.connect() as connection:
        try:
            connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": said})
        except DBAPIError:
            structlog.get_logger("bot.conversation.inbox").exception("not stored")
    (line,) = lines()
    assert "INSERT INTO nowhere" in line["exception"]
    assert said not in json.dumps(line)


@pytest.mark.parametrize("said", ["our little secret (of two)", "our little secret \ud800"])
async def test_nor_does_a_value_that_the_driver_refuses(postgres_url: str, lines: Any, said: str) -> None:
    database = open_database(postgres_url)
    try:
        async with database.read() as connection:
            kind = Integer if said.isprintable() else String
            await connection.execute(text("SELECT :said").bindparams(bindparam("said", said, kind)))
    except DBAPIError:
        structlog.get_logger("bot.conversation.inbox").exception("not stored")
    await database.close()
    (line,) = lines()
    assert "invalid input for query argument $1: <hidden>" in line["exception"]
    assert "little" not in json.dumps(line)


def test_libraries_are_heard_from_warning_on(lines: Any) -> None:
    for name in ("httpx", "telegram.Bot", "rasa.core.processor", "uvicorn.access", "a.library"):
        logging.getLogger(name).info("POST https://api.telegram.org/bot…")
    logging.getLogger("httpx").warning("this one, a-secret-of-this-installation")
    (line,) = lines()
    assert (line["event"], line["logger"]) == ("this one, <secret>", "httpx")
