"""Where an operator has a name, no page, answer or paper says the product's: a walk over all of them."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import urldefrag

import httpx
import pypdf
import pytest

from actions.marketplace.integrations.importing.problems import SENTENCES
from bot.demo.passwords import demo_passwords
from bot.files.papers.page import draw
from bot.files.papers.sheet import build_sheet
from bot.messages.reply import term
from bot.privacy.export import _build_environment
from bot.rendering.own_words import PRODUCT, OwnWords
from bot.rendering.renderer import find_placeholders
from bot.words.store import add_version
from foundation.clock import system_clock
from foundation.languages import LANGUAGES
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import Browser

BRAND = {"name": {"en": "Harbour", "zh": "海港"}, "sign_in": "", "colour": "", "logo": ""}
STARTS = ("/", "/chat", "/account", "/chat/strings", "/widget.js", "/console", "/console/sign-in", "/console/welcome")
_UNSEEN = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1>|\bwindow\.Caravan\b|X-Caravan-\w+|^\s*(\*|//|/\*).*?$", re.S | re.M
)
"""What a person does not see: comments, and names between programs that the protocol fixes."""


@pytest.fixture
async def branded(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with gateway.caravan.database.begin() as connection:
        await add_version(connection, "brand", "brand", BRAND, 1, system_clock())
    await gateway.caravan.words.refresh()
    async with httpx.AsyncClient(base_url=gateway.address, timeout=30, follow_redirects=True) as client:
        await Browser(client).sign_in("admin", demo_passwords(gateway.settings.demo_passwords)["admin"])
        yield client


async def test_no_page_says_the_products_name(branded: httpx.AsyncClient) -> None:
    for language in ("en", "zh"):
        branded.headers["Accept-Language"] = language
        waiting, seen = [*STARTS], set()
        while waiting:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            page = await branded.get(path)
            assert page.status_code in (200, 404), path
            said = unescape(_UNSEEN.sub("", page.text))
            assert PRODUCT not in said, (path, said[max(0, said.find(PRODUCT) - 80) :][:160])
            if "html" in page.headers["content-type"]:
                waiting += [link for link in find_links(page.text) if link not in seen]
            if path.startswith("/console"):  # signs back in the language that the walk began with
                assert language in page.headers.get("content-language", language) or "/language" in path
        assert {"/console/words", "/console/articles", "/console/staff", "/console/hours", "/console/audit"} <= seen
        assert len(seen) > 30
        await Browser(branded).post("/console/language", language="zh", next="/console")


def find_links(html: str) -> list[str]:
    links = (urldefrag(unescape(link)).url for link in re.findall(r'<a\b[^>]*href="(/[^"]*)"', html))
    return [link for link in links if "export" not in link and "audit?" not in link and "next=" not in link]


async def test_no_sentence_and_no_paper_says_it_either(gateway: Gateway, branded: httpx.AsyncClient) -> None:
    catalogues, renderer = gateway.caravan.catalogues, gateway.caravan.renderer
    for language in LANGUAGES:
        for name in catalogues.names:
            values = dict.fromkeys(find_placeholders(catalogues.names[name]), "x")
            assert PRODUCT not in renderer.term(name, language, values), name
        heading = _build_environment(catalogues, language).from_string('{{ _("Your data at Caravan") }}').render()
        assert heading in ("Your data at Harbour", "您在 海港 的数据")
    paper = {
        "title": term("paper.invoice"), "number": "INV-1", "issued": "2026-11-25", "facts": [], "parties": [],
        "columns": ["a", "b"], "rows": [], "totals": [], "sections": [],
    }  # fmt: skip
    both = lambda value: (renderer.value(value, "en"), renderer.value(value, "zh"))  # noqa: E731
    sheet = build_sheet(paper, both, both(term("paper.footer")), both(term("paper.footer")), catalogues.brand("en"))
    printed = pypdf.PdfReader(io.BytesIO(draw(sheet)))
    assert PRODUCT not in "".join(page.extract_text() for page in printed.pages) + str(printed.metadata)
    assert "Harbour" in str(printed.metadata)


async def test_no_problem_of_the_operators_own_rows_and_events_says_it() -> None:
    """They stand in answers to the operator's system and on the console, and do not come from the catalogues."""
    assert not [code for code, sentences in SENTENCES.items() if PRODUCT in "".join(sentences)]


def test_without_a_name_the_products_own_stays() -> None:
    assert OwnWords().put_brand("Welcome to Caravan.", "en") == "Welcome to Caravan."
