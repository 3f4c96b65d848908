"""Only suppliers who received a request count as those to whom it was sent; the others are named as such."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest
from sqlalchemy import select

from actions.marketplace.base.records import Name, Quantity
from actions.marketplace.base.tables import accounts
from actions.marketplace.goods.catalogue.tables import suppliers
from actions.marketplace.trades.requests.records import NewRfq, Rfq
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
WISH = {"product": "tea sets", "quantity": {"value": 300, "unit": "set"}, "country": {"country": "NG"}}


async def find_without_account() -> tuple[str, Name]:
    """Returns a supplier without an account: its slug and its name."""
    known = select(accounts.c.supplier_id).where(accounts.c.supplier_id.is_not(None))
    query = (
        select(suppliers).where(suppliers.c.id.not_in(known), suppliers.c.paused.is_(False)).order_by(suppliers.c.id)
    )
    async with (await market()).database.read() as connection:
        row = (await connection.execute(query.limit(1))).one()
    return row.slug, Name(row.name_en, row.name_zh)


async def send(*slugs: str) -> Rfq:
    wish = NewRfq("tea sets", Quantity(Decimal(300), "set"), suppliers=slugs)
    return await (await market()).rfqs.create_rfq(BUYER, wish, key("create_rfq"))


async def say(server: httpx.AsyncClient, language: str, *slugs: str) -> Answer:
    chat = Chat(server, BUYER, language=language)
    await chat.says("request_quote", "quotes for 300 tea sets to Nigeria", supplier_id=list(slugs), **WISH)
    chat.record["task"]["values"] |= {"supplier": None, "suppliers": list(slugs)}
    return await chat.says("affirm", "yes")


async def test_a_supplier_without_an_account_has_received_nothing() -> None:
    slug, name = await find_without_account()
    rfq = await send(SUPPLIER, slug)
    assert (rfq.recipients, len(rfq.suppliers), rfq.unreached) == (1, 1, (name,))
    assert name not in rfq.suppliers


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_who_received_it_is_said(server: httpx.AsyncClient, language: str) -> None:
    slug, name = await find_without_account()
    sent = await say(server, language, SUPPLIER, slug)
    assert sent.names == ["utter_quote_sent_one"]
    said = sent.values["suppliers"]
    assert (sent.values["count"], said["name"]) == (1, "request.but_not")
    assert name.zh in str(said["values"]["unreached"])
    assert name.zh not in str(said["values"]["suppliers"])
    card = await Chat(server, BUYER).says("list_requests", rfq_number=sent.values["number"])
    (asked,) = [each["value"] for each in card.cards[0]["fields"] if each["label"]["name"] == "field.suppliers_asked"]
    assert asked["values"]["count"] == 1


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_that_nobody_received_it_is_said(server: httpx.AsyncClient, language: str) -> None:
    slug, name = await find_without_account()
    sent = await say(server, language, slug)
    assert sent.names == ["utter_quote_unreached"]
    assert name.zh in str(sent.values["unreached"])
    assert "affirm" in str(sent.replies[0]["choices"]) or sent.replies[0]["choices"]
