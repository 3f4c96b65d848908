"""Predicts intents or acts by wording: a logistic regression over the phrases of a message, which are one to three
tokens long.

Each sure match is replaced by its entity type: "quote 300 mugs" becomes "quote <quantity> <product>". This model
distinguishes wordings whose sentence embeddings are nearly the same (询价 and 报价, "quote for" and "my quote"), and it
makes other errors than the model of meaning does.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.text.writing import folded, tokens

_LONGEST = 3
_LEAST_OFTEN = 2
_BETWEEN = " "
Array = Any


class PhraseModel:
    """Predicts labels, such as intents, from the phrases of a text.

    `phrases` are the phrases that it knows. `idf` is their inverse document frequency, shape (phrases,). The weights
    have the shape (phrases, labels), and the bias has the shape (labels,).
    """

    def __init__(self, phrases: Sequence[str], idf: Array, weights: Array, bias: Array) -> None:
        self.phrases, self.idf, self.weights, self.bias = list(phrases), idf, weights, bias
        self._rows = {phrase: row for row, phrase in enumerate(self.phrases)}

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        finds: Sequence[Sequence[Found]],
        labels: Array,
        count: int,
        contexts: Sequence[str] | None = None,
    ) -> PhraseModel:
        """Trains a model with raw texts, the matches in them (`finds`), and their labels. The labels are the numbers
        from 0 to `count` - 1, and each of them must occur. The same input always gives the same model.

        `contexts` holds for each text the name of the context in which it was said. In that case, each phrase is
        learned twice: alone, and together with its context.
        """
        from scipy.sparse import csr_matrix
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        each = _phrases_of_all(texts, finds, contexts)
        often = Counter(phrase for phrases in each for phrase in phrases)
        known = sorted(phrase for phrase, times in often.items() if times >= _LEAST_OFTEN)
        idf = np.log((1 + len(texts)) / (1 + np.array([often[phrase] for phrase in known]))) + 1
        model = cls(
            known, idf.astype(np.float32), np.zeros((len(known), count), np.float32), np.zeros(count, np.float32)
        )
        rows = [model._weighed(phrases) for phrases in each]
        bounds = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
        learner = LogisticRegression(C=10, max_iter=60, tol=1e-3, random_state=0)
        with warnings.catch_warnings():
            # Measurements show that more than sixty iterations change nothing, so the warning is ignored.
            warnings.simplefilter("ignore", ConvergenceWarning)
            learner.fit(csr_matrix((values, columns, bounds), shape=(len(rows), len(known)), dtype=np.float32), labels)
        model.weights, model.bias = learner.coef_.T.astype(np.float32), learner.intercept_.astype(np.float32)
        return model

    def probabilities(
        self, texts: Sequence[str], finds: Sequence[Sequence[Found]], contexts: Sequence[str] | None = None
    ) -> Array:
        """Returns the probabilities, shape (texts, labels). Each row sums to one."""
        scores = np.tile(self.bias, (len(texts), 1))
        for row, phrases in enumerate(_phrases_of_all(texts, finds, contexts)):
            columns, values = self._weighed(phrases)
            scores[row] += values @ self.weights[columns]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def _weighed(self, phrases: Counter[str]) -> tuple[Array, Array]:
        """Returns the columns of the known phrases and their tf-idf values. The values are scaled so that their vector
        has length one."""
        known = [(self._rows[phrase], times) for phrase, times in phrases.items() if phrase in self._rows]
        columns = np.array([column for column, _ in known], dtype=np.int64)
        values = (1 + np.log(np.array([times for _, times in known], dtype=np.float32))) * self.idf[columns]
        length = np.sqrt((values**2).sum())
        return columns, values / length if len(known) else values


def _phrases_of_all(
    texts: Sequence[str], finds: Sequence[Sequence[Found]], contexts: Sequence[str] | None
) -> list[Counter[str]]:
    each = [phrases_of(text, found) for text, found in zip(texts, finds, strict=True)]
    if contexts is None:
        return each
    return [
        Counter({context: 1}) + phrases + Counter({f"{context}|{phrase}": often for phrase, often in phrases.items()})
        for context, phrases in zip(contexts, each, strict=True)
    ]


def phrases_of(text: str, finds: Sequence[Found]) -> Counter[str]:
    """Counts how often each phrase occurs in a raw text."""
    words = _words(text, finds)
    return Counter(
        _BETWEEN.join(words[start : start + length])
        for length in range(1, _LONGEST + 1)
        for start in range(len(words) - length + 1)
    )


def _words(text: str, finds: Sequence[Found]) -> list[str]:
    """Returns the tokens of the text. Each sure match is replaced by one word, which names its entity type, and each
    number is replaced by "0"."""
    plain = folded(text)
    sure = sorted((find for find in finds if find.sure), key=lambda find: find.start - find.end)
    covering = {position: find for find in without_overlaps(sure) for position in range(find.start, find.end)}
    words: list[str] = []
    last: Found | None = None
    for start, end in tokens(text):
        find = covering.get(start)
        if find is not None and end <= find.end:
            words += [f"<{find.entity}>"] if find is not last else []
            last = find
        else:
            words.append("0" if plain[start].isdigit() else plain[start:end])
    return words
