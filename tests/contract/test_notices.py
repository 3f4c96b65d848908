"""News and held words cross from the action server to the gateway: each kind is written, fetched over HTTP, read and rendered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import get_args

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete

from actions.marketplace import tables
from actions.marketplace.requests import held_words
from actions.marketplace.requests.held_words import HeldText
from actions.marketplace.safety import findings
from actions.notices import DECLARED, KINDS
from actions.serving.guard import TOKEN_HEADER
from actions.serving.held_routes import write_held
from actions.world import open_world
from bot.marketplace import client
from bot.marketplace.held import DECISIONS, Held, read_held
from bot.marketplace.notices import read_notice
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions.chat import NOW, TOKEN

CATALOGUES = load_catalogues()
RENDERER = Renderer(CATALOGUES)
NUMBERS = {"order": "ORD-100234", "rfq": "RFQ-10023"}


def test_both_sides_call_the_token_the_same() -> None:
    assert client.TOKEN_HEADER == TOKEN_HEADER


@pytest_asyncio.fixture(loop_scope="session")
async def written(server: httpx.AsyncClient) -> AsyncIterator[None]:
    """A notice of each kind in an outbox that holds nothing else, for the buyer of a shipped order and a quoted request."""
    market = (await open_world()).market
    quotation = (await market.rfqs.access_rfq("nordmarkt", NUMBERS["rfq"])).quotations[0].number
    async with market.database.begin() as connection:
        await connection.execute(delete(tables.outbox))
        for kind in (kind for of_subject in DECLARED for kind in of_subject):
            payload = {name: {**NUMBERS, "quotation": quotation}[name] for name in kind.about}
            row = {"account": "nordmarkt", "kind": kind.name, "payload": payload, "created_at": NOW}
            await connection.execute(tables.outbox.insert().values(row))
    yield
    async with market.database.begin() as connection:
        await connection.execute(delete(tables.outbox))


@pytest.mark.asyncio(loop_scope="session")
async def test_every_kind_of_notice_is_read_and_shown_in_both_languages(
    server: httpx.AsyncClient, written: None
) -> None:
    answer = await server.post("/outbox/notices", json={"accounts": ["nordmarkt"]}, headers={TOKEN_HEADER: TOKEN})
    notices = [read_notice(given) for given in answer.json()["notices"]]
    assert len(notices) == len(KINDS)
    for notice in notices:
        assert notice.reply is not None
        for language in ("en", "zh"):
            message = MessageRow(notice.id, "system", None, None, dict(notice.reply), False, NOW)
            shown = RENDERER.message(message, language)
            name = notice.reply["response"]
            assert name in CATALOGUES.names
            assert "–" not in shown.text, (name, language)
            assert "{" not in shown.text, (name, language)
            assert shown.buttons, name
            assert all(button.label for button in shown.buttons)


@pytest.mark.parametrize(("state", "by"), [("held", None), ("released", "liwei"), ("refused", "liwei")])
def test_a_held_text_is_read_as_it_was_written(state: str, by: str | None) -> None:
    found = ({"kind": "messenger", "reason": "leaves", "found": "wechat silk8866"},)
    at = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)
    facts = {"id": 7, "rfq": "RFQ-10031", "account": "lagos-home", "conversation": "v1", "text": "加我微信"}
    text = HeldText(**facts, findings=found, suppliers=("a", "b"), state=state, created_at=at, decided_by=by)  # type: ignore[arg-type]
    read = read_held(json.loads(json.dumps(write_held(text))))
    pairs = (("messenger", "wechat silk8866"),)
    assert read == Held(**facts, findings=pairs, suppliers=("a", "b"), state=state, created_at=at, decided_by=by)  # type: ignore[arg-type]


def test_both_sides_know_the_same_decisions_and_staff_read_every_finding() -> None:
    assert get_args(held_words.Decision) == DECISIONS
    assert {f"console.finding.{kind}" for kind in get_args(findings.Kind)} <= set(CATALOGUES.names)
