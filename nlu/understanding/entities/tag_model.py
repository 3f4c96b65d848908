"""Labels tokens with entities, by a conditional random field (CRF) over the tokens, the matches and the clusters of
token vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite

from nlu.understanding.encoder import encoder
from nlu.understanding.entities.tag_features import token_features
from nlu.understanding.found import Found, without_digits
from nlu.understanding.text.writing import folded, tokens

Array = Any
Span = tuple[str, int, int]

# The CRF does not read the vector of a token. It reads the numbers of the clusters to which the vector belongs. Each
# entry here is one clustering: (first dimension, end of the dimensions, number of clusters). The first 512 dimensions
# of a vector depend on the token itself, which is clustered once coarsely and once finely. The other dimensions depend
# on the tokens around it, too.
_CLASSINGS = ((0, 512, 64), (0, 512, 256), (512, 1280, 256))
# The centres of the clusters are computed from the tokens of at most this many examples. More examples would hardly
# change the centres and would double the time of the training.
_CLASSED = 4000
_SEED = 0
# A message with more tokens than this is tagged only at its beginning and at its end. The sure matches of the grammar
# and the gazetteer count everywhere in it.
_MOST_TOKENS = 420
_FIRST_TOKENS, _LAST_TOKENS = 300, 100
_CRF_FILE, _CENTRES_FILE = "entities.crf", "classes.npz"


@dataclass(frozen=True)
class TaggedText:
    """Holds a training example: its text, its matches as (name of the finder, match), and its entities as (entity type,
    start, end)."""

    text: str
    finds: list[tuple[str, Found]]
    entities: list[Span]


class TagModel:
    """Labels the tokens of texts with a CRF. It also holds the centres of the clusters of token vectors."""

    def __init__(self, crf: bytes | None, centres: list[Array]) -> None:
        # The tagger reads these bytes but holds no reference to them, so this object must hold one.
        self._crf = crf
        self._tagger = pycrfsuite.Tagger()
        if crf is not None:
            self._tagger.open_inmemory(crf)
        self._centres = [(matrix, (matrix**2).sum(axis=1)) for matrix in centres]

    @classmethod
    def fit(cls, examples: Sequence[TaggedText], directory: Path) -> TagModel:
        """Trains a model with the examples, writes its files into `directory`, and returns the model.

        The same examples give the same model, in whatever order they come.
        """
        examples = sorted((example for example in examples if tokens(example.text)), key=_order)
        step = -(-len(examples) // _CLASSED)
        centres = _centres(np.vstack([vectors for _, _, vectors in _read(examples[::step])]))
        np.savez(directory / _CENTRES_FILE, *centres)
        model = cls(None, centres)
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 60, "feature.possible_transitions": True})
        for example, spans, vectors in _read(examples):
            trainer.append(model._features(example.text, spans, example.finds, vectors), _labels(example, spans))
        trainer.train(str(directory / _CRF_FILE))
        return cls.load(directory)

    @classmethod
    def load(cls, directory: Path) -> TagModel:
        """Loads the model that `fit` has written into `directory`. The files are read completely into memory."""
        with np.load(directory / _CENTRES_FILE, allow_pickle=False) as saved:
            return cls((directory / _CRF_FILE).read_bytes(), [saved[name] for name in saved.files])

    def tag(self, text: str, finds: Sequence[tuple[str, Found]]) -> list[Span]:
        """Returns the entities of the raw text as (entity type, start, end). `finds` are its matches as (name of the
        finder, match)."""
        spans = tokens(text)
        if not spans:
            return []
        if len(spans) > _MOST_TOKENS:
            return [span for part in _parts(text, spans) for span in self._tag_part(text, part, finds)]
        (vectors,) = encoder().token_vectors([_without_digits(text, finds)], [spans])
        labels = self._tagger.tag(self._features(text, spans, finds, vectors))
        return _decode(labels, spans)

    def _features(
        self, text: str, spans: list[tuple[int, int]], finds: Sequence[tuple[str, Found]], vectors: Array
    ) -> list[list[str]]:
        return token_features(text, folded(text), spans, finds, self._classes(vectors).tolist())

    def _tag_part(self, text: str, part: tuple[int, int], finds: Sequence[tuple[str, Found]]) -> list[Span]:
        """Tags `text[start:end]`. Returns the entities with their positions in the whole text."""
        start, end = part
        inside = [(finder, found.moved(-start)) for finder, found in finds if start <= found.start and found.end <= end]
        return [(entity, first + start, last + start) for entity, first, last in self.tag(text[start:end], inside)]

    def _classes(self, vectors: Array) -> Array:
        """Returns, for each token, the number of the nearest cluster centre in each of `_CLASSINGS`, shape (tokens,
        clusterings)."""
        nearest = [
            np.argmin(squares - 2 * vectors[:, first:last] @ matrix.T, axis=1)
            for (first, last, _), (matrix, squares) in zip(_CLASSINGS, self._centres, strict=True)
        ]
        return np.stack(nearest, axis=1)


def _parts(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the two parts of a long text that are tagged, its beginning and its end, each as (start, end)."""
    return [(0, spans[_FIRST_TOKENS - 1][1]), (spans[-_LAST_TOKENS][0], len(text))]


def _order(example: TaggedText) -> tuple[str, list[Span]]:
    return example.text, example.entities


def _read(examples: Sequence[TaggedText]) -> Iterator[tuple[TaggedText, list[tuple[int, int]], Array]]:
    """Yields each example with the spans and the vectors of its tokens. They are not kept, because the vectors of all
    examples together would take a gigabyte."""
    texts = [_without_digits(example.text, example.finds) for example in examples]
    spans = [tokens(example.text) for example in examples]
    return zip(examples, spans, encoder().token_vectors(texts, spans), strict=True)


def _without_digits(text: str, finds: Sequence[tuple[str, Found]]) -> str:
    return without_digits(text, (found for _, found in finds))


def _centres(vectors: Array) -> list[Array]:
    from sklearn.cluster import MiniBatchKMeans

    return [
        MiniBatchKMeans(count, n_init=1, max_iter=8, batch_size=2048, random_state=_SEED)
        .fit(vectors[:, first:last])
        .cluster_centers_.astype(np.float32)
        for first, last, count in ((first, last, min(count, len(vectors))) for first, last, count in _CLASSINGS)
    ]


def _labels(example: TaggedText, spans: list[tuple[int, int]]) -> list[str]:
    labels = ["O"] * len(spans)
    for entity, first, last in example.entities:
        prefix = "B"
        for i, (start, end) in enumerate(spans):
            if first <= start and end <= last:
                labels[i] = f"{prefix}-{entity}"
                prefix = "I"
    return labels


def _decode(labels: list[str], spans: list[tuple[int, int]]) -> list[Span]:
    decoded: list[Span] = []
    previous = "O"
    for label, (start, end) in zip(labels, spans, strict=True):
        entity = label[2:]
        if label.startswith("I-") and previous == entity:
            decoded[-1] = (entity, decoded[-1][1], end)
        elif label != "O":
            decoded.append((entity, start, end))
        previous = entity if label != "O" else "O"
    return decoded
