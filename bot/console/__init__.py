"""Serves the staff console. The server renders its pages, and one stream of events keeps each open
page current. Stands on everything that it shows; nothing stands on it."""

from bot.console.deps import ConsoleDeps, build_provider
from bot.console.router import console_router

__all__ = ["ConsoleDeps", "build_provider", "console_router"]
