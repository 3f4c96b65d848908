"""Reads the present terms of orders in the caller's transaction."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.operator.records import OperatorTerms
from actions.marketplace.operator.tables import operator_copy


async def find_terms(connection: AsyncConnection) -> OperatorTerms:
    """Returns the terms that the operator has decided, or the defaults."""
    content = (await connection.execute(select(operator_copy.c.content))).scalar_one_or_none()
    return OperatorTerms.read((content or {}).get("terms") or {})
