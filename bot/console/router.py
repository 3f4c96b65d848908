"""The console's addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from bot.console.administration.audit import AuditPage
from bot.console.administration.links import LinksPage
from bot.console.administration.person import PersonPage
from bot.console.administration.staff import StaffPages
from bot.console.deps import ConsoleDeps
from bot.console.desk.conversation import Conversation
from bot.console.desk.events import Events
from bot.console.desk.lists import Lists
from bot.console.entry.account import Account
from bot.console.entry.attempts import AttemptsPage
from bot.console.entry.provider import ProviderSignIn
from bot.console.entry.sign_in import SignIn
from bot.console.entry.welcome import Welcome
from bot.console.errors import console_route
from bot.console.guard import Guard
from bot.console.review.held import HeldPage
from bot.console.review.understanding import Understanding
from bot.console.security import HEADERS, PREFIX
from bot.console.trail import Trail
from bot.console.views import Views
from bot.staff.throttle import Throttle
from bot.support.handoff import NotFound

FOREVER = "public, max-age=31536000, immutable"


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Everything below `/console`. Answers every error itself, in the reader's language; what each route needs is in rules.py."""
    views, guard, trail = Views(deps), Guard(deps), Trail(deps.database)
    throttle = Throttle(deps.database, deps.secret_key)
    router = APIRouter(prefix=PREFIX, include_in_schema=False, route_class=console_route(views, guard, trail))
    _sign_in_routes(router, SignIn(deps, guard, views, trail, throttle), Welcome(deps, views, trail, throttle))
    _provider_routes(router, ProviderSignIn(deps, views, trail))
    lists = Lists(deps, guard, views)
    _add(router, "GET", "", "queue", lists.queue)
    _add(router, "GET", "/conversations", "conversations", lists.conversations)
    _add(router, "POST", "/language", "language", lists.language)
    _add(router, "GET", "/events", "events", Events(deps, guard, views).show)
    _understanding_routes(router, Understanding(deps, guard, views, trail))
    _conversation_routes(router, Conversation(deps, guard, views, trail))
    _links_routes(router, LinksPage(deps, guard, views, trail))
    _account_routes(router, Account(deps, guard, views, trail, throttle))
    _add(router, "GET", "/account/attempts", "attempts", AttemptsPage(deps, guard, views).show)
    _staff_routes(router, StaffPages(deps, guard, views, trail))
    _audit_routes(router, AuditPage(deps, guard, views))
    _person_routes(router, PersonPage(deps, guard, views, trail))
    if deps.held is not None:
        _held_routes(router, HeldPage(deps, deps.held, guard, views, trail))
    _other_routes(router, views)
    return router


def _add(router: APIRouter, method: str, path: str, name: str, handler: Callable[..., Awaitable[Response]]) -> None:
    """`name` is that of the route's rule."""
    router.add_api_route(path, handler, methods=[method], name=name)


def _sign_in_routes(router: APIRouter, sign_in: SignIn, welcome: Welcome) -> None:
    _add(router, "GET", "/sign-in", "sign_in_form", sign_in.show)
    _add(router, "POST", "/sign-in", "sign_in", sign_in.enter)
    _add(router, "GET", "/sign-in/code", "second_step_form", sign_in.show_second_step)
    _add(router, "POST", "/sign-in/code", "second_step", sign_in.second_step)
    _add(router, "POST", "/sign-out", "sign_out", sign_in.leave)
    _add(router, "GET", "/welcome", "welcome_form", welcome.show)
    _add(router, "POST", "/welcome", "welcome", welcome.set_password)


def _provider_routes(router: APIRouter, provider: ProviderSignIn) -> None:
    _add(router, "GET", "/provider", "provider_start", provider.start)
    _add(router, "GET", "/provider/return", "provider_return", provider.come_back)


def _understanding_routes(router: APIRouter, understanding: Understanding) -> None:
    _add(router, "GET", "/understanding", "understanding", understanding.show)
    _add(router, "POST", "/understanding", "understanding_label", understanding.label)


def _conversation_routes(router: APIRouter, conversation: Conversation) -> None:
    path = "/conversations/{conversation_id}"
    _add(router, "GET", path, "conversation", conversation.show)
    _add(router, "GET", path + "/messages", "conversation_older", conversation.older)
    for name, step in (
        ("take", conversation.take),
        ("reply", conversation.reply),
        ("resolve", conversation.resolve),
        ("hand-back", conversation.hand_back),
        ("release", conversation.release),
    ):
        _add(router, "POST", f"{path}/{name}", f"conversation_{name.replace('-', '_')}", step)


def _links_routes(router: APIRouter, links: LinksPage) -> None:
    path = "/conversations/{conversation_id}/links"
    _add(router, "GET", path, "links", links.show)
    _add(router, "POST", f"{path}/end", "link_end", links.end)


def _account_routes(router: APIRouter, account: Account) -> None:
    _add(router, "GET", "/account", "account", account.show)
    _add(router, "POST", "/account/password", "account_password", account.change_password)
    _add(router, "POST", "/account/sessions/end", "account_sessions_end", account.end_sessions)
    _add(router, "GET", "/account/two-step", "two_step", account.show_two_step)
    _add(router, "POST", "/account/two-step/begin", "two_step_begin", account.begin_two_step)
    _add(router, "POST", "/account/two-step/confirm", "two_step_confirm", account.confirm_two_step)
    _add(router, "POST", "/account/two-step/codes", "two_step_codes", account.new_codes)
    _add(router, "POST", "/account/two-step/end", "two_step_end", account.end_two_step)


def _staff_routes(router: APIRouter, staff: StaffPages) -> None:
    _add(router, "GET", "/staff", "staff", staff.list)
    _add(router, "POST", "/staff", "staff_invite", staff.invite)
    path = "/staff/{username}"
    _add(router, "GET", path, "staff_member", staff.show)
    _add(router, "POST", f"{path}/change", "staff_change", staff.change)
    _add(router, "POST", f"{path}/disable", "staff_disable", staff.disable)
    _add(router, "POST", f"{path}/enable", "staff_enable", staff.enable)
    _add(router, "POST", f"{path}/reset", "staff_reset", staff.reset_password)
    _add(router, "POST", f"{path}/two-step/reset", "staff_two_step_reset", staff.reset_two_step)
    _add(router, "POST", f"{path}/sessions/end", "staff_sessions_end", staff.end_sessions)


def _audit_routes(router: APIRouter, audit: AuditPage) -> None:
    _add(router, "GET", "/audit", "audit", audit.show)
    _add(router, "GET", "/audit.csv", "audit_export", audit.export)


def _person_routes(router: APIRouter, person: PersonPage) -> None:
    path = "/people/{contact_id}"
    _add(router, "GET", path, "person", person.show)
    _add(router, "POST", f"{path}/export", "person_export", person.export)
    _add(router, "POST", f"{path}/erase", "person_erase", person.erase)


def _held_routes(router: APIRouter, held: HeldPage) -> None:
    _add(router, "GET", "/held", "held", held.show)
    _add(router, "POST", "/held/{held_id}", "held_decide", held.decide)


def _other_routes(router: APIRouter, views: Views) -> None:
    async def asset(version: str, name: str) -> Response:
        found = views.assets.get(name)
        if found is None:
            raise NotFound(name)
        cache = FOREVER if version == views.assets.version else "no-cache"
        return Response(found.body, media_type=found.media_type, headers={**HEADERS, "Cache-Control": cache})

    async def nowhere(request: Request) -> Response:
        raise NotFound(request.url.path)

    _add(router, "GET", "/assets/{version}/{name:path}", "asset", asset)
    router.add_api_route("/{path:path}", nowhere, methods=["GET", "POST", "PUT", "PATCH", "DELETE"], name="nowhere")
