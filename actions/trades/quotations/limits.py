"""Keeps the limit that a contact sets for a negotiation before it makes an offer: "I can go down to 840, don't tell
them"."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.said.private import PrivateLimit
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.words.likeness import goods_likeness, mentions_kind
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import money, one_after_another, text, unit_price
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.own_limits import take_limit
from actions.trades.quotations.which_quotation import Pair, is_live

_LOOKED_AT = 50
_SAYS_MORE = ("price", "quantity", "date", "incoterm", "order_number")
"""The entities of a message that does more than to set a limit."""
_WISHES = frozenset(("request_quote", "place_order", "accept_quote", "contact_supplier"))


@reading
async def limit_of_ones_own(turn: Turn) -> list[Event] | None:
    """Keeps the worst price that the contact would accept for a live quotation. The other side does not learn it. A
    supplier without a quotation begins one, with which the limit is kept."""
    return await _keep_limit(turn) if turn.private is None else None


@in_passing
async def private_limit(turn: Turn) -> list[Event] | None:
    """Keeps a limit as `limit_of_ones_own` does, for a message that names nothing but the limit and the quotation:
    "RFQ-10036: not under 6.10, keep that to yourself"."""
    return await _keep_limit(turn) if turn.private else None


async def _keep_limit(turn: Turn) -> list[Event] | None:
    private = _find_limit(turn)
    if private is None or not turn.is_signed_in or turn.task is not None:
        return None
    if turn.private and (turn.figures or turn.entities.has(*_SAYS_MORE) or _wishes_more(turn)):
        return None  # the message offers or asks for something as well, and the limit is kept with that
    pairs = await _list_live(turn)
    meant = _find_meant(turn, pairs)
    if not meant:
        return await _without_quotation(turn, pairs)
    rfq, quotation = meant[0]
    limit = take_limit(replace(turn, private=private), quotation.unit_price.currency)
    if limit is None:
        return []
    same = [each for _, each in meant if each.unit_price.currency == limit.currency]
    for each in same:
        key = WriteKey(turn.context.message_id, f"keep_limit {each.number}")
        await turn.market.bargaining.keep_limit(turn.account, each.number, limit.amount, key)
    others = [text(rfq.buyer.name)] if turn.is_supplier else [text(each.supplier.name) for each in same]
    values = {**rfq_values(rfq), **quotation_values(quotation), "counterpart": one_after_another(others)}
    quoted = {"quoted": unit_price(quotation.unit_price, quotation.quantity.unit)}
    response = "utter_limit_kept" if turn.is_supplier else "utter_limit_kept_of_buyer"
    turn.say(response, {**values, **quoted, "limit": money(limit)})
    found: list[Event] = [SlotSet("rfq_number", rfq.number)]
    return [*found, SlotSet("quotation", quotation.number)] if len(same) == 1 else found


async def _list_live(turn: Turn) -> list[Pair]:
    """Returns the live quotations that the supplier has sent, or that the buyer has got, with their requests."""
    if turn.is_supplier:
        return [pair for pair in await turn.market.rfqs.list_quotations(turn.account) if is_live(pair[1])]
    requests = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    return [(rfq, each) for rfq in requests for each in rfq.quotations if is_live(each)]


async def _without_quotation(turn: Turn, pairs: list[Pair]) -> list[Event] | None:
    if turn.private is None:
        return None
    if len(pairs) > 1:
        turn.say("utter_limit_for_which", {"limit": format(turn.private.amount, "f")})
        return await HANDLERS["my_quotes" if turn.is_supplier else "check_quotes"](turn)
    if turn.is_supplier:
        return await HANDLERS["submit_quote"](turn.as_wish("submit_quote"))
    return None if turn.text else []


def _wishes_more(turn: Turn) -> bool:
    """Returns whether the message wants something else besides keeping a private limit. A supplier that only names a
    request and a limit does not quote with that."""
    return bool(turn.text) and not turn.is_supplier and turn.intent in _WISHES


def _find_limit(turn: Turn) -> PrivateLimit | None:
    """Returns the limit that the message gives for its writer alone. If there is none, and a supplier asks to keep a
    price secret, returns that price. Otherwise returns None."""
    if turn.private or turn.is_pressed or not (turn.is_supplier and turn.is_private):
        return turn.private
    price = turn.entities.price
    amounts = turn.limits or ((price.amount,) if price else turn.numbers if len(turn.numbers) == 1 else ())
    return (
        PrivateLimit(amounts[-1], price.currency if price and price.amount == amounts[-1] else None)
        if amounts
        else None
    )


def _find_meant(turn: Turn, pairs: list[Pair]) -> list[Pair]:
    """Returns the quotation for the goods or the request that the message names, else the quotation that was talked
    about last, else the only one. A buyer's limit is for all quotations of a request. Returns [] if several may be
    meant."""
    named = [pair for pair in pairs if _is_for_goods(turn, pair[0]) or pair[0].number == turn.entities.rfq_number]
    focused = [pair for pair in pairs if pair[0].number == turn.word_slot("rfq_number")]
    at_hand = [pair for pair in focused if pair[1].number == turn.word_slot("quotation")]
    if turn.is_supplier and turn.word_slot("rfq_number") and not (named or focused):
        return []  # the request that was talked about has no quotation yet
    fitting = named or at_hand or focused or pairs
    return fitting if len({pair[0].number for pair in fitting}) == 1 else []


def _is_for_goods(turn: Turn, rfq: Rfq) -> bool:
    names = rfq.product.both
    return mentions_kind(turn.text, names) or any(goods_likeness(each, names) for each in turn.entities.products)
