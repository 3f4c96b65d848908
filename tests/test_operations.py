"""docs/operations.md names the figures that there are, and no others."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from prometheus_client import REGISTRY

import actions.serving.server  # noqa: F401 - they register themselves
import bot.serving.bootstrap  # noqa: F401

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "operations.md"


def test_every_figure_is_explained() -> None:
    documented = set(re.findall(r"`(caravan_\w+)", DOCUMENT.read_text("utf-8")))
    there = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in REGISTRY.collect()
        if family.name.startswith("caravan_")
    }
    assert documented == there


def test_the_tool_that_measures_for_scaling_is_whole() -> None:
    """It measures for minutes; that what it stands on is still there is seen in a moment."""
    importlib.import_module("tools.turn_cost")
