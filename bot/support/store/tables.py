"""Defines the tables of handoffs (requests for an agent) and of their steps, of the calendar of working hours, of what
agents note about conversations, and of agents' replies, by which a reply that is sent twice is recognised."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from bot.conversation.store.tables import conversations
from bot.staff.store.tables import agents
from bot.support.store.lifecycle import ACTIVE, ENDED
from foundation.database.columns import BigId, Id, Json, UtcDateTime, build_metadata
from foundation.database.personal import holds_until

metadata = build_metadata()

_IS_ACTIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in ACTIVE)))

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column(
        "state",
        String(16),
        nullable=False,
        comment="requested, reopened, assigned, resolved, returned, expired",
        info=holds_until(*ENDED),
    ),
    Column("reason", String(40), nullable=False),
    Column("agent_id", Integer, ForeignKey(agents.c.id)),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, comment="when the web chat of who waits was last open"),
    Column("assigned_at", UtcDateTime),
    Column("resolved_at", UtcDateTime, comment="when it ended, in whichever way"),
    Column("state_since", UtcDateTime, comment="when the state last changed; null: as it was requested"),
    Column("reach_at", String(254), comment="where the contact wants to be reached, as they wrote it"),
    Column("told_place", Integer, comment="the number in the queue that the contact was told last"),
    Column("told_minutes", Integer, comment="the waiting time that they were told last; null: that it is unknown"),
    Column("told_at", UtcDateTime),
    Index("uq_handoffs_active", "conversation_id", unique=True, sqlite_where=_IS_ACTIVE, postgresql_where=_IS_ACTIVE),
    Index(None, "state", "requested_at"),
)

handoff_steps = Table(
    "handoff_steps",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("handoff_id", Id, ForeignKey(handoffs.c.id), nullable=False),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("step", String(16), nullable=False, comment="of bot/support/store/lifecycle.py"),
    Column("state", String(16), nullable=False, comment="to which it led"),
    Column("reason", String(40), comment="why, for a request"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who has it then, or had it"),
    Column("at", UtcDateTime, nullable=False),
    Column("seconds", BigInteger, comment="how long the state before lasted"),
    Column("place", Integer, comment="the number in the queue at a request that agents were there for"),
    Index(None, "handoff_id"),
    Index(None, "conversation_id"),
    Index(None, "step", "at"),
)

desk_calendars = Table(
    "desk_calendars",
    metadata,
    Column(
        "id", Integer, primary_key=True, autoincrement=True, comment="the newest row counts, the others are history"
    ),
    Column(
        "calendar", Json, nullable=False, comment="shifts, holidays and additional days, as in bot/support/hours.py"
    ),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False, comment="who changed it"),
    Column("created_at", UtcDateTime, nullable=False),
)

handoff_clocks = Table(
    "handoff_clocks",
    metadata,
    Column("handoff_id", Id, ForeignKey(handoffs.c.id), primary_key=True),
    Column(
        "started_at", UtcDateTime, primary_key=True, comment="when it was requested; one that is reopened starts anew"
    ),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("basis", String(80), nullable=False, comment="of what it was computed: when that changes, so does the rest"),
    Column("priority", String(8), nullable=False),
    Column("waits", Json, nullable=False, comment="[{target, since, until, seconds, late}, …]: when an answer was due"),
    Column(
        "seconds",
        BigInteger,
        nullable=False,
        comment="of working hours in which an answer was due, without the wait that lasts",
    ),
    Column("late", String(40), nullable=False, server_default="", comment="the targets that were missed"),
    Column("due_at", UtcDateTime, comment="when the next target is missed; null while the contact has the turn"),
    Column("due_target", String(16)),
    Column("warn_at", UtcDateTime, comment="when the agents are warned of that"),
    Column("warned_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "conversation_id"),
    Index(None, "ended_at"),
    Index(None, "started_at"),
)

desk_targets = Table(
    "desk_targets",
    metadata,
    Column(
        "id", Integer, primary_key=True, autoincrement=True, comment="the newest row counts, the others are history"
    ),
    Column("targets", Json, nullable=False, comment="minutes of working hours by priority and target"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), nullable=False, comment="who changed them"),
    Column("created_at", UtcDateTime, nullable=False),
)

desk_agents = Table(
    "desk_agents",
    metadata,
    Column("agent_id", Integer, ForeignKey(agents.c.id), primary_key=True, autoincrement=False),
    Column("presence", String(16), nullable=False, server_default="by_hand", comment="by_hand, here, away"),
    Column("presence_since", UtcDateTime),
    Column("capacity", Integer, nullable=False, server_default="5", comment="how many open conversations at most"),
    Column(
        "skills",
        String(200),
        nullable=False,
        server_default="",
        comment="topics and roles, of bot/support/queue/routing.py",
    ),
)

conversation_marks = Table(
    "conversation_marks",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("priority", String(8), nullable=False, server_default="normal", comment="of bot/support/marks.py"),
    Column("snoozed_until", UtcDateTime, comment="put aside until then, or until the contact writes"),
    Column("snoozed_at", Integer, comment="the last message of the conversation when it was put aside"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who put it aside"),
)

conversation_labels = Table(
    "conversation_labels",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("label", String(40), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who put it there"),
    Index(None, "label"),
)

conversation_reads = Table(
    "conversation_reads",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), primary_key=True, autoincrement=False),
    Column("through", Integer, nullable=False, comment="the last message that the agent has seen"),
    Column("at", UtcDateTime, nullable=False),
)

conversation_attention = Table(
    "conversation_attention",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("agent_id", Integer, ForeignKey(agents.c.id), primary_key=True, autoincrement=False),
    Column("looked_at", UtcDateTime, nullable=False, comment="when the agent last had its page open"),
    Column("typed_at", UtcDateTime, comment="when the agent last wrote at a reply or note; null: not now"),
    Column("is_note", Boolean, nullable=False, server_default=text("false"), comment="what is written is a note"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("conversation_id", Id, ForeignKey(conversations.c.id), primary_key=True),
    Column("message_id", Integer, primary_key=True, autoincrement=False, comment="the note"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), primary_key=True, autoincrement=False, comment="who is named"),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "agent_id"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("about", String(8), nullable=False, comment="agent, bot, answer"),
    Column("message_id", Integer, comment="the answer that was marked as helpful or not"),
    Column("handoff_id", Id, ForeignKey(handoffs.c.id)),
    Column("agent_id", Integer, ForeignKey(agents.c.id)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("score", Integer, comment="3 good, 2 fair, 1 bad; null: not answered"),
    Column("reason", String(16)),
    Column("rated_at", UtcDateTime),
    Index(None, "conversation_id"),
    Index(None, "asked_at"),
    UniqueConstraint("conversation_id", "message_id"),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("shortcut", String(40), nullable=False, unique=True, comment="what agents type after the slash"),
    Column("texts", Json, nullable=False, comment="the text in each language that it was written in, with {variables}"),
    Column("agent_id", Integer, ForeignKey(agents.c.id), comment="who changed it last"),
    Column("updated_at", UtcDateTime, nullable=False),
)

agent_replies = Table(
    "agent_replies",
    metadata,
    Column(
        "key", String(64), primary_key=True, comment="hash of the form's token and the text: sent again, it is the same"
    ),
    Column("conversation_id", Id, ForeignKey(conversations.c.id), nullable=False),
    Column("message_id", Integer, nullable=False),
)
