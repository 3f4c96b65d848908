"""`make help`, and the tests that can be asked for by their subject."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.selection import ROOT, TESTS, find_area, starts_something


def test_help_says_a_line_about_every_target() -> None:
    of_no_make = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    printed = subprocess.run(
        ["make", "help"], cwd=ROOT, env=of_no_make, capture_output=True, text=True, check=True
    ).stdout
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert "test-fast" in targets
    assert [line.split()[1] for line in printed.splitlines()] == targets
    assert all(len(line.split(maxsplit=2)) == 3 for line in printed.splitlines()), printed


def test_an_area_is_every_folder_of_that_name_and_an_unknown_one_lists_them() -> None:
    assert {TESTS / "actions/orders", TESTS / "actions/marketplace/orders"} <= set(find_area("orders"))
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
