"""Answers messages about all goods that the contact wants: what they cost in all, which of them to leave out, and of
which the quantity changes.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import tier_for
from actions.replies import (
    Button,
    Value,
    button,
    lines,
    money,
    one_after_another,
    quantity,
    several,
    sum_by_currency,
    term,
    text,
    unit_price,
)
from actions.sourcing.at_hand.basket import Pick, keep_picks, list_counted, list_picks
from actions.sourcing.at_hand.conditions import describe_delivery
from actions.sourcing.at_hand.earlier_searches import keep_only
from actions.sourcing.at_hand.said_goods import with_variant
from actions.sourcing.at_hand.search_state import FOR_THE_REQUEST, SearchState
from actions.sourcing.cards import listing_values

_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number", "company")
_OF_TRADES = ("order", "request", "claim", "sample")
TOGETHER = "together"
"""The value of the entity `use` that marks a wish as being about all goods of the list."""
_LEAST = 2
"""The fewest goods that make a list."""


@in_passing
async def total_of_the_goods(turn: Turn) -> list[Event] | None:
    """Says what all goods of the list come to together, line by line: "total everything", 三样加起来多少."""
    if not _is_about_goods(turn) or "sum_of_all" not in turn.topics or turn.entities.has("quantity", "product"):
        return None
    counted = list_counted(turn)
    if len(counted) < _LEAST or turn.points_into_list:
        return None
    most = next((int(number) for number in turn.numbers if _LEAST <= number <= len(counted)), len(counted))
    await _say_total(turn, counted[-most:])
    turn.done.append("ask_price")
    return []


async def _say_total(turn: Turn, picks: Sequence[Pick]) -> None:
    said, sums = list[Value](), list[Money]()
    for pick in picks:
        listing = await access_at(turn, pick.product_id, pick.amount)
        if listing is not None and pick.amount is not None:
            cost = cost_of(listing, pick.amount.value)
            sums.append(cost)
            said.append(describe_cost(listing, pick.amount.value, cost))
    buttons = [button("button.request_all", "request_quote", use=TOGETHER)]
    turn.say("utter_goods_together", {"goods": lines(said), "total": sum_by_currency(sums)}, buttons=buttons)
    if open_goods := [pick.goods for pick in list_picks(turn) if pick.amount is None]:
        turn.say("utter_goods_not_counted", {"goods": one_after_another(open_goods)})


async def access_at(turn: Turn, product_id: int, amount: Amount | None) -> Listing | None:
    """Returns the listing with its price for that quantity, or None if it is gone."""
    value, unit = (amount.value, amount.unit) if amount else (None, None)
    try:
        return await turn.market.suppliers.access_listing(product_id, quantity=value, unit=unit)
    except NotFound:
        return None


def cost_of(listing: Listing, value: Decimal) -> Money:
    """Returns what that many of the listing cost. For fewer than the minimum order, counts with the price at the
    minimum order."""
    return Money(price_at(listing, value).amount * value, listing.unit_price.currency)


def price_at(listing: Listing, value: Decimal) -> Money:
    """Returns the price of one piece at that quantity."""
    tier = tier_for(listing.tiers, max(value, listing.moq.value))
    return Money(tier.unit_price if tier else listing.unit_price.amount, listing.unit_price.currency)


def describe_cost(listing: Listing, value: Decimal, cost: Money) -> Value:
    """Returns a line that says what that many of the listing cost, and whether they are fewer than it allows."""
    values = {
        **listing_values(listing),
        "quantity": quantity(Quantity(value, listing.moq.unit)),
        "price": unit_price(price_at(listing, value), listing.moq.unit),
        "total": money(cost),
    }
    return term("together.line_below_moq" if value < listing.moq.value else "together.line", **values)


@in_passing
async def goods_left_out(turn: Turn) -> list[Event] | None:
    """Takes goods off the list ("cancel the pouch one", 水壶算了), and says what is left. If the same message gives
    quantities for other goods of the list, these are changed, too."""
    picks = list_picks(turn)
    if not turn.dropped or len(picks) < _LEAST or turn.task is not None or not _is_about_goods(turn):
        return None
    gone = [pick for pick in picks if any(pick.is_named_in(words) for words in turn.dropped)]
    if not gone:
        return None
    left = _with_amounts(turn, [pick for pick in picks if pick not in gone])
    values: dict[str, Value] = {"gone": several(pick.goods for pick in gone)}
    if not left:
        turn.say("utter_goods_all_left_out", values)
    else:
        turn.say("utter_goods_left_out", {**values, "goods": await _describe(turn, left)}, buttons=_buttons(left))
    keep_picks(turn, left)
    turn.done.append("inform")
    return _go_back_to(turn, left)


@in_passing
async def another_number_of_the_goods(turn: Turn) -> list[Event] | None:
    """Changes how many of the goods on the list are wanted, and says the new list: 手巾改1500, "make the towels 1500".
    A buyer who wanted too few of some goods can also take their minimum order: 那就一万 要黑的."""
    picks = list_picks(turn)
    if len(picks) < _LEAST or turn.task is not None or not _is_about_goods(turn) or turn.asks:
        return None
    if turn.intent == "request_quote":
        return None
    changed = picks
    if _sets_a_number(turn):
        changed = _with_amounts(turn, picks)
        changed = changed if changed != picks else _with_only_number(turn, picks)
    if changed == picks and (changed := await _with_minimum(turn, picks)) == picks:
        return None
    turn.say("utter_goods_changed", {"goods": await _describe(turn, changed)}, buttons=_buttons(changed))
    keep_picks(turn, changed)
    turn.done.append("inform")
    return _go_back_to(turn, [new for new in changed if new not in picks], changed)


def _sets_a_number(turn: Turn) -> bool:
    """Returns whether the message changes a number: "make the towels 1500", 手巾改1500."""
    return "sets_number" in turn.topics or any(figure.name == "set" for figure in turn.figures)


def _with_only_number(turn: Turn, picks: Sequence[Pick]) -> list[Pick]:
    """Returns the list of goods with one quantity changed: if the message names exactly one of the goods and gives
    exactly one number, these goods get the number. Otherwise returns the list as it is."""
    named = [pick for pick in picks if pick.is_named_in(turn.text)]
    numbers = {each.value for each in turn.figures if each.stance == "said" and each.kind in ("count", "bare", "named")}
    if len(named) != 1 or len(numbers) != 1:
        return list(picks)
    unit = named[0].amount.unit if named[0].amount else None
    return [replace(pick, amount=Amount(min(numbers), unit)) if pick is named[0] else pick for pick in picks]


async def _with_minimum(turn: Turn, picks: Sequence[Pick]) -> list[Pick]:
    """Returns the list of goods with one quantity raised: if the message takes the minimum order that it names, the
    goods of which fewer than that minimum were wanted get it as their quantity. A colour or size that the message names
    with it decides which listing of these goods is meant."""
    numbers = {number for number in turn.numbers if turn.may_be(number, "count", "bare", "named")}
    if len(numbers) != 1 or "settles" not in turn.topics or turn.cues.finds_too_many:
        return list(picks)
    number = min(numbers)
    for pick in picks:
        listing = await access_at(turn, pick.product_id, pick.amount) if pick.amount else None
        if listing is not None and pick.amount and pick.amount.value < listing.moq.value == number:
            new = replace(pick, amount=Amount(number, listing.moq.unit), chosen=True)
            return [await _in_variant(turn, new, listing) if each is pick else each for each in picks]
    return list(picks)


async def _in_variant(turn: Turn, pick: Pick, listing: Listing) -> Pick:
    """Returns the pick with the colour or size that the message names, and a listing that has it. Returns the pick as
    it is if the message names none, or if the minimum order of such listings is higher than that of `listing`."""
    wanted = await with_variant(turn, SearchState(text=pick.goods))
    if wanted.text == pick.goods:
        return pick
    page = await turn.market.search.find_listings(wanted.request)
    found = [each for each in page.listings if page.match in ("exact", "close") and each.moq.value <= listing.moq.value]
    if not found:
        return pick
    same = next((each for each in found if each.product_id == listing.product_id), found[0])
    return replace(pick, goods=wanted.text, product_id=same.product_id)


def _is_about_goods(turn: Turn) -> bool:
    if turn.is_pressed or turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT):
        return False
    return not (turn.cues.names_an_order or turn.record.is_about(*_OF_TRADES))


def _with_amounts(turn: Turn, picks: Sequence[Pick]) -> list[Pick]:
    """Returns the goods with the quantities that the message gives for each by name."""
    given = [(name, amount) for name, amount in turn.entities.goods if amount is not None]
    return [
        next((replace(pick, amount=amount) for name, amount in given if amount and pick.is_named_in(name)), pick)
        for pick in picks
    ]


async def _describe(turn: Turn, picks: Sequence[Pick]) -> Value:
    """Returns the goods, each with its quantity and its supplier."""
    said = list[Value]()
    for pick in picks:
        listing = await access_at(turn, pick.product_id, pick.amount)
        if listing is None:
            said.append(pick.goods)
            continue
        offer = term("button.offer_of", offer=text(listing.product), supplier=text(listing.supplier.name))
        counted = pick.amount and quantity(Quantity(pick.amount.value, pick.amount.unit or listing.moq.unit))
        said.append(term("order.goods_line", quantity=counted, goods=offer) if counted else offer)
    return lines(said)


def _buttons(picks: Sequence[Pick]) -> list[Button]:
    counted = [pick for pick in picks if pick.amount is not None]
    return [button("button.request_all", "request_quote", use=TOGETHER)] if len(counted) >= _LEAST else []


def _go_back_to(turn: Turn, left: Sequence[Pick], goods: Sequence[Pick] = ()) -> list[Event]:
    """Returns the events that make the last of these goods the one that is talked about, so that later words do not
    refer to goods that were left out. The `goods` stay on the screen."""
    keep_only(turn, [(pick.goods, pick.amount) for pick in goods])
    if not left:
        return [SlotSet(name, None) for name in ("search", "product_id", "supplier_id")]
    last = left[-1]
    amount = last.amount
    search = SearchState(text=last.goods, shown=(last.product_id,))
    search = search.with_amount(amount) if amount else search
    turn.record.add_list("listing", [pick.product_id for pick in left])
    focus = last.product_id if len(left) == 1 else None
    return [SlotSet("search", search.dump()), SlotSet("product_id", focus), SlotSet("supplier_id", None)]


async def list_wanted_together(turn: Turn) -> list[tuple[str, Amount | None]]:
    """Returns all goods of the list with their quantities, if the message is about all of them: 都询个价, "request for the
    three". A listing that was chosen gives its goods the full name."""
    counted = list_counted(turn)
    of_these = all(any(pick.is_named_in(name) for pick in counted) for name in turn.entities.products)
    says_so = "of_all_goods" in turn.topics and of_these and not turn.is_pressed
    if len(counted) < _LEAST or not (says_so or turn.entities.word("use") == TOGETHER):
        return []
    if _sets_a_number(turn):  # 就按这个发询价 手巾改1500
        changed = _with_amounts(turn, counted)
        counted = changed if changed != counted else _with_only_number(turn, counted)
    found = list[tuple[str, Amount | None]]()
    for pick in counted:
        listing = await access_at(turn, pick.product_id, pick.amount) if pick.chosen else None
        own = None if listing is None else listing.product
        found.append((pick.goods if own is None else own.zh if turn.context.language == "zh" else own.en, pick.amount))
    return found


async def describe_together(turn: Turn) -> Value:
    """Returns all goods of the list of which the number is known, each with its quantity and its supplier, and below them
    where they go, on which Incoterm and by when, as far as the contact has said it."""
    search = (SearchState.load(turn.slot("search")) or SearchState()).with_entities(turn.entities)
    noted = describe_delivery(replace(SearchState(), **{name: getattr(search, name) for name in FOR_THE_REQUEST}))
    goods = await _describe(turn, list_counted(turn))
    return lines([goods, one_after_another(noted)]) if noted else goods
