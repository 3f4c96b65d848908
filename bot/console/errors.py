"""Shows errors of the console: as a page in the reader's language or, if a script (htmx) sent the
request, as one line to insert into the page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route

from bot.console.protection.guard import ForgedForm, Guard, SignedOut
from bot.console.protection.rules import find_rule
from bot.console.protection.security import HEADERS, PREFIX
from bot.console.trail import Trail, find_draft
from bot.console.views import Views
from bot.marketplace.client import NotInMarketplace
from bot.support.handoff.access import NotFound
from bot.web.language import find_requested_language
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Explain, Retry

log = structlog.get_logger()

RETRY_SECONDS = 5
Handler = Callable[..., Awaitable[Response]]


def console_route(views: Views, guard: Guard, trail: Trail) -> Callable[[Handler], Route]:
    """Returns a function that makes the route of a handler, which enforces its rule (rules.py). A rule says
    who may use the address, and under which name the audit log records the use before anything is
    shown. Errors become pages of the console; the text of an exception goes only to the log.

    The routes are Starlette's: FastAPI would look at every start for what each handler reads of a request, and all of them take
    the request as it is."""

    def make(handle: Handler) -> Route:
        rule = find_rule(handle)

        async def check_permission(request: Request) -> Response:
            if rule.permission is not None:
                session = await guard.read_session(request)
                if not session.agent.may(rule.permission):
                    raise NotFound(request.url.path)
            return await handle(request, **request.path_params)

        async def log_use(request: Request) -> Response:
            trail.begin(request, rule)
            answer = await explain_errors(request)
            try:
                await trail.finish(request, answer.status_code)
            except DatabaseUnavailable:
                return _show(views, request, 503, "unavailable")
            except Exception:
                log.exception("an entry of the audit log failed", path=request.url.path)
                return _show(views, request, 500, "failed")
            return answer

        async def explain_errors(request: Request) -> Response:
            try:
                return await check_permission(request)
            except SignedOut:
                find_draft(request).action = None
                return _redirect_to_sign_in(request)
            except Explain as error:
                text = views.render_refusal(error, views.language(request))
                return _show(views, request, 409, "refused", text)
            except ForgedForm:
                return _show(views, request, 403, "forbidden")
            except (NotFound, NotInMarketplace, RequestValidationError):
                return _show(views, request, 404, "not_found")
            except Retry as error:
                log.warning("console: something is away", error=type(error).__name__, reason=str(error))
                return _show(views, request, 503, "unavailable")
            except HTTPException as error:
                return _show(views, request, error.status_code, "not_found" if error.status_code == 404 else "failed")
            except Exception:
                log.exception("console page failed", path=request.url.path)
                return _show(views, request, 500, "failed")

        route = Route(PREFIX + rule.path, log_use, name=rule.name, include_in_schema=False)
        route.methods = set(rule.method.split())  # without the HEAD that Starlette adds to GET
        return route

    return make


def _show(views: Views, request: Request, status: int, kind: str, text: str = "") -> Response:
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    if request.headers.get("hx-request") == "true":
        html = views.render_part(views.language(request), "_alert.html", kind=kind, text=text)
        return HTMLResponse(html, status, headers={**HEADERS, **headers})
    page = views.render_page(request, "error.html", status=status, kind=kind, text=text)
    page.headers.update(headers)
    return page


def _redirect_to_sign_in(request: Request) -> Response:
    """Redirects to the sign-in page, which leads back to the page that was requested."""
    path = request.url.path
    if request.method != "GET":
        path = path.rsplit("/", 1)[0] if path.startswith(f"{PREFIX}/conversations/") else PREFIX
    elif request.url.query and "hx-request" not in request.headers:
        path += f"?{request.url.query}"
    asked = {"language": language} if (language := find_requested_language(request)) else {}
    target = f"{PREFIX}/sign-in?{urlencode({'next': path, **asked})}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={**HEADERS, "HX-Redirect": target})
    return RedirectResponse(target, 303, headers=HEADERS)
