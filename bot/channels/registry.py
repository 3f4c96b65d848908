"""Lists the channels and how each is built, and holds those that are on."""

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
"""Builds a channel, or returns None when the settings leave it off."""

BUILDERS: Mapping[ChannelKind, Builder] = {
    TELEGRAM: build_telegram,
    WEBCHAT: build_webchat,
}


class UnknownChannel(CaravanError):
    """A channel is declared and cannot be built, or is built and not declared."""


class Channels:
    """Holds the channels that are on, and starts and stops them together.

    Raises:
        UnknownChannel: the builders are not those of the channels in bot/messages/channels.py.
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
        """Returns the senders of the push channels, by name."""
        return {kind.name: channel.sender for kind, channel in self.on.items() if channel.sender is not None}

    @property
    def routers(self) -> list[APIRouter]:
        """Returns the routers of the addresses that the channels answer."""
        return [router for channel in self.on.values() for router in channel.routers]

    @property
    def names(self) -> list[str]:
        """Returns the channels that readiness reports: those that are off, and those that must
        reach something outside."""
        return [kind.name for kind in self._kinds if kind not in self.on or self.on[kind].status is not None]

    def status(self, name: str) -> str:
        """Returns how a channel is: `ok`, `starting`, `down` or `off`."""
        found = next((channel for kind, channel in self.on.items() if kind.name == name), None)
        return (found.status if found else None) or "off"

    def find_invitation(self) -> Invitation | None:
        """Returns the way to the first channel that invites, or None."""
        return next((channel.invitation for channel in self.on.values() if channel.invitation), None)

    def invite(self, code: str) -> dict[str, str] | None:
        """Returns, for a one-time code, the link to that channel and the command to type there."""
        invitation = self.find_invitation()
        return invitation.with_code(code) if invitation else None

    async def start(self) -> None:
        await asyncio.gather(*(channel.start() for channel in self.on.values()))

    async def stop_receiving(self) -> None:
        await asyncio.gather(*(channel.stop_receiving() for channel in self.on.values()))

    async def send_away(self) -> None:
        await asyncio.gather(*(channel.send_away() for channel in self.on.values()))

    async def stop(self) -> None:
        await asyncio.gather(*(channel.stop() for channel in self.on.values()))
