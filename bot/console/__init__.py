"""Serves the staff console. The server renders its pages, and one stream of events keeps each open
page current. Stands on everything that it shows; nothing stands on it."""

from bot.console.deps import ConsoleDeps
from bot.console.router import console_router

__all__ = ["ConsoleDeps", "console_router"]
