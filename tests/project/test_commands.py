"""`make help`, and the tests that can be asked for by their subject."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import run
from tests.selection import ROOT, TESTS, find_area, starts_something


def make(*arguments: str) -> str:
    """Returns what make prints, as if no other make had started it, as that of `make test` has."""
    of_no_make = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    done = subprocess.run(["make", *arguments], cwd=ROOT, env=of_no_make, capture_output=True, text=True, check=True)
    return done.stdout


def test_help_says_a_line_about_every_target() -> None:
    printed = make("help")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "test-fast" in targets
    assert [line.split()[1] for line in printed.splitlines()] == targets
    assert all(len(line.split(maxsplit=2)) == 3 for line in printed.splitlines()), printed


def test_an_area_is_every_folder_of_that_name_and_an_unknown_one_lists_them() -> None:
    assert {TESTS / "actions/trades/orders", TESTS / "actions/marketplace/trades/orders"} <= set(find_area("orders"))
    refused = subprocess.run(
        [sys.executable, "-m", "tests.run", "ordres"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "'ordres'" in refused.stderr
    assert ", orders, " in refused.stderr


@pytest.mark.parametrize(
    ("file", "starts"),
    [
        ("test_kills.py", True),
        ("test_linking.py", True),
        ("test_outages.py", True),
        ("test_orders.py", False),
        ("test_rendering.py", False),
    ],
)
def test_what_starts_something_is_found_by_what_it_imports(file: str, starts: bool) -> None:
    """A fast test that starts something in another way fails (tests/conftest.py)."""
    assert starts_something(next(TESTS.rglob(file))) is starts


@pytest.mark.parametrize(("code", "status"), [("assert True", 0), ("assert False", 1)])
def test_what_failed_beside_others_is_tried_alone(code: str, status: int, tmp_path: Path) -> None:
    file = tmp_path / "test_once.py"
    file.write_text(f"def test_once():\n    {code}\n")
    _note_failed(tmp_path, [f"{file}::test_once"])
    assert run._run_again({tmp_path: 1, tmp_path / "other": 0}) == status


@pytest.mark.parametrize(("count", "status"), [(run.FEW + 1, 1), (1, 2), (0, 1)])
def test_many_failures_or_another_trouble_stand_as_they_are(count: int, status: int, tmp_path: Path) -> None:
    _note_failed(tmp_path, [f"{tmp_path}/test_none.py::test_{each}" for each in range(count)])
    assert run._run_again({tmp_path: status}) == status


def test_the_few_are_counted_together(tmp_path: Path) -> None:
    for name in ("one", "other"):
        _note_failed(tmp_path / name, [f"{tmp_path}/test_none.py::test_{each}" for each in range(run.FEW)])
    assert run._run_again({tmp_path / "one": 1, tmp_path / "other": 1}) == 1
    assert run._run_again({tmp_path / "one": 0, tmp_path / "other": 0}) == 0


def _note_failed(cache: Path, tests: list[str]) -> None:
    noted = run._last_failed(cache)
    noted.parent.mkdir(parents=True)
    noted.write_text(json.dumps(dict.fromkeys(tests, True)))


@pytest.mark.parametrize(("given", "account"), [([], ""), (["AS="], ""), (["AS=nordmarkt"], "nordmarkt")])
def test_a_chat_without_a_name_is_a_visitors(given: list[str], account: str) -> None:
    """Make has a variable `AS` of its own, the name of an assembler."""
    told = make("-n", "chat", *given)
    assert told.splitlines()[-1].endswith(f'bot chat "{account}"')
