"""Predicts the intents of messages by the average of two models: one of meaning (`SentenceHead`) and one of wording
(`PhraseModel`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.understanding.encoder import DENSE_LAYERS, encoder
from nlu.understanding.found import Found, without_digits
from nlu.understanding.intents.phrase_model import PhraseModel
from nlu.understanding.intents.sentence_head import SentenceHead
from nlu.understanding.text.writing import normalised

_FLAGS = (
    "order_number", "rfq_number", "tracking_number", "price", "quantity", "incoterm", "date", "email",
    "carrier", "certification", "country", "region", "company", "product",
)  # fmt: skip
_HEAD = (*DENSE_LAYERS, "output", "bias")
_PHRASES = ("phrases", "idf", "weights", "bias")
# The prediction with the highest average is correct more often than this average says. Raising the averages to this
# power and normalising them corrects this: of predictions with a probability of 0.8, four in five are then correct
# (cross-validated on the training data).
_SHARPNESS = 1.7
# No training data can hold all kinds of things that people ask for and that the bot cannot do. So the probability of
# `out_of_scope` is multiplied by this factor. In cross-validation, three in a hundred more of such messages were
# recognised with it, and no accuracy was lost.
_OUT_OF_SCOPE, _WIDER = "out_of_scope", 1.5
Array = Any
Finds = Sequence[Sequence[Found]]


class IntentModel:
    """Predicts the probabilities of intents. `names` are the intents in the order of the probabilities."""

    def __init__(self, names: list[str], head: SentenceHead, phrases: PhraseModel) -> None:
        self.names = names
        self._head = head
        self._phrases = phrases

    @classmethod
    def fit(cls, texts: Sequence[str], finds: Finds, intents: Sequence[str]) -> IntentModel:
        """Trains a model with raw texts, the matches in each text (`finds`), and the intent of each text.

        The same examples give the same model, in whatever order they come.
        """
        order = sorted(range(len(texts)), key=lambda row: (texts[row], intents[row]))
        texts, finds, intents = ([part[row] for row in order] for part in (texts, finds, intents))
        names, labels = np.unique(intents, return_inverse=True)
        dense = encoder().dense_layers
        head = SentenceHead.fit(dense, _summaries(texts, finds), _flags(texts, finds), labels, len(names))
        phrases = PhraseModel.fit(texts, finds, labels, len(names))
        return cls([str(name) for name in names], head, phrases)

    def probabilities(self, texts: Sequence[str], finds: Finds) -> Array:
        """Returns the probabilities, shape (texts, intents). Each row sums to one."""
        by_meaning = self._head.probabilities(_summaries(texts, finds), _flags(texts, finds))
        likely = (by_meaning + self._phrases.probabilities(texts, finds)) ** _SHARPNESS
        likely *= np.array([_WIDER if name == _OUT_OF_SCOPE else 1.0 for name in self.names], dtype=np.float32)
        return likely / likely.sum(axis=1, keepdims=True)

    @property
    def dense_layers(self) -> dict[str, Array]:
        """Returns the weights of the encoder's dense layers by the names of the layers. The weights have been
        fine-tuned for intents."""
        return {name: self._head.weights[name] for name in DENSE_LAYERS}

    @staticmethod
    def summaries(texts: Sequence[str], finds: Finds) -> Array:
        """Returns the encoder's summary of each raw text, shape (texts, 512). The summary is the input of the dense
        layers. Before it is computed, the digits of codes are replaced by zeros."""
        return _summaries(texts, finds)

    def save(self, path: Path) -> None:
        """Writes the model as one .npz file."""
        head = {f"head_{name}": self._head.weights[name] for name in _HEAD}
        phrases = {f"phrase_{name}": np.asarray(getattr(self._phrases, name)) for name in _PHRASES}
        np.savez(path, names=np.array(self.names), **head, **phrases)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Reads the model that `save` has written."""
        with np.load(path, allow_pickle=False) as saved:
            head = SentenceHead({name: saved[f"head_{name}"] for name in _HEAD})
            phrases, *weights = (saved[f"phrase_{name}"] for name in _PHRASES)
            return cls([str(name) for name in saved["names"]], head, PhraseModel(phrases.tolist(), *weights))


def _summaries(texts: Sequence[str], finds: Finds) -> Array:
    return encoder().summaries(
        [normalised(without_digits(text, found)) for text, found in zip(texts, finds, strict=True)]
    )


def _flags(texts: Sequence[str], finds: Finds) -> Array:
    """Returns the flags of each text, shape (texts, 16): one for each type of entity (set if there is a sure match),
    one for a question mark at the end, and the length of the text in hundreds of characters, at most 2."""
    flags = np.zeros((len(texts), len(_FLAGS) + 2), dtype=np.float32)
    for row, (text, found) in enumerate(zip(texts, finds, strict=True)):
        kinds = {find.entity for find in found if find.sure}
        flags[row, : len(_FLAGS)] = [flag in kinds for flag in _FLAGS]
        flags[row, -2] = text.rstrip().endswith(("?", "？"))
        flags[row, -1] = min(len(text) / 100, 2)
    return flags
