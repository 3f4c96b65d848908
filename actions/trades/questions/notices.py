"""Turns notices about a question into the replies that its two sides read: a card with buttons for the next steps."""

from __future__ import annotations

from actions.marketplace import Marketplace
from actions.marketplace.base.outbox import Notice
from actions.marketplace.trades.questions.notices import (
    QUESTION_ANSWERED,
    QUESTION_ASKED,
    QUESTION_REMINDER,
    QUESTION_UNANSWERED,
)
from actions.replies import Reply, reply
from actions.trades.questions.cards import next_button, question_card, question_values


async def say_question(market: Marketplace, notice: Notice) -> Reply:
    """Returns the sentence for this kind of notice, with a card of the question and its answers."""
    question = await market.questions.access_question(notice.account, notice.payload["question"])
    said = reply(f"utter_notice_{notice.kind}", question_values(question), next_button(question))
    return {**said, "cards": [question_card(question)]}


NOTICES = dict.fromkeys((QUESTION_ASKED, QUESTION_ANSWERED, QUESTION_REMINDER, QUESTION_UNANSWERED), say_question)
