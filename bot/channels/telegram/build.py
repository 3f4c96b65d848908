"""Declares how Telegram is built from the settings. It is on if a bot's token is set."""

from __future__ import annotations

from bot.channels.channel import Parts
from bot.channels.telegram.channel import TelegramChannel
from bot.contacts.store import note_reachability
from bot.files.store import find_file
from bot.messages.channels import TELEGRAM


def build_telegram(parts: Parts) -> TelegramChannel | None:
    """Returns the channel, or None without a token."""
    settings = parts.settings
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

    return TelegramChannel(
        token=settings.telegram_bot_token,
        base_url=settings.telegram_base_url,
        public_url=settings.public_url,
        secret=settings.telegram_secret,
        receive=parts.inbox.receive,
        join=parts.inbox.join_album,
        files=parts.files,
        read_file=read_file,
        translate=parts.catalogues.sentence,
        on_reachability=note_whether_reachable,
        lease=parts.lease("telegram poll"),
    )
