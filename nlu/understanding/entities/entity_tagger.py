"""Defines the Rasa component that finds the entities in a message: products, companies, places and others, with their
values."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.understanding.entities.entities import TAGGED, merge
from nlu.understanding.entities.tag_model import TaggedText, TagModel
from nlu.understanding.finders import GAZETTEER_FINDS, GRAMMAR_FINDS
from nlu.understanding.found import Found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityTagger(GraphComponent, EntityExtractorMixin):
    """Sets the entities of each message. Their spans refer to the text as it was typed, and their `value` is
    normalised."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: TagModel | None = None) -> None:
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
    ) -> EntityTagger:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EntityTagger:
        with model_storage.read_from(resource) as directory:
            return cls(model_storage, resource, TagModel.load(directory))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [_example(message) for message in training_data.nlu_examples if message.get(TEXT)]
        with self._model_storage.write_to(self._resource) as directory:
            self._model = TagModel.fit(examples, directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            grammar, gazetteer = message.get(GRAMMAR_FINDS) or [], message.get(GAZETTEER_FINDS) or []
            tagged = self._model.tag(text, _labelled(grammar, gazetteer)) if self._model else []
            found = [_entity(entity) for entity in merge(text, grammar, gazetteer, tagged)]
            message.set(ENTITIES, found, add_to_output=True)
        return messages


def _labelled(grammar: list[Found], gazetteer: list[Found]) -> list[tuple[str, Found]]:
    return [*(("grammar", found) for found in grammar), *(("names", found) for found in gazetteer)]


def _example(message: Message) -> TaggedText:
    entities = [
        (entity["entity"], entity["start"], entity["end"])
        for entity in message.get(ENTITIES) or []
        if entity["entity"] in TAGGED
    ]
    finds = _labelled(message.get(GRAMMAR_FINDS) or [], message.get(GAZETTEER_FINDS) or [])
    return TaggedText(message.get(TEXT), finds, entities)


def _entity(found: Found) -> dict[str, Any]:
    return {"entity": found.entity, "start": found.start, "end": found.end, "value": found.value}
