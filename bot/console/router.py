"""The console's addresses."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.console.conversation import Conversation
from bot.console.deps import ConsoleDeps
from bot.console.errors import error_route
from bot.console.events import Events
from bot.console.guard import Guard
from bot.console.lists import Lists
from bot.console.security import HEADERS, PREFIX
from bot.console.sign_in import SignIn
from bot.console.understanding import Understanding
from bot.console.views import Views
from bot.handoff import NotFound

FOREVER = "public, max-age=31536000, immutable"


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Everything below `/console`. Answers every error itself, in the reader's language."""
    views = Views(deps)
    guard = Guard(deps)
    router = APIRouter(prefix=PREFIX, include_in_schema=False, route_class=error_route(views))
    _sign_in_routes(router, SignIn(deps, guard, views))
    lists = Lists(deps, guard, views)
    router.add_api_route("", lists.queue, methods=["GET"])
    router.add_api_route("/conversations", lists.conversations, methods=["GET"])
    router.add_api_route("/language", lists.language, methods=["POST"])
    router.add_api_route("/events", Events(deps, guard, views).show, methods=["GET"])
    understanding = Understanding(deps, guard, views)
    router.add_api_route("/understanding", understanding.show, methods=["GET"])
    router.add_api_route("/understanding", understanding.label, methods=["POST"])
    _conversation_routes(router, Conversation(deps, guard, views))
    _other_routes(router, views, guard)
    return router


def _sign_in_routes(router: APIRouter, sign_in: SignIn) -> None:
    router.add_api_route("/sign-in", sign_in.show, methods=["GET"])
    router.add_api_route("/sign-in", sign_in.enter, methods=["POST"])
    router.add_api_route("/sign-out", sign_in.leave, methods=["POST"])


def _conversation_routes(router: APIRouter, conversation: Conversation) -> None:
    path = "/conversations/{conversation_id}"
    router.add_api_route(path, conversation.show, methods=["GET"])
    router.add_api_route(path + "/messages", conversation.older, methods=["GET"])
    for name, step in (
        ("take", conversation.take),
        ("reply", conversation.reply),
        ("resolve", conversation.resolve),
        ("hand-back", conversation.hand_back),
        ("release", conversation.release),
    ):
        router.add_api_route(f"{path}/{name}", step, methods=["POST"])


def _other_routes(router: APIRouter, views: Views, guard: Guard) -> None:
    async def asset(version: str, name: str) -> Response:
        found = views.assets.get(name)
        if found is None:
            raise NotFound(name)
        cache = FOREVER if version == views.assets.version else "no-cache"
        return Response(found.body, media_type=found.media_type, headers={**HEADERS, "Cache-Control": cache})

    async def nowhere(request: Request) -> Response:
        await guard.session(request)
        raise NotFound(request.url.path)

    router.add_api_route("/assets/{version}/{name:path}", asset, methods=["GET"])
    router.add_api_route("/{path:path}", nowhere, methods=["GET", "POST"])
