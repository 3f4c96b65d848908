"""Defines the facts from which reports are counted. bot/support/reports/store.py reads them from the database, and
bot/support/reports/figures.py counts them, without access to the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

DONE = frozenset(
    f"utter_{name}"
    for name in (
        *("quote_sent", "quote_sent_one", "quote_accepted", "quote_declined", "request_withdrawn", "request_changed"),
        *("counter_sent", "counter_agreed", "counter_agreed_supplier", "counter_declined", "quotation_withdrawn"),
        *("quotation_sent", "quotation_price_changed", "quotation_agreed", "order_changed_now", "change_asked"),
        *("order_cancelled_now", "cancel_asked", "cancel_agreed", "change_agreed", "arrived_now", "part_arrived_now"),
        *("order_confirmed", "orders_confirmed", "order_declined_now", "order_shipped_now", "part_shipped_now"),
        *("production_started_now", "production_finished_now", "production_ship_day_now", "production_late_now"),
        *("tracking_corrected_now", "claim_sent", "question_sent", "answer_sent", "sample_requested", "paper_sent"),
        *(f"claim_done_{what}_buyer" for what in ("accept", "decline", "escalate", "withdraw")),
        *(f"claim_done_{what}_supplier" for what in ("accept", "offer", "refuse")),
        *(f"sample_done_{what}" for what in ("accept", "quote", "decline", "agree", "cancel", "ship", "receive")),
    )
)
"""Replies that report success. The assistant sends them only after the marketplace's database has recorded what the
contact wanted."""


@dataclass(frozen=True)
class Period:
    """Holds the days of a report, from `first` to `last`, in the desk's time zone."""

    first: dt.date
    last: dt.date
    zone: str

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time(), ZoneInfo(self.zone)).astimezone(dt.UTC)

    @property
    def ends(self) -> dt.datetime:
        following = self.last + dt.timedelta(days=1)
        return dt.datetime.combine(following, dt.time(), ZoneInfo(self.zone)).astimezone(dt.UTC)

    @property
    def days(self) -> Sequence[dt.date]:
        return [self.first + dt.timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def find_day(self, moment: dt.datetime) -> dt.date:
        """Returns the day of a moment in the desk's time zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True)
class Spoken:
    """Says how many messages the contact and agents wrote in a conversation within a quarter of an hour. Days in every
    time zone begin at the beginning of a quarter."""

    conversation_id: str
    quarter: dt.datetime
    by_contact: int
    by_agent: int


@dataclass(frozen=True)
class Talk:
    """Describes a conversation: its channel, and the language and role of its contact."""

    channel: str
    language: str
    role: str


@dataclass(frozen=True)
class Moment:
    """Says that something happened in a conversation: a request for a person with its reason, the end of such a
    request, or the moment at which the marketplace recorded what the contact wanted."""

    conversation_id: str
    at: dt.datetime
    what: str = ""


@dataclass(frozen=True)
class Clock:
    """Describes how well a request for a person kept its targets: the seconds of each wait by target, those until it
    was settled (None if it was not), and which targets it missed."""

    waits: Sequence[tuple[str, int]]
    settled_seconds: int | None
    late: frozenset[str]
    late_replies: int


@dataclass(frozen=True)
class Opinion:
    """Describes a contact's answer to the question whether they were helped."""

    conversation_id: str
    about: str
    asked_at: dt.datetime
    score: int | None
    reason: str | None


@dataclass(frozen=True)
class Facts:
    """Holds everything that a report is counted from."""

    talks: Mapping[str, Talk] = field(default_factory=dict)
    spoken: Sequence[Spoken] = ()
    requests: Sequence[Moment] = ()
    endings: Sequence[Moment] = ()
    done: Sequence[Moment] = ()
    clocks: Sequence[Clock] = ()
    opinions: Sequence[Opinion] = ()
    topics: Mapping[str, int] = field(default_factory=dict)
    read_messages: int = 0
    not_understood: Mapping[str, int] = field(default_factory=dict)
