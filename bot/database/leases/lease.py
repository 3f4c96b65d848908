"""Defines the lease by which one of several gateways does some work."""

from __future__ import annotations

from bot.database.leases.tables import leases
from foundation.database.announcing import Database
from foundation.jobs.shared_lease import SECONDS, SharedLease


class GatewayLease(SharedLease):
    """Represents a lease in the gateways' database."""

    def __init__(self, database: Database, name: str, holder: str, seconds: float = SECONDS) -> None:
        super().__init__(database, leases, name, holder, seconds)
