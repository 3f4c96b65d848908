"""Shows the staff the listings that a buyer was shown, and orders, asks for samples or asks for quotations of them in the
buyer's name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem, Subject
from actions.desk.asking import build_asking
from actions.desk.fields import list_destination_fields, list_incoterms, read_destination, read_words, write_number
from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.records import Destination, Money, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import tier_for
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.trades.orders.placing import OrderFromListing
from actions.marketplace.trades.orders.terms import LISTING_INCOTERM
from actions.marketplace.trades.requests.records import NewRfq
from actions.marketplace.trades.samples.records import NewSample
from actions.replies import Value, date, destination, money, quantity, term, text, unit_price
from actions.sourcing.cards import detail_card, sample_price
from actions.trades.quotations.cards import find_total

_LONGEST_NOTE, _LONGEST_ADDRESS = 300, 300
_PREFIX, _MOST_FOUND = "LST", 5
_THIS, _ALL = "this", "all"
_TO: tuple[Option, ...] = (
    {"value": _THIS, "label": term("desk.to_this_supplier")},
    {"value": _ALL, "label": term("desk.to_all_who_fit")},
)
"""Says to whom a request goes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Holds a listing for a buyer. `can_order` says that its supplier has an account, and so can confirm an order;
    `place` is where the buyer's latest order went."""

    listing: Listing
    can_order: bool
    place: Destination | None = None


async def _access(market: Marketplace, account: str, number: str) -> Offered:
    """Returns the listing.

    Raises:
        NotFound: there is no such listing on sale, or the account belongs to a supplier.
    """
    digits = number.partition("-")[2]
    if not digits.isdecimal() or await market.staff_acts.find_role(account) != "buyer":
        raise NotFound(number)
    listing = await market.suppliers.access_listing(int(digits))
    if listing.is_paused:
        raise NotFound(number)
    return Offered(listing, await market.placing.can_order(listing.supplier.slug))


async def _load_place(market: Marketplace, account: str, row: Offered) -> Offered:
    latest = (await market.orders.list_orders(account, limit=1)).orders
    return Offered(row.listing, row.can_order, latest[0].destination if latest else None)


async def _list_none(_market: Marketplace, _account: str) -> Sequence[Offered]:
    """Returns nothing: a listing is beside a conversation only if it was shown there."""
    return ()


def _can_order(row: Offered) -> bool:
    return row.can_order


def _list_order(row: Offered) -> tuple[Field, ...]:
    return (
        _list_quantity(row.listing.moq.value),
        *list_destination_fields(row.place, is_required=True),
        Field("needed_by", "day", "field.needed_by", is_required=False),
        Field("note", "text", "field.note", is_required=False, longest=_LONGEST_NOTE),
    )


def _list_quantity(value: Decimal) -> Field:
    return Field("quantity", "number", "field.quantity", write_number(value))


def _read_order(asked: Asked) -> OrderFromListing:
    listing, amount = asked.row.listing, _read_quantity(asked)
    tier = tier_for(listing.tiers, amount.value)
    if tier is None or amount.value < listing.moq.value:
        raise Problem("below_minimum")
    place = read_destination(asked, None)
    assert place is not None
    price = Money(tier.unit_price, listing.unit_price.currency)
    note = read_words(asked, "note") or None
    return OrderFromListing(listing.product_id, amount, price, place, _read_day(asked, "needed_by"), note)


def _read_quantity(asked: Asked) -> Quantity:
    return Quantity(asked.number("quantity") or Decimal(0), asked.row.listing.moq.unit)


def _read_day(asked: Asked, name: str) -> dt.date | None:
    day = asked.day(name)
    if day is not None and day < asked.today:
        raise Problem("past")
    return day


def _find_order(asked: Asked) -> list[Change]:
    wish = _read_order(asked)
    changes: list[Change] = [
        ("field.goods", None, term("order.goods_line", quantity=quantity(wish.quantity), goods=_name(asked.row))),
        ("field.unit_price", None, unit_price(wish.unit_price, wish.quantity.unit)),
        ("field.total", None, money(find_total(wish.unit_price, wish.quantity))),
        ("field.incoterm", None, LISTING_INCOTERM),
        ("field.destination", None, destination(wish.destination)),
    ]
    return [*changes, *_find_wishes(wish.needed_by, wish.note)]


def _find_wishes(needed_by: dt.date | None, note: str | None) -> list[Change]:
    days: list[Change] = [("field.needed_by", None, date(needed_by))] if needed_by else []
    return [*days, ("field.note", None, note)] if note else days


async def _order(asked: Asked, key: WriteKey) -> bool:
    return bool(await asked.market.placing.place(asked.account, _read_order(asked), key))


def _list_sample(row: Offered) -> tuple[Field, ...]:
    return (
        _list_quantity(Decimal(1)),
        *list_destination_fields(row.place, is_required=True),
        Field("address", "text", "field.address", longest=_LONGEST_ADDRESS),
    )


def _read_sample(asked: Asked) -> NewSample:
    place = read_destination(asked, None)
    assert place is not None
    return NewSample(asked.row.listing.product_id, _read_quantity(asked), place, read_words(asked, "address"))


def _find_sample(asked: Asked) -> list[Change]:
    wish = _read_sample(asked)
    return [
        ("field.goods", None, term("order.goods_line", quantity=quantity(wish.quantity), goods=_name(asked.row))),
        ("field.sample_price", None, sample_price(asked.row.listing)),
        ("field.destination", None, destination(wish.destination)),
        ("field.address", None, wish.address),
    ]


async def _ask_for_sample(asked: Asked, key: WriteKey) -> bool:
    return bool(await asked.market.samples.request(asked.account, _read_sample(asked), key, ""))


def _list_request(row: Offered) -> tuple[Field, ...]:
    return (
        _list_quantity(row.listing.moq.value),
        *list_destination_fields(row.place, is_required=False),
        Field("incoterm", "choice", "field.incoterm", "", list_incoterms(), is_required=False),
        Field("to", "choice", "desk.to_whom", _THIS, _TO),
        Field("needed_by", "day", "field.needed_by", is_required=False),
        Field("note", "text", "field.note", is_required=False, longest=_LONGEST_NOTE),
    )


def _read_request(asked: Asked) -> NewRfq:
    listing: Listing = asked.row.listing
    own = (listing.supplier.slug,)
    is_for_all = asked.text("to") == _ALL
    return NewRfq(
        listing.product.en,
        _read_quantity(asked),
        read_destination(asked, None),
        asked.text("incoterm") or None,
        suppliers=() if is_for_all else own,
        extra_suppliers=own if is_for_all else (),
        needed_by=_read_day(asked, "needed_by"),
        product_id=listing.product_id,
        note=read_words(asked, "note") or None,
    )


def _find_request(asked: Asked) -> list[Change]:
    wish = _read_request(asked)
    changes: list[Change] = [
        ("field.goods", None, term("order.goods_line", quantity=quantity(wish.quantity), goods=_name(asked.row))),
        ("desk.to_whom", None, term("desk.to_all_who_fit") if not wish.suppliers else _supplier(asked.row)),
    ]
    if wish.destination:
        changes.append(("field.destination", None, destination(wish.destination)))
    if wish.incoterm:
        changes.append(("field.incoterm", None, wish.incoterm))
    return [*changes, *_find_wishes(wish.needed_by, wish.note)]


async def _request(asked: Asked, key: WriteKey) -> bool:
    return bool((await asked.market.rfqs.create_rfq(asked.account, _read_request(asked), key)).number)


async def _find_asked(_market: Marketplace, row: Offered) -> tuple[str, str]:
    return row.listing.supplier.slug, str(row.listing.product_id)


def _name(row: Offered) -> Value:
    return text(row.listing.product)


def _supplier(row: Offered) -> Value:
    return text(row.listing.supplier.name)


def _state(row: Offered) -> Value:
    state = "on_sale" if row.can_order else "cannot_order"
    return term(f"desk.listing_state.{state}")


def _number(row: Offered) -> str:
    return _write_number(row.listing)


def _write_number(listing: Listing) -> str:
    return f"{_PREFIX}-{listing.product_id}"


async def find_numbers_of_goods(market: Marketplace, goods: str) -> list[str]:
    """Returns the numbers of the listings that are found by these words, the best first."""
    page = await market.search.find_listings(SearchRequest(goods, limit=_MOST_FOUND))
    return [_write_number(listing) for listing in page.listings]


LISTINGS = Subject(
    "listing",
    _PREFIX,
    _access,
    _list_none,
    _number,
    _state,
    _supplier,
    lambda row: detail_card(row.listing),
    (
        Act("listing.order", "buyer", _can_order, _find_order, _order, _list_order, load=_load_place, makes=True),
        Act(
            "listing.request", "buyer", lambda _row: True, _find_request, _request, _list_request,
            load=_load_place, makes=True,
        ),
        Act(
            "listing.sample", "buyer", _can_order, _find_sample, _ask_for_sample, _list_sample,
            load=_load_place, makes=True,
        ),
        build_asking("listing.ask", "buyer", "listing", _find_asked, _can_order),
    ),
    _name,
)  # fmt: skip
