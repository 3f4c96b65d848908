"""Lists the console's pages, and builds the router from them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter

from bot.console.administration.audit import AuditPage
from bot.console.administration.links import LinksPage
from bot.console.administration.person import PersonPage
from bot.console.administration.staff import StaffPages
from bot.console.deps import ConsoleDeps
from bot.console.desk.conversation import Conversation
from bot.console.desk.events import Events
from bot.console.desk.files import Files
from bot.console.desk.lists import Lists
from bot.console.entry.account import Account
from bot.console.entry.attempts import AttemptsPage
from bot.console.entry.provider import ProviderSignIn
from bot.console.entry.sign_in import SignIn
from bot.console.entry.welcome import Welcome
from bot.console.errors import console_route
from bot.console.fixed import FixedPages
from bot.console.guard import Guard
from bot.console.page import Page, PageParts
from bot.console.review.held import HeldPage
from bot.console.review.understanding import Understanding
from bot.console.rules import Rule, UndeclaredPage
from bot.console.security import PREFIX
from bot.console.trail import Trail
from bot.console.views import Views
from bot.staff.throttle import Throttle

PAGES: tuple[type[Page], ...] = (
    SignIn,
    Welcome,
    ProviderSignIn,
    Lists,
    Events,
    Understanding,
    Conversation,
    Files,
    LinksPage,
    Account,
    AttemptsPage,
    StaffPages,
    AuditPage,
    PersonPage,
    HeldPage,
    FixedPages,  # the last one answers every other address
)


def collect_rules(pages: Iterable[type[Page]]) -> dict[str, Rule]:
    """Returns the rule of every address by its name.

    Raises:
        UndeclaredPage: a handler declares nothing, or two declare the same name.
    """
    rules: dict[str, Rule] = {}
    for rule in (rule for page in pages for rule in page.rules()):
        if rule.name in rules:
            raise UndeclaredPage(f"two addresses are called {rule.name}")
        rules[rule.name] = rule
    return rules


RULES = collect_rules(PAGES)


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Returns the router of everything below `/console`. It answers every error itself, in the
    reader's language.

    Raises:
        UndeclaredPage: a handler does not say who may use it.
    """
    views, guard, trail = Views(deps), Guard(deps), Trail(deps.database)
    actions = frozenset(rule.action for rule in RULES.values() if rule.action)
    parts = PageParts(deps, views, guard, trail, Throttle(deps.database, deps.secret_key), actions)
    router = APIRouter(prefix=PREFIX, include_in_schema=False, route_class=console_route(views, guard, trail))
    for pages in PAGES:
        if pages.is_on(deps):
            for rule, handler in pages(parts).routes():
                router.add_api_route(rule.path, handler, methods=rule.method.split(), name=rule.name)
    return router
