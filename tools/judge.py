"""Trains the judge, a classifier that recognises texts with which a company tries to move a payment
out of the marketplace: `python -m tools.judge`. The judge learns from the labelled texts in
actions/marketplace/safety/texts, which has a folder for each round of collecting, and is written to
judge.tsv and judge.npz beside them. The same texts always give the same files on the same machine.
The threshold is set with rounds that other people than the author of the judge have written, each
scored by a judge that did not learn from it. `python -m tools.judge PART …` only measures the rounds
that it names, with a judge that learns from the other rounds, and writes nothing."""

from __future__ import annotations

import hashlib
import math
import re
import sys
import warnings
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import typer
import yaml

from actions.marketplace.safety.check import rules_find
from actions.marketplace.safety.disguises import revealed, uncover
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.features import CONCEPTS, GROUPS, NORMED, Description, describe_with_rules
from actions.marketplace.safety.judging import FILE, LAYERS_FILE, PASSAGE, SCALE, Judge
from nlu.understanding.encoder import encoder
from nlu.understanding.intents.sentence_head import _SCALE as LENGTH
from nlu.understanding.intents.sentence_head import SentenceHead

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

TEXTS, DRILLS, ASKED = FILE.parent / "texts", FILE.parent / "drills.yml", FILE.parent / "asked"
LANGUAGES = ("en", "zh")
_DESCRIBED_IN = ("features", "traces", "disguises", "lookalikes")
RARE = 2
"""Features that occur in fewer texts than this are left out."""
_FREEDOM, _STEPS, _FOLDS, _FILLINGS = 40, 60, 2, 10
_WEIGHT_OF_ASKED = 0.3
"""The weight of each question from `asked` in the regression. It is low, because there are many of these questions and
all of them are easy."""
STRANGERS = range(14, 22)
"""The numbers of the rounds that were written by people who neither built nor changed the judge."""
_HELD_INNOCENT = 0.02
"""Sets the threshold: this share of the innocent texts in the strangers' rounds may be held back by a judge that has
learnt from the other half of these rounds. The finished judge learns from all rounds and holds back fewer."""
Array = Any


@dataclass(frozen=True)
class Example:
    """Holds a labelled text. `hostile` says whether the text should be held back; `part` is the
    round of collecting to which it belongs."""

    text: str
    part: str
    language: str
    hostile: bool


def read(parts: Collection[str] | None = None) -> list[Example]:
    """Returns the labelled texts of the rounds `parts`, or of all rounds if it is None."""
    return [
        Example(line, folder.name, language, label == "hostile")
        for folder in sorted(TEXTS.iterdir())
        if parts is None or folder.name in parts
        for label in ("hostile", "innocent")
        for language in LANGUAGES
        for line in (folder / f"{label}.{language}.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("# ")
    ]


def drills() -> list[Example]:
    """Returns examples made from the sentences of drills.yml. Each sentence is used `_FILLINGS`
    times with different words in its gaps, which a checksum of the sentence selects."""
    written = yaml.safe_load(DRILLS.read_text("utf-8"))
    found = dict[str, Example]()
    for label in ("hostile", "innocent"):
        for language in LANGUAGES:
            for sentence in written[label][language]:
                for each in range(_FILLINGS):
                    text = _filled(sentence, written["gaps"], each)
                    found[text] = Example(text, "drills", language, label == "hostile")
    return list(found.values())


def asked() -> list[Example]:
    """Returns questions of customers to the platform itself, of the kind that the NLU is trained with: ordinary talk
    about goods, orders and money."""
    return [
        Example(line, "asked", language, False)
        for language in LANGUAGES
        for line in (ASKED / f"{language}.txt").read_text("utf-8").splitlines()
    ]


def _filled(sentence: str, gaps: dict[str, list[str]], each: int) -> str:
    def fill(gap: re.Match[str]) -> str:
        words = gaps[gap[1]]
        return str(words[crc32(f"{sentence} {gap[1]} {each}".encode()) % len(words)])

    return re.sub(r"\{(\w+)\}", fill, sentence)


def fingerprint(parts: Collection[str] | None = None) -> str:
    """Returns a hash of everything from which the judge learns: the texts, the
    concepts (actions/marketplace/safety/concepts.yml), and the
    code that computes the features."""
    described_by = [CONCEPTS, DRILLS, *(CONCEPTS.with_name(f"{name}.py") for name in _DESCRIBED_IN)]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in described_by))
    for example in [*read(parts), *asked()]:
        digest.update(f"{example.text}\t{example.hostile}\n".encode())
    return digest.hexdigest()[:16]


def describe_all(examples: Sequence[Example]) -> list[Description]:
    described = list[Description]()
    for example in examples:
        text = Text(*uncover(example.text))
        described.append(describe_with_rules(text, rules_find(text)))
    return described


class Table:
    """Turns the features of texts into rows of a matrix. The columns are the features that occur in
    at least `RARE` of the texts `described`."""

    def __init__(self, described: Sequence[Description]) -> None:
        counts = Counter((group, name) for one in described for group in GROUPS for name in one[group])
        self.names = sorted(name for name, count in counts.items() if count >= RARE)
        self._columns = {name: column for column, name in enumerate(self.names)}

    def rows(self, described: Sequence[Description]) -> csr_matrix:
        from scipy.sparse import csr_matrix

        columns, values, ends = list[int](), list[float](), [0]
        for one in described:
            for group, factor in GROUPS.items():
                value = factor / (math.sqrt(len(one[group]) or 1) if group in NORMED else 1)
                found = [self._columns[group, name] for name in sorted(one[group]) if (group, name) in self._columns]
                columns += found
                values += [value] * len(found)
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(described), len(self.names)))


def learn(rows: csr_matrix, hostile: Array, weights: Array) -> LogisticRegression:
    """Returns a regression that is trained for `_STEPS` steps. With more steps it would learn the texts by heart."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_FREEDOM, class_weight="balanced", max_iter=_STEPS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(rows, hostile, weights)


def learn_layers(summaries: Array, hostile: Array) -> dict[str, Array]:
    """Returns the encoder's last layers, tuned to recognise hostile texts, and the weights that turn their output into
    a score."""
    none = np.zeros((len(hostile), 0), np.float32)
    learnt = SentenceHead.fit(encoder().dense_layers, summaries, none, hostile.astype(int), 2).weights
    output, bias = learnt.pop("output"), learnt.pop("bias")
    layers = {**learnt, "output": LENGTH * (output[:, 1] - output[:, 0]), "bias": bias[1] - bias[0]}
    return {name: np.asarray(layer, np.float16).astype(np.float32) for name, layer in layers.items()}


def teach(examples: Sequence[Example]) -> Judge:
    """Returns a judge that has learnt from these texts, the drills and the questions of `asked`."""
    rounds = fingerprint({one.part for one in examples})
    examples = [*examples, *drills(), *asked()]
    described, hostile = describe_all(examples), np.array([one.hostile for one in examples])
    summaries = _summaries(examples)
    weight = np.array([_WEIGHT_OF_ASKED if one.part == "asked" else 1 for one in examples])
    table = Table(described)
    rows = table.rows(described)

    def learn_from(chosen: Array) -> Judge:
        model = learn(rows[chosen], hostile[chosen], weight[chosen])
        weights: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
        for (group, name), each in zip(table.names, np.rint(model.coef_[0] * SCALE).astype(int), strict=True):
            if each:
                weights[group][name] = int(each)
        layers = learn_layers(summaries[chosen], hostile[chosen])
        return Judge(weights, round(float(model.intercept_[0]), 3), 0.0, rounds, layers)

    strange = np.array([_stranger(one) for one in examples])
    unseen = list[float]()
    for fold in range(_FOLDS):
        inside = (strange >= 0) & (strange % _FOLDS == fold)
        judge = learn_from(~inside)
        for at in np.flatnonzero(inside & ~hostile):
            small = Text(revealed(examples[at].text)).small
            unseen.append(judge.by_words(described[at]) + judge.by_meaning([small])[0])
    held_from = round(float(np.quantile(unseen, 1 - _HELD_INNOCENT)), 2)
    return replace(learn_from(np.ones(len(examples), bool)), held_from=held_from)


def _stranger(example: Example) -> int:
    """Returns the number of the round when a stranger wrote it, otherwise -1."""
    found = re.fullmatch(r"round_(\d+)", example.part)
    return int(found[1]) if found and int(found[1]) in STRANGERS else -1


def _summaries(examples: Sequence[Example]) -> Array:
    """Returns what the encoder's last layers read, a row for each text."""
    return encoder().summaries([Text(revealed(one.text)).small[:PASSAGE] for one in examples])


def write(judge: Judge, file: Path = FILE) -> None:
    head = f"{judge.bias}\t{judge.held_from}\t{judge.fingerprint}"
    lines = [
        f"{group}\t{name}\t{weight}" for group, known in judge.weights.items() for name, weight in sorted(known.items())
    ]
    file.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    halves = {name: np.asarray(layer, np.float16) for name, layer in judge.layers.items()}
    np.savez_compressed(LAYERS_FILE, allow_pickle=False, **halves)


def measure(parts: Collection[str]) -> None:
    """Prints which share of the texts in the rounds `parts` is held back by a judge that is trained
    on the other rounds."""
    from actions.marketplace.safety.check import find_with

    every = {one.part for one in read()}
    judge = teach(read(every - set(parts)))
    typer.echo(f"held from {judge.held_from}")
    for part in sorted(parts):
        for hostile in (True, False):
            for languages in (LANGUAGES, *((language,) for language in LANGUAGES)):
                texts = [one.text for one in read([part]) if one.hostile == hostile and one.language in languages]
                held = [text for text in texts if find_with(judge, text)]
                name = "hostile" if hostile else "innocent"
                typer.echo(
                    f"{part} {'+'.join(languages)}: {len(held) / len(texts):.1%} of {len(texts)} {name} texts held"
                )
            if "-v" in sys.argv:
                wrong = [one.text for one in read([part]) if one.hostile == hostile != bool(find_with(judge, one.text))]
                typer.echo("\n".join(f"    {text}" for text in wrong))


if __name__ == "__main__":
    if left_out := [name for name in sys.argv[1:] if not name.startswith("-")]:
        measure(left_out)
    else:
        write(teach(read()))
