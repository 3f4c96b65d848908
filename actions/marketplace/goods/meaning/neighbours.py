"""Stores the vectors of a catalogue's terms (names of goods) on disk, and finds the terms whose vectors are nearest.

The vectors consist of integers of eight bits, and only the parts of the file that a search reads are in memory. If
there are at most a few thousand terms, a search compares all of them. If there are more, they are stored in groups
around centres, and a search compares the groups whose centres are nearest (docs/decisions/0025-finding-by-meaning.md).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from actions.marketplace.goods.meaning.encoder import SIZE, VERSION, Encoder, Vectors
from actions.marketplace.goods.meaning.terms import Term

FOLDER = "meaning"
"""The name of the folder with these files, inside the folder of an index."""
ALL_READ = 8_192
"""The most terms that form a single group. A search compares all of them, so its result is exact."""
_PER_GROUP = 200
_READ_GROUPS = 24
_ROUNDS, _SAMPLE = 5, 16_384
_SCALE = 508.0
"""The factor that turns the numbers of a vector of length one into integers of eight bits. The numbers are below a
quarter, and so the integers are below 127."""
_BATCH = 4_096
_SEED = 0


class Neighbour(NamedTuple):
    """Holds a term and its likeness to the searched text, which is the cosine of the angle between their vectors: 1 for
    the same meaning, below 0.4 for nothing in common."""

    term: Term
    likeness: float


class Neighbours:
    """Finds the terms that are nearest to a vector."""

    def __init__(self, terms: Sequence[Term], vectors: Any, centres: Any, starts: Any) -> None:
        self.terms = terms
        self.vectors, self._centres, self._starts = vectors, centres, starts
        self._one_group = vectors.astype(np.float32) if len(centres) == 1 else None

    @classmethod
    def open(cls, index: Path) -> "Neighbours | None":
        """Opens the files that `build` wrote into the folder of an index. Returns None when another encoder wrote
        it."""
        rows, folder = _rows(index), index / FOLDER
        if rows is None:
            return None
        vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        terms = [Term(*row) for row in rows]
        return cls(terms, vectors, np.load(folder / "centres.npy"), np.load(folder / "starts.npy"))

    def nearest(self, vector: Vectors, most: int) -> list[Neighbour]:
        """Returns the terms nearest to a vector of length one, the nearest first."""
        if not self.terms:
            return []
        rows, found = self._read(vector)
        likeness = found @ vector / _SCALE
        best = np.argsort(-likeness, kind="stable")[:most]
        return [Neighbour(self.terms[int(rows[place])], float(likeness[place])) for place in best]

    def _read(self, vector: Vectors) -> tuple[Any, Any]:
        """Returns the places of the terms in the nearest groups, and their vectors."""
        if self._one_group is not None:
            return range(len(self.terms)), self._one_group
        read = min(_READ_GROUPS, len(self._centres))
        groups = np.sort(np.argpartition(-(self._centres @ vector), read - 1)[:read])
        parts = [slice(self._starts[group], self._starts[group + 1]) for group in groups]
        rows = np.concatenate([np.arange(part.start, part.stop) for part in parts])
        return rows, np.concatenate([self.vectors[part] for part in parts]).astype(np.float32)


def build(index: Path, terms: Sequence[Term], vectors: Any) -> None:
    """Writes the terms and their vectors, in eight bits, into the folder of an index."""
    centres, group = _grouped(vectors)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(centres) + 1))
    folder = index / FOLDER
    folder.mkdir()
    np.save(folder / "vectors.npy", vectors[order])
    np.save(folder / "centres.npy", centres)
    np.save(folder / "starts.npy", starts)
    rows = [terms[place] for place in order]
    written = json.dumps({"encoder": VERSION, "terms": rows}, ensure_ascii=False)
    (folder / "terms.json").write_text(written, encoding="utf-8")


def encode(encoder: Encoder, texts: Sequence[str]) -> Any:
    """Returns the vectors of texts, in eight bits."""
    found = np.empty((len(texts), SIZE), np.int8)
    for start in range(0, len(texts), _BATCH):
        vectors = encoder.vectors(texts[start : start + _BATCH])
        found[start : start + _BATCH] = np.clip(np.rint(vectors * _SCALE), -127, 127)
    return found


def known_vectors(indexes: Sequence[Path]) -> dict[str, Any]:
    """Returns the vectors that earlier indexes hold, by the text of their terms."""
    known: dict[str, Any] = {}
    for index in indexes:
        if (rows := _rows(index)) is not None:
            vectors = np.load(index / FOLDER / "vectors.npy", mmap_mode="r")
            known |= {row[0]: vector for row, vector in zip(rows, vectors, strict=True)}
    return known


def _rows(index: Path) -> list[list[Any]] | None:
    """Returns the terms of an index as rows, or None when the index has none or another encoder made their vectors. The
    first item of a row is the text of the term, also in indexes that other versions of Caravan wrote."""
    file = index / FOLDER / "terms.json"
    written = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    rows: list[list[Any]] | None = written["terms"] if written.get("encoder") == VERSION else None
    return rows


def _grouped(vectors: Any) -> tuple[Any, Any]:
    """Returns the centres of groups of vectors (by k-means on a sample), and the group of each vector."""
    count = 1 if len(vectors) <= ALL_READ else len(vectors) // _PER_GROUP
    if count == 1:
        return np.zeros((1, SIZE), np.float32), np.zeros(len(vectors), np.int64)
    random = np.random.default_rng(_SEED)
    sample = vectors[np.sort(random.choice(len(vectors), min(_SAMPLE, len(vectors)), replace=False))].astype(np.float32)
    centres = _unit(sample[random.choice(len(sample), count, replace=False)])
    for _ in range(_ROUNDS):
        group, sums = np.argmax(sample @ centres.T, axis=1), np.zeros_like(centres)
        np.add.at(sums, group, sample)
        filled = np.bincount(group, minlength=count) > 0
        centres[filled] = _unit(sums[filled])
    parts = range(0, len(vectors), _BATCH)
    group = np.concatenate(
        [np.argmax(vectors[at : at + _BATCH].astype(np.float32) @ centres.T, axis=1) for at in parts]
    )
    return centres, group


def _unit(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
