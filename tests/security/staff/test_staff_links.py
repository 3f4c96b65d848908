"""Staff list and end where a customer's account is signed in; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.contacts.tables import contacts
from bot.conversation.store.tables import deliveries, messages, web_sessions
from bot.staff.store.tables import audit_log
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def contact_id(desk: SupportDesk, key: str) -> str:
    async with desk.database.read() as connection:
        return str((await connection.execute(select(contacts.c.id).where(contacts.c.key == key))).scalar_one())


async def test_staff_see_every_link_of_the_account_and_end_one(desk: SupportDesk) -> None:
    anna = replace(account(), until=None)
    phone = await desk.conversation("hello", channel="telegram", key="7001", identity=anna)
    bert = replace(account(person="Bert Kahn"), person="bert")
    await desk.conversation("hello", key="web", identity=bert)
    await desk.conversation("hello", key="other", identity=account("lagos-home", "Ada Obi"))
    await desk.asks_for_a_person(phone)
    async with desk.signed_in("alice") as alice:
        path = f"/console/conversations/{phone}/links"
        page = (await alice.get(path)).text
        assert "Anna Weber" in page
        assert "Bert Kahn" in page
        assert "Ada Obi" not in page
        stolen = await contact_id(desk, "7001")
        ended = await alice.post(f"{path}/end", link=stolen)
        assert (ended.status_code, ended.headers["location"]) == (303, f"{path}?ended=1")
        assert (await alice.post(f"{path}/end", link=stolen)).status_code == 404
    async with desk.database.read() as connection:
        found = (await connection.execute(select(contacts.c.key, contacts.c.account).order_by(contacts.c.key))).all()
        assert [tuple(row) for row in found] == [("7001", None), ("other", "lagos-home"), ("web", "nordmarkt")]
        told = (await connection.execute(select(messages.c.reply).where(messages.c.conversation_id == phone))).scalars()
        assert [reply["response"] for reply in told if reply][-1] == "gateway.ended_by_staff"
        states = (await connection.execute(select(deliveries.c.reason).order_by(deliveries.c.id))).scalars().all()
        assert states[-1] is None, "who is disconnected is told"
        assert set(states[:-1]) == {"unlinked"}, "what was still under way to them is not"
        logged = (await connection.execute(select(audit_log).where(audit_log.c.action == "links.end"))).all()
        assert [row.outcome for row in logged] == ["done", "refused"]
        assert logged[0].details["account"] == "nordmarkt"


async def test_a_link_of_another_company_looks_like_none(desk: SupportDesk) -> None:
    talk = await desk.conversation("hello", key="web", identity=account())
    await desk.conversation("hello", key="other", identity=account("lagos-home", "Ada Obi"))
    await desk.asks_for_a_person(talk)
    async with desk.signed_in("alice") as alice:
        path = f"/console/conversations/{talk}/links/end"
        foreign = await alice.post(path, link=await contact_id(desk, "other"))
        absent = await alice.post(path, link="0" * 32)
        assert foreign.status_code == absent.status_code == 404
    async with desk.database.read() as connection:
        kept = (await connection.execute(select(contacts.c.account).where(contacts.c.key == "other"))).scalar_one()
        assert kept == "lagos-home"
        assert (await connection.execute(select(web_sessions.c.ended_at))).scalars().all() == []


async def test_an_agent_sees_the_links_of_conversations_that_are_theirs_to_see(desk: SupportDesk) -> None:
    talk = await desk.conversation("hello", key="web", identity=account())
    async with desk.signed_in("alice") as alice:
        assert (await alice.get(f"/console/conversations/{talk}/links")).status_code == 404
    async with desk.signed_in("meilin") as meilin:
        await meilin.post("/console/language", language="zh", next="/console")
        page = (await meilin.get(f"/console/conversations/{talk}/links")).text
        assert "Anna Weber" in page
        assert "当前登录" in page
