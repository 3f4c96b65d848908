"""Conversations of our own, played on real parts: the share of turns that pass their checks does not fall.

The floor in tests/e2e/data/dialogues_floor.json is a little below what was measured last (docs/dialogues.md); raise it with the product.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlu.measuring.dialogues.demo import Demo
from nlu.measuring.dialogues.playing import Played, play
from nlu.measuring.dialogues.scripts import Dialogue, read_dialogues
from nlu.measuring.dialogues.table import add_up, format_table
from tests.fakes.whole.stack import Stack

DATA = Path(__file__).parent / "data"
AT_ONCE = 4


@pytest.fixture(name="stack")
def on_postgresql(stack_on_postgresql: Stack) -> Stack:
    return stack_on_postgresql


@pytest.mark.timeout(600)
async def test_as_many_turns_pass_as_before(stack: Stack) -> None:
    dialogues = read_dialogues(DATA / "dialogues.jsonl")
    floor: dict[str, float] = json.loads((DATA / "dialogues_floor.json").read_text())
    played: dict[str, list[Played]] = {}

    def keep(dialogue: Dialogue, turns: list[Played]) -> None:
        played[dialogue.id] = turns

    demo = Demo(stack.address)
    try:
        skipped = await play(demo, dialogues, AT_ONCE, keep)
        await demo.reset()  # the other tests find the demo as at its first start
    finally:
        await demo.close()
    assert {each.id for each in dialogues} - {each.id for each in skipped} == set(played)
    # Those that need certain hours are left out: the share is the same by day and by night.
    at_any_hour = [each for each in dialogues if each.hours is None]
    shares = {
        language: add_up([each for each in at_any_hour if each.lang == language], played).share for language in floor
    }
    assert all(shares[language] >= least for language, least in floor.items()), format_table(dialogues, played)
