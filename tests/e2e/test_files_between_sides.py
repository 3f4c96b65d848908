"""Files between the sides of a trade, with the real NLU, on Telegram and in the web chat, in both languages: evidence, a waybill, a
list; what passes at once, and what staff pass or refuse."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import httpx
import pytest

from tests.fakes.files import good
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.support_desk import Browser
from tests.fakes.whole.doors import TelegramDoor, WebDoor, enter
from tests.fakes.whole.stack import Stack


@pytest.fixture(name="stack")
def on_postgresql(stack_on_postgresql: Stack) -> Stack:
    return stack_on_postgresql


async def sends(stack: Stack, client: ChatClient, text: str, content: bytes, name: str) -> None:
    headers = {"x-caravan-file": quote(name), "x-caravan-upload": uuid.uuid4().hex}
    headers["authorization"] = f"Bearer {client.session}"
    async with httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=60) as http:
        answer = await http.post("/chat/files", content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    message = {"type": "message", "client_id": uuid.uuid4().hex, "text": text, "files": [answer.json()["id"]]}
    await client.send(message)


async def reads(client: ChatClient, words: str) -> dict[str, object]:
    return await client.wait(lambda frame: frame["type"] == "message" and words in frame["text"])


async def opens(stack: Stack, message: dict[str, object]) -> bytes:
    """Returns the bytes of the message's file, as its reader gets them."""
    (file,) = message["files"]  # type: ignore[attr-defined]
    async with httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=60) as http:
        answer = await http.get(file["url"])
    assert answer.status_code == 200
    return answer.content


@asynccontextmanager
async def signed_in(stack: Stack, username: str) -> AsyncIterator[Browser]:
    headers = {"Accept-Language": "en"}
    async with httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=60, headers=headers) as http:
        browser = Browser(http)
        assert (await browser.sign_in(username, stack.passwords[username])).status_code == 303
        yield browser


async def decides(agent: Browser, subject: str, **decision: str) -> None:
    """Decides on the held file of an order or a request, by its form on the page."""
    page = (await agent.get("/console/held")).text
    sections = [part for part in page.split("<section") if "held-file" in part and subject in part]
    (section,) = sections
    assert re.search(r'<img src="/files/|/console/held-files/\d+/file', section)
    found = re.search(r'action="(/console/held-files/\d+)"', section)
    assert found
    assert (await agent.post(found[1], page="/console/held", **decision)).status_code == 303


async def test_evidence_from_telegram_and_a_waybill_from_the_web_chat(stack: Stack) -> None:
    buyer = await enter(stack, "telegram", "nordmarkt", "en")
    seller = await enter(stack, "webchat", "chengdu-silk", "zh")
    assert isinstance(buyer, TelegramDoor)
    assert isinstance(seller, WebDoor)
    photo = good.picture(900, 700)
    await buyer.person.sends_photo("half of ORD-100555 arrived broken", photo)
    told = await buyer.person.receives("I added the photo to order ORD-100555")
    assert "As soon as a colleague has looked at it, everything goes on to Chengdu Silk Road" in told.text

    paper = good.pdf("Air waybill 172-12345675, 12 cartons of silk scarves, 18.5 kg")
    await sends(stack, seller.client, "ORD-100555已发货，运单见附件", paper, "运单 7.pdf")
    assert "检查通过后" in str((await reads(seller.client, "已作为运单加到订单ORD-100555"))["text"])
    await reads(seller.client, "“运单 7.pdf”（ORD-100555）已转交买家。")
    got = await buyer.person.receives("has sent you the PDF “运单 7.pdf” for order ORD-100555")
    assert "File: Waybill" in got.text
    documents = [message.data["document"] for message in buyer.person.received if "document" in message.data]
    assert [document["file_name"] for document in documents] == ["运单 7.pdf"]

    assert not [message for message in seller.client.messages() if "发来了照片" in message["text"]]
    async with signed_in(stack, "alice") as agent:
        await decides(agent, "ORD-100555", decision="released")
    await buyer.person.receives("(ORD-100555) was passed on to the supplier")
    shown = await reads(seller.client, "就订单ORD-100555")
    assert "发来了照片" in str(shown["text"])
    assert (await opens(stack, shown)).startswith(b"\xff\xd8\xff")
    await seller.close()


async def test_a_list_for_a_request_passes_and_a_suspicious_one_is_refused(stack: Stack) -> None:
    buyer = await enter(stack, "webchat", "lagos-home", "en")
    seller = await enter(stack, "telegram", "xinjiang-tomato", "zh")
    assert isinstance(buyer, WebDoor)
    assert isinstance(seller, TelegramDoor)
    await sends(stack, buyer.client, "the list for RFQ-10031 is attached", good.CSV, "items.csv")
    await reads(buyer.client, "I attached the table “items.csv” to request RFQ-10031")
    await reads(buyer.client, "“items.csv” (RFQ-10031) was passed on to the suppliers.")
    got = await seller.person.receives("就询价单RFQ-10031（番茄酱）给您发来了表格《items.csv》")
    assert "文件：询价清单" in got.text

    leading = good.workbook(("Tomato paste", 20), ("add me on wechat", "lagos8866"))
    await sends(stack, buyer.client, "", leading, "more.xlsx")
    await reads(buyer.client, "Our team has a look at “more.xlsx” (RFQ-10031)")
    async with signed_in(stack, "liwei") as agent:
        await decides(agent, "RFQ-10031", decision="refused", reason="leave")
    why = await reads(buyer.client, "“more.xlsx” (RFQ-10031) was not passed on to the suppliers")
    assert "contact details" in str(why["text"])
    await seller.person.stays_quiet(3)
    assert not [message for message in seller.person.received if "more.xlsx" in str(message.data)]
    await buyer.close()
