"""The states of a request for a person: the table of steps, whatever is tried in whichever order, what is recorded,
and what happens at the same moment."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import conversations, inbound, messages
from bot.staff.store.agents import Agent, find_credentials
from bot.staff.store.tables import agents, staff_sessions
from bot.support.handoff.access import NotFound
from bot.support.handoff.answering import do_assign_handoff, do_release_handoff, do_resolve_handoff
from bot.support.handoff.replying import do_reply
from bot.support.handoff.waiting import (
    REOPENS_WITHIN,
    do_drop_left,
    do_keep_reach,
    do_request_handoff,
    do_withdraw_handoff,
)
from bot.support.store.lifecycle import ACTIVE, ENDED, STEPS, WAITING, State, StepName, WrongStep, advance
from bot.support.store.lines import read_conversation
from bot.support.store.queue.queue import read_queue
from bot.support.store.queue.waiting_visitors import list_left
from bot.support.store.tables import handoff_steps, handoffs
from foundation.clock import system_clock
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, support_desk
from tests.fakes.storms import choose_size

NIGHT = WORKING_HOURS.replace(hour=18)
AT_ONCE = 10
ROUNDS = {"postgresql": choose_size(30, 100), "sqlite": choose_size(10, 20)}
"""How often `AT_ONCE` messages are sent: a thousand in the whole storm; fewer on SQLite, where transactions write one after the
other, so that only their order can differ."""


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


@given(st.lists(st.sampled_from([*STEPS]), max_size=40))
def test_whatever_is_tried_a_request_is_in_one_state_of_the_table(steps: list[StepName]) -> None:
    state: State | None = None
    for step in steps:
        try:
            state = advance(state, step)
        except WrongStep:
            assert state is None or state not in STEPS[step].before
            continue
        assert state == STEPS[step].after
    assert state is None or (state in ACTIVE) != (state in ENDED)


def test_every_state_can_be_reached_and_left_as_the_table_says() -> None:
    assert {*ACTIVE, *ENDED} == {step.after for step in STEPS.values()}
    assert set(WAITING) < set(ACTIVE)
    left = {state for step in STEPS.values() for state in step.before}
    assert left == {*ACTIVE, "resolved"}, "of what has ended, only what was resolved opens again"


@pytest.mark.parametrize("seed", range(8))
async def test_any_order_of_what_people_do_leaves_the_desk_consistent(desk: SupportDesk, seed: int) -> None:
    """Does what customers, agents and the gateway may do, in a random order, and looks after each step."""
    chance = random.Random(seed)
    conversation_id = await desk.conversation("I need help")
    alice, liwei = await desk.agent("alice"), await desk.agent("liwei")
    long_ago = system_clock() + dt.timedelta(hours=1)
    moves: list[Callable[..., Awaitable[object]]] = [
        lambda connection: do_request_handoff(connection, conversation_id, "asked", WORKING_HOURS),
        lambda connection: do_assign_handoff(connection, conversation_id, alice),
        lambda connection: do_assign_handoff(connection, conversation_id, liwei),
        lambda connection: do_release_handoff(connection, conversation_id, alice),
        lambda connection: do_resolve_handoff(connection, conversation_id, liwei),
        lambda connection: do_resolve_handoff(connection, conversation_id, alice, hand_back=True),
        lambda connection: do_withdraw_handoff(connection, conversation_id),
        lambda connection: do_drop_left(connection, conversation_id, long_ago),
    ]
    for _ in range(40):
        with contextlib.suppress(Explain, NotFound):
            async with desk.database.begin() as connection:
                await chance.choice(moves)(connection)
        await _is_consistent(desk, conversation_id)


async def _is_consistent(desk: SupportDesk, conversation_id: str) -> None:
    async with desk.database.read() as connection:
        talk = (await connection.execute(select(conversations).where(conversations.c.id == conversation_id))).one()
        rows = (await connection.execute(select(handoffs))).all()
        steps = (await connection.execute(select(handoff_steps).order_by(handoff_steps.c.id))).all()
    active = [row for row in rows if row.state in ACTIVE]
    assert len(active) <= 1
    assert talk.in_queue == any(row.state in WAITING for row in active)
    assert (talk.status == "open") == any(row.state == "assigned" for row in active)
    assert talk.agent_id == (active[0].agent_id if talk.status == "open" else None)
    for row in rows:
        state: State | None = None
        for step in (each for each in steps if each.handoff_id == row.id):
            state = advance(state, step.step)
            assert step.state == state
            assert (step.seconds is None) == (step.step == "request")
        assert state == row.state
        assert (row.resolved_at is not None) == (row.state in ENDED)


async def _ask(desk: SupportDesk, conversation_id: str, now: dt.datetime = WORKING_HOURS) -> None:
    async with desk.database.begin() as connection:
        await do_request_handoff(connection, conversation_id, "asked", now)


async def _resolved_by(desk: SupportDesk, username: str) -> str:
    conversation_id = await desk.waiting("Where is my order?")
    agent = await desk.agent(username)
    async with desk.database.begin() as connection:
        await do_assign_handoff(connection, conversation_id, agent)
        await do_resolve_handoff(connection, conversation_id, agent)
    return conversation_id


async def _said(desk: SupportDesk, conversation_id: str) -> str:
    async with desk.database.read() as connection:
        reply = (await list_messages(connection, conversation_id))[-1].reply
    assert reply
    return desk.deps.renderer.text(reply, "en")


async def test_who_asks_again_soon_gets_the_same_agent_at_once(desk: SupportDesk) -> None:
    conversation_id = await _resolved_by(desk, "liwei")
    async with desk.signed_in("alice"), desk.signed_in("liwei"):
        await _ask(desk, conversation_id)
    async with desk.database.read() as connection:
        line = await read_conversation(connection, conversation_id)
    assert (line.status, line.agent_name) == ("open", "Li Wei")
    assert (await _said(desk, conversation_id)).startswith("Li Wei, who helped you before, has joined")


async def test_who_asks_again_while_that_agent_is_away_waits_and_others_see_for_whom(desk: SupportDesk) -> None:
    conversation_id = await _resolved_by(desk, "liwei")
    await _ask(desk, conversation_id)
    assert "Li Wei, who helped you before, is asked first" in await _said(desk, conversation_id)
    async with desk.signed_in("alice") as alice:
        page = await alice.get("/console")
        assert "for Li Wei" in page.text
        await alice.step(conversation_id, "take")
        talk = await alice.read(conversation_id)
    async with desk.database.read() as connection:
        assert (await read_conversation(connection, conversation_id)).agent_name == "Alice"
        assert len((await connection.execute(select(handoffs.c.id))).all()) == 1, "it is the same request"
    for words in ("Asked for a person", "Resolved · Li Wei", "Opened again", "Taken · Alice"):
        assert words in talk.text


@pytest.mark.parametrize("why", ["too late", "handed back", "has left", "held words"])
async def test_a_new_request_is_made_when_there_is_nobody_to_come_back_to(desk: SupportDesk, why: str) -> None:
    conversation_id = await _resolved_by(desk, "liwei")
    async with desk.database.begin() as connection:
        if why == "too late":
            long_ago = system_clock() - REOPENS_WITHIN - dt.timedelta(minutes=1)
            await connection.execute(update(handoffs).values(resolved_at=long_ago))
        elif why == "handed back":
            await connection.execute(update(handoffs).values(state="returned"))
        elif why == "has left":
            await connection.execute(update(agents).where(agents.c.username == "liwei").values(active=False))
    async with desk.database.begin() as connection:
        reason = "held" if why == "held words" else "asked"
        await do_request_handoff(connection, conversation_id, reason, WORKING_HOURS)
    async with desk.database.read() as connection:
        states = (await connection.execute(select(handoffs.c.state).order_by(handoffs.c.requested_at))).scalars().all()
    assert states[-1] == "requested"
    assert len(states) == 2


async def test_a_message_left_out_of_hours_is_kept_said_back_and_waits_for_the_morning(desk: SupportDesk) -> None:
    conversation_id = await desk.conversation("My tea sets arrived broken")
    await _ask(desk, conversation_id, NIGHT)
    asked = await _said(desk, conversation_id)
    assert "write your e-mail address or telephone number" in asked
    async with desk.database.begin() as connection:
        assert await do_keep_reach(connection, conversation_id, "anna@nordmarkt.example", NIGHT)
    kept = await _said(desk, conversation_id)
    async with desk.database.read() as connection:
        reference = (await read_conversation(connection, conversation_id)).reference
    assert reference
    assert reference in asked
    for words in ("anna@nordmarkt.example", reference, "back on Thursday 26 Nov, 09:00 Beijing time"):
        assert words in kept
    tomorrow = system_clock() + dt.timedelta(hours=12)
    async with desk.database.begin() as connection:
        assert await list_left(connection, tomorrow) == []
        assert not await do_drop_left(connection, conversation_id, tomorrow), "who can be reached stays"
        assert (await read_queue(connection, await desk.agent("alice"))).waiting_count == 1
    async with desk.signed_in("alice") as alice:
        page = (await alice.read(conversation_id)).text
        assert "anna@nordmarkt.example" in page
        assert reference in page


async def test_contact_details_of_who_waits_are_kept_in_both_languages_and_others_go_to_the_assistant(
    gateway: Gateway,
) -> None:
    for language, words, reach in (
        ("en", "please mail me at anna@nordmarkt.example, thanks", "anna@nordmarkt.example"),
        ("zh", "我的电话是13812345678，请回电", "13812345678"),
    ):
        client = await ChatClient.open(gateway.address, language=language)
        assert (await client.say(words))[-1]["text"] == f"1: {words}", "who does not wait talks to the assistant"
        await client.say("a person please" if language == "en" else "person 请转人工")
        (kept,) = await client.say(words)
        assert reach in kept["text"]
        assert "CS-" in kept["text"]
        assert (await client.say("where is ORD-100234"))[-1]["text"].endswith("where is ORD-100234")
        await client.close()
    async with gateway.caravan.database.read() as connection:
        found = (await connection.execute(select(handoffs.c.reach_at).order_by(handoffs.c.requested_at))).scalars()
        assert [*found] == ["anna@nordmarkt.example", "13812345678"]


async def test_what_was_written_at_the_moment_of_resolving_is_read_first(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("Where is my order?")
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        page = await alice.read(conversation_id)
        seen = page.text.rpartition('data-id="')[2].partition('"')[0]
        written = await desk.says(conversation_id, "One more thing: the colour is wrong")
        for step in ("resolve", "hand-back"):
            refused = await alice.step(conversation_id, step, seen=seen)
            assert refused.status_code == 409
            assert "The contact has written at the same moment" in refused.text
            assert "the colour is wrong" in refused.text
        assert (await alice.step(conversation_id, "resolve", seen=str(written))).status_code == 303


async def test_hundreds_of_messages_at_the_moment_of_take_and_resolve_are_answered_once_by_whoever_has_it(
    gateway: Gateway,
) -> None:
    rounds = ROUNDS["sqlite" if gateway.caravan.database.is_sqlite else "postgresql"]
    clients = [await ChatClient.open(gateway.address, language="en") for _ in range(AT_ONCE)]
    async with gateway.caravan.database.read() as connection:
        known = await find_credentials(connection, "alice")
    assert known
    await asyncio.gather(
        *(_talk(gateway, client, known.agent, number, rounds) for number, client in enumerate(clients))
    )
    for client in clients:
        await client.close()
    async with gateway.caravan.database.read() as connection:
        rows = (await connection.execute(select(messages).order_by(messages.c.conversation_id, messages.c.id))).all()
        arrived = (await connection.execute(select(inbound))).all()
    assert len(arrived) == AT_ONCE * rounds
    by_agent = {row.conversation_id: 0 for row in arrived}
    for row in arrived:
        assert row.handled_at is not None
        by_agent[row.conversation_id] += row.handled_by == "agent"
    for client in clients:
        open_to_agent, echoed = False, 0
        for row in (each for each in rows if each.conversation_id == client.conversation):
            response = (row.reply or {}).get("response")
            if response in ("handoff.joined", "handoff.rejoined"):
                open_to_agent = True
            elif response in ("handoff.resolved", "handoff.handed_back"):
                open_to_agent = False
            elif response == "test.echo":
                assert not open_to_agent, "the bot spoke while an agent had the conversation"
                echoed += 1
        assert echoed + by_agent[client.conversation] == rounds, "each is answered by one of the two"
    assert 0 < sum(by_agent.values()) < AT_ONCE * rounds, "both had some, or nothing was tried"


async def _talk(gateway: Gateway, client: ChatClient, agent: Agent, seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    for number in range(rounds):
        await asyncio.gather(
            client.say(f"message {number}"), _change_hands(gateway, client.conversation, agent, chance.random() / 20)
        )


async def _change_hands(gateway: Gateway, conversation_id: str, agent: Agent, pause: float) -> None:
    """Takes the conversation, or gives it back, at some moment of a turn. On a loaded machine it may wait too long for its lock,
    which the agent would be told."""
    await asyncio.sleep(pause)
    with contextlib.suppress(DatabaseUnavailable):
        await _take_or_give_back(gateway, conversation_id, agent, pause)


async def _take_or_give_back(gateway: Gateway, conversation_id: str, agent: Agent, pause: float) -> None:
    async with gateway.caravan.database.begin() as connection:
        status = select(conversations.c.status).where(conversations.c.id == conversation_id)
        if (await connection.execute(status)).scalar_one() == "open":
            await do_reply(connection, conversation_id, agent, "Done")
            await do_resolve_handoff(connection, conversation_id, agent, hand_back=pause < 0.02)
        else:
            await do_request_handoff(connection, conversation_id, "asked", WORKING_HOURS)
            await connection.execute(update(staff_sessions).values(seen_at=None))
            await do_assign_handoff(connection, conversation_id, agent)
