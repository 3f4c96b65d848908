"""Defines two Rasa components that recognise entities without training: the trade grammar, which consists of regular
expressions, and the gazetteer, which is a list of known names.

Each component stores its matches in the message, under `grammar_finds` or `gazetteer_finds`. The intent classifier and
the entity tagger use the matches as features, and the entity tagger decides which of them become entities.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.understanding.clock import today
from nlu.understanding.found import Found
from nlu.understanding.grammar.reading import read
from nlu.understanding.names.lexicon import Lexicon
from nlu.understanding.names.listed import LISTED

GRAMMAR_FINDS = "grammar_finds"
GAZETTEER_FINDS = "gazetteer_finds"


class _Finder(GraphComponent):
    """Stores in every message, under `key`, the matches that `find` returns for the text of the message."""

    key: str

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Finder:
        return cls()

    def find(self, text: str) -> list[Found]:
        raise NotImplementedError

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            message.set(self.key, self.find(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TradeGrammar(_Finder):
    """Finds codes, quantities, money, Incoterms, dates and e-mail addresses."""

    key = GRAMMAR_FINDS

    def find(self, text: str) -> list[Found]:
        return read(text, today())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class Gazetteer(_Finder):
    """Finds the names of places, carriers, certificates and goods, and the names that the marketplace lists. The listed
    names come from the files in `nlu/gazetteers` and, while Rasa serves, also from the present catalogue (`LISTED`)."""

    key = GAZETTEER_FINDS

    def __init__(self) -> None:
        self._lexicon = Lexicon.load()

    def find(self, text: str) -> list[Found]:
        return LISTED.add_to(self._lexicon.find(text), text)
