"""Hands on which response was chosen and with which values; the gateway renders it in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.lean_rasa.current import TurnFailed
from nlu.turn.english import filled, spoken, terms
from nlu.turn.reply import Reply, build_reply, placeholders, typed


class NamedResponses(TemplatedNaturalLanguageGenerator):
    """The NLG of endpoints.yml.

    A message carries `reply`, the Reply of docs/architecture.md. Its `text` and `buttons` are English, for `rasa shell`.
    An action gives values, cards and buttons (`choices`); a response without an action takes its values from the slots
    that its placeholders name, and its buttons from domain.yml.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """The message for the response.

        Raises:
            TurnFailed: neither domain.yml nor the terms know the response.
        """
        slots = tracker.current_slot_values()
        template = self._template(utter_action, output_channel, slots)
        values = kwargs.get("values")
        if values is None:
            values = {name: typed(slots.get(name)) for name in placeholders(template["text"])}
        reply = build_reply(utter_action, values, template, kwargs.get("choices") or [], kwargs.get("cards") or [])
        return {"text": filled(template["text"], values), "buttons": _for_shell(reply), "reply": reply}

    def _template(self, name: str, channel: str, slots: dict[str, Any]) -> dict[str, Any]:
        if name in self.responses:
            found = ResponseVariationFilter(self.responses).responses_for_utter_action(name, channel, slots)
            if found:
                return found[0]
        if name in terms():
            return {"text": terms()[name]}
        raise TurnFailed("turn_failed", f"unknown response {name}")


def _for_shell(reply: Reply) -> list[dict[str, str]]:
    buttons = [*reply["buttons"], *(button for card in reply["cards"] for button in card.get("buttons") or [])]
    return [
        {
            "title": spoken(pressed["label"]),
            "payload": pressed.get("url") or f"/{pressed['intent']}{json.dumps(pressed.get('entities') or {})}",
        }
        for pressed in buttons
    ]
