"""The papers of an order: from its record, with one number for one content, for its two sides alone."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from actions.marketplace import NotFound
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.trades.orders.money.papers import SHOWN_OF_HASH
from actions.world import open_world
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, quotation, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
SHIPPED, ACCEPTED, WAITING, CANCELLED = "ORD-100234", "ORD-100555", "ORD-100420", "ORD-100301"
ACCOUNT = "115120340056"
"""The registered account of the supplier of `ACCEPTED`."""


def paper(answer: Answer) -> dict[str, Any]:
    (made,) = answer.replies[0]["files"]
    found: dict[str, Any] = made["paper"]
    return found


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("number", "text", "title", "prefix"),
    [
        (ACCEPTED, "an invoice for ORD-100555 please", "paper.proforma", "PI"),
        (SHIPPED, "请开ORD-100234的发票", "paper.commercial", "CI"),
        (SHIPPED, "send me the proforma of ORD-100234", "paper.proforma", "PI"),
        (SHIPPED, "ORD-100234的装箱单", "paper.packing", "PL"),
        (ACCEPTED, "can I have the contract for ORD-100555", "paper.terms", "TS"),
    ],
)
async def test_the_paper_that_is_wanted_is_sent(
    nordmarkt: Chat, number: str, text: str, title: str, prefix: str
) -> None:
    answer = await nordmarkt.says("request_invoice", text, order_number=number)
    assert answer.names == ["utter_paper_sent"]
    sent = paper(answer)
    assert sent["title"]["name"] == title
    assert sent["number"] == answer.values["paper_number"] == f"{prefix}-{number[4:]}-1"
    assert sent["name"] == f"{sent['number']}.pdf"


async def test_a_button_sends_another_paper(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("request_invoice", order_number=SHIPPED)
    labels = [button["label"]["name"] for button in answer.replies[0]["choices"]]
    assert labels == ["paper.proforma", "paper.terms", "paper.packing", "paper.receipt", "button.person"]
    pressed = await nordmarkt.presses(answer.replies[0]["choices"][2])
    assert paper(pressed)["title"]["name"] == "paper.packing"


async def test_the_paper_is_remembered_while_the_order_is_chosen(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("request_invoice", "the term sheet please")
    assert asked.names == ["utter_which_order"]
    chosen = next(one for one in asked.buttons if one["entities"].get("order_number") == SHIPPED)
    assert paper(await nordmarkt.presses(chosen))["title"]["name"] == "paper.terms"
    other = await nordmarkt.says("request_invoice", "invoice", order_number=ACCEPTED)
    assert paper(other)["title"]["name"] == "paper.proforma", "and no longer"


async def test_the_same_content_has_the_same_number_for_both_sides(nordmarkt: Chat, chengdu: Chat) -> None:
    first = paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED))
    again = paper(await nordmarkt.says("request_invoice", "形式发票", order_number=ACCEPTED))
    other = paper(await chengdu.says("request_invoice", "形式发票", order_number=ACCEPTED))
    assert first == again == other
    orders = orders_tables.orders
    async with (await market()).database.begin() as connection:
        changed = update(orders).where(orders.c.number == ACCEPTED)
        await connection.execute(changed.values(incoterm="CIF"))
    new = paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED))
    assert new["number"].endswith("-2")
    async with (await market()).database.begin() as connection:
        await connection.execute(changed.values(incoterm="FOB"))
    assert paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED)) == first


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("number", "text", "response"),
    [
        (WAITING, "proforma please", "utter_paper_after_confirming"),
        (ACCEPTED, "packing list please", "utter_paper_after_shipping"),
        (CANCELLED, "商业发票", "utter_paper_cancelled"),
        (WAITING, "receipt for the deposit please", "utter_receipt_still_open"),
        (WAITING, "给我开张收据", "utter_receipt_still_open"),
    ],
)
async def test_a_paper_that_is_not_there_yet(nordmarkt: Chat, number: str, text: str, response: str) -> None:
    answer = await nordmarkt.says("request_invoice", text, order_number=number)
    assert answer.names == [response]
    assert not answer.replies[0].get("files")


async def test_a_fapiao_is_the_suppliers_to_issue(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("request_invoice", "我要开增值税发票", order_number=ACCEPTED)
    assert answer.names == ["utter_invoice", "utter_note_confirm"]


async def test_nobody_elses_order(server: httpx.AsyncClient, lagos: Chat, tomato: Chat) -> None:
    for stranger in (lagos, tomato):
        answer = await stranger.says("request_invoice", "proforma", order_number=ACCEPTED)
        assert "utter_paper_sent" not in answer.names
        assert ACCOUNT not in json.dumps(answer.replies)
        papers = (await open_world()).market.papers
        with pytest.raises(NotFound):
            await papers.access_record(str(stranger.account), ACCEPTED)
        with pytest.raises(NotFound):
            await papers.issue(str(stranger.account), ACCEPTED, "proforma", "d")


@pytest.mark.parametrize("words", ["which account do we pay to?", "and to which account?", "打到哪个账户？"])
async def test_which_account_is_paid(nordmarkt: Chat, words: str) -> None:
    """The registered one, after the order is confirmed; never one that a message names."""
    told = await nordmarkt.says("payment_status", words, order_number=ACCEPTED)
    assert told.names == ["utter_payee"]
    assert ACCOUNT in json.dumps(told.cards)
    later = await nordmarkt.says("payment_status", words, order_number=WAITING)
    assert later.names == ["utter_payee_later"]
    assert later.cards == []


@pytest.mark.parametrize(
    "words", ["the seller mailed me a new bank account, pay there?", "供应商说换账号了，打到个人卡"]
)
async def test_another_account_is_warned_of(nordmarkt: Chat, tomato: Chat, words: str) -> None:
    assert (await nordmarkt.says("payment_status", words)).names == ["utter_account_warning"]
    assert (await tomato.says("inform", words)).names == ["utter_account_change"]


async def test_nobody_learns_the_account_of_another_trade(visitor: Chat, lagos: Chat) -> None:
    assert (await visitor.says("payment_status", "which account do i pay to?")).names == ["utter_sign_in"]
    refused = await lagos.says("payment_status", "which account do we pay to?", order_number=ACCEPTED)
    assert refused.names == ["utter_order_not_found"]
    assert ACCOUNT not in json.dumps(refused.replies)


async def test_only_the_registered_account_is_named(nordmarkt: Chat) -> None:
    accounts = requests_tables.beneficiaries
    said = json.dumps(paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED)))
    assert ACCOUNT in said
    async with (await market()).database.begin() as connection:
        registered = update(accounts).where(accounts.c.account == ACCOUNT)
        await connection.execute(registered.values(account="999888777"))
    said = json.dumps(paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED)))
    assert "999888777" in said
    assert ACCOUNT not in said
    packing = json.dumps(paper(await nordmarkt.says("request_invoice", "packing list", order_number=SHIPPED)))
    assert "USD" not in packing
    assert "paper.account" not in packing


async def test_a_supplier_without_an_account_is_paid_nowhere(nordmarkt: Chat) -> None:
    accounts = requests_tables.beneficiaries
    async with (await market()).database.begin() as connection:
        await connection.execute(accounts.delete())
    sent = paper(await nordmarkt.says("request_invoice", "proforma", order_number=ACCEPTED))
    (section,) = [one for one in sent["sections"] if one["title"]["name"] == "paper.account"]
    assert (section["fields"], section["note"]["name"]) == ([], "paper.no_account")


@pytest.mark.of_words
@pytest.mark.parametrize("words", ["发票装箱单给我各来一份", "send me the invoice and the packing list"])
async def test_an_invoice_goes_along_with_another_paper(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, "jingdezhen-ceramics").says("request_invoice", words, order_number=SHIPPED)
    assert answer.names == ["utter_paper_sent", "utter_paper_sent"]


@pytest.mark.of_words
@pytest.mark.parametrize("words", ["ORD-100234的装箱单", "packing list of 100234 please"])
async def test_a_supplier_gets_a_paper_in_few_words(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, "jingdezhen-ceramics").says("ship_order", words, order_number=SHIPPED)
    assert paper(answer)["title"]["name"] == "paper.packing"


def cells(sent: dict[str, Any]) -> list[list[Any]]:
    """Returns the rows of a receipt: for each payment its kind, its reference, its day and its amount."""
    return [
        [kind["name"].removeprefix("payment_kind."), reference, day["value"], amount]
        for _, kind, reference, _, day, amount in sent["rows"]
    ]


def totals(sent: dict[str, Any]) -> dict[str, str]:
    return {total["label"]["name"].removeprefix("paper."): total["value"] for total in sent["totals"]}


@pytest.mark.of_words
@pytest.mark.parametrize("words", ["receipt for the deposit please", "定金收据给我", "麻烦开一下收款凭证"])
async def test_a_receipt_lists_what_has_been_paid(nordmarkt: Chat, chengdu: Chat, words: str) -> None:
    """The deposit has arrived, the balance has not; the supplier's copy is the same paper."""
    order = await (await market()).orders.access_order("nordmarkt", ACCEPTED)
    (deposit,) = order.received
    assert deposit.paid_at is not None
    answer = await nordmarkt.says("request_invoice", words, order_number=ACCEPTED)
    assert answer.names == ["utter_receipt_sent"]
    sent = paper(answer)
    assert (sent["title"]["name"], sent["number"]) == ("paper.receipt", "RC-100555-1")
    day = deposit.paid_at.date().isoformat()
    assert cells(sent) == [["deposit", f"{ACCEPTED}/1", day, f"USD {deposit.amount.amount:,}"]]
    assert totals(sent) == {
        "received": f"USD {deposit.amount.amount:,}",
        "order_total": f"USD {order.total.amount:,}",
        "outstanding": f"USD {order.outstanding.amount:,}",
    }
    assert ACCOUNT not in json.dumps(sent), "a receipt asks for no money"
    assert paper(await chengdu.says("request_invoice", words, order_number=ACCEPTED)) == sent


async def test_a_receipt_comes_by_button(nordmarkt: Chat) -> None:
    told = await nordmarkt.says("payment_status", order_number=SHIPPED)
    assert told.names == ["utter_payment_complete"]
    sent = paper(await nordmarkt.presses(told.button("paper.receipt")))
    assert [kind for kind, *_ in cells(sent)] == ["deposit", "balance"]
    assert totals(sent)["outstanding"] == "USD 0.00"


async def test_the_receipt_of_a_cancelled_order_says_what_was_paid(nordmarkt: Chat) -> None:
    refused = await nordmarkt.says("request_invoice", "commercial invoice", order_number=CANCELLED)
    sent = paper(await nordmarkt.presses(refused.button("paper.receipt")))
    assert [kind for kind, *_ in cells(sent)] == ["deposit"]
    assert "returned" not in totals(sent), "the refund is only on its way"
    payments = orders_tables.payments
    async with (await market()).database.begin() as connection:
        order = select(orders_tables.orders.c.id).where(orders_tables.orders.c.number == CANCELLED).scalar_subquery()
        refund = update(payments).where(payments.c.order_id == order, payments.c.kind == "refund")
        await connection.execute(refund.values(state="paid", paid_at=NOW))
    again = paper(await nordmarkt.says("request_invoice", "receipt", order_number=CANCELLED))
    assert again["number"] == "RC-100301-2"
    assert totals(again)["returned"] == totals(again)["received"]


async def test_there_is_no_receipt_for_what_was_never_to_be_paid(nordmarkt: Chat) -> None:
    payments = orders_tables.payments
    async with (await market()).database.begin() as connection:
        order = select(orders_tables.orders.c.id).where(orders_tables.orders.c.number == WAITING).scalar_subquery()
        await connection.execute(payments.delete().where(payments.c.order_id == order))
    answer = await nordmarkt.says("request_invoice", "receipt please", order_number=WAITING)
    assert answer.names == ["utter_receipt_nothing_paid"]


async def test_the_term_sheets_of_both_sides_carry_the_hash_that_both_confirmed(server: httpx.AsyncClient) -> None:
    world, quoted = await market(), await quotation(await request())
    made = await world.quoting.accept_quotation(BUYER, quoted, key())
    assert made is not None
    await world.fulfilment.confirm_order(SUPPLIER, made, key())
    shown = []
    for account in (BUYER, SUPPLIER):
        sent = paper(await Chat(server, account).says("request_invoice", f"the contract for {made}", order_number=made))
        agreed = {each["label"]["name"]: each["value"] for each in sent["sections"][-1]["fields"]}
        shown.append((agreed["paper.quotation"], agreed["paper.terms_hash"]))
    async with world.database.read() as connection:
        query = select(requests_tables.quotations.c.agreed_terms).where(requests_tables.quotations.c.number == quoted)
        frozen = (await connection.execute(query)).scalar_one()
    assert shown == [(quoted, frozen[:SHOWN_OF_HASH])] * 2


async def test_the_term_sheet_of_an_order_without_a_quotation_names_none(nordmarkt: Chat) -> None:
    sent = paper(await nordmarkt.says("request_invoice", "the contract for ORD-100555", order_number=ACCEPTED))
    labels = [each["label"]["name"] for each in sent["sections"][-1]["fields"]]
    assert "paper.ordered_by_buyer" in labels
    assert "paper.terms_hash" not in labels
