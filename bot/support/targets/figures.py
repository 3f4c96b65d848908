"""Declares the metric of how many requests at the desk have missed a target."""

from __future__ import annotations

from prometheus_client import Gauge

from bot.support.targets.limits import TARGETS
from bot.support.targets.store import count_late
from foundation.database.announcing import Connection

TARGETS_MISSED = Gauge(
    "caravan_targets_missed", "Requests at the desk, not settled yet, that have missed this target", ["target"]
)


async def count_missed_targets(connection: Connection) -> None:
    """Sets the metric for each target."""
    counts = await count_late(connection)
    for target in TARGETS:
        TARGETS_MISSED.labels(target).set(counts.get(target, 0))


def forget_missed_targets() -> None:
    """Clears the metric while the database cannot be reached, so that it shows no old value."""
    for target in TARGETS:
        TARGETS_MISSED.labels(target).set(float("nan"))
