"""Defines marks for columns, by which the code that exports, erases and expires personal data finds
the rows about a person in every table.

A mark is set where the table is defined, as `Column(…, info=…)`.
"""

from __future__ import annotations

from typing import Any

Mark = dict[str, Any]

EXPIRES: Mark = {"expires": True}
"""Marks a column with the moment at which the row expires."""


def kept_for(period: str) -> Mark:
    """Returns the mark of a column with the moment from which the retention period with this name
    counts."""
    return {"kept_for": period}


def names(what: str) -> Mark:
    """Returns the mark of a column that identifies a person without a foreign key. `what` says what
    the column contains: the hash of a web session (`session`), an account (`account`), or a person
    of an account (`person`)."""
    return {"names": what}


def holds_until(*states: str) -> Mark:
    """Returns the mark of a column with the row's state. A row that is in none of these states yet
    prevents the deletion of its old conversation."""
    return {"holds_until": states}
