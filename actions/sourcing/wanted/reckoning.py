"""Reckons with the listing that is talked about: what two quantities cost, whether a budget is enough, what freight and
duty at the contact's own figures add, and what it is in another currency.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Value, lines, money, one_after_another, quantity, term, unit_price
from actions.sourcing.at_hand.basket import list_picks
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.listings import access_listing, access_listings, find_set_apart, find_shown
from actions.sourcing.at_hand.which_listing import find_pointed_at
from actions.sourcing.cards import describe_rate, listing_values
from actions.sourcing.wanted.together import cost_of, price_at

_CENT = Decimal("0.01")
_LANDED = "landed"
"""The name under which the record keeps the last sum with freight and duty."""
_SAYS_LANDED = frozenset(("utter_goods_landed", "utter_goods_landed_without_freight"))
_FEW_WORDS, _FEW_HAN = 5, 8
"""The most words and Chinese characters of a message that only names another currency."""
_TIMES = 20
"""A sum of money that is at least so many times the price of one piece is meant for all pieces together."""
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number")
_OF_TRADES = ("order", "request", "claim", "sample")


@dataclass(frozen=True)
class _AtHand:
    """Holds the listing that is talked about, with the quantity that is wanted of it, if it is known."""

    listing: Listing
    amount: Amount | None

    @property
    def unit(self) -> str:
        return self.listing.moq.unit

    def counted(self, value: Decimal) -> Value:
        return quantity(Quantity(value, self.unit))

    def each(self, price: Money) -> Value:
        return unit_price(
            Money(price.amount.quantize(_CENT) if price.amount >= 1 else price.amount, price.currency), self.unit
        )


@reading
async def cost_at_two_quantities(turn: Turn) -> list[Event] | None:
    """Compares what the wanted quantity costs with what another quantity costs, and says the difference: "is 400
    cheaper?", 拿到750能便宜多少, "100 more for how much more"."""
    if not turn.topics & {"differs", "pays_off"} or turn.entities.has("product", "price"):
        return None
    at_hand = await _find_at_hand(turn)
    if at_hand is None or at_hand.amount is None:
        return None
    first, change = at_hand.amount.value, turn.difference
    named = turn.entities.quantity
    bare = [number for number in turn.numbers if number != first and turn.may_be(number, "count", "bare")]
    other = first + change if change is not None else named.value if named else bare[0] if len(bare) == 1 else None
    if change is None and len(set(turn.numbers) - {first}) > 1:
        return None  # "how much is between 16 and 20 pieces?", of sets
    if other is None or other == first or other <= 0 or not (change or turn.may_be(other, "count", "bare")):
        return None  # 16头跟20头差多少
    low, high = sorted((first, other))
    listing = at_hand.listing
    cheaper = price_at(listing, low).amount - price_at(listing, high).amount
    currency = listing.unit_price.currency
    values: dict[str, Value] = {
        **listing_values(listing),
        "costs": lines(_say_cost(at_hand, value) for value in (low, high)),
        "cheaper": money(Money(cheaper, currency)),
        "more": money(Money(cost_of(listing, high).amount - cost_of(listing, low).amount, currency)),
    }
    turn.say("utter_goods_at_two" if cheaper else "utter_goods_at_two_same_price", values)
    turn.done.append("ask_price")
    return focus_on(listing)


@reading
async def whether_a_budget_is_enough(turn: Turn) -> list[Event] | None:
    """Says whether a budget for all pieces is enough for the quantity that is wanted, and how much is over or missing.
    Of several listings shown, only a question is about the first; a statement limits their search ("I have 1500 dollars")."""
    budget = max((each for each in turn.entities.prices_in("USD")), key=lambda each: each.amount, default=None)
    if budget is None or not (turn.cues.speaks_of_budget or "fits" in turn.topics) or turn.entities.has("product"):
        return None
    at_hand = await _find_at_hand(turn, of_shown=turn.asks)
    if at_hand is None or at_hand.amount is None:
        return None
    listing, wanted = at_hand.listing, turn.entities.quantity or at_hand.amount
    cost = cost_of(listing, wanted.value)
    rates = await turn.market.suppliers.list_rates()
    about = rates.convert(budget, cost.currency)
    if about is None or budget.amount < _TIMES * listing.unit_price.amount:
        return None
    left = about.amount - cost.amount
    values: dict[str, Value] = {
        **listing_values(listing),
        "quantity": at_hand.counted(wanted.value),
        "price": at_hand.each(price_at(listing, wanted.value)),
        "total": money(cost),
        "budget": money(budget),
        "difference": money(Money(abs(left), cost.currency)),
        "allowed": at_hand.each(Money(about.amount / wanted.value, cost.currency)),
    }
    turn.say("utter_goods_within_budget" if left >= 0 else "utter_goods_over_budget", values)
    if used := rates.between(frozenset((budget.currency, cost.currency))) if budget.currency != cost.currency else ():
        turn.say("utter_goods_rates_used", {"rates": one_after_another(map(describe_rate, used))})
    turn.done.append("ask_price")
    return focus_on(listing)


@reading
async def landed_cost(turn: Turn) -> list[Event] | None:
    """Adds the freight and the duty that the contact names to the price of the goods: "say freight 2800 dollars and duty 5
    percent"."""
    last = turn.record.last
    if "landed" in turn.topics and last.message_id == turn.context.message_id and _SAYS_LANDED & set(last.said):
        return []  # "pretend duty is 30%. cost per piece landed?": the first part has said it
    percent = next((each.value for each in turn.figures if each.kind == "percent"), None)
    sums = [each for each in turn.figures if each.kind == "money" or (each.kind == "bare" and each.value >= _TIMES)]
    if not turn.topics & {"of_duty", "of_freight", "landed"} or (percent is None and not sums) or turn.is_supplier:
        return None
    if "of_duty" not in turn.topics and "landed" not in turn.topics and percent is not None:
        return None
    at_hand = await _find_at_hand(turn)
    if at_hand is None or at_hand.amount is None or turn.entities.has("product"):
        return None
    listing, wanted = at_hand.listing, at_hand.amount.value
    goods, currency = cost_of(listing, wanted), listing.unit_price.currency
    freight = sums[0].value if sums and "of_freight" in turn.topics else Decimal(0)
    duty = ((goods.amount + freight) * (percent or Decimal(0)) / 100).quantize(_CENT)
    total = goods.amount + freight + duty
    parts = [_say_cost(at_hand, wanted)]
    if freight:
        parts.append(term("landed.freight", amount=money(Money(freight, currency))))
    if percent is not None:
        amount = money(Money(duty, currency))
        name = "landed.duty_with_freight" if freight else "landed.duty"
        parts.append(term(name, percent=term("number.percent", value=float(percent)), amount=amount))
    values: dict[str, Value] = {
        "parts": lines(parts),
        "total": money(Money(total, currency)),
        "each": at_hand.each(Money(total / wanted, currency)),
    }
    turn.note(_LANDED, {"amount": str(total), "currency": currency})
    turn.say("utter_goods_landed" if freight else "utter_goods_landed_without_freight", values)
    turn.done.append("ask_price")
    return focus_on(listing)


@reading
async def price_in_another_currency(turn: Turn) -> list[Event] | None:
    """Says about what the listing that is talked about costs in a currency that the message names, by the marketplace's
    rate of a day, or that there is no rate for it."""
    wanted = turn.choices.get("currency") or ("" if "other_currency" in turn.topics else None)
    asks = (
        "converts" in turn.topics or turn.cues.asks_price or any("total" in each.things for each in turn.asked_of_goods)
    )
    asks = asks or (is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and turn.has_just_done("ask_price"))  # "and in naira?"
    if wanted is None or not asks or turn.entities.has("price", "product"):
        return None
    at_hand = await _find_at_hand(turn)
    if at_hand is None or at_hand.listing.unit_price.currency == wanted:
        return None
    listing, amount = at_hand.listing, turn.entities.quantity or at_hand.amount
    value = amount.value if amount else listing.moq.value
    cost, rates = cost_of(listing, value), await turn.market.suppliers.list_rates()
    said, landed = _say_cost(at_hand, value), turn.slot(_LANDED)
    if isinstance(landed, dict) and landed.get("currency") == cost.currency and turn.has_just_done("ask_price"):
        cost = Money(Decimal(str(landed["amount"])), cost.currency)
        said = term("landed.total", total=money(cost))
    about = rates.convert(cost, wanted)
    values: dict[str, Value] = {"cost": said}
    if about is None:
        turn.say("utter_goods_no_rate", values)
    else:
        used = rates.between(frozenset((wanted, cost.currency)))
        values |= {"about": money(about), "rates": one_after_another(map(describe_rate, used))}
        turn.say("utter_goods_in_currency", values)
    turn.done.append("ask_price")
    return focus_on(listing)


async def _find_at_hand(turn: Turn, *, of_shown: bool = False) -> _AtHand | None:
    """Returns the listing that the words point at, or else the one that is talked about, or the only one that is shown,
    with the quantity that was wanted of it last. With `of_shown`, it may also be the first of several shown."""
    if turn.is_pressed or turn.is_supplier or turn.task is not None or turn.entities.has(*_OTHER_SUBJECT):
        return None
    if turn.cues.names_an_order or turn.record.is_about(*_OF_TRADES):
        return None
    shown = find_shown(turn)
    only = shown[0] if shown and (len(shown) == 1 or of_shown) else None
    product_id = await find_pointed_at(turn) or await _find_described(turn) or turn.slot("product_id") or only
    listing = await access_listing(turn, product_id)
    if listing is None:
        return None
    picks = list_picks(turn)
    own = next((pick for pick in reversed(picks) if pick.product_id == listing.product_id), None)
    own = own or next((pick for pick in reversed(picks) if pick.is_of(*listing.product.both)), None)
    return _AtHand(listing, own.amount if own else None)


async def _find_described(turn: Turn) -> int | None:
    """Returns the only one of the listings shown last whose name has words of the message that the others lack."""
    latest = turn.record.latest_list
    if latest is None or latest.kind != "listing" or len(latest.ids) < 2:
        return None
    found = find_set_apart(turn, await access_listings(turn, latest.ids))
    return found[0].product_id if len(found) == 1 else None


def _say_cost(at_hand: _AtHand, value: Decimal) -> Value:
    listing = at_hand.listing
    values = {
        **listing_values(listing),
        "quantity": at_hand.counted(value),
        "price": unit_price(price_at(listing, value), at_hand.unit),
        "total": money(cost_of(listing, value)),
    }
    return term("together.line_below_moq" if value < listing.moq.value else "together.line", **values)
