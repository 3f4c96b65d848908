"""Says how long those tests go on that try what comes by chance, or the same thing again and again.

Each of them shows in its usual size that it holds. `WHOLE_STORMS=1 make test` tries as much as there is, which takes some
minutes more: before a release, and after a change of what these tests are about."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")
WHOLE = "WHOLE_STORMS"
"""The environment variable that asks for the whole size."""


def choose_size(usual: T, whole: T) -> T:
    return whole if os.environ.get(WHOLE) else usual
