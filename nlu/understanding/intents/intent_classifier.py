"""Classifies what the contact wants."""

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

from nlu.understanding.encoder import encoder
from nlu.understanding.finders import GAZETTEER_FINDS, GRAMMAR_FINDS
from nlu.understanding.found import Found
from nlu.understanding.intents.intent_model import Array, IntentModel
from nlu.understanding.text.sentences import readings, wishes

FALLBACK = "nlu_fallback"
RANKING_LENGTH = 10
WISHES = "wishes"
SURE_OF_A_WISH = 0.6
MOST_WISHES = 8
_FILE = "intents.npz"

# Intents of the sentences around a wish in a long message. They count only when the message holds nothing else.
_IDLE = frozenset(
    ["greet", "goodbye", "thank", "affirm", "deny", "inform", "cancel", "out_of_scope", "bot_challenge", "help"]
)
# The intents that a contact of a role hardly ever has, and the factor by which they are less likely then.
_UNLIKELY = {
    "buyer": frozenset(["confirm_order", "ship_order", "view_leads", "submit_quote"]),
    "visitor": frozenset(["confirm_order", "ship_order", "view_leads", "submit_quote"]),
    "supplier": frozenset(
        [
            "request_quote",
            "check_quotes",
            "accept_quote",
            "negotiate_price",
            "place_order",
            "request_sample",
            "request_refund",
        ]
    ),
}
_UNLIKELY_FACTOR = 0.25


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class BilingualIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies a message by its meaning, its wording and the finds in it.

    The message's metadata may name the contact's `role` and what the bot is `expecting` (a form's slot). When the bot
    expects something, a message that is not understood is `inform`, an answer to it, rather than the fallback.

    Besides intent and ranking a message gets `wishes`. When its parts surely ask for different things, that is a list
    of `{"intent", "start", "end"}`, one for each intent, in order; else it is [].
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
        encoder().summaries(["ready"])  # loads the encoder now rather than in the first turn
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
            message.set(WISHES, self._wishes(message), add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        """Returns the intents from the likeliest down, with the fallback first when none is likely enough."""
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
        """Returns the probabilities of the intents of the message.

        For a long message they are those of the sentence that most surely asks for something.
        """
        assert self._model is not None
        texts = readings(text)
        if len(texts) == 1:
            return self._model.probabilities(texts, [finds])[0]
        starts = [max(text.find(sentence), 0) for sentence in texts]
        each = self._of_parts(
            text, [(start, start + len(part)) for start, part in zip(starts, texts, strict=True)], finds
        )
        wishes = [column for column, name in enumerate(self._model.names) if name not in _IDLE]
        strongest = int(np.argmax(each[:, wishes].max(axis=1)))
        if each[strongest, wishes].max() >= self._threshold:
            return each[strongest]
        return each[int(np.argmax(each.max(axis=1)))]

    def _of_parts(self, text: str, spans: list[tuple[int, int]], finds: list[Found]) -> Array:
        assert self._model is not None
        inside = [[find for find in finds if start <= find.start and find.end <= end] for start, end in spans]
        moved = [[find.moved(-start) for find in found] for (start, _), found in zip(spans, inside, strict=True)]
        return self._model.probabilities([text[start:end] for start, end in spans], moved)

    def _wishes(self, message: Message) -> list[dict[str, Any]]:
        text = message.get(TEXT) or ""
        spans = wishes(text)[:MOST_WISHES]
        if not spans or self._model is None:
            return []
        role = (message.get(METADATA) or {}).get("role")
        found: dict[str, dict[str, Any]] = {}
        for span, probabilities in zip(spans, self._of_parts(text, spans, _finds(message)), strict=True):
            likely = self._weighed(probabilities, role)
            name = self._model.names[int(np.argmax(likely))]
            if name not in _IDLE and likely.max() >= SURE_OF_A_WISH:
                found.setdefault(name, {"intent": name, "start": span[0], "end": span[1]})
        return list(found.values()) if len(found) > 1 else []

    def _weighed(self, probabilities: Array, role: str | None) -> Array:
        unlikely = _UNLIKELY.get(role or "")
        if not unlikely or self._model is None:
            return probabilities
        factors = np.array([_UNLIKELY_FACTOR if name in unlikely else 1.0 for name in self._model.names])
        weighed = probabilities * factors
        return weighed / weighed.sum()


def _finds(message: Message) -> list[Found]:
    return [*(message.get(GRAMMAR_FINDS) or []), *(message.get(GAZETTEER_FINDS) or [])]
