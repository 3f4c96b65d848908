"""One action server at a time works what is due, and another takes over."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from actions.marketplace import Marketplace
from actions.marketplace.trades.due.working import DueWork
from actions.serving.due_job import due_job
from foundation.jobs.periodic import do_round
from tests.fakes.actions.due import Hands, add_request, read_outbox


async def test_a_round_does_what_is_due(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_request(connection, date(2026, 11, 25), created_at=hands.now)
    hands.go(days=1)
    assert await do_round(due_job(timed, "a:1")) == "done"
    assert [kind for _, kind, _ in await read_outbox(timed, number)] == ["request_expired", "request_closed"]


async def test_only_who_has_the_lease_works(timed: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = due_job(timed, "a:1"), due_job(timed, "b:2")
    assert one.lease is not None
    async with one.lease.borrow() as is_ours:
        assert is_ours
        assert await do_round(other) == "elsewhere"
    assert await do_round(other) == "done"

    async def is_cut_off(self: DueWork) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(DueWork, "work", is_cut_off)
    assert await do_round(one) == "away"
    await asyncio.sleep(0)
