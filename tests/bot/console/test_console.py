"""The console's pages and steps over HTTP, on both databases."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from bot.conversation.store.messages import list_messages
from bot.support.store.lines import read_conversation
from tests.fakes.gateway.support_desk import BOT_REPLY, SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def test_the_queue_shows_who_waits_for_what(desk: SupportDesk) -> None:
    await desk.waiting("Where is <b>my</b> order?", identity=account())
    async with desk.signed_in("liwei") as liwei:
        await liwei.post("/console/language", language="en")
        page = (await liwei.get("/console")).text
    for words in ("Anna Weber", "nordmarkt", "Buyer", "Web chat", "English", "Asked for a person"):
        assert words in page
    assert "Where is &lt;b&gt;my&lt;/b&gt; order?" in page
    assert "<b>my</b>" not in page


async def test_the_audit_log_is_in_words(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.post("/console/presence", presence="away")
        await alice.step(conversation_id, "reply", text="A note", internal="1")
    async with desk.signed_in("meilin") as meilin:
        await meilin.post("/console/language", language="zh")
        page = re.sub(r"<[^>]+>", "", (await meilin.get("/console/audit")).text)
    for words in ("接待方式 离开", "内部备注 是", "修改了接待状态"):
        assert words in page
    assert "internal" not in page


async def test_an_empty_queue_says_so(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        page = (await alice.get("/console")).text
    assert "Nobody is waiting." in page
    assert "You have no open conversations." in page


async def test_an_agent_takes_replies_notes_and_resolves(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        taken = await alice.step(conversation_id, "take")
        assert (taken.status_code, taken.headers["location"]) == (303, f"/console/conversations/{conversation_id}")
        await alice.step(conversation_id, "reply", text="Let me look.\r\nOne moment.")
        await alice.step(conversation_id, "reply", text="Paid in full", internal="1")
        page = (await alice.read(conversation_id)).text
        assert "Let me look.\nOne moment." in page
        assert "Note by Alice" in page
        done = await alice.step(conversation_id, "resolve")
        assert (done.status_code, done.headers["location"]) == (303, "/console")
    async with desk.database.read() as connection:
        seen_by_contact = await list_messages(connection, conversation_id)
        line = await read_conversation(connection, conversation_id)
    assert [row.text for row in seen_by_contact if row.author == "agent"] == ["Let me look.\nOne moment."]
    assert line.status == "resolved"


async def test_two_agents_take_at_once_and_the_second_reads_who_has_it(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        answers = await asyncio.gather(alice.step(conversation_id, "take"), meilin.step(conversation_id, "take"))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (303, 409)
    name = "Alice" if answers[0] is won else "Mei Lin"
    assert f"{name} has already taken this conversation." in lost.text


async def test_only_the_owner_replies(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(conversation_id, "take")
        refused = await meilin.step(conversation_id, "reply", text="I take over")
        page = (await meilin.read(conversation_id)).text
    assert refused.status_code == 409
    assert "Alice has this conversation" in refused.text
    assert "I take over" not in page


async def test_a_reply_that_is_too_long_is_refused_in_the_page(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        alice.client.headers["HX-Request"] = "true"
        refused = await alice.step(conversation_id, "reply", text="长" * 4100)
    assert refused.status_code == 409
    assert "too long by 4 characters" in refused.text
    assert "<html" not in refused.text


async def test_handing_back_and_returning_to_the_queue(desk: SupportDesk) -> None:
    first, second = await desk.waiting(key="first"), await desk.waiting(key="second")
    async with desk.signed_in("alice") as alice:
        for conversation_id, step in ((first, "hand-back"), (second, "release")):
            await alice.step(conversation_id, "take")
            assert (await alice.step(conversation_id, step)).status_code == 303
        page = (await alice.get("/console")).text
    assert f'id="line-{first}"' not in page
    assert f"/console/conversations/{second}/take" in page


async def test_agents_see_their_part_and_supervisors_everything(desk: SupportDesk) -> None:
    private = await desk.conversation("Just the bot", key="private")
    waiting = await desk.waiting(key="waiting")
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        listed = (await alice.get("/console/conversations")).text
        assert f'id="line-{waiting}"' in listed
        assert f'id="line-{private}"' not in listed
        forbidden, absent = await alice.read(private), await alice.read("0" * 32)
        assert (forbidden.status_code, absent.status_code) == (404, 404)
        assert forbidden.text.replace(private, "") == absent.text.replace("0" * 32, "")
        assert (await alice.step(private, "take")).status_code == 404
        assert f'id="line-{private}"' in (await meilin.get("/console/conversations")).text
        assert (await meilin.read(private)).status_code == 200


@pytest.mark.parametrize("words", ["nordmarkt", "ANNA", "ord-100234"])
async def test_a_search_finds_accounts_names_and_order_numbers(desk: SupportDesk, words: str) -> None:
    found = await desk.conversation("It is about ORD-100234", key="anna", identity=account())
    other = await desk.conversation("100% something else", key="other")
    async with desk.signed_in("meilin") as meilin:
        page = (await meilin.get("/console/conversations", params={"q": words})).text
        none = (await meilin.get("/console/conversations", params={"q": "1%0"})).text
    assert f'id="line-{found}"' in page
    assert f'id="line-{other}"' not in page
    assert "Nothing found" in none


async def test_the_list_goes_on_page_by_page(desk: SupportDesk) -> None:
    ids = [await desk.conversation(key=f"contact {number}") for number in range(53)]
    async with desk.signed_in("meilin") as meilin:
        first = (await meilin.get("/console/conversations")).text
        more = first.split('<p class="more"><a class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        second = (await meilin.get(f"/console/conversations{more}")).text
    shown = [sum(f'id="line-{one}"' in page for one in ids) for page in (first, second)]
    assert shown == [50, 3]


async def test_the_transcript_begins_with_the_newest_and_goes_back_on_demand(desk: SupportDesk) -> None:
    conversation_id = await desk.conversation()
    for number in range(120):
        await desk.says(conversation_id, f"words {number}.")
    async with desk.signed_in("meilin") as meilin:
        page = (await meilin.read(conversation_id)).text
        older = await meilin.get(f"/console/conversations/{conversation_id}/messages", params={"before": 71})
        oldest = await meilin.get(f"/console/conversations/{conversation_id}/messages", params={"before": 21})
    assert "words 119." in page
    assert "words 70." in page
    assert "words 69." not in page
    assert "messages?before=71" in page
    assert "words 69." in older.text
    assert "words 19." not in older.text
    assert "words 0." in oldest.text
    assert "before=" not in oldest.text


async def test_each_agent_reads_the_bot_in_their_own_language(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("请问", language="zh")
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        english, chinese = (await alice.read(conversation_id)).text, (await liwei.read(conversation_id)).text
    renderer = desk.deps.renderer
    assert renderer.text(BOT_REPLY, "en") in english
    assert renderer.text(BOT_REPLY, "zh") in chinese
    assert "请问" in english
    assert 'lang="en"' in english
    assert 'lang="zh-Hans"' in chinese.split(">", 2)[1]
    assert "英语" not in english
    assert "中文" in chinese


async def test_the_language_of_the_console_is_kept_for_the_next_time(desk: SupportDesk) -> None:
    async with desk.signed_in("liwei") as liwei:
        assert '<html lang="zh-Hans"' in (await liwei.get("/console")).text
        await liwei.post("/console/language", language="en", next="/console/conversations")
        assert '<html lang="en"' in (await liwei.get("/console")).text
        await liwei.post("/console/sign-out")
    async with desk.signed_in("liwei") as again:
        assert '<html lang="en"' in (await again.get("/console")).text


async def test_what_telegram_did_with_a_message_is_said(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting(channel="telegram", key="4711")
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        await alice.step(conversation_id, "reply", text="Hello")
        page = (await alice.read(conversation_id)).text
    assert "Waiting to be sent" in page
    assert re.search(r"\(order_status\)\">[^<]+ · 97%", page)


async def test_unknown_pages_answer_404_in_the_language_of_the_reader(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        missing = await alice.get("/console/nowhere")
    assert missing.status_code == 404
    assert "Nothing here" in missing.text


async def test_a_database_that_is_away_answers_503(desk: SupportDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    from foundation.database.outages import DatabaseUnavailable

    async with desk.signed_in("alice") as alice:

        def away() -> None:
            raise DatabaseUnavailable

        monkeypatch.setattr(desk.database, "read", away)
        page = await alice.get("/console")
        part = await alice.get("/console", headers={"HX-Request": "true"})
    assert page.status_code == part.status_code == 503
    assert page.headers["retry-after"]
    assert "Nothing was stored" in page.text
    assert "<html" not in part.text
    assert "Traceback" not in page.text


async def test_a_conversation_whose_agent_has_gone_is_marked(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("meilin") as meilin, desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        assert "With Alice, who is away" not in (await meilin.get("/console")).text
        await alice.post("/console/sign-out")
        assert "With Alice, who is away" in (await meilin.get("/console")).text
        assert (await meilin.step(conversation_id, "release")).status_code == 303
        assert (await meilin.step(conversation_id, "take")).status_code == 303
