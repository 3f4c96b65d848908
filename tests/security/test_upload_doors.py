"""Who may upload to the web chat, what, and how: sessions, origins, sizes, slow bodies, repeating, on both databases."""

from __future__ import annotations

import asyncio
import shutil
import socket
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from bot.contacts.store import ensure_contact
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import add_message, list_messages
from bot.conversation.store.web_sessions import end_web_sessions
from bot.files.files import in_pieces
from bot.files.store import add_file, count_sent, find_file
from bot.messages.files import CheckedFile
from bot.serving.waits import Waits
from bot.web.body_limit import BodyWaits
from tests.fakes.files import good
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

MEGABYTE = 1024 * 1024


@pytest.fixture
async def anna(gateway: Gateway) -> AsyncIterator[ChatClient]:
    client = await ChatClient.open(gateway.address)
    yield client
    await client.close()


async def upload(
    gateway: Gateway, session: str, content: Any, name: str = "a.pdf", key: str | None = None, **headers: str
) -> httpx.Response:
    given = {"x-caravan-file": quote(name), "x-caravan-upload": key or uuid.uuid4().hex, **headers}
    if session:
        given["authorization"] = f"Bearer {session}"
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        return await http.post("/chat/files", content=content, headers=given)


def incoming(folder: Path) -> list[Path]:
    """Returns the files that are arriving."""
    return list((folder / "files" / "incoming").glob("*"))


async def send(client: ChatClient, *ids: str, text: str = "", client_id: str = "") -> dict[str, Any]:
    client_id = client_id or str(uuid.uuid4())
    await client.send({"type": "message", "client_id": client_id, "text": text, "files": list(ids)})
    return await client.wait(lambda frame: frame["type"] in ("ack", "error") and frame["client_id"] == client_id)


async def test_a_file_is_uploaded_and_sent_and_repeating_either_doubles_nothing(
    gateway: Gateway, anna: ChatClient
) -> None:
    first, again = [await upload(gateway, anna.session, good.picture(), "茶具 1.png", key="k1") for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    file = first.json()
    assert file["id"] == again.json()["id"]
    assert {name: file[name] for name in ("kind", "name", "media_type", "label")} == {
        "kind": "photo",
        "name": "茶具 1.jpg",
        "media_type": "image/jpeg",
        "label": "[Photo: 茶具 1.jpg]",
    }
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False) as http:
        assert (await http.get(file["preview_url"])).headers["content-type"] == "image/jpeg"
    acks = [await send(anna, file["id"], text="like this one", client_id="same") for _ in range(2)]
    assert acks[0]["id"] == acks[1]["id"]
    async with gateway.caravan.database.read() as connection:
        rows = [row for row in await list_messages(connection, anna.conversation) if row.author == "contact"]
        assert [(row.text, [each["id"] for each in row.files]) for row in rows] == [("like this one", [file["id"]])]
        contact = await find_contact_of(connection, anna.conversation)
        assert (await count_sent(connection, contact.id, None))[0] == file["bytes"]
    other = await ChatClient.open(gateway.address, session=anna.session)
    seen = await other.wait(lambda frame: frame.get("files", []) != [])
    assert (seen["caption"], seen["text"]) == ("like this one", "like this one\n[Photo: 茶具 1.jpg]")
    await other.close()


async def test_a_file_of_several_megabytes_comes_in_whole(gateway: Gateway, anna: ChatClient) -> None:
    """The connection counts what comes, too, and must allow what the path allows."""
    answer = await upload(gateway, anna.session, good.pdf("x" * 5_000_000))
    assert (answer.status_code, answer.json()["kind"]) == (201, "pdf")


async def test_only_an_open_session_of_an_allowed_page_may_upload(gateway: Gateway, anna: ChatClient) -> None:
    for session in ("", "x" * 22, anna.conversation):
        refused = await upload(gateway, session, good.pdf())
        assert (refused.status_code, refused.json()["error"]) == (401, "session_ended")
    elsewhere = await upload(gateway, anna.session, good.pdf(), origin="https://evil.example")
    assert elsewhere.status_code == 403
    assert "access-control-allow-origin" not in elsewhere.headers
    assert (await upload(gateway, anna.session, good.pdf(), origin=gateway.address)).status_code == 201
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False) as http:
        preflight = await http.options(
            "/chat/files", headers={"origin": "https://evil.example", "access-control-request-method": "POST"}
        )
        assert preflight.status_code == 405
    for key in ("", "x" * 65, "a b"):
        assert (await upload(gateway, anna.session, good.pdf(), **{"x-caravan-upload": key})).status_code == 400
    async with gateway.caravan.database.begin() as connection:
        contact = await find_contact_of(connection, anna.conversation)
        await end_web_sessions(connection, contact.id)
    ended = await upload(gateway, anna.session, good.pdf())
    assert (ended.status_code, ended.json()["error"]) == (401, "session_ended")


async def test_a_session_that_ends_while_the_file_arrives_gets_none(gateway: Gateway, anna: ChatClient) -> None:
    async with gateway.caravan.database.read() as connection:
        contact = await find_contact_of(connection, anna.conversation)

    async def body() -> AsyncIterator[bytes]:
        content = good.pdf()
        yield content[:40]
        async with gateway.caravan.database.begin() as connection:
            await end_web_sessions(connection, contact.id)
        yield content[40:]

    refused = await upload(gateway, anna.session, body())
    assert (refused.status_code, refused.json()["error"]) == (401, "session_ended")
    async with gateway.caravan.database.read() as connection:
        assert (await count_sent(connection, contact.id, None))[0] == 0


async def test_nobody_sends_deletes_or_links_the_file_of_another_or_of_staff(
    gateway: Gateway, anna: ChatClient
) -> None:
    eve = await ChatClient.open(gateway.address)
    hers = (await upload(gateway, anna.session, good.pdf("A"))).json()["id"]
    checked = await gateway.caravan.files.take_in(in_pieces(good.pdf("note")), "note.pdf")
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        contact = await find_contact_of(connection, anna.conversation)
        note, unsent = [await add_file(connection, checked, contact.id, anna.conversation, "out") for _ in range(2)]
        await add_message(connection, anna.conversation, "agent", text="", internal=True, files=[note.shown])
    await send(eve, hers)
    await eve.wait(lambda frame: "no longer there" in frame.get("text", ""))
    await eve.send({"type": "file_links", "client_id": "l", "ids": [hers]})
    assert (await eve.wait(lambda frame: frame["type"] == "file_links"))["files"] == []
    await anna.send({"type": "file_links", "client_id": "l", "ids": [hers, note.id, unsent.id]})
    linked = (await anna.wait(lambda frame: frame["type"] == "file_links"))["files"]
    assert [file["id"] for file in linked] == [hers]
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False) as http:
        assert (await http.get(linked[0]["url"])).content == good.pdf("A")
        for who, file_id, status in (
            (eve, hers, 404),
            (anna, unsent.id, 404),
            (anna, note.id, 404),
            (anna, hers, 200),
            (anna, hers, 404),
            (anna, "..", 405),
        ):
            answer = await http.delete(f"/chat/files/{file_id}", headers={"authorization": f"Bearer {who.session}"})
            assert answer.status_code in (status, 404), (file_id, answer.text)
            assert answer.status_code == status or status == 405
    async with gateway.caravan.database.read() as connection:
        assert await find_file(connection, hers) is None
        assert await find_file(connection, unsent.id) is not None
    await eve.close()


async def test_what_is_not_taken_is_said_in_the_contacts_language_and_noted_for_staff(gateway: Gateway) -> None:
    li = await ChatClient.open(gateway.address, language="zh")
    refused = await upload(gateway, li.session, b"MZ" + b"\0" * 900, "报价.pdf")
    assert refused.status_code == 422
    said = refused.json()
    assert (said["error"], said["reason"]) == ("refused", "kind")
    assert "“报价.pdf”" in said["text"]
    assert said["text"].endswith("暂不支持。")
    async with gateway.caravan.database.read() as connection:
        rows = await list_messages(connection, li.conversation, internal=True)
        seen = [gateway.caravan.renderer.message(row, "en").text for row in rows if row.internal]
        assert len(seen) == 1
        assert "could not send a file" in seen[0]
        assert "“报价.pdf” is a kind of file" in seen[0]
        assert not [row for row in await list_messages(connection, li.conversation) if row.author == "system"]
    await li.close()


async def test_a_file_that_is_too_large_is_refused_while_it_arrives(migrated_sqlite: Path, tmp_path: Path) -> None:
    """A body of announced length is refused at once; one that only grows, as soon as it is too much."""
    shutil.copy(migrated_sqlite, tmp_path / "large.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'large.db'}"
    async with running_gateway(url, tmp_path, FakeRasa(), file_megabytes=1) as gateway:
        client = await ChatClient.open(gateway.address)
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 30 * MEGABYTE:
                sent += 65536
                yield b"%PDF-1.4 " + b"x" * 65527

        try:
            answer = await upload(gateway, client.session, endless())
            assert (answer.status_code, answer.json()["reason"]) == (422, "too_large")
        except (httpx.WriteError, httpx.ReadError):
            pass  # the gateway has answered and closed, while httpx was still writing
        assert sent < 10 * MEGABYTE, "it does not read on"
        announced = await upload(gateway, client.session, b"x" * (2 * MEGABYTE))
        assert announced.status_code == 413
        assert incoming(tmp_path) == [], "nothing is left of it"
        async with gateway.caravan.database.begin() as connection:
            await ensure_contact(connection, "webchat", "still alive", "en")
        await client.close()


async def test_a_slow_body_is_given_up_and_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    waits = Waits(bodies=BodyWaits(progress=0.5))
    async with running_gateway(database_url, tmp_path, FakeRasa(), waits=waits) as gateway:
        anna = await ChatClient.open(gateway.address)
        host, port = gateway.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST /chat/files HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {anna.session}\r\n"
        writer.write(
            f"{head}X-Caravan-Upload: slow\r\nX-Caravan-File: a.pdf\r\nContent-Length: 90000\r\n\r\n%PDF-".encode()
        )
        async with asyncio.timeout(20):
            answer = await reader.read()
        assert b" 408 " in answer.split(b"\r\n", 1)[0]
        writer.close()
        assert incoming(tmp_path) == []
        # A client that leaves in the middle leaves nothing, too.
        gone = socket.create_connection((host, int(port)))
        gone.sendall(
            f"{head}X-Caravan-Upload: gone\r\nX-Caravan-File: a.pdf\r\nContent-Length: 90000\r\n\r\n%PDF-".encode()
        )
        gone.close()
        assert (await upload(gateway, anna.session, good.pdf())).status_code == 201
        assert incoming(tmp_path) == []
        await anna.close()


async def test_a_day_has_a_limit_and_a_moment_too(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "day.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'day.db'}"
    async with running_gateway(url, tmp_path, FakeRasa(), files_contact_day_megabytes=1) as gateway:
        client = await ChatClient.open(gateway.address)
        big = good.pdf("x" * 700_000)
        answers = [await upload(gateway, client.session, content) for content in (big, good.pdf("y" * 700_000))]
        assert [answer.status_code for answer in answers] == [201, 422]
        assert answers[1].json()["reason"] == "too_much_today"
        held = asyncio.Event()

        async def waits() -> AsyncIterator[bytes]:
            yield b"%PDF-"
            await held.wait()

        waiting = [asyncio.create_task(upload(gateway, client.session, waits())) for _ in range(3)]
        async with asyncio.timeout(20):
            await until(lambda: len(incoming(tmp_path)) == 3)
        answer = await upload(gateway, client.session, good.pdf())
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        held.set()
        assert {answer.status_code for answer in await asyncio.gather(*waiting)} == {422}
        assert (await upload(gateway, client.session, good.pdf())).status_code == 201
        await client.close()
