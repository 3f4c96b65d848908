"""Reads the terms of a request for quotation, which are its values besides goods, quantity and destination: the
Incoterm, certificates, a target price, and two kinds of dates.

"Before the end of March" is a date by which the goods are needed; "quotes by Friday" is the last
day on which suppliers may quote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from actions.dialogue.said.entities import Entities, read_money
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import NewRfq
from actions.replies import Value, certificate, date, incoterm, money, one_after_another, term

OF_A_LINE = ("certifications", "price", "limit")
"""The terms that one of several goods may have for itself."""


def without_bare_price(turn: Turn) -> Turn:
    """Returns the turn without prices that have no currency, unless the message speaks of a price or the number has
    decimals ("make it 1.15"). In a request, a whole number is a quantity ("make it 20 less"), and suppliers would read
    a wrong price."""
    bare = [
        value
        for value in turn.entities.values("price")
        if isinstance(value, dict) and not value.get("currency") and not Decimal(str(value.get("amount") or 0)) % 1
    ]
    if not bare or "price" in turn.mentions or turn.is_pressed:
        return turn
    kept = tuple(each for each in turn.entities.found if each[0] != "price" or each[1] not in bare)
    return replace(turn, entities=Entities(kept, bound=tuple(each for each in turn.entities.bound if each[:2] in kept)))


def read_terms(turn: Turn, known: dict[str, Any]) -> dict[str, Any]:
    """Returns `known` with the terms of the message added.

    The keys are `incoterm` and its `port` (`{"en", "zh"}` or None), `certifications`, `price`, `limit`, `needed_by` and
    `due_on` (ISO dates), and `currency`, in which a target price was that the buyer has taken back. `price` is a target
    that suppliers read. The limit of a search ("scarves under $5") becomes the `limit`, which only the buyer reads.
    """
    entities, terms = turn.entities, dict(known)
    terms |= entities.trade_terms
    if (port := entities.port) and any(port.en.casefold() in words.casefold() for words in turn.removals):
        terms["port"] = None  # "forget Hamburg, EXW"
    certificates = dict.fromkeys((*terms.get("certifications", ()), *entities.certifications))
    if kept := [code for code in certificates if not any(code.casefold() in each.casefold() for each in turn.removals)]:
        terms["certifications"] = kept
    else:
        terms.pop("certifications", None)
    if price := find_price(turn, terms):
        is_own = _is_private(turn) or _limits_search(turn)  # "1.10, but don't tell them"
        terms["limit" if is_own else "price"] = {"amount": str(price.amount), "currency": price.currency}
        if _is_private(turn):
            terms.pop("price", None)
    elif _is_private(turn) and terms.get("price") and "price" in turn.mentions:
        terms["limit"] = terms.pop("price")
    if day := _find_deadline(turn):
        terms["due_on" if turn.cues.of_quotes else "needed_by"] = day.isoformat()
    return terms


def _is_private(turn: Turn) -> bool:
    """Returns whether the message asks to keep a price in it secret. The request keeps a price that it names as a limit
    of its own in another way (`keep_private`)."""
    return turn.is_private and turn.private is None


async def keep_private(turn: Turn, values: dict[str, Any]) -> dict[str, Any]:
    """Returns the terms of the request with the limit that the message gives for the buyer alone. The same price is no
    target any more."""
    terms = dict(values.get("terms") or {})
    if turn.private is None:
        return {}
    usual = "CNY" if turn.context.language == "zh" else "USD"
    limit = turn.private.or_in(find_currency(terms) or usual)
    target = read_money(terms.get("price"))
    if target is not None and target.amount == limit.amount:
        terms.pop("price")
    return {"terms": terms | {"limit": {"amount": str(limit.amount), "currency": limit.currency}}}


def read_line_terms(turn: Turn, known: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Returns `known`, the terms of one of several goods, together with the terms that the message gives only for goods
    of these names."""
    own = replace(turn, entities=turn.entities.said_of(*names), stated=(), shifts=())
    if not own.entities and not (known and turn.removals):
        return dict(known)
    return {name: term for name, term in read_terms(own, dict(known)).items() if name in OF_A_LINE}


def find_currency(terms: Mapping[str, Any]) -> str | None:
    """Returns the currency in which the buyer has named a price for this request, even if the price was taken back;
    None if the buyer has named none."""
    named = read_money(terms.get("price") or terms.get("limit"))
    return named.currency if named else terms.get("currency")


def find_price(turn: Turn, known: dict[str, Any]) -> Money | None:
    """Returns the price in the message. A bare number is a price if the words around it say so ("target 1.20 each");
    its currency is that of the known price."""
    currency = find_currency(known)
    if price := turn.entities.price_in(currency) if currency else turn.entities.price:
        return price
    stated = [Decimal(str(each["value"])) for each in turn.stated if each["of"] == "price" and "value" in each]
    stated = [number for number in stated if turn.may_be(number, "money", "bare")]
    of_days = {Decimal(day.day) for day in turn.entities.days}
    says_so = "price" in turn.mentions and stated and stated[-1] not in of_days
    is_price = bool(stated) and stated[-1] > 0 and (says_so or bool(stated[-1] % 1))
    if not is_price or turn.asks or turn.is_pressed:
        return None
    return Money(stated[-1], currency or ("CNY" if turn.context.language == "zh" else "USD"))


def _limits_search(turn: Turn) -> bool:
    """Returns whether the price in the message is the limit of a search, and not a target that suppliers shall read. It
    is a limit if the message says "under" or "at most", does not answer a question of the task, and does not call it a
    target."""
    price = turn.entities.price
    if price is None or price.amount not in turn.limits or "price" in turn.mentions:
        return False
    return turn.task is None or turn.intent == "find_supplier"


def _find_deadline(turn: Turn) -> dt.date | None:
    """Returns the first future date in the message, else the end of a period of time in it, else
    None."""
    days = [day for day in turn.entities.days if day > turn.today]
    return min(days) if days else turn.cues.deadline


def describe_terms(wish: NewRfq) -> list[Value]:
    """Returns the terms of the request in words."""
    words: list[Value] = [incoterm(wish.incoterm, wish.port)] if wish.incoterm else []
    words += _describe_wishes(wish.certifications, wish.target_price)
    if wish.needed_by:
        words.append(term("condition.needed_by", day=date(wish.needed_by)))
    if wish.due_on:
        words.append(term("condition.quotes_by", day=date(wish.due_on)))
    if wish.note:
        words.append(term("request.note", note=wish.note))
    return words


def describe_line_terms(terms: Mapping[str, Any]) -> list[Value]:
    """Returns in words the terms of one of several goods, including the contact's own limit."""
    words = _describe_wishes(tuple(terms.get("certifications") or ()), read_money(terms.get("price")))
    return [*words, *describe_limit(terms)]


def describe_limit(terms: Mapping[str, Any]) -> list[Value]:
    """Returns the contact's own limit in words, which suppliers do not read."""
    limit = read_money(terms.get("limit"))
    return [term("request.limit", price=money(limit))] if limit else []


def _describe_wishes(certificates: Sequence[str], target: Money | None) -> list[Value]:
    words: list[Value] = []
    if certificates:
        names = one_after_another(map(certificate, certificates))
        words.append(term("condition.certification", certification=names))
    if target:
        words.append(term("request.target", price=money(target)))
    return words
