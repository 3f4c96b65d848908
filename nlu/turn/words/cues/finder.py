"""Makes finders of cues from patterns. Both languages may stand in one pattern, and letters match in either case."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Finder = Callable[[str], Any]
"""A function that returns what it finds in a text, or a value that counts as false when it finds nothing."""
LONGEST_FOLLOW_UP = 60
"""The most characters of a follow-up. A longer text is understood by itself, and "more" in it need not be a
follow-up."""


def is_short(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_FOLLOW_UP


def has(pattern: str) -> Finder:
    """Returns a finder that tells whether the pattern occurs in a text."""
    search = re.compile(pattern, re.I).search
    return lambda text: search(text) is not None


def is_all(pattern: str) -> Finder:
    """Returns a finder that tells whether a whole text matches the pattern."""
    match = re.compile(pattern, re.I).fullmatch
    return lambda text: match(text.strip()) is not None


def when_short(find: Finder) -> Finder:
    """Returns a finder that does the same in a short text, and finds nothing in a longer one."""
    return lambda text: find(text) if is_short(text) else None
