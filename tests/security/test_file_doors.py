"""Whose file it is: every reader × every way to a file (id, hash, link), on both databases.

A file is served to those alone whose conversation it is in, and to staff who may see that conversation; for everybody else
there is one and the same answer, whether the file exists or not.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jwt
import pytest

from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.web_sessions import end_web_sessions
from bot.files.files import in_pieces
from bot.files.links import AUDIENCE, FileLinks, Reader
from bot.files.store import FileRow, add_file, set_state, share_file
from bot.messages.files import CheckedFile
from bot.staff.store.agents import add_session, find_credentials
from bot.support.handoff.waiting import do_request_handoff
from foundation.clock import system_clock
from foundation.secrets import fingerprint
from tests.fakes.files import good
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

NAME = '报价 "x"\r\n.pdf'


@pytest.fixture
async def anna(gateway: Gateway) -> AsyncIterator[ChatClient]:
    client = await ChatClient.open(gateway.address, "nordmarkt")
    yield client
    await client.close()


@pytest.fixture
async def eve(gateway: Gateway) -> AsyncIterator[ChatClient]:
    client = await ChatClient.open(gateway.address, "lagos-home")
    yield client
    await client.close()


async def keep(gateway: Gateway, conversation_id: str, content: bytes, name: str, message_id: int = 1) -> FileRow:
    """Returns a file in a message of the conversation."""
    checked = await gateway.caravan.files.take_in(in_pieces(content), name)
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        contact = await find_contact_of(connection, conversation_id)
        return await add_file(connection, checked, contact.id, conversation_id, "in", message_id=message_id)


def web(client: ChatClient) -> Reader:
    return Reader("session", fingerprint(client.session))


async def staff(gateway: Gateway, username: str) -> Reader:
    async with gateway.caravan.database.begin() as connection:
        known = await find_credentials(connection, username)
        assert known
        secret = f"a session of {username}"
        await add_session(connection, known.agent, fingerprint(secret), "csrf", system_clock(), dt.timedelta(hours=1))
    return Reader("staff", fingerprint(secret))


async def get(gateway: Gateway, address: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        return await http.get(address, headers=headers)


async def test_each_reader_gets_what_is_theirs_and_nothing_else(
    gateway: Gateway, anna: ChatClient, eve: ChatClient
) -> None:
    links, hers = gateway.caravan.links, await keep(gateway, anna.conversation, good.pdf("A"), "a.pdf")
    alice, meilin = await staff(gateway, "alice"), await staff(gateway, "meilin")
    may = {"anna": web(anna), "meilin, a supervisor": meilin}
    may_not = {
        "eve": web(eve),
        "alice, an agent who has nothing to do with it": alice,
        "nobody": Reader("session", fingerprint("x")),
        "staff by a web session": Reader("staff", web(anna).id),
        "web by a session of the staff": Reader("session", meilin.id),
        "a supervisor as a reviewer of what is not held": Reader("reviewer", meilin.id),
        "web as a reviewer": Reader("reviewer", web(anna).id),
        "a kind that nobody knows": Reader("contact", hers.contact_id),  # type: ignore[arg-type]
    }
    absent = await get(gateway, links.sign("0" * 32, "a.pdf", web(anna)))
    assert absent.status_code == 404
    for who, reader in may.items():
        answer = await get(gateway, links.sign(hers.id, hers.name, reader))
        assert (answer.status_code, answer.content) == (200, good.pdf("A")), who
    for who, reader in may_not.items():
        answer = await get(gateway, links.sign(hers.id, hers.name, reader))
        assert (answer.status_code, answer.content) == (404, absent.content), who
    async with gateway.caravan.database.begin() as connection:
        await do_request_handoff(connection, anna.conversation, "asked", system_clock())
    assert (await get(gateway, links.sign(hers.id, hers.name, alice))).status_code == 200, "she may see it in the queue"


async def test_a_file_that_is_shared_is_read_by_both_and_held_or_refused_by_nobody(
    gateway: Gateway, anna: ChatClient, eve: ChatClient
) -> None:
    links, hers = gateway.caravan.links, await keep(gateway, anna.conversation, good.pdf("B"), "b.pdf")
    async with gateway.caravan.database.begin() as connection:
        contact = await find_contact_of(connection, eve.conversation)
        copy = await share_file(connection, hers, contact.id, eve.conversation, message_id=1)
        held = await share_file(connection, hers, contact.id, eve.conversation, message_id=1, state="held")
    assert (await get(gateway, links.sign(copy.id, "b.pdf", web(eve)))).status_code == 200
    assert (await get(gateway, links.sign(copy.id, "b.pdf", web(anna)))).status_code == 404
    assert (await get(gateway, links.sign(held.id, "b.pdf", web(eve)))).status_code == 404
    async with gateway.caravan.database.begin() as connection:
        assert await set_state(connection, held.id, "refused")
        assert not await set_state(connection, held.id, "received"), "it is decided once"
    assert (await get(gateway, links.sign(held.id, "b.pdf", web(eve)))).status_code == 404


async def test_a_link_is_for_one_file_for_one_reader_and_for_a_short_time(
    gateway: Gateway, anna: ChatClient, eve: ChatClient
) -> None:
    links, hers = gateway.caravan.links, await keep(gateway, anna.conversation, good.pdf("C"), "c.pdf")
    other = await keep(gateway, eve.conversation, good.pdf("D"), "d.pdf")
    address = links.sign(hers.id, hers.name, web(anna))
    token = address.split("/")[2]
    claims = jwt.decode(token, options={"verify_signature": False})
    forged = {
        "changed to another file": jwt.encode({**claims, "file": other.id}, "k" * 32, "HS256"),
        "not signed": jwt.encode(claims, "", "none"),
        "for another purpose": jwt.encode({**claims, "aud": "caravan-actions"}, links._key, "HS256"),
        "without an end": jwt.encode({n: v for n, v in claims.items() if n != "exp"}, links._key, "HS256"),
        "expired": FileLinks(gateway.settings.secret_key, lifetime=-dt.timedelta(seconds=1))
        .sign(hers.id, "c.pdf", web(anna))
        .split("/")[2],
        "cut": token[:-2],
        "the id": hers.id,
        "the hash": hers.sha256,
        "nothing": "",
        "a path": "..%2f..%2f" + hers.sha256,
    }
    assert claims["aud"] == AUDIENCE
    assert (await get(gateway, address)).status_code == 200
    for what, bad in forged.items():
        assert (await get(gateway, f"/files/{bad}/c.pdf")).status_code == 404, what
    for path in (
        f"/files/{hers.id}",
        f"/files/{hers.sha256}",
        f"/files/{hers.sha256[:2]}/{hers.sha256}",
        "/files/",
        "/files",
    ):
        assert (await get(gateway, path)).status_code == 404, path
    assert anna.session not in address, "the session is in no address"


async def test_a_link_ends_with_its_session(gateway: Gateway, anna: ChatClient) -> None:
    hers = await keep(gateway, anna.conversation, good.pdf("E"), "e.pdf")
    address = gateway.caravan.links.sign(hers.id, hers.name, web(anna))
    assert (await get(gateway, address)).status_code == 200
    async with gateway.caravan.database.begin() as connection:
        await end_web_sessions(connection, hers.contact_id)
    assert (await get(gateway, address)).status_code == 404


async def test_nothing_in_a_file_can_run_or_be_taken_for_something_else(gateway: Gateway, anna: ChatClient) -> None:
    files = {
        "pdf": await keep(gateway, anna.conversation, good.pdf("F"), NAME),
        "csv": await keep(gateway, anna.conversation, good.CSV, "x.csv"),
        "photo": await keep(gateway, anna.conversation, good.picture(900, 700), "x.jpg"),
    }
    for kind, file in files.items():
        address = gateway.caravan.links.sign(file.id, file.name, web(anna))
        answer = await get(gateway, address, cookie="caravan_staff=x")
        headers = answer.headers
        assert answer.status_code == 200
        assert headers["content-type"] == file.media_type
        assert headers["x-content-type-options"] == "nosniff"
        assert {"sandbox", "default-src 'none'"} <= {
            each.strip() for each in headers["content-security-policy"].split(";")
        }
        assert "set-cookie" not in headers
        assert headers["content-disposition"].startswith("inline" if kind == "photo" else "attachment")
        assert int(headers["content-length"]) == len(answer.content) == file.bytes
        assert headers["cross-origin-resource-policy"] == "same-origin"
    disposition = (await get(gateway, gateway.caravan.links.sign(files["pdf"].id, NAME, web(anna)))).headers[
        "content-disposition"
    ]
    assert re.fullmatch(r"attachment; filename=\"[\w .-]+\"; filename\*=UTF-8''[\w%.-]+", disposition)
    preview = await get(gateway, gateway.caravan.links.sign(files["photo"].id, "x.jpg", web(anna), "preview"))
    assert preview.headers["content-type"] == "image/jpeg"
    assert len(preview.content) < files["photo"].bytes
    for kind in ("pdf", "csv"):
        without = gateway.caravan.links.sign(files[kind].id, "x", web(anna), "preview")
        assert (await get(gateway, without)).status_code == 404


async def test_files_have_an_origin_of_their_own_if_it_is_set(migrated_sqlite: Path, tmp_path: Path) -> None:
    """Then they are served there and nowhere else, and pages of the chat's origin may show pictures."""
    shutil.copy(migrated_sqlite, tmp_path / "own.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'own.db'}"
    async with running_gateway(url, tmp_path, FakeRasa(), files_url="http://localhost:9999") as gateway:
        client = await ChatClient.open(gateway.address, "nordmarkt")
        hers = await keep(gateway, client.conversation, good.picture(), "g.jpg")
        address = gateway.caravan.links.sign(hers.id, hers.name, web(client))
        assert address.startswith("http://localhost:9999/files/")
        path = address.removeprefix("http://localhost:9999")
        assert (await get(gateway, path)).status_code == 404
        there = await get(gateway, path, host="localhost:9999")
        assert there.status_code == 200
        assert there.headers["cross-origin-resource-policy"] == "cross-origin"
        await client.close()
