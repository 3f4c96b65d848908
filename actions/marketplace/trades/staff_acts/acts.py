"""Records the acts of the staff in a customer's name, in the transactions of the commands that carry them out, and
reads these records."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import find_account
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import tell_accounts
from actions.marketplace.base.records import OnBehalf, Role, WriteKey
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.staff_acts.notices import STAFF_ACTED
from actions.marketplace.trades.staff_acts.records import NewAct, StaffAct
from actions.marketplace.trades.staff_acts.tables import staff_acts
from foundation.clock import Clock

_accounts = marketplace_tables.accounts
_NOTHING = ("closed", "suspicious")
"""The outcomes of a command that changed nothing."""


class StaffActs:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def make_key(self, new: NewAct) -> WriteKey:
        """Returns the key under which a command is carried out in the customer's name. The command notes the act and
        tells the customer, once, if it changes something.

        Raises:
            ValueError: the reason holds contact or bank details.
        """
        if self.is_suspicious(new.reason):
            raise ValueError("words that may not be passed on")

        async def record(connection: AsyncConnection, result: dict[str, Any]) -> None:
            if is_done(result):
                await self._insert(connection, new, new.number or str(_get_first(result)))

        return WriteKey(new.key, new.act, staff=OnBehalf(new.side, new.reason, record))

    def is_suspicious(self, reason: str) -> bool:
        """Returns whether the reason, which both sides read, holds contact or bank details."""
        return bool(find_in(reason))

    async def find_role(self, account: str) -> Role:
        """Returns the role of this account.

        Raises:
            NotFound: there is no such account.
        """
        async with self._database.read() as connection:
            role: Role = (await find_account(connection, account)).role
            return role

    async def find_done(self, key: str) -> StaffAct | None:
        """Returns the act that the form with this key led to, or None."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(staff_acts).where(staff_acts.c.key == key))).first()
            return _read(row) if row else None

    async def access_act(self, account: str, act_id: int) -> StaffAct:
        """Returns an act that was done in the name of this account, or of another account of its company.

        Raises:
            NotFound: there is no such act, or it was done in somebody else's name.
        """
        query = select(staff_acts).where(staff_acts.c.id == act_id, staff_acts.c.account.in_(_of_company(account)))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound(str(act_id))
        return _read(row)

    async def list_acts(self, numbers: Sequence[str]) -> tuple[StaffAct, ...]:
        """Returns the acts about the rows with these numbers, the oldest first."""
        query = select(staff_acts).where(staff_acts.c.number.in_(numbers)).order_by(staff_acts.c.id)
        async with self._database.read() as connection:
            return tuple(_read(row) for row in await connection.execute(query))

    async def _insert(self, connection: AsyncConnection, new: NewAct, number: str) -> None:
        now = self._clock()
        values = {
            "key": new.key,
            "account": new.account,
            "number": number,
            "act": new.act,
            "side": new.side,
            "reason": new.reason,
            "by": new.by,
            "at": now,
        }
        inserted = await connection.execute(staff_acts.insert().values(values))
        assert inserted.inserted_primary_key is not None
        if new.side is not None:  # a decision of the marketplace is told to both sides by its own notice
            act = {"act": str(inserted.inserted_primary_key[0])}
            await tell_accounts(connection, STAFF_ACTED, act, now, _of_company(new.account))


def is_done(result: dict[str, Any]) -> bool:
    """Returns whether a command changed something. The first value of its result says so."""
    first = _get_first(result)
    return bool(first) and first not in _NOTHING


def _get_first(result: dict[str, Any]) -> Any:
    return next(iter(result.values()))


def _of_company(account: str) -> Any:
    """Returns the query for the slugs of all accounts of the company of this account."""
    own = _accounts.alias()
    is_same = (own.c.buyer_id == _accounts.c.buyer_id) | (own.c.supplier_id == _accounts.c.supplier_id)
    return select(_accounts.c.slug).join(own, is_same).where(own.c.slug == account)


def _read(row: Row[Any]) -> StaffAct:
    return StaffAct(row.number, row.act, row.side, row.reason, row.by, row.at)
