"""Holds a whole conversation with Rasa's agent turn by turn, and carries the state as the gateway does."""

from __future__ import annotations

import json
from typing import Any

from rasa.core.agent import Agent

from nlu.turn.channel import take_turn
from nlu.turn.request import TurnRequest

# Turns of a task, interruptions, both languages and pressed buttons, as (text, intent, entities).
CONVERSATION: list[tuple[str, str | None, dict[str, Any]]] = [
    ("hello there", None, {}),
    ("I want quotations for 5000 steel bottles", None, {}),
    ("steel bottles", None, {}),
    ("how do you vet suppliers?", None, {}),
    ("5000 pcs", None, {}),
    ("发到德国", None, {}),
    ("谢谢", None, {}),
    ("Where is it", "order_status", {"order_number": "ORD-100234"}),
    ("never mind, stop this", None, {}),
    ("ok bye", None, {}),
    ("我要找四川的花椒供应商", None, {}),
    ("what can you do", None, {}),
]


def request(number: int, state: dict[str, Any] | None, said: tuple[str, str | None, dict[str, Any]]) -> TurnRequest:
    text, intent, entities = said
    return TurnRequest(f"m{number}", "c1", text, intent, entities, "en", "buyer", "SECRET-CONTEXT", state)


async def converse(agent: Agent, turns: list[tuple[str, str | None, dict[str, Any]]]) -> list[dict[str, Any]]:
    state, answers = None, []
    for number, said in enumerate(turns):
        answer = await take_turn(agent, request(number, state, said))
        # Passes the state through JSON, since the gateway stores it so.
        state = json.loads(json.dumps(answer["state"]))
        answers.append(answer)
    return answers
