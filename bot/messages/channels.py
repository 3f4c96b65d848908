"""Lists the channels and what each can do. The packages on which bot.channels stands know nothing
else about the channels.

Stored rows name a channel even if it is switched off, so the list does not depend on the settings.
How a channel is built is declared in bot/channels/registry.py, which refuses to start if the two
lists differ.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelKind:
    """Says what can be done on a channel.

    With `is_push` the gateway sends each message to the contact, so delivery queues it. Otherwise
    the contact's client fetches messages while it is open, and nobody can be reached there later.
    """

    name: str
    is_push: bool


TELEGRAM = ChannelKind("telegram", is_push=True)
WEBCHAT = ChannelKind("webchat", is_push=False)

CHANNELS = (TELEGRAM, WEBCHAT)

PUSH_CHANNELS = frozenset(kind.name for kind in CHANNELS if kind.is_push)
PULL_CHANNELS = frozenset(kind.name for kind in CHANNELS if not kind.is_push)
