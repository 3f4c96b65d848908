"""Declares, beside each handler of the console, its address, who may use it, and the name of its
use in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.staff.roles import Permission
from foundation.errors import CaravanError

H = TypeVar("H", bound=Callable[..., Any])


class UndeclaredPage(CaravanError):
    """A handler of the console has no declaration, or one that contradicts another's."""


@dataclass(frozen=True)
class Rule:
    """Declares one address.

    A `permission` of None means that nobody must be signed in, or that the page checks it itself.
    An address without an `action` reads and changes nothing of a customer or of the staff. `target`
    names the kind of target, and the path's parameter that identifies it.
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
    """Declares the address of a handler. The parameters are the fields of `Rule`."""

    def declare(handler: H) -> H:
        handler.rule = Rule(method, path, name, permission, action, target)  # type: ignore[attr-defined]
        return handler

    return declare


def find_rule(handler: Callable[..., Any]) -> Rule:
    """Returns the declaration of a handler.

    Raises:
        UndeclaredPage: it has none.
    """
    rule = getattr(handler, "rule", None)
    if not isinstance(rule, Rule):
        raise UndeclaredPage(f"{handler.__qualname__} has no rule: declare it with @page")
    return rule
