"""What a reply may be is read from the files as they are, whatever the model was trained with."""

from __future__ import annotations

from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.turn.responses import NamedResponses
from nlu.turn.terms import read_responses


async def test_a_sentence_that_the_model_does_not_know_is_said() -> None:
    generator = NamedResponses(EndpointConfig(), Domain.empty())
    generator.responses = {}  # as Rasa does once it has loaded a model that is older than the sentence
    name = next(iter(read_responses()))
    said = await generator.generate(name, DialogueStateTracker("v1", []), "webchat", values={})
    assert said["reply"]["response"] == name
