"""Passes on the name and the values of the chosen response. The gateway renders it in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import TurnFailed
from nlu.turn.english import fill, format_value, read_terms
from nlu.turn.reply import Reply, build_reply, find_placeholders, to_value


class NamedResponses(TemplatedNaturalLanguageGenerator):
    """Builds replies in place of Rasa's generator of sentences; endpoints.yml names it as the NLG.

    A message carries `reply`, the Reply of docs/architecture.md. Its `text` and `buttons` are English, for `rasa shell`.
    An action passes values, cards, files and buttons (`choices`). A response without an action takes its values from the slots
    that its placeholders name, and its buttons from domain.yml.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """Builds the message for the response.

        Raises:
            TurnFailed: the response is neither in domain.yml nor among the terms.
        """
        slots = tracker.current_slot_values()
        template = self._template(utter_action, output_channel, slots)
        values = kwargs.get("values")
        if values is None:
            values = {name: to_value(slots.get(name)) for name in find_placeholders(template["text"])}
        given = (kwargs.get(name) or [] for name in ("choices", "cards", "files"))
        reply = build_reply(utter_action, values, template, *given)
        return {"text": fill(template["text"], values), "buttons": _for_shell(reply), "reply": reply}

    def _template(self, name: str, channel: str, slots: dict[str, Any]) -> dict[str, Any]:
        if name in self.responses:
            found = ResponseVariationFilter(self.responses).responses_for_utter_action(name, channel, slots)
            if found:
                return found[0]
        if name in read_terms():
            return {"text": read_terms()[name]}
        raise TurnFailed("turn_failed", f"unknown response {name}")


def _for_shell(reply: Reply) -> list[dict[str, str]]:
    buttons = [*reply["buttons"], *(button for card in reply["cards"] for button in card.get("buttons") or [])]
    return [
        {
            "title": format_value(pressed["label"]),
            "payload": pressed.get("url") or f"/{pressed['intent']}{json.dumps(pressed.get('entities') or {})}",
        }
        for pressed in buttons
    ]
