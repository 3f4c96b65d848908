"""What the gateway, the action server and Rasa stand on to be seen: how a line is written and what never stands in one, and who
may read the figures. The only package that all three import; it imports none of them."""

from telemetry.lines import configure
from telemetry.turn import bound_turn

__all__ = ["bound_turn", "configure"]
