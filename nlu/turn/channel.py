"""Serves `POST /webhooks/caravan/turn`, by which the gateway has one turn of a conversation worked.

docs/architecture.md, "A turn", describes the request and the answer.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu.lean_rasa.current import CurrentTurn, TurnFailed, current_turn
from nlu.lean_rasa.runtime import install
from nlu.turn.answer import Effect, TurnAnswer, read_effect, summarise
from nlu.turn.carried_state import STARTED_ANEW, carry, restore
from nlu.turn.reply import Reply, build_reply
from nlu.turn.request import Malformed, TurnRequest
from nlu.turn.situation import find_situation
from telemetry import bind_turn

log = structlog.get_logger(__name__)


class CollectedReplies(OutputChannel):
    """Collects what the actions of a turn send: replies for the contact and effects for the gateway."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.effects: list[Effect] = []

    @classmethod
    def name(cls) -> str:
        return "caravan"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if "reply" in message:
            self.replies.append(message["reply"])
            return
        try:
            self.effects.append(read_effect(message.get("custom")))
        except ValueError as error:
            raise TurnFailed("turn_failed", str(error)) from error


class CaravanChannel(InputChannel):
    """Receives turns from the gateway. credentials.yml names it as the only input channel."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "caravan"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CaravanChannel:
        token = (credentials or {}).get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        install()
        webhook = Blueprint("caravan")

        @webhook.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @webhook.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._answer(request)

        @webhook.listener("after_server_stop")
        async def close(app: Sanic, _: Any) -> None:
            if app.ctx.agent.processor is not None:
                await app.ctx.agent.processor.close()

        return webhook

    async def _answer(self, request: Request) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            return response.json({"error": "unauthorized"}, status=401)
        agent: Agent = request.app.ctx.agent
        try:
            turn = TurnRequest.parse(json.loads(request.body), agent.domain.intents)
            with bind_turn(turn.conversation, turn.message_id, (turn.text,)):
                return await _respond(agent, turn)
        except ValueError as error:
            reason = str(error) if isinstance(error, Malformed) else "the body is not JSON"
            return response.json({"error": "malformed", "reason": reason}, status=422)


async def _respond(agent: Agent, turn: TurnRequest) -> HTTPResponse:
    """Works the turn and returns its answer, with the time of its parts in `Server-Timing` (`name;dur=milliseconds`)."""
    began, seconds = perf_counter(), {}
    try:
        answer = await take_turn(agent, turn, seconds)
    except TurnFailed as failure:
        log.error("turn given up", error=failure.error, reason=failure.reason)
        return response.json({"error": failure.error}, status=503)
    seconds["rasa"] = perf_counter() - began
    milliseconds = {part: round(1000 * spent, 1) for part, spent in seconds.items()}
    log.info("turn done", intent=answer["understood"]["intent"], milliseconds=milliseconds)
    timing = ", ".join(f"{part};dur={spent}" for part, spent in milliseconds.items())
    return response.json(answer, headers={"Server-Timing": timing})


async def take_turn(agent: Agent, request: TurnRequest, seconds: dict[str, float] | None = None) -> TurnAnswer:
    """Works one turn: from a state and a message it makes a new state, replies, effects and what was understood.

    A state that cannot be restored, such as one of another version, would fail every later turn as well. So the
    dialogue starts anew instead, and the first reply says so. The answer's state can be restored again. The time of
    the turn's parts is written into `seconds`.

    Raises:
        TurnFailed: an action or Rasa itself failed; nothing of the turn is kept.
    """
    try:
        before, is_new = restore(request.state, request.conversation, agent.domain), False
    except ValueError as error:
        log.warning("dialogue started anew", reason=str(error))
        before, is_new = restore(None, request.conversation, agent.domain), True
    try:
        answer = await _work(agent, request, CurrentTurn(before, seconds={} if seconds is None else seconds))
    except Exception as error:
        log.exception("turn failed")
        raise TurnFailed("turn_failed", repr(error)) from error
    return _told_as_new(answer) if is_new else answer


def _told_as_new(answer: TurnAnswer) -> TurnAnswer:
    """Returns the answer of a dialogue that had to start anew: it says so before anything else."""
    told = build_reply(STARTED_ANEW, {}, {}, [], [])
    return {**answer, "replies": [told, *answer["replies"]], "started_anew": True}


async def _work(agent: Agent, request: TurnRequest, turn: CurrentTurn) -> TurnAnswer:
    collected = CollectedReplies()
    with turn.spends_on("nlu"):
        understood = await _understand(agent, request, turn)
    message = UserMessage(
        text=request.text,
        output_channel=collected,
        sender_id=request.conversation,
        parse_data=understood,
        input_channel=CaravanChannel.name(),
        message_id=request.message_id,
        metadata=request.metadata,
    )
    token = current_turn.set(turn)
    try:
        # The agent would take a lock for the conversation. None is needed, since the gateway sends one message of a
        # conversation at a time; so the processor is called directly.
        await agent.processor.handle_message(message)
    finally:
        current_turn.reset(token)
    if turn.after is None:
        raise TurnFailed("turn_failed", "Rasa did not save the dialogue")
    return {
        "state": carry(turn.after),
        "replies": collected.replies,
        "effects": collected.effects,
        "understood": summarise(understood),
        "started_anew": False,
    }


async def _understand(agent: Agent, request: TurnRequest, turn: CurrentTurn) -> dict[str, Any]:
    """Returns the parse of the message. A pressed button has its own; words are parsed by the NLU."""
    if request.intent is not None:
        intent = {"name": request.intent, "confidence": 1.0}
        entities = [{"entity": name, "value": value} for name, value in request.entities.items()]
        return {"text": request.text, "intent": intent, "intent_ranking": [intent], "entities": entities}
    # Rasa takes a text that begins with a slash for the name of an intent. When a person types one, it is just text.
    typed = request.text.strip()
    words = typed.lstrip("/").lstrip()
    expecting = turn.before.get_slot(REQUESTED_SLOT) if turn.before.active_loop_name else None
    message = UserMessage(
        text=words,
        sender_id=request.conversation,
        metadata={
            "role": request.role,
            "language": request.language,
            "expecting": expecting,
            "situation": find_situation(turn.before).as_json(),
        },
    )
    parsed = await agent.processor.parse_message(message, turn.before)
    stripped = len(typed) - len(words)
    for entity in parsed["entities"]:
        entity["start"] += stripped
        entity["end"] += stripped
    return {**parsed, "text": typed}
