"""Lists the channels and what each can do. The packages below bot.channels know nothing else about
the channels.

Database rows may name a channel that is switched off, so this list does not depend on the settings.
bot/channels/registry.py lists the functions that build the channels, and raises an error at the
start if the two lists differ.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelKind:
    """Says what can be done on a channel.

    With `is_push` the gateway sends each message to the contact, as on Telegram. Without `is_push`,
    the contact's client fetches messages while it is open, and the contact cannot be reached at
    other times.
    """

    name: str
    is_push: bool


TELEGRAM = ChannelKind("telegram", is_push=True)
WEBCHAT = ChannelKind("webchat", is_push=False)

CHANNELS = (TELEGRAM, WEBCHAT)

PUSH_CHANNELS = frozenset(kind.name for kind in CHANNELS if kind.is_push)
PULL_CHANNELS = frozenset(kind.name for kind in CHANNELS if not kind.is_push)
