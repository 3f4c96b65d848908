"""Keeps a view of conversations current, by server-sent events with the lines that were added,
changed or removed, and the new counts of all views. The whole list is sent only when a stream begins,
or when a list becomes empty or stops being empty."""

from __future__ import annotations

from bot.console.desk.live.board import Reading
from bot.console.desk.live.queue_feed import Difference, compare_lines, event
from bot.console.views import Views
from bot.staff.store.agents import StaffSession
from bot.support.store.lines import ConversationLine
from bot.support.store.views import VIEWS, count_views, list_view
from foundation.clock import system_clock
from foundation.database.announcing import Connection

SHOWN = 50


class ViewFeed:
    """Computes the events for the first page of a view."""

    def __init__(self, views: Views, session: StaffSession, view: str, label: str) -> None:
        self._views, self._session = views, session
        self._view, self._label = view, label
        self._lines: list[ConversationLine] | None = None
        self._counts: dict[str, int] = {}

    async def changes(self, connection: Connection, _reading: Reading) -> list[str]:
        agent, now = self._session.agent, system_clock()
        lines = await list_view(connection, agent, self._view, now, label=self._label, limit=SHOWN)
        counts = await count_views(connection, agent, now)
        before, self._lines = self._lines, lines
        known, self._counts = self._counts, counts
        changed = {name: counts[name] for name in VIEWS if known.get(name) != counts[name]}
        if before == lines and not changed:
            return []
        difference = None if before is None or bool(before) != bool(lines) else _compare(before, lines)
        html = self._render(lines, difference, changed)
        return [event(html)] if html.strip() else []

    def _render(self, lines: list[ConversationLine], difference: Difference | None, counts: dict[str, int]) -> str:
        values = {"lines": lines, "difference": difference, "counts": counts, "session": self._session}
        return self._views.render_part(self._session.language, "_view_live.html", view=self._view, **values)


def _compare(before: list[ConversationLine], now: list[ConversationLine]) -> Difference:
    left, changed, came = compare_lines("found", before, now)
    return Difference([], left, [("found", line) for line in changed], came)
