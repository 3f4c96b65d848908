"""Runs a short storm: Rasa is a stand-in, everything else is real, and all parts are killed.

`python -m tests.chaos` runs the long one.
"""

from __future__ import annotations

import random
from pathlib import Path

from bot.supervisor.processes import Waits
from tests.chaos.run import Findings, gather_people, storm
from tests.chaos.script import ask_for_orders
from tests.chaos.sites import Site, several
from tests.fakes.databases import own_postgres
from tests.fakes.storms import choose_size

SECONDS = 180
IMPATIENT = Waits(first_pause=0.5, longest_pause=0.5)
"""Killed parts come back after half a second, however often they die."""
AGAIN: tuple[str, ...] = choose_size((), ("gateway 0",))


async def _storm(site: Site, hurts: list[str]) -> Findings:
    chance = random.Random(1)
    scripts = [ask_for_orders(200 + number, 10, chance) for number in range(12)]
    chance.shuffle(hurts)
    return await storm(site, gather_people(site, scripts, 4, chance), hurts, SECONDS)


async def test_a_storm_over_one_gateway_on_sqlite(tmp_path: Path) -> None:
    urls = (f"sqlite:///{tmp_path}/caravan.db", "")
    async with several(tmp_path, urls, each=1, redis=False, real=False, waits=IMPATIENT) as site:
        findings = await _storm(site, ["gateway 0", *AGAIN, "rasa 0", "database"])
    assert findings.faults == [], findings
    assert findings.messages == 120


async def test_a_storm_over_two_gateways_on_postgresql_and_redis(tmp_path: Path) -> None:
    with own_postgres() as postgres:
        urls = (await postgres.create("caravan"), "")
        async with several(tmp_path, urls, each=2, redis=True, real=False, postgres=postgres, waits=IMPATIENT) as site:
            findings = await _storm(site, ["gateway 0", "gateway 1", "rasa 0", "rasa 1", "redis", "database"])
    assert findings.faults == [], findings
    assert findings.messages == 120
