"""Decides which agent gets a conversation that waits: by language, by what the agent knows, by who had the account's
last conversation, and by who has least to do. If an agent has left, puts their unanswered conversations back in the
queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.support.handoff.answering import do_give, do_return_left
from bot.support.store.desk_agents import DeskAgent, Wish, list_desk_agents, list_left_alone, list_wishes
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

log = structlog.get_logger()

EVERY_SECONDS = 3.0
AWAY_GRACE = dt.timedelta(minutes=2)
OFFLINE_GRACE = dt.timedelta(minutes=5)
"""How long an agent may be away, or have no page of the console open, before their unanswered conversations go back to
the queue."""

TOPICS: dict[str, frozenset[str]] = {
    "orders": frozenset(
        ("problem", "change_order", "cancel_order", "refund", "request_invoice", "confirm_order", "ship_order")
    ),
    "trade": frozenset(
        (
            *("request_sample", "contact_supplier", "negotiate_price", "accept_quote", "place_order", "submit_quote"),
            "change_listing",
        )
    ),
    "accounts": frozenset(("become_supplier", "account_paused")),
    "checks": frozenset(("held", "not_read", "not_understood")),
}
"""Maps the topics that an agent may know to the reasons of handoffs that belong to each."""
CONTACT_ROLES = ("buyer", "supplier", "visitor")
SKILLS = (*TOPICS, *CONTACT_ROLES)


def choose_agent(wish: Wish, agents: Sequence[DeskAgent]) -> DeskAgent | None:
    """Returns the agent who gets a conversation, or None if nobody has room for it.

    The agent whom the contact asked for comes first, then the one who had the account's last
    conversation. Among the others, those come first who speak the contact's language, then those who
    know the topic, then those who know the role, and then those with the smallest part of their
    capacity in use. An agent without the language, the topic or the role gets the conversation
    rather than nobody. The agent who gave it back to the queue does not get it again.
    """
    free = [agent for agent in agents if agent.has_room and agent.id != wish.left_id]
    return min(free, key=lambda agent: _rank(wish, agent), default=None)


def _rank(wish: Wish, agent: DeskAgent) -> tuple[bool, bool, bool, bool, bool, float, float, int]:
    """Returns the sort key of an agent; the smallest gets the conversation."""
    return (
        agent.id != wish.wanted_id,
        agent.id != wish.known_id,
        wish.language not in agent.languages,
        not _knows(agent, _find_topic(wish.reason), frozenset(TOPICS)),
        not _knows(agent, wish.role, frozenset(CONTACT_ROLES)),
        agent.open / agent.capacity,
        agent.idle_since.timestamp() if agent.idle_since else 0.0,
        agent.id,
    )


def _find_topic(reason: str) -> str | None:
    return next((topic for topic, reasons in TOPICS.items() if reason in reasons), None)


def _knows(agent: DeskAgent, wanted: str | None, of_kind: frozenset[str]) -> bool:
    """Returns whether the agent is meant for this topic or role. An agent without topics is meant for all topics, and
    an agent without roles for all roles."""
    known = agent.skills & of_kind
    return wanted is None or not known or wanted in known


class Routing:
    """Gives waiting conversations to agents who are there and have room, in the order of the queue, and puts
    conversations back in the queue whose agents have left. `clock` is the marketplace's clock."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        lease: SharedLease | None = None,
        *,
        away_grace: dt.timedelta = AWAY_GRACE,
        offline_grace: dt.timedelta = OFFLINE_GRACE,
    ) -> None:
        self._database, self._clock, self._lease = database, clock, lease
        self._away_grace, self._offline_grace = away_grace, offline_grace

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`, on one gateway at a time."""
        return Job("routing", EVERY_SECONDS, self.look, lease=self._lease)

    async def look(self) -> int:
        """Puts conversations back in the queue whose agents have left, then assigns those that wait. Returns how many
        were assigned."""
        await self._return_left()
        return await self._assign()

    async def _return_left(self) -> None:
        now = system_clock()
        async with self._database.read() as connection:
            left = await list_left_alone(connection, now - self._away_grace, now - self._offline_grace)
        for one in left:
            async with self._database.begin() as connection:
                if await do_return_left(connection, one.conversation_id, one.agent_id, self._clock()):
                    log.info("a conversation went back to the queue", conversation=one.conversation_id)

    async def _assign(self) -> int:
        async with self._database.read() as connection:
            agents = await list_desk_agents(connection, system_clock())
            if not any(agent.has_room for agent in agents):
                return 0
            wishes = await list_wishes(connection)
        assigned = 0
        for wish in wishes:
            agent = choose_agent(wish, agents)
            if agent is None:
                continue
            async with self._database.begin() as connection:
                given = await do_give(connection, wish.conversation_id, agent.id)
            if given:
                assigned += 1
                busier = replace(agent, open=agent.open + 1, idle_since=system_clock())
                agents = [busier if each.id == agent.id else each for each in agents]
        return assigned
