"""Teaches the judge of money safety from the texts that lie by round beside it: `python -m tools.judge`.

Writes actions/marketplace/safety/judge.tsv. The same texts give the same file: nothing is drawn by lot but what a fixed
number decides. Thresholds come from texts that a fold of five did not learn from. `python -m tools.judge PART …` leaves
those rounds out, measures them with what the others teach, and writes nothing: so a new round is measured first and
learnt from later.
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import typer
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from actions.marketplace.safety.check import rules_find
from actions.marketplace.safety.disguises import revealed
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.features import CONCEPTS, GROUPS, NORMED, Description, describe_with_rules
from actions.marketplace.safety.judging import FILE, SCALE, Judge

TEXTS, DRILLS = FILE.parent / "texts", FILE.parent / "drills.yml"
LANGUAGES = ("en", "zh")
RARE = 2
"""A name that fewer texts have is left out."""
_FREEDOM, _FOLDS, _FILLINGS = 40, 5, 10
_HELD_INNOCENT, _PASSED_HOSTILE = 0.032, 0.008
"""Shares by which the thresholds are set: of innocent texts that it may hold, of hostile ones with a
finding of the rules that it may let pass. A third of the texts are written to be hard, so fewer of ordinary ones are held."""
Array = Any


@dataclass(frozen=True)
class Example:
    """Holds a text that somebody wrote, and whether it should be held."""

    text: str
    part: str
    language: str
    hostile: bool


def read(parts: Collection[str] | None = None) -> list[Example]:
    """Returns the texts of these rounds, of all of them without `parts`."""
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
    """Returns the sentences of drills.yml, each with so many fillings; the sentence's own letters decide with which."""
    written = yaml.safe_load(DRILLS.read_text("utf-8"))
    found = dict[str, Example]()
    for label in ("hostile", "innocent"):
        for language in LANGUAGES:
            for sentence in written[label][language]:
                for each in range(_FILLINGS):
                    text = _filled(sentence, written["gaps"], each)
                    found[text] = Example(text, "drills", language, label == "hostile")
    return list(found.values())


def _filled(sentence: str, gaps: dict[str, list[str]], each: int) -> str:
    def fill(gap: re.Match[str]) -> str:
        words = gaps[gap[1]]
        return str(words[crc32(f"{sentence} {gap[1]} {each}".encode()) % len(words)])

    return re.sub(r"\{(\w+)\}", fill, sentence)


def fingerprint(parts: Collection[str] | None = None) -> str:
    """Returns a short name of the texts, of the concepts, and of what describes a text."""
    digest = hashlib.sha256(
        CONCEPTS.read_bytes() + DRILLS.read_bytes() + (CONCEPTS.parent / "features.py").read_bytes()
    )
    for example in read(parts):
        digest.update(f"{example.text}\t{example.hostile}\n".encode())
    return digest.hexdigest()[:16]


def describe_all(examples: Sequence[Example]) -> list[Description]:
    described = list[Description]()
    for example in examples:
        text = Text(revealed(example.text))
        described.append(describe_with_rules(text, rules_find(text)))
    return described


class Table:
    """Turns descriptions into rows of numbers, by the names that are frequent enough in the first ones."""

    def __init__(self, described: Sequence[Description]) -> None:
        counts = Counter((group, name) for one in described for group in GROUPS for name in one[group])
        self.names = sorted(name for name, count in counts.items() if count >= RARE)
        self._columns = {name: column for column, name in enumerate(self.names)}

    def rows(self, described: Sequence[Description]) -> csr_matrix:
        columns, values, ends = list[int](), list[float](), [0]
        for one in described:
            for group, factor in GROUPS.items():
                value = factor / (math.sqrt(len(one[group]) or 1) if group in NORMED else 1)
                found = [self._columns[group, name] for name in sorted(one[group]) if (group, name) in self._columns]
                columns += found
                values += [value] * len(found)
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(described), len(self.names)))


def learn(rows: csr_matrix, hostile: Array) -> LogisticRegression:
    model = LogisticRegression(
        C=_FREEDOM, solver="liblinear", dual=True, class_weight="balanced", max_iter=500, random_state=1
    )
    return model.fit(rows, hostile)


def teach(examples: Sequence[Example]) -> Judge:
    """Returns the judge that these texts and the drills teach; its thresholds are those of the texts alone."""
    rounds = fingerprint({one.part for one in examples})
    written = np.array([True] * len(examples) + [False] * len(drilled := drills()))
    examples = [*examples, *drilled]
    described, hostile = describe_all(examples), np.array([one.hostile for one in examples])
    table = Table(described)
    rows = table.rows(described)
    scores = _unseen_scores(rows, hostile, examples)
    found = np.array(["found" in one["rules"] for one in described])
    model = learn(rows, hostile)
    weights: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
    for (group, name), weight in zip(table.names, np.rint(model.coef_[0] * SCALE).astype(int), strict=True):
        if weight:
            weights[group][name] = int(weight)
    return Judge(
        weights,
        round(float(model.intercept_[0]), 3),
        round(float(np.quantile(scores[~hostile & written], 1 - _HELD_INNOCENT)), 2),
        round(float(np.quantile(scores[hostile & found & written], _PASSED_HOSTILE)), 2),
        rounds,
    )


def _unseen_scores(rows: csr_matrix, hostile: Array, examples: Sequence[Example]) -> Array:
    """Returns each text's score by what the other folds teach; a text's fold is decided by its letters alone."""
    fold = np.array([crc32(one.text.encode()) % _FOLDS for one in examples])
    scores = np.zeros(len(examples))
    for each in range(_FOLDS):
        inside = fold == each
        scores[inside] = learn(rows[~inside], hostile[~inside]).decision_function(rows[inside])
    return scores


def write(judge: Judge, file: Path = FILE) -> None:
    head = f"{judge.bias}\t{judge.held_from}\t{judge.passed_below}\t{judge.fingerprint}"
    lines = [
        f"{group}\t{name}\t{weight}" for group, known in judge.weights.items() for name, weight in sorted(known.items())
    ]
    file.write_text("\n".join([head, *lines]) + "\n", "utf-8")


def measure(parts: Collection[str]) -> None:
    """Prints how the rounds are judged by what all others teach."""
    from actions.marketplace.safety.check import find_with

    every = {one.part for one in read()}
    judge = teach(read(every - set(parts)))
    typer.echo(f"held from {judge.held_from}, let pass below {judge.passed_below}")
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
