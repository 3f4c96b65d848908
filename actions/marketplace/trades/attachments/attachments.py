"""Attaches files to the orders and requests of an account, and lists them for the account that sent
them. The other party of the trade gets them only through `relaying.py`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import canonical_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.attachments.records import Attachment, NewAttachment, Use
from actions.marketplace.trades.attachments.tables import attachments
from actions.marketplace.trades.orders import selecting
from actions.marketplace.trades.orders.tables import orders
from actions.marketplace.trades.requests import rows
from actions.marketplace.trades.requests.tables import rfqs
from foundation.clock import Clock
from foundation.database.statements import insert

LONGEST_NAME = 200


class Attachments:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def add_to_order(
        self, account: str, number: str, files: Sequence[NewAttachment], use: Use, conversation: str
    ) -> None:
        """Attaches files to an order of this account. Attaching the same file again changes nothing.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
        """
        number = canonical_number(number, "ORD")
        await self._add(
            "order_id",
            selecting.select_visible(account).where(orders.c.number == number),
            account,
            files,
            use,
            conversation,
        )

    async def add_to_request(
        self, account: str, number: str, files: Sequence[NewAttachment], use: Use, conversation: str
    ) -> None:
        """Attaches files to a buyer's own request, or to one that this supplier is invited to answer.
        Attaching the same file again changes nothing.

        Raises:
            NotFound: there is no such request, or this account may not see it.
        """
        number = canonical_number(number, "RFQ")
        await self._add(
            "rfq_id", rows.select_visible(account).where(rfqs.c.number == number), account, files, use, conversation
        )

    async def list_of_order(self, account: str, number: str) -> tuple[Attachment, ...]:
        """Returns the files that this account attached to the order, the oldest first."""
        return await self._list(account, orders, "order_id", canonical_number(number, "ORD"))

    async def list_of_request(self, account: str, number: str) -> tuple[Attachment, ...]:
        """Returns the files that this account attached to the request, the oldest first."""
        return await self._list(account, rfqs, "rfq_id", canonical_number(number, "RFQ"))

    async def _add(
        self,
        column: str,
        subject: Select[Any],
        account: str,
        files: Sequence[NewAttachment],
        use: Use,
        conversation: str,
    ) -> None:
        async with self._database.begin() as connection:
            row = (await connection.execute(subject)).first()
            if row is None:
                raise NotFound(column)
            for file in files:
                values = {
                    "file": file.file,
                    "kind": file.kind,
                    "name": file.name[:LONGEST_NAME],
                    "use": use,
                    "account": account,
                    "conversation": conversation,
                    column: row.id,
                    "created_at": self._clock(),
                    "state": "unread",
                    "told": False,
                }
                await _insert_once(connection, values)

    async def _list(self, account: str, subject: Any, column: str, number: str) -> tuple[Attachment, ...]:
        query = (
            select(attachments, subject.c.number)
            .join(subject, attachments.c[column] == subject.c.id)
            .where(subject.c.number == number, attachments.c.account == account)
            .order_by(attachments.c.id)
        )
        async with self._database.read() as connection:
            return tuple(
                Attachment(row.file, row.kind, row.name, row.use, row.number, row.created_at)
                for row in await connection.execute(query)
            )


async def _insert_once(connection: AsyncConnection, values: dict[str, Any]) -> None:
    await connection.execute(insert(connection, attachments).values(values).on_conflict_do_nothing())
