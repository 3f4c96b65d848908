"""Lists the channels and the function that builds each, and holds those that are switched on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import APIRouter

from bot.channels.channel import Channel, Invitation, Parts
from bot.channels.telegram.build import build_telegram
from bot.channels.webchat.build import build_webchat
from bot.conversation.sending import Sender
from bot.messages.channels import CHANNELS, TELEGRAM, WEBCHAT, ChannelKind
from foundation.errors import CaravanError

Builder = Callable[[Parts], Channel | None]
"""A function that builds a channel, or returns None when the settings switch the channel off."""

BUILDERS: Mapping[ChannelKind, Builder] = {
    TELEGRAM: build_telegram,
    WEBCHAT: build_webchat,
}


class UnknownChannel(CaravanError):
    """A channel is declared in bot/messages/channels.py but has no builder, or has a builder but is
    not declared."""


class Channels:
    """Holds the channels that are switched on, and starts and stops them together.

    Raises:
        UnknownChannel: the builders do not match the channels that bot/messages/channels.py
            declares.
    """

    def __init__(self, parts: Parts, builders: Mapping[ChannelKind, Builder] = BUILDERS) -> None:
        if odd := {kind.name for kind in set(builders) ^ set(CHANNELS)}:
            raise UnknownChannel(f"declared or built, but not both: {', '.join(sorted(odd))}")
        parts = replace(parts, invitation=self.find_invitation)
        self._kinds = tuple(builders)
        built = [build(parts) for build in builders.values()]
        self.on: dict[ChannelKind, Channel] = {channel.kind: channel for channel in built if channel is not None}

    @property
    def senders(self) -> dict[str, Sender]:
        """Returns the senders of the channels to which the gateway pushes messages, by the
        channel's name."""
        return {kind.name: channel.sender for kind, channel in self.on.items() if channel.sender is not None}

    @property
    def routers(self) -> list[APIRouter]:
        """Returns the routers of the HTTP and WebSocket addresses that the channels answer."""
        return [router for channel in self.on.values() for router in channel.routers]

    @property
    def names(self) -> list[str]:
        """Returns the names of the channels that the readiness check reports: those that are off,
        and those that depend on an outside server."""
        return [kind.name for kind in self._kinds if kind not in self.on or self.on[kind].status is not None]

    def status(self, name: str) -> str:
        """Returns the state of the channel with this name: `ok`, `starting`, `down` or `off`."""
        found = next((channel for kind, channel in self.on.items() if kind.name == name), None)
        return (found.status if found else None) or "off"

    def find_invitation(self) -> Invitation | None:
        """Returns the invitation of the first channel that offers one, or None."""
        return next((channel.invitation for channel in self.on.values() if channel.invitation), None)

    def invite(self, code: str) -> dict[str, str] | None:
        """Returns the link and the command that open the inviting channel with this one-time code,
        or None if no channel invites."""
        invitation = self.find_invitation()
        return invitation.with_code(code) if invitation else None

    @property
    def has_staff_group(self) -> bool:
        """Returns whether staff answer customers in a group on one of the channels."""
        return any(channel.has_staff_group for channel in self.on.values())

    async def start(self) -> None:
        await asyncio.gather(*(channel.start() for channel in self.on.values()))

    async def stop_receiving(self) -> None:
        await asyncio.gather(*(channel.stop_receiving() for channel in self.on.values()))

    async def send_away(self) -> None:
        await asyncio.gather(*(channel.send_away() for channel in self.on.values()))

    async def stop(self) -> None:
        await asyncio.gather(*(channel.stop() for channel in self.on.values()))
