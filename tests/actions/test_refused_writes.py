"""What the marketplace refuses to an account at the end of a task is said, once, and is not taken for a failure. On both databases."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn
from actions.marketplace import NotAllowed
from actions.marketplace.trades.requests.records import NewRfq
from actions.trades.requests import requesting
from foundation.signatures import TOKEN_HEADER
from tests.fakes.actions import chat as conftest
from tests.fakes.actions.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

WISH = {
    "product": "porcelain tea sets",
    "quantity": {"value": "5000", "unit": "set"},
    "country": {"country": "DE", "city": "Hamburg"},
}


@pytest.fixture
def as_signed() -> Iterator[dict[str, tuple[str, str]]]:
    """Roles as the identity says them, which are not the marketplace's, and an account of nobody."""
    before = dict(conftest.ACCOUNTS)
    conftest.ACCOUNTS.update(
        {"chengdu-silk": ("buyer", "zh"), "nordmarkt": ("supplier", "en"), "unknown": ("buyer", "en")}
    )
    yield conftest.ACCOUNTS
    conftest.ACCOUNTS.clear()
    conftest.ACCOUNTS.update(before)


async def test_a_task_that_ends_in_a_refusal_says_so_and_is_left(
    server: httpx.AsyncClient, as_signed: dict[str, tuple[str, str]]
) -> None:
    chat = Chat(server, "unknown")
    asked = await chat.says("request_quote", "5000 tea sets to Hamburg", **WISH)
    assert asked.names == ["utter_confirm_quote"]
    answer = await chat.says("affirm", "yes")
    assert (answer.names, chat.task) == (["utter_account_may_not"], None)
    person = await chat.presses(answer.buttons[0])
    assert person.effects == [{"kind": "handoff", "reason": "problem"}]


@pytest.mark.parametrize("account", ["chengdu-silk", "nordmarkt"])
async def test_who_is_signed_in_another_role_is_a_visitor(
    server: httpx.AsyncClient, as_signed: dict[str, tuple[str, str]], account: str
) -> None:
    chat = Chat(server, account)
    answer = await chat.says("confirm_order", confidence=1.0, order_number="ORD-100420", sure=True)
    assert answer.names == ["utter_sign_in"]
    assert (await chat.says("request_quote", "5000 tea sets to Hamburg", **WISH)).names[-1] == "utter_sign_in"


async def test_a_refusal_takes_the_place_of_what_was_about_to_be_said(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(turn: Turn, _values: Json) -> NewRfq:
        turn.say("utter_quote_sent")
        raise NotAllowed("only a buyer may do this")

    chat = Chat(server, "lagos-home")
    await chat.says("request_quote", "5000 tea sets to Hamburg", **WISH)
    monkeypatch.setattr(requesting, "_build_request", refuses)
    assert (await chat.says("affirm", "yes")).names == ["utter_account_may_not"]


async def test_only_what_changes_something_is_reported_as_written(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("request_quote", "5000 tea sets to Hamburg", **WISH)
    assert (asked.names, asked.wrote) == (["utter_confirm_quote"], False)
    before = dict(nordmarkt.record)
    message = {
        "intent": {"name": "affirm", "confidence": 0.9},
        "text": "yes",
        "message_id": "of-a-write",
        "metadata": {"context": conftest.sign("nordmarkt", "of-a-write"), "files": []},
    }
    sent = await nordmarkt.runs(message)
    assert sent.wrote
    assert await _is_written(nordmarkt, "of-a-write")
    assert not await _is_written(nordmarkt, "of-a-wri")
    assert not await _is_written(nordmarkt, "of-a-write", "lagos-home")
    nordmarkt.record = before  # the gateway was killed before it could keep the answer, and asks again
    again = await nordmarkt.runs(message)
    assert (again.names, again.replies[0]["values"], again.wrote) == (sent.names, sent.replies[0]["values"], True)
    assert not (await nordmarkt.says("list_orders", "my orders")).wrote


async def _is_written(chat: Chat, message: str, account: str = "nordmarkt") -> bool:
    headers = {TOKEN_HEADER: conftest.TOKEN}
    answer = await chat.client.post("/accounts/written", json={"account": account, "message": message}, headers=headers)
    return answer.json() == {"written": True}
