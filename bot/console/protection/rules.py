"""Defines the decorator `@page`. The decorator declares for a handler of the console its address,
who may use it, and the name under which the audit log records its use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.staff.roles import Permission
from foundation.errors import CaravanError

H = TypeVar("H", bound=Callable[..., Any])


class UndeclaredPage(CaravanError):
    """A handler of the console has no rule, or its rule has the name of another rule."""


@dataclass(frozen=True)
class Rule:
    """Holds the rule of one address of the console.

    A `permission` of None lets anybody use the address, unless the page itself checks who uses it.
    `action` is the name in the audit log; it is None for an address that reads and changes no data
    of customers or staff. `target` is the type of the object that the audit log names, and the path
    parameter that holds its id.
    """

    method: str
    path: str
    name: str
    permission: Permission | None
    action: str | None = None
    target: tuple[str, str] | None = None


def page(
    method: str,
    path: str,
    name: str,
    permission: Permission | None,
    action: str | None = None,
    target: tuple[str, str] | None = None,
) -> Callable[[H], H]:
    """Returns a decorator that gives a handler its rule. The parameters are the fields of `Rule`."""

    def declare(handler: H) -> H:
        handler.rule = Rule(method, path, name, permission, action, target)  # type: ignore[attr-defined]
        return handler

    return declare


def find_rule(handler: Callable[..., Any]) -> Rule:
    """Returns the rule of a handler.

    Raises:
        UndeclaredPage: the handler has no rule.
    """
    rule = getattr(handler, "rule", None)
    if not isinstance(rule, Rule):
        raise UndeclaredPage(f"{handler.__qualname__} has no rule: declare it with @page")
    return rule
