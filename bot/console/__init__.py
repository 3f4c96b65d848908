"""Serves the staff console, the web pages on which agents and administrators work. The server
renders the pages, and one stream of events keeps each open page current.

Builds on all packages whose data it shows.
"""

from bot.console.deps import ConsoleDeps, build_provider
from bot.console.router import console_router

__all__ = ["ConsoleDeps", "build_provider", "console_router"]
