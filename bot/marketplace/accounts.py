"""Asks the action servers for the marketplace's data about an account."""

from __future__ import annotations

import structlog

from bot.marketplace.client import ActionServers
from foundation.errors import CaravanError
from foundation.languages import LANGUAGES

SECONDS = 1.0
"""How long an action server may take. A person waits for the greeting meanwhile."""
log = structlog.get_logger()


async def find_account_language(servers: ActionServers, account: str) -> str | None:
    """Returns the language that the marketplace has noted for the account, or None if it has noted none or does not
    answer now."""
    try:
        answer = await servers.ask("POST", "/accounts/language", {"account": account}, seconds=SECONDS)
    except CaravanError as error:
        log.warning("the language of an account is not known now", error=type(error).__name__)
        return None
    return next((language for language in LANGUAGES if language == answer.get("language")), None)


async def has_written(servers: ActionServers, account: str, message_id: str) -> bool:
    """Returns whether a message of the account has changed anything in the marketplace. Also raises the errors of
    `ActionServers.ask`."""
    answer = await servers.ask("POST", "/accounts/written", {"account": account, "message": message_id})
    return answer.get("written") is True
