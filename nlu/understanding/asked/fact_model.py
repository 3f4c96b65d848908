"""Reads which facts a message asks for, such as `balance` for "when rest money is coming" and 后面的什么时候.

Questions are put in too many ways for tables of words. So a model learns them from examples: the tuned layers of the model of
intents, tuned on for facts. What the tables find in the words (questioning.py) enters these layers as features.
docs/decisions/0044-facts-by-meaning.md tells what was tried and how much each part is worth.
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
"""The least confidence of a fact that is returned, and how many of them for each piece of a message."""
_LONGEST = 200
"""A piece with more characters is a story. It is not read as a question."""
_MOST_PIECES = 6
_SHORTEST = 2
"""The fewest letters, digits and Chinese characters of a piece."""
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
"""A fact as `{"fact", "confidence", "start", "end"}`. The last two say in which piece of the message it was read."""


class FactModel:
    """Predicts which fact a text asks for. `names` are the facts in the order of the probabilities, and `known` the names in the
    tables of words that existed when the model was trained; the model sees only these."""

    def __init__(self, names: list[str], head: SentenceHead, known: list[str]) -> None:
        self.names = names
        self._head = head
        self._known = known

    @classmethod
    def fit(cls, examples: Sequence[Example], finds: Sequence[Sequence[Found]], intents: IntentModel) -> FactModel:
        """Learns from messages, each with its fact and with the finds in it, starting from the model of intents.

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
        """Returns the likeliest facts of the whole text and of its pieces between commas, in the order of the text and the
        likeliest first."""
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
    """Returns, for each text, a flag for each kind of find, for a question mark at its end, and for each name that the tables of words find in
    it."""
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
    """Returns the spans of the whole text, unless it is long, and of its pieces, if there are several."""
    pieces = [
        (found.end() - len(found[0].lstrip()), found.end())
        for found in _PIECE.finditer(text)
        if sum(map(str.isalnum, found[0])) >= _SHORTEST and len(found[0]) <= _LONGEST
    ][:_MOST_PIECES]
    whole = [(0, len(text))] if text.strip() and len(text) <= _LONGEST else []
    return [*whole, *pieces] if len(pieces) > 1 or not whole else whole
