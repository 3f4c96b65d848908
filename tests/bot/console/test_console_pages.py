"""A page of the console that does not say who may use it never gets as far as being served."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import Request, Response

from bot.console.deps import ConsoleDeps
from bot.console.errors import console_route
from bot.console.page import Page
from bot.console.protection.guard import Guard
from bot.console.protection.rules import UndeclaredPage, page
from bot.console.router import PAGES, RULES, collect_rules
from bot.console.trail import Trail
from bot.console.views import Views
from bot.database.engine import open_database
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.roles import Permission
from bot.wakeups import Wakeups


class Forgotten(Page):
    """Has a handler that declares nothing."""

    @page("GET", "/figures", "figures", Permission.WORK)
    async def show(self, request: Request) -> Response:
        return Response()

    async def export(self, request: Request) -> Response:
        return Response()


class Second(Page):
    """Takes a name that another page has."""

    @page("GET", "/another", "queue", Permission.WORK)
    async def show(self, request: Request) -> Response:
        return Response()


def test_a_handler_that_declares_nothing_stops_the_start() -> None:
    with pytest.raises(UndeclaredPage, match=r"Forgotten\.export"):
        collect_rules((*PAGES, Forgotten))


def test_two_addresses_of_one_name_stop_the_start() -> None:
    with pytest.raises(UndeclaredPage, match="queue"):
        collect_rules((*PAGES, Second))


def test_a_route_that_goes_past_the_list_is_refused_as_well(tmp_path: Path) -> None:
    catalogues = load_catalogues()
    deps = ConsoleDeps(
        open_database(f"sqlite:///{tmp_path}/unused.db"), Wakeups(None), Renderer(catalogues), catalogues
    )
    route = console_route(Views(deps), Guard(deps), Trail(deps.database))

    async def anything(_: Request) -> Response:
        return Response()

    with pytest.raises(UndeclaredPage, match="anything"):
        route(anything)


def test_every_address_but_the_sign_in_asks_for_a_permission() -> None:
    open_to_all = {name for name, rule in RULES.items() if rule.permission is None}
    assert open_to_all == {
        *("sign_in_form", "sign_in", "second_step_form", "second_step", "welcome_form", "welcome"),
        *("provider_start", "provider_return", "asset"),
    }
