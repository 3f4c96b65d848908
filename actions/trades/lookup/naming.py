"""Rates how well a message names each of an account's own things: every thing gets points for each of its properties
that the message mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import dropwhile, takewhile

from actions.dialogue.referring import OWN, find_at_hand, follows_a_list
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Destination, Name
from actions.marketplace.goods.words.likeness import (
    find_first_word,
    find_short_name,
    goods_likeness,
    mentions_company,
    mentions_goods,
    mentions_kind,
    mentions_place,
)
from actions.marketplace.goods.words.other_names import usual_name
from actions.marketplace.goods.words.words import is_han, words
from actions.trades.lookup.records import Own
from trade.units import units

NUMBER, WHOLE, GOODS, HINT, COMPANY, PLACE, MONEY, QUANTITY, CARRIER, PERIOD, STATE = 20, 6, 5, 2, 4, 3, 4, 4, 4, 2, 2
"""The points that a thing gets if a message names the end of its number, the whole name of its goods, a shorter name of
them, a word that no other goods have, its company, the place where it goes, an amount of money, its quantity, its
carrier, the time when it began, or its state. A property that all things share gives no points."""
KIND = 4
"""The additional points of a thing with points, if the message speaks of its kind."""
_LEAST_WORD = 4
LEAST_ENDING, _NO_ENDING = 100, 100_000
"""Numbers from `LEAST_ENDING` on and below `_NO_ENDING` may be the end of a thing's number. Larger ones are whole
numbers of things."""
_LEAST_COUNT, _LEAST_MONEY, _LEAST_SUM = 10, 50, 1000
IN_PARTS = frozenset(("ship_order", "report_production", "report_arrival", "report_problem", "request_refund"))
"""Intents of messages in which a quantity may be a part of the ordered quantity."""
_GIVES = frozenset(
    ("change_order", "change_request", "place_order", "request_quote", "submit_quote", "negotiate_price")
)
"""Intents of messages in which a quantity is a new value."""
_COME = frozenset(("delivered", "completed"))
"""States whose words may also be about money: "has my deposit arrived?"."""
_AMOUNTS = frozenset(("how_much", "how_many"))
_LEAST_LETTERS = 4
_GENERAL = frozenset(
    (
        "trading",
        "trade",
        "imports",
        "import",
        "company",
        "foods",
        "home",
        "group",
        "textile",
        "textiles",
        "ceramics",
        "industry",
        "lighting",
        *("贸易", "国际", "进出", "公司", "集团", "实业", "零售", "家居", "食品", "纺织", "陶瓷"),
    )
)


def names_company(turn: Turn, own: Own) -> bool:
    """Returns whether the message names the company on the other side of the thing, or the destination of the thing."""
    return bool(_rate_companies(turn, [own])) or goes_where_said(turn, own.place)


def rank(turn: Turn, things: Sequence[Own], *, by_state: bool = True, gives: bool = False) -> dict[str, int]:
    """Returns the points of each thing, by the thing's number. They are the points for its names or, if nothing is
    named, for its circumstances."""
    points = rate_names(turn, things, gives=gives)
    is_named = any(points.values()) or not turn.text or turn.is_pressed
    return points if is_named else rate_circumstances(turn, things, by_state=by_state)


def rate_names(turn: Turn, things: Sequence[Own], *, by_hints: bool = True, gives: bool = False) -> dict[str, int]:
    """Returns the points of each thing for its goods, its company, its place and its numbers. With `gives`, a place or
    a quantity in the message is a new value."""
    if not turn.text or turn.is_pressed:
        return {each.number: 0 for each in things}
    scores = [
        _rate_goods_of_each_kind(turn, things, by_hints=by_hints),
        _told_apart(_rate_companies(turn, things), things),
        {}
        if gives
        else _told_apart({each.number: PLACE * goes_where_said(turn, each.place) for each in things}, things),
    ]
    called = {each.number: sum(score.get(each.number, 0) for score in scores) for each in things}
    is_new = gives and len(turn.numbers) < 2  # "make it 800" names the new quantity
    counted = {} if is_new else _rate_numbers(turn, things, is_called=any(called.values()), gives=gives)
    return {each.number: called[each.number] + counted.get(each.number, 0) for each in things}


def _told_apart(score: dict[str, int], things: Sequence[Own]) -> dict[str, int]:
    """Returns the points. Returns none if each of several things has some, because such points do not distinguish the
    things."""
    return {} if len(things) > 1 and all(score.get(each.number) for each in things) else score


def _rate_goods_of_each_kind(turn: Turn, things: Sequence[Own], *, by_hints: bool) -> dict[str, int]:
    """Returns the points of each thing for its goods. Only things of one kind compete: 核桃 gives points to a request
    whose goods only contain the word, although it is the whole name of goods in an order."""
    kinds = {each.kind for each in things}
    score: dict[str, int] = {}
    for text in filter(None, (turn.text, usual_name(turn.text))):  # 合桃 is another name of 核桃
        for kind in kinds:
            said = replace(turn, text=text)
            score |= _rate_goods(said, [each for each in things if each.kind == kind], by_hints=by_hints)
        if any(score.values()):
            break
    return score


def _rate_goods(turn: Turn, things: Sequence[Own], *, by_hints: bool) -> dict[str, int]:
    score = {each.number: _name_goods(turn, each) for each in things}
    best = max(score.values(), default=0)
    if best or not by_hints:
        return {number: points if points == best else 0 for number, points in score.items()}
    hints = {
        each.goods: {hint for hint in _find_hints(turn.text, each.goods) if _may_hint(turn, hint)} for each in things
    }
    return {
        each.number: HINT
        for each in things
        if any(
            not any(hint in held for goods, held in hints.items() if goods != each.goods) for hint in hints[each.goods]
        )
    }


def _name_goods(turn: Turn, own: Own) -> int:
    if any(mentions_goods(turn.text, name) for name in own.goods):
        return WHOLE
    said = any(goods_likeness(product, own.goods) for product in turn.entities.products)
    short = mentions_kind(turn.text, own.goods) or any(find_short_name(turn.text, name) for name in own.goods)
    return GOODS if said or short else 0


def _may_hint(turn: Turn, hint: str) -> bool:
    """Returns whether the word may mean goods by itself, and is not the beginning of a longer name of goods in the
    message."""
    products = turn.entities.products
    return not products or any(words(said)[-1:] == [hint] or said.endswith(hint) for said in products)


def _find_hints(text: str, goods: tuple[str, ...]) -> set[str]:
    """Returns the words in the text by which people may call these goods: single words of their names."""
    firsts = {said for name in goods if (said := find_first_word(text, name))}
    held = {word for name in goods for word in words(name) if len(word) >= _LEAST_WORD}
    return firsts | ((held - _read_unit_words()) & set(words(text)))


@cache
def _read_unit_words() -> frozenset[str]:
    """Returns the words of units, which name no goods: "the price per piece" does not mean the tea set of 7 pieces."""
    return frozenset(word for unit in units().values() for name in (unit.name, *unit.names) for word in words(name))


def _rate_companies(turn: Turn, things: Sequence[Own]) -> dict[str, int]:
    """Returns points for the things whose company the text names, by the beginning of its name or by a word that no
    other company has in its name."""
    names = {company.en: company for each in things for company in each.companies}
    called = {key: list_callings(name) for key, name in names.items()}
    text = turn.text.casefold()
    said = {
        key
        for key, name in names.items()
        if any(mentions_company(turn.text, each) for each in name.both)
        or any(word in text and _is_of_one(word, called) for word in called[key])
    }
    said |= {
        key for key, name in names.items() if any(_is_alike(word, name) for word in turn.entities.words("company"))
    }
    return {each.number: COMPANY for each in things if any(company.en in said for company in each.companies)}


def _is_alike(said: str, name: Name) -> bool:
    return any(mentions_company(said, each) for each in name.both)


def list_callings(name: Name) -> frozenset[str]:
    """Returns the words by which people call a company: the words of its English name that are not general ones, and
    from its Chinese name the first two characters (its place) and the next two (its own name)."""
    letters = "".join(sign if sign.isascii() and sign.isalpha() else " " for sign in name.en.casefold())
    latin = {word for word in letters.split() if len(word) >= _LEAST_LETTERS and word not in _GENERAL}
    run = "".join(takewhile(is_han, dropwhile(lambda sign: not is_han(sign), name.zh)))
    return frozenset(latin | {part for at in (0, 2) if len(part := run[at : at + 2]) == 2 and part not in _GENERAL})


def _is_of_one(word: str, called: dict[str, frozenset[str]]) -> bool:
    return sum(word in words for words in called.values()) == 1


def goes_where_said(turn: Turn, place: Destination | None) -> bool:
    """Returns whether the message names the port or city where goods go. For a supplier, also returns whether it names
    their country, such as "the Portuguese one"."""
    if place is None or mentions_place(turn.text, place):
        return place is not None
    said = turn.entities.destination
    countries = {turn.choices.get("nation"), said.country if said else None} - {None}
    return turn.is_supplier and not turn.is_pressed and place.country in countries


def find_endings(turn: Turn) -> frozenset[str]:
    """Returns the numbers in the message that may be the end of a thing's number: "841 when?". Leaves out numbers that
    count something."""
    counted = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount and amount.unit]
    whole = [number for number in turn.numbers if not number % 1 and number not in counted]
    return frozenset(str(int(number)) for number in whole if LEAST_ENDING <= number < _NO_ENDING)


def _rate_numbers(turn: Turn, things: Sequence[Own], *, is_called: bool, gives: bool) -> dict[str, int]:
    """Returns points for the things whose quantity, amount of money or end of the number is a number in the text.
    Unless the text also names a thing in another way (`is_called`), a number counts only if it cannot be a new
    value."""
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    counted: set[tuple[Decimal, str | None]] = {(amount.value, amount.unit) for amount in amounts if amount.unit}
    endings = find_endings(turn)
    gives = gives or (turn.intent in _GIVES and not any(each.kinds for each in turn.asked))
    is_given = gives and (len(turn.numbers) < 2 or len(list_at_hand(turn, things)) == 1)
    is_free = turn.task is None or ("earlier_one" in turn.topics and turn.cues.asks_of_an_order)  # 上次那5吨到哪了
    may_count = is_called or (is_free and not is_given and not _is_part(turn, things, counted))
    asks = (
        is_called
        or follows_a_list(turn)
        or turn.cues.asks_alike
        or (turn.cues.names_orders and not turn.entities.has("price"))
        or any(each.kinds for each in turn.asked)
    )
    sums = {amount.amount for each in things for amount in each.amounts if amount.amount >= _LEAST_SUM}
    numbers = turn.numbers if asks else [number for number in turn.numbers if number in sums]
    if not may_count:
        counted, numbers = set(), []
    return {each.number: _rate_number(each, counted, endings, numbers) for each in things}


def _is_part(turn: Turn, things: Sequence[Own], counted: set[tuple[Decimal, str | None]]) -> bool:
    """Returns whether the quantity may be a part of the thing at hand: "200 of them have left"."""
    at_hand = list_at_hand(turn, things)
    most = max((value for value, _ in counted), default=Decimal(0))
    return turn.intent in IN_PARTS and len(at_hand) == 1 and any(each.quantity.value > most for each in at_hand)


def list_at_hand(turn: Turn, things: Sequence[Own]) -> list[Own]:
    """Returns those of `things` that are at hand: one thing, or all that are in the list at hand."""
    found = find_at_hand(turn, *{each.subject for each in things}, past=OWN)
    numbers = list(map(str, found.ids)) if found else []
    return [each for each in things if each.number in numbers]


def _rate_number(
    own: Own, counted: set[tuple[Decimal, str | None]], endings: frozenset[str], numbers: Sequence[Decimal]
) -> int:
    if any(own.number.endswith(ending) for ending in endings):
        return NUMBER
    size = own.quantity.value
    is_counted = (size, own.quantity.unit) in counted or (size >= _LEAST_COUNT and size in numbers)
    totals = {int(amount.amount) for amount in own.amounts}
    is_paid = any(number >= _LEAST_MONEY and int(number) in totals for number in numbers)
    return QUANTITY * is_counted + MONEY * is_paid


def rate_circumstances(turn: Turn, things: Sequence[Own], *, by_state: bool = True) -> dict[str, int]:
    """Returns points for the things that the text names by their carrier, else by the time when they began, else by
    their state."""
    text, states = turn.text.casefold(), set(turn.cues.order_states)
    if any(clause.is_about_money for clause in turn.asked):
        states -= _COME  # "has my deposit arrived?"
    period = turn.cues.period if turn.cues.calls_by_time else None  # "you said the same last week" names nothing
    rated: list[dict[str, int]] = [
        {each.number: CARRIER * any(carrier.casefold() in text for carrier in each.carriers) for each in things},
        {each.number: PERIOD * (period is not None and period.holds(each.since.date())) for each in things},
    ]
    if turn.cues.calls_by_state or (by_state and (not turn.record.focus or _calls_by_state(turn, states))):
        rated.append({each.number: STATE * (each.state in states) for each in things})
    found = next((score for score in rated if any(score.values()) and _told_apart(score, things)), {})
    return {each.number: found.get(each.number, 0) for each in things}


def _calls_by_state(turn: Turn, states: set[str]) -> bool:
    """Returns whether the message uses a state to name a thing, instead of asking for the state: 取消那单退了多少."""
    if "own" not in turn.owning:
        return False
    asks_amount = "cancelled" in states and all(set(clause.kinds) <= _AMOUNTS for clause in turn.asked)
    return asks_amount or any(not clause.kinds for clause in turn.asked)
