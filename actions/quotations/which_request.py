"""Finds the request that a message is about."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.errors import NotFound
from actions.marketplace.requests.records import Rfq
from actions.marketplace.words.likeness import mentions_kind
from actions.quotations.cards import goods, rfq_values
from actions.replies import Button, Value, button, lines, term

_MOST = 5
_LOOKED_AT = 50


async def find_rfq_in_question(turn: Turn, intent: str) -> Rfq | None:
    """Returns the buyer's request that is named or talked about, or the only one that there is.

    Returns None after offering a choice, or after saying that there is none.
    """
    if turn.is_supplier:
        turn.say("utter_quotes_buyers_only", buttons=[button("button.leads", "view_leads")])
        return None
    if number := turn.entities.rfq_number:
        return await _access_named(turn, number)
    newest = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    of_goods = [rfq for rfq in newest if turn.text and mentions_kind(turn.text, (rfq.product.en, rfq.product.zh))]
    if number := of_goods[0].number if len(of_goods) == 1 else turn.word_slot("rfq_number"):
        return await _access_named(turn, number)
    rfqs = sorted(of_goods or newest, key=lambda rfq: not rfq.quotations)[:_MOST]  # those with quotations first
    if len(rfqs) == 1:
        return rfqs[0]
    if not rfqs:
        turn.say("utter_no_rfqs", buttons=[button("button.request_quote", "request_quote")])
    else:
        turn.say(
            "utter_which_rfq",
            {"rfqs": lines(_rfq_line(r) for r in rfqs)},
            buttons=[_rfq_button(r, intent) for r in rfqs],
        )
        turn.give_choice(intent, "rfq_number", [rfq.number for rfq in rfqs])
    return None


async def _access_named(turn: Turn, number: str) -> Rfq | None:
    try:
        return await turn.market.rfqs.access_rfq(turn.account, number)
    except NotFound:
        turn.say("utter_rfq_not_found", {"number": number})
        return None


def _rfq_line(rfq: Rfq) -> Value:
    return term("rfq.line", quotes=len(rfq.quotations), **rfq_values(rfq))


def _rfq_button(rfq: Rfq, intent: str) -> Button:
    label = term("button.rfq", number=rfq.number, product=goods(rfq))
    return button(label, intent, rfq_number=rfq.number)
