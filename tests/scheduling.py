"""Divides the tests among the processes of a test run. pytest-xdist loads this module as a plugin: the files that take
longest begin first, and one process gets all tests that use the same running Caravan."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

FIRST = ("tests/e2e/", "tests/chaos/", "tests/test_", "tests/security/", "tests/bot/")
"""How the names of the files begin whose tests take long, the longest first. If such a file came last, one process would
still run it when the others have nothing left to do."""
ON_A_STACK = (
    *(f"tests/e2e/test_{name}.py" for name in ("as_people_type", "attacker", "jobs", "logs", "one_door")),
    *(f"tests/e2e/test_{name}.py" for name in ("telegram_doors", "trade_in_chat")),
    *(f"tests/e2e/webchat/test_{name}.py" for name in ("signing_in", "walk_in_browser")),
)
"""The files whose tests share the running Caravan of tests/e2e/conftest.py, which takes about 20 CPU seconds to start."""


class Scheduling(LoadFileScheduling):
    """Gives all tests of a file to one process, and all tests of the files in `ON_A_STACK` to one process, too. Of these
    files, the tests on PostgreSQL use another Caravan, so they stay apart."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "a running Caravan" if file in ON_A_STACK and "[postgresql" not in nodeid else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((place for place, beginning in enumerate(FIRST) if item.nodeid.startswith(beginning)), len(FIRST))
