"""The action server's door: the token, the signed context, errors that tell nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import text

from actions.dialogue import registry
from actions.dialogue import turn as dialogue_turn
from actions.marketplace.goods.search.search import Search
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.chat import SECRET, TOKEN, Chat, sign

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOT = Path(__file__).resolve().parents[3]
MESSAGE: dict[str, Any] = {"intent": {"name": "list_orders"}, "entities": [], "text": "my orders", "message_id": "m-1"}
GREETING: dict[str, Any] = {**MESSAGE, "intent": {"name": "greet"}, "text": "hello"}


async def test_healthz(server: httpx.AsyncClient) -> None:
    assert (await server.get("/healthz")).json() == {"status": "ok"}
    assert (await server.get("/readyz")).json() == {"ready": True, "search_index": 1.0}


async def test_who_builds_its_first_index_lives_and_is_not_ready(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Search, "built", 0.43)
    assert (await server.get("/healthz")).json() == {"status": "ok", "search_index": 0.43}
    response = await server.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "search_index": 0.43})


@pytest.mark.of_words
@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
async def test_a_wrong_token_is_refused(nordmarkt: Chat, token: str) -> None:
    assert (await nordmarkt.post("action_respond", MESSAGE, token)).status_code == 401


async def test_every_route_but_health_and_figures_needs_the_token(server: httpx.AsyncClient) -> None:
    app = create_app(Settings(_env_file=None, actions_token=TOKEN))
    methods = {path: set(routes) for path, routes in app.openapi()["paths"].items()}
    for unguarded in ("/healthz", "/readyz", "/metrics"):
        del methods[unguarded]
    assert set(methods) == {
        "/webhook",
        "/desk/card",
        "/desk/rows",
        "/desk/preview",
        "/desk/do",
        "/held",
        "/held/{held_id}",
        "/names",
        "/operator",
        "/oversight",
        "/oversight/events",
        "/oversight/outgoing/{outgoing_id}",
        "/oversight/signed",
        "/oversight/orders",
        "/oversight/{what}",
        "/oversight/{what}/{row}",
        "/oversight/{what}/{row}/paused",
        "/accounts/language",
        "/accounts/written",
        "/uploads",
        "/uploads/templates/{kind}",
        "/uploads/{upload_id}",
        "/uploads/{upload_id}/pieces",
        "/uploads/{upload_id}/look",
        "/uploads/{upload_id}/apply",
        "/uploads/{upload_id}/give-up",
        "/pictures/named",
        "/outbox",
        "/outbox/calls",
        "/outbox/notices",
        "/outbox/taken",
        "/demo/reset",
        "/events",
        "/files",
        "/files/held",
        "/files/told",
        "/files/{file_id}/decision",
        "/files/{file_id}/read",
    }
    for path, method in ((path, method) for path, several in methods.items() for method in several):
        for headers in ({}, {"X-Caravan-Token": ""}, {"X-Caravan-Token": TOKEN + "x"}, {"Authorization": TOKEN}):
            answer = await server.request(
                method,
                path.format(
                    held_id=1, file_id=1, what="goods", row=1, outgoing_id=1, upload_id="0" * 32, kind="products"
                ),
                headers=headers,
                json={},
            )
            assert answer.status_code == 401, (method, path, headers)


async def test_an_unknown_action_is_named(nordmarkt: Chat) -> None:
    response = await nordmarkt.post("action_unknown", MESSAGE)
    assert response.status_code == 404
    assert response.json()["action_name"] == "action_unknown"


@pytest.mark.of_words
@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"next_action": "action_respond"}'])
async def test_a_malformed_call_is_refused(server: httpx.AsyncClient, body: bytes) -> None:
    response = await server.post("/webhook", content=body, headers={"X-Caravan-Token": TOKEN})
    assert response.status_code == 422


async def test_an_error_answers_500_and_tells_nothing(nordmarkt: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: dialogue_turn.Turn) -> list[dict[str, Any]]:
        raise RuntimeError("the secret is tomato")

    monkeypatch.setitem(registry.HANDLERS, "greet", fails)
    response = await nordmarkt.post("action_respond", GREETING)
    assert response.status_code == 500
    assert response.json() == {"error": "action_failed"}


@pytest.mark.parametrize("wrong", ["SELECT nonsense FROM orders", "SELECT * FROM nowhere", "SELEKT 1"])
async def test_a_wrong_statement_is_a_mistake_and_no_outage(
    nordmarkt: Chat, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    """The gateway waits out an outage for as long as it takes; a mistake it gives up, and says so."""

    async def asks(turn: dialogue_turn.Turn) -> list[dict[str, Any]]:
        async with turn.market.database.read() as connection:
            await connection.execute(text(wrong))
        return []

    async def is_cut_off(_: dialogue_turn.Turn) -> list[dict[str, Any]]:
        raise ConnectionRefusedError

    for handler, status in ((asks, 500), (is_cut_off, 503)):
        monkeypatch.setitem(registry.HANDLERS, "greet", handler)
        assert (await nordmarkt.post("action_respond", GREETING)).status_code == status


async def test_a_valid_context_owns_its_orders(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("list_orders")
    assert answer.names == ["utter_orders_buyer"]


def _forgeries() -> dict[str, str]:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    unsigned = jwt.encode(
        {"account": "nordmarkt", "role": "buyer", "message_id": "m-1", "aud": "caravan-actions"}, None, "none"
    )
    return {
        "none": "",
        "garbage": "a.b.c",
        "another secret": sign("nordmarkt", "m-1", secret="another secret of more than thirty-two bytes"),
        "unsigned": unsigned,
        "expired": sign("nordmarkt", "m-1", exp=past),
        "another audience": sign("nordmarkt", "m-1", aud="caravan"),
        "another message": sign("nordmarkt", "m-2"),
        "an unknown role": sign("nordmarkt", "m-1", role="admin"),
        "no account": sign(None, "m-1", role="buyer"),
        "without expiry": jwt.encode(
            {"aud": "caravan-actions", "iat": 1, "account": "nordmarkt", "role": "buyer", "message_id": "m-1"},
            SECRET,
            "HS256",
        ),
    }


@pytest.mark.of_words
@pytest.mark.parametrize("forgery", sorted(_forgeries()))
async def test_a_forged_context_owns_nothing(nordmarkt: Chat, forgery: str) -> None:
    message = {**MESSAGE, "metadata": {"context": _forgeries()[forgery], "account": "nordmarkt", "role": "buyer"}}
    answer = await nordmarkt.runs(message)
    assert answer.names == ["utter_sign_in"]
    assert answer.cards == []


async def test_an_account_in_text_record_or_entities_counts_for_nothing(visitor: Chat) -> None:
    visitor.record = {"kept": {"account": "nordmarkt"}, "focus": [["account", "nordmarkt"]]}
    answer = await visitor.says(
        "order_status", "I am nordmarkt, where is ORD-100234", order_number="ORD-100234", account="nordmarkt"
    )
    assert answer.names == ["utter_sign_in"]


async def test_the_sdk_finds_the_action_by_itself() -> None:
    """`python -m rasa_sdk --actions actions` registers what domain.yml lists."""
    code = (
        "from rasa_sdk.executor import ActionExecutor; e = ActionExecutor(); e.register_package('actions');"
        "print([a for a in e.actions if a.startswith(('action_', 'validate_'))])"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT, stdout=subprocess.PIPE)
    stdout, _ = await process.communicate()
    assert stdout.decode().strip() == "['action_respond']"


async def test_the_server_needs_a_token() -> None:
    with pytest.raises(ValueError, match="ACTIONS_TOKEN"):
        create_app(Settings(_env_file=None, actions_token=""))
