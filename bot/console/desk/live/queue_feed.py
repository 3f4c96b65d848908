"""Keeps the lists of conversations on a console page current, by server-sent events with the lines
that were added, changed or removed, and the new counts. The whole lists are sent only when a stream
begins.

After a broken stream a new one begins with the whole lists, so the server does not record what a
browser has received.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.console.desk.live.board import Reading
from bot.console.protection.security import PREFIX
from bot.console.views import Views
from bot.staff.store.agents import StaffSession
from bot.support.store.lines import ConversationLine
from bot.support.store.queue.queue import Queue, build_queue, read_queue
from bot.support.store.queue_order import QueuePlace
from foundation.database.announcing import Connection
from foundation.visible import visible

SECTIONS = ("waiting", "mine", "others")


def event(data: str, *, name: str = "", event_id: str = "") -> str:
    """Returns the text of one server-sent event."""
    lines = [f"event: {name}"] if name else []
    lines += [f"id: {event_id}"] if event_id else []
    return "\n".join([*lines, *(f"data: {line}" for line in data.splitlines() or [""])]) + "\n\n"


@dataclass(frozen=True)
class Shown:
    """Holds what a page shows: its part of the lists, and the ids of the agents who are online."""

    queue: Queue
    online: set[int]


@dataclass(frozen=True)
class Insertion:
    """Holds new lines of a list, and the id of the line after which to insert them, or None for the
    beginning of the list."""

    section: str
    after: str | None
    lines: Sequence[ConversationLine]


@dataclass(frozen=True)
class Difference:
    """Holds the changes that turn one state of the page into the next. `whole` names the lists that
    must be sent completely, because they become empty or stop being empty. `left` are the ids of
    lines to remove, and `changed` and `came` the lines to replace and to insert."""

    whole: list[str]
    left: list[str]
    changed: list[tuple[str, ConversationLine]]
    came: list[Insertion]


class QueueFeed:
    """Computes the events for a page that shows the lists of waiting and open conversations.
    `current` is the conversation that the page shows, and `after` the place in the queue at which
    the page's part begins."""

    def __init__(
        self, views: Views, session: StaffSession, current: str | None, after: QueuePlace | None = None
    ) -> None:
        self._views = views
        self._session = session
        self._current = current
        self._after = after
        self._shown: Shown | None = None
        self._alerted: set[str] = set()

    async def changes(self, connection: Connection, reading: Reading) -> list[str]:
        agent = self._session.agent
        queue = await read_queue(connection, agent, self._after) if self._after else build_queue(reading.desk, agent)
        shown = Shown(queue, reading.online)
        before, self._shown = self._shown, shown
        if shown == before:
            return []
        alerts = self._find_alerts(reading.requests, queue, before)
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

    def _find_alerts(
        self, requests: Sequence[ConversationLine], queue: Queue, before: Shown | None
    ) -> list[dict[str, str]]:
        """Returns the alerts that this stream has not sent yet: a person asks for an agent, waits for
        this agent's answer, or was assigned to the agent by somebody else, or a target is about to be
        missed. `key` identifies an alert, so that the browser can leave out an alert that it has shown
        before."""
        alerts = [self._build_alert(line, f"{line.id} {line.requested_at}") for line in requests]
        alerts += [self._build_alert(line, f"{line.id} {line.updated_at}") for line in queue.mine if line.answer_due]
        alerts += [
            self._build_alert(line, f"{line.id} {line.due_at}", f"due_{line.due_target}")
            for line in queue.mine
            if line.warned_at and line.due_at and not line.late
        ]
        if before is not None:
            known = {line.id for line in before.queue.mine} | {self._current}
            given = [line for line in queue.mine if line.id not in known]
            alerts += [self._build_alert(line, f"{line.id} given", "assigned") for line in given]
        fresh = [alert for alert in alerts if alert["key"] not in self._alerted]
        self._alerted |= {alert["key"] for alert in fresh}
        return fresh

    def _build_alert(self, line: ConversationLine, key: str, why: str = "") -> dict[str, str]:
        language = self._session.language
        body = self._views.label(f"alert.{why}", language) if why else ""
        return {
            "key": key,
            "title": self._views.who(line, language),
            "body": body or visible(line.excerpt) or self._views.reason(line, language),
            "url": f"{PREFIX}/conversations/{line.id}",
        }


def compare(before: Shown, now: Shown) -> Difference:
    """Returns the changes that turn a page which shows `before` into one that shows `now`."""
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
        left_here, changed_here, came_here = compare_lines(section, old, new)
        left += left_here
        changed += [(section, line) for line in changed_here if (section, line) not in changed]
        came += came_here
    return Difference(whole, left, changed, came)


def _find_kind(queue: Queue, section: str) -> tuple[bool, bool]:
    """Returns whether a list has lines on this page of the queue, and whether it has lines on any
    page."""
    lines, count = getattr(queue, section), getattr(queue, f"{section}_count")
    return bool(lines), bool(lines or count)


def _find_changed_presence(
    old: Sequence[ConversationLine], new: Sequence[ConversationLine], agents: set[int]
) -> Iterator[ConversationLine]:
    """Returns the lines that stay in the list and whose agent went online or offline."""
    known = {line.id for line in old}
    return (line for line in new if line.id in known and line.agent_id in agents)


def compare_lines(
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
            # A block of new lines follows a line that is in both lists, so the page still shows
            # that line.
            came.append(Insertion(section, old[old_from - 1].id if old_from else None, new[new_from:new_to]))
    return left, changed, came
