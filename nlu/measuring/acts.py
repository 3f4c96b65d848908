"""Measures how well acts are understood: `python -m nlu.measuring.acts DATA [--learn]`, from the root.

DATA holds one JSON object on each line: `{"id", "text", "role", "situation", "label"}`, with a situation as
`nlu.understanding.situation.situation` writes it, and the message's main act as its label. It prints the share of right
kinds, over all, by language (the two letters after the first hyphen of the id) and by kind, and which kinds are taken for
which. The current model is measured, and trained first when it is not current.

With `--learn` nothing of Rasa is trained: on top of the current model the acts are learned anew from shares of the
exchanges, with parts of what they are learned from taken away, and without whole writers and one whole task.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nlu import train
from nlu.lean_rasa.environment import prepare, quiet_logs
from nlu.measuring.document import format_table
from nlu.model import ROOT, current
from nlu.understanding.situation.acts import KINDS, find_kind
from nlu.understanding.situation.exchanges import Line, read_exchanges
from nlu.understanding.situation.situation import Situation

HELD_OUT_WRITERS = frozenset(["hamid", "tom", "sergey", "chenjie", "linsiu", "ahao"])
HELD_OUT_TASK = "claim"
_SHARES = (0.125, 0.25, 0.5, 1.0)
Predict = Callable[[Sequence[Line]], list[str]]


@dataclass(frozen=True)
class Score:
    """Holds the kinds that were right and those that were predicted of some lines."""

    true: list[str]
    predicted: list[str]

    @property
    def share(self) -> float:
        """The share of right kinds, from 0 to 1."""
        return sum(a == b for a, b in zip(self.true, self.predicted, strict=True)) / max(len(self.true), 1)


def main(arguments: list[str]) -> int:
    """Measures, prints the tables, and returns the exit status."""
    paths = [argument for argument in arguments if not argument.startswith("--")]
    if len(paths) != 1:
        say("Usage: python -m nlu.measuring.acts file.jsonl [--learn]")
        return 2
    try:
        lines = read_labelled(Path(paths[0]))
    except (OSError, ValueError, KeyError) as error:
        say(f"{paths[0]} cannot be read: {error}")
        return 2
    if status := train.main():
        return status
    prepare()
    quiet_logs()
    say(format_curve(lines) if "--learn" in arguments else format_score(lines, predict_by_model(lines)))
    return 0


def read_labelled(path: Path) -> list[Line]:
    """Reads labelled messages as lines of exchanges."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Line(
            exchange=row["id"],
            language=row["id"].split("-")[1][:2],
            writer="",
            role=row["role"],
            situation=Situation.read(row["situation"]),
            text=row["text"],
            acts=(row["label"],),
            previous="none",
            is_contrast=False,
        )
        for row in rows
    ]


def predict_by_model(lines: Sequence[Line]) -> list[str]:
    """Returns the kind of each line by the current model, parsed as the channel has it parsed."""
    from nlu.measuring.evaluate import load_agent

    async def parse() -> list[str]:
        from rasa.core.channels.channel import UserMessage

        agent, kinds = load_agent(), []
        for line in lines:
            metadata = {"role": line.role, "situation": line.situation.as_json()}
            parsed = await agent.processor.parse_message(UserMessage(line.text.lstrip("/"), metadata=metadata))
            kinds.append(parsed["acts"][0]["kind"])
        return kinds

    return asyncio.run(parse())


def format_score(lines: Sequence[Line], predicted: list[str]) -> str:
    """Formats the accuracy over all, by language and by kind, and the confusions."""
    true = [find_kind(line.acts[0]) for line in lines]
    rows = [["all", len(lines), f"{Score(true, predicted).share:.3f}"]]
    for language in sorted({line.language for line in lines}):
        of = [at for at, line in enumerate(lines) if line.language == language]
        rows.append([language, len(of), f"{Score([true[at] for at in of], [predicted[at] for at in of]).share:.3f}"])
    confusion: list[list[object]] = []
    for kind in KINDS:
        counts = [sum(t == kind and p == other for t, p in zip(true, predicted, strict=True)) for other in KINDS]
        right = counts[KINDS.index(kind)] / sum(counts) if sum(counts) else 0.0
        confusion.append([kind, f"{right:.2f}", *counts])
    return "\n\n".join([format_table(["", "n", "right"], rows), format_table(["is", "right", *KINDS], confusion)])


def format_curve(lines: Sequence[Line]) -> str:
    """Formats the learning curve, the ablation, and what whole writers and a whole task cost when they are held out."""
    from nlu.understanding.intents.intent_model import IntentModel

    with tempfile.TemporaryDirectory() as folder, tarfile.open(current()) as packed:
        name = next(name for name in packed.getnames() if name.endswith("intents.npz"))
        packed.extract(name, folder, filter="data")
        intents = IntentModel.load(Path(folder) / name)
    ours, rows = read_exchanges(ROOT / "nlu"), []
    for share in _SHARES:
        rows.append([f"{share:.0%} of the exchanges", *_learn(_take_share(ours, share), lines, intents)])
    rows.append(["the words' model alone", len(ours), f"{_score(lines, _by_words(lines, intents)).share:.3f}"])
    plain = [replace(line, situation=Situation()) for line in ours]
    blind = [replace(line, situation=Situation()) for line in lines]
    rows.append(["without the situation", *_learn(plain, blind, intents)])
    unpaired = [line for line in ours if not line.is_contrast]
    rows.append(["without the same words in other situations", *_learn(unpaired, lines, intents)])
    rest = [line for line in ours if line.writer not in HELD_OUT_WRITERS]
    rows.append(["writers held out", *_learn(rest, [line for line in ours if line not in set(rest)], intents)])
    rest = [line for line in ours if line.situation.task != HELD_OUT_TASK]
    held = [line for line in ours if line.situation.task == HELD_OUT_TASK]
    rows.append([f"the task {HELD_OUT_TASK} held out", *_learn(rest, held, intents)])
    return format_table(["learned from", "messages", "right"], rows)


def _take_share(lines: Sequence[Line], share: float) -> list[Line]:
    names = sorted({line.exchange for line in lines})
    random.Random(0).shuffle(names)
    kept = set(names[: round(len(names) * share)])
    return [line for line in lines if line.exchange in kept]


def _learn(ours: Sequence[Line], lines: Sequence[Line], intents: Any) -> list[object]:
    """Learns from some lines and returns how many they were, and how right others are."""
    from nlu.understanding.situation.act_ranker import learn_acts, prepare_lines

    model = learn_acts(list(ours), intents)
    ranked = model.rank(prepare_lines(list(lines), intents))
    return [len(ours), f"{_score(lines, [_kind(acts[0][0]) for acts in ranked]).share:.3f}"]


def _by_words(lines: Sequence[Line], intents: Any) -> list[str]:
    from nlu.understanding.situation.act_ranker import prepare_lines

    return [find_kind(intents.names[int(np.argmax(said.likely))]) for said in prepare_lines(list(lines), intents)]


def _score(lines: Sequence[Line], predicted: list[str]) -> Score:
    return Score([find_kind(line.acts[0]) for line in lines], predicted)


def _kind(act: str) -> str:
    return "wish" if act == "wish" else find_kind(act)


def say(line: str) -> None:
    """Prints a line."""
    print(line)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
