"""What each address of the console declares beside its handler: who may use it, and how its use is called in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import CaravanError
from bot.staff.roles import Permission

H = TypeVar("H", bound=Callable[..., Any])


class UndeclaredPage(CaravanError):
    """A handler of the console says neither where it is nor who may use it."""


@dataclass(frozen=True)
class Rule:
    """Declares one address.

    `permission` None: nobody has to be signed in, or the page looks for itself. An address without an `action` reads and
    changes nothing of a customer or of the staff. `target` names the kind and the path's parameter that an entry is about.
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
    """Declares the address of a handler; each is a field of `Rule`."""

    def declare(handler: H) -> H:
        handler.rule = Rule(method, path, name, permission, action, target)  # type: ignore[attr-defined]
        return handler

    return declare


def rule_of(handler: Callable[..., Any]) -> Rule:
    """Returns what a handler declares.

    Raises:
        UndeclaredPage: nothing.
    """
    rule = getattr(handler, "rule", None)
    if not isinstance(rule, Rule):
        raise UndeclaredPage(f"{handler.__qualname__} has no rule: declare it with @page")
    return rule
