"""Lets an agent note something about a conversation: its priority and labels, and until when it is
put aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.console.page import Page
from bot.console.protection.rules import page
from bot.console.protection.security import HEADERS, PREFIX
from bot.staff.roles import Permission
from bot.staff.store.agents import Agent
from bot.support.hours import Calendar
from bot.support.marks import do_label, do_prioritise, do_snooze
from bot.support.store.calendars import find_calendar
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

TALK = ("conversation", "conversation_id")
SNOOZES: Mapping[str, dt.timedelta | None] = {
    "hour": dt.timedelta(hours=1),
    "hours": dt.timedelta(hours=3),
    "shift": None,
    "days": dt.timedelta(days=3),
    "week": dt.timedelta(days=7),
}
"""Maps the choices of how long a conversation is put aside to their lengths. `shift` is until the
next shift begins."""


class MarkSteps(Page):
    """Serves the forms beside a conversation with which agents sort their work."""

    @page(
        "POST",
        "/conversations/{conversation_id}/priority",
        "conversation_priority",
        Permission.WORK,
        "conversation.priority",
        TALK,
    )
    async def priority(self, request: Request, conversation_id: str) -> Response:
        """Sets how urgent the conversation is."""

        async def step(connection: Connection, agent: Agent, form: FormData) -> dict[str, Any]:
            wanted = str(form.get("priority", ""))
            await do_prioritise(connection, conversation_id, agent, wanted)
            return {"priority": wanted}

        return await self._do(request, conversation_id, step)

    @page(
        "POST",
        "/conversations/{conversation_id}/labels",
        "conversation_labels",
        Permission.WORK,
        "conversation.label",
        TALK,
    )
    async def labels(self, request: Request, conversation_id: str) -> Response:
        """Replaces the labels of the conversation."""

        async def step(connection: Connection, agent: Agent, form: FormData) -> dict[str, Any]:
            labels = await do_label(connection, conversation_id, agent, str(form.get("labels", "")))
            return {"labels": len(labels)}

        return await self._do(request, conversation_id, step)

    @page(
        "POST",
        "/conversations/{conversation_id}/snooze",
        "conversation_snooze",
        Permission.WORK,
        "conversation.snooze",
        TALK,
    )
    async def snooze(self, request: Request, conversation_id: str) -> Response:
        """Puts the conversation aside, or ends that."""

        async def step(connection: Connection, agent: Agent, form: FormData) -> dict[str, Any]:
            until = read_until(form, await find_calendar(connection), system_clock())
            await do_snooze(connection, conversation_id, agent, until)
            return {"until": until.isoformat(timespec="minutes") if until else None}

        return await self._do(request, conversation_id, step)

    async def _do(
        self,
        request: Request,
        conversation_id: str,
        step: Callable[[Connection, Agent, FormData], Awaitable[dict[str, Any]]],
    ) -> Response:
        """Makes one change in a transaction of its own, and leads back to the conversation. If the change is refused,
        an error says why."""
        session, form = await self._guard.read_form(request)
        async with self._database.begin() as connection:
            details = await step(connection, session.agent, form)
            await self._trail.add(connection, request, **{name: value for name, value in details.items() if value})
        return RedirectResponse(f"{PREFIX}/conversations/{conversation_id}", 303, headers=HEADERS)


def read_until(form: FormData, calendar: Calendar, now: dt.datetime) -> dt.datetime | None:
    """Returns until when the form puts a conversation aside, or None if the form ends that. A day and time are of the
    desk's time zone.

    Raises:
        Explain: there is no such choice, or the day and time cannot be read.
    """
    choice, moment = str(form.get("until", "")), str(form.get("moment", "")).strip()
    if choice == "now":
        return None
    if choice == "moment":
        try:
            return dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(calendar.zone)).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise Explain("bad_time", "mark.refused.time") from None
    if choice not in SNOOZES:
        raise Explain("bad_time", "mark.refused.time")
    length = SNOOZES[choice]
    return now + length if length else calendar.find_next_shift(now) or now + dt.timedelta(days=1)
