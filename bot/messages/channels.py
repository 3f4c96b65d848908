"""The channels that there are, and what each can do: all that the rooms below bot.channels know of them.

Rows name a channel, also one that is switched off, so this list holds whatever the settings are. How each
channel is built stands beside its name in bot/channels/registry.py, which refuses to start when the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ChannelKind:
    """Says what can be done on a channel.

    `is_push`: the gateway sends each message to the contact, so delivery queues it. On a channel without it,
    the contact's client fetches messages while it is open: nobody can be reached there later.
    """

    name: str
    is_push: bool


TELEGRAM = ChannelKind("telegram", is_push=True)
WEBCHAT = ChannelKind("webchat", is_push=False)

CHANNELS = (TELEGRAM, WEBCHAT)

PUSH_CHANNELS = frozenset(kind.name for kind in CHANNELS if kind.is_push)
PULL_CHANNELS = frozenset(kind.name for kind in CHANNELS if not kind.is_push)
