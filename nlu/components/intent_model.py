"""Sentence vectors and what the grammar found, to intents: multinomial logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.components.encoder import encoder
from nlu.components.found import Found
from nlu.components.writing import normalised

# The vectors are of unit length; unscaled, the flags beside them would drown them.
_SCALE = 6.0
_FLAGS = (
    "order_number", "rfq_number", "tracking_number", "price", "quantity", "incoterm", "date", "email",
    "carrier", "certification", "country", "region", "company",
)  # fmt: skip
Array = Any


def features(texts: Sequence[str], finds: Sequence[Sequence[Found]]) -> Array:
    """One row a text: its vector, a flag for each kind of find, whether it asks, how long it is."""
    vectors = encoder().vectors([normalised(text) for text in texts]) * _SCALE
    flags = np.zeros((len(texts), len(_FLAGS) + 2), dtype=np.float32)
    for row, (text, found) in enumerate(zip(texts, finds, strict=True)):
        kinds = {find.entity for find in found if find.sure}
        flags[row, : len(_FLAGS)] = [flag in kinds for flag in _FLAGS]
        flags[row, -2] = text.rstrip().endswith(("?", "？"))
        flags[row, -1] = min(len(text) / 100, 2)
    return np.hstack([vectors, flags])


class IntentModel:
    """Weights and the names of the intents."""

    def __init__(self, names: list[str], weights: Array, bias: Array) -> None:
        self.names = names
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, rows: Array, intents: Sequence[str]) -> IntentModel:
        """Learns from feature rows and their intents. Deterministic."""
        from sklearn.linear_model import LogisticRegression

        learner = LogisticRegression(C=0.3, max_iter=300, random_state=0)
        learner.fit(rows, intents)
        weights, bias = learner.coef_.astype(np.float32), learner.intercept_.astype(np.float32)
        return cls([str(name) for name in learner.classes_], weights, bias)

    def probabilities(self, rows: Array) -> Array:
        """Shape (rows, intents); each row sums to one."""
        scores = rows @ self._weights.T + self._bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def save(self, path: Path) -> None:
        np.savez(path, names=np.array(self.names), weights=self._weights, bias=self._bias)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        with np.load(path, allow_pickle=False) as saved:
            return cls([str(name) for name in saved["names"]], saved["weights"], saved["bias"])
