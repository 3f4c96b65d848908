"""Reads the values of a quotation in a supplier's words: the unit price, the lead time, the Incoterm, the validity and
remarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import pack_name, read_amount, read_destination, read_money
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.turn import Turn
from actions.dialogue.values import DAYS, PRICE, QUANTITY, Held, settle
from actions.marketplace.base.records import Money, Name
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.requests.records import Rfq
from actions.trades.notes.drafting import leave_out
from actions.trades.notes.keeping import without_parts
from trade.incoterms import incoterms

LONGEST_NOTE = 600
_CENT = Decimal("0.01")
_JOINT = ", "
"""The signs between the prices of several goods in a remark."""
_KILOGRAMS = 1000
"""The number of kilograms in a tonne."""
_QUOTES = 0.4
"""The least confidence that a message quotes at which a number without decimals may be its price."""


def read_quotation(turn: Turn, requested: str | None, lead: Rfq | None, known: Json) -> Json:
    """Returns the values of the quotation that the message gives, by slot. A bare number is the value that was asked
    for (`requested`)."""
    if turn.dictation.adds and known.get("unit_price"):
        return _read_note(turn, known, {})  # "add a note: 12 to a carton" is no price
    if turn.cues.supposes_price and known.get("unit_price"):
        return _note(known, [turn.cues.supposes_price])  # the price in "6500K would be 9.10" is that of another variant
    found = Json()
    if part := _find_price_of_part(turn, _find_currency(lead, known), known):
        name, before, said = part
        others = replace(turn, numbers=(), figures=(), entities=turn.entities.without_said_of(name), stated=())
        rest = {name: value for name, value in known.items() if name not in ("unit_price", "note")}
        note = str(known["note"]).replace(before, said)
        parts = [price for words in note.split(BETWEEN) for price in _find_prices(words)]
        return read_quotation(others, None, lead, rest) | {"note": note} | _add_up(parts, lead)
    if prices := find_prices_of_several(turn, _find_currency(lead, known)):
        turn = replace(turn, entities=turn.entities.without_said_of(*prices), stated=())
        if not turn.entities.has("price"):
            said = _JOINT.join(_say_price_of(name, price) for name, price in prices.items())
            kept = {name: value for name, value in known.items() if name != "unit_price"}
            others = replace(turn, numbers=(), figures=(), choices={}, cues=replace(turn.cues, number=None))
            found = read_quotation(others, None, lead, kept) | _note(known, [said])
            return found | _add_up(prices.values(), lead)
    if (whole := _read_whole_price(turn, lead, known)) is not None:
        others = replace(turn, numbers=(), figures=(), cues=replace(turn.cues, whole_price=None))
        return read_quotation(others, None, lead, {**known, "unit_price": whole}) | {"unit_price": whole}
    minimum = _read_minimum(turn, lead)
    turn = _settle(turn, requested, lead, known)
    currency = _find_currency(lead, known)
    is_known = "unit_price" in known and requested != "unit_price"
    if (price := _read_price(turn, currency, is_known=is_known)) is not None:
        found["unit_price"] = {"amount": str(_weigh(turn, price.amount, lead, known)), "currency": price.currency}
    elif changed := _read_changed_price(turn, known) or _read_changed_currency(turn, known):
        found["unit_price"] = changed
    days = turn.meant.get(DAYS)
    if days and not days.value % 1 and (days.kind == "bare" or days.label == DAYS):
        found["lead_days"] = int(days.value)
    elif turn.cues.lead_days:
        found["lead_days"] = turn.cues.lead_days
    code = turn.entities.incoterm or turn.cues.incoterm
    if code in incoterms():
        buyers_port = lead.port if lead and lead.incoterm == code else None
        named = turn.entities.port
        is_named = named is not None and not find_in(named.en, named.zh)
        port = pack_name(named if is_named else buyers_port)
        if not is_named and known.get("incoterm") == code:
            port = known.get("port")  # "keep FOB" keeps the port, too
        found |= {"incoterm": code, "port": port}
    elif known.get("incoterm") and not known.get("port") and (place := _find_port(turn)):
        found["port"] = pack_name(place)
    is_end = _names_end(turn, known) and not found.keys() & {"unit_price", "lead_days"}
    if (turn.cues.of_validity or is_end) and (day := _read_validity(turn)):
        found["valid_until"] = day
    return found | minimum | _read_note(turn, known, minimum)


def _read_minimum(turn: Turn, lead: Rfq | None) -> Json:
    """Returns the smallest quantity at the price, which the message names in the unit of the request. In another unit,
    it stays a remark."""
    least = next(iter(turn.cues.minimum), None)
    if least is None:
        return {}
    if not least:
        return {"moq": None}
    units = {each.unit for each in turn.figures if each.value == least and each.kind == "count" and each.unit}
    is_in_unit = lead is None or not units or lead.quantity.unit in units
    return {"moq": f"{least:f}"} if is_in_unit else {}


def _read_whole_price(turn: Turn, lead: Rfq | None, known: Json) -> dict[str, str] | None:
    """Returns the price of a unit, if the message names the price of the whole quantity: 总价凑整 20800 for 20
    tonnes."""
    whole = turn.cues.whole_price
    if whole is None or lead is None or whole == lead.quantity.value or not lead.quantity.value:
        return None
    named = next((price for price in turn.entities.prices_in("") if price.amount == whole), None)
    currency = named.currency if named and named.currency else _find_currency(lead, known)
    return {"amount": str((whole / lead.quantity.value).quantize(_CENT)), "currency": currency}


def _settle(turn: Turn, requested: str | None, lead: Rfq | None, known: Json) -> Turn:
    """Returns the turn in which `settle` has decided what each number means, compared with the quotation so far, or
    else with the buyer's request. The number of the request itself, which people write without its prefix ("10036"), is
    left out."""
    price, days = read_money(known.get("unit_price")), known.get("lead_days")
    target = lead.target_price if lead else None
    is_own = {find_digits(lead)} if lead else set()
    held = {
        PRICE: Held(price.amount, price.currency) if price else _hold_target(target),
        DAYS: Held(Decimal(days)) if days else Held(),
        QUANTITY: Held(lead.quantity.value, lead.quantity.unit) if lead else Held(),
    }
    others = {*is_own, *turn.cues.remarked, *turn.cues.offered, *turn.cues.minimum}
    figures = tuple(figure for figure in turn.figures if figure.value not in others)
    quotes = turn.intent == "submit_quote" or turn.acts.find("submit_quote") >= _QUOTES
    asked = requested or ("unit_price" if quotes and price is None else None)
    return settle(replace(turn, figures=figures), asked, held, lead.product.both if lead else ())


def _find_port(turn: Turn) -> Name | None:
    """Returns the port that the message names without an Incoterm: "Tianjin port"."""
    if "of_place" not in turn.topics or turn.asks:
        return None
    places = map(read_destination, (*turn.entities.values("region"), *turn.entities.values("country")))
    return next((place.city for place in places if place and place.city.en), None)


def _hold_target(target: Money | None) -> Held:
    """Returns the buyer's target price, with which a first price is compared: 8块5 is in dollars, if the target is
    US$8.50."""
    return Held(None, target.currency, target.amount) if target else Held()


def find_prices_of_several(turn: Turn, currency: str) -> dict[str, Money]:
    """Returns the prices that the message names for several goods, by the names of the goods. Returns {} unless there
    are several prices. A quotation has only one."""
    names = list(dict.fromkeys(name for role, _, name in turn.entities.bound if role == "price"))
    if any(goods_likeness(one, (other,)) for one, other in permutations(names, 2)):
        return {}
    prices = {name: turn.entities.said_of(name).prices_in(currency)[-1] for name in names}
    return prices if len({price.amount for price in prices.values()}) > 1 else {}


def _add_up(prices: Iterable[Money], lead: Rfq | None) -> Json:
    """Returns the sum of the prices of several goods as the price of a set of them, for a request of sets. The final
    question shows it with the single prices."""
    each = list(prices)
    if lead is None or lead.quantity.unit != "set" or len({price.currency for price in each}) != 1:
        return {}
    return {"unit_price": {"amount": str(sum(price.amount for price in each)), "currency": each[0].currency}}


def _find_prices(words: str) -> list[Money]:
    """Returns the prices in a remark that `_say_price_of` has written."""
    parts = [part.rsplit(" ", 2) for part in words.split(_JOINT)]
    return [
        Money(Decimal(part[1]), part[2]) for part in parts if len(part) == 3 and part[1].replace(".", "", 1).isdecimal()
    ]


def _say_price_of(name: str, price: Money) -> str:
    return f"{name} {price.amount:f} {price.currency}"


def _find_price_of_part(turn: Turn, currency: str, known: Json) -> tuple[str, str, str] | None:
    """Returns the name of one of several goods whose prices are in the known remarks, and its old and its new price as
    they are written there, if the message names a price of these goods alone: "plates better 2.10". It is no price of
    all of them."""
    names = {name for role, _, name in turn.entities.bound if role == "price"}
    if len(names) != 1:
        return None
    name = names.pop()
    price = turn.entities.said_of(name).prices_in(currency)[-1]
    parts = [part for words in str(known.get("note") or "").split(BETWEEN) for part in words.split(_JOINT)]
    before = next((part for part in parts if part.startswith(f"{name} ") and part.endswith(f" {price.currency}")), None)
    return (name, before, _say_price_of(name, price)) if before else None


def _read_note(turn: Turn, known: Json, minimum: Json) -> Json:
    """Returns the known remarks of the supplier together with those of the message. A smallest quantity is a
    remark, too, unless it is kept as the value `moq` of `minimum`."""
    kept = [words for words in str(known.get("note") or "").split(BETWEEN) if words]
    if not turn.dictation.adds and (rest := leave_out(turn, kept)) is not None:
        return {"note": BETWEEN.join(rest) or None}
    if (name := turn.cues.keeps_only) and kept:
        rest = [words for words in kept if not _is_of_another(words, name)]
        return {"note": BETWEEN.join(rest) or None} if rest != kept else {}
    least = [turn.cues.minimum_words] if turn.cues.minimum_words and "moq" not in minimum else []
    return _note(known, [turn.dictation.words] if turn.dictation.adds else [*turn.remarks, *least])


def _is_of_another(words: str, name: str) -> bool:
    """Returns whether a remark speaks of another variant than that of the name: "6500K would be 9.10" for "4000K"."""
    kind, said = name.casefold().lstrip("0123456789"), words.casefold()
    if not kind or kind == name.casefold() or name.casefold() in said:
        return False
    return any(before.isdigit() and said.startswith(kind, at) for at, before in enumerate(said, 1))


def _note(known: Json, said: Sequence[str]) -> Json:
    """Returns the known remarks together with those in `said` that are new."""
    kept = [words for words in str(known.get("note") or "").split(BETWEEN) if words]
    new = [words for words in said if words and words not in kept]
    return {"note": BETWEEN.join(without_parts([*kept, *new]))[:LONGEST_NOTE]} if new else {}


def _find_currency(lead: Rfq | None, known: Json) -> str:
    """Returns the currency for a price without one: the currency of the known price, else that of the buyer's target
    price."""
    before = read_money(known.get("unit_price"))
    return before.currency if before else lead.target_price.currency if lead and lead.target_price else "USD"


def _read_price(turn: Turn, currency: str, *, is_known: bool = False) -> Money | None:
    """Returns the price in the message. Returns None for "10 cents less", which is a difference, unless the message
    also names the price that comes out of it: 降两毛 6块28. Also returns None if the price of the goods is known
    (`is_known`) and the message only names prices of other things."""
    if turn.differences:
        by = {abs(each) for each in turn.differences}
        return next((each for each in turn.entities.prices_in(currency) if each.amount not in by), None)
    return None if is_known and _names_only_others(turn, currency) else _find_own_price(turn, currency)


def _names_only_others(turn: Turn, currency: str) -> bool:
    """Returns whether all prices in the message belong to remarks: 打样费80美金."""
    prices = turn.entities.prices_in(currency)
    return bool(prices) and all(price.amount in (*turn.cues.remarked, *turn.cues.minimum) for price in prices)


def _find_own_price(turn: Turn, currency: str) -> Money | None:
    """Returns the first price in the message that is not the buyer's offer: 6.1 in 买家还5.9，我们还6.1."""
    prices = turn.entities.prices_in(currency)
    prices = [price for price in prices if price.amount not in turn.cues.offered]
    own = [price for price in prices if price.amount not in turn.cues.ruled_out]
    own = [price for price in own if price.amount not in turn.cues.minimum]
    own = [price for price in own if price.amount not in turn.cues.remarked] or own  # leaves out the price of a sample
    if prices and not own and turn.limits and not turn.is_private:  # 5.9做不了，最低6.1
        return Money(turn.limits[-1], currency)
    if prices and not own and len(others := _list_others(turn, prices)) == 1:  # 1.15说高了，1.08
        return Money(others[0], currency)
    return next(iter(own or prices), None)


def _list_others(turn: Turn, prices: Sequence[Money]) -> list[Decimal]:
    """Returns the numbers of the message, without these prices and without numbers that its words rule out."""
    taken = {price.amount for price in prices}
    return [number for number in turn.numbers if number not in taken and number not in turn.cues.ruled_out]


def _weigh(turn: Turn, price: Decimal, lead: Rfq | None, known: Json) -> Decimal:
    """Returns the price for the unit of the request. Converts it if the message names it for another unit of weight, or
    if, compared with the known price, it can only be for another unit: 6.1 per kg are 6,100 per tonne."""
    before = read_money(known.get("unit_price"))
    if before and not turn.choices.get("per"):
        return _weigh_as_before(price, before.amount, lead)
    per, unit = turn.choices.get("per"), lead.quantity.unit if lead else None
    if (per, unit) == ("kg", "tonne"):
        return (price * _KILOGRAMS).quantize(_CENT)
    return price / _KILOGRAMS if (per, unit) == ("tonne", "kg") else price


def find_lone_numbers(turn: Turn, lead: Rfq | None) -> list[Decimal]:
    """Returns the numbers of the message that may be a price. Leaves out numbers with a unit of goods, numbers in a
    remark such as "moq 1500", and the number of the request itself, which people write without its prefix ("10036")."""
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    taken = [amount.value for amount in amounts if amount.unit != "dozen" or not amount.value % 1]  # 8.8 打样
    taken += [*turn.cues.remarked, *turn.cues.offered, *turn.cues.minimum]
    if lead:
        taken.append(find_digits(lead))
    lone = []
    for number in turn.numbers:
        if number in taken:
            taken.remove(number)
        else:
            lone.append(number)
    return lone


def find_digits(lead: Rfq) -> Decimal:
    """Returns the number of a request without its prefix, as people say it."""
    return Decimal("".join(filter(str.isdecimal, lead.number)))


def _read_changed_price(turn: Turn, known: Json) -> dict[str, str] | None:
    """Returns the known price after the message has changed it, in the same currency: "10 cents less", "3 % less".
    Returns None if the message does not change it."""
    before = known.get("unit_price")
    if not isinstance(before, dict):
        return None
    old = Decimal(str(before["amount"]))
    if turn.differences:
        amount = old + turn.differences[-1]
        return {**before, "amount": str(amount)} if amount > 0 else None
    if turn.percents:  # "3 % less"
        exact = old * (100 - turn.percents[-1]) / 100
        return {**before, "amount": str(exact.quantize(min(_CENT, Decimal(1).scaleb(int(old.as_tuple().exponent)))))}
    return None


def _weigh_as_before(price: Decimal, before: Decimal, lead: Rfq | None) -> Decimal:
    """Returns the new price per tonne. Converts it if, compared with the price before, it can only be per kilogram: 6.1
    after 6,050."""
    per_tonne = price * _KILOGRAMS
    is_of_kilogram = lead is not None and lead.quantity.unit == "tonne" and before / 2 <= per_tonne <= before * 2
    return per_tonne.quantize(_CENT) if is_of_kilogram else price


def _read_changed_currency(turn: Turn, known: Json) -> dict[str, str] | None:
    """Returns the known price in another currency, if the message names a currency without a number, such as "euros,
    not dollars". Returns None if it names none."""
    before, named = known.get("unit_price"), turn.choices.get("currency")
    if not isinstance(before, dict) or named is None or turn.numbers or turn.asks:
        return None
    return {**before, "currency": named}


def _names_end(turn: Turn, known: Json) -> bool:
    """Returns whether a day that the message names without saying what it is for must be the last day of the
    quotation's validity: the quotation waits for its final "yes", and the message does not say when the goods leave."""
    is_complete = bool(known.get("unit_price") and known.get("lead_days"))
    return is_complete and len(set(turn.entities.days)) == 1 and not (turn.cues.of_delivery or turn.asks)


def _read_validity(turn: Turn) -> str | None:
    """Returns the ISO date until which the quotation will be valid: the first future date in the message, or the end of
    a period of time in it."""
    coming = [day for day in turn.entities.days if day > turn.today]
    day = min(coming) if coming else turn.cues.valid_until
    return day.isoformat() if day else None
