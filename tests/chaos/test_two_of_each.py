"""Two gateways, two Rasa processes, two action servers on one PostgreSQL and Redis; one of each is killed while people write."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.chaos.run import gather_people, storm
from tests.chaos.script import sourcing
from tests.chaos.sites import several
from tests.fakes.databases import own_postgres


@pytest.mark.timeout(900)
async def test_one_of_each_is_killed_under_load(tmp_path: Path) -> None:
    """Nobody notices more than a pause: nothing lost, doubled, out of order; every RFQ once; Telegram polled by one alone."""
    chance = random.Random(3)
    with own_postgres() as postgres:
        urls = (await postgres.create("caravan"), await postgres.create("marketplace"))
        async with several(tmp_path, urls, each=2, redis=True, real=True, postgres=postgres) as site:
            polled = {call.code for call in site.telegram.called("getUpdates")}
            people = gather_people(site, [sourcing(200 + number, 8, chance, 1) for number in range(8)], 2, chance)
            findings = await storm(site, people, ["rasa 0", "actions 1", "gateway 1"], 250)
    assert findings.faults == [], findings
    assert (findings.messages, findings.effects) == (64, 8)
    assert polled <= {200}, "both gateways polled"
