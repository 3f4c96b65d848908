"""Checks the free text that a buyer and a supplier write to each other. Suspicious text is held back: only its author
sees it until a member of the staff has decided.

`do_relay` checks the buyer's words in a request (goods, certificates, places) and holds them if they are suspicious.
`find_in_file` checks files, which `attachments` holds and releases in the same manner. `find_in_letter` checks the
words about a claim, a question or a sample, which `letters` holds and releases. Further texts that are passed on in the
future must go through this module as well. `find_in` checks text that is never held, such as a port in a quotation; the
caller leaves it out if it is suspicious. Carriers and tracking numbers need no check, because `orders.carriers` and
`orders.tracking` accept only known names and shapes. Every text that both parties can read goes through this module;
tests/security/test_one_door.py makes sure of that.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.safety import Beneficiary, Finding, check
from actions.marketplace.trades.requests import tables
from foundation.clock import Clock

Decision = Literal["released", "refused"]
PIECE, OVERLAP = 2000, 200
"""A file's text is checked in pieces of at most `PIECE` characters, each of which repeats the last `OVERLAP` characters
of the piece before."""
MOST_FINDINGS = 20
FEW_WORDS = 2
_WORDS = re.compile(r"[^\W\d_]+")
_held, _beneficiaries = tables.held_texts, tables.beneficiaries


@dataclass(frozen=True, slots=True)
class HeldText:
    """Describes a suspicious text and the decision on it. `rfq` is the number of the request, claim, question or sample
    that it is about. `state` is "held", "released" or "refused"; `account` wrote the text, in the conversation whose id
    in the gateway is `conversation`; `suppliers` are the slugs of the suppliers who would read it. Each finding has the
    keys kind, reason and found."""

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
    """Lists held texts for the staff, and records what the staff decide about them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def list_waiting(self, limit: int = 100) -> tuple[HeldText, ...]:
        """Returns the texts that nobody has decided on, the oldest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(_query().where(_held.c.state == "held").order_by(_held.c.id).limit(limit))
            return tuple([_held_text(row, await _recipients(connection, row.rfq_id)) for row in rows.all()])

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[HeldText, bool]:
        """Records the decision of the staff member `by`: to release the text to the suppliers, or to refuse it. The
        first decision on a text stands. Returns the text, and whether this call made the decision.

        Raises:
            NotFound: there is no such text.
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
    """Returns the suspicious passages in these texts. The caller leaves suspicious texts out or refuses them at once,
    instead of holding them for a decision of the staff."""
    return check("\n".join(words))


async def find_in_letter(connection: AsyncConnection, text: str, supplier_id: int) -> list[dict[str, str]]:
    """Returns the suspicious passages in words between a buyer and a supplier. Each finding has a kind, a reason and
    the words that were found. The supplier's registered bank accounts are not suspicious."""
    slug = select(catalogue_tables.suppliers.c.slug).where(catalogue_tables.suppliers.c.id == supplier_id)
    registered = await _find_registered(connection, list((await connection.execute(slug)).scalars()))
    found = await asyncio.to_thread(check, text, registered)
    return [{"kind": one.kind, "reason": one.reason, "found": one.found} for one in found]


async def find_in_file(
    connection: AsyncConnection, name: str, caption: str, text: str, suppliers: Sequence[str]
) -> list[dict[str, str]]:
    """Returns the suspicious passages in a file: in its name, in the message with which it was sent, and in its text,
    which is checked in pieces. Each finding has a kind, a reason and the words that were found. Bank accounts that are
    registered for the `suppliers` (slugs) are not suspicious."""
    registered = await _find_registered(connection, suppliers)
    pieces = [piece for part in (caption, text) for piece in cut_in_pieces(part)]

    def judge() -> list[Finding]:
        return [*_find_in_name(name, registered), *(one for piece in pieces for one in check(piece, registered))]

    found = dict.fromkeys(await asyncio.to_thread(judge))
    return [{"kind": one.kind, "reason": one.reason, "found": one.found} for one in found][:MOST_FINDINGS]


def _find_in_name(name: str, registered: Sequence[Beneficiary]) -> list[Finding]:
    """Returns the suspicious passages in a file's name. In a name of one or two words only numbers, addresses and names
    of services count, because so few words do not show what is meant."""
    is_short = len(_WORDS.findall(name)) <= FEW_WORDS
    return [one for one in check(name, registered) if not (is_short and one.kind in ("off_platform", "other_account"))]


def cut_in_pieces(text: str) -> list[str]:
    """Returns the text in pieces of at most `PIECE` characters, which are checked one by one. Each piece begins with
    the end of the piece before, so that nothing suspicious is cut in two."""
    pieces, start = [], 0
    while start < len(text):
        end = start + PIECE
        if end < len(text):
            end = text.rfind("\n", start + PIECE // 2, end) + 1 or end
        pieces.append(text[start:end])
        start = end if end >= len(text) else end - OVERLAP
    return pieces


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
    """Checks the words of a request, and holds them back from the suppliers if they are suspicious, in the caller's
    transaction. The suppliers' registered bank accounts do not count as suspicious.

    Returns the suspicious passages. If nothing is suspicious, the suppliers may read the words.
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
