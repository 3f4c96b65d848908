"""Shows the audit log on the console, with filters, page by page, and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from bot.console.page import Page, PageParts
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.console.queries import LARGEST_ENTRY, read_day, read_row_number
from bot.console.trail import NOBODY, note
from bot.staff.roles import Permission
from bot.staff.store.audit import AuditFilter, LoggedEntry, list_actors, list_entries
from foundation.visible import reveal

PAGE = 100
OUTCOMES = ("done", "refused", "failed")
EVENTS = ("conversation.watch", "conversations.search", "audit.prune", "retention.run")
"""The names of logged actions that no page of the console declares."""
COLUMNS = ("id", "at", "actor", "role", "action", "outcome", "target", "details", "address", "session", "hash")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class AuditPage(Page):
    def __init__(self, parts: PageParts) -> None:
        super().__init__(parts)
        self._actions = parts.actions

    @page("GET", "/audit", "audit", Permission.AUDIT, "audit.open")
    async def show(self, request: Request) -> Response:
        await self._guard.read_session(request)
        fields, wanted = read_filter(request)
        note(request, filter=_drop_empty(fields))
        before = read_row_number(request.query_params.get("before"), LARGEST_ENTRY)
        async with self._database.read() as connection:
            entries = await list_entries(connection, wanted, before=before, limit=PAGE + 1)
            actors = await list_actors(connection)
        return self._views.render_page(
            request,
            "audit.html",
            entries=entries[:PAGE],
            more=entries[PAGE - 1].id if len(entries) > PAGE else None,
            fields=fields,
            actors=actors,
            areas=_list_areas(self._actions),
            outcomes=OUTCOMES,
        )

    @page("GET", "/audit.csv", "audit_export", Permission.AUDIT, "audit.export")
    async def export(self, request: Request) -> Response:
        """Sends all matching entries as CSV. Entries that only say that a page stayed open, which
        the page of the audit log hides by default, are included. A byte order mark makes
        spreadsheet programs read the Chinese text as UTF-8."""
        await self._guard.read_session(request)
        fields, wanted = read_filter(request)
        wanted = replace(wanted, watching=True)
        note(request, filter=_drop_empty(fields))
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(self._write_rows(wanted), media_type="text/csv; charset=utf-8", headers=headers)

    async def _write_rows(self, wanted: AuditFilter) -> AsyncIterator[str]:
        yield "\ufeff" + _write_line(COLUMNS)
        before: int | None = None
        while True:
            async with self._database.read() as connection:
                entries = await list_entries(connection, wanted, before=before, limit=1000)
            yield "".join(_write_line(_build_cells(entry)) for entry in entries)
            if len(entries) < 1000:
                return
            before = entries[-1].id


def read_filter(request: Request) -> tuple[dict[str, str], AuditFilter]:
    """Returns the fields of the filter form as they were filled in, and the filter that they
    describe. Days are UTC."""
    names = ("actor", "action", "outcome", "target", "since", "until", "watching")
    fields = {name: request.query_params.get(name, "").strip()[:120].replace("\0", "") for name in names}
    since, until = read_day(fields["since"]), read_day(fields["until"])
    wanted = AuditFilter(
        actor=fields["actor"],
        action=fields["action"],
        outcome=fields["outcome"],
        target=fields["target"],
        since=since,
        until=until + dt.timedelta(days=1) if until else None,
        watching=fields["watching"] == "1",
    )
    return fields, wanted


def _drop_empty(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _list_areas(actions: Iterable[str]) -> list[str]:
    """Returns the first words of all action names, such as `staff` of `staff.invite`, for a choice
    in the filter form."""
    return sorted({action.partition(".")[0] for action in (*EVENTS, *actions)})


def _write_line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _build_cells(logged: LoggedEntry) -> list[str]:
    entry = logged.entry
    details = json.dumps(entry.details, ensure_ascii=False, sort_keys=True)
    cells = (
        str(logged.id),
        logged.at.isoformat(),
        entry.actor,
        entry.role,
        entry.action,
        entry.outcome,
        entry.target or "",
        details,
        entry.address or "",
        entry.session or "",
        logged.hash,
    )
    # A leading quote keeps spreadsheet programs from running a text as a formula; `reveal` makes
    # invisible characters visible.
    return [f"'{cell}" if cell.startswith(_FORMULA) and cell != NOBODY else cell for cell in map(reveal, cells)]
