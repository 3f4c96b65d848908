"""Shows the hours in which agents work, with holidays and the history of changes, and lets admins
change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.queries import read_row_number
from bot.console.trail import note
from bot.staff.roles import Permission
from bot.staff.store.agents import StaffSession
from bot.support.hours import DEFAULT, MOST, Calendar, ExtraDay, Holiday, Shift, describe_shifts
from bot.support.store.calendars import CalendarVersion, add_calendar, list_calendars, lock_calendars
from foundation.clock import system_clock
from foundation.errors import Explain
from foundation.zones import list_zones

HOURS = f"{PREFIX}/hours"
FIELDS = 20 * MOST
NAME_LIMIT = 80
LONGEST_HOLIDAY = dt.timedelta(days=92)


class HoursPage(Page):
    """Serves the page of working hours to everybody on the desk, and its form to admins."""

    @page("GET", "/hours", "hours", Permission.WORK, "hours.open")
    async def show(self, request: Request) -> Response:
        session = await self._guard.read_session(request)
        return await self._show(request, session)

    @page("POST", "/hours", "hours_change", Permission.DESK, "hours.change")
    async def change(self, request: Request) -> Response:
        session, form = await self._guard.read_form(request, FIELDS)
        known = read_row_number(str(form.get("version", ""))) or 0
        try:
            calendar = read_form(form)
            async with self._database.begin() as connection:
                await lock_calendars(connection)
                newest = await list_calendars(connection, 1)
                if known != (newest[0].id if newest else 0):
                    raise Explain("changed", "hours.refused.changed")
                version = await add_calendar(connection, calendar, session.agent.id, system_clock())
                await self._trail.add(connection, request, version=version)
        except Explain as error:
            note(request, reason=error.code)
            return await self._show(request, session, error)
        if self._deps.words is not None:
            await self._deps.words.refresh()
        return RedirectResponse(f"{HOURS}?saved=1", 303, headers=HEADERS)

    async def _show(self, request: Request, session: StaffSession, error: Explain | None = None) -> Response:
        async with self._database.read() as connection:
            versions = await list_calendars(connection)
        calendar = versions[0].calendar if versions else DEFAULT
        now = self._deps.clock()
        return self._views.render_page(
            request,
            "hours.html",
            status=422 if error else 200,
            calendar=calendar,
            version=versions[0].id if versions else 0,
            versions=[self._describe(each, session.language) for each in versions],
            staffed=calendar.is_staffed(now),
            opens_at=calendar.find_opening(now),
            hours=self._deps.renderer.value(describe_shifts(calendar.shifts), session.language),
            zones=sorted(list_zones()),
            notice=self._views.render_refusal(error, session.language) if error else "",
            saved=request.query_params.get("saved") == "1",
        )

    def _describe(self, version: CalendarVersion, language: str) -> dict[str, Any]:
        words = self._deps.renderer.value(describe_shifts(version.calendar.shifts), language)
        return {"by": version.agent_name, "at": version.created_at, "hours": words, "calendar": version.calendar}


def read_form(form: FormData) -> Calendar:
    """Parses the form. Rows that were left empty are left out.

    Raises:
        Explain: a row is incomplete or makes no sense.
    """
    return Calendar(tuple(_read_shifts(form)), tuple(_read_holidays(form)), tuple(_read_extra(form)))


def _rows(form: FormData, *names: str) -> Iterator[tuple[str, ...]]:
    """Yields the rows of the form: each row holds one value of each field in `names`. Refuses a form with more rows
    than a calendar may have, or with incomplete rows."""
    columns = [[str(value).strip() for value in form.getlist(name)] for name in names]
    if len(columns[0]) > MOST or len({len(column) for column in columns}) > 1:
        raise Explain("bad_hours", "hours.refused.row")
    yield from zip(*columns, strict=True)


def _read_shifts(form: FormData) -> Iterator[Shift]:
    ticked: dict[str, list[int]] = {}
    for value in form.getlist("day"):
        row, _, day = str(value).partition("-")
        if day in {"0", "1", "2", "3", "4", "5", "6"}:
            ticked.setdefault(row, []).append(int(day))
    for number, (opens, closes, zone) in enumerate(_rows(form, "opens", "closes", "zone")):
        if days := ticked.get(str(number)):
            yield Shift(tuple(sorted({*days})), _read_time(opens), _read_time(closes), _read_zone(zone))


def _read_holidays(form: FormData) -> Iterator[Holiday]:
    for name, first, last, zone in _rows(form, "holiday", "first", "last", "holiday_zone"):
        if first or name:
            begins = _read_date(first)
            ends = _read_date(last) if last else begins
            if not name or not dt.timedelta() <= ends - begins <= LONGEST_HOLIDAY:
                raise Explain("bad_hours", "hours.refused.row")
            yield Holiday(name[:NAME_LIMIT], begins, ends, _read_zone(zone) if zone else None)


def _read_extra(form: FormData) -> Iterator[ExtraDay]:
    for date, opens, closes, zone in _rows(form, "extra", "extra_opens", "extra_closes", "extra_zone"):
        if date:
            yield ExtraDay(_read_date(date), _read_time(opens), _read_time(closes), _read_zone(zone))


def _read_time(text: str) -> dt.time:
    try:
        return dt.datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise Explain("bad_hours", "hours.refused.row") from None


def _read_date(text: str) -> dt.date:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise Explain("bad_hours", "hours.refused.row") from None
    if not 2000 <= date.year <= 2200:
        raise Explain("bad_hours", "hours.refused.row")
    return date


def _read_zone(name: str) -> str:
    if name not in list_zones():
        raise Explain("bad_hours", "hours.refused.zone", zone=name[:NAME_LIMIT])
    return name
