"""Defines column types that mean the same on SQLite and on PostgreSQL."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Dialect,
    Double,
    Numeric,
    any_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from foundation.database.columns import UtcDateTime

__all__ = ["ExactDecimal", "UtcDateTime", "among", "approximately"]

SCALE = 4


class ExactDecimal(TypeDecorator[Decimal]):
    """Stores an exact decimal number with four places: as NUMERIC on PostgreSQL, and on SQLite, which would store a
    float, as a whole number of ten-thousandths. Both databases compare and sum such numbers correctly, but two such
    numbers must not be multiplied in SQL. A value is read without trailing zeros, but with at least `places` decimal
    places (2 for money: 3.20)."""

    impl = Numeric(18, SCALE)
    cache_ok = True

    def __init__(self, places: int = 0) -> None:
        super().__init__()
        self.places = places

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(18, SCALE))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | int | None:
        if value is None or dialect.name != "sqlite":
            return value
        scaled = Decimal(value).scaleb(SCALE)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {SCALE} decimal places")
        return int(scaled)

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        exact = (Decimal(value).scaleb(-SCALE) if dialect.name == "sqlite" else Decimal(value)).normalize()
        exponent = exact.as_tuple().exponent
        assert isinstance(exponent, int)
        return exact if exponent <= -self.places else exact.quantize(Decimal(1).scaleb(-self.places))


def approximately(dialect: Dialect, column: ColumnElement[Decimal]) -> ColumnElement[Any]:
    """Returns the SQL expression of an ExactDecimal column as a float, for values that are only compared. Converting in
    the database is cheaper than in Python."""
    return cast(column, Double) / (10.0**SCALE if dialect.name == "sqlite" else 1.0)


def among(dialect: Dialect, column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Returns the SQL condition that `column` is one of `numbers`. All numbers are sent as one query
    parameter, whereas SQLAlchemy's `in_` sends a parameter for each."""
    if dialect.name == "postgresql":
        return column == any_(literal(list(numbers), ARRAY(BigInteger)))
    listed = func.json_each(json.dumps(list(numbers))).table_valued("value")
    return column.in_(select(listed.c.value))
