"""Predicts intents, acts or facts by meaning: with the dense layers of the sentence encoder, fine-tuned on the training
data, and a softmax layer behind them.

Fine-tuning the last third of the encoder (one million weights) improves the accuracy as much as a second encoder would,
without another dependency and without making the prediction slower (docs/decisions/0006-second-encoder.md). The
gradients are computed in this module, because nothing else here needs a library that computes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Array = Any
Weights = dict[str, Array]

_EPOCHS, _BATCH = 12, 128
# The weights by which the flags are multiplied before they are added to the output of a layer, each with this layer.
# The sum then goes through the activation function.
_ENTRIES = {"g2": "d2", "g3": "d3"}
_NEW = frozenset(["output", "bias", *_ENTRIES])
# The learning rates: that of the encoder's layers, which learn more slowly, and that of the new weights.
_RATE, _OUTPUT_RATE = 5e-4, 3e-3
_WARM_UP = 0.1
# The share of the values that dropout sets to zero in the input, and in each hidden layer.
_DROPPED_INPUT, _DROPPED = 0.1, 0.2
# Label smoothing: this share of the target probability is spread over all labels, because some labels are debatable.
_SMOOTHING = 0.1
# The sentence vectors have length one. They are multiplied by this factor, so that the flags beside them do not
# outweigh them.
_SCALE = 6.0
_SEED = 0


class SentenceHead:
    """Runs the encoder's dense layers (d0, p1, d1, d2, p3, d3) and then a softmax layer, whose weights are `output` and
    `bias`. The input of the softmax layer is the sentence vector with the flags appended to it.

    If there are weights `g2` and `g3`, the flags are also an input of d2 and d3. The same sentence then has different
    vectors with different flags, such as those of different situations.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    @classmethod
    def fit(
        cls, dense: Weights, summaries: Array, flags: Array, labels: Array, count: int, *, flags_enter: bool = False
    ) -> SentenceHead:
        """Trains the layers, starting from the weights `dense` of the encoder's layers.

        The examples are the encoder's summaries, shape (n, 512), the flags, shape (n, f), and the labels, which are
        numbers from 0 to `count` - 1. With `flags_enter`, the flags are also an input of the encoder's last layers. The
        same input always gives the same weights.
        """
        width = dense["d3"].shape[1] + flags.shape[1]
        weights = {name: layer.astype(np.float32) for name, layer in dense.items()}
        for entry, layer in _ENTRIES.items() if flags_enter else ():
            weights[entry] = np.zeros((flags.shape[1], dense[layer].shape[1]), np.float32)
        weights |= {"output": np.zeros((width, count), np.float32), "bias": np.zeros(count, np.float32)}
        head, step = cls(weights), _Adam(weights, -(-len(labels) // _BATCH) * _EPOCHS)
        targets = np.full((len(labels), count), _SMOOTHING / count, np.float32)
        targets[np.arange(len(labels)), labels] += 1 - _SMOOTHING
        random = np.random.default_rng(_SEED)
        for rows in _batches(len(labels), random):
            step(head._gradients(summaries[rows], flags[rows], targets[rows], random))
        return head

    def probabilities(self, summaries: Array, flags: Array) -> Array:
        """Returns the probabilities, shape (rows, labels), for summaries of the shape (rows, 512). Each row sums to
        one."""
        return self._forward(summaries, flags, _Dropout(None))["probabilities"]

    def _forward(self, x: Array, flags: Array, dropout: _Dropout) -> dict[str, Array]:
        w = self.weights
        x = dropout("x", x, _DROPPED_INPUT)
        y0 = dropout("y0", np.maximum(x @ w["d0"], 0), _DROPPED)
        y1 = dropout("y1", np.maximum(x @ w["p1"] + y0 @ w["d1"], 0), _DROPPED)
        y2 = dropout("y2", np.maximum(y1 @ w["d2"] + self._entering("g2", flags), 0), _DROPPED)
        bent = np.tanh(y1 @ w["p3"] + y2 @ w["d3"] + self._entering("g3", flags))
        length = np.sqrt((bent * bent).sum(axis=1, keepdims=True) + 1e-6)
        z = dropout("z", bent / length * _SCALE, _DROPPED)
        seen = np.hstack([z, flags])
        scores = seen @ w["output"] + w["bias"]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities = scores / scores.sum(axis=1, keepdims=True)
        return {"x": x, "y0": y0, "y1": y1, "y2": y2, "bent": bent, "length": length, "seen": seen,
                "probabilities": probabilities}  # fmt: skip

    def _entering(self, entry: str, flags: Array) -> Array:
        return flags @ self.weights[entry] if entry in self.weights else np.float32(0)

    def _gradients(self, summaries: Array, flags: Array, targets: Array, random: np.random.Generator) -> Weights:
        """Returns the gradients of the cross-entropy, by the names of the weights."""
        w, dropout = self.weights, _Dropout(random)
        at = self._forward(summaries, flags, dropout)
        scores = (at["probabilities"] - targets) / len(targets)
        z = dropout.back("z", scores @ w["output"][: at["bent"].shape[1]].T)
        unit = at["bent"] / at["length"]
        top = _SCALE * (z - unit * (unit * z).sum(axis=1, keepdims=True)) / at["length"] * (1 - at["bent"] ** 2)
        y2 = dropout.back("y2", top @ w["d3"].T) * (at["y2"] > 0)
        y1 = dropout.back("y1", top @ w["p3"].T + y2 @ w["d2"].T) * (at["y1"] > 0)
        y0 = dropout.back("y0", y1 @ w["d1"].T) * (at["y0"] > 0)
        entries = {"g2": flags.T @ y2, "g3": flags.T @ top} if "g2" in w else {}
        return entries | {
            "output": at["seen"].T @ scores, "bias": scores.sum(axis=0),
            "p3": at["y1"].T @ top, "d3": at["y2"].T @ top, "d2": at["y1"].T @ y2,
            "p1": at["x"].T @ y1, "d1": at["y0"].T @ y1, "d0": at["x"].T @ y0,
        }  # fmt: skip


class _Dropout:
    """Sets a random part of the values of a layer to zero and scales the others up, and does the same with the gradient
    of that layer. Without `random`, it changes nothing."""

    def __init__(self, random: np.random.Generator | None) -> None:
        self._random = random
        self._kept: Weights = {}

    def __call__(self, layer: str, values: Array, share: float) -> Array:
        if self._random is None:
            return values
        kept = self._random.random(values.shape, dtype=np.float32) >= share
        self._kept[layer] = kept / np.float32(1 - share)
        return values * self._kept[layer]

    def back(self, layer: str, gradient: Array) -> Array:
        return gradient * self._kept[layer]


class _Adam:
    """Changes the weights in place by the Adam optimiser.

    The learning rate rises during the first tenth of `steps` and then falls, to zero at the last one.
    """

    def __init__(self, weights: Weights, steps: int) -> None:
        self._weights, self._steps, self._step = weights, steps, 0
        self._means = {name: np.zeros_like(weight) for name, weight in weights.items()}
        self._squares = {name: np.zeros_like(weight) for name, weight in weights.items()}

    def __call__(self, gradients: Weights) -> None:
        self._step += 1
        slope = min(self._step / (_WARM_UP * self._steps), 1.0) * (1 - self._step / self._steps)
        for name, gradient in gradients.items():
            mean, square = self._means[name], self._squares[name]
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient * gradient - square)
            rate = slope * (_OUTPUT_RATE if name in _NEW else _RATE)
            rate *= float(np.sqrt(1 - 0.99**self._step) / (1 - 0.9**self._step))
            self._weights[name] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


def _batches(count: int, random: np.random.Generator) -> Iterator[Array]:
    for _ in range(_EPOCHS):
        order = random.permutation(count)
        yield from (order[start : start + _BATCH] for start in range(0, count, _BATCH))
