"""Lists the labels that staff can give to messages: the bot's intents, and `ignored`."""

from __future__ import annotations

from bot.rendering.catalogues import Catalogues
from bot.understanding.store import IGNORED

_PREFIX = "intent."


def list_labels(catalogues: Catalogues) -> list[str]:
    """Returns every intent that has a name in locales/terms/intents.yml, and `ignored`."""
    intents = [name.removeprefix(_PREFIX) for name in catalogues.names if name.startswith(_PREFIX)]
    return [*intents, IGNORED]
