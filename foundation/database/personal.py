"""Marks columns with what the rules about people's data must know of them. A table says so itself,
where it is declared; export, erasure and retention find the marks in the schema.

A mark is passed as `Column(…, info=…)`.
"""

from __future__ import annotations

from typing import Any

Mark = dict[str, Any]

EXPIRES: Mark = {"expires": True}
"""Marks the moment after which a row means nothing any more."""


def kept_for(period: str) -> Mark:
    """Marks the moment from which a row is kept for the period of this name."""
    return {"kept_for": period}


def names(what: str) -> Mark:
    """Marks a value by which a row belongs to a person although no foreign key leads there. `what`
    is session (the hash of a web session), account or person (of an account)."""
    return {"names": what}


def holds_until(state: str) -> Mark:
    """Marks a state before which a row keeps its conversation, however old that is."""
    return {"holds_until": state}
