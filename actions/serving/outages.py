"""Tells a periodic job that the database is away, so that it waits instead of reporting a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from actions.marketplace.base.errors import is_outage
from foundation.database.outages import DatabaseUnavailable


@contextmanager
def telling_outages() -> Iterator[None]:
    """Runs the `with` block.

    Raises:
        DatabaseUnavailable: the database cannot be reached now. All other errors of the block pass through.
    """
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise DatabaseUnavailable(str(error)) from error
        raise
