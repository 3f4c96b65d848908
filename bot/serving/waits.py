"""Collects how long the parts of a gateway wait, and how often they try. The defaults stand beside each part; tests give
shorter ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversation.delivery import DeliveryWaits
from bot.conversation.lanes import LaneWaits
from bot.database.engine import DatabaseWaits
from bot.wakeups import WakeupWaits
from bot.web.body_limit import BodyWaits


@dataclass(frozen=True)
class Waits:
    """Holds the waits of the parts that one gateway is built from."""

    database: DatabaseWaits = field(default_factory=DatabaseWaits)
    lanes: LaneWaits = field(default_factory=LaneWaits)
    delivery: DeliveryWaits = field(default_factory=DeliveryWaits)
    wakeups: WakeupWaits = field(default_factory=WakeupWaits)
    bodies: BodyWaits = field(default_factory=BodyWaits)


DEFAULT_WAITS = Waits()
