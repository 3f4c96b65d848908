"""Held files before staff: shown with their reasons, opened by whoever decides and nobody else, decided once, the sender told in
their language, everything logged."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import add_message, list_messages
from bot.files.files import in_pieces
from bot.files.links import Reader
from bot.files.store import FileRow, add_file
from bot.files.tables import files
from bot.marketplace.files.relayed import do_note
from bot.messages.files import CheckedFile
from bot.rendering.renderer import Renderer
from bot.staff.store.tables import audit_log
from tests.fakes.files import good
from tests.fakes.gateway.held_files import FakeHeldFiles
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk

NAME = "label \u202egpj.jpg"
CAPTION = "add me <b>on</b> wechat silk8866"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url, held_files=FakeHeldFiles()) as desk:
        yield desk


async def hold(
    desk: SupportDesk, number: int = 7, content: bytes = b"", language: str = "en"
) -> tuple[FakeHeldFiles, FileRow]:
    """Returns the marketplace's held files, and one that a buyer sent and that waits for a decision."""
    held, store = desk.deps.held_files, desk.deps.files
    assert isinstance(held, FakeHeldFiles)
    assert store is not None
    talk = await desk.conversation(language=language, identity=account())
    checked = await store.take_in(in_pieces(content or good.picture(800, 600)), NAME)
    assert isinstance(checked, CheckedFile)
    async with desk.database.begin() as connection:
        contact = await find_contact_of(connection, talk)
        file = await add_file(connection, checked, contact.id, talk, "in")
        await add_message(connection, talk, "contact", text=CAPTION, files=[file.shown])
    relay = held.add(number, file, ("messenger", "wechat silk8866"), unreadable="picture")
    async with desk.database.begin() as connection:
        await do_note(connection, relay)
    return held, file


async def last_words(desk: SupportDesk, file: FileRow, language: str = "en") -> str:
    async with desk.database.read() as connection:
        row = (await list_messages(connection, file.conversation_id))[-1]
    return Renderer(desk.deps.catalogues).message(row, language).text


async def test_whoever_decides_sees_the_picture_its_caption_and_why(desk: SupportDesk) -> None:
    _, file = await hold(desk)
    async with desk.signed_in("alice") as agent:
        page = (await agent.get("/console/held")).text
        assert "ORD-100555" in page
        assert "add me &lt;b&gt;on&lt;/b&gt; wechat silk8866" in page
        assert "wechat silk8866</code>" in page
        assert "nothing but a person can read" in page
        assert "\u202e" not in page
        preview = re.search(r'<img src="(/files/[^"]+)"', page)
        assert preview
        shown = await agent.get(preview[1])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        opened = await agent.get("/console/held-files/7/file")
        assert opened.status_code == 303
        got = await agent.get(opened.headers["location"])
        assert (got.status_code, len(got.content)) == (200, file.bytes)
        assert (await agent.get(f"/console/conversations/{file.conversation_id}")).status_code == 404, (
            "the conversation itself is none of hers"
        )
    async with desk.database.read() as connection:
        row = (await connection.execute(select(audit_log).where(audit_log.c.action == "held_file.open"))).one()
    assert (row.actor, row.outcome, row.target) == ("alice", "done", "held_file:7")
    assert row.details["file"] == file.id


async def test_a_link_is_for_the_one_who_decides_and_ends_with_the_decision(desk: SupportDesk) -> None:
    held, file = await hold(desk)
    links = desk.deps.links
    assert links is not None
    async with desk.signed_in("alice") as agent, desk.browser() as nobody:
        address = (await agent.get("/console/held-files/7/file")).headers["location"]
        assert (await nobody.get(address)).status_code == 200, "it is signed for her session, and says so itself"
        for reader in (Reader("reviewer", "0" * 64), Reader("session", "0" * 64), Reader("staff", "0" * 64)):
            assert (await agent.get(links.sign(file.id, "x.jpg", reader))).status_code == 404
        assert (await nobody.get("/console/held-files/7/file")).status_code in (303, 401)
        await agent.post("/console/held-files/7", page="/console/held", decision="refused", reason="leave")
        assert (await agent.get(address)).status_code == 404
        assert (await agent.get("/console/held-files/7/file")).status_code == 404
    assert held.files[7].state == "refused"


@pytest.mark.parametrize(
    ("language", "decision", "says"),
    [
        ("en", "refused", "was not passed on to the supplier, because it holds contact details"),
        ("zh", "refused", "没有转交供应商，因为其中有联系方式"),
        ("en", "released", "was passed on to the supplier"),
        ("zh", "released", "已转交供应商"),
    ],
)
async def test_the_sender_is_told_in_their_language_and_it_is_logged(
    desk: SupportDesk, language: str, decision: str, says: str
) -> None:
    held, file = await hold(desk, language=language)
    async with desk.signed_in("liwei") as agent:
        answer = await agent.post("/console/held-files/7", page="/console/held", decision=decision, reason="leave")
        assert answer.status_code == 303
        again = await agent.post("/console/held-files/7", page="/console/account", decision=decision, reason="leave")
        assert again.status_code == 303, "a second click is no mistake"
        assert "ORD-100555" not in (await agent.get("/console/held")).text
    assert held.files[7].reason == ("leave" if decision == "refused" else None)
    assert says in await last_words(desk, file, language)
    async with desk.database.read() as connection:
        told = [row for row in await list_messages(connection, file.conversation_id) if row.author == "system"]
        rows = (await connection.execute(select(audit_log).where(audit_log.c.action == "held_file.decide"))).all()
    assert len(told) == 1
    assert {(row.actor, row.outcome, row.target, row.details["decision"]) for row in rows} == {
        ("liwei", "done", "held_file:7", decision)
    }
    assert "silk8866" not in str([row.details for row in rows])


async def test_the_first_of_two_decisions_stands(desk: SupportDesk) -> None:
    held, file = await hold(desk)
    async with desk.signed_in("liwei") as first, desk.signed_in("alice") as second:
        one, other = await asyncio.gather(
            first.post("/console/held-files/7", page="/console/held", decision="released"),
            second.post("/console/held-files/7", page="/console/held", decision="refused", reason="bank"),
        )
    assert sorted([one.status_code, other.status_code]) == [303, 409]
    late, winner = (other, "liwei") if one.status_code == 303 else (one, "alice")
    assert winner in late.text
    assert held.files[7].decided_by == winner
    says = "was passed on" if held.files[7].state == "released" else "was not passed on"
    assert says in await last_words(desk, file)


@pytest.mark.parametrize("path", ["8", "x", "0", "9999999999999", "\u0667"])
async def test_what_is_not_held_is_not_there(desk: SupportDesk, path: str) -> None:
    held, _ = await hold(desk)
    async with desk.signed_in("liwei") as agent:
        answer = await agent.post(f"/console/held-files/{path}", page="/console/held", decision="released")
        assert answer.status_code == 404
        assert (await agent.get(f"/console/held-files/{path}/file")).status_code == 404
        for odd in ({"decision": "burn"}, {"decision": "refused"}, {"decision": "refused", "reason": "because"}):
            assert (await agent.post("/console/held-files/7", page="/console/held", **odd)).status_code == 404
    assert held.files[7].state == "held"


async def test_the_number_of_held_files_stands_beside_the_link_and_goes(desk: SupportDesk) -> None:
    await hold(desk)

    async def until(agent_events: AsyncIterator[tuple[str, str, str]], wanted: str) -> None:
        async for _, _, data in agent_events:
            if wanted in data:
                return

    async with desk.signed_in("alice") as agent, agent.events() as events, asyncio.timeout(20):
        await until(events, 'hx-target="#held-count" hx-swap="innerHTML swapEmpty:true">1</hx-partial>')
        await agent.post("/console/held-files/7", page="/console/held", decision="released")
        await until(events, 'hx-target="#held-count" hx-swap="innerHTML swapEmpty:true"></hx-partial>')


async def test_where_a_file_was_put_stands_beside_it_and_changes_there(desk: SupportDesk) -> None:
    held, file = await hold(desk)
    async with desk.signed_in("meilin") as supervisor, asyncio.timeout(20):
        page = (await supervisor.read(file.conversation_id)).text
        beside = re.search(rf'<p class="file-places" id="places-{file.id}">(.*?)</p>', page, re.DOTALL)
        assert beside
        assert "凭证" in beside[1] or "Evidence" in beside[1]
        assert "ORD-100555" in beside[1]
        assert "待审核" in beside[1] or "Waits for a decision" in beside[1]
        query = f"?conversation={file.conversation_id}&after=2"
        async with supervisor.events(query) as events:
            await supervisor.post("/console/held-files/7", page="/console/held", decision="released")
            async for _, _, data in events:
                if f"#places-{file.id}" in data and ("已转交" in data or "Passed on" in data):
                    break
    assert held.files[7].state == "released"


async def test_a_file_that_was_erased_can_only_be_put_away(desk: SupportDesk) -> None:
    _, file = await hold(desk)
    async with desk.database.begin() as connection:
        await connection.execute(files.delete().where(files.c.id == file.id))
    async with desk.signed_in("alice") as agent:
        page = (await agent.get("/console/held")).text
        assert "No longer kept" in page
        assert 'value="released"' not in page
        assert (await agent.get("/console/held-files/7/file")).status_code == 404
