"""Turns notices about a claim into the replies that its two sides read: a card with buttons for the next steps."""

from __future__ import annotations

from actions.marketplace import Marketplace
from actions.marketplace.base.outbox import Notice, NoticeKind
from actions.marketplace.trades.claims import notices
from actions.replies import Card, Reply, reply
from actions.trades.claims.cards import claim_card, claim_values, see_button


async def say_claim(market: Marketplace, notice: Notice) -> Reply:
    """Returns the sentence for this kind of notice, with a card of the claim in its present state."""
    claim = await market.claims.access_claim(notice.account, notice.payload["claim"])
    response = f"utter_notice_{notice.kind}"
    if notice.kind == notices.CLAIM_OFFER_ACCEPTED.name and claim.replaces is not None:
        response = "utter_notice_claim_replacement_accepted"
    said = reply(response, claim_values(claim), see_button(claim))
    return {**said, "cards": [claim_card(claim)]}


_KINDS: tuple[NoticeKind, ...] = (
    notices.CLAIM_OPENED,
    notices.CLAIM_ACCEPTED,
    notices.CLAIM_OFFER,
    notices.CLAIM_REFUSED,
    notices.CLAIM_OFFER_ACCEPTED,
    notices.CLAIM_DECLINED,
    notices.CLAIM_ESCALATED,
    notices.CLAIM_WITHDRAWN,
    notices.CLAIM_REMINDER,
    notices.CLAIM_AGREE_REMINDER,
    notices.CLAIM_UNANSWERED,
    notices.CLAIM_UNDECIDED,
    notices.CLAIM_TAKEN_OVER,
    notices.CLAIM_SETTLED,
    notices.CLAIM_DISMISSED,
    notices.CLAIM_WORDS,
)
NOTICES = dict.fromkeys(_KINDS, say_claim)


async def say_to_staff(market: Marketplace, notice: Notice) -> Reply:
    """Returns the reply that the staff read about a claim whose time has run out. It has no buttons, because they are
    for the buyer."""
    claim = await market.claims.access_claim(notice.account, notice.payload["claim"])
    shown: Card = {**claim_card(claim), "buttons": []}
    return {**reply("staff_call.claim", claim_values(claim)), "cards": [shown]}


STAFF_NOTICES = {notices.CLAIM_FOR_STAFF: say_to_staff}
