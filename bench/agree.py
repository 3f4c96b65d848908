"""`python -m bench.agree`, in Rasa's environment: which templates both sides understand, so that both do the same work.

A turn that one side takes for something else costs something else. A template stays when both models read all of its
samples as what they are.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peer.project import serving
from bench.texts import ACTION, PLAIN, Templates, keep, samples
from nlu.lean_rasa.environment import prepare, quiet_logs

SAMPLES = 6
NEEDED = 6


def main() -> int:
    """Reads the samples with both models and keeps the templates."""
    prepare(tensorflow=True)
    quiet_logs()
    from nlu.model import serving as ours

    both = agreed({**ACTION, **PLAIN}, (ours(), serving()))
    action, plain = ({intent: both[intent] for intent in of if intent in both} for of in (ACTION, PLAIN))
    if len(action) < 3 or len(plain) < 2:
        print("Too little is understood by both; train the peer longer (bench/peer/project.py)", file=sys.stderr)  # noqa: T201
        return 1
    keep(action, plain)
    for name, templates, of in (("action", action, ACTION), ("plain", plain, PLAIN)):
        print(f"{name}: both understand {_count(templates)} of {_count(of)} templates", flush=True)  # noqa: T201
    return 0


def agreed(templates: Templates, models: Sequence[Path]) -> dict[str, list[str]]:
    """The templates that every model understands."""
    asked = list(samples(templates, SAMPLES))
    good = [_understood(model, asked) for model in models]
    both = {
        intent: [template for template in those if all(counted[template] >= NEEDED for counted in good)]
        for intent, those in templates.items()
    }
    return {intent: those for intent, those in both.items() if those}


def _understood(model: Path, asked: Sequence[tuple[str, str, str]]) -> Counter[str]:
    from rasa.core.agent import Agent

    async def read() -> Counter[str]:
        agent: Any = Agent.load(str(model))
        counted: Counter[str] = Counter()
        for intent, template, text in asked:
            parsed = await agent.parse_message(text)
            counted[template] += parsed["intent"]["name"] == intent
        return counted

    return asyncio.run(read())


def _count(templates: Templates) -> int:
    return sum(map(len, templates.values()))


if __name__ == "__main__":
    sys.exit(main())
