"""Defines the Rasa component that predicts the intent of a message."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.understanding.cues.cues import find_end_of_salutation
from nlu.understanding.encoder import encoder
from nlu.understanding.finders import GAZETTEER_FINDS, GRAMMAR_FINDS
from nlu.understanding.found import Found
from nlu.understanding.intents.intent_model import Array, IntentModel
from nlu.understanding.text.sentences import readings

FALLBACK = "nlu_fallback"
RANKING_LENGTH = 10
_FILE = "intents.npz"
_SHORTEST_WISH = 4
"""The text after a salutation is classified by itself only if it has more characters than this."""

# The intents of sentences that accompany a wish in a long message, such as greetings. They count only if no sentence of
# the message is a wish.
_IDLE = frozenset(
    ["greet", "goodbye", "thank", "affirm", "deny", "inform", "cancel", "out_of_scope", "bot_challenge", "help"]
)
_OF_SUPPLIERS = frozenset(
    [
        *("confirm_order", "decline_order", "report_production", "ship_order", "view_leads", "submit_quote"),
        *("withdraw_quote", "my_quotes", "own_products", "change_listing", "own_figures"),
    ]
)
# For each role, the intents that contacts of this role hardly ever have. Their probabilities are multiplied by
# `_UNLIKELY_FACTOR`.
_UNLIKELY = {
    "buyer": _OF_SUPPLIERS,
    "visitor": _OF_SUPPLIERS | {"answer_question", "answer_claim"},
    "supplier": frozenset(
        [
            "request_quote",
            "list_requests",
            "change_request",
            "cancel_request",
            "check_quotes",
            "accept_quote",
            "negotiate_price",
            "place_order",
            "request_sample",
            "request_refund",
            "report_arrival",
            "faq_become_supplier",
        ]
    ),
}
_UNLIKELY_FACTOR = 0.1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BilingualIntentClassifier(GraphComponent, IntentClassifier):
    """Predicts the intent of a message from its meaning, its wording and the matches in it.

    The metadata of the message may hold the `role` of the contact and, under `expecting`, the slot of a form for which
    the bot waits. If no intent has at least the probability `fallback_threshold`, the message is not understood. If the
    bot waits for a slot, such a message gets the intent `inform`, because it is probably an answer. Otherwise it gets
    the intent `nlu_fallback`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"fallback_threshold": 0.3}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._threshold = float(config["fallback_threshold"])
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BilingualIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> BilingualIntentClassifier:
        encoder().summaries(["ready"])  # loads the encoder now, so that the first message is not slow
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, IntentModel.load(directory / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts, finds = [example.get(TEXT) for example in examples], [_finds(example) for example in examples]
        self._model = IntentModel.fit(texts, finds, [example.get(INTENT) for example in examples])
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:RANKING_LENGTH], add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        """Returns the intents with their probabilities, the most probable first. If none is probable enough, the
        fallback (or `inform`) is put first."""
        text = message.get(TEXT) or ""
        metadata = message.get(METADATA) or {}
        if not any(character.isalnum() for character in text) or self._model is None:
            return [{"name": FALLBACK, "confidence": 1.0}]
        likely = self._weighed(self._probabilities(text, _finds(message)), metadata.get("role"))
        order = np.argsort(-likely)
        ranking = [{"name": self._model.names[i], "confidence": float(likely[i])} for i in order]
        if ranking[0]["confidence"] >= self._threshold:
            return ranking
        name = "inform" if metadata.get("expecting") else FALLBACK
        rest = [candidate for candidate in ranking if candidate["name"] != name]
        return [{"name": name, "confidence": 1 - ranking[0]["confidence"]}, *rest]

    def _probabilities(self, text: str, finds: list[Found]) -> Array:
        """Returns the probabilities of the intents of the message, shape (intents,).

        For a long message, they are those of one of its sentences: the one that is most probably a wish or, if none is
        probable enough, the one with the most probable intent.
        """
        assert self._model is not None
        texts = readings(text)
        if len(texts) == 1:
            return self._after_salutation(text, finds, self._model.probabilities(texts, [finds])[0])
        starts = [max(text.find(sentence), 0) for sentence in texts]
        each = self._of_parts(
            text, [(start, start + len(part)) for start, part in zip(starts, texts, strict=True)], finds
        )
        wishes = [column for column, name in enumerate(self._model.names) if name not in _IDLE]
        strongest = int(np.argmax(each[:, wishes].max(axis=1)))
        if each[strongest, wishes].max() >= self._threshold:
            return each[strongest]
        return each[int(np.argmax(each.max(axis=1)))]

    def _after_salutation(self, text: str, finds: list[Found], whole: Array) -> Array:
        """Returns the probabilities for the text after the salutation, or those for the whole message (`whole`).

        The text after the salutation counts if the whole message is classified as a greeting, but this text clearly is
        a wish: "Good morning my friend, how far with the lamps?".
        """
        assert self._model is not None
        start = find_end_of_salutation(text)
        if self._model.names[int(np.argmax(whole))] != "greet" or not 0 < start < len(text) - _SHORTEST_WISH:
            return whole
        [rest] = self._of_parts(text, [(start, len(text))], finds)
        is_wish = self._model.names[int(np.argmax(rest))] not in _IDLE and rest.max() >= self._threshold
        return rest if is_wish else whole

    def _of_parts(self, text: str, spans: list[tuple[int, int]], finds: list[Found]) -> Array:
        assert self._model is not None
        inside = [[find for find in finds if start <= find.start and find.end <= end] for start, end in spans]
        moved = [[find.moved(-start) for find in found] for (start, _), found in zip(spans, inside, strict=True)]
        return self._model.probabilities([text[start:end] for start, end in spans], moved)

    def _weighed(self, probabilities: Array, role: str | None) -> Array:
        unlikely = _UNLIKELY.get(role or "")
        if not unlikely or self._model is None:
            return probabilities
        factors = np.array([_UNLIKELY_FACTOR if name in unlikely else 1.0 for name in self._model.names])
        weighed = probabilities * factors
        return weighed / weighed.sum()


def _finds(message: Message) -> list[Found]:
    return [*(message.get(GRAMMAR_FINDS) or []), *(message.get(GAZETTEER_FINDS) or [])]
