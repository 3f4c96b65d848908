"""Keeps the queue on a page current: it sends the lines that came, changed or left, and the new
counts. The whole queue is sent only when a stream begins.

A broken stream begins anew, so nothing must be remembered about what a browser has received.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.console.security import PREFIX
from bot.console.views import Views
from bot.staff.store.agents import StaffSession
from bot.support.store.desk import ConversationLine, Queue, list_newest_requests, list_online_agents, read_queue
from bot.support.store.queue_order import QueuePlace
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.visible import visible

SECTIONS = ("waiting", "mine", "others")
HEARD_OF = dt.timedelta(hours=1)
"""Requests that are older than this when a stream begins are not announced."""
OVERLAP = dt.timedelta(minutes=1)
"""A request becomes visible with its commit, somewhat later than its own time says."""


def event(data: str, *, name: str = "", event_id: str = "") -> str:
    """Returns the text of one server-sent event."""
    lines = [f"event: {name}"] if name else []
    lines += [f"id: {event_id}"] if event_id else []
    return "\n".join([*lines, *(f"data: {line}" for line in data.splitlines() or [""])]) + "\n\n"


@dataclass(frozen=True)
class Shown:
    """Holds what a page shows: its part of the queue, and the ids of agents that are online."""

    queue: Queue
    online: set[int]


@dataclass(frozen=True)
class Insertion:
    """Holds new lines of a list, and the id of the line after which they stand. None stands for the
    beginning of the list."""

    section: str
    after: str | None
    lines: Sequence[ConversationLine]


@dataclass(frozen=True)
class Difference:
    """Holds what turns one state of the page into another. `whole` lists the sections that must be
    sent completely, because they become empty or stop being empty."""

    whole: list[str]
    left: list[str]
    changed: list[tuple[str, ConversationLine]]
    came: list[Insertion]


class QueueFeed:
    """Sends the lists of waiting and open conversations whenever they change. `after` is the place
    at which the queue's page begins."""

    def __init__(
        self, views: Views, session: StaffSession, current: str | None, after: QueuePlace | None = None
    ) -> None:
        self._views = views
        self._session = session
        self._current = current
        self._after = after
        self._shown: Shown | None = None
        self._began_at = system_clock()
        self._news_since = self._began_at - HEARD_OF
        self._alerted: set[str] = set()

    async def changes(self, connection: Connection) -> list[str]:
        queue = await read_queue(connection, self._session.agent, self._after)
        shown = Shown(queue, await list_online_agents(connection, system_clock()))
        before, self._shown = self._shown, shown
        if shown == before:
            return []
        alerts = await self._find_alerts(connection, queue)
        news = {"waiting": queue.waiting_count, "alerts": alerts}
        attention = event(json.dumps(news, ensure_ascii=False), name="attention")
        if before is None:
            return [event(self._render("_queue_live.html", shown)), attention]
        html = self._render("_queue_changes.html", shown, difference=compare(before, shown), before=before.queue)
        if not html.strip():
            return [attention] if alerts else []
        return [event(html), attention]

    def _render(self, template: str, shown: Shown, **values: Any) -> str:
        values |= {"queue": shown.queue, "online": shown.online, "session": self._session, "current": self._current}
        return self._views.render_part(self._session.language, template, **values, page=self._after)

    async def _find_alerts(self, connection: Connection, queue: Queue) -> list[dict[str, str]]:
        """Returns the alerts for the agent that this stream has not sent yet. The same event always
        has the same `key`."""
        requests = await list_newest_requests(connection, self._news_since)
        self._news_since = self._began_at - OVERLAP
        alerts = [self._build_alert(line, f"{line.id} {line.requested_at}") for line in requests]
        alerts += [self._build_alert(line, f"{line.id} {line.updated_at}") for line in queue.mine if line.answer_due]
        fresh = [alert for alert in alerts if alert["key"] not in self._alerted]
        self._alerted |= {alert["key"] for alert in fresh}
        return fresh

    def _build_alert(self, line: ConversationLine, key: str) -> dict[str, str]:
        language = self._session.language
        return {
            "key": key,
            "title": self._views.who(line, language),
            "body": visible(line.excerpt) or self._views.reason(line, language),
            "url": f"{PREFIX}/conversations/{line.id}",
        }


def compare(before: Shown, now: Shown) -> Difference:
    """Returns the changes for a page that shows `before`."""
    whole, left, changed, came = [], [], [], []
    for section in SECTIONS:
        old, new = getattr(before.queue, section), getattr(now.queue, section)
        if _find_kind(before.queue, section) != _find_kind(now.queue, section):
            whole.append(section)
            # A line that moves to another list is removed here before it is inserted there.
            left += [line.id for line in old]
            continue
        if section == "others" and before.online != now.online:
            changed += [(section, line) for line in _find_changed_presence(old, new, before.online ^ now.online)]
        left_here, changed_here, came_here = _compare(section, old, new)
        left += left_here
        changed += [(section, line) for line in changed_here if (section, line) not in changed]
        came += came_here
    return Difference(whole, left, changed, came)


def _find_kind(queue: Queue, section: str) -> tuple[bool, bool]:
    """Returns whether a section has lines on this page, and whether it has any on any page."""
    lines, count = getattr(queue, section), getattr(queue, f"{section}_count")
    return bool(lines), bool(lines or count)


def _find_changed_presence(
    old: Sequence[ConversationLine], new: Sequence[ConversationLine], agents: set[int]
) -> Iterator[ConversationLine]:
    """Returns the lines that stay and whose agent went online or offline."""
    known = {line.id for line in old}
    return (line for line in new if line.id in known and line.agent_id in agents)


def _compare(
    section: str, old: Sequence[ConversationLine], new: Sequence[ConversationLine]
) -> tuple[list[str], list[ConversationLine], list[Insertion]]:
    """Returns the ids of lines that leave a list, the lines that stay but changed, and the lines
    that come into it."""
    left, changed, came = [], [], []
    matcher = SequenceMatcher(None, [line.id for line in old], [line.id for line in new], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(old[old_from:old_to], new[new_from:new_to], strict=True)
            changed += [after for before, after in pairs if before != after]
            continue
        left += [line.id for line in old[old_from:old_to]]
        if new_from < new_to:
            # The line before a block that differs is one that stays, so the page still shows it.
            came.append(Insertion(section, old[old_from - 1].id if old_from else None, new[new_from:new_to]))
    return left, changed, came
