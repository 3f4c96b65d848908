"""Defines the base of the console's pages. A page is a class whose handlers are declared with
`@page`, and all pages are built from the same parts."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Response

from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.rules import Rule, find_rule
from bot.console.trail import Trail
from bot.console.views import Views
from bot.staff.throttle import Throttle

Handler = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class PageParts:
    """Holds what a page may be built from. `actions` lists the names of the console's actions in
    the audit log."""

    deps: ConsoleDeps
    views: Views
    guard: Guard
    trail: Trail
    throttle: Throttle
    actions: frozenset[str]


class Page:
    """Holds what most pages need."""

    def __init__(self, parts: PageParts) -> None:
        self._deps = parts.deps
        self._database, self._wakeups = parts.deps.database, parts.deps.wakeups
        self._views, self._guard, self._trail, self._throttle = parts.views, parts.guard, parts.trail, parts.throttle

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        """Returns whether this installation has such a page."""
        return True

    @classmethod
    def rules(cls) -> list[Rule]:
        """Returns what the handlers declare.

        Raises:
            UndeclaredPage: one of them declares nothing.
        """
        return [find_rule(handler) for handler in cls._handlers().values()]

    def routes(self) -> list[tuple[Rule, Handler]]:
        """Returns the handlers, each with its declaration."""
        return [(find_rule(handler), getattr(self, name)) for name, handler in self._handlers().items()]

    @classmethod
    def _handlers(cls) -> dict[str, Handler]:
        """Returns the public coroutine functions of the class: each of them answers an address."""
        return {
            name: member
            for name, member in vars(cls).items()
            if inspect.iscoroutinefunction(member) and not name.startswith("_")
        }
