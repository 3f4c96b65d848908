"""What the server of tests/actions/test_killed_effects.py, which forks the processes that are killed, imports once for all of them."""

from __future__ import annotations

from actions.marketplace.trades.requests.held_words import find_in
from tests.fakes.actions import killed

__all__ = ["killed"]
find_in("tea sets")  # loads what judges words, which takes seconds
