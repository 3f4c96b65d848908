"""Conversations that an earlier version left in the middle of something go on there, in both languages.

`data/earlier_states.json` holds states of version 1, as the version with Rasa's forms wrote them: at each question of each form,
and wherever a later message means something only because of what was said before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from nlu.lean_rasa.environment import prepare

with pytest.MonkeyPatch.context() as process:
    process.setenv("LOG_LEVEL", "WARNING")
    prepare()

from rasa.shared.core.domain import Domain

from nlu.turn.carried_state import VERSION, carry, find_situation, restore
from nlu.understanding.situation.situation import Situation
from tests.fakes.actions.chat import ANSWER, Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]
HERE = Path(__file__).parent
STATES: dict[str, dict[str, Any]] = json.loads((HERE / "data" / "earlier_states.json").read_text("utf-8"))


@cache
def domain() -> Domain:
    """Returns the dialogue's domain, which Rasa takes seconds to read: only the process that needs it reads it."""
    return Domain.load(str(HERE.parents[1] / "domain.yml"))


@dataclass(frozen=True)
class Next:
    """Holds what the contact says next, and how the answer to it begins or ends."""

    intent: str
    words: tuple[str, str]
    said: str | tuple[str, ...]
    entities: dict[str, Any] = field(default_factory=dict)
    acts: dict[str, tuple[str, float]] | None = None
    account: str | None = None


def answer(words: tuple[str, str], said: str, **entities: Any) -> Next:
    return Next("inform", words, said, entities, ANSWER)


def aside(said: str) -> Next:
    return Next("faq_fees", ("what do you charge?", "你们怎么收费？"), said, acts={"faq_fees": ("ask", 0.9)})


def yes(said: str | tuple[str, ...]) -> Next:
    return Next("affirm", ("yes", "是的"), said)


COUNTRY = answer(("to Hamburg", "发到汉堡"), "utter_confirm_quote", country={"country": "DE", "city": "Hamburg"})
SENT, QUOTED, SHIPPED = yes("utter_quote_sent"), yes("utter_quotation_sent"), yes("utter_order_shipped_now")
NO = Next("deny", ("no", "不"), "utter_ship_not_recorded")
DAYS = answer(("20 days", "20天"), "utter_quotation_confirm")
GOES_ON: dict[str, list[Next]] = {
    "request: product": [
        aside("utter_quote_form_product_again"),
        answer(("tea sets", "茶具"), "utter_quote_form_quantity", product="tea sets"),
    ],
    "request: quantity": [
        aside("utter_quote_form_quantity_again"),
        answer(("800", "800"), "utter_quote_form_country", quantity={"value": 800, "unit": None}),
        COUNTRY,
        SENT,
    ],
    "request: country": [aside("utter_quote_form_country_again"), COUNTRY, SENT],
    "request: confirmed": [aside("utter_confirm_quote_again"), SENT],
    "request: confirmed, to one supplier": [aside("utter_confirm_quote_again"), SENT],
    "request: with a file": [COUNTRY, yes("utter_files_request")],
    "shipment: tracking_number": [
        aside("utter_ship_tracking_again"),
        answer(("SF1098837261", "SF1098837261"), "utter_ship_carrier", tracking_number="SF1098837261"),
        answer(("DHL", "DHL"), "utter_ship_confirm", carrier="DHL"),
    ],
    "shipment: carrier": [
        aside("utter_ship_carrier_again"),
        answer(("DHL", "DHL"), "utter_ship_confirm", carrier="DHL"),
        NO,
    ],
    "shipment: confirmed": [aside("utter_ship_confirm_again"), NO],
    "quotation: unit_price": [
        aside("utter_quotation_price_again"),
        answer(("850 USD", "850美元"), "utter_quotation_days", price={"amount": "850", "currency": "USD"}),
        DAYS,
        QUOTED,
    ],
    "quotation: lead_days": [aside("utter_quotation_days_again"), DAYS, QUOTED],
    "quotation: confirmed": [aside("utter_quotation_confirm_again"), QUOTED],
    "search: product": [
        aside("utter_sourcing_form_product_again"),
        answer(("tea sets", "茶具"), "utter_offers_by_relevance", product="tea sets"),
    ],
    "results": [
        Next("inform", ("verified suppliers only", "只要核实过的供应商"), "utter_offers_by_relevance"),
        Next("ask_price", ("how much is the second one?", "第二个多少钱"), "utter_price"),
    ],
    "product": [Next("ask_moq", ("and the minimum?", "起订量呢？"), "utter_moq")],
    "choice": [Next("inform", ("the second one", "第二个"), "utter_paper_sent")],
    "proposal": [yes(("utter_order_confirmed", "utter_confirmed_already"))],
    "proposal of a person": [yes("")],
    "waiting": [Next("link_account", ("", ""), "utter_order_shipped", {"reason": "signed_in"}, account="nordmarkt")],
    "files": [
        Next("inform", ("ORD-100188", "ORD-100188"), "utter_files_order", {"order_number": "ORD-100188"}),
    ],
    "order": [Next("payment_status", ("is it paid?", "付清了吗？"), "utter_own_paid")],
    "quotations": [Next("accept_quote", ("take the second one", "接受第二个"), "utter_accept_quote")],
    "leads": [
        Next("submit_quote", ("I quote", "我来报价"), "utter_quotation_price"),
    ],
    "not understood": [Next("nlu_fallback", ("blorp", "嘎嘎"), "utter_not_understood_again")],
}


def load(name: str, language: str) -> tuple[str | None, dict[str, Any], Situation]:
    """Returns the account, the record as the action server gets it, and the situation that the NLU sees."""
    held = STATES[name][language]
    tracker = restore(held["state"], "v1", domain())
    return held["account"], tracker.get_slot("record"), Situation.read(find_situation(tracker))


async def test_each_state_is_tried(server: httpx.AsyncClient) -> None:
    assert set(GOES_ON) == set(STATES)
    assert all({"en", "zh"} == set(both) for both in STATES.values())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", STATES)
async def test_the_conversation_goes_on(server: httpx.AsyncClient, name: str, language: str) -> None:
    account, record, _ = load(name, language)
    chat = Chat(server, account, record, language)
    for said in GOES_ON[name]:
        chat.account = said.account or chat.account
        words = said.words[0 if language == "en" else 1]
        answered = await chat.says(said.intent, words, acts=said.acts, **said.entities)
        if said.said:
            ends = (answered.names[0], answered.names[-1])
            assert any(response.startswith(said.said) for response in ends), (words, answered.names)
        else:
            assert [effect["kind"] for effect in answered.effects] == ["handoff"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [name for name in STATES if ": " in name])
async def test_the_first_message_is_understood_in_its_task(server: httpx.AsyncClient, name: str, language: str) -> None:
    """What the NLU sees of the first message is what it sees of the second, once the actions have written the record."""
    account, record, situation = load(name, language)
    chat = Chat(server, account, record, language)
    await chat.says("faq_fees", "what do you charge?", acts={"faq_fees": ("ask", 0.9)})
    written = Situation.read(chat.record["situation"])
    assert (situation.asked, situation.task) == (written.asked, written.task)


async def test_the_next_state_is_of_this_version(server: httpx.AsyncClient) -> None:
    account, record, _ = load("request: country", "en")
    chat = Chat(server, account, record)
    await chat.says("thank", "thanks")
    tracker = restore({"version": VERSION, "record": chat.record}, "v1", domain())
    assert carry(tracker) == {"version": 2, "record": chat.record, "drafts": 1}
    assert "earlier" not in chat.record
