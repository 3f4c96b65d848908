"""Declares the facts of a listing and its supplier that a contact can ask for, and how each is read from their records.

A fact has the name that nlu/understanding/asked/goods.yml gives to the thing that a question is about. The response
that states it has the name `utter_goods_` and that of the fact. If no record has the fact, a reply calls it by the term
`goods_fact.` and its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.marketplace.goods.words.properties import find_property
from actions.marketplace.trades.performance import Performance
from actions.replies import Value, certificate, place, quantity, rating, several, term, text
from actions.sourcing.cards import certificate_lines, percent, supplier_kind, tier_lines, verification
from actions.sourcing.performance import COMPUTED, say_disputed, say_on_time, say_record, say_response

PROPERTIES = ("material", "size", "weight", "thickness", "volume", "power", "colour", "packing", "logo", "custom")
"""The properties of goods that are known only from the names of the goods."""
IN_RELIABILITY = frozenset(("verified", "rating", "on_time", "founded"))
"""The facts that answer the question whether a supplier is reliable."""
_NO_CONDITIONS = ("packing", "logo", "custom")


@dataclass(frozen=True)
class About:
    """Holds the supplier that a question is about, and one of its listings unless the question is only about the
    supplier. `performance` is read for the facts that are computed from it (`COMPUTED`)."""

    profile: SupplierProfile
    listing: Listing | None = None
    performance: Performance | None = None


Read = Callable[[About], Value | None]
"""A function that reads a fact from the records. It returns None if they do not have it."""


@dataclass(frozen=True)
class GoodsFact:
    """Declares a fact. `of_supplier` says that contacts may ask for it when only a supplier is talked about, and
    `may_narrow` that it can also be a condition of a search: "any with BSCI?"."""

    read: Read
    of_supplier: bool = False
    may_narrow: bool = False


def _read_property(of: str) -> Read:
    def read(about: About) -> Value | None:
        found = find_property(about.listing.product, of) if about.listing else None
        return text(found) if found else None

    return read


def _read_stock(about: About) -> Value | None:
    return quantity(about.listing.stock) if about.listing and about.listing.stock is not None else None


def _read_certificates(about: About) -> Value | None:
    codes = about.listing.certificates if about.listing else tuple(each.code for each in about.profile.certificates)
    return several(map(certificate, codes)) if codes else None


def _read_days_of_certificates(about: About) -> Value | None:
    return certificate_lines(about.profile)


def _read_products(about: About) -> Value | None:
    names = about.profile.main_products
    return several(map(text, names)) if names else None


def _read_rating(about: About) -> Value | None:
    summary = about.profile.summary
    return (
        None
        if summary.rating is None
        else term("goods_reliability.rating", rating=rating(summary.rating), count=summary.review_count)
    )


def _read_reliability(about: About) -> Value:
    profile, summary = about.profile, about.profile.summary
    said = [
        verification(summary),
        rating(summary.rating) if summary.rating is None else _read_rating(about),
        *say_record(profile, about.performance),
        term("goods_reliability.founded", year=str(profile.founded_year)) if profile.founded_year else None,
    ]
    return several(each for each in said if each is not None)


def _read_tiers(about: About) -> Value | None:
    return tier_lines(about.listing) if about.listing and len(about.listing.tiers) > 1 else None


def never(about: About) -> None:
    """Reads nothing: no record of the marketplace has such a fact."""
    return


FACTS: dict[str, GoodsFact] = {
    **{name: GoodsFact(_read_property(name), may_narrow=name not in _NO_CONDITIONS) for name in PROPERTIES},
    "stock": GoodsFact(_read_stock),
    "certificate": GoodsFact(_read_certificates, of_supplier=True, may_narrow=True),
    "certificate_until": GoodsFact(_read_days_of_certificates, of_supplier=True),
    "founded": GoodsFact(lambda about: str(about.profile.founded_year or "") or None, of_supplier=True),
    "verified": GoodsFact(lambda about: verification(about.profile.summary), of_supplier=True, may_narrow=True),
    "kind": GoodsFact(lambda about: supplier_kind(about.profile.summary), of_supplier=True, may_narrow=True),
    "location": GoodsFact(lambda about: place(about.profile.summary.place), of_supplier=True, may_narrow=True),
    "on_time": GoodsFact(
        lambda about: say_on_time(about.profile, about.performance), of_supplier=True, may_narrow=True
    ),
    "response": GoodsFact(lambda about: say_response(about.profile, about.performance), of_supplier=True),
    "products": GoodsFact(_read_products, of_supplier=True),
    "export": GoodsFact(lambda about: percent(about.profile.export_percent), of_supplier=True),
    "employees": GoodsFact(lambda about: about.profile.employees, of_supplier=True),
    "rating": GoodsFact(_read_rating, of_supplier=True, may_narrow=True),
    "reliability": GoodsFact(_read_reliability, of_supplier=True),
    "disputes": GoodsFact(lambda about: say_disputed(about.performance), of_supplier=True),
    "name": GoodsFact(lambda about: text(about.profile.summary.name), of_supplier=True),
    "origin": GoodsFact(lambda about: place(about.profile.summary.place)),
    **{
        name: GoodsFact(never)
        for name in ("warranty", "shelf_life", "manual", "plug", "capacity", "sample_time", "joined")
    },
    "safety": GoodsFact(never, may_narrow=True),
    "discount": GoodsFact(_read_tiers),
    **{name: GoodsFact(never) for name in ("payment", "incoterm", "port", "tax")},
}
"""Every fact by its name."""


async def collect(
    turn: Turn, profile: SupplierProfile, facts: Collection[str], listing: Listing | None = None
) -> About:
    """Returns what the facts are read from, with the supplier's performance if one of the facts is computed from it."""
    computed = not COMPUTED.isdisjoint(facts)
    slug = profile.summary.slug
    return About(profile, listing, await turn.market.performances.access_performance(slug) if computed else None)


def name_response(name: str, about: About) -> str:
    """Returns the name of the response that states the fact."""
    if name == "verified":
        return "utter_verified" if about.profile.summary.verified else "utter_not_verified"
    return f"utter_goods_{name}"


HINTED = frozenset(("payment", "incoterm", "port", "tax", "logo", "custom", "stock", "sample_time", "joined"))
"""The facts about which the bot can say something general when no record has them: the term `goods_hint.` and the name
of the fact."""
