"""The web chat's pages: what they allow, whom they serve, and that every string they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import cramjam
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.channels.webchat.pages import pages
from bot.demo import accounts
from bot.rendering.catalogues import load_catalogues

STATIC = Path(pages.__file__).parents[1] / "static"
TEMPLATES = Path(pages.__file__).parent / "templates"


def strings(language: str) -> dict[str, str]:
    return load_catalogues().strings("widget.", language)


def client_of(**options: object) -> TestClient:
    app = FastAPI()
    app.include_router(
        pages.pages_router(**{"demo": True, "demo_accounts": accounts.DEMO_ACCOUNTS, "strings": strings, **options})
    )  # type: ignore[arg-type]
    return TestClient(app, follow_redirects=False)


def policy(client: TestClient, path: str) -> dict[str, list[str]]:
    header = client.get(path).headers["content-security-policy"]
    return {name: values.split() for name, _, values in (part.partition(" ") for part in header.split("; "))}


@pytest.mark.parametrize("path", ["/", "/chat", "/chat?embed=1"])
def test_nothing_inline_and_no_other_host(path: str) -> None:
    client = client_of()
    found = policy(client, path)
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == found["style-src"] == ["'self'"]
    assert found["connect-src"] == ["'self'", "ws://testserver", "wss://testserver"]
    html = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
    assert set(re.findall(r"""(?:src|href)="(https?://[^"]+)""", html)) <= {"https://t.me/"}


def test_only_known_origins_may_frame_the_chat() -> None:
    client = client_of(frame_origins=["https://shop.example/"])
    assert policy(client, "/chat?embed=1")["frame-ancestors"] == ["'self'", "https://shop.example"]
    assert policy(client, "/chat")["frame-ancestors"] == ["'none'"]
    with pytest.raises(ValueError, match="not an origin"):
        client_of(frame_origins=["https://shop.example; script-src *"])


def test_a_strange_host_header_stays_out_of_the_policy() -> None:
    response = client_of().get("/chat", headers={"Host": "evil; script-src *"})
    assert "evil" not in response.headers["content-security-policy"]


def test_outside_the_demo_there_is_no_storefront_and_nobody_to_be() -> None:
    client = client_of(demo=False, identity_url="https://shop.example/chat-identity")
    answer = client.get("/?language=zh")
    assert (answer.status_code, answer.headers["location"]) == (307, "/chat?language=zh")
    assert "/demo/identity" not in client.get("/chat?as=nordmarkt").text
    assert "https://shop.example" in policy(client, "/chat")["connect-src"]


@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("", "de,en;q=0.5,zh;q=0.7", "zh-Hans"),
        ("", "fr", "en"),
        ("?language=zh-TW", "en", "zh-Hans"),
        ("?language=en", "zh", "en"),
        ("?language=<script>", ";;q=x,,", "en"),
    ],
)
def test_the_language_follows_the_address_then_the_browser(query: str, header: str, expected: str) -> None:
    html = client_of().get(f"/chat{query}", headers={"Accept-Language": header}).text
    assert f'<html lang="{expected}">' in html


def test_an_account_in_the_address_is_one_of_the_demo_or_nobody() -> None:
    client = client_of()
    assert "/demo/identity/chengdu-silk" in client.get("/chat?as=chengdu-silk").text
    assert "somebody" not in client.get("/chat?as=somebody").text.replace("as=somebody", "")


def test_files_are_kept_for_ever_under_their_version_only() -> None:
    client = client_of()
    address = re.search(r'"(/chat/assets/[^"]+app\.js)"', client.get("/chat").text)
    assert address
    answer = client.get(address[1])
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/chat/assets/older/chat/app.js").headers["cache-control"] == "no-cache"
    for name in ("%2e%2e/pages.py", "chat/%2e%2e/base.css", "vendor/README.md", "chat"):
        assert client.get(f"/chat/assets/older/{name}").status_code == 404


def test_the_launcher_brings_its_labels_along() -> None:
    answer = client_of().get("/widget.js")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert 'unread_many:"Open chat, {count} unread messages"' in answer.text
    assert pages.LABELS_MARK not in answer.text


@pytest.mark.parametrize("path", ["/widget.js", "/chat", "/chat/strings?language=zh", "/chat/assets/older/chat/app.js"])
def test_what_is_the_same_for_all_goes_compressed_and_is_not_sent_twice(path: str) -> None:
    client = client_of()
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    zipped = client.get(path, headers={"Accept-Encoding": "gzip;q=0.8, br;q=0"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert int(zipped.headers["content-length"]) < 0.6 * len(plain.content)
    assert zipped.content == plain.content
    assert "Accept-Encoding" in zipped.headers["vary"]
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip, br"}) as smallest:
        body = b"".join(smallest.iter_raw())
    assert smallest.headers["content-encoding"] == "br"
    assert bytes(cramjam.brotli.decompress(body)) == plain.content
    assert len(body) < int(zipped.headers["content-length"])
    assert client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers.get("content-encoding") is None
    for tag in (zipped.headers["etag"], f"W/{zipped.headers['etag']}", f'"other", {zipped.headers["etag"]}', "*"):
        again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == zipped.headers["cache-control"]
    assert client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": '"other"'}).status_code == 200
    assert plain.headers["etag"] != zipped.headers["etag"], "two forms are two representations"


def test_what_cannot_shrink_goes_as_it_is() -> None:
    font = client_of().get(
        "/chat/assets/older/vendor/figtree-latin-wght-normal.woff2", headers={"Accept-Encoding": "gzip"}
    )
    assert font.status_code == 200
    assert "content-encoding" not in font.headers


def test_the_browser_gets_the_chat_s_strings_without_the_storefront_s() -> None:
    terms = client_of().get("/chat/strings?language=en").json()
    assert terms["widget.composer.send"] == "Send"
    assert not any(key.startswith(("widget.store.", "widget.account.")) for key in terms)


def test_every_string_that_is_named_exists() -> None:
    known = strings("en")
    sources = "".join(path.read_text() for path in STATIC.glob("chat/**/*.js"))
    sources += "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    named = set(re.findall(r"""\bt\(["']([a-z_.]+)["']""", sources))
    assert len(named) > 60
    assert {name for name in named if f"widget.{name}" not in known and not name.endswith((".", "_"))} == set()
    for account in accounts.DEMO_ACCOUNTS:
        assert {account.name, account.place, account.blurb} <= known.keys()
