"""Papers cross from the action server to the gateway: what is printed in the PDF is what the order's record says."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from actions.marketplace.trades.papers.records import PaperRecord
from actions.trades.orders.money.papers import KINDS
from actions.world import open_world
from bot.files.papers.printer import Printer
from bot.files.papers.sheet import Both, Sheet, build_sheet
from bot.messages.reply import read_reply
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from foundation.languages import LANGUAGES
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.grounding import find_ungrounded, find_unnoticed, reading
from tests.fakes.actions.marketplace import NOW

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
RENDERER = Renderer(load_catalogues())
SHIPPED = "ORD-100234"


def both(value: Any) -> Both:
    english, chinese = (RENDERER.value(value, language) for language in LANGUAGES)
    return english, chinese


async def make_sheet(chat: Chat, kind: str) -> Sheet:
    answer = await chat.says("request_invoice", "", confidence=1.0, order_number=SHIPPED, paper=kind)
    said = answer.replies[0]
    given = {"response": said["response"], "values": said["values"], "files": json.loads(json.dumps(said["files"]))}
    (made,) = read_reply(given)["files"]
    return build_sheet(made["paper"], both, ("footer", "页脚"), ("{page} of {pages}", "第{page}页"), "Caravan")  # type: ignore[typeddict-item]


def read_pdf(content: bytes) -> str:
    """Returns the text without spaces, of which a PDF has none."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"[\s\0]+", "", text)


def find_expected(record: PaperRecord, kind: str) -> list[str]:
    """Returns what the record says that must be on the paper."""
    order, account = record.order, record.beneficiary
    line = order.lines[0]
    expected = [order.number, order.buyer.name.en, order.buyer.name.zh]
    expected += [order.supplier.name.en, order.supplier.name.zh, line.product.en, line.product.zh]
    expected.append(f"{line.quantity.value:,}")
    if kind == "receipt":
        expected += [f"{order.number}/{n}" for n, _ in enumerate(order.received, start=1)]
        amounts = [*(payment.amount for payment in order.received), order.paid, order.outstanding, order.total]
        return expected + [f"USD {each.amount:,}" for each in amounts]
    expected.append(order.incoterm)
    if kind != "packing":
        assert account is not None
        expected += [f"USD {line.unit_price.amount:,}", f"USD {line.total.amount:,}", f"USD {order.total.amount:,}"]
        if kind != "commercial":  # which is paid
            expected += [account.holder, account.bank, account.account, str(account.swift)]
        expected += [f"USD {payment.amount.amount:,}" for payment in order.payments]
    if kind in ("commercial", "packing"):
        expected += [order.shipments[0].tracking_number, str(order.shipments[0].vessel)]
    return expected


@pytest.mark.of_words
@pytest.mark.parametrize("kind", KINDS)
async def test_the_pdf_says_what_the_record_says(server: httpx.AsyncClient, kind: str) -> None:
    sheet = await make_sheet(Chat(server, "nordmarkt"), kind)
    printed = json.dumps(sheet.as_json(), ensure_ascii=False)
    assert "–" not in printed, "every value and every label is known"
    assert re.findall(r"\{\w+\}", printed.replace("{page}", "").replace("{pages}", "")) == []
    content = await Printer().print(sheet)
    assert content is not None
    text = read_pdf(content)
    record = await (await open_world()).market.papers.access_record("nordmarkt", SHIPPED)
    for words in (sheet.number, *sheet.title, *find_expected(record, kind)):
        assert words.replace(" ", "") in text, words
    if kind == "packing":
        assert "USD" not in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("account", "number"),
    [
        ("nordmarkt", "ORD-100234"),
        ("jingdezhen-ceramics", "ORD-100234"),
        ("nordmarkt", "ORD-100555"),
        ("chengdu-silk", "ORD-100555"),
    ],
)
async def test_every_paper_says_what_was_read(server: httpx.AsyncClient, account: str, number: str, kind: str) -> None:
    """Every number, day and name of it comes from rows that were read for it, and another one would not pass."""
    with reading(NOW) as ground:
        ground.take([account, number, kind])
        answer = await Chat(server, account).says("request_invoice", "", 1.0, order_number=number, paper=kind)
    is_there = any(reply.get("files") for reply in answer.replies)
    assert is_there or (number, kind) in {("ORD-100555", "commercial"), ("ORD-100555", "packing")}
    assert find_ungrounded(answer.replies, ground) == []
    false, passed = find_unnoticed(answer.replies, ground)
    assert false >= (20 if is_there else 1)
    assert len(passed) <= false // 10, passed


async def test_an_invented_value_of_a_paper_would_be_seen(server: httpx.AsyncClient) -> None:
    with reading(NOW) as ground:
        answer = await Chat(server, "nordmarkt").says("request_invoice", "", 1.0, order_number=SHIPPED, paper="receipt")
    (made,) = answer.replies[0]["files"]
    for place, false in (("number", "RC-999999-9"), ("issued", "2031-03-03"), ("rows", [["1", "USD 7,777,777.77"]])):
        forged = {"values": {}, "files": [{"paper": {**made["paper"], place: false}}]}
        assert find_ungrounded([forged], ground), place
