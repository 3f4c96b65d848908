"""An action server over a filled marketplace, and a migrated database of the gateway."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fakes.actions.fixtures import marketplace as marketplace
from tests.fakes.actions.fixtures import seeded as seeded
from tests.fakes.actions.fixtures import seeded_postgresql as seeded_postgresql
from tests.fakes.actions.fixtures import seeded_sqlite as seeded_sqlite
from tests.fakes.actions.fixtures import server as server
from tests.fakes.gateway.databases import migrated_postgres as migrated_postgres
from tests.fakes.gateway.databases import migrated_postgres_url as migrated_postgres_url
from tests.fakes.gateway.databases import migrated_sqlite as migrated_sqlite


@pytest.fixture
def database_url(request: pytest.FixtureRequest, marketplace: tuple[str, Path], tmp_path: Path) -> str:
    """Returns the URL of a migrated database, which is of the same kind as the marketplace's."""
    if marketplace[0].startswith("postgresql"):
        return str(request.getfixturevalue("migrated_postgres_url"))
    shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "gateway.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'gateway.db'}"
