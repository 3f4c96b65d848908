"""Measures how well the model understands acts, which are what a message does in its conversation (a wish, an answer, a
correction …): `python -m nlu.measuring.acts DATA [--learn]`, from the root of the repository.

DATA holds one JSON object on each line: `{"id", "text", "role", "situation", "label"}`. `situation` describes what the
bot asked or did before the message, as `nlu.understanding.situation.situation` writes it. `label` is the message's main
act. Acts are of ten kinds. The program prints the share of messages whose kind was understood correctly: of all
messages, by language (the two letters after the first hyphen of the id) and by kind. It also prints which kinds of acts
were taken for which other kinds. If the training files or the NLU's code have changed since the last training, a model
is trained first.

With `--learn`, the program shows instead what the classifier of acts needs in order to be accurate. Only that
classifier is trained again, several times: on parts of the training dialogues, without the situation, without the
messages of some writers, and without those of one task.
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
    """Holds two lists with an item for each measured message: the kind of act that is right, and the one that the model
    predicted."""

    true: list[str]
    predicted: list[str]

    @property
    def share(self) -> float:
        """Returns the share of messages whose kind was predicted correctly, from 0 to 1."""
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
    """Reads labelled messages from a file of JSON lines. The messages get the same form as those of the training
    dialogues."""
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
    """Returns the kind of act that the current model finds for each message. The model gets the same input as in
    production: the text, the role and the situation."""
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
    """Returns tables of the accuracy of all messages, by language and by kind of act, and of the confusions."""
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
    """Returns a table of how accurately acts are recognised when the classifier learns from less: from parts of the
    training dialogues, without the situation (what the bot asked or did before), and without the messages of some
    writers or of one task."""
    from nlu.understanding.intents.intent_model import IntentModel

    with tempfile.TemporaryDirectory() as folder, tarfile.open(current()) as packed:
        name = next(name for name in packed.getnames() if name.endswith("intents.npz"))
        packed.extract(name, folder, filter="data")
        intents = IntentModel.load(Path(folder) / name)
    ours, rows = read_exchanges(ROOT / "nlu"), []
    learn = _Learner([*ours, *lines], intents)
    for share in _SHARES:
        rows.append([f"{share:.0%} of the exchanges", *learn(_take_share(ours, share), lines)])
    rows.append(["the words' model alone", len(ours), f"{_score(lines, learn.predict_by_words(lines)).share:.3f}"])
    plain = [replace(line, situation=Situation()) for line in ours]
    blind = [replace(line, situation=Situation()) for line in lines]
    rows.append(["without the situation", *learn(plain, blind)])
    unpaired = [line for line in ours if not line.is_contrast]
    rows.append(["without the same words in other situations", *learn(unpaired, lines)])
    rest = [line for line in ours if line.writer not in HELD_OUT_WRITERS]
    rows.append(["writers held out", *learn(rest, [line for line in ours if line not in set(rest)])])
    rest = [line for line in ours if line.situation.task != HELD_OUT_TASK]
    held = [line for line in ours if line.situation.task == HELD_OUT_TASK]
    rows.append([f"the task {HELD_OUT_TASK} held out", *learn(rest, held)])
    return format_table(["learned from", "messages", "right"], rows)


def _take_share(lines: Sequence[Line], share: float) -> list[Line]:
    names = sorted({line.exchange for line in lines})
    random.Random(0).shuffle(names)
    kept = set(names[: round(len(names) * share)])
    return [line for line in lines if line.exchange in kept]


class _Learner:
    """Learns acts from some messages and measures others. The words of each message are analysed only once."""

    def __init__(self, lines: Sequence[Line], intents: Any) -> None:
        from nlu.understanding.situation.act_ranker import prepare_lines

        texts = list({line.text: line for line in lines}.values())
        self._intents = intents
        self._prepared = {said.text: said for said in prepare_lines(texts, intents)}

    def __call__(self, ours: Sequence[Line], lines: Sequence[Line]) -> list[object]:
        """Learns acts from the messages `ours`. Returns the number of these messages, and the accuracy on the messages
        `lines` as text."""
        from nlu.understanding.situation.act_model import ActModel

        model = ActModel.fit(self._prepare(ours), [line.acts[0] for line in ours], self._intents)
        ranked = model.rank(self._prepare(lines))
        return [len(ours), f"{_score(lines, [_kind(acts[0][0]) for acts in ranked]).share:.3f}"]

    def predict_by_words(self, lines: Sequence[Line]) -> list[str]:
        """Returns for each message the kind of act that follows from its words alone, without the situation."""
        return [find_kind(self._intents.names[int(np.argmax(self._prepared[line.text].likely))]) for line in lines]

    def _prepare(self, lines: Sequence[Line]) -> list[Any]:
        return [replace(self._prepared[line.text], situation=line.situation, role=line.role) for line in lines]


def _score(lines: Sequence[Line], predicted: list[str]) -> Score:
    return Score([find_kind(line.acts[0]) for line in lines], predicted)


def _kind(act: str) -> str:
    return "wish" if act == "wish" else find_kind(act)


def say(line: str) -> None:
    """Prints a line."""
    print(line)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
