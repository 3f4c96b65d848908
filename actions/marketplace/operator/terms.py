"""Reads the terms of orders as they are now, for the transaction in which they count."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.operator.records import OperatorTerms
from actions.marketplace.operator.tables import operator_copy


async def find_terms(connection: AsyncConnection) -> OperatorTerms:
    """Returns the terms that the operator has decided, or those from the beginning."""
    content = (await connection.execute(select(operator_copy.c.content))).scalar_one_or_none()
    return OperatorTerms.read((content or {}).get("terms") or {})
