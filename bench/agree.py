"""`python -m bench.agree`: which templates both sides understand, so that both do the same work.

A turn that one side takes for something else costs something else. A template stays when both models read all of its
samples as what they are.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.peer.project import serving
from bench.texts import ACTION, PLAIN, Templates, keep, samples
from nlu.measuring.scores import Labelled
from nlu.measuring.trial import Run, understood
from nlu.model import serving as ours

SAMPLES = 6
NEEDED = 6


def main() -> int:
    """Reads the samples with both models and keeps the templates."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        caravan = partial(understood, ours(), folder=folder)
        peer = partial(understood, serving(), folder=folder, tensorflow=True)
        both = agreed({**ACTION, **PLAIN}, (caravan, peer))
    action, plain = ({intent: both[intent] for intent in of if intent in both} for of in (ACTION, PLAIN))
    if len(action) < 3 or len(plain) < 2:
        print("Too little is understood by both; train the peer longer (bench/peer/project.py)", file=sys.stderr)  # noqa: T201
        return 1
    keep(action, plain)
    for name, templates, of in (("action", action, ACTION), ("plain", plain, PLAIN)):
        print(f"{name}: both understand {_count(templates)} of {_count(of)} templates", flush=True)  # noqa: T201
    return 0


def agreed(templates: Templates, readers: Sequence[Callable[[Sequence[Labelled]], Run]]) -> dict[str, list[str]]:
    """The templates that every reader understands."""
    asked = list(samples(templates, SAMPLES))
    good = [_count_understood(read, asked) for read in readers]
    both = {
        intent: [template for template in those if all(counted[template] >= NEEDED for counted in good)]
        for intent, those in templates.items()
    }
    return {intent: those for intent, those in both.items() if those}


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
