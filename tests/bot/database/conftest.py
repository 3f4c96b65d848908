"""Gives these tests empty databases, which they migrate, fill and trouble themselves."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(empty_url: str) -> str:
    return empty_url
