"""Builds the web chat from the settings. The web chat is always on."""

from __future__ import annotations

from functools import partial

from bot.channels.channel import Parts
from bot.channels.webchat.attendance import Attendance
from bot.channels.webchat.channel import WebChatChannel
from bot.channels.webchat.pages.account import Account, account_router
from bot.channels.webchat.pages.pages import pages_router
from bot.channels.webchat.sessions import WebSessions
from bot.channels.webchat.shared import WebChat
from bot.conversation.limits import hash_address


def build_webchat(parts: Parts) -> WebChatChannel:
    """Returns the web chat channel, with its pages."""
    settings = parts.settings
    chat = WebChat(
        database=parts.database,
        inbox=parts.inbox,
        sessions=WebSessions(parts.database, settings.identity_secret, parts.find_language),
        renderer=parts.renderer,
        wakeups=parts.wakeups,
        limits=parts.limits,
        files=parts.files,
        links=parts.links,
        attendance=Attendance(parts.present, settings.sockets_per_address, parts.limits.counts),
        invitation=parts.invitation,
        mark_address=partial(hash_address, settings.secret_key),
        tells_understood=settings.demo,
        clock=parts.clock,
    )
    pages = pages_router(
        demo=settings.demo,
        demo_accounts=parts.storefront,
        strings=lambda language: parts.renderer.strings("widget.", language),
        frame_origins=settings.webchat_origins,
        telegram_on=lambda: parts.invitation() is not None,
        identity_url=settings.webchat_identity_url,
        file_limits=parts.files.limits,
        files_url=settings.files_url,
        find_mark=parts.find_mark,
    )
    account = Account(*(parts.database, parts.renderer, settings.identity_secret, parts.invitation, parts.limits))
    return WebChatChannel(chat, (pages, account_router(account)), settings.allowed_origins)
