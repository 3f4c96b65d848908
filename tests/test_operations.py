"""docs/operations.md names the figures that there are, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client import REGISTRY

import actions.metrics  # noqa: F401 - they register themselves
import bot.metrics  # noqa: F401

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "operations.md"


def test_every_figure_is_explained() -> None:
    documented = set(re.findall(r"`(caravan_\w+)", DOCUMENT.read_text("utf-8")))
    there = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in REGISTRY.collect()
        if family.name.startswith("caravan_")
    }
    assert documented == there
