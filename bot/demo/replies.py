"""Creates the demo's prepared replies, in both languages."""

from __future__ import annotations

from bot.support.canned.store import add_canned, find_canned
from foundation.clock import system_clock
from foundation.database.announcing import Connection

DEMO_REPLIES = {
    "hello": {
        "en": "Hello {name}, this is {agent}. I am looking at your question now.",
        "zh": "{name}，您好，我是{agent}。我正在查看您的问题。",
    },
    "moment": {
        "en": "One moment, please. I am checking this with the supplier and will write to you here.",
        "zh": "请稍等，我正在向供应商核实，稍后在这里回复您。",
    },
    "order-number": {
        "en": "Could you send me the order number? It begins with ORD-.",
        "zh": "能否告诉我订单号？订单号以 ORD- 开头。",
    },
    "bye": {
        "en": "Glad to help. Our agents work {hours}; your reference is {reference}.",
        "zh": "很高兴为您服务。人工客服的工作时间为{hours}，您的编号是 {reference}。",
    },
}
"""Maps the shortcuts of the prepared replies to their text by language."""


async def create_demo_replies(connection: Connection) -> None:
    """Adds the replies, unless somebody has prepared any."""
    if not await find_canned(connection):
        for shortcut, texts in DEMO_REPLIES.items():
            await add_canned(connection, shortcut, texts, None, system_clock())
