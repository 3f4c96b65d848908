"""A gateway for every test of the gateway."""

from __future__ import annotations

from tests.fakes.gateway.running import gateway as gateway
