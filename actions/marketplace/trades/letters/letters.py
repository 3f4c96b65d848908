"""Stores letters, passes them on or holds them, and records what the staff decide about held ones."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import NoticeKind, tell_company
from actions.marketplace.base.records import Role
from actions.marketplace.trades.letters import tables
from actions.marketplace.trades.letters.records import LONGEST_TEXT, Letter, NewLetter, find_language
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.held_words import Decision, HeldText, find_in_letter
from foundation.clock import Clock

_letters, _held, _accounts = tables.letters, requests_tables.held_texts, marketplace_tables.accounts


async def do_send_letter(connection: AsyncConnection, new: NewLetter, on_release: NoticeKind, now: datetime) -> bool:
    """Stores the words for the other side, in the caller's transaction, and returns whether the other side may read
    them now. The caller tells the other side.

    Suspicious words are held back. If a member of the staff releases them, the other side gets a notice `on_release`,
    which holds only the number of the subject.
    """
    ((name,),) = [tuple(on_release.about)]
    text = new.text.strip()[:LONGEST_TEXT]
    findings = await find_in_letter(connection, text, new.supplier_id)
    values = {
        "subject": new.subject,
        "part": new.part,
        "account": new.account,
        "role": new.role,
        "language": find_language(text),
        "text": text,
        "state": "held" if findings else "passed",
        "buyer_id": new.buyer_id,
        "supplier_id": new.supplier_id,
        "notice": f"{on_release.name}/{name}",
        "created_at": now,
    }
    inserted = await connection.execute(_letters.insert().values(values))
    if not findings:
        return True
    assert inserted.inserted_primary_key is not None
    held = {
        "letter_id": inserted.inserted_primary_key[0],
        "account": new.account,
        "conversation": new.conversation,
        "text": text,
        "findings": findings,
        "state": "held",
        "created_at": now,
    }
    await connection.execute(_held.insert().values(held))
    return False


async def load_letters(
    connection: AsyncConnection, subjects: Sequence[str], reader: Role
) -> dict[str, tuple[Letter, ...]]:
    """Returns the letters about each subject, the oldest first, as the side `reader` may read them."""
    found: dict[str, list[Letter]] = defaultdict(list)
    query = select(_letters).where(_letters.c.subject.in_(subjects)).order_by(_letters.c.id)
    for row in await connection.execute(query):
        may_read = row.role == reader or row.state in ("passed", "released")
        text = row.text if may_read else ""
        found[row.subject].append(Letter(row.part, text, row.language, row.state, row.role, row.created_at))
    return {subject: tuple(found[subject]) for subject in subjects}


class HeldLetters:
    """Lists the letters that are held for the staff, and records their decisions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def list_waiting(self, limit: int = 100) -> tuple[HeldText, ...]:
        """Returns the letters that nobody has decided on, the oldest first."""
        query = _query().where(_held.c.state == "held").order_by(_held.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            return tuple([_read_held(row, await _list_readers(connection, row)) for row in rows])

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[HeldText, bool]:
        """Releases a held letter to the other side, which is told in the same transaction, or refuses it. The first
        decision stands. Returns the letter, and whether this call decided.

        Raises:
            NotFound: there is no such letter.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            known = _held.c.id == held_id, _held.c.letter_id.is_not(None)
            decided = await connection.execute(
                update(_held)
                .where(*known, _held.c.state == "held")
                .values(state=decision, decided_by=by, decided_at=now)
            )
            row = (await connection.execute(_query().where(*known))).one_or_none()
            if row is None:
                raise NotFound(str(held_id))
            if is_ours := decided.rowcount == 1:
                own = _letters.c.id == row.letter_id
                await connection.execute(update(_letters).where(own).values(state=decision))
                if decision == "released":
                    await _tell_other_side(connection, row, now)
            return _read_held(row, await _list_readers(connection, row)), is_ours


async def _tell_other_side(connection: AsyncConnection, row: Row[Any], now: datetime) -> None:
    kind, _, name = row.notice.partition("/")
    company = {"supplier_id": row.supplier_id} if row.role == "buyer" else {"buyer_id": row.buyer_id}
    await tell_company(connection, NoticeKind(kind, frozenset({name})), {name: row.subject}, now, **company)


async def _list_readers(connection: AsyncConnection, row: Row[Any]) -> tuple[str, ...]:
    own = _accounts.c.supplier_id == row.supplier_id if row.role == "buyer" else _accounts.c.buyer_id == row.buyer_id
    return tuple((await connection.execute(select(_accounts.c.slug).where(own).order_by(_accounts.c.slug))).scalars())


def _query() -> Select[Any]:
    columns = _letters.c
    return select(_held, columns.subject, columns.role, columns.buyer_id, columns.supplier_id, columns.notice).join(
        _letters, _letters.c.id == _held.c.letter_id
    )


def _read_held(row: Row[Any], readers: tuple[str, ...]) -> HeldText:
    return HeldText(
        id=row.id,
        rfq=row.subject,
        account=row.account,
        conversation=row.conversation,
        text=row.text,
        findings=tuple(row.findings),
        suppliers=readers,
        state=row.state,
        created_at=row.created_at,
        decided_by=row.decided_by,
    )
