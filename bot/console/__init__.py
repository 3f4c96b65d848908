"""The staff console: pages only, server-rendered, live on one stream of events a page. Stands on everything that it shows;
nothing stands on it."""

from bot.console.deps import ConsoleDeps, console_deps
from bot.console.router import console_router

__all__ = ["ConsoleDeps", "console_deps", "console_router"]
