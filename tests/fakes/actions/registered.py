"""Imports all actions, as the action server does when it starts."""

from __future__ import annotations

from functools import cache

from rasa_sdk.executor import ActionExecutor


@cache
def register_actions() -> None:
    """Looks through all folders once for all files of tests, each of which needs every action to be declared."""
    ActionExecutor().register_package("actions")
