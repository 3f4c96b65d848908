"""Passes files from one side of an order or a request to the other, and holds them until a member of
the staff decides.

A file is `unread` at first. The gateway, which has its bytes, reads its text and sends the text, the file's name and
its caption here to be checked (`judge`). A file that can be read and is not suspicious is released at once; every other
file is held back. The gateway tells the sender about each new state (`list_untold`, `mark_told`). A release is written
into the outbox for the other side, in the same transaction.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import tell_accounts
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.tables import suppliers
from actions.marketplace.trades.attachments.notices import ORDER_FILE, REQUEST_FILE
from actions.marketplace.trades.attachments.records import Decision, RefusalReason, RelayedFile, State
from actions.marketplace.trades.attachments.tables import attachments
from actions.marketplace.trades.orders.tables import orders
from actions.marketplace.trades.requests.held_words import find_in_file
from actions.marketplace.trades.requests.tables import rfq_recipients, rfqs
from foundation.clock import Clock

_accounts = marketplace_tables.accounts
_GIVEN_BY_MESSENGERS = re.compile(
    r"(?:WhatsApp Image 20\d\d-\d\d-\d\d at \d\d?\.\d\d(?:\.\d\d)?(?: [AP]M)?|微信图片_20\d{6,12}|mmexport1\d{12})(?: ?\(\d\))?"
)


class FileRelays:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def list_untold(self, limit: int = 50) -> tuple[RelayedFile, ...]:
        """Returns the files that the gateway has to read, and the files whose present state the gateway has not told
        the sender yet, the oldest first."""
        return await self._list(_query().where(attachments.c.told.is_(False)).limit(limit))

    async def list_held(self, limit: int = 100) -> tuple[RelayedFile, ...]:
        """Returns the files that wait for a decision, the oldest first."""
        return await self._list(_query().where(attachments.c.state == "held").limit(limit))

    async def access_released(self, account: str, attachment_id: int) -> RelayedFile:
        """Returns a file that was released to this account.

        Raises:
            NotFound: there is no such file, or it is not for this account.
        """
        async with self._database.read() as connection:
            found = await _load(connection, attachment_id)
        if found.state != "released" or account not in found.readers:
            raise NotFound(str(attachment_id))
        return found

    async def judge(self, attachment_id: int, caption: str, text: str | None, unreadable: str | None) -> RelayedFile:
        """Checks a file that is unread, and releases or holds it. A file that was checked before is returned as it is.

        Args:
            caption: the words of the sender in the message with the file.
            text: all text of the file, or None if it cannot be read; `unreadable` then says why.

        Raises:
            NotFound: no such file.
        """
        async with self._database.read() as connection:
            found = await _load(connection, attachment_id)
            if found.state != "unread":
                return found
            known = [found.account] if found.by == "supplier" else found.readers
            slugs = await _find_slugs(connection, known)
            findings = await find_in_file(connection, read_name(found.name), caption, text or "", slugs)
        is_clear = text is not None and unreadable is None and not findings
        state: State = "released" if is_clear else "held"
        values = {"findings": findings, "unreadable": unreadable}
        return (await self._settle(found, "unread", state, values))[0]

    async def mark_gone(self, attachment_id: int) -> RelayedFile:
        """Records that the file no longer exists, so that nobody has to decide about it.

        Raises:
            NotFound: no such file.
        """
        async with self._database.read() as connection:
            found = await _load(connection, attachment_id)
        if found.state not in ("unread", "held"):
            return found
        return (await self._settle(found, found.state, "gone", {}))[0]

    async def decide(
        self, attachment_id: int, decision: Decision, reason: RefusalReason | None, by: str
    ) -> tuple[RelayedFile, bool]:
        """Releases a held file or refuses it for good; the first decision stands. Returns the file,
        and whether this call made the decision.

        Raises:
            NotFound: no such file.
        """
        async with self._database.read() as connection:
            found = await _load(connection, attachment_id)
        values = {"decided_by": by, "reason": reason if decision == "refused" else None}
        return await self._settle(found, "held", decision, values)

    async def mark_told(self, told: Mapping[int, State]) -> None:
        """Records, for each of these files, the state about which the gateway has told the sender."""
        async with self._database.begin() as connection:
            for attachment_id, state in told.items():
                known = attachments.c.id == attachment_id, attachments.c.state == state
                await connection.execute(update(attachments).where(*known).values(told=True))

    async def _settle(
        self, found: RelayedFile, before: State, after: State, values: dict[str, Any]
    ) -> tuple[RelayedFile, bool]:
        """Changes the state of a file from `before` to `after`, unless somebody else has changed it, and in the same
        transaction writes the notice of a release for the other side. Returns the file with its state afterwards, and
        whether this call changed it."""
        now = self._clock()
        async with self._database.begin() as connection:
            changed = await connection.execute(
                update(attachments)
                .where(attachments.c.id == found.id, attachments.c.state == before)
                .values(state=after, decided_at=now, told=False, **values)
            )
            is_ours = changed.rowcount == 1
            if is_ours and after == "released":
                await _tell_readers(connection, found, now)
            return await _load(connection, found.id), is_ours

    async def _list(self, query: Select[Any]) -> tuple[RelayedFile, ...]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(attachments.c.id))).all()
            return tuple([await _make_file(connection, row) for row in rows])


def read_name(name: str) -> str:
    """Returns the words of a file's name, without its ending. Returns "" for a name that a phone or messenger gave to a
    picture."""
    stem, dot, _ = name.rpartition(".")
    stem = stem if dot else name
    return "" if _GIVEN_BY_MESSENGERS.fullmatch(stem) else stem


def _query() -> Select[Any]:
    buyers = marketplace_tables.buyers
    return (
        select(
            attachments,
            _accounts.c.role,
            func.coalesce(buyers.c.name_en, suppliers.c.name_en).label("sender_en"),
            func.coalesce(buyers.c.name_zh, suppliers.c.name_zh).label("sender_zh"),
            func.coalesce(orders.c.number, rfqs.c.number).label("subject"),
        )
        .join(_accounts, _accounts.c.slug == attachments.c.account)
        .outerjoin(buyers, buyers.c.id == _accounts.c.buyer_id)
        .outerjoin(suppliers, suppliers.c.id == _accounts.c.supplier_id)
        .outerjoin(orders, orders.c.id == attachments.c.order_id)
        .outerjoin(rfqs, rfqs.c.id == attachments.c.rfq_id)
    )


async def _load(connection: AsyncConnection, attachment_id: int) -> RelayedFile:
    query = _query().where(attachments.c.id == attachment_id, attachments.c.state != "kept")
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(str(attachment_id))
    return await _make_file(connection, row)


async def _make_file(connection: AsyncConnection, row: Row[Any]) -> RelayedFile:
    readers = (await connection.execute(_select_readers(row))).scalars()
    return RelayedFile(
        id=row.id,
        file=row.file,
        kind=row.kind,
        name=row.name,
        use=row.use,
        account=row.account,
        sender=Name(row.sender_en, row.sender_zh),
        by=row.role,
        readers=tuple(readers),
        conversation=row.conversation,
        subject=row.subject,
        state=row.state,
        findings=tuple(row.findings or ()),
        unreadable=row.unreadable,
        reason=row.reason,
        created_at=row.created_at,
        decided_by=row.decided_by,
    )


def _select_readers(row: Row[Any]) -> Select[tuple[str]]:
    """Selects the accounts of the other side: of an order, of a buyer's request, or of the request
    that a supplier answers."""
    query = select(_accounts.c.slug).order_by(_accounts.c.slug)
    if row.order_id is not None:
        company = "supplier_id" if row.role == "buyer" else "buyer_id"
        return query.join(orders, orders.c[company] == _accounts.c[company]).where(orders.c.id == row.order_id)
    if row.role == "buyer":
        invited = and_(rfq_recipients.c.supplier_id == _accounts.c.supplier_id, rfq_recipients.c.rfq_id == row.rfq_id)
        return query.join(rfq_recipients, invited)
    return query.join(rfqs, rfqs.c.buyer_id == _accounts.c.buyer_id).where(rfqs.c.id == row.rfq_id)


async def _tell_readers(connection: AsyncConnection, file: RelayedFile, now: datetime) -> None:
    kind, name = (ORDER_FILE, "order") if file.subject.startswith("ORD") else (REQUEST_FILE, "rfq")
    readers = select(_accounts.c.slug).where(_accounts.c.slug.in_(file.readers)).order_by(_accounts.c.slug)
    await tell_accounts(connection, kind, {name: file.subject, "attachment": str(file.id)}, now, readers)


async def _find_slugs(connection: AsyncConnection, accounts: Sequence[str]) -> list[str]:
    """Returns the slugs of the suppliers to which these accounts belong."""
    query = select(suppliers.c.slug).join(_accounts, _accounts.c.supplier_id == suppliers.c.id)
    return list((await connection.execute(query.where(_accounts.c.slug.in_(accounts)))).scalars())
