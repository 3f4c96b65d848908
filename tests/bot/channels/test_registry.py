"""The list of the channels: what is declared is built, nothing else, and they are started and stopped together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

import bot.channels as channels_folder
from bot.channels.channel import Channel, Invitation, Parts
from bot.channels.registry import BUILDERS, Builder, Channels, UnknownChannel
from bot.channels.settings import ChannelSettings
from bot.channels.telegram.settings import TelegramSettings, derive_webhook_secret
from bot.messages.channels import CHANNELS, PULL_CHANNELS, PUSH_CHANNELS, TELEGRAM, WEBCHAT, ChannelKind
from bot.serving.settings.settings import Settings

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


def find_settings() -> set[type[ChannelSettings]]:
    """Returns the classes of settings in the folders of the channels."""
    folders = [folder for folder in Path(channels_folder.__path__[0]).iterdir() if (folder / "settings.py").exists()]
    modules = [import_module(f"bot.channels.{folder.name}.settings") for folder in folders]
    found = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    return {one for one in found if issubclass(one, ChannelSettings) and one is not ChannelSettings}


def test_the_settings_of_every_channel_are_read_with_those_of_the_gateway() -> None:
    declared = find_settings()
    assert {one.__name__ for one in declared} >= {"TelegramSettings", "WebChatSettings"}
    assert all(issubclass(Settings, one) for one in declared)


def test_a_setting_is_defined_by_one_class() -> None:
    own = {name for name in Settings.__annotations__ if name in Settings.model_fields}
    for declared in find_settings():
        assert not own & set(declared.__annotations__), declared


def test_a_channel_finds_its_own_settings() -> None:
    settings = Settings(_env_file=None, demo=True, telegram_bot_token="1:a", secret_key="s" * 8)
    parts = replace(NOTHING, settings=settings)
    assert parts.find_settings(TelegramSettings).telegram_bot_token == "1:a"
    assert {"1:a", derive_webhook_secret("s" * 8)} <= set(settings.secrets)
    with pytest.raises(TypeError, match="Settings"):
        replace(NOTHING, settings=cast(Any, object())).find_settings(TelegramSettings)


def test_the_staff_work_on_a_channel_that_has_their_group() -> None:
    telegram, webchat = FakeChannel(TELEGRAM), FakeChannel(WEBCHAT, status=None)
    channels = Channels(NOTHING, builders(telegram, webchat))
    telegram.has_staff_group = webchat.has_staff_group = False
    assert not channels.has_staff_group
    telegram.has_staff_group = True
    assert channels.has_staff_group


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
