"""Turns notices about a sample into the replies that its two sides read: a card with buttons for the next steps."""

from __future__ import annotations

from actions.marketplace import Marketplace
from actions.marketplace.base.outbox import Notice, NoticeKind
from actions.marketplace.trades.samples import notices
from actions.replies import Reply, reply
from actions.trades.samples.cards import sample_card, sample_values, see_button


async def say_sample_news(market: Marketplace, notice: Notice) -> Reply:
    """Returns the sentence for this kind of notice, with a card of the sample in its present state."""
    sample = await market.samples.access_sample(notice.account, notice.payload["sample"])
    said = reply(f"utter_notice_{notice.kind}", sample_values(sample), see_button(sample))
    return {**said, "cards": [sample_card(sample)]}


_KINDS: tuple[NoticeKind, ...] = (
    notices.SAMPLE_REQUESTED,
    notices.SAMPLE_ACCEPTED,
    notices.SAMPLE_QUOTED,
    notices.SAMPLE_AGREED,
    notices.SAMPLE_DECLINED,
    notices.SAMPLE_SHIPPED,
    notices.SAMPLE_RECEIVED,
    notices.SAMPLE_CANCELLED,
    notices.SAMPLE_REMINDER,
    notices.SAMPLE_COST_REMINDER,
    notices.SAMPLE_TO_SEND,
    notices.SAMPLE_ARRIVAL_ASKED,
    notices.SAMPLE_WORDS,
)
NOTICES = dict.fromkeys(_KINDS, say_sample_news)
