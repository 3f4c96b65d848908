"""Builds the web chat from the settings. The web chat is always on."""

from __future__ import annotations

from functools import partial

from bot.channels.channel import Parts
from bot.channels.webchat.attendance import Attendance
from bot.channels.webchat.channel import WebChatChannel
from bot.channels.webchat.pages.account import Account, account_router
from bot.channels.webchat.pages.pages import pages_router
from bot.channels.webchat.sessions import WebSessions
from bot.channels.webchat.settings import WebChatSettings
from bot.channels.webchat.shared import WebChat
from bot.conversation.limits import hash_address


def build_webchat(parts: Parts) -> WebChatChannel:
    """Returns the web chat channel, with its pages."""
    gateway, settings = parts.settings, parts.find_settings(WebChatSettings)
    chat = WebChat(
        database=parts.database,
        inbox=parts.inbox,
        sessions=WebSessions(parts.database, gateway.identity_secret, parts.find_language),
        renderer=parts.renderer,
        wakeups=parts.wakeups,
        limits=parts.limits,
        files=parts.files,
        links=parts.links,
        attendance=Attendance(parts.present, settings.sockets_per_address, parts.limits.counts),
        invitation=parts.invitation,
        mark_address=partial(hash_address, gateway.secret_key),
        tells_understood=gateway.demo,
        clock=parts.clock,
    )
    pages = pages_router(
        demo=gateway.demo,
        demo_accounts=parts.storefront,
        strings=lambda language: parts.renderer.strings("widget.", language),
        frame_origins=settings.webchat_origins,
        telegram_on=lambda: parts.invitation() is not None,
        identity_url=settings.webchat_identity_url,
        file_limits=parts.files.limits,
        files_url=gateway.files_url,
        find_mark=parts.find_mark,
    )
    account = Account(*(parts.database, parts.renderer, gateway.identity_secret, parts.invitation, parts.limits))
    allowed_origins = [*settings.webchat_origins, *gateway.own_origins]
    return WebChatChannel(chat, (pages, account_router(account)), allowed_origins)
