"""Lists the console's pages, and builds the router from them."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter

from bot.console.administration.audit import AuditPage
from bot.console.administration.hours import HoursPage
from bot.console.administration.import_pictures import ImportPicturesPage
from bot.console.administration.imports import ImportPages
from bot.console.administration.links import LinksPage
from bot.console.administration.market_rows import MarketRowPages
from bot.console.administration.marketplace import MarketplacePage
from bot.console.administration.person import PersonPage
from bot.console.administration.replies import RepliesPage
from bot.console.administration.staff import StaffPages
from bot.console.administration.targets import TargetsPage
from bot.console.deps import ConsoleDeps
from bot.console.desk.attention import Writing
from bot.console.desk.canned import CannedList
from bot.console.desk.content import Content
from bot.console.desk.conversation import Conversation
from bot.console.desk.editing import Editing
from bot.console.desk.files import Files
from bot.console.desk.lists import Lists
from bot.console.desk.live.events import Events
from bot.console.desk.marks import MarkSteps
from bot.console.desk.trade import Trade
from bot.console.desk.transcript import TranscriptPage
from bot.console.entry.account import Account
from bot.console.entry.attempts import AttemptsPage
from bot.console.entry.provider import ProviderSignIn
from bot.console.entry.sign_in import SignIn
from bot.console.entry.welcome import Welcome
from bot.console.errors import console_route
from bot.console.fixed import FixedPages
from bot.console.knowledge.words import WordsPages
from bot.console.page import Page, PageParts
from bot.console.protection.guard import Guard
from bot.console.protection.rules import Rule, UndeclaredPage
from bot.console.reports.page import ReportsPage
from bot.console.review.held import HeldPage
from bot.console.review.held_files import HeldFilePages
from bot.console.review.understanding import Understanding
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
    MarkSteps,
    CannedList,
    Content,
    TranscriptPage,
    Writing,
    Editing,
    Files,
    Trade,
    LinksPage,
    Account,
    AttemptsPage,
    StaffPages,
    HoursPage,
    WordsPages,
    TargetsPage,
    RepliesPage,
    MarketplacePage,
    MarketRowPages,
    ImportPages,
    ImportPicturesPage,
    AuditPage,
    PersonPage,
    ReportsPage,
    HeldPage,
    HeldFilePages,
    FixedPages,  # must be last, because it answers every other address
)


def collect_rules(pages: Iterable[type[Page]]) -> dict[str, Rule]:
    """Returns the rules of all handlers (`Rule`: an address, and who may use it) by name.

    Raises:
        UndeclaredPage: a handler has no rule, because it lacks `@page`, or two rules have the same name.
    """
    rules: dict[str, Rule] = {}
    for rule in (rule for page in pages for rule in page.rules()):
        if rule.name in rules:
            raise UndeclaredPage(f"two addresses are called {rule.name}")
        rules[rule.name] = rule
    return rules


RULES = collect_rules(PAGES)


def console_router(deps: ConsoleDeps) -> APIRouter:
    """Returns the router of all addresses below `/console`. The router also answers every error, in
    the reader's language.

    Raises:
        UndeclaredPage: a handler has no rule, because it lacks `@page`.
    """
    views, guard, trail = Views(deps), Guard(deps), Trail(deps.database)
    actions = frozenset(rule.action for rule in RULES.values() if rule.action)
    parts = PageParts(deps, views, guard, trail, Throttle(deps.database, deps.secret_key), actions)
    route, router = console_route(views, guard, trail), APIRouter()
    for pages in PAGES:
        if pages.is_on(deps):
            router.routes.extend(map(route, pages(parts).handlers()))
    return router
