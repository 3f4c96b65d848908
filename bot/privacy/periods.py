"""Defines how long things are kept, in days (docs/privacy.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Periods:
    """Holds the periods. `conversations` (of contacts with an account) and `visitors` (of those
    without) count from the last message; `audit` is at least 30. `files` counts from a file's
    arrival."""

    conversations: int = 730
    visitors: int = 90
    not_understood: int = 180
    staff_sessions: int = 30
    audit: int = 730
    files: int = 365
