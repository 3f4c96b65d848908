"""Files at the console: attached to replies and notes, seen in the timeline and the lists, and opened by who may."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import add_message, list_messages
from bot.files.files import in_pieces
from bot.files.store import FileRow, State, add_file, set_state
from bot.messages.files import CheckedFile
from tests.fakes.files import good
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk, token_of


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def upload(
    browser: Browser, conversation_id: str, content: bytes, name: str = "offer.pdf", **headers: str
) -> httpx.Response:
    token = token_of(await browser.get("/console/account"))
    given = {"x-caravan-csrf": token, "x-caravan-file": name, "x-caravan-upload": uuid.uuid4().hex, **headers}
    return await browser.client.post(f"/console/conversations/{conversation_id}/files", content=content, headers=given)


async def bring(
    desk: SupportDesk, conversation_id: str, content: bytes, name: str, state: State = "received"
) -> FileRow:
    """Stores a message of the contact that brings a file."""
    assert desk.deps.files
    checked = await desk.deps.files.take_in(in_pieces(content), name)
    assert isinstance(checked, CheckedFile)
    async with desk.database.begin() as connection:
        contact = await find_contact_of(connection, conversation_id)
        file = await add_file(connection, checked, contact.id, conversation_id, "in", state=state)
        await add_message(connection, conversation_id, "contact", text="", files=[file.shown])
    return file


async def test_an_agent_sends_files_and_each_upload_is_one_however_often_it_is_sent(desk: SupportDesk) -> None:
    talk = await desk.waiting("Please send me your offer")
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(talk, "take")
        first, again = [await upload(alice, talk, good.pdf(), **{"x-caravan-upload": "k"}) for _ in range(2)]
        assert (first.status_code, first.json()) == (201, again.json())
        picture = (await upload(alice, talk, good.picture(), "s.png")).json()
        assert (await alice.get(picture["preview"])).headers["content-type"] == "image/jpeg"
        of_meilin = (await upload(meilin, talk, good.pdf("m"))).json()["id"]
        stolen = await alice.step(talk, "reply", text="", file=of_meilin)
        assert stolen.status_code == 409, "what a colleague attached is not hers to send"
        sent = await alice.client.post(
            f"/console/conversations/{talk}/reply",
            data={"csrf": token_of(await alice.get("/console/account")), "file": [first.json()["id"], picture["id"]]},
        )
        assert sent.status_code == 303
        page = await alice.read(talk)
        assert re.search(r'<bdi class="file-name">offer.pdf</bdi>.*?PDF · 1.kB', page.text, re.S)
        assert 'alt="Photo: s.jpg"' in page.text
    async with desk.database.read() as connection:
        last = (await list_messages(connection, talk))[-1]
    assert [file["name"] for file in last.files] == ["offer.pdf", "s.jpg"]


async def test_what_is_not_taken_is_said_and_what_comes_from_elsewhere_is_refused(desk: SupportDesk) -> None:
    talk = await desk.waiting("Hello")
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        refused = await upload(alice, talk, b"MZ" + b"\0" * 300, "setup.exe")
        assert refused.status_code == 422
        assert "“setup.exe” is a kind of file" in refused.json()["text"]
        for token in ("", "guess"):
            assert (await upload(alice, talk, good.pdf(), **{"x-caravan-csrf": token})).status_code == 403
        assert (await upload(alice, "0" * 32, good.pdf())).status_code == 404
        handed_over = await desk.conversation("only the assistant")
        assert (await upload(liwei, handed_over, good.pdf())).status_code == 404, "no agent may see it"
        async with desk.browser() as nobody:
            answer = await nobody.client.post(f"/console/conversations/{talk}/files", content=good.pdf())
            assert answer.headers["location"].startswith("/console/sign-in")


async def test_who_may_see_the_conversation_opens_its_files_and_nobody_what_is_held(desk: SupportDesk) -> None:
    talk, other = await desk.waiting("Look"), await desk.conversation("elsewhere", key="2")
    photo = await bring(desk, talk, good.picture(900, 700), "茶具.jpg")
    elsewhere = await bring(desk, other, good.pdf(), "b.pdf")
    held = await bring(desk, talk, good.pdf("held"), "held.pdf", "held")
    async with desk.signed_in("alice") as alice:
        page = await alice.read(talk)
        assert 'alt="Photo: 茶具.jpg"' in page.text
        assert "Held back until somebody has decided about it" in page.text
        preview = re.search(r'<img src="(/files/[^"]+)"', page.text)
        assert preview
        assert (await alice.get(preview[1])).status_code == 200
        opened = await alice.get(f"/console/conversations/{talk}/files/{photo.id}", follow_redirects=True)
        assert (opened.status_code, opened.headers["content-type"]) == (200, "image/jpeg")
        for talk_id, file_id in ((talk, held.id), (talk, elsewhere.id), (other, elsewhere.id), (talk, "x")):
            assert (await alice.get(f"/console/conversations/{talk_id}/files/{file_id}")).status_code == 404
        async with desk.database.begin() as connection:
            await set_state(connection, held.id, "refused")
        assert "Refused, so nobody can open it" in (await alice.read(talk)).text
        assert "[PDF: held.pdf]" in (await alice.get("/console")).text, "the queue says what came without words"


async def test_the_pages_allow_pictures_of_the_files_own_origin(database_url: str) -> None:
    async with support_desk(database_url, files_url="https://files.example.com") as desk, desk.signed_in("alice") as a:
        policy = (await a.get("/console")).headers["content-security-policy"]
        assert "img-src 'self' data: https://files.example.com;" in policy
