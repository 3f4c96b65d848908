from __future__ import annotations

import json
import re
from pathlib import Path

import yaml

from nlu.model import ROOT, fingerprint
from nlu.understanding.situation.exchanges import read_exchanges
from nlu.understanding.text.writing import folded

DATA = Path(__file__).parent / "data"


def test_the_model_is_named_after_what_it_was_trained_from(tmp_path: Path) -> None:
    (tmp_path / "nlu/understanding").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("a")
    domain = tmp_path / "domain.yml"
    domain.write_text("intents: [greet]\nresponses: {utter_greet: [{text: Hello}]}")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    (tmp_path / "nlu/understanding/new.py").write_text("")
    second = fingerprint(tmp_path)
    domain.write_text("intents: [greet]\nresponses: {utter_greet: [{text: Good day}]}")
    assert fingerprint(tmp_path) == second, "a sentence needs no training"
    domain.write_text("intents: [greet, goodbye]\nresponses: {}")
    assert fingerprint(tmp_path) != second
    (tmp_path / "config.yml").write_text("b")
    assert len({first, second, fingerprint(tmp_path)}) == 3


def test_no_measured_line_is_trained_on() -> None:
    files = [path for path in ROOT.glob("nlu/??/**/*.yml") if path.parent.name != "dialogues"]
    trained = {bare(line) for path in files for line in examples(path)}
    trained |= {bare(line.text) for line in read_exchanges(ROOT / "nlu")}
    measured = [
        json.loads(line)["text"]
        for name in ("dev.jsonl", "own.jsonl")
        for line in (DATA / name).read_text(encoding="utf-8").splitlines()
    ]
    # One or two words that everybody says ("拜拜", "good morning") are nobody's wording.
    copied = [text for text in measured if bare(text) in trained and len(bare(text)) > 8]
    assert copied == []


def examples(path: Path) -> list[str]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", [])
    lines = [line[2:] for block in blocks for line in block.get("examples", "").splitlines() if line.startswith("- ")]
    return [re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line) for line in lines]


def bare(text: str) -> str:
    """Letters alone: without case, width, blanks, marks and digits."""
    return "".join(character for character in folded(text) if character.isalpha())
