"""Passes free text between a buyer and a supplier, and holds suspicious text until a member of the
staff decides.

Only its author sees a text that is held.

`do_relay` passes the buyer's words in a request (goods, certificates, the city). Anything else that
is relayed some day (questions, notes, names of files) must go the same way. `find_in` checks words
that cannot wait, such as a port in a quotation; the caller leaves them out when something is found.
A carrier and a tracking number are not free text: the one is from a list, the other has a known
shape (`carriers`, `tracking`). No other module calls the check, and no column that both sides read
is filled in another way; tests/security/test_one_door.py makes sure of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.database.engine import Database
from actions.marketplace.errors import NotFound
from actions.marketplace.requests import tables
from actions.marketplace.safety import Beneficiary, Finding, check
from foundation.clock import Clock

Decision = Literal["released", "refused"]
_held, _beneficiaries = tables.held_texts, tables.beneficiaries


@dataclass(frozen=True, slots=True)
class HeldText:
    """Holds a text that waits for a person's decision, or that a person has decided on.
    `conversation` is the gateway's name for where it was written; `suppliers` are slugs."""

    id: int
    rfq: str
    account: str
    conversation: str
    text: str
    findings: tuple[dict[str, str], ...]
    suppliers: tuple[str, ...]
    state: str
    created_at: datetime
    decided_by: str | None = None


class Relays:
    """Shows staff the texts that are held, and takes their decisions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def list_waiting(self, limit: int = 100) -> tuple[HeldText, ...]:
        """Returns the texts that nobody has decided on, the oldest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(_query().where(_held.c.state == "held").order_by(_held.c.id).limit(limit))
            return tuple([_held_text(row, await _recipients(connection, row.rfq_id)) for row in rows.all()])

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[HeldText, bool]:
        """Lets the text pass, or refuses it for good; the first decision stands. Returns the text,
        and whether this call made the decision.

        Raises:
            NotFound: no such text.
        """
        async with self._database.begin() as connection:
            decided = await connection.execute(
                update(_held)
                .where(_held.c.id == held_id, _held.c.state == "held")
                .values(state=decision, decided_by=by, decided_at=self._clock())
            )
            row = (await connection.execute(_query().where(_held.c.id == held_id))).one_or_none()
            if row is None:
                raise NotFound(str(held_id))
            return _held_text(row, await _recipients(connection, row.rfq_id)), decided.rowcount == 1


def find_in(*words: str) -> tuple[Finding, ...]:
    """Returns what is suspicious in the words. Callers leave such words out or refuse them at once,
    and do not hold them."""
    return check("\n".join(words))


async def do_relay(
    connection: AsyncConnection,
    rfq_id: int,
    text: str,
    *,
    account: str,
    conversation: str,
    suppliers: Sequence[str],
    now: datetime,
) -> tuple[Finding, ...]:
    """Passes the words of a request to these suppliers, or holds them, in the caller's transaction.

    Returns what was found in them.
    """
    findings = check(text, await _find_registered(connection, suppliers))
    if findings:
        values = {
            "rfq_id": rfq_id,
            "account": account,
            "conversation": conversation,
            "text": text,
            "findings": [{"kind": one.kind, "reason": one.reason, "found": one.found} for one in findings],
            "state": "held",
            "created_at": now,
        }
        await connection.execute(_held.insert().values(values))
    return findings


async def _find_registered(connection: AsyncConnection, suppliers: Sequence[str]) -> list[Beneficiary]:
    query = (
        select(_beneficiaries.c.account, _beneficiaries.c.swift)
        .join(catalogue_tables.suppliers, catalogue_tables.suppliers.c.id == _beneficiaries.c.supplier_id)
        .where(catalogue_tables.suppliers.c.slug.in_(suppliers))
    )
    return [Beneficiary(row.account, row.swift) for row in await connection.execute(query)]


async def _recipients(connection: AsyncConnection, rfq_id: int) -> tuple[str, ...]:
    recipients, suppliers = tables.rfq_recipients.c, catalogue_tables.suppliers.c
    query = select(suppliers.slug).join(tables.rfq_recipients, recipients.supplier_id == suppliers.id)
    rows = await connection.execute(query.where(recipients.rfq_id == rfq_id).order_by(suppliers.slug))
    return tuple(row.slug for row in rows)


def _query() -> Any:
    return select(_held, tables.rfqs.c.number).join(tables.rfqs, tables.rfqs.c.id == _held.c.rfq_id)


def _held_text(row: Row[Any], suppliers: tuple[str, ...]) -> HeldText:
    return HeldText(
        id=row.id,
        rfq=row.number,
        account=row.account,
        conversation=row.conversation,
        text=row.text,
        findings=tuple(row.findings),
        suppliers=suppliers,
        state=row.state,
        created_at=row.created_at,
        decided_by=row.decided_by,
    )
