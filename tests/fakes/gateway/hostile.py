"""Lists texts that some interpreter (of HTML, SQL, templates …) may execute and that Caravan must treat as plain text,
and runs a gateway for property tests."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.fakes import PATIENCE
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.server import TelegramServer

T = TypeVar("T")

CORPORA: dict[str, tuple[str, ...]] = {
    "rasa": (
        '/order_status{"order_number": "ORD-100234"}',
        '  /cancel_order{"order_number": "ORD-100234"}',
        "/restart",
        "/session_start",
        "/back",
        "/human_handoff",
        '/SetSlots(account="nordmarkt")',
        "EXTERNAL: order_status",
        'EXTERNAL: /order_status{"order_number": "ORD-100234"}',
        '/gateway:link{"code": "x"}',
        "gateway:end_link",
        "/affirm@0.99",
        "//affirm",
    ),
    "html": (
        "<script>window.stolen=1</script>",
        '<img src=x onerror="window.stolen=1">',
        "<svg/onload=window.stolen=1>",
        "\"'><a href=javascript:window.stolen=1>x</a>",
        "</textarea></title></script><b>bold</b>",
        '<div hx-get="/console/sign-out" hx-trigger="load" sse-connect="/x">x</div>',
        "<!--<img src=--><img src=x onerror=window.stolen=1//>",
        "&lt;script&gt;&amp;#60; &nbsp; &#x3c;b&#x3e;",
        "<iframe srcdoc='<script>parent.stolen=1</script>'>",
        "javascript:window.stolen=1 data:text/html,<script>1</script>",
        "<math><mi//xlink:href='data:x,<script>window.stolen=1</script>'>",
    ),
    "telegram": (
        "<b>bold</b> <i>i</i> <tg-spoiler>s</tg-spoiler>",
        '<a href="tg://user?id=1">Anna</a>',
        "<pre><code class='x'>c</code>",
        "*bold* _i_ __u__ ~s~ ||s|| `c` ```py\nx```",
        "[x](https://evil.example) [y](tg://user?id=1)",
        "\\_ \\* \\[ \\] ( ) ~ > # + - = | { } . !",
        "</b></b><b>",
        "@caravan_test_bot t.me/evil",
    ),
    "templates": (
        "{name}",
        "{text} {turn}",
        "{0} {0.__class__} {}",
        "%(name)s %s %d %n %x %%",
        "{{7*7}} {{ config }} {{''.__class__.__mro__}}",
        "{% for x in y %}{% endfor %} {# c #}",
        "${7*7} #{7*7} <%= 7*7 %> @(7*7)",
        "$name ${name} {{{name}}}",
        "ngettext %(n)d {n} {n:>999999999}",
    ),
    "sql": (
        "' OR '1'='1",
        "'; DROP TABLE messages; --",
        '" OR ""="',
        "1); DELETE FROM orders; --",
        "' UNION SELECT secret_key FROM settings --",
        "%' AND 1=1 AND '%'='",
        "\\'; SELECT pg_sleep(9); --",
        ":name $1 ? @x",
    ),
    "unicode": (
        "abc \u202egnp.exe\u202c def",
        "\u2066hidden\u2069 \u2067x\u2069",
        "OR\u200bD-1\u200d00\ufeff234",
        "a\u0300\u0301\u0302\u0303\u0304" * 20,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
        "\U000e0041\U000e0042 tags",
        "ﷺ ＜script＞ ｛name｝",
        "\u2028line\u2029paragraph",
        "\ufff9a\ufffab\ufffb \ufffe \uffff \U0010ffff",
        "İstanbul ıI ſ K Å",
    ),
    "control": (
        "a\x00b",
        "\x00",
        "a\x1b[31mred\x1b[0m\x07\x08\x7f",
        "a\r\nSet-Cookie: x=1\r\n\r\nb",
        "\x01\x02\x03\x04\x05\x06 x",
        "tab\tnewline\nreturn\rvertical\x0bform\x0c",
        "\x85\x9b31m x",
    ),
    "log and csv": (
        '{"event": "turn done", "level": "info"}',
        "=cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "../../../../etc/passwd",
        "${jndi:ldap://127.0.0.1/x}",
        "() { :;}; echo x",
        "`id` $(id) | id ; id & id",
    ),
}
FRAGMENTS = tuple(fragment for corpus in CORPORA.values() for fragment in corpus)
LETTERS = st.characters(exclude_categories=("Cs",))
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(LETTERS, max_size=40), min_size=1, max_size=4).map(" ".join)
"""Generates random texts from `FRAGMENTS` and other characters, without lone surrogates, which a WebSocket cannot
transport."""


def seen(text: str) -> str:
    """Returns the characters of a text that can be seen, without the replacement character."""
    blank = "\u115f\u1160\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffd"
    return "".join(c for c in text if unicodedata.category(c)[0] not in "CZ" and c not in blank)


UNSEEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff\x00\x1b\x07\x08"
"""Characters that reverse the direction of words, are invisible, or control a terminal."""


class Loop:
    """Runs an event loop in a thread of its own, so that all examples of a property test use the same running
    gateway."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 2 * PATIENCE) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


@dataclass
class Doors:
    """Holds a running gateway with the web chat and an emulated Telegram, and their event loop. The gateway's rate
    limits are so high that no test reaches them."""

    gateway: Gateway
    telegram: TelegramServer
    loop: Loop

    @property
    def rasa(self) -> FakeRasa:
        return self.gateway.rasa


@asynccontextmanager
async def _open(database_url: str, folder: Path) -> AsyncIterator[tuple[Gateway, TelegramServer]]:
    plenty = dict.fromkeys(("contact", "account", "address", "overall", "sessions"), "1000000/1 second")
    limits = {f"rate_limit_{name}": rate for name, rate in plenty.items()}
    async with TelegramServer() as telegram:
        bot = {"telegram_bot_token": telegram.token, "telegram_base_url": telegram.base_url}
        async with running_gateway(database_url, folder, FakeRasa(), **bot, **limits) as gateway:
            await until(lambda: gateway.telegram.status == "ok")
            yield gateway, telegram


@contextmanager
def open_doors(database_url: str, folder: Path) -> Iterator[Doors]:
    loop = Loop()
    opened = _open(database_url, folder)
    try:
        gateway, telegram = loop.run(opened.__aenter__())
        yield Doors(gateway, telegram, loop)
    finally:
        loop.run(opened.__aexit__(None, None, None))
        loop.close()
