"""Builds the Telegram channel from the settings. The channel is on if a bot token is set."""

from __future__ import annotations

from telegram import Bot

from bot.channels.channel import Parts
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.settings import TelegramSettings, derive_webhook_secret
from bot.channels.telegram.staff_group.group import StaffGroup, StaffGroupSettings
from bot.contacts.store import note_reachability
from bot.files.store import find_file
from bot.messages.channels import TELEGRAM


def build_telegram(parts: Parts) -> TelegramChannel | None:
    """Returns the Telegram channel, or None if no bot token is set."""
    settings = parts.find_settings(TelegramSettings)
    if not settings.telegram_bot_token:
        return None

    async def note_whether_reachable(contact_key: str, is_reachable: bool) -> None:
        async with parts.database.begin() as connection:
            reason = None if is_reachable else "blocked"
            await note_reachability(connection, TELEGRAM.name, contact_key, reason)

    async def read_file(file_id: str) -> bytes | None:
        async with parts.database.read() as connection:
            file = await find_file(connection, file_id)
        return await parts.files.read(file.sha256) if file is not None and file.state == "received" else None

    def build_staff_group(bot: Bot) -> StaffGroup:
        assert settings.telegram_staff_group is not None
        return StaffGroup(
            StaffGroupSettings(
                chat_id=settings.telegram_staff_group,
                language=settings.telegram_staff_language,
                address=parts.settings.address,
                database=parts.database,
                wakeups=parts.wakeups,
                renderer=parts.renderer,
                files=parts.files,
                clock=parts.clock,
                lease=parts.lease("staff group"),
                read_file=read_file,
            ),
            bot,
        )

    return TelegramChannel(
        token=settings.telegram_bot_token,
        base_url=settings.telegram_base_url,
        public_url=parts.settings.public_url,
        secret=derive_webhook_secret(parts.settings.secret_key),
        receive=parts.inbox.receive,
        join=parts.inbox.join_album,
        files=parts.files,
        read_file=read_file,
        read_picture=parts.files.read,
        translate=parts.catalogues.sentence,
        on_reachability=note_whether_reachable,
        lease=parts.lease("telegram poll"),
        staff_group=build_staff_group if settings.telegram_staff_group else None,
    )
