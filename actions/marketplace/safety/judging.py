"""Decides by learnt weights whether a text should be held back, above all texts in plain words without any name or
number.

Two scores are added. The first is a logistic regression over `features` (words, letters, concepts, findings of the
rules). Its weights are in judge.tsv, a line for each name; a weight above zero speaks for holding the text back. The
second comes from the meaning of the whole text: from the sentence encoder (`actions.marketplace.goods.meaning`) with
last layers that were tuned for this question and are in judge.npz. `python -m tools.judge` learns both from `texts/`.
Caravan itself needs no learning library.
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
"""The file holds weights as whole hundredths."""
PASSAGE, _OVERLAP = 240, 60
"""How many characters are judged at once, and how many of them two neighbouring passages share. The texts from which
the judge has learnt are about as long as a passage."""


@dataclass(frozen=True)
class Judge:
    """Holds the learnt weights. `held_from` is the least score at which a text is held back. `fingerprint` identifies
    the texts from which the weights were learnt.

    `layers` are the encoder's last layers, and above them `output`, shape (512,), and `bias`.
    """

    weights: dict[str, dict[str, int]]
    bias: float
    held_from: float
    fingerprint: str
    layers: Mapping[str, Any]

    def by_words(self, described: Description) -> float:
        """Returns the score of a text's features. A score above zero speaks for holding the text back."""
        return self.bias + sum(self._group(group, names) for group, names in described.items())

    def by_meaning(self, texts: Sequence[str]) -> list[float]:
        """Returns the score of each text's meaning. The texts are without disguise and in small letters."""
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
    """Returns the one judge of the process. The first call reads the weights, which takes about a tenth of a second;
    the encoder is loaded later."""
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
    """Yields the passages of a text, which overlap a little. Each has `PASSAGE` characters and begins after a blank if
    possible."""
    start = 0
    while True:
        end = start + PASSAGE
        yield small[start:end]
        if end >= len(small):
            return
        blank = small.rfind(" ", start + PASSAGE // 2, end - _OVERLAP)
        start = blank + 1 if blank > 0 else end - _OVERLAP
