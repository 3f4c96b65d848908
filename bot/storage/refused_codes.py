"""Wrong codes after the right password, as the audit log has them: who tries to get in as somebody with their password."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.audit import AuditFilter, LoggedEntry, list_entries
from bot.storage.tables import audit_log

SIGN_IN = "session.start"
REASON = "code"
SHOWN = 50


async def list_refused_codes(connection: AsyncConnection, username: str, since: dt.datetime) -> list[LoggedEntry]:
    """Returns the refused codes of browsers that had not signed in as this person before, the newest first."""
    wanted = AuditFilter(action=SIGN_IN, outcome="refused", target=f"staff:{username}", since=since)
    found = await list_entries(connection, wanted, limit=4 * SHOWN)
    own = [one for one in found if one.entry.target == wanted.target and one.entry.details.get("reason") == REASON]
    return [one for one in own if one.entry.details.get("browser") != "known"][:SHOWN]


async def find_last_sign_in(connection: AsyncConnection, username: str) -> dt.datetime | None:
    """Returns when this person last signed in, in any way."""
    done = (audit_log.c.actor == username, audit_log.c.action == SIGN_IN, audit_log.c.outcome == "done")
    last: dt.datetime | None = (await connection.execute(select(func.max(audit_log.c.at)).where(*done))).scalar_one()
    return last
