"""Held words before staff: shown with their reasons, decided once, the author told in their language, everything logged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.store.messages import list_messages
from bot.marketplace.staff.held import Held, do_tell_decision
from bot.rendering.renderer import Renderer
from bot.staff.store.tables import audit_log
from bot.support.handoff.waiting import do_request_handoff
from bot.support.store.handoffs import find_active_handoff
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.held_texts import FakeHeldTexts
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import running_gateway
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk

WORDS = "silk <b>scarves</b>, add me on wechat silk8866 \u202egpj"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def hold(desk: SupportDesk, language: str = "en") -> tuple[FakeHeldTexts, str]:
    held = desk.deps.held
    assert isinstance(held, FakeHeldTexts)
    conversation_id = await desk.conversation("hello there", language=language, identity=account())
    held.add(7, WORDS, conversation_id, ("messenger", "wechat silk8866"))
    return held, conversation_id


@pytest.mark.parametrize(("language", "says"), [("en", "contact or payment details"), ("zh", "联系方式或付款信息")])
@pytest.mark.parametrize("effect", [{"kind": "words_held", "number": "RFQ-10031"}, {"kind": "words_refused"}])
async def test_whose_words_do_not_pass_is_told_why_and_a_person_is_asked_for(
    database_url: str, tmp_path: Path, effect: dict[str, str], language: str, says: str
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        client = await ChatClient.open(gateway.address, language=language)
        gateway.rasa.effects = [[effect]]
        told = await client.say({"en": "these are my words", "zh": "这是我写的话"}[language])
        assert next(says in message["text"] for message in told if message["author"] == "system")
        async with gateway.caravan.database.read() as connection:
            handoff = await find_active_handoff(connection, client.conversation)
        assert handoff is not None
        assert handoff.reason == "held"
        await client.close()


async def last_words(desk: SupportDesk, conversation_id: str, language: str) -> str:
    async with desk.database.read() as connection:
        row = (await list_messages(connection, conversation_id))[-1]
    return Renderer(desk.deps.catalogues).message(row, language).text


@pytest.mark.parametrize(("language", "says"), [("en", "does not pass them on"), ("zh", "不予转达")])
async def test_an_agent_sees_why_and_refuses_and_the_author_is_told(
    desk: SupportDesk, language: str, says: str
) -> None:
    held, conversation_id = await hold(desk, language)
    async with desk.signed_in("liwei") as agent:
        page = (await agent.get("/console/held")).text
        assert "silk &lt;b&gt;scarves&lt;/b&gt;" in page
        assert "<b>scarves</b>" not in page
        assert "即时通讯" in page
        answer = await agent.post("/console/held/7", page="/console/held", decision="refused")
        assert answer.status_code in (200, 303)
        assert "wechat silk8866" not in (await agent.get("/console/held")).text
    assert held.texts[7].state == "refused"
    assert says in await last_words(desk, conversation_id, language)
    async with desk.database.read() as connection:
        query = select(audit_log).where(audit_log.c.action == "held.decide")
        (row,) = await connection.execute(query)
    assert (row.actor, row.outcome, row.target) == ("liwei", "done", "held:7")
    assert row.details["decision"] == "refused"
    assert "silk8866" not in str(row.details)


async def test_the_first_of_two_decisions_stands(desk: SupportDesk) -> None:
    held, conversation_id = await hold(desk)
    async with desk.signed_in("liwei") as first, desk.signed_in("alice") as second:
        await first.post("/console/held/7", page="/console/held", decision="released")
        late = await second.post("/console/held/7", page="/console/account", decision="refused")
        assert late.status_code == 409
        assert "liwei" in late.text
    assert held.texts[7].state == "released"
    assert "can read them now" in await last_words(desk, conversation_id, "en")


@pytest.mark.parametrize("path", ["/console/held/8", "/console/held/x", "/console/held/9999999999999"])
async def test_what_is_not_held_is_not_there(desk: SupportDesk, path: str) -> None:
    await hold(desk)
    async with desk.signed_in("liwei") as agent:
        assert (await agent.post(path, page="/console/held", decision="released")).status_code == 404
        odd = await agent.post("/console/held/7", page="/console/held", decision="burn")
        assert odd.status_code == 404


async def test_the_wait_for_a_person_ends_with_the_decision_and_a_talk_under_way_does_not(desk: SupportDesk) -> None:
    _, conversation_id = await hold(desk)
    held = await _decided(desk)
    async with desk.database.begin() as connection:
        await do_request_handoff(connection, conversation_id, "held", desk.deps.clock())
        await do_tell_decision(connection, held)
        assert await find_active_handoff(connection, conversation_id) is None
        await do_request_handoff(connection, conversation_id, "asked", desk.deps.clock())
        await do_tell_decision(connection, held)
        assert await find_active_handoff(connection, conversation_id) is not None


async def _decided(desk: SupportDesk) -> Held:
    assert desk.deps.held is not None
    found = await desk.deps.held.decide(7, "released", "liwei")
    assert found is not None
    return found[0]
