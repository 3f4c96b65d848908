"""Stores replies that agents have prepared, in each language, and fills in the variables of a conversation, such as the
contact's name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.support.canned.store import CannedReply, add_canned, find_canned, set_canned
from bot.support.handoff.replying import TEXT_LIMIT
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain
from foundation.languages import LANGUAGES

VARIABLES = ("name", "company", "agent", "reference", "hours")
"""The names of variables that a prepared reply may contain in braces."""
MOST = 200
_SHORTCUT = re.compile(r"[^\s/{}]{1,40}")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


async def do_keep_canned(
    connection: Connection, reply_id: int | None, shortcut: str, texts: Mapping[str, str], agent_id: int
) -> None:
    """Adds a prepared reply, or changes the one with this id.

    Raises:
        Explain: the shortcut is in use or has spaces (`shortcut`), there is no text (`empty`), one is
            too long (`too_large`), has a variable that is not known (`variable`), or there are too
            many replies (`many`).
    """
    shortcut, texts = check_canned(shortcut, texts)
    known = await find_canned(connection)
    if any(each.shortcut == shortcut and each.id != reply_id for each in known):
        raise Explain("shortcut", "canned.refused.taken", shortcut=shortcut)
    if reply_id is not None:
        await set_canned(connection, reply_id, shortcut, texts, agent_id, system_clock())
        return
    if len(known) >= MOST:
        raise Explain("many", "canned.refused.many", count=MOST)
    await add_canned(connection, shortcut, texts, agent_id, system_clock())


def check_canned(shortcut: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Returns the shortcut and the texts as they are stored.

    Raises:
        Explain: the shortcut or a text is not usable, as `do_keep_canned` says.
    """
    shortcut = shortcut.strip().lstrip("/").casefold()
    kept = {language: texts[language].strip() for language in LANGUAGES if texts.get(language, "").strip()}
    if not _SHORTCUT.fullmatch(shortcut):
        raise Explain("shortcut", "canned.refused.shortcut")
    if not kept:
        raise Explain("empty", "canned.refused.empty")
    for text in kept.values():
        if len(text) > TEXT_LIMIT // 2:
            raise Explain("too_large", "canned.refused.too_large", limit=TEXT_LIMIT // 2)
        unknown = [name for name in _VARIABLE.findall(text) if name not in VARIABLES]
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            raise Explain("variable", "canned.refused.variable", variable=f"{{{unknown[0][:40]}}}", known=known)
    return shortcut, kept


def fill_in(reply: CannedReply, language: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Returns the text of a prepared reply for a contact with this language, and the language of that text. If there is
    no text in the contact's language, the text of another language is returned. A variable without a value stays in
    braces, so that the agent sees it."""
    written = language if language in reply.texts else next(iter(reply.texts))
    return _VARIABLE.sub(lambda match: values.get(match[1]) or match[0], reply.texts[written]), written
