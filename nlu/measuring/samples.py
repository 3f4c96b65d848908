"""The training data as labelled examples: counted, divided evenly over languages and intents, and written as Rasa reads it.

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

from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import markdown, put
from nlu.measuring.scores import Labelled
from nlu.model import ROOT

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Sample:
    """One training example: what the files say of it, and Rasa's message of it."""

    language: str
    intent: str
    message: Any


def samples(root: Path = ROOT) -> list[Sample]:
    """Every training example of `nlu/en` and `nlu/zh`."""
    from rasa.shared.nlu.training_data.loading import load_data

    return [
        Sample(language, message.get("intent"), message)
        for language in LANGUAGES
        for message in load_data(str(root / "nlu" / language)).intent_examples
    ]


def folds(examples: Sequence[Sample], count: int) -> list[list[Sample]]:
    """Disjoint parts, in each of which every language and intent has the same share, give or take one. The same every time."""
    parts: list[list[Sample]] = [[] for _ in range(count)]
    turn = 0
    for group in _shuffled_groups(examples):
        for example in group:
            parts[turn % count].append(example)
            turn += 1
    return parts


def fraction(examples: Sequence[Sample], share: float) -> list[Sample]:
    """That share of each language's examples of each intent, at least one; a smaller share is part of a larger one."""
    return [one for group in _shuffled_groups(examples) for one in group[: max(round(len(group) * share), 1)]]


def _shuffled_groups(examples: Sequence[Sample]) -> list[list[Sample]]:
    groups: dict[tuple[str, str], list[Sample]] = defaultdict(list)
    for example in examples:
        groups[example.language, example.intent].append(example)
    for key, group in sorted(groups.items()):
        random.Random(f"{key}").shuffle(group)
    return [group for _, group in sorted(groups.items())]


def write(examples: Sequence[Sample], path: Path) -> None:
    """Writes a file of training data."""
    from rasa.shared.nlu.training_data.training_data import TrainingData

    TrainingData([example.message for example in examples]).persist_nlu(str(path))


def labelled(example: Sample) -> Labelled:
    """The example as an utterance to measure by. Training data says nothing of an entity's value."""
    text = example.message.get("text")
    spans = [
        {"entity": entity["entity"], "text": text[entity["start"] : entity["end"]]}
        for entity in example.message.get("entities") or []
    ]
    return Labelled(text, example.language, example.intent, spans)


def counts(examples: Sequence[Sample]) -> str:
    """How many examples each intent and how many marked spans each entity has, by language."""
    intents = Counter((example.intent, example.language) for example in examples)
    spans = Counter(
        (entity["entity"], example.language) for example in examples for entity in labelled(example).entities
    )
    tables = [
        markdown(
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
    """Prints the counts and writes them into docs/nlu.md."""
    prepare()
    quiet_logs()
    text = counts(samples())
    put("data", text)
    print(text)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
