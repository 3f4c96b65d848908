"""Defines the retention periods: after how many days stored data is deleted (docs/privacy.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Periods:
    """Holds the retention periods in days. `conversations` (of contacts with an account) and
    `visitors` (conversations of contacts without one) count from the last message; `files` counts
    from a file's arrival. For `audit`, a value below 30 has the effect of 30."""

    conversations: int = 730
    visitors: int = 90
    not_understood: int = 180
    staff_sessions: int = 30
    audit: int = 730
    files: int = 365
