"""Keeps the limit that a contact sets for a negotiation before it makes an offer: "I can go down to 840, don't tell
them"."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import money, text, unit_price
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.which_quotation import Pair, is_asked, is_live


@reading
async def limit_of_ones_own(turn: Turn) -> list[Event] | None:
    """Keeps the lowest price that a supplier would accept, if no counter-offer waits for this supplier. The other side
    does not learn this price."""
    if not turn.is_typed_by_supplier or not turn.is_private:
        return None
    limit = _find_limit(turn)
    pairs = [pair for pair in await turn.market.rfqs.list_quotations(turn.account) if is_live(pair[1])]
    meant = _find_meant(turn, pairs)
    if limit is None or meant is None or is_asked(meant[1]):
        return None
    rfq, quotation = meant
    key = WriteKey(turn.context.message_id, "keep_limit")
    await turn.market.bargaining.keep_limit(turn.account, quotation.number, limit, key)
    floor = Money(limit, quotation.unit_price.currency)
    values = {**rfq_values(rfq), **quotation_values(quotation), "counterpart": text(rfq.buyer.name)}
    quoted = {"quoted": unit_price(quotation.unit_price, quotation.quantity.unit)}
    turn.say("utter_limit_kept", {**values, **quoted, "limit": money(floor)})
    return [SlotSet("rfq_number", rfq.number), SlotSet("quotation", quotation.number)]


def _find_limit(turn: Turn) -> Decimal | None:
    """Returns the price that the message names as the limit, else its only number."""
    if turn.limits:
        return turn.limits[-1]
    price = turn.entities.price
    return price.amount if price else turn.numbers[0] if len(turn.numbers) == 1 else None


def _find_meant(turn: Turn, pairs: list[Pair]) -> Pair | None:
    """Returns the quotation for the goods that the message names, else the quotation that was talked about last, else
    the only one."""
    named = [pair for pair in pairs if _is_for_goods(turn, pair[0])]
    focused = [pair for pair in pairs if pair[0].number == turn.word_slot("rfq_number")]
    fitting = named or focused or pairs
    return fitting[0] if len(fitting) == 1 else None


def _is_for_goods(turn: Turn, rfq: Rfq) -> bool:
    names = rfq.product.both
    return mentions_kind(turn.text, names) or any(goods_likeness(each, names) for each in turn.entities.products)
