"""Defines the table of leases, which decide which gateway does some work."""

from __future__ import annotations

from foundation.database.columns import build_metadata
from foundation.jobs.store import lease_table

metadata = build_metadata()

leases = lease_table(metadata, "gateway")
