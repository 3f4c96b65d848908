"""Finds an account by its slug, and checks which role it has and which rows belong to it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, ScalarSelect, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.records import Role, WriteKey

_accounts = tables.accounts.c


def is_party(account: FromClause, owned: FromClause) -> ColumnElement[bool]:
    """Returns the SQL condition that `account` (the table or an alias) is the buyer or the supplier of
    the row `owned`.

    With this condition in the query, a row of somebody else looks the same as a row that does not exist.
    """
    return or_(account.c.buyer_id == owned.c.buyer_id, account.c.supplier_id == owned.c.supplier_id)


def account_of(column: str, company: ColumnElement[int]) -> ScalarSelect[str]:
    """Returns the SQL expression of a company's account: the first by name, if it has several, and NULL if it has none.
    `column` is `buyer_id` or `supplier_id`."""
    alias = tables.accounts.alias()
    return select(func.min(alias.c.slug)).where(alias.c[column] == company).scalar_subquery()


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
        NotAllowed: the account has another role.
    """
    row = await find_account(connection, account)
    if row.role != role:
        raise NotAllowed(f"only a {role} may do this")
    return row


def check_staff(key: WriteKey, step: str, by_staff: Collection[str]) -> None:
    """If the write comes from the staff, checks that they may take this step in a customer's name.

    Raises:
        NotAllowed: only the customer may take this step.
    """
    if key.staff is not None and step not in by_staff:
        raise NotAllowed(f"the staff may not {step} in a customer's name")


def canonical_number(text: str, prefix: str) -> str:
    """Returns a number in the form in which it is stored: "ORD-100234" for "ord100234", " ORD 100234" or "100234"."""
    digits = "".join(character for character in text if character.isascii() and character.isdigit())
    return f"{prefix}-{digits}"
