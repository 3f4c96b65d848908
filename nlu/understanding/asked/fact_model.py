"""Predicts which facts a message asks for, such as `balance` for "when rest money is coming" and 后面的什么时候.

People word such questions in too many ways for lists of words. So a model learns them from examples. It starts from the
dense layers that were fine-tuned for the intent model, and fine-tunes them further for facts. What the lists of words
find in a message (questioning.py) is an additional input of these layers. docs/decisions/0044-facts-by-meaning.md tells
which models were tried, and how much each part contributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.understanding.asked.examples import Example
from nlu.understanding.asked.questioning import find_asked, list_names
from nlu.understanding.encoder import DENSE_LAYERS
from nlu.understanding.found import Found
from nlu.understanding.intents.intent_model import IntentModel
from nlu.understanding.intents.sentence_head import SentenceHead
from nlu.understanding.text.writing import folded

_LEAST, _MOST_FACTS = 0.05, 4
"""The least confidence at which a fact is returned, and the most facts that are returned for each piece of a
message."""
_LONGEST = 200
"""The most characters of a piece that is read. A longer piece tells a story rather than asks a question."""
_MOST_PIECES = 6
"""The most pieces of a message that are read."""
_SHORTEST = 2
"""The fewest letters, digits and Chinese characters of a piece that is read."""
_PIECE = re.compile(r"(?:[^,.;!?，。；！？\n–—]|[.,](?=\d))+[?？]?")
_FLAGS = (
    "order_number",
    "rfq_number",
    "price",
    "quantity",
    "date",
    "certification",
    "country",
    "region",
    "company",
    "product",
)
_HEAD = (*DENSE_LAYERS, "g2", "g3", "output", "bias")
Array = Any
Read = dict[str, Any]
"""A fact that a text asks for, as `{"fact", "confidence", "start", "end"}`. The confidence lies between 0 and 1, and
the last two give the span of the piece that asks for the fact."""


class FactModel:
    """Predicts which fact a text asks for.

    `names` are the facts in the order of the probabilities. `known` are the names in the lists of words at the time of
    the training. The model has one feature for each of these and ignores names that were added to the lists later.
    """

    def __init__(self, names: list[str], head: SentenceHead, known: list[str]) -> None:
        self.names = names
        self._head = head
        self._known = known

    @classmethod
    def fit(cls, examples: Sequence[Example], finds: Sequence[Sequence[Found]], intents: IntentModel) -> FactModel:
        """Trains a model with `examples` and with the matches in each of them (`finds`), starting from the intent
        model.

        The same examples give the same model, in whatever order they come.
        """
        order = sorted(range(len(examples)), key=lambda row: examples[row])
        texts, inside = [examples[row][0] for row in order], [finds[row] for row in order]
        names, labels = np.unique([examples[row][1] for row in order], return_inverse=True)
        known = list_names()
        summaries, flags = intents.summaries(texts, inside), _flags(texts, inside, known)
        head = SentenceHead.fit(intents.dense_layers, summaries, flags, labels, len(names), flags_enter=True)
        return cls([str(name) for name in names], head, known)

    def probabilities(self, texts: Sequence[str], finds: Sequence[Sequence[Found]]) -> Array:
        """Returns the probabilities, shape (texts, facts). Each row sums to one."""
        return self._head.probabilities(IntentModel.summaries(texts, finds), _flags(texts, finds, self._known))

    def read(self, text: str, finds: Sequence[Found]) -> list[Read]:
        """Returns the most probable facts of the whole text and of its pieces, which are separated by commas and other
        punctuation marks.

        The facts of the whole text come first, then those of the pieces in the order of the text. The facts of each
        piece are sorted by confidence, and `none` may be among them. If the text has more than 200 characters, only its
        pieces are read.
        """
        spans = _find_spans(text)
        if not spans:
            return []
        inside = [
            [find.moved(-start) for find in finds if start <= find.start and find.end <= end] for start, end in spans
        ]
        likely = self.probabilities([text[start:end] for start, end in spans], inside)
        return [
            {"fact": self.names[at], "confidence": round(float(row[at]), 3), "start": start, "end": end}
            for (start, end), row in zip(spans, likely, strict=True)
            for at in np.argsort(-row)[:_MOST_FACTS]
            if row[at] >= _LEAST
        ]

    def save(self, path: Path) -> None:
        """Writes the model as one .npz file."""
        head = {f"head_{name}": self._head.weights[name] for name in _HEAD}
        np.savez(path, names=np.array(self.names), known=np.array(self._known), **head)

    @classmethod
    def load(cls, path: Path) -> FactModel:
        """Reads the model that `save` has written."""
        with np.load(path, allow_pickle=False) as saved:
            head = SentenceHead({name: saved[f"head_{name}"] for name in _HEAD})
            names, known = ([str(name) for name in saved[key]] for key in ("names", "known"))
            return cls(names, head, known)


def _flags(texts: Sequence[str], finds: Sequence[Sequence[Found]], known: Sequence[str]) -> Array:
    """Returns the flags of each text, shape (texts, flags): one for each type of entity (set if there is a sure match),
    one for a question mark at the end, and one for each name in `known` (set if the lists of words find it in the
    text)."""
    columns = {name: column for column, name in enumerate((*_FLAGS, "?", *known))}
    flags = np.zeros((len(texts), len(columns)), dtype=np.float32)
    for row, (text, found) in enumerate(zip(texts, finds, strict=True)):
        named = {find.entity for find in found if find.sure} | set(_find_names(text))
        named |= {"?"} if text.rstrip().endswith(("?", "？")) else set()
        for name in named & columns.keys():
            flags[row, columns[name]] = 1
    return flags


def _find_names(text: str) -> list[str]:
    plain = folded(text).replace("’", "'")
    of_trades, of_goods = find_asked(plain), find_asked(plain, "goods")
    return [
        *(f"kinds.{name}" for clause in (*of_trades, *of_goods) for name in clause["kinds"]),
        *(f"things.{name}" for clause in of_trades for name in clause["things"]),
        *(f"goods.{name}" for clause in of_goods for name in clause["things"]),
    ]


def _find_spans(text: str) -> list[tuple[int, int]]:
    """Returns the span of the whole text and, if it has several pieces, the spans of its pieces. A text or a piece of
    more than `_LONGEST` characters is left out."""
    pieces = [
        (found.end() - len(found[0].lstrip()), found.end())
        for found in _PIECE.finditer(text)
        if sum(map(str.isalnum, found[0])) >= _SHORTEST and len(found[0]) <= _LONGEST
    ][:_MOST_PIECES]
    whole = [(0, len(text))] if text.strip() and len(text) <= _LONGEST else []
    return [*whole, *pieces] if len(pieces) > 1 or not whole else whole
