"""Prepared replies: managed on the console, filled in for the composer in the contact's language, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def list_replies(browser: Browser, conversation_id: str) -> dict[str, tuple[str, str]]:
    found = (await browser.get(f"/console/conversations/{conversation_id}/canned")).json()
    return {one["shortcut"]: (one["text"], one["language"]) for one in found}


async def test_a_reply_is_filled_in_for_the_contact_in_their_language(desk: SupportDesk) -> None:
    german = await desk.waiting(identity=account())
    chinese = await desk.waiting("你好", key="zh", language="zh", identity=account("yiwu", "王芳"))
    async with desk.signed_in("meilin") as meilin:
        await meilin.post(
            "/console/replies",
            shortcut="/Hello",
            text_en="Hello {name}, I am {agent}.",
            text_zh="{name}您好，我是{agent}。",
        )
        await meilin.post("/console/replies", shortcut="hours", text_en="We work {hours}.", text_zh="")
    async with desk.signed_in("alice") as alice:
        english, other = await list_replies(alice, german), await list_replies(alice, chinese)
    assert english["hello"] == ("Hello Anna Weber, I am Alice.", "en")
    assert other["hello"] == ("王芳您好，我是Alice。", "zh")
    assert other["hours"][1] == "en", "nobody has written it in Chinese"


async def test_supervisors_change_replies_and_agents_read_them(desk: SupportDesk) -> None:
    async with desk.signed_in("meilin") as meilin:
        await meilin.post("/console/replies", shortcut="moment", text_en="One moment", text_zh="请稍等")
        for fields, said in (
            ({"shortcut": "moment", "text_en": "Again"}, "There is a reply /moment already."),
            ({"shortcut": "two words", "text_en": "Again"}, "without spaces"),
            ({"shortcut": "who", "text_en": "Dear {first_name}"}, "{first_name} is not known"),
            ({"shortcut": "none", "text_en": "  "}, "in one language at least"),
        ):
            refused = await meilin.post("/console/replies", **fields)
            assert refused.status_code == 422
            assert said in refused.text
        await meilin.post("/console/replies", id="1", shortcut="moment", text_en="Just a moment", text_zh="")
    async with desk.signed_in("alice") as alice:
        page = (await alice.get("/console/replies")).text
        assert "Just a moment" in page
        assert "请稍等" not in page
        assert (await alice.post("/console/replies", shortcut="mine", text_en="x")).status_code == 404
    async with desk.signed_in("meilin") as meilin:
        await meilin.post("/console/replies/delete", id="1", shortcut="moment")
        assert "Just a moment" not in (await meilin.get("/console/replies")).text
