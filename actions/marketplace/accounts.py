"""Finds the company of the account whose slug the signed context names. No other module does that."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.errors import NotAllowed, NotFound
from actions.marketplace.records import Role

_accounts = tables.accounts.c


def is_party(account: FromClause, owned: FromClause) -> ColumnElement[bool]:
    """Returns the condition that `account` (the table or an alias) is the buyer or the supplier of
    the row `owned`.

    It is part of the query, so that a missing row and a forbidden one look the same.
    """
    return or_(account.c.buyer_id == owned.c.buyer_id, account.c.supplier_id == owned.c.supplier_id)


async def find_account(connection: AsyncConnection, account: str) -> Row[Any]:
    """Returns the account's row.

    Raises:
        NotFound: there is no such account.
    """
    row = (await connection.execute(select(tables.accounts).where(_accounts.slug == account))).first()
    if row is None:
        raise NotFound(account)
    return row


async def require_role(connection: AsyncConnection, account: str, role: Role) -> Row[Any]:
    """Returns the account's row.

    Raises:
        NotFound: there is no such account.
        NotAllowed: it has another role.
    """
    row = await find_account(connection, account)
    if row.role != role:
        raise NotAllowed(f"only a {role} may do this")
    return row


def canonical_number(text: str, prefix: str) -> str:
    """Returns "ORD-100234" for "ord100234", " ORD 100234" and "100234" alike."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return f"{prefix}-{digits}"
