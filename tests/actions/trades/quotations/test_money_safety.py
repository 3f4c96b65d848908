"""Words between a buyer and a supplier: what is suspicious is held, flagged to both sides, and waits for a person."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq
from actions.world import open_world
from tests.fakes.actions.chat import TOKEN, Chat

HEADERS = {"X-Caravan-Token": TOKEN}
SUSPICIOUS = "silk scarves, add me on whats app +49 170 1234567"
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asks(chat: Chat, product: str) -> str:
    """Sends chengdu-silk a request in these words, and returns its number."""
    piece = {"value": 500, "unit": "piece"}
    text = f"500 pieces of {product}"
    entities = {"supplier_id": "chengdu-silk", "quantity": piece, "country": {"country": "DE", "city": None}}
    await chat.says("request_quote", text, product=product, **entities)
    answer = await chat.says("affirm", "yes")
    chat.last = answer  # type: ignore[attr-defined]
    return str(answer.replies[0]["values"]["number"])


async def waiting(server: httpx.AsyncClient) -> list[dict[str, object]]:
    response = await server.get("/held", headers=HEADERS)
    assert response.status_code == 200
    return list(response.json()["held"])


async def lead(chat: Chat, number: str) -> str:
    """What the supplier sees of the request, as it was sent to be rendered."""
    return str((await chat.says("submit_quote", rfq_number=number)).replies)


async def test_suspicious_words_are_held_and_both_sides_are_told(
    server: httpx.AsyncClient, nordmarkt: Chat, chengdu: Chat
) -> None:
    number = await asks(nordmarkt, SUSPICIOUS)
    answer = nordmarkt.last  # type: ignore[attr-defined]
    assert answer.names == ["utter_quote_waits"]
    assert answer.effects == [{"kind": "words_held", "number": number}]
    seen = await lead(chengdu, number)
    assert number in seen
    assert "held.goods_held" in seen
    assert "whats" not in seen
    assert "1234567" not in seen
    leads = str((await chengdu.says("view_leads")).replies)
    assert "whats" not in leads
    (held,) = [one for one in await waiting(server) if one["rfq"] == number]
    assert (held["account"], held["text"], held["suppliers"]) == ("nordmarkt", SUSPICIOUS, ["chengdu-silk"])
    assert {finding["kind"] for finding in held["findings"]} == {"messenger", "phone"}  # type: ignore[attr-defined]
    mine = str((await nordmarkt.says("check_quotes", "", rfq_number=number)).replies)
    assert SUSPICIOUS in mine


@pytest.mark.parametrize(("decision", "shown"), [("released", True), ("refused", False)])
async def test_a_person_decides_once(
    server: httpx.AsyncClient, nordmarkt: Chat, chengdu: Chat, decision: str, shown: bool
) -> None:
    number = await asks(nordmarkt, SUSPICIOUS)
    (held,) = [one for one in await waiting(server) if one["rfq"] == number]
    body = {"decision": decision, "by": "alice"}
    first = await server.post(f"/held/{held['id']}", json=body, headers=HEADERS)
    assert first.json()["decided_now"] is True
    other = {"decision": "released" if decision == "refused" else "refused", "by": "mallory"}
    again = (await server.post(f"/held/{held['id']}", json=other, headers=HEADERS)).json()
    assert (again["decided_now"], again["held"]["state"], again["held"]["decided_by"]) == (False, decision, "alice")
    seen = await lead(chengdu, number)
    assert (SUSPICIOUS in seen) is shown
    assert ("held.goods_refused" in seen) is not shown
    assert number not in [one["rfq"] for one in await waiting(server)]


async def test_no_other_words_of_a_request_go_round_the_check(server: httpx.AsyncClient) -> None:
    """Certificates and the city are the buyer's words, too: until a person has looked the supplier reads none of them, in the order neither."""
    market = (await open_world()).market
    away = "WhatsApp +49 170 1234567"
    for ordinal, wish in enumerate((
        NewRfq("silk", Quantity(Decimal(5), "piece"), suppliers=("chengdu-silk",), certifications=(away,)),
        NewRfq("silk", Quantity(Decimal(5), "piece"), Destination("DE", Name(away, away)), suppliers=("chengdu-silk",)),
    )):  # fmt: skip
        rfq = await market.rfqs.create_rfq("nordmarkt", wish, WriteKey("round", "create_rfq", ordinal))
        (held,) = [one for one in await waiting(server) if one["rfq"] == rfq.number]
        assert away in str(held["text"])
        seen = await market.rfqs.access_rfq("chengdu-silk", rfq.number)
        assert (seen.words, "WhatsApp" in str(seen)) == ("held", False)
        key = WriteKey("round", "submit_quotation", ordinal)
        price = NewQuotation(Money(Decimal(9), "USD"), 9, "FOB")
        quoted = await market.quoting.submit_quotation("chengdu-silk", rfq.number, price, key)
        order = await market.quoting.accept_quotation("nordmarkt", quoted, WriteKey("round", "accept", ordinal))
        assert "WhatsApp" not in str(await market.orders.access_order("chengdu-silk", order))


async def test_honest_words_pass_at_once(server: httpx.AsyncClient, nordmarkt: Chat, chengdu: Chat) -> None:
    before = len(await waiting(server))
    number = await asks(nordmarkt, "silk scarves 90x90 cm, 14 momme, 3.20 USD, HS 6214100090")
    assert nordmarkt.last.names == ["utter_quote_sent_one"]  # type: ignore[attr-defined]
    assert "14 momme" in await lead(chengdu, number)
    assert len(await waiting(server)) == before


async def test_the_registered_account_may_be_named_and_no_other(server: httpx.AsyncClient) -> None:
    market = (await open_world()).market

    async def words(account: str, ordinal: int) -> str:
        wish = NewRfq(f"silk, paid to account {account}", Quantity(Decimal(5), "piece"), suppliers=("chengdu-silk",))
        return (await market.rfqs.create_rfq("nordmarkt", wish, WriteKey("registered", "create_rfq", ordinal))).words

    assert await words("1151 2034 0056", 1) == "released"
    assert await words("1151 2034 0057", 2) == "held"
    assert await words("755912345610901", 3) == "held", "another supplier's"


async def test_a_retried_turn_holds_once(server: httpx.AsyncClient) -> None:
    market = (await open_world()).market
    wish = NewRfq("silk, wechat: silk8866", Quantity(Decimal(5), "piece"), suppliers=("chengdu-silk",))
    key = WriteKey("retried", "create_rfq")
    first, second = [await market.rfqs.create_rfq("nordmarkt", wish, key) for _ in range(2)]
    assert first.number == second.number
    assert len([one for one in await market.relays.list_waiting(1000) if one.rfq == first.number]) == 1


async def test_without_the_token_nothing_is_told_or_decided(server: httpx.AsyncClient) -> None:
    for headers in ({}, {"X-Caravan-Token": "guess"}):
        assert (await server.get("/held", headers=headers)).status_code == 401
        body = {"decision": "released", "by": "alice"}
        assert (await server.post("/held/1", json=body, headers=headers)).status_code == 401
    odd = await server.post("/held/999999", json={"decision": "released", "by": "alice"}, headers=HEADERS)
    assert odd.status_code == 404
    assert (await server.post("/held/1", json={"decision": "maybe", "by": "a"}, headers=HEADERS)).status_code == 422
