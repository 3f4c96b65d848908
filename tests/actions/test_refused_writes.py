"""What the marketplace refuses to an account at the end of a task is said, once, and is not taken for a failure. On both databases."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from actions.dialogue.turn import Turn
from actions.marketplace import NotAllowed
from actions.marketplace.requests.records import NewRfq
from actions.quotations import request_form
from tests.fakes.actions import chat as conftest
from tests.fakes.actions.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILLED = {"product": "porcelain tea sets", "quantity": {"value": "5000", "unit": "set"}, "confirmed": True}


@pytest.fixture
def as_signed() -> Iterator[dict[str, tuple[str, str]]]:
    """Roles as the identity says them, which need not be the marketplace's; an account of nobody among them."""
    before = dict(conftest.ACCOUNTS)
    conftest.ACCOUNTS.update(
        {"chengdu-silk": ("buyer", "zh"), "nordmarkt": ("supplier", "en"), "unknown": ("buyer", "en")}
    )
    yield conftest.ACCOUNTS
    conftest.ACCOUNTS.clear()
    conftest.ACCOUNTS.update(before)


@pytest.mark.parametrize("account", ["chengdu-silk", "unknown"])
async def test_a_form_that_ends_in_a_refusal_says_so_and_is_left(
    server: httpx.AsyncClient, as_signed: dict[str, tuple[str, str]], account: str
) -> None:
    chat = Chat(server, account, slots=dict(FILLED), form="quote_form")
    answer = await chat.says("affirm", "yes", "action_submit_rfq")
    assert answer.names == ["utter_account_may_not"]
    assert (chat.form, chat.slots["confirmed"]) == (None, None)
    person = await chat.presses(answer.buttons[0])
    assert person.effects == [{"kind": "handoff", "reason": "problem"}]


async def test_a_button_that_a_role_may_not_press_says_so(
    server: httpx.AsyncClient, as_signed: dict[str, tuple[str, str]]
) -> None:
    supplier = Chat(server, "nordmarkt")
    answer = await supplier.says("confirm_order", confidence=1.0, order_number="ORD-100420", sure=True)
    assert answer.names == ["utter_account_may_not"]


async def test_a_refusal_takes_the_place_of_what_was_about_to_be_said(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(turn: Turn) -> NewRfq:
        turn.say("utter_quote_sent")
        raise NotAllowed("only a buyer may do this")

    monkeypatch.setattr(request_form, "_build_request", refuses)
    chat = Chat(server, "lagos-home", slots=dict(FILLED))
    assert (await chat.says("affirm", "yes", "action_submit_rfq")).names == ["utter_account_may_not"]
