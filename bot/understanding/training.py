"""Writes labelled messages to the files from which the NLU (the language understanding) is trained
and with which it is tested.

Training examples go to `nlu/<language>/from_traffic.yml`, and a regression test to
`tests/nlu/data/from_traffic.jsonl`. The files are merged: existing entries are kept, except that a
message whose label has changed moves to its new intent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rendering.catalogues import ROOT
from bot.understanding.redaction import EXAMPLES
from bot.understanding.store import NotUnderstood
from foundation.languages import LANGUAGES
from foundation.yaml_text import read_yaml

NAME = "from_traffic"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_MARKUP = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True)
class Written:
    """Counts the new training examples, the new lines in the regression test, and the messages that
    did not become training examples because a test set contains them."""

    examples: int
    tested: int
    held_out: int


@dataclass(frozen=True)
class Utterance:
    """Holds a labelled message, ready for both files. `entities` are [(entity, start, end)], in the
    order of their positions in `text`."""

    text: str
    intent: str
    entities: tuple[tuple[str, int, int], ...]

    @property
    def language(self) -> str:
        """Returns the language of the text. The message is written to the files of this language. The contact's
        language may differ."""
        return "zh" if _HAN.search(self.text) else "en"

    @property
    def marked(self) -> str:
        """Returns the text with the entities marked as in Rasa's training data."""
        pieces, position = [], 0
        for entity, start, end in self.entities:
            pieces += [self.text[position:start], f"[{self.text[start:end]}]({entity})"]
            position = end
        return "".join([*pieces, self.text[position:]])

    @property
    def line(self) -> dict[str, Any]:
        """Returns the message as a line of the regression test."""
        entities = [{"entity": entity, "text": self.text[start:end]} for entity, start, end in self.entities]
        return {"text": self.text, "lang": self.language, "intent": self.intent, "entities": entities}


def write_training(messages: Sequence[NotUnderstood], root: Path = ROOT) -> Written:
    """Adds labelled messages to the training examples and the regression test under the folder
    `root`."""
    utterances = list({key(one.text): one for one in map(build_utterance, messages) if one.text}.values())
    forbidden = _read_test_sets(root)
    learnt = [one for one in utterances if key(one.text) not in forbidden]
    examples = sum(
        _merge_examples(root / "nlu" / language / f"{NAME}.yml", [one for one in learnt if one.language == language])
        for language in LANGUAGES
    )
    tested = _merge_test(root / "tests" / "nlu" / "data" / f"{NAME}.jsonl", utterances)
    return Written(examples, tested, len(utterances) - len(learnt))


def build_utterance(message: NotUnderstood) -> Utterance:
    """Returns the message with an example in place of each placeholder of removed personal data,
    and with the entities that the NLU found in it."""
    text = message.text.replace("[", "(").replace("]", ")")
    text = _UNREADABLE.sub(lambda match: " " * len(match[0]), text)
    spans = sorted((one["start"], one["end"], one["entity"]) for one in message.entities)
    chinese = _HAN.search(text) is not None
    pieces: list[str] = []
    entities: list[tuple[str, int, int]] = []
    position = 0
    for start, end, entity in spans:
        if start < position or not text[start:end].strip():
            continue
        pieces.append(_insert_examples(text[position:start], chinese))
        begins = sum(map(len, pieces))
        entity_text = _insert_examples(text[start:end], chinese)
        pieces.append(entity_text)
        entities.append((entity, begins, begins + len(entity_text)))
        position = end
    whole = "".join([*pieces, _insert_examples(text[position:], chinese)])
    stripped = len(whole) - len(whole.lstrip(" /"))
    moved = tuple((entity, start - stripped, end - stripped) for entity, start, end in entities)
    return Utterance(whole.lstrip(" /").rstrip(), message.label or "", moved)


def _insert_examples(text: str, chinese: bool) -> str:
    for placeholder, examples in EXAMPLES.items():
        text = text.replace(placeholder, examples[chinese])
    return text


def key(text: str) -> str:
    """Returns only the letters and digits of a text, in lower case, so that texts can be compared
    without spaces and punctuation."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _read_test_sets(root: Path) -> set[str]:
    """Returns the keys of all texts in the test sets. These texts must not become training
    examples, or the measurements would be worthless."""
    files = (path for path in (root / "tests" / "nlu" / "data").glob("*.jsonl") if path.stem != NAME)
    return {key(json.loads(line)["text"]) for path in files for line in path.read_text("utf-8").splitlines() if line}


def _merge_examples(path: Path, utterances: Iterable[Utterance]) -> int:
    by_intent = _read_examples(path)
    before = {example for examples in by_intent.values() for example in examples}
    for one in utterances:
        for intent, examples in by_intent.items():
            by_intent[intent] = [example for example in examples if key(_strip_markup(example)) != key(one.text)]
        by_intent.setdefault(one.intent, []).append(one.marked)
    by_intent = {intent: examples for intent, examples in sorted(by_intent.items()) if examples}
    if by_intent:
        _write_examples(path, by_intent)
    return len({example for examples in by_intent.values() for example in examples} - before)


def _strip_markup(example: str) -> str:
    return _MARKUP.sub(r"\1", example)


def _read_examples(path: Path) -> dict[str, list[str]]:
    if not path.exists():
        return {}
    content = read_yaml(path)
    return {
        block["intent"]: [line.removeprefix("- ") for line in block["examples"].splitlines() if line.strip()]
        for block in content["nlu"]
    }


def _write_examples(path: Path, by_intent: dict[str, list[str]]) -> None:
    lines = ['version: "3.1"', "", "nlu:"]
    for intent, examples in by_intent.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {example}" for example in examples), ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def _merge_test(path: Path, utterances: Iterable[Utterance]) -> int:
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    known = {key(row["text"]): row for row in map(json.loads, filter(None, lines))}
    new = {key(one.text): one.line for one in utterances}
    rows = {**known, **new}
    if rows:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
        path.write_text(text, encoding="utf-8")
    return len(rows) - len(known)
