"""The print of a conversation: for the contact in their language and without notes, for the staff with them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from pypdf import PdfReader

from bot.contacts.store import set_zone
from bot.support.store.lines import read_conversation
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def printed(browser: Browser, talk: str, query: str = "") -> PdfReader:
    answer = await browser.get(f"/console/conversations/{talk}/transcript{query}", timeout=60)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    assert answer.headers["content-disposition"].startswith("attachment;")
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return "".join("".join(page.extract_text().replace("\0", "") for page in reader.pages).split())


async def test_the_contact_gets_their_language_and_no_notes(desk: SupportDesk) -> None:
    talk = await desk.waiting("我的订单ORD-100234在哪里？", language="zh", identity=account())
    async with desk.database.begin() as connection:
        line = await read_conversation(connection, talk)
        await set_zone(connection, line.contact_id, "Asia/Shanghai")
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "take")
        await alice.step(talk, "send", number="ORD-100234", once="a" * 32)
        await alice.step(talk, "reply", text="我们查一下。 " * 400)
        await alice.step(talk, "reply", text="They pay late", internal="1")
        for_contact = await printed(alice, talk)
        for_staff = await printed(alice, talk, "?notes=1")
    theirs, ours = words(for_contact), words(for_staff)
    for said in ("对话", "AnnaWeber", "nordmarkt", "我的订单ORD-100234在哪里？", "这是ORD-100234", "Alice"):
        assert said in theirs
    assert "北京时间" in theirs
    assert "paylate" not in theirs
    assert "Theypaylate" in ours
    assert "NotebyAlice" in ours
    assert "HereisORD-100234" in ours
    assert len(for_contact.pages) > 1
    assert f"第{len(for_contact.pages)}页，共{len(for_contact.pages)}页" in theirs
    for page in for_contact.pages:
        fonts = page["/Resources"]["/Font"].values()  # type: ignore[index]
        assert fonts
        assert all("/DescendantFonts" in font.get_object() for font in fonts), "every font is embedded"


async def test_a_print_is_in_the_audit_log_and_only_for_those_who_may_see_the_conversation(desk: SupportDesk) -> None:
    talk = await desk.conversation("Just the bot")
    async with desk.signed_in("meilin") as meilin, desk.signed_in("alice") as alice:
        assert (await alice.get(f"/console/conversations/{talk}/transcript")).status_code == 404
        await printed(meilin, talk)
        audit = (await meilin.get("/console/audit")).text
    assert "Printed a conversation" in audit
