"""Counts the things that were due, by their outcome (docs/operations.md)."""

from prometheus_client import Counter, Gauge, Histogram

DUE = Counter(
    "caravan_due_total",
    "Things whose time had come: done, skipped (too late to be of use), past (before the clocks started), failed",
    ["kind", "outcome"],
)
DUE_DELAY = Histogram(
    "caravan_due_delay_seconds",
    "How long after its moment a thing happened",
    buckets=(1, 5, 15, 30, 60, 120, 300, 900, 3600, 6 * 3600, 24 * 3600),
)
DUE_WAITING = Gauge("caravan_due_waiting", "Things that are due and have not happened after the last round")
DUE_FAILED = Gauge("caravan_due_failed", "Things that failed and are tried again")
DUE_OLDEST = Gauge("caravan_due_oldest_seconds", "How long the oldest of those that wait has been due")
