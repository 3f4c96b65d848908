"""The staff console: the queue of handoffs, conversations, sign-in. Server-rendered; lives on one stream of events a page."""

from bot.console.demo_staff import create_demo_staff
from bot.console.deps import ConsoleDeps
from bot.console.provider import ProviderSettings
from bot.console.router import console_router

__all__ = ["ConsoleDeps", "ProviderSettings", "console_router", "create_demo_staff"]
