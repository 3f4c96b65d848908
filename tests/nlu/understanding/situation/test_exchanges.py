"""The exchanges that acts are learned from: how they are written, how many they are, and that none of them is held out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from nlu.model import ROOT
from nlu.understanding.asked.examples import read_examples
from nlu.understanding.situation.acts import ACTS, KINDS, find_kind
from nlu.understanding.situation.exchanges import Line, advance, read_exchanges
from nlu.understanding.situation.situation import TASKS, Situation
from tests.fakes.nlu.fingerprints import find_near, fingerprint, is_long_enough, likeness

HELD_OUT = ROOT / "tests" / "nlu" / "data" / "held_out_fingerprints.txt"
NEAR = 0.6


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return read_exchanges(ROOT / "nlu")


def test_there_are_enough_of_them_in_both_languages_for_every_task_role_and_kind(lines: list[Line]) -> None:
    assert len({line.exchange for line in lines}) >= 1500
    for language in ("en", "zh"):
        ours = [line for line in lines if line.language == language]
        assert len({line.exchange for line in ours}) >= 750
        assert {line.situation.task for line in ours} == set(TASKS)
        assert {line.role for line in ours} == {"buyer", "supplier", "visitor"}
        assert {find_kind(line.acts[0]) for line in ours} == set(KINDS)
        assert len({line.writer for line in ours}) >= 8


def test_many_are_the_same_words_that_mean_something_else_in_another_situation(lines: list[Line]) -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        meanings.setdefault((line.language, line.text), set()).add(line.acts[0])
    contrastive = {line.exchange for line in lines if len(meanings[line.language, line.text]) > 1}
    assert len(contrastive) >= 750


def test_every_act_is_known(lines: list[Line]) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in domain["intents"]}
    used = {act for line in lines for act in line.acts}
    assert used - intents <= set(ACTS)
    assert set(ACTS) <= used


def test_the_same_words_in_the_same_situation_mean_one_thing(lines: list[Line]) -> None:
    seen: dict[tuple[str, str, Situation], set[str]] = {}
    for line in lines:
        seen.setdefault((line.text, line.role, line.situation), set()).add(find_kind(line.acts[0]))
    assert {key: kinds for key, kinds in seen.items() if len(kinds) > 1} == {}


def test_no_text_is_taken_from_the_held_out_dialogues(lines: list[Line]) -> None:
    held_out = [frozenset(row.split()) for row in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    assert len(held_out) > 400
    texts = {line.text for line in lines} | {text for text, _ in read_examples(ROOT / "nlu")}
    near = {text for text in texts if is_long_enough(text) and find_near(text, held_out, NEAR)}
    assert near == set()


def test_a_near_copy_is_found_and_another_text_is_not() -> None:
    held_out = [fingerprint("where are my porcelain cups now?"), fingerprint("我的瓷杯现在到哪里了")]
    assert find_near("Where are my porcelain cups now", held_out, NEAR)
    assert find_near("我的瓷杯现在到哪里了呢？", held_out, NEAR)
    assert not find_near("where are the woollen scarves made", held_out, NEAR)
    assert likeness(held_out[0], held_out[1]) == 0


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        (["search list offers"], Situation("none", "search", ("offers",), ("listing",), "list")),
        (["request ask place"], Situation("place", "request", (), ("request",), "ask_slot")),
        (["request ask place", "info"], Situation("place", "request", (), ("request",), "info")),
        (["request confirm", "effect"], Situation("none", "none", (), ("request",), "effect")),
        (["request confirm", "request effect"], Situation("none", "request", (), ("request",), "effect")),
        (["request ask place", "claim info"], Situation("none", "claim", (), ("claim", "order"), "info")),
        (["none list orders"], Situation("none", "none", ("orders",), ("order",), "list")),
        (["none detail about claim order"], Situation("none", "none", (), ("claim", "order"), "detail")),
        (["request confirm", "none none"], Situation()),
    ],
)
def test_a_line_of_the_bot_changes_the_situation(deeds: list[str], expected: Situation) -> None:
    situation = Situation()
    for deed in deeds:
        situation = advance(situation, deed)
    assert situation == expected


@pytest.mark.parametrize("deed", ["dance", "request ask weather", "search list cats", "none info about cats"])
def test_an_unknown_word_of_the_bot_is_an_error(deed: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        advance(Situation(), deed)


def test_a_file_that_is_written_otherwise_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "dialogues"
    folder.mkdir(parents=True)
    (folder / "wrong.yml").write_text("- writer: x\n  role: buyer\n  talks:\n  - - bot: dance\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en/wrong\.yml: unknown deed"):
        read_exchanges(tmp_path)


def test_writers_are_many(lines: list[Line]) -> None:
    most = Counter(line.writer for line in lines).most_common(1)[0][1]
    assert most < len(lines) / 4
