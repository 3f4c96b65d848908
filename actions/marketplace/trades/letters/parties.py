"""Selects the rows that a buyer and a supplier share (claims, questions, samples) for one of the two, with the names of
both."""

from typing import Any

from sqlalchemy import Row, Select, Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import is_party
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name, Party
from actions.marketplace.goods.catalogue import tables as catalogue_tables

_accounts = marketplace_tables.accounts


def select_owned(owned: Table, account: str) -> Select[Any]:
    """Returns a query for the rows of `owned` that this account's company is a party to, with the account's role
    (`own_role`) and the columns for `read_parties`."""
    own, buying, selling = (_accounts.alias(name) for name in ("own", "buying", "selling"))
    buyers, suppliers = marketplace_tables.buyers, catalogue_tables.suppliers
    return (
        select(
            owned,
            own.c.role.label("own_role"),
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            buying.c.slug.label("buyer_account"),
            suppliers.c.name_en.label("supplier_en"),
            suppliers.c.name_zh.label("supplier_zh"),
            suppliers.c.slug.label("supplier_slug"),
            selling.c.slug.label("supplier_account"),
        )
        .join_from(owned, own, and_(own.c.slug == account, is_party(own, owned)))
        .join(buyers, buyers.c.id == owned.c.buyer_id)
        .join(suppliers, suppliers.c.id == owned.c.supplier_id)
        .outerjoin(buying, buying.c.buyer_id == buyers.c.id)
        .outerjoin(selling, selling.c.supplier_id == suppliers.c.id)
    )


def read_parties(row: Row[Any]) -> tuple[Party, Party]:
    """Returns the buyer and the supplier of a row of `select_owned`."""
    buyer = Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account)
    return buyer, Party(Name(row.supplier_en, row.supplier_zh), "supplier", row.supplier_account)


async def lock_owned(connection: AsyncConnection, owned: Table, account: str, number: str) -> Row[Any]:
    """Returns the row with this number, and locks it until the end of the transaction.

    Raises:
        NotFound: there is no such row, or this account's company is no party to it.
    """
    query = (
        select(owned)
        .join(_accounts, is_party(_accounts, owned))
        .where(_accounts.c.slug == account, owned.c.number == number)
        .with_for_update(of=owned)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(number)
    return row


async def find_supplier_id(connection: AsyncConnection, slug: str) -> int | None:
    """Returns the id of the supplier with this slug, or None if it has no account that could read a letter."""
    suppliers = catalogue_tables.suppliers
    query = (
        select(suppliers.c.id)
        .join(_accounts, _accounts.c.supplier_id == suppliers.c.id)
        .where(suppliers.c.slug == slug)
        .limit(1)
    )
    found: int | None = (await connection.execute(query)).scalar_one_or_none()
    return found
