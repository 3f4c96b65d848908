"""Defines the records that all parts of the marketplace return: they are frozen and typed, and
compute small facts at most.

Names, places and goods are bilingual (`Name`). Money is exact (`Decimal`) and carries its currency
(ISO 4217). Every datetime is aware and in UTC. Units are those of the NLU: piece, set, pair, dozen,
carton, kilogram, tonne, metre, square_metre, litre, container, container_20ft, container_40ft,
container_40hq.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Role = Literal["buyer", "supplier"]


@dataclass(frozen=True, slots=True)
class Name:
    """Holds one name in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Place:
    """Names a place in China. `province_code` is ISO 3166-2:CN ("CN-SC"); `city` is None for a
    whole province."""

    province_code: str
    province: Name
    city: Name | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Says where goods go: `country` is ISO 3166-1 alpha-2, `city` the port or city."""

    country: str
    city: Name


@dataclass(frozen=True, slots=True)
class Party:
    """Names the company on one side of a trade; `account` is null for one that never signed up for chat."""

    name: Name
    role: Role
    account: str | None


@dataclass(frozen=True, slots=True)
class WriteKey:
    """Makes a write idempotent: the same key gives the first result again."""

    message_id: str
    action: str
    ordinal: int = 0
