"""Finds the templates of messages that both Caravan and the peer (a stock Rasa project) understand, so that
both do the same work when they are measured (`python -m bench.agree`).

A system that takes a message for something else runs another action. A template is used only if both
models understand all messages that were made from it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peer.project import find_model
from bench.texts import ACTION, PLAIN, Templates, keep, write_samples
from nlu.measuring.scores import Labelled
from nlu.measuring.trial import Run, understand_texts
from nlu.model import serving as ours

SAMPLES = 6
"""How many messages are made from each template."""
NEEDED = 6
"""How many of the messages from one template a model must understand."""


def main() -> int:
    """Has both models understand the messages, stores the templates, and returns the exit status."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        caravan = partial(understand_texts, ours(), folder=folder)
        peer = partial(understand_texts, find_model(), folder=folder, tensorflow=True)
        both = find_agreed({**ACTION, **PLAIN}, (caravan, peer))
    action, plain = ({intent: both[intent] for intent in every if intent in both} for every in (ACTION, PLAIN))
    if len(action) < 3 or len(plain) < 2:
        print("Both understand too few templates; train the peer longer (bench/peer/project.py)", file=sys.stderr)  # noqa: T201
        return 1
    keep(action, plain)
    for name, templates, every in (("action", action, ACTION), ("plain", plain, PLAIN)):
        print(f"{name}: both understand {_count(templates)} of {_count(every)} templates", flush=True)  # noqa: T201
    return 0


def find_agreed(templates: Templates, readers: Sequence[Callable[[Sequence[Labelled]], Run]]) -> dict[str, list[str]]:
    """Returns the templates, by intent, that every model understands. A reader in `readers` runs one model
    on labelled texts."""
    texts = list(write_samples(templates, SAMPLES))
    counts = [_count_understood(read, texts) for read in readers]
    both = {
        intent: [template for template in written if all(counted[template] >= NEEDED for counted in counts)]
        for intent, written in templates.items()
    }
    return {intent: agreed for intent, agreed in both.items() if agreed}


def _count_understood(read: Callable[[Sequence[Labelled]], Run], asked: Sequence[tuple[str, str, str]]) -> Counter[str]:
    answers = read([Labelled(text, "en", intent, []) for intent, _, text in asked]).understood
    counted: Counter[str] = Counter()
    for (intent, template, _), answer in zip(asked, answers, strict=True):
        counted[template] += answer.intent == intent
    return counted


def _count(templates: Templates) -> int:
    return sum(map(len, templates.values()))


if __name__ == "__main__":
    sys.exit(main())
