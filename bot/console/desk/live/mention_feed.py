"""Tells an agent of notes that name them and that they have not read: a number beside the link to the
conversations, and an alert for each."""

from __future__ import annotations

import json

from bot.console.desk.live.board import Reading
from bot.console.desk.live.queue_feed import event
from bot.console.protection.security import PREFIX
from bot.console.views import Views
from bot.staff.store.agents import StaffSession
from bot.support.store.mentions import Mention, list_new_mentions
from foundation.database.announcing import Connection
from foundation.visible import visible


class MentionFeed:
    """Computes the events about mentions for any page of the console."""

    def __init__(self, views: Views, session: StaffSession) -> None:
        self._views, self._session = views, session
        self._mentions: list[Mention] = []

    async def changes(self, connection: Connection, reading: Reading) -> list[str]:
        before, self._mentions = self._mentions, await list_new_mentions(connection, self._session.agent.id)
        if before == self._mentions:
            return []
        count = len({each.conversation_id for each in self._mentions})
        html = self._views.render_part(self._session.language, "_mentions_live.html", count=count)
        fresh = [self._build_alert(each) for each in self._mentions if each not in before]
        news = {"waiting": reading.desk.waiting_count, "alerts": fresh}
        return [event(html), *([event(json.dumps(news, ensure_ascii=False), name="attention")] if fresh else [])]

    def _build_alert(self, mention: Mention) -> dict[str, str]:
        title = self._views.label("alert.mention", self._session.language).replace("{name}", visible(mention.by))
        return {
            "key": f"{mention.conversation_id} mention {mention.message_id}",
            "title": title,
            "body": visible(mention.excerpt),
            "url": f"{PREFIX}/conversations/{mention.conversation_id}",
        }
