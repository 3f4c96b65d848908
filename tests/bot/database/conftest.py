"""Empty databases, which these tests trouble in their own ways."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(empty_url: str) -> str:
    return empty_url
