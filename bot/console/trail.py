"""Writes the console's entries of the audit log: every use of an address that has an action,
whether it succeeded or was refused (rules.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import structlog
from fastapi import Request

from bot.console.client import read_client_address
from bot.console.rules import Rule
from bot.staff.store.agents import Agent, StaffSession
from bot.staff.store.audit import Entry, add_entry
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

NOBODY = "-"


@dataclass
class Draft:
    """Holds the entry of the current request. `actor` is set when the request itself signs somebody
    in."""

    action: str | None
    target: str | None
    details: dict[str, Any] = field(default_factory=dict)
    actor: Agent | None = None
    written: bool = False


class Trail:
    """Writes entries before anything is shown. If an access cannot be logged, it does not happen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, request: Request, rule: Rule) -> None:
        target = None
        if rule.target:
            kind, parameter = rule.target
            target = f"{kind}:{_clean(request.path_params[parameter])}"
        request.state.draft = Draft(rule.action, target)

    async def add(self, connection: Connection, request: Request, **details: Any) -> None:
        """Adds the entry within the transaction that does what is logged, as its last step."""
        draft = find_draft(request)
        draft.details |= {name: _clean(value) for name, value in details.items()}
        await _write(connection, request, draft, "done")
        draft.written = True

    async def finish(self, request: Request, status: int) -> None:
        """Writes the entry if the page itself has not. If the page has written that it succeeded
        and then failed, the failure is written, too."""
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
    """Returns whether a failed request is not worth an entry: nobody is signed in, and nothing was
    noted about it. Anybody can send any number of such requests."""
    return outcome != "done" and not hasattr(request.state, "session") and not draft.details


def find_draft(request: Request) -> Draft:
    draft: Draft = request.state.draft
    return draft


def note(request: Request, *, action: str | None = None, target: str | None = None, **details: Any) -> None:
    """Adds details about the request to its entry."""
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
    """Returns the value without the characters that PostgreSQL cannot store in a text."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return value.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(value, str) else value
