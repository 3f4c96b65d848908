"""Defines the base class of the console's pages. A page is a class whose public methods answer one
address each, declared with `@page`."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Response

from bot.console.deps import ConsoleDeps
from bot.console.protection.guard import Guard
from bot.console.protection.rules import Rule, find_rule
from bot.console.trail import Trail
from bot.console.views import Views
from bot.staff.throttle import Throttle

Handler = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class PageParts:
    """Holds the objects that a page may be built from. `actions` are the names under which the
    audit log records the use of the console's addresses."""

    deps: ConsoleDeps
    views: Views
    guard: Guard
    trail: Trail
    throttle: Throttle
    actions: frozenset[str]


class Page:
    """Serves as the base class of the console's pages. Stores the objects that most pages need."""

    def __init__(self, parts: PageParts) -> None:
        self._deps = parts.deps
        self._database, self._wakeups = parts.deps.database, parts.deps.wakeups
        self._views, self._guard, self._trail, self._throttle = parts.views, parts.guard, parts.trail, parts.throttle

    @classmethod
    def is_on(cls, deps: ConsoleDeps) -> bool:
        """Returns whether this installation offers the page."""
        return True

    @classmethod
    def rules(cls) -> list[Rule]:
        """Returns the rules that the page's handlers declare with `@page`.

        Raises:
            UndeclaredPage: a handler has no rule, because it lacks `@page`.
        """
        return [find_rule(handler) for handler in cls._handlers().values()]

    def handlers(self) -> list[Handler]:
        return [getattr(self, name) for name in self._handlers()]

    @classmethod
    def _handlers(cls) -> dict[str, Handler]:
        """Returns the public coroutine methods of the class by name. Each of them answers one
        address."""
        return {
            name: member
            for name, member in vars(cls).items()
            if inspect.iscoroutinefunction(member) and not name.startswith("_")
        }
