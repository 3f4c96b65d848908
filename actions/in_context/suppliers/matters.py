"""Answers a supplier's messages about wishes of buyers (samples, claims, lower prices) from its own samples, claims and
quotations. By their words alone, many of these messages would be general questions, or wishes of a buyer.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.said.entities import read_money
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import find_mentioned
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.requests.records import Rfq
from actions.marketplace.trades.samples.records import UNDER_WAY
from actions.replies import button
from actions.sourcing.own_products import was_shown_own
from actions.trades.claims.answering import names_replacement
from actions.trades.lookup.naming import goes_where_said
from actions.trades.lookup.referring import find_meant
from actions.trades.orders.which_order import find_named_orders
from actions.trades.quotations.refusing import has_open_quotation
from actions.trades.quotations.which_quotation import is_asked, is_named

_OF_SAMPLES = frozenset(("faq_sample_policy", "request_sample"))
_OF_MONEY = frozenset(("payment_status", "order_status"))
_OF_CLAIMS = frozenset(("report_problem", "request_refund", "answer_claim", "claim_status", "faq_return_policy"))
_ASKS = 0.4
"""The least confidence in an act, besides the intent, that shows that a message is about a claim or asks something."""
_LIKELY = 0.1
_MOST_LEADS = 50
_NEAR = Decimal("0.3")
"""The largest difference between a supplier's price and a buyer's offer, as a part of the offer, at which the price can
be the answer to it."""
_FEW_WORDS, _FEW_HAN = 6, 8
"""The most words and Chinese characters of a message that only names a price."""
_LOOKED_AT = 20
"""The number of latest claims among which the claim is looked for."""


@reading
async def samples_of_its_own(turn: Turn) -> list[Event] | None:
    """Shows or answers a buyer's request for a sample. If there is no such request, returns None for a general question
    about samples, unless the supplier asks whether any buyer has requested one."""
    if not turn.is_typed_by_supplier or turn.intent not in _OF_SAMPLES:
        return None
    waits = await turn.market.samples.list_samples(turn.account, UNDER_WAY, limit=1)
    return await HANDLERS["sample_status"](turn) if waits or "anyone" in turn.topics else None


@reading
async def answer_to_a_sample(turn: Turn) -> list[Event] | None:
    """Carries a sample one step further, the one that was talked about last or that a supplier speaks of:
    可以寄，收20美金, "sample left by DHL …", "fine, we pay it". By its words alone, such a message may bargain, pay or
    ship an order."""
    at_hand = find_at_hand(turn, "sample") is not None
    if turn.is_pressed or not turn.is_signed_in or turn.task is not None or turn.asks:
        return None
    if turn.entities.has("order_number", "rfq_number", "claim_number", "quotation", "company"):
        return None
    gives = turn.entities.has("tracking_number", "carrier") or (at_hand and turn.entities.has("price"))
    steps = "sample_step" in turn.choices or (turn.is_supplier and gives)
    speaks_of_it = at_hand or (turn.is_supplier and "of_samples" in turn.topics and turn.intent != "submit_quote")
    if not steps or not speaks_of_it or turn.intent == "submit_quote":
        return None
    waits = await turn.market.samples.list_samples(turn.account, UNDER_WAY, limit=1)
    return await HANDLERS["sample_status"](turn) if waits else None


@reading
async def offers_of_buyers(turn: Turn) -> list[Event] | None:
    """Shows the quotations for which buyers have offered other prices, or says that no buyer's offer waits."""
    asks = turn.asks or "anyone" in turn.topics
    if not turn.is_typed_by_supplier or "counters" not in turn.topics or not asks or turn.entities.has("price"):
        return None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if any(is_asked(quotation) for _, quotation in pairs):
        return await HANDLERS["my_quotes"](turn)
    turn.say("utter_no_counter_waits", buttons=[button("button.my_quotes", "my_quotes")])
    return []


@reading
async def answer_to_a_counter_offer(turn: Turn) -> list[Event] | None:
    """Reads a price as the supplier's answer to the counter-offer that waits, in whichever order the message names the
    prices: 还价6.1, "5.9 won't do, 6.1 at least", "QUO-20006: they say 5.90, we say 6.10", or just a price near the
    offer."""
    if not turn.is_typed_by_supplier or turn.cues.is_question or turn.entities.has("order_number", "claim_number"):
        return None
    said = {*turn.limits, *(number for number in turn.numbers if number % 1)}
    said |= {price.amount for price in map(read_money, turn.entities.values("price")) if price}
    if not said:
        return None
    pairs = [pair for pair in await turn.market.rfqs.list_quotations(turn.account) if is_asked(pair[1])]
    offers = {quotation.waiting.unit_price.amount for _, quotation in pairs if quotation.waiting}
    answers = bool(said & offers) or "counters" in turn.topics or (bool(turn.limits) and not turn.is_private)
    of_shop = (
        was_shown_own(turn)
        or turn.has_just_done("change_listing")
        or any(each["of"] != "price" for each in turn.stated)
    )
    is_alone = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not (of_shop or turn.entities.has("product", "quantity"))
    is_near = any(abs(one - offer) <= offer * _NEAR for one in said for offer in offers)
    if not pairs or not is_near or not (answers or (is_alone and not turn.record.is_about("claim"))):
        return None
    return await HANDLERS["negotiate_price"](turn)


@in_passing
async def whether_they_complained(turn: Turn) -> list[Event] | None:
    """Shows the claim about the order at hand, or says that there is none, for "did they complain?"."""
    asks = turn.asks or turn.intent in _OF_CLAIMS
    if (
        "complaints" not in turn.topics
        or not turn.is_typed_by_supplier
        or not asks
        or turn.topics & {"until", "deadline"}
    ):
        return None
    meant = (await find_meant(turn, ("order",))).only
    return await HANDLERS["claim_status"](turn.with_entities(order_number=meant.number) if meant else turn)


@in_passing
async def whether_they_paid(turn: Turn) -> list[Event] | None:
    """Says which payments of an order have come, for "has the money come in?" and 12吨那单钱到没到: for the order that
    the message names, or else for the one that is talked about."""
    tells_them = turn.dictation.is_to_them or turn.dictation.reminds or bool(turn.dictation.told)
    if "money_in" not in turn.topics or not turn.is_typed_by_supplier or tells_them or "deposit" in turn.topics:
        return None
    if turn.entities.has("price", "rfq_number", "claim_number") or not (turn.asks or turn.intent in _OF_MONEY):
        return None
    meant = (await find_meant(turn, ("order",))).only
    return await HANDLERS["payment_status"](turn.with_entities(order_number=meant.number)) if meant else None


@reading
async def claim_of_a_buyer(turn: Turn) -> list[Event] | None:
    """Shows or answers the claim that a supplier speaks of: the claim of the buyer or the order that the message names,
    or else the only claim that waits. A sum that it offers is for the claim, if the claim or its order is talked
    about: "I offer 60 USD"."""
    if not turn.is_typed_by_supplier or turn.entities.has("claim_number", "rfq_number"):
        return None
    offers = turn.entities.has("price") and not turn.cues.is_question
    if turn.record.is_about("claim") and offers:
        return await HANDLERS["answer_claim"](turn)
    if turn.record.is_about("order") and offers and not turn.entities.has("order_number", "product", "company"):
        number = find_order_at_hand(turn)
        if number and (claims := await turn.market.claims.list_claims(turn.account, ("open",), order=number, limit=1)):
            return await HANDLERS["answer_claim"](turn.with_entities(claim_number=claims[0].number))
    is_of_claim = turn.intent in _OF_CLAIMS or turn.acts.find(*_OF_CLAIMS) >= _ASKS
    likely = turn.record.is_about("claim") or any(
        name in _OF_CLAIMS and share >= _LIKELY for name, share in turn.ranking
    )
    at_hand = turn.record.is_about("claim") and turn.asks and turn.acts.find("ask_about") >= _ASKS
    if not is_of_claim and not at_hand and not (likely and names_replacement(turn)):
        return None
    claims = await turn.market.claims.list_claims(turn.account, WAITING, limit=_LOOKED_AT)
    meant = _find_meant(turn, claims)
    if meant is None:
        return None
    asks = turn.cues.is_question or bool(turn.topics & {"state", "anyone"}) or turn.intent == "claim_status"
    return await HANDLERS["claim_status" if asks else "answer_claim"](turn.with_entities(claim_number=meant.number))


def _find_meant(turn: Turn, claims: tuple[Claim, ...]) -> Claim | None:
    called = find_mentioned(turn.text, {claim.buyer.name.en: claim.buyer.name for claim in claims})
    number = turn.entities.order_number or find_order_at_hand(turn)
    named = [claim for claim in claims if claim.buyer.name.en in called]
    of_order = [claim for claim in claims if claim.order == number]
    others = turn.entities.has("company", "order_number", "product")
    fitting = named or of_order or ([] if others else list(claims))
    return fitting[0] if len(fitting) == 1 else None


@reading
async def request_left(turn: Turn) -> list[Event] | None:
    """Begins to decline a request, when a supplier says that it cannot make or does not want something, and names a
    request for which it has not quoted: 葡萄牙那个盘子我们做不了，回掉. By their words alone, such messages may also
    refuse an order, or quote."""
    if "declines" not in turn.topics or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    if turn.task is not None or turn.entities.has("order_number", "claim_number", "sample_number", "quotation"):
        return None
    if turn.cues.is_question:
        return None
    number = turn.entities.rfq_number
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_MOST_LEADS, with_refused=True)
    named = [lead for lead in leads if (lead.number == number if number else _is_meant(turn, lead))]
    named = [lead for lead in named if not has_open_quotation(lead)]
    waiting = [] if number else await find_named_orders(turn) or []
    if len(named) != 1 or any(order.state in TO_CONFIRM for order in waiting):
        return None
    return await HANDLERS["decline_quote"](turn.with_entities(rfq_number=named[0].number))


def _is_meant(turn: Turn, lead: Rfq) -> bool:
    """Returns whether the message names the request by its goods, its buyer, or the city or country where the goods go."""
    return is_named(lead, turn.text) or goes_where_said(turn, lead.destination)
