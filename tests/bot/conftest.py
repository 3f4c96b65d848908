"""Gives every test of the gateway a running one, on a migrated database."""

from __future__ import annotations

import pytest

from tests.fakes.gateway.databases import migrated_postgres as migrated_postgres
from tests.fakes.gateway.databases import migrated_postgres_url as migrated_postgres_url
from tests.fakes.gateway.databases import migrated_sqlite as migrated_sqlite
from tests.fakes.gateway.databases import migrated_url as migrated_url
from tests.fakes.gateway.running import gateway as gateway


@pytest.fixture
def database_url(migrated_url: str) -> str:
    return migrated_url
