"""Loads the training data as labelled examples, counts them, divides them evenly, and writes them in Rasa's format.

`python -m nlu.measuring.samples` prints the counts and writes them into docs/nlu.md.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.languages import LANGUAGES
from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import format_table, write_section
from nlu.measuring.scores import Labelled
from nlu.model import ROOT


@dataclass(frozen=True)
class Sample:
    """Holds one training example with its language and intent."""

    language: str
    intent: str
    message: Any
    """Rasa's `Message` with the text and its marked entities."""


def load_samples(root: Path = ROOT) -> list[Sample]:
    """Returns every training example of `nlu/en` and `nlu/zh`. The files in `dialogues/` and `facts/`, which hold other
    training data, are left out."""
    from rasa.shared.nlu.training_data.loading import load_data

    return [
        Sample(language, message.get("intent"), message)
        for language in LANGUAGES
        for path in sorted((root / "nlu" / language).rglob("*.yml"))
        if path.parent.name not in ("dialogues", "facts")
        for message in load_data(str(path)).intent_examples
    ]


def split_into_folds(examples: Sequence[Sample], count: int) -> list[list[Sample]]:
    """Divides the examples into `count` disjoint parts, the same ones every time.

    The numbers of examples of one language and intent differ by at most one between the parts.
    """
    parts: list[list[Sample]] = [[] for _ in range(count)]
    turn = 0
    for group in _shuffle_groups(examples):
        for example in group:
            parts[turn % count].append(example)
            turn += 1
    return parts


def take_share(examples: Sequence[Sample], share: float) -> list[Sample]:
    """Returns this share, from 0 to 1, of the examples of each intent in each language, but at least one example of
    each.

    A smaller share is always a subset of a larger one.
    """
    return [sample for group in _shuffle_groups(examples) for sample in group[: max(round(len(group) * share), 1)]]


def _shuffle_groups(examples: Sequence[Sample]) -> list[list[Sample]]:
    groups: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for example in examples:
        groups[example.language, example.intent].append(example)
    for key, group in sorted(groups.items()):
        random.Random(f"{key}").shuffle(group)
    return [group for _, group in sorted(groups.items())]


def write(examples: Sequence[Sample], path: Path) -> None:
    """Writes the examples to a file of training data in Rasa's format."""
    from rasa.shared.nlu.training_data.training_data import TrainingData

    TrainingData([example.message for example in examples]).persist_nlu(str(path))


def to_labelled(example: Sample) -> Labelled:
    """Returns a training example as a labelled utterance for measuring. The entities have no values, because training
    data has none."""
    text = example.message.get("text")
    spans = [
        {"entity": entity["entity"], "text": text[entity["start"] : entity["end"]]}
        for entity in example.message.get("entities") or []
    ]
    return Labelled(text, example.language, example.intent, spans)


def format_counts(examples: Sequence[Sample]) -> str:
    """Returns tables of how many examples each intent and how many marked passages each entity has in each language."""
    intents = Counter((example.intent, example.language) for example in examples)
    spans = Counter(
        (entity["entity"], example.language) for example in examples for entity in to_labelled(example).entities
    )
    tables = [
        format_table(
            [name, *LANGUAGES], [["all", *(sum(_of(counted, language)) for language in LANGUAGES)], *_rows(counted)]
        )
        for name, counted in (("intent", intents), ("entity", spans))
    ]
    return "\n\n".join(tables)


def _of(counted: Counter[tuple[str, str]], language: str) -> list[int]:
    return [count for (_, its), count in counted.items() if its == language]


def _rows(counted: Counter[tuple[str, str]]) -> list[list[object]]:
    names = sorted({name for name, _ in counted})
    return [[name, *(counted[name, language] for language in LANGUAGES)] for name in names]


def main() -> int:
    """Prints the numbers of training examples and writes them into docs/nlu.md."""
    prepare()
    quiet_logs()
    text = format_counts(load_samples())
    write_section("data", text)
    print(text)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
