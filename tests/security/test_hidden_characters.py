"""Characters that hide words or turn them round: shown to nobody of the staff, in nobody's name, and marked where words are judged."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.contacts.identity import Identity
from bot.conversation.store.conversations import find_contact_of
from bot.marketplace.staff.held import Held
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.store.tables import agents
from foundation.clock import system_clock
from foundation.visible import reveal, visible
from tests.fakes.gateway.held_texts import FakeHeldTexts
from tests.fakes.gateway.support_desk import SupportDesk, support_desk

HIDDEN = "\u202e\u2066\u200b\u2060\u00ad\ufeff\u061c\u034f\ufff9\u180e\U000e0041\u3164"
UNSEEN = re.compile(f"[{HIDDEN}\u202a-\u202d\u2067-\u2069\u200e\u200f]")
NAME = f"Anna{HIDDEN}Weber"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    held = FakeHeldTexts()
    text = f"Pay to IBAN{HIDDEN} DE00"
    findings = (("bank", f"DE{HIDDEN}00"),)
    held.texts[1] = Held(1, "RFQ-1", NAME, "0" * 32, text, findings, (NAME,), "held", system_clock())
    async with support_desk(database_url, held=held) as desk:
        async with desk.database.begin() as connection:
            await connection.execute(update(agents).where(agents.c.username == "alice").values(name=f"Al{HIDDEN}ice"))
        yield desk


async def test_no_page_of_the_staff_shows_them(desk: SupportDesk) -> None:
    until = system_clock() + dt.timedelta(minutes=30)
    buyer = Identity(f"nord{HIDDEN}markt", "buyer", "anna", NAME, jti="", until=until)
    buyer = replace(buyer, company=f"Nord{HIDDEN}markt")
    conversation_id = await desk.waiting(f"gnp.{HIDDEN}exe", identity=buyer)
    await desk.waiting(key="nameless", identity=replace(buyer, account="other", name=HIDDEN, person="b"))
    async with desk.database.read() as connection:
        contact = await find_contact_of(connection, conversation_id)
    async with desk.signed_in("alice") as alice, desk.signed_in("admin") as admin:
        await alice.step(conversation_id, "take")
        await alice.step(conversation_id, "reply", text=f"Hel{HIDDEN}lo", internal="1")
        pages = {
            path: await admin.get(path)
            for path in (
                "/console",
                f"/console/conversations?q={HIDDEN}",
                "/console/conversations",
                f"/console/conversations/{conversation_id}",
                f"/console/conversations/{conversation_id}/messages?before=99",
                f"/console/conversations/{conversation_id}/links",
                f"/console/people/{contact.id}",
                "/console/held",
                "/console/staff",
                "/console/staff/alice",
                f"/console/audit?target={HIDDEN}",
                "/console/audit",
                "/console/audit.csv",
                "/console/understanding",
                "/console/hours",
            )
        }
        pages |= {path: await alice.get(path) for path in ("/console/account", "/console/account/attempts")}
        async with admin.events() as events:
            async for name, _, data in events:
                assert not UNSEEN.search(data)
                if name == "attention":
                    break
    assert {path for path, page in pages.items() if page.status_code != 200} == set()
    csv = pages.pop("/console/audit.csv").text
    assert "[U+202E]" in csv
    assert not UNSEEN.search(csv.removeprefix("\ufeff"))
    assert {path for path, page in pages.items() if UNSEEN.search(page.text)} == set()
    assert "AnnaWeber" in pages["/console/conversations"].text
    assert "Pay to IBAN[U+202E][U+2066]" in pages["/console/held"].text
    assert "<code>DE[U+202E]" in pages["/console/held"].text


def test_the_name_of_an_agent_is_shown_to_contacts_without_them() -> None:
    renderer = Renderer(load_catalogues())
    row = MessageRow(1, "agent", f"Al{HIDDEN}ice", "Hello", None, internal=False, created_at=system_clock())
    assert renderer.message(row, "en").author_name == "Alice"
    joined = {"response": "handoff.joined", "values": {"agent": f"Al{HIDDEN}ice"}}
    assert renderer.text(joined, "en").startswith("Alice ")


@given(st.text())
def test_what_is_revealed_hides_nothing_and_is_plain_when_plain(text: str) -> None:
    assert not UNSEEN.search(reveal(text))
    assert visible(reveal(text)) == reveal(text).replace("\r\n", "\n").replace("\r", "\n")
    if visible(text) == text:
        assert reveal(text) == text


@pytest.mark.parametrize("text", ["👩‍🚀", "می‌خواهم", "क्‍ष", "茶具 tea\tset\n2", "🏳️‍🌈"])
def test_what_joins_letters_and_pictures_stays(text: str) -> None:
    assert visible(text) == reveal(text) == text
