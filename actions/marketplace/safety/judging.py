"""Judges by what it has learnt: weighs what a text says, plain words without any name or number above all.

The weights are those of a logistic regression over `features`, learnt from `texts/` by `python -m tools.judge` and kept in
judge.tsv, a line for each name: what counts for a text that should be held is above zero. Nothing but look-ups and sums
happens here, so that no learning library is needed where Caravan runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.marketplace.safety.features import GROUPS, NORMED, Description, describe

FILE = Path(__file__).with_name("judge.tsv")
SCALE = 100
"""In the file weights are whole hundredths."""
PASSAGE, _OVERLAP = 240, 60
"""Characters that are judged together: about as many as the texts have from which the judge has learnt."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds what was learnt. `held_from` is the score from which words are held without any finding of the rules;
    `passed_below` the one below which soft findings of the rules are let pass; `fingerprint` names the texts."""

    weights: dict[str, dict[str, int]]
    bias: float
    held_from: float
    passed_below: float
    fingerprint: str

    def score(self, described: Description) -> float:
        """Returns how much speaks for holding the text: above zero more than against it."""
        return self.bias + sum(self._group(group, names) for group, names in described.items())

    def _group(self, group: str, names: set[str]) -> float:
        known = self.weights[group]
        found = [known[name] for name in names if name in known]
        return GROUPS[group] * sum(found) / SCALE / (math.sqrt(len(names) or 1) if group in NORMED else 1)


@cache
def judge() -> Judge:
    """Returns the one judge of the process; the first call reads it, in less than a tenth of a second."""
    head, *lines = FILE.read_text(encoding="utf-8").splitlines()
    bias, held_from, passed_below, fingerprint = head.split("\t")
    weights: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
    for line in lines:
        group, name, weight = line.split("\t")
        weights[group][name] = int(weight)
    return Judge(weights, float(bias), float(held_from), float(passed_below), fingerprint)


def worst_passage(judge: Judge, small: str) -> tuple[float, str]:
    """Returns the highest score of any passage of a long text, and that passage. The rules' findings do not count here."""
    return max((judge.score(describe(passage)), passage) for passage in passages(small))


def passages(small: str) -> Iterator[str]:
    """Yields stretches that overlap a little, each about as long as a short text, cut at blanks where there are any."""
    start = 0
    while True:
        end = start + PASSAGE
        yield small[start:end]
        if end >= len(small):
            return
        blank = small.rfind(" ", start + PASSAGE // 2, end - _OVERLAP)
        start = blank + 1 if blank > 0 else end - _OVERLAP
