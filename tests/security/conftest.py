"""Migrated databases for the gateways that are attacked."""

from __future__ import annotations

import pytest

from bot.files.papers.printer import Printable, Printer
from tests.fakes.gateway.databases import migrated_postgres as migrated_postgres
from tests.fakes.gateway.databases import migrated_postgres_url as migrated_postgres_url
from tests.fakes.gateway.databases import migrated_sqlite as migrated_sqlite
from tests.fakes.gateway.databases import migrated_url as migrated_url
from tests.fakes.gateway.running import gateway as gateway


@pytest.fixture
def database_url(migrated_url: str) -> str:
    return migrated_url


@pytest.fixture
def blank_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints nothing, where a transcript is asked for again and again and its words do not matter: each starts a process, which
    takes a second. tests/bot/support/test_transcript.py prints them."""

    async def print_nothing(_self: Printer, _sheet: Printable) -> bytes:
        return b"%PDF-1.7"

    monkeypatch.setattr(Printer, "print", print_nothing)
