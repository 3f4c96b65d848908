"""Writes the log lines of the gateway, the action server and Rasa, removes personal data from them,
and decides who may read the metrics of these processes.

These three processes import this package; it imports none of their code.
"""

from telemetry.lines import configure
from telemetry.turn import bind_turn

__all__ = ["bind_turn", "configure"]
