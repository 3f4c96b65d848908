"""Makes the gateway, the action server and Rasa observable: it writes their log lines, keeps
private words out of them, and decides who may read the figures.

All three import this package; it imports none of them.
"""

from telemetry.lines import configure
from telemetry.turn import bind_turn

__all__ = ["bind_turn", "configure"]
