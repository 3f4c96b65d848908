"""What a production refuses to start with, what the demo refuses, and how the parts are opened: each refusal is one clear line and exit status 2."""

from __future__ import annotations

import os
import secrets
import string
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from bot.serving.bootstrap import build_app
from bot.serving.settings.reading import add_demo_secrets
from bot.serving.settings.settings import Settings
from foundation.secrets import find_weakness
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

ROOT = Path(__file__).resolve().parents[2]
STRONG, OTHER = "7Kq2mZxb9Lr3nYwcT5vHsJ8dQe4uFgPa", "mB6tXw1pGk0eRzUa8yCq3NjVh5LdSf2o"
GOOD = {"SECRET_KEY": STRONG, "IDENTITY_SECRET": f"first:{OTHER}"}


READ = {
    "gateway": "from bot.serving.settings.reading import read_settings; read_settings(); print('would start')",
    "actions": "from actions.__main__ import main; import uvicorn, sys; uvicorn.run = lambda *_, **__: print('would start'); sys.exit(main())",
}
"""How a part reads its settings. The gateway's are read without the rest of it, which takes two seconds to import."""


def started(folder: Path, part: str = "gateway", **environment: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-c", READ[part], **environment)


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "CARAVAN_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=told | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


REFUSED: dict[str, tuple[dict[str, str], list[str]]] = {
    "no secret at all": ({"DEMO": "0"}, ["SECRET_KEY is missing", "IDENTITY_SECRET is missing"]),
    "no key for identities": ({"SECRET_KEY": STRONG}, ["IDENTITY_SECRET is missing"]),
    "a database alone ends the demo": (
        {"DATABASE_URL": "postgresql://db/x"},
        ["SECRET_KEY is missing", "IDENTITY_SECRET is missing"],
    ),
    "a public address alone does, too": (
        {"PUBLIC_URL": "https://chat.example.com"},
        ["SECRET_KEY is missing", "IDENTITY_SECRET is missing"],
    ),
    "short": ({**GOOD, "SECRET_KEY": "hunter2"}, ["SECRET_KEY is too short"]),
    "the same letter": ({**GOOD, "SECRET_KEY": "a" * 64}, ["SECRET_KEY is easy to guess"]),
    "an example's": ({**GOOD, "SECRET_KEY": "changeme-" * 6}, ["SECRET_KEY is an example's"]),
    "one weak key of a rotation": (
        {**GOOD, "IDENTITY_SECRET": f"new:{OTHER},old:oldsecret"},
        ["IDENTITY_SECRET: the secret of old is too short"],
    ),
    "the marketplace's key is ours": (
        {**GOOD, "IDENTITY_SECRET": f"k:{STRONG}"},
        ["IDENTITY_SECRET: the secret of k is SECRET_KEY, too"],
    ),
    "weak between the parts": (
        {**GOOD, "RASA_TOKEN": "rasa", "ACTIONS_TOKEN": "x", "ACTION_CONTEXT_SECRET": "y", "METRICS_TOKEN": "prometheus"},
        ["ACTION_CONTEXT_SECRET is too", "RASA_TOKEN is too", "ACTIONS_TOKEN is too", "METRICS_TOKEN is too"],
    ),
    "everybody's origin": ({**GOOD, "WEBCHAT_ORIGINS": "*"}, ["WEBCHAT_ORIGINS: must be scheme://host"]),
    "a guessable one": ({**GOOD, "SECRET_KEY": "0123456789abcdef" * 4}, ["SECRET_KEY is easy to guess"]),
    "a public address of another kind": ({**GOOD, "PUBLIC_URL": "javascript:alert(1)"}, ["PUBLIC_URL: must be https://host"]),
    "a public address in the clear": ({**GOOD, "PUBLIC_URL": "http://chat.example.com"}, ["PUBLIC_URL: must be https://host"]),
    "a public address with a path": ({**GOOD, "PUBLIC_URL": "https://chat.example.com/x?y"}, ["PUBLIC_URL: must be https://host"]),
    "files below a path": ({**GOOD, "FILES_URL": "https://chat.example.com/files"}, ["FILES_URL: must be https://host"]),
    "files in the open": ({**GOOD, "FILES_URL": "http://files.example.com"}, ["FILES_URL: must be https://host"]),
    "larger files than Telegram's": ({**GOOD, "FILE_MEGABYTES": "21"}, ["FILE_MEGABYTES: Input should be less than or equal to 20"]),
    "everybody is a proxy": ({**GOOD, "TRUSTED_PROXIES": "10.0.0.0/8,0.0.0.0/0"}, ["TRUSTED_PROXIES: 0.0.0.0/0 is half the internet or more"]),
    "and of IPv6": ({**GOOD, "TRUSTED_PROXIES": "::/0"}, ["TRUSTED_PROXIES: ::/0 is half the internet or more"]),
    "half of everybody in parts": ({**GOOD, "TRUSTED_PROXIES": "128.0.0.0/2,10.0.0.0/8,192.0.0.0/2"}, ["TRUSTED_PROXIES: 128.0.0.0/1 is half the internet or more"]),
    "half of everybody": ({**GOOD, "TRUSTED_PROXIES": "128.0.0.0/1"}, ["TRUSTED_PROXIES: 128.0.0.0/1 is half the internet or more"]),
    "the demo to the world": ({"HOST": "0.0.0.0"}, ["HOST=0.0.0.0: the demo listens on loopback only"]),
    "the demo to the world, insisting": (
        {**GOOD, "DEMO": "1", "HOST": "::"},
        ["HOST=::: the demo listens on loopback only"],
    ),
    "the demo by a public address": (
        {"DEMO": "1", "PUBLIC_URL": "https://chat.example.com"},
        ["PUBLIC_URL: a demo has no public address"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_it_refuses_in_one_line_each(tmp_path: Path, name: str) -> None:
    environment, lines = REFUSED[name]
    done = started(tmp_path, **environment)
    said = [line for line in done.stderr.splitlines() if line.startswith("caravan: ")]
    assert done.returncode == 2
    assert len(said) == len(lines), said
    for line, expected in zip(said, lines, strict=True):
        assert line.startswith(f"caravan: {expected}"), said
    assert "Traceback" not in done.stderr
    assert "would start" not in done.stdout
    assert not any(secret in done.stderr for secret in (STRONG, OTHER, "hunter2", "oldsecret", "prometheus"))


def test_the_gateway_itself_refuses(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "bot", "serve", **GOOD, DEMO="1", HOST="0.0.0.0")
    said = [line for line in done.stderr.splitlines() if line.startswith("caravan: ")]
    assert (done.returncode, len(said)) == (2, 1), done.stderr
    assert said[0].startswith("caravan: HOST=0.0.0.0: the demo listens on loopback only")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("environment", [{}, GOOD, {**GOOD, "HOST": "0.0.0.0", "METRICS_TOKEN": OTHER}], ids=["demo", "production", "to the world"])  # fmt: skip
def test_and_starts_otherwise(tmp_path: Path, environment: dict[str, str]) -> None:
    done = started(tmp_path, **environment)
    assert (done.returncode, done.stdout.strip()) == (0, "would start"), done.stderr


def test_the_action_server_refuses_too(tmp_path: Path) -> None:
    for environment, line in (({}, "ACTIONS_TOKEN is missing"), ({"ACTIONS_TOKEN": STRONG, "ACTIONS_HOST": "0.0.0.0"}, "ACTIONS_HOST=0.0.0.0: the demo listens on loopback only")):  # fmt: skip
        done = started(tmp_path, "actions", **environment)
        assert done.returncode == 2
        assert [said for said in done.stderr.splitlines() if said.startswith(line)], done.stderr
        assert "Traceback" not in done.stderr
    assert "would start" in started(tmp_path, "actions", ACTIONS_TOKEN=STRONG).stdout


def test_secrets_of_a_demo_are_random_and_private(tmp_path: Path) -> None:
    made = [add_demo_secrets(Settings(_env_file=None, demo=True), tmp_path / str(number)) for number in range(2)]
    keys = [secret for settings in made for secret in (settings.secret_key, *settings.identity_secret.values())]
    assert len(set(keys)) == 4
    assert [find_weakness(key) for key in keys] == [None] * 4
    for number in range(2):
        assert (tmp_path / str(number) / "demo-secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("secret", ["", "short", "0123456789" * 3, "ab" * 40, "PasswordPasswordPasswordPassword1", "<your-secret-key-goes-here-please-0>",
    "0123456789abcdef" * 4, "abcdefghijklmnopqrstuvwxyz0123456789", "correct-horse-battery-staple-correct", "my-marketplace-caravan-key-1234567890",
    "qwertyuiopasdfghjklzxcvbnm1234567890", "S3cr3tP4ssw0rdS3cr3tP4ssw0rd12345", "11112222333344445555666677778888", "aB3" * 12,
    "the quick brown fox jumps over the lazy dog", "1a2b3c4d5e6f7g8h9i0j1k2l3m4n5o6p", "azertyuiopqsdfghjklmwxcvbn123456",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,", "qazwsxedcrfvtgbyhnujmikolp1234567890", "20250101202502022025030320250404",
    "thequickbrownfoxjumpsoverthelazydog", "OurAgentsAnswerFastAndFriendly2026", "woshizhongguorenwoaizhongguo123456"])  # fmt: skip
def test_weak_ones_are_told(secret: str) -> None:
    assert find_weakness(secret)


def test_random_ones_pass() -> None:
    makers = (
        lambda: "".join(secrets.choice(string.ascii_letters) for _ in range(32)),
        lambda: "".join(secrets.choice(string.digits) for _ in range(32)),
        lambda: secrets.token_hex(16),
        lambda: secrets.token_hex(32),
        lambda: secrets.token_urlsafe(32),
        lambda: str(uuid.uuid4()),
    )
    assert [made for make in makers for made in (make() for _ in range(500)) if find_weakness(made)] == []


@pytest.fixture
async def production(tmp_path: Path) -> AsyncIterator[Gateway]:
    """Not a demo, behind a proxy that ends TLS and of which nothing is said here."""
    database = f"sqlite:///{tmp_path}/x.db"
    async with running_gateway(
        database, tmp_path, FakeRasa(), demo=False, secret_key=STRONG, identity_secret=f"k:{OTHER}"
    ) as gateway:
        yield gateway


@pytest.mark.parametrize("host", ["rebound.example", "127.0.0.1.nip.io", "localhost.evil.example:8000", "", "[::2]"])
async def test_a_demo_answers_to_names_of_this_machine_alone(gateway: Gateway, host: str) -> None:
    """Else a page of another site, whose name is made to lead here, would read identities and link codes (DNS rebinding)."""
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        for path in ("/demo/identity/nordmarkt", "/chat", "/console/sign-in", "/readyz"):
            refused = await http.get(path, headers={"Host": host})
            assert (refused.status_code, refused.json()) == (421, {"error": "unknown_host"}), path
        for own in (f"localhost:{gateway.settings.port}", "127.0.0.1", "[::1]:8000", "LOCALHOST"):
            assert (await http.get("/demo/identity/nordmarkt", headers={"Host": own})).status_code == 200, own


async def test_a_production_answers_to_its_proxys_names(production: Gateway) -> None:
    async with httpx.AsyncClient(base_url=production.address, trust_env=False, timeout=60) as http:
        assert (await http.get("/healthz", headers={"Host": "chat.example.com"})).status_code == 200


async def test_cookies_of_a_production_are_for_https_alone_and_for_no_script(production: Gateway) -> None:
    async with httpx.AsyncClient(base_url=production.address, trust_env=False, timeout=60) as http:
        page = await http.get("/console/sign-in")
        given = page.headers.get_list("set-cookie")
    assert given
    for header in given:
        for morsel in SimpleCookie(header).values():
            assert morsel["secure"], header
            assert morsel["httponly"], header
            assert morsel["samesite"].lower() in ("strict", "lax"), header
            assert morsel["path"] == "/console", header


async def test_nothing_of_the_demo_is_in_a_production(production: Gateway) -> None:
    async with httpx.AsyncClient(base_url=production.address, trust_env=False, timeout=60) as http:
        assert (await http.get("/demo/identity/nordmarkt")).status_code == 404
        assert (await http.post("/demo/telegram-link", json={"account": "nordmarkt"})).status_code == 404
        assert (await http.post("/demo/reset")).status_code == 404
        assert (await http.get("/demo/hours")).status_code == 404
        sign_in = await http.get("/console/sign-in")
    assert "alice" not in sign_in.text
    assert production.rasa.resets == 0


async def test_only_a_demo_tells_its_clients_what_it_understood(gateway: Gateway, production: Gateway) -> None:
    for where, told in ((gateway, {"intent": "test", "acts": [], "values": [], "about": []}), (production, None)):
        client = await ChatClient.open(where.address)
        await client.say("hello")
        done = await client.wait(lambda frame: frame["type"] == "turn_done")
        assert done.get("understood") == told
        await client.close()


async def test_the_socket_asks_where_a_page_comes_from(tmp_path: Path) -> None:
    database, shop = f"sqlite:///{tmp_path}/x.db", "https://shop.example"
    async with running_gateway(database, tmp_path, FakeRasa(), webchat_origins=shop) as gateway:
        for origin in ("https://evil.example", "http://shop.example", "https://shop.example.evil.example", "https://shop.example:444", "null", "file://", ""):  # fmt: skip
            with pytest.raises(InvalidStatus) as refused:
                await ChatClient.open(gateway.address, origin=origin)
            assert refused.value.response.status_code == 403
        for origin in (shop, gateway.address, None):
            client = await ChatClient.open(gateway.address, origin=origin)
            await client.close()


async def test_readiness_tells_its_parts_to_this_machine_or_by_token(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, demo=True, database_url=f"sqlite:///{tmp_path}/x.db", metrics_token=OTHER)
    app = build_app(add_demo_secrets(settings, tmp_path).with_derived_secrets())
    here, elsewhere = ("127.0.0.1", 4000), ("192.0.2.7", 4000)

    async def parts(client: tuple[str, int], **headers: str) -> bool:
        transport = httpx.ASGITransport(app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            body = (await http.get("/readyz", headers=headers)).json()
        assert body["ready"] is False
        return "parts" in body

    assert await parts(here)
    assert not await parts(elsewhere)
    assert not await parts(here, **{"X-Forwarded-For": "192.0.2.7"}), "a proxy hands on what others ask"
    assert not await parts(elsewhere, **{"X-Forwarded-For": "127.0.0.1"})
    assert not await parts(elsewhere, Authorization=f"Bearer {STRONG}")
    assert await parts(elsewhere, Authorization=f"Bearer {OTHER}")
