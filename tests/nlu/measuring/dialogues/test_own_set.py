"""Our own conversations are enough, of everybody, none of them the yardstick's, and their checks pass nobody who understands nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from nlu.measuring.dialogues.scripts import Dialogue, read_dialogues
from nlu.measuring.dialogues.table import count_echoes
from nlu.model import ROOT
from tests.fakes.nlu.fingerprints import find_near, is_long_enough

DATA = ROOT / "tests" / "e2e" / "data"
OWN = DATA / "dialogues.jsonl"
ALL = ("dialogues", "dialogues_second", "dialogues_third", "dialogues_unread")
HELD_OUT = ROOT / "tests" / "nlu" / "data" / "held_out_fingerprints.txt"
NEAR = 0.5


@pytest.fixture(scope="module")
def dialogues() -> list[Dialogue]:
    return read_dialogues(OWN)


def test_they_are_enough_in_both_languages_of_every_role(dialogues: list[Dialogue]) -> None:
    languages = Counter(each.lang for each in dialogues)
    assert languages["en"] >= 35
    assert languages["zh"] >= 25
    for language in languages:
        roles = Counter(each.role for each in dialogues if each.lang == language)
        assert min(roles[role] for role in ("visitor", "buyer", "supplier")) >= 7
    assert all(4 <= len(each.turns) <= 9 for each in dialogues)
    turns = [turn for each in dialogues for turn in each.turns]
    assert max(len(turn.user) for turn in turns) > 600
    assert any(turn.is_press for turn in turns)
    assert any(turn.speaker for turn in turns)
    assert all(turn.expect and turn.must for turn in turns)


@pytest.mark.parametrize("name", ALL)
def test_none_is_taken_from_the_held_out_conversations(name: str) -> None:
    dialogues = read_dialogues(DATA / f"{name}.jsonl")
    held_out = [frozenset(row.split()) for row in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    texts = {turn.user for each in dialogues for turn in each.turns if is_long_enough(turn.user)}
    assert len(texts) > 200
    assert {text for text in texts if find_near(text, held_out, NEAR)} == set()


@pytest.mark.parametrize("name", ALL)
def test_who_understands_nothing_passes_hardly_any_turn(name: str) -> None:
    dialogues = read_dialogues(DATA / f"{name}.jsonl")
    turns = [turn for each in dialogues for turn in each.turns]
    assert sum(not turn.find_failed("") for turn in turns) == 0
    assert sum(map(count_echoes, dialogues)) <= 0.05 * len(turns)
