"""Admins see what comes from the operator's own system, have it taken in again, correct and pause goods, suppliers and accounts;
nobody else does, and all is logged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.contacts.identity import Identity
from bot.contacts.store import do_link, ensure_contact
from bot.staff.store.tables import audit_log
from tests.fakes.gateway.oversight import FakeOversight
from tests.fakes.gateway.support_desk import SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def test_an_admin_finds_goods_sees_what_was_refused_and_changes_both(desk: SupportDesk) -> None:
    oversight = desk.deps.oversight
    assert isinstance(oversight, FakeOversight)
    async with desk.signed_in("admin") as admin:
        shown = (await admin.get("/console/marketplace", params={"said": "hinge"})).text
        for words in (
            "Brass hinge",
            "Berg Living",
            "is no unit that is known",
            "names an order that is not here",
            "status 500",
            "cannot be read",
            "31 rows are gone",
            "ORD-100234",
            "SO-9",
            "In production",
        ):
            assert words in shown, words
        assert "<b>Stück" not in shown
        assert "<i>SO-9" not in shown
        assert (await admin.post("/console/marketplace/outgoing/1")).status_code in (200, 303)
        assert oversight.sent_again == [1]
        assert (await admin.post("/console/marketplace/outgoing/2")).status_code == 404
        assert "2 events were taken in again, of which 1 are still refused" in (
            await follow(admin, await admin.post("/console/marketplace/events", event="evt-1"))
        )
        await admin.post("/console/marketplace/events")
        assert oversight.replayed == ["evt-1", None]
    logged = await read_log(desk)
    assert {"marketplace.open", "marketplace.again", "marketplace.replay"} <= set(logged)
    assert logged["marketplace.replay"]["replayed"] == {"done": 1, "refused": 1}


async def follow(admin: Any, answer: httpx.Response) -> str:
    """Returns the page that a form leads to."""
    where = answer.headers.get("location")
    return str((await admin.get(where.partition("#")[0])).text if where else answer.text)


async def test_accounts_that_were_signed_wrongly_are_listed(desk: SupportDesk) -> None:
    async with desk.database.begin() as connection:
        for key, account, role in (("a", "B-77", "buyer"), ("b", "lianhe", "buyer"), ("c", "anna", "buyer")):
            contact = await ensure_contact(connection, "webchat", key, "en")
            await do_link(connection, contact.id, Identity(account, role, key, key, key, None))
    async with desk.signed_in("admin") as admin:
        shown = (await admin.get("/console/marketplace")).text
        for words in ("B-77", "its accounts: anna", "signed as Buyer, here it is Supplier"):
            assert words in shown, words
        assert "<code>anna" not in shown
        await admin.post("/console/language", language="zh")
        shown = (await admin.get("/console/marketplace")).text
        assert "这是公司编号，该公司的账号：anna" in shown
        assert "没有这个账号" in shown


async def read_log(desk: SupportDesk) -> dict[str, dict[str, Any]]:
    """Returns the details of the latest entry of each action that was done."""
    async with desk.database.read() as connection:
        rows = await connection.execute(select(audit_log).order_by(audit_log.c.id))
        return {row.action: {"target": row.target, **row.details} for row in rows if row.outcome == "done"}


async def test_an_admin_corrects_and_pauses_with_a_reason(desk: SupportDesk) -> None:
    oversight = desk.deps.oversight
    assert isinstance(oversight, FakeOversight)
    page = "/console/marketplace/goods/rows/1"
    async with desk.signed_in("admin") as admin:
        shown = (await admin.get(page)).text
        assert "Minimum order" in shown
        assert "Brass <hinge>" not in shown
        assert "stands until its row or event there changes" in shown
        assert "What the supplier changed in the chat" in shown
        assert "lianhe" in shown
        assert "100=2.10 → &lt;b&gt;100=1.95" in shown
        assert "changed in the chat" not in (await admin.get("/console/marketplace/suppliers/rows/1")).text
        without = await admin.post(page, **{"value-moq": "200", "seen": "seen-100"})
        assert (without.status_code, oversight.moq) == (422, "100")
        assert "Please say why" in without.text
        assert 'value="200"' in without.text
        wrong = await admin.post(page, **{"value-moq": "many", "seen": "seen-100", "reason": "the supplier said so"})
        assert wrong.status_code == 422
        assert "is not a number" in wrong.text
        assert wrong.text.count("the supplier said so") == 1  # in the form that was refused, and in no other
        late = await admin.post(page, **{"value-moq": "200", "seen": "seen-7", "reason": "the supplier said so"})
        assert "was changed meanwhile" in late.text
        done = await admin.post(page, **{"value-moq": "200", "seen": "seen-100", "reason": "the supplier said so"})
        assert "Saved." in await follow(admin, done)
        assert oversight.moq == "200"
        assert (await admin.post(f"{page}/paused", paused="yes")).status_code == 422
        assert not oversight.paused
        await admin.post(f"{page}/paused", paused="yes", reason="recalled")
        assert oversight.paused
        assert "Let back" in (await admin.get(page)).text
    logged = await read_log(desk)
    correction = {
        "target": "marketplace:1",
        "market": "goods",
        "corrected": {"moq": "100 → 200"},
        "reason": "the supplier said so",
    }
    assert logged["marketplace.correct"] == correction
    assert logged["marketplace.pause"] == {
        "target": "marketplace:1",
        "market": "goods",
        "paused": True,
        "reason": "recalled",
    }
    async with desk.signed_in("admin") as admin:
        assert "100 → 200" in (await admin.get("/console/audit")).text


async def test_what_a_view_shows_is_corrected_at_its_source_and_all_is_said_in_chinese(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        shown = (await admin.get("/console/marketplace/suppliers/rows/1")).text
        assert "caravan.suppliers of your own database" in shown
        assert 'name="value-' not in shown
        await admin.post("/console/language", language="zh")
        shown = (await admin.get("/console/marketplace/goods/rows/1")).text
        found = (await admin.get("/console/marketplace?said=")).text
        for words in ("伯格", "联合五金", "生产中"):
            assert words in found
        for words in ("最小起订量", "更正", "暂停的商品搜索不到"):
            assert words in shown
        wrong = await admin.post(
            "/console/marketplace/goods/rows/1", **{"value-moq": "many", "seen": "seen-100", "reason": "供应商要求"}
        )
        assert "不是数字" in wrong.text


async def test_what_is_not_there_is_not_found(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        for row in ("goods/rows/2", "goods/rows/x", "shops/rows/1", "accounts/rows/nobody", "goods/rows/a%20b"):
            assert (await admin.get(f"/console/marketplace/{row}")).status_code == 404
            for end in ("", "/paused"):
                answer = await admin.post(f"/console/marketplace/{row}{end}", paused="yes", reason="why")
                assert answer.status_code == 404, row


async def test_nobody_else_sees_it(desk: SupportDesk) -> None:
    for username in ("alice", "meilin"):
        async with desk.signed_in(username) as browser:
            assert (await browser.get("/console/marketplace")).status_code == 404
            assert (await browser.get("/console/marketplace/goods/rows/1")).status_code == 404
            for path in ("goods/rows/1", "goods/rows/1/paused", "events"):
                answer = await browser.post(f"/console/marketplace/{path}", paused="yes", reason="why")
                assert answer.status_code == 404
            assert "/console/marketplace" not in (await browser.get("/console/hours")).text
