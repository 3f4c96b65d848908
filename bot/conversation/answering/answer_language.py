"""Sets the language in which a contact is answered: the one that they chose, or the one in which
they clearly write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.contacts.store import Contact, set_language
from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.store.conversations import find_contact_of
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.announcing import Database
from foundation.languages import LANGUAGES, Language


async def follow_language(database: Database, contact: Contact, conversation_id: str, heard: str | None) -> Contact:
    """Switches the contact's language to `heard`, the language of their message, if the bot speaks
    it. Returns the contact as it is afterwards."""
    if heard not in LANGUAGES or (heard == contact.language and contact.language_known):
        return contact
    async with database.step() as connection:
        await set_language(connection, contact.id, heard)
        return (await find_contact_of(connection, conversation_id)).at(system_clock())


@dataclass(frozen=True)
class LanguageEffect(AskedEffect):
    """Answers the contact in this language from now on."""

    kind: ClassVar[str] = "language"
    language: Language


async def do_change_language(occasion: Occasion, effect: LanguageEffect) -> None:
    """Applies the effect `language`: stores the language that the contact chose, and updates the
    console's pages."""
    announce(occasion.connection, "staff")
    await set_language(occasion.connection, occasion.contact.id, effect.language)


EFFECTS = (Effect(LanguageEffect, do_change_language),)
