"""Builds replies from the name and the values of a response. The gateway turns them into text in the reader's
language."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import TurnFailed
from nlu.turn.reply import build_reply, find_placeholders, to_value
from nlu.turn.terms import read_responses, read_terms


class NamedResponses(TemplatedNaturalLanguageGenerator):
    """Builds replies in place of Rasa's generator of sentences; endpoints.yml names it as the NLG.

    A message carries `reply`, the Reply of docs/architecture.md, and nothing else, because nobody reads a text made by
    Rasa. An action passes values, cards, files and buttons (`choices`). A response without an action takes its values
    from the slots that its placeholders name, and its buttons from domain.yml.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(read_responses())

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """Builds the message for the response.

        Raises:
            TurnFailed: the response is neither in domain.yml nor a named text in `locales/terms`.
        """
        slots = tracker.current_slot_values()
        template = self._template(utter_action, output_channel, slots)
        values = kwargs.get("values")
        if values is None:
            values = {name: to_value(slots.get(name)) for name in find_placeholders(template["text"])}
        given = (kwargs.get(name) or [] for name in ("choices", "cards", "files"))
        reply = build_reply(utter_action, values, template, *given)
        return {"reply": reply}

    def _template(self, name: str, channel: str, slots: dict[str, Any]) -> dict[str, Any]:
        known = read_responses()  # Rasa sets `self.responses` to those of the model, which may be older
        if name in known:
            found = ResponseVariationFilter(known).responses_for_utter_action(name, channel, slots)
            if found:
                return found[0]
        if name in read_terms():
            return {"text": read_terms()[name]}
        raise TurnFailed("turn_failed", f"unknown response {name}")
