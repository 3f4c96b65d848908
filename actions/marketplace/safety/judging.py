"""Judges by what it has learnt: weighs what a text says, plain words without any name or number above all.

Two scores are added. The first weighs words, letters, concepts and what the rules found: a logistic regression over `features`,
whose weights are in judge.tsv, a line for each name; what counts for a text that should be held is above zero. The second comes
from what the text as a whole means: the sentence encoder (`actions.marketplace.goods.meaning`), its last layers tuned for this question,
which are in judge.npz. Both are learnt from `texts/` by `python -m tools.judge`; no learning library is needed where Caravan runs.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from actions.marketplace.goods.meaning.encoder import Encoder, encoder
from actions.marketplace.safety.features import GROUPS, NORMED, Description

FILE = Path(__file__).with_name("judge.tsv")
LAYERS_FILE = FILE.with_suffix(".npz")
SCALE = 100
"""In the file weights are whole hundredths."""
PASSAGE, _OVERLAP = 240, 60
"""Characters that are judged together: about as many as the texts have from which the judge has learnt."""


@dataclass(frozen=True)
class Judge:
    """Holds what was learnt. `held_from` is the score from which a text is held; `fingerprint` names the texts.

    `layers` are the encoder's last layers, and above them `output`, shape (512,), and `bias`.
    """

    weights: dict[str, dict[str, int]]
    bias: float
    held_from: float
    fingerprint: str
    layers: Mapping[str, Any]

    def by_words(self, described: Description) -> float:
        """Returns how much what is named speaks for holding the text: above zero more than against it."""
        return self.bias + sum(self._group(group, names) for group, names in described.items())

    def by_meaning(self, texts: Sequence[str]) -> list[float]:
        """Returns the same of each text's meaning, a text without disguise and in small letters."""
        vectors = self._encoder.vectors([text or " " for text in texts], PASSAGE)
        return [float(score) for score in vectors @ self.layers["output"] + self.layers["bias"]]

    def _group(self, group: str, names: set[str]) -> float:
        known = self.weights[group]
        found = [known[name] for name in names if name in known]
        return GROUPS[group] * sum(found) / SCALE / (math.sqrt(len(names) or 1) if group in NORMED else 1)

    @cached_property
    def _encoder(self) -> Encoder:
        return encoder(Path(tempfile.gettempdir())).tuned(self.layers)


@cache
def judge() -> Judge:
    """Returns the one judge of the process; the first call reads it, in about a tenth of a second without the encoder."""
    head, *lines = FILE.read_text(encoding="utf-8").splitlines()
    bias, held_from, fingerprint = head.split("\t")
    weights: dict[str, dict[str, int]] = {group: {} for group in GROUPS}
    for line in lines:
        group, name, weight = line.split("\t")
        weights[group][name] = int(weight)
    with np.load(LAYERS_FILE, allow_pickle=False) as file:
        layers = {name: file[name].astype(np.float32) for name in file.files}
    return Judge(weights, float(bias), float(held_from), fingerprint, layers)


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
