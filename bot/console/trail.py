"""Writes the console's entries in the audit log: one for every use of an address whose rule names
an action (rules.py), whether the use succeeded or was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import Request

from bot.console.client import read_client_address
from bot.console.protection.rules import Rule
from bot.staff.store.agents import Agent, StaffSession
from bot.staff.store.audit import Entry, add_entry
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

NOBODY = "-"


@dataclass
class Draft:
    """Holds the audit entry of the current request while it is being built. `actor` is set by a
    request that signs somebody in, because such a request has no session."""

    action: str | None
    target: str | None
    details: dict[str, Any] = field(default_factory=dict)
    actor: Agent | None = None
    written: bool = False


class Trail:
    """Writes audit entries before anything is shown. If a use cannot be logged, the console answers
    with an error instead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, request: Request, rule: Rule) -> None:
        target = None
        if rule.target:
            kind, parameter = rule.target
            target = f"{kind}:{_clean(request.path_params[parameter])}"
        request.state.draft = Draft(rule.action, target)

    async def add(self, connection: Connection, request: Request, **details: Any) -> None:
        """Writes the audit entry in the caller's transaction, so that the change and its entry are
        committed together. The caller must write the entry as the last step of its transaction."""
        draft = find_draft(request)
        draft.details |= {name: _clean(value) for name, value in details.items()}
        await _write(connection, request, draft, "done")
        draft.written = True

    async def finish(self, request: Request, status: int) -> None:
        """Writes the audit entry of a request that is answered with `status`, unless the page has
        written it. If the page wrote a success but the request then failed, a second entry records
        the failure."""
        draft = find_draft(request)
        if draft.action is None or (draft.written and status < 400):
            return
        outcome = "done" if status < 400 else "refused" if status < 500 else "failed"
        if _is_noise(request, draft, outcome):
            return
        if outcome != "done":
            draft.details.setdefault("status", status)
        try:
            async with self._database.begin() as connection:
                await _write(connection, request, draft, outcome)
        except DatabaseUnavailable:
            if outcome == "done":
                raise
            log.warning("an attempt could not be logged", action=draft.action, outcome=outcome)


def _is_noise(request: Request, draft: Draft, outcome: str) -> bool:
    """Returns whether a failed request gets no audit entry: nobody is signed in, and no details
    were noted. If the failed requests of strangers got entries, anybody could fill the log."""
    return outcome != "done" and not hasattr(request.state, "session") and not draft.details


def find_draft(request: Request) -> Draft:
    draft: Draft = request.state.draft
    return draft


def note(request: Request, *, action: str | None = None, target: str | None = None, **details: Any) -> None:
    """Adds details to the audit entry of the request, and replaces its action or target if given."""
    draft = find_draft(request)
    draft.action = action or draft.action
    draft.target = _clean(target) if target else draft.target
    draft.details |= {name: _clean(value) for name, value in details.items()}


async def _write(connection: Connection, request: Request, draft: Draft, outcome: str) -> None:
    session: StaffSession | None = getattr(request.state, "session", None)
    agent = session.agent if session else draft.actor
    entry = Entry(
        actor=agent.username if agent else NOBODY,
        role=agent.role if agent else NOBODY,
        action=draft.action or "",
        outcome=outcome,
        target=draft.target,
        details=draft.details,
        actor_id=agent.id if agent else None,
        address=read_client_address(request) or None,
        session=session.handle if session else None,
    )
    logged = await add_entry(connection, entry, system_clock())
    log.info("audit", entry=logged.id, action=entry.action, outcome=outcome, hash=logged.hash)


def _clean(value: Any) -> Any:
    """Returns the value without the characters that PostgreSQL cannot store."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return value.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(value, str) else value
