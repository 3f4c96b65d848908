"""Finds sign-in attempts in the audit log with a correct password but a wrong code of the second
step. Such attempts show that somebody else may know the password."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.audit import AuditFilter, LoggedEntry, list_entries
from bot.staff.store.tables import audit_log

SIGN_IN = "session.start"
REASON = "code"
LOOKED_AT = 200
SHOWN = 50


async def list_refused_codes(
    connection: AsyncConnection, username: str, since: dt.datetime, own: str = ""
) -> list[LoggedEntry]:
    """Returns the attempts with a wrong code since `since`, the newest first, from browsers that
    had never signed in as this person. Attempts that succeeded afterwards, because the code was
    only mistyped, are left out, and so is the attempt `own`, which is about to succeed."""
    wanted = AuditFilter(action=SIGN_IN, outcome="refused", target=f"staff:{username}", since=since)
    done = AuditFilter(actor=username, action=SIGN_IN, outcome="done", since=since)
    refused = await list_entries(connection, wanted, limit=LOOKED_AT)
    succeeded = {own} | {_read_attempt(one) for one in await list_entries(connection, done, limit=LOOKED_AT)} - {""}
    return [
        one
        for one in refused
        if one.entry.target == wanted.target
        and one.entry.details.get("reason") == REASON
        and one.entry.details.get("browser") != "known"
        and (_read_attempt(one) or None) not in succeeded
    ][:SHOWN]


def _read_attempt(logged: LoggedEntry) -> str:
    return str(logged.entry.details.get("attempt", ""))


async def find_last_sign_in(connection: AsyncConnection, username: str) -> dt.datetime | None:
    """Returns the moment at which this person last signed in, by any method."""
    done = (audit_log.c.actor == username, audit_log.c.action == SIGN_IN, audit_log.c.outcome == "done")
    last: dt.datetime | None = (await connection.execute(select(func.max(audit_log.c.at)).where(*done))).scalar_one()
    return last
