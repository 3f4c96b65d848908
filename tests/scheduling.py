"""Divides the tests among the processes of a test run (tests/copies.py): the files that take longest begin first, one process
gets all tests that use the same running Caravan, and what needs the trained model waits while it is being trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from nlu.train import is_training

FIRST = (
    *("tests/e2e/", "tests/chaos/", "tests/test_", "tests/security/", "tests/bot/", "tests/contract/"),
    *("tests/actions/dialogue/", "tests/actions/marketplace/"),
)
"""How the names of the files begin whose tests take long, the longest first. If such a file came last, one process would
still run it when the others have nothing left to do."""
ON_A_STACK = {
    **dict.fromkeys(
        (
            *("as_people_type", "attacker", "jobs", "logs", "one_door", "telegram_doors", "trade_in_chat"),
            *("webchat/signing_in", "webchat/walk_in_browser"),
        ),
        "a running Caravan",
    ),
    **dict.fromkeys(("dialogues", "files_between_sides", "long_trade"), "another running Caravan"),
}
"""The files of tests/e2e whose tests share the running Caravan of its conftest.py, which takes about 20 CPU seconds to
start. Two processes have one each, because all of these tests would keep one process longer than the others have work."""
OF_THE_MODEL = ("tests/e2e/", "tests/chaos/", "tests/test_deploy_run")
"""How the names of the files begin whose tests need the trained model."""


class Queue:
    """Holds the tests that no process has got yet, in groups of which one process gets all. `items` are all tests, which are
    told by their places in it."""

    def __init__(self, items: Sequence[pytest.Item]) -> None:
        groups: dict[str, list[int]] = {}
        for place, item in enumerate(items):
            groups.setdefault(_group(item.nodeid), []).append(place)
        self._items = items
        self._groups = sorted(groups.values(), key=lambda group: _rank(items[group[0]].nodeid))

    def __bool__(self) -> bool:
        return bool(self._groups)

    def has_next(self) -> bool:
        """Tells whether there is a group that can be run now."""
        return next(self._ready(), None) is not None

    def next(self) -> list[int]:
        """Returns the tests of the next group; none when no group can be run now."""
        group = next(self._ready(), [])
        if group:
            self._groups.remove(group)
        return group

    def put_back(self, places: list[int]) -> None:
        if places:
            self._groups.insert(0, places)

    def _ready(self) -> Iterator[list[int]]:
        waits = is_training()
        return (
            group for group in self._groups if not (waits and self._items[group[0]].nodeid.startswith(OF_THE_MODEL))
        )


def _group(nodeid: str) -> str:
    """Returns the name of the group of a test. Tests on PostgreSQL share nothing with those of the same file on SQLite, so
    another process may run them."""
    file, _, test = nodeid.partition("::")
    if "postgresql" in test.partition("[")[2]:
        return f"{file} on PostgreSQL"
    return ON_A_STACK.get(file.removeprefix("tests/e2e/").removesuffix(".py").replace("test_", ""), file)


def _rank(nodeid: str) -> int:
    return next((place for place, beginning in enumerate(FIRST) if nodeid.startswith(beginning)), len(FIRST))
