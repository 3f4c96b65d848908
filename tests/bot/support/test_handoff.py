"""Who owns a conversation: requests, the race to take one, and the way back to the bot, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.conversation.store.messages import list_messages
from bot.messages.stored import MessageRow
from bot.support.handoff.access import NotFound, access_conversation
from bot.support.handoff.answering import do_assign_handoff, do_release_handoff, do_resolve_handoff
from bot.support.handoff.replying import do_reply
from bot.support.handoff.waiting import do_request_handoff, do_withdraw_handoff
from bot.support.store.lines import read_conversation
from foundation.errors import Explain
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, support_desk

NIGHT = WORKING_HOURS.replace(hour=18)
SUNDAY = WORKING_HOURS + dt.timedelta(days=4)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def messages(desk: SupportDesk, conversation_id: str) -> list[MessageRow]:
    async with desk.database.read() as connection:
        return await list_messages(connection, conversation_id, internal=True)


async def last_reply(desk: SupportDesk, conversation_id: str) -> dict[str, object]:
    reply = (await messages(desk, conversation_id))[-1].reply
    assert reply
    return reply


async def request(desk: SupportDesk, conversation_id: str, now: dt.datetime = WORKING_HOURS) -> None:
    async with desk.database.begin() as connection:
        await do_request_handoff(connection, conversation_id, "asked", now)


async def assign(desk: SupportDesk, conversation_id: str, username: str) -> None:
    agent = await desk.agent(username)
    async with desk.database.begin() as connection:
        await do_assign_handoff(connection, conversation_id, agent)


@pytest.mark.parametrize(
    ("now", "response", "when"),
    [
        (WORKING_HOURS, "handoff.waits.offline_visitor", "Monday to Saturday, 09:00 to 18:00 Beijing time"),
        (NIGHT, "handoff.waits.closed_visitor", "back on Thursday 26 Nov, 09:00 Beijing time"),
        (SUNDAY, "handoff.waits.closed_visitor", "back on Monday 30 Nov, 09:00 Beijing time"),
    ],
)
async def test_a_request_says_honestly_that_nobody_is_online(
    desk: SupportDesk, now: dt.datetime, response: str, when: str
) -> None:
    conversation_id = await desk.conversation("I want a person")
    await request(desk, conversation_id, now)
    reply = await last_reply(desk, conversation_id)
    assert reply["response"] == response
    text = desk.deps.renderer.text(reply, "en")
    assert "number 1" in text
    assert when in text


async def test_a_request_with_an_agent_online_gives_the_place_in_the_queue(desk: SupportDesk) -> None:
    async with desk.signed_in("alice"):
        await desk.waiting(key="first")
        second = await desk.waiting(key="second")
    reply = await last_reply(desk, second)
    assert (reply["response"], reply["values"]["position"]) == ("handoff.waits.here", 2)  # type: ignore[index]


async def test_nobody_is_online_after_signing_out(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        await alice.post("/console/sign-out")
    assert (await last_reply(desk, await desk.waiting()))["response"] == "handoff.waits.offline_visitor"


async def test_a_request_made_again_keeps_its_place_and_says_so_once_for_each_message(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    before = len(await messages(desk, conversation_id))
    await request(desk, conversation_id)
    assert len(await messages(desk, conversation_id)) == before
    await desk.says(conversation_id, "Is anybody there?")
    await request(desk, conversation_id)
    await request(desk, conversation_id)
    after = await messages(desk, conversation_id)
    assert len(after) == before + 2
    assert after[-1].reply
    assert after[-1].reply["response"] == "handoff.waits.still"
    assert after[-1].reply["values"]["position"] == 1


async def test_of_two_agents_exactly_one_takes_it(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    outcomes = await asyncio.gather(
        *(assign(desk, conversation_id, name) for name in ("alice", "liwei")), return_exceptions=True
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Explain)]
    assert (outcomes.count(None), len(refusals)) == (1, 1)
    async with desk.database.read() as connection:
        line = await read_conversation(connection, conversation_id)
    assert line.status == "open"
    assert refusals[0].code == "taken"
    assert refusals[0].values["name"] == line.agent_name
    joined = [
        row for row in await messages(desk, conversation_id) if (row.reply or {}).get("response") == "handoff.joined"
    ]
    assert len(joined) == 1


async def test_taking_twice_is_taking_once(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    await assign(desk, conversation_id, "alice")
    count = len(await messages(desk, conversation_id))
    await assign(desk, conversation_id, "alice")
    assert len(await messages(desk, conversation_id)) == count


@pytest.mark.parametrize(
    ("hand_back", "status", "response"),
    [(False, "resolved", "handoff.resolved"), (True, "pending", "handoff.handed_back")],
)
async def test_resolving_returns_the_conversation_to_the_bot(
    desk: SupportDesk, hand_back: bool, status: str, response: str
) -> None:
    conversation_id = await desk.waiting()
    await assign(desk, conversation_id, "alice")
    alice = await desk.agent("alice")
    async with desk.database.begin() as connection:
        await do_resolve_handoff(connection, conversation_id, alice, hand_back=hand_back)
    async with desk.database.read() as connection:
        line = await read_conversation(connection, conversation_id)
    assert (line.status, line.agent_id, line.handoff_state) == (status, None, None)
    said = [row.reply for row in await messages(desk, conversation_id) if row.reply]
    (reply,) = [each for each in said if each["response"] == response]
    assert desk.deps.renderer.text(reply, "en").startswith("Alice ")
    await desk.asks_for_a_person(conversation_id)
    async with desk.database.read() as connection:
        again = (await read_conversation(connection, conversation_id)).handoff_state
    assert again == ("requested" if hand_back else "reopened")


async def test_a_released_conversation_keeps_its_place(desk: SupportDesk) -> None:
    first = await desk.waiting(key="first")
    second = await desk.waiting(key="second")
    await assign(desk, first, "alice")
    alice = await desk.agent("alice")
    async with desk.database.begin() as connection:
        await do_release_handoff(connection, first, alice)
    assert (await last_reply(desk, first))["response"] == "handoff.waits.again"
    await desk.says(second, "Still there?")
    await request(desk, second)
    assert (await last_reply(desk, second))["values"]["position"] == 2  # type: ignore[index]


async def test_only_the_owner_replies_but_everybody_notes(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    await assign(desk, conversation_id, "alice")
    alice, liwei = await desk.agent("alice"), await desk.agent("liwei")
    with pytest.raises(Explain, match="not_yours"):
        async with desk.database.begin() as connection:
            await do_reply(connection, conversation_id, liwei, "Hello")
    async with desk.database.begin() as connection:
        await do_reply(connection, conversation_id, liwei, "I know them", internal=True)
        await do_reply(connection, conversation_id, alice, "  Hello\n\nAnna ")
    note, reply = (await messages(desk, conversation_id))[-2:]
    assert (note.internal, note.author_name, note.text) == (True, "Li Wei", "I know them")
    assert (reply.internal, reply.author_name, reply.text) == (False, "Alice", "  Hello\n\nAnna ")


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \n ", "empty"), ("x" * 4097, "too_large")])
async def test_a_reply_has_words_and_fits(desk: SupportDesk, text: str, code: str) -> None:
    conversation_id = await desk.waiting()
    await assign(desk, conversation_id, "alice")
    alice = await desk.agent("alice")
    with pytest.raises(Explain, match=code):
        async with desk.database.begin() as connection:
            await do_reply(connection, conversation_id, alice, text)


async def test_a_supervisor_may_end_what_an_agent_began_and_an_agent_may_not(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    await assign(desk, conversation_id, "alice")
    liwei, meilin = await desk.agent("liwei"), await desk.agent("meilin")
    with pytest.raises(Explain, match="not_yours"):
        async with desk.database.begin() as connection:
            await do_release_handoff(connection, conversation_id, liwei)
    async with desk.database.begin() as connection:
        await do_release_handoff(connection, conversation_id, meilin)
    await assign(desk, conversation_id, "liwei")


async def test_absent_and_forbidden_look_alike(desk: SupportDesk) -> None:
    private = await desk.conversation("Just talking to the bot")
    alice, meilin = await desk.agent("alice"), await desk.agent("meilin")
    async with desk.database.read() as connection:
        for conversation_id in (private, "0" * 32):
            with pytest.raises(NotFound):
                await access_conversation(connection, conversation_id, alice)
        assert (await access_conversation(connection, private, meilin)).status == "pending"


async def test_a_request_can_be_withdrawn_while_it_waits(desk: SupportDesk) -> None:
    conversation = await desk.conversation("a person please")
    await request(desk, conversation)
    async with desk.database.begin() as connection:
        assert await do_withdraw_handoff(connection, conversation)
    assert (await last_reply(desk, conversation))["response"] == "handoff.withdrawn"
    async with desk.database.begin() as connection:
        assert not await do_withdraw_handoff(connection, conversation)
    await request(desk, conversation)
    await assign(desk, conversation, "alice")
    async with desk.database.begin() as connection:
        assert not await do_withdraw_handoff(connection, conversation), "an agent is at it already"
