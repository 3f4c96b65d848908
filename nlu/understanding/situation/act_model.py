"""Predicts the act of a message in its situation, by the weighted average of two models: one of meaning
(`SentenceHead`) and one of wording (`PhraseModel`).

Both models use the situation. The model of meaning starts from the dense layers that were fine-tuned for the intent
model, and these are fine-tuned further for acts. Besides the sentence, it reads the situation and the probability of
each intent. The model of wording learns each phrase both alone and together with its context.
docs/decisions/0023-acts.md tells which models were tried, and how much each feature contributes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlu.understanding.encoder import DENSE_LAYERS
from nlu.understanding.found import Found
from nlu.understanding.intents.intent_model import IntentModel
from nlu.understanding.intents.phrase_model import PhraseModel
from nlu.understanding.intents.sentence_head import SentenceHead
from nlu.understanding.situation.acts import ACTS, KINDS, Kind, find_kind
from nlu.understanding.situation.features import context_of, flags_of
from nlu.understanding.situation.readings import Readings, list_names
from nlu.understanding.situation.situation import Situation

WISH = "wish"
"""The label of all wishes whose intents are too rare in the training dialogues to be learned one by one. The intent
model decides by the words which of these intents is meant."""
_LEAST = 8
"""The least number of messages from which the model learns an intent as a label of its own. The situation then helps to
tell which intent is meant: "do it" is `accept_quote` after a quotation, and `confirm_order` after an order."""
# The model reads half of the natural logarithm of the probability of each intent. This is a number between about -4.6
# and 0.
_LEAST_LIKELY, _LIKELY_SCALE = 1e-4, 0.5
# The weight of the model of meaning in the average. This model is better than the model of wording, both for messages
# of writers who were held out of the training and for the held-out conversations (docs/decisions/0023-acts.md).
_MEANING = 0.65
_HEAD = (*DENSE_LAYERS, "g2", "g3", "output", "bias")
_PHRASES = ("phrases", "idf", "weights", "bias")
Array = Any


@dataclass(frozen=True)
class Said:
    """Holds one message and the other inputs of the model."""

    text: str
    finds: Sequence[Found]
    situation: Situation
    role: str
    likely: Array
    """The probabilities of the intents, which `IntentModel` predicts from the words alone, shape (intents,)."""
    readings: Readings
    """What `read_readings` finds in the message besides entities."""


class ActModel:
    """Predicts the probabilities of acts.

    `names` are the acts in the order of the probabilities. `known` are the topics and reports that existed when the
    model was trained. The model has one flag for each of these and ignores all others.
    """

    def __init__(
        self, names: list[str], head: SentenceHead, phrases: PhraseModel, intents: IntentModel, known: list[str]
    ) -> None:
        self.names = names
        self._known = known
        self._intents = intents
        self._head = head
        self._phrases = phrases
        self._of_kind = np.array([[_kind(name) == kind for kind in KINDS] for name in names], dtype=np.float32)

    @classmethod
    def fit(cls, said: Sequence[Said], acts: Sequence[str], intents: IntentModel) -> ActModel:
        """Trains a model with messages and the main act of each, starting from the intent model.

        The same examples give the same model, in whatever order they come.
        """
        order = sorted(range(len(said)), key=lambda row: (said[row].text, repr(said[row].situation), acts[row]))
        said, acts = [said[row] for row in order], _label([acts[row] for row in order])
        names, labels = np.unique(acts, return_inverse=True)
        tuned, known = intents.dense_layers, list_names()
        head = SentenceHead.fit(
            tuned, _summaries(said, intents), _flags(said, known), labels, len(names), flags_enter=True
        )
        texts, finds, contexts = _wording(said)
        phrases = PhraseModel.fit(texts, finds, labels, len(names), contexts)
        return cls([str(name) for name in names], head, phrases, intents, known)

    def probabilities(self, said: Sequence[Said]) -> Array:
        """Returns the probabilities, shape (messages, acts). Each row sums to one."""
        by_meaning = self._head.probabilities(_summaries(said, self._intents), _flags(said, self._known))
        return _MEANING * by_meaning + (1 - _MEANING) * self._phrases.probabilities(*_wording(said))

    def rank(self, said: Sequence[Said]) -> list[list[tuple[str, float]]]:
        """Returns all acts for each message, as (act, probability). They are ranked by the probability of their kind
        and, within a kind, by their own probability."""
        ranked = []
        for row in self.probabilities(said):
            of_their_kind = self._of_kind @ (row @ self._of_kind)
            order = np.lexsort((-row, -of_their_kind))
            ranked.append([(self.names[at], float(row[at])) for at in order])
        return ranked

    def save(self, path: Path) -> None:
        """Writes the model as one .npz file."""
        head = {f"head_{name}": self._head.weights[name] for name in _HEAD}
        phrases = {f"phrase_{name}": np.asarray(getattr(self._phrases, name)) for name in _PHRASES}
        np.savez(path, names=np.array(self.names), known=np.array(self._known), **head, **phrases)

    @classmethod
    def load(cls, path: Path, intents: IntentModel) -> ActModel:
        """Reads the model that `save` has written. `intents` is the intent model from which its training started."""
        with np.load(path, allow_pickle=False) as saved:
            head = SentenceHead({name: saved[f"head_{name}"] for name in _HEAD})
            phrases, *weights = (saved[f"phrase_{name}"] for name in _PHRASES)
            phrase_model = PhraseModel(phrases.tolist(), *weights)
            names, known = ([str(name) for name in saved[key]] for key in ("names", "known"))
            return cls(names, head, phrase_model, intents, known)


def _label(acts: Sequence[str]) -> list[str]:
    """Returns the labels under which the model learns these acts. A wish is learned under the name of its intent or, if
    it is rare, as `WISH`. Every other intent is learned as the act of the same kind, such as `affirm` as
    `answer_yes`."""
    counts = Counter(acts)
    as_acts = {"yes": "answer_yes", "no": "answer_no", "give_up": "drop", "chatter": "chatter"}
    return [
        act if act in ACTS else as_acts.get(find_kind(act)) or (act if counts[act] >= _LEAST else WISH) for act in acts
    ]


def _kind(name: str) -> Kind:
    return "wish" if name == WISH else find_kind(name)


def _summaries(said: Sequence[Said], intents: IntentModel) -> Array:
    return intents.summaries([one.text for one in said], [one.finds for one in said])


def _flags(said: Sequence[Said], known: Sequence[str]) -> Array:
    flags = np.stack([flags_of(one.text, one.finds, one.situation, one.role, one.readings, known) for one in said])
    likely = np.log(np.stack([one.likely for one in said]) + _LEAST_LIKELY) * _LIKELY_SCALE
    return np.hstack([flags, likely]).astype(np.float32)


def _wording(said: Sequence[Said]) -> tuple[list[str], list[Sequence[Found]], list[str]]:
    return [one.text for one in said], [one.finds for one in said], [context_of(one.situation) for one in said]
