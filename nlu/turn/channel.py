"""Serves `POST /webhooks/caravan/turn`, with which the gateway requests the answer to one message.

docs/architecture.md, "A turn", describes the request and the answer.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from foundation.json_text import read_json
from nlu.lean_rasa.current import CurrentTurn, TurnFailed
from nlu.lean_rasa.runtime import install
from nlu.turn.answer import TurnAnswer
from nlu.turn.answering_parts import CHANNEL, Parting
from nlu.turn.carried_state import STARTED_ANEW, restore
from nlu.turn.following import follow_names
from nlu.turn.named_orders import OrdersNamed
from nlu.turn.reply import build_reply
from nlu.turn.request import Malformed, TurnRequest
from telemetry import bind_turn

log = structlog.get_logger(__name__)


class CaravanChannel(InputChannel):
    """Receives turns from the gateway. credentials.yml names it as the only input channel."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return CHANNEL

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

        @webhook.listener("after_server_start")
        async def follow(app: Sanic, _: Any) -> None:
            app.ctx.following = asyncio.create_task(follow_names())

        @webhook.listener("after_server_stop")
        async def close(app: Sanic, _: Any) -> None:
            app.ctx.following.cancel()
            if app.ctx.agent.processor is not None:
                await app.ctx.agent.processor.close()

        return webhook

    async def _answer(self, request: Request) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            return response.json({"error": "unauthorized"}, status=401)
        agent: Agent = request.app.ctx.agent
        try:
            turn = TurnRequest.parse(read_json(request.body), agent.domain.intents)
            with bind_turn(turn.conversation, turn.message_id, (turn.text,)):
                return await _respond(agent, turn)
        except ValueError as error:
            reason = str(error) if isinstance(error, Malformed) else "the body is not JSON"
            return response.json({"error": "malformed", "reason": reason}, status=422)


async def _respond(agent: Agent, turn: TurnRequest) -> HTTPResponse:
    """Takes the turn and returns its answer. The header `Server-Timing` holds how long each part took
    (`name;dur=milliseconds`)."""
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
    """Takes one turn: returns the replies to a message, the effects, what was understood, and the new state of the
    dialogue.

    If the state cannot be restored, for example because another version wrote it, every later turn would fail as well.
    So the dialogue starts anew instead, and the first reply says so. How long the parts of the turn took is written
    into `seconds`.

    Raises:
        TurnFailed: an action or Rasa itself failed; nothing of the turn is kept.
    """
    try:
        before, is_new = restore(request.state, request.conversation, agent.domain), False
    except ValueError as error:
        log.warning("dialogue started anew", reason=str(error))
        before, is_new = restore(None, request.conversation, agent.domain), True
    try:
        turn = CurrentTurn(before, seconds={} if seconds is None else seconds)
        try:
            answer = await Parting(agent, request, turn).answer_all()
        except OrdersNamed as named:
            state = None if is_new else request.state
            again = CurrentTurn(restore(state, request.conversation, agent.domain), seconds=turn.seconds)
            answer = await Parting(agent, request, again, named.orders).answer_all()
    except Exception as error:
        log.exception("turn failed")
        raise TurnFailed("turn_failed", repr(error)) from error
    return _told_as_new(answer) if is_new else answer


def _told_as_new(answer: TurnAnswer) -> TurnAnswer:
    """Returns the answer of a dialogue that had to start anew, with a first reply that says so."""
    told = build_reply(STARTED_ANEW, {}, {}, [], [])
    return {**answer, "replies": [told, *answer["replies"]], "started_anew": True}
