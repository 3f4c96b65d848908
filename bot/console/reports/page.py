"""Shows a report for any range of days, with plots and tables, and sends its figures as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

from fastapi import Request, Response

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS
from bot.console.reports.plots import draw_trend, find_shade
from bot.staff.roles import Permission
from bot.support.reports.facts import Period
from bot.support.reports.figures import Report, count
from bot.support.reports.store import read_facts
from bot.support.store.calendars import find_calendar
from foundation.clock import system_clock

DEFAULT_DAYS = 30
LONGEST = 366
EARLIEST = dt.date(2000, 1, 1)
LATEST = dt.date(2200, 1, 1)
CHOICES = (7, 30, 90, 365)


class ReportsPage(Page):
    """Serves the reports to supervisors and admins."""

    @page("GET", "/reports", "reports", Permission.REPORTS, "reports.open")
    async def show(self, request: Request) -> Response:
        await self._guard.read_session(request)
        period, today, report = await self._read(request)
        highest = max(max(row) for row in report.hours)
        return self._views.render_page(
            request,
            "reports.html",
            report=report,
            period=period,
            trend=draw_trend(report.by_day),
            shades=[[find_shade(value, highest) for value in row] for row in report.hours],
            choices=[(days, today - dt.timedelta(days=days - 1)) for days in CHOICES],
            today=today,
        )

    @page("GET", "/reports.csv", "reports_csv", Permission.REPORTS, "reports.export")
    async def export(self, request: Request) -> Response:
        """Sends the figures as lines of section, name and value."""
        await self._guard.read_session(request)
        period, _, report = await self._read(request)
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("section", "name", "value"))
        writer.writerow(("period", f"{period.first} {period.last}", period.zone))
        writer.writerows(list_rows(report))
        name = f"caravan-{period.first}-{period.last}.csv"
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        # The mark at the beginning makes spreadsheets read the file as UTF-8.
        return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    async def _read(self, request: Request) -> tuple[Period, dt.date, Report]:
        async with self._database.snapshot() as connection:
            zone = (await find_calendar(connection)).zone
            now = Period(EARLIEST, LATEST, zone).find_day(system_clock())
            period = read_period(request, zone, now)
            facts = await read_facts(connection, period)
        return period, now, count(facts, period)


def read_period(request: Request, zone: str, today: dt.date) -> Period:
    """Returns the days that the query names. Days that are missing or make no sense are replaced, and
    a range that is too long begins later."""
    last = _read_date(request.query_params.get("to")) or today
    first = _read_date(request.query_params.get("from")) or last - dt.timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        first, last = last, first
    return Period(max(first, last - dt.timedelta(days=LONGEST - 1)), last, zone)


def _read_date(text: str | None) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    return date if EARLIEST <= date <= LATEST else None


def list_rows(report: Report) -> Iterator[tuple[str, str, int | str]]:
    """Yields the figures of a report as section, name and value."""
    for name in ("conversations", "contained", "verified", "requests", "read_messages"):
        yield "totals", name, getattr(report, name)
    for day, total, contained in report.by_day:
        yield "day", str(day), total
        yield "day_contained", str(day), contained
    sections = ("by_channel", "by_language", "by_role", "topics", "reasons", "endings", "not_understood")
    for section in sections:
        for name, value in getattr(report, section).items():
            yield section, name, value
    for target, times in report.times.items():
        for name in ("count", "median", "p90", "within"):
            value = getattr(times, name)
            yield f"seconds_{target}" if name in ("median", "p90") else target, name, "" if value is None else value
    for about, said in report.satisfaction.items():
        for name in ("asked", "answered", "good", "fair", "bad"):
            yield f"satisfaction_{about}", name, getattr(said, name)
        for name, value in said.reasons.items():
            yield f"satisfaction_{about}_reason", name, value
    for weekday, hours in enumerate(report.hours):
        for hour, value in enumerate(hours):
            yield "messages_by_weekday_and_hour", f"{weekday + 1} {hour:02d}", value
