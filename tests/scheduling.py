"""Divides the tests among the processes of a test run. pytest-xdist loads this module as a plugin: the files that take
longest begin first, and one process gets all tests that use the same running Caravan."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

FIRST = (
    *("tests/security/", "tests/e2e/", "tests/chaos/", "tests/bot/", "tests/test_", "tests/contract/"),
    *("tests/actions/dialogue/", "tests/actions/marketplace/"),
)
"""The files whose tests come first, by the beginnings of their names: files that take long, since one process might still run
such a file when the others have nothing left to do. Those that start Caravan with the trained model take longest of all, mostly
waiting, but do not come at once, because the model may still be in training when the tests begin."""
ON_SQLITE, ON_POSTGRESQL = "the Caravan on SQLite", "the Caravan on PostgreSQL"
ON_A_STACK = {
    **dict.fromkeys(
        (
            *("as_people_type", "attacker", "desk_walk", "jobs", "logs", "one_door", "telegram_doors", "trade_in_chat"),
            *("webchat/signing_in", "webchat/walk_in_browser"),
        ),
        ON_SQLITE,
    ),
    **dict.fromkeys(
        ("attacker on PostgreSQL", "dialogues", "files_between_sides", "long_trade", "outages", "over_days"),
        ON_POSTGRESQL,
    ),
}
"""The files of tests/e2e whose tests share a running Caravan of its conftest.py, which takes about 20 CPU seconds to start.
There is one on each kind of database, and a process runs all tests of one."""


class Scheduling(LoadFileScheduling):
    """Gives all tests of a file to one process, and all tests of the files that share a Caravan to one process, too. Tests
    on PostgreSQL share nothing with those of the same file on SQLite, so another process may run them."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        scope = f"{file} on PostgreSQL" if "postgresql" in nodeid.partition("[")[2] else file
        return ON_A_STACK.get(scope.removeprefix("tests/e2e/").replace(".py", "").replace("test_", ""), scope)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((place for place, beginning in enumerate(FIRST) if item.nodeid.startswith(beginning)), len(FIRST))
