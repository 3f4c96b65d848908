"""The list of the channels: what is declared is built, nothing else, and they are started and stopped together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from bot.channels.channel import Channel, Invitation, Parts
from bot.channels.registry import BUILDERS, Builder, Channels, UnknownChannel
from bot.messages.channels import CHANNELS, PULL_CHANNELS, PUSH_CHANNELS, TELEGRAM, WEBCHAT, ChannelKind

NOTHING = Parts(*[cast(Any, None)] * 10)


class FakeChannel:
    """Notes what is done with it."""

    routers = ()

    def __init__(self, kind: ChannelKind, status: str | None = "ok", invitation: Invitation | None = None) -> None:
        self.kind, self.status, self.invitation = kind, status, invitation
        self.sender = object() if kind.is_push else None
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        async def call() -> None:
            self.calls.append(name)

        return call


def builders(*channels: FakeChannel) -> Mapping[ChannelKind, Builder]:
    """Builders of all the channels; those that are not given are off."""
    built = {channel.kind: channel for channel in channels}
    return {kind: lambda _parts, kind=kind: cast("Channel | None", built.get(kind)) for kind in CHANNELS}


def test_every_channel_can_be_built() -> None:
    assert set(BUILDERS) == set(CHANNELS)
    assert {kind.name for kind in CHANNELS} == PUSH_CHANNELS | PULL_CHANNELS
    assert not PUSH_CHANNELS & PULL_CHANNELS


@pytest.mark.parametrize(
    "odd",
    [
        {TELEGRAM: BUILDERS[TELEGRAM]},
        {**BUILDERS, ChannelKind("pigeon", is_push=True): BUILDERS[WEBCHAT]},
    ],
)
def test_a_channel_that_is_declared_or_built_but_not_both_stops_the_start(odd: Mapping[ChannelKind, Builder]) -> None:
    with pytest.raises(UnknownChannel, match=r"pigeon|webchat"):
        Channels(NOTHING, odd)


async def test_those_that_are_on_go_through_their_life_together() -> None:
    telegram, webchat = FakeChannel(TELEGRAM), FakeChannel(WEBCHAT, status=None)
    channels = Channels(NOTHING, builders(telegram, webchat))
    for step in (channels.start, channels.stop_receiving, channels.send_away, channels.stop):
        await step()
    assert telegram.calls == webchat.calls == ["start", "stop_receiving", "send_away", "stop"]
    assert set(channels.senders) == {"telegram"}


def test_readiness_tells_of_what_is_off_and_not_of_what_needs_nothing_outside() -> None:
    webchat = FakeChannel(WEBCHAT, status=None)
    alone = Channels(NOTHING, builders(webchat))
    off = {kind.name: "off" for kind in CHANNELS if kind != WEBCHAT}
    assert {name: alone.status(name) for name in alone.names} == off
    both = Channels(NOTHING, builders(FakeChannel(TELEGRAM, status="down"), webchat))
    assert {name: both.status(name) for name in both.names} == {**off, "telegram": "down"}


def test_an_invitation_is_that_of_the_channel_that_has_one() -> None:
    webchat = FakeChannel(WEBCHAT, status=None)
    assert Channels(NOTHING, builders(webchat)).invite("x1") is None
    there = FakeChannel(TELEGRAM, invitation=Invitation("https://t.me/caravan?start=", "/start "))
    found = Channels(NOTHING, builders(there, webchat)).invite("x1")
    assert found == {"url": "https://t.me/caravan?start=x1", "command": "/start x1"}
