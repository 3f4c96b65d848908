"""Who an account is. The one place that turns the slug of the signed context into a company."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.errors import NotAllowed, NotFound
from actions.marketplace.records import Role

_accounts = tables.accounts.c


def is_party(account: FromClause, owned: FromClause) -> ColumnElement[bool]:
    """Whether `account` (the table or an alias of it) is buyer or supplier of a row with `buyer_id` and `supplier_id`. A
    condition of the query itself: what is absent and what is forbidden take the same path."""
    return or_(account.c.buyer_id == owned.c.buyer_id, account.c.supplier_id == owned.c.supplier_id)


async def find_account(connection: AsyncConnection, account: str) -> Row[Any]:
    """Raises NotFound."""
    row = (await connection.execute(select(tables.accounts).where(_accounts.slug == account))).first()
    if row is None:
        raise NotFound(account)
    return row


async def require_role(connection: AsyncConnection, account: str, role: Role) -> Row[Any]:
    """The account, if it has this role. Raises NotFound, NotAllowed."""
    row = await find_account(connection, account)
    if row.role != role:
        raise NotAllowed(f"only a {role} may do this")
    return row


def canonical_number(text: str, prefix: str) -> str:
    """ "ord100234", " ORD 100234", "100234" are all "ORD-100234"."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return f"{prefix}-{digits}"
