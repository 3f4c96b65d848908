"""Empty databases: it is their migrations that are tested."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(empty_url: str) -> str:
    return empty_url
