"""How long things are kept, in days (docs/privacy.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Periods:
    """`conversations` of accounts and `visitors`' count from the last word; `audit` is never less than 30."""

    conversations: int = 730
    visitors: int = 90
    not_understood: int = 180
    staff_sessions: int = 30
    audit: int = 730
