"""Documents that an action sends: written in the reader's language, kept, attached, and read by their reader alone."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.files.tables import files
from bot.messages.reply import MOST_CELLS, read_reply
from foundation.errors import Unreadable
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


def reply(*rows: list[Any]) -> dict[str, Any]:
    columns = [{"type": "term", "name": name, "values": {}} for name in ("field.number", "field.total")]
    name = {"type": "term", "name": "document.orders", "values": {"day": "2026-11-26"}}
    made = {"table": {"name": name, "columns": columns, "rows": list(rows)}}
    return {
        "response": "utter_orders_table",
        "values": {"count": len(rows)},
        "buttons": [],
        "cards": [],
        "files": [made],
    }


@pytest.mark.parametrize(
    ("language", "first", "name"), [("en", "Number", "orders 2026-11-26.csv"), ("zh", "编号", "订单 2026-11-26.csv")]
)
async def test_a_table_is_sent_in_the_readers_language(gateway: Gateway, language: str, first: str, name: str) -> None:
    gateway.rasa.replies.append([reply(["ORD-100188", 1234.5], ["=HYPERLINK", 2], ["瓷器", 3])])
    client = await ChatClient.open(gateway.address, language=language)
    message = (await client.say("orders please" if language == "en" else "请把订单导出"))[-1]
    (file,) = message["files"]
    assert (file["name"], file["kind"]) == (name, "sheet")
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False) as browser:
        content = (await browser.get(file["url"])).content
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    header, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert header[0] == first
    assert rows == [["ORD-100188", "1234.5"], ["'=HYPERLINK", "2"], ["瓷器", "3"]]
    async with gateway.caravan.database.read() as connection:
        (row,) = (await connection.execute(select(files))).all()
    assert (row.direction, row.message_id, row.conversation_id) == ("out", message["id"], client.conversation)
    await client.close()


def paper_reply() -> dict[str, Any]:
    row = [
        "1",
        {"type": "text", "en": "Silk scarf", "zh": "真丝丝巾"},
        {"type": "quantity", "value": 800, "unit": "piece"},
    ]
    labels = [
        {"type": "term", "name": name, "values": {}} for name in ("paper.position", "paper.goods", "paper.quantity")
    ]
    made = {
        "name": "PL-100234-1.pdf", "title": {"type": "term", "name": "paper.packing", "values": {}},
        "number": "PL-100234-1", "issued": "2026-11-26", "facts": [], "parties": [], "columns": labels, "rows": [row],
        "totals": [], "sections": [],
    }  # fmt: skip
    return {"response": "utter_no_orders", "values": {}, "files": [{"paper": made}]}


async def test_a_paper_is_sent_in_both_languages_to_its_reader_alone(gateway: Gateway) -> None:
    gateway.rasa.replies.append([paper_reply()])
    client = await ChatClient.open(gateway.address, language="zh")
    message = (await client.say("请发装箱单"))[-1]
    (file,) = message["files"]
    assert (file["name"], file["kind"]) == ("PL-100234-1.pdf", "pdf")
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False) as browser:
        content = (await browser.get(file["url"])).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    text = re.sub(r"[\s\0]+", "", text)
    for words in (
        "Packinglist",
        "装箱单",
        "PL-100234-1",
        "Silkscarf",
        "真丝丝巾",
        "800pieces",
        "800件",
        "第1页，共1页",
    ):
        assert words in text, words
    async with gateway.caravan.database.read() as connection:
        rows = (await connection.execute(select(files).where(files.c.message_id == message["id"]))).all()
    assert [(row.direction, row.conversation_id) for row in rows] == [("out", client.conversation)]
    await client.close()


async def test_a_table_that_cannot_be_made_is_said(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(_pieces: object, name: str) -> object:
        return gateway.caravan.files.refuse(name, "damaged")

    monkeypatch.setattr(gateway.caravan.files, "take_in", refuse)
    gateway.rasa.replies.append([reply(["ORD-100188", 1])])
    client = await ChatClient.open(gateway.address, language="en")
    message = (await client.say("orders please"))[-1]
    assert "could not make the file" in message["text"]
    assert not message.get("files")
    await client.close()


@pytest.mark.parametrize("rows", [["ORD-100188"], [["one cell"]], [["a", "b"]] * MOST_CELLS])
def test_a_malformed_table_fails_the_turn(rows: list[Any]) -> None:
    with pytest.raises(Unreadable):
        read_reply({"response": "r", "files": [{"table": {"name": "n", "columns": ["a", "b"], "rows": rows}}]})
