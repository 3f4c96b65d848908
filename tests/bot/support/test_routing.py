"""Who gets a conversation: by language, knowledge, account and load; capacity and presence; what an agent who leaves
did not answer; passing on to a colleague, and assigning by a supervisor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import messages
from bot.staff.store.tables import staff_sessions
from bot.support.handoff.answering import do_assign_handoff, do_release_handoff, do_resolve_handoff
from bot.support.handoff.replying import do_reply
from bot.support.handoff.waiting import do_request_handoff
from bot.support.queue.routing import CONTACT_ROLES, SKILLS, TOPICS, Routing, choose_agent
from bot.support.store.desk_agents import DeskAgent, Wish, list_desk_agents, set_desk_agent
from bot.support.store.lines import read_conversation
from bot.support.store.tables import handoffs
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def agent(number: int, **values: Any) -> DeskAgent:
    standard: dict[str, Any] = {"languages": ("en",), "presence": "here", "is_online": True}
    return DeskAgent(number, f"a{number}", f"Agent {number}", "agent", **standard | values)


def wish(**values: Any) -> Wish:
    standard: dict[str, Any] = {
        "reason": "asked",
        "language": "en",
        "role": "buyer",
        "wanted_id": None,
        "known_id": None,
    }
    return Wish("c", **standard | values)


@pytest.mark.parametrize(
    ("wanted", "agents", "chosen"),
    [
        (wish(), [agent(1, open=2), agent(2, open=1)], 2),
        (wish(), [agent(1, open=2, capacity=9), agent(2, open=1, capacity=2)], 1),
        (wish(language="zh"), [agent(1), agent(2, open=4, languages=("zh", "en"))], 2),
        (wish(language="zh"), [agent(1), agent(2, open=5, languages=("zh",))], 1),
        (
            wish(reason="refund"),
            [agent(1, skills=frozenset(["trade"])), agent(2, open=3, skills=frozenset(["orders"]))],
            2,
        ),
        (wish(reason="refund"), [agent(1, skills=frozenset(["buyer"])), agent(2, skills=frozenset(["supplier"]))], 1),
        (wish(role="supplier"), [agent(1, skills=frozenset(["buyer"])), agent(2, skills=frozenset(["supplier"]))], 2),
        (wish(known_id=2, language="zh"), [agent(1, languages=("zh",)), agent(2, open=4)], 2),
        (wish(known_id=2, wanted_id=3), [agent(1), agent(2), agent(3, open=4)], 3),
        (wish(wanted_id=3), [agent(1), agent(3, open=5)], 1),
        (wish(left_id=1), [agent(1), agent(2, open=4)], 2),
        (wish(left_id=1), [agent(1)], None),
        (wish(), [agent(1, presence="away"), agent(2, presence="by_hand"), agent(3, is_online=False)], None),
        (wish(), [agent(1, idle_since=WORKING_HOURS), agent(2, idle_since=WORKING_HOURS - dt.timedelta(hours=1))], 2),
        (wish(), [], None),
    ],
)
def test_who_gets_it(wanted: Wish, agents: list[DeskAgent], chosen: int | None) -> None:
    got = choose_agent(wanted, agents)
    assert (got and got.id) == chosen


@given(
    st.builds(
        wish,
        reason=st.sampled_from(["asked", "refund", "held"]),
        language=st.sampled_from(["en", "zh"]),
        role=st.sampled_from(CONTACT_ROLES),
        left_id=st.none() | st.integers(1, 5),
    ),
    st.lists(
        st.builds(
            agent,
            st.integers(1, 5),
            open=st.integers(0, 6),
            presence=st.sampled_from(["here", "away", "by_hand"]),
            is_online=st.booleans(),
            languages=st.sampled_from([("en",), ("zh", "en")]),
            skills=st.frozensets(st.sampled_from(SKILLS)),
        ),
        max_size=6,
        unique_by=lambda each: each.id,
    ),
)
def test_nobody_gets_more_than_they_can_have_and_nobody_waits_while_somebody_has_room(
    wanted: Wish, agents: list[DeskAgent]
) -> None:
    chosen = choose_agent(wanted, agents)
    room = [each for each in agents if each.has_room and each.id != wanted.left_id]
    assert (chosen is None) == (not room)
    if chosen is not None:
        assert chosen in room
        speak = [each for each in room if wanted.language in each.languages]
        assert not speak or wanted.language in chosen.languages


def test_topics_name_reasons_that_exist_once() -> None:
    reasons = [reason for topic in TOPICS.values() for reason in topic]
    assert len(reasons) == len(set(reasons))


async def is_here(desk: SupportDesk, username: str, **values: Any) -> None:
    known = await desk.agent(username)
    async with desk.database.begin() as connection:
        values = {"presence": "here", "presence_since": system_clock()} | values
        await set_desk_agent(connection, known.id, **values)


async def whose(desk: SupportDesk, conversation_id: str) -> str | None:
    async with desk.database.read() as connection:
        return (await read_conversation(connection, conversation_id)).agent_name


def routing(desk: SupportDesk, **graces: dt.timedelta) -> Routing:
    return Routing(desk.database, lambda: WORKING_HOURS, **graces)


async def test_the_queue_drains_in_its_order_as_capacity_frees(desk: SupportDesk) -> None:
    await is_here(desk, "alice", capacity=2)
    async with desk.signed_in("alice") as browser:
        visitors = [await desk.waiting(key=f"v{number}") for number in range(3)]
        buyer = await desk.waiting("order?", key="b", identity=account())
        assert await routing(desk).look() == 2
        assert [await whose(desk, each) for each in (buyer, *visitors)] == ["Alice", "Alice", None, None]
        assert await routing(desk).look() == 0, "she has no room"
        await browser.step(buyer, "resolve")
        assert await routing(desk).look() == 1
        assert await whose(desk, visitors[1]) == "Alice"
        async with desk.database.read() as connection:
            text = desk.deps.renderer.text((await list_messages(connection, visitors[1]))[-1].reply or {}, "en")
        assert text.startswith("Alice has joined")


async def test_language_decides_and_the_account_comes_back_to_whom_it_knows(desk: SupportDesk) -> None:
    for name in ("alice", "liwei"):
        await is_here(desk, name)
    async with desk.signed_in("alice"), desk.signed_in("liwei"):
        chinese = await desk.waiting("你好", key="zh", language="zh")
        await routing(desk).look()
        assert await whose(desk, chinese) == "Li Wei"
        first = await desk.waiting("order?", key="telegram chat", channel="telegram", identity=account())
        alice = await desk.agent("alice")
        async with desk.database.begin() as connection:
            await do_assign_handoff(connection, first, alice)
            await do_resolve_handoff(connection, first, alice)
        for number in range(3):
            english = await desk.waiting(key=f"busy {number}")
            async with desk.database.begin() as connection:
                await do_assign_handoff(connection, english, alice)
        second = await desk.waiting("order again?", key="web", identity=account())
        await routing(desk).look()
        assert await whose(desk, second) == "Alice", "who knows the account, though she is busier"


async def test_nothing_is_assigned_to_who_takes_by_hand_is_away_or_offline(desk: SupportDesk) -> None:
    waiting = await desk.waiting()
    await is_here(desk, "liwei")  # and has no page open
    async with desk.signed_in("alice") as browser:
        assert await routing(desk).look() == 0
        await browser.post("/console/presence", presence="away")
        assert await routing(desk).look() == 0
        await browser.post("/console/presence", presence="here")
        assert 'aria-pressed="true"' in (await browser.get("/console")).text
        assert await routing(desk).look() == 1
    assert await whose(desk, waiting) == "Alice"


async def test_what_who_goes_away_did_not_answer_goes_back_after_a_grace_and_to_somebody_else(
    desk: SupportDesk,
) -> None:
    grace = dt.timedelta(minutes=2)
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei"):
        unanswered, answered = await desk.waiting(key="1"), await desk.waiting(key="2")
        for talk in (unanswered, answered):
            await alice.step(talk, "take")
        async with desk.database.begin() as connection:
            await do_reply(connection, answered, await desk.agent("alice"), "I am asking the forwarder")
        await desk.says(unanswered, "Are you there?")
        await alice.post("/console/presence", presence="away")
        await is_here(desk, "liwei")
        await routing(desk, away_grace=grace).look()
        assert await whose(desk, unanswered) == "Alice", "within the grace"
        long_ago = system_clock() - grace - dt.timedelta(seconds=1)
        await is_here(desk, "alice", presence="away", presence_since=long_ago)
        await routing(desk, away_grace=grace).look()
        assert await whose(desk, unanswered) == "Alice", "she has only just taken it"
        async with desk.database.begin() as connection:
            await connection.execute(update(handoffs).values(assigned_at=long_ago))
        await routing(desk, away_grace=grace).look()
        assert await whose(desk, unanswered) == "Li Wei"
        assert await whose(desk, answered) == "Alice", "it is the contact's turn"


async def test_who_answers_though_away_keeps_the_conversation(desk: SupportDesk) -> None:
    grace, long_ago = dt.timedelta(minutes=2), system_clock() - dt.timedelta(minutes=20)
    async with desk.signed_in("alice") as alice:
        talk = await desk.waiting()
        await alice.step(talk, "take")
        await is_here(desk, "alice", presence="away", presence_since=long_ago)
        async with desk.database.begin() as connection:
            await connection.execute(update(handoffs).values(assigned_at=long_ago))
            await do_reply(connection, talk, await desk.agent("alice"), "I am asking the forwarder")
        await desk.says(talk, "Thank you. And the second order?")
        await routing(desk, away_grace=grace).look()
        assert await whose(desk, talk) == "Alice"
        async with desk.database.begin() as connection:
            await connection.execute(update(messages).values(created_at=long_ago))
        await routing(desk, away_grace=grace).look()
        assert await whose(desk, talk) is None


async def test_what_was_open_when_the_console_was_closed_goes_back_too(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        talk = await desk.waiting()
        await alice.step(talk, "take")
        await desk.says(talk, "Are you there?")
    look = routing(desk, offline_grace=dt.timedelta(minutes=5)).look
    await look()
    assert await whose(desk, talk) == "Alice"
    long_ago = system_clock() - dt.timedelta(minutes=6)
    async with desk.database.begin() as connection:
        await connection.execute(update(staff_sessions).values(seen_at=long_ago))
    await look()
    assert await whose(desk, talk) is None
    async with desk.database.read() as connection:
        text = desk.deps.renderer.text((await list_messages(connection, talk))[-1].reply or {}, "en")
    assert text.startswith("Alice had to leave. You are back in the queue at your old place, as number 1")


async def test_who_gives_one_back_does_not_get_it_again(desk: SupportDesk) -> None:
    await is_here(desk, "alice")
    async with desk.signed_in("alice"):
        talk = await desk.waiting()
        await routing(desk).look()
        async with desk.database.begin() as connection:
            await do_release_handoff(connection, talk, await desk.agent("alice"), WORKING_HOURS)
        assert await routing(desk).look() == 0


async def test_a_conversation_is_passed_on_with_a_note_and_the_contact_reads_to_whom(desk: SupportDesk) -> None:
    talk = await desk.waiting("货到哪了？", language="zh")
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await alice.step(talk, "take")
        assert (await liwei.step(talk, "pass-on", colleague="alice")).status_code == 409
        passed = await alice.step(talk, "pass-on", colleague="liwei", note="She writes Chinese, please go on")
        assert passed.status_code == 303
        page = (await liwei.read(talk)).text
        assert "She writes Chinese, please go on" in page
        assert "已转交 · Li Wei" in page
        assert "/console/conversations/" in (await liwei.get("/console")).text
    assert await whose(desk, talk) == "Li Wei"
    async with desk.database.read() as connection:
        shown = await list_messages(connection, talk)
    assert desk.deps.renderer.text(shown[-1].reply or {}, "zh") == (
        "客服Alice已将会话转交给Li Wei，接下来由其为您服务。"
    )
    assert not any("Chinese" in (row.text or "") for row in shown), "the note is for staff"


@pytest.mark.parametrize(("colleague", "words"), [("nobody", "Choose a colleague"), ("alice", "has this conversation")])
async def test_it_is_passed_on_to_a_colleague_who_works_here(desk: SupportDesk, colleague: str, words: str) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "take")
        refused = await alice.step(talk, "pass-on", colleague=colleague)
    assert refused.status_code == 409
    assert words in refused.text
    assert await whose(desk, talk) == "Alice"


async def test_a_supervisor_assigns_what_waits_and_an_agent_does_not(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("liwei") as liwei, desk.signed_in("meilin") as meilin:
        assert (await liwei.step(talk, "pass-on", colleague="alice")).status_code == 409
        page = (await meilin.read(talk)).text
        assert re.search(r'<option value="alice">Alice', page)
        assert (await meilin.step(talk, "pass-on", colleague="alice")).status_code == 303
    assert await whose(desk, talk) == "Alice"


async def test_an_admin_says_how_much_and_what_somebody_gets(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        fields = {"capacity": "2", "skill": "orders"}
        assert (await admin.post("/console/staff/alice/desk", **fields)).status_code == 303
        assert (await admin.post("/console/staff/alice/desk", capacity="0")).status_code == 409
        page = (await admin.get("/console/staff/alice")).text
        assert 'value="orders" checked' in page
    async with desk.database.read() as connection:
        (alice,) = (each for each in await list_desk_agents(connection, system_clock()) if each.username == "alice")
    assert (alice.capacity, alice.skills) == (2, frozenset(["orders"]))


async def test_a_request_of_long_ago_is_not_lost_when_nobody_is_there(desk: SupportDesk) -> None:
    talk = await desk.conversation("help")
    async with desk.database.begin() as connection:
        await do_request_handoff(connection, talk, "asked", WORKING_HOURS)
    assert await routing(desk).look() == 0
    assert await whose(desk, talk) is None
