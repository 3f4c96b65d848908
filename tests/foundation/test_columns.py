"""A moment is stored aware and comes back in UTC."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.dialects import sqlite

from foundation.database.columns import UtcDateTime

DIALECT = sqlite.dialect()


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(dt.datetime(2026, 1, 2), DIALECT)


def test_a_time_of_another_zone_comes_back_in_utc() -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    stored = UtcDateTime().process_bind_param(dt.datetime(2026, 1, 2, 3, tzinfo=shanghai), DIALECT)
    assert stored == dt.datetime(2026, 1, 1, 19, tzinfo=dt.UTC)
    assert UtcDateTime().process_result_value(dt.datetime(2026, 1, 1, 19), DIALECT) == stored
