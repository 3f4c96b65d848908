"""Counts the writes that are sent to the operator's own system."""

from prometheus_client import Counter, Gauge

SENT = Counter("caravan_outgoing_total", "Writes sent to the operator's own system: done, refused, failed", ["outcome"])
WAITING = Gauge("caravan_outgoing_now", "Writes for the operator's own system that wait, or are dead", ["state"])
