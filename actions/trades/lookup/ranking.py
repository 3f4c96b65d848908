"""Lists own things by a property: the first or the largest of them, those that meet a condition, or all of them sorted
("which leaves first?", "what is overdue?", 还有几单没确认). By their words alone, such questions may be about goods on
sale or one thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import points_at_goods
from actions.dialogue.registry import in_passing
from actions.dialogue.said.cues import Period, Ranking
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.replies import Button, Value, date, lines, one_after_another, sum_by_currency, term
from actions.trades.lookup.answering import fact_of_own
from actions.trades.lookup.asking import is_taken
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.figures import Figure
from actions.trades.lookup.naming import find_endings
from actions.trades.lookup.records import ENTITIES, SUBJECTS, Kind, Own, list_own, show_button
from actions.trades.lookup.referring import as_seen_by, find_named

_MOST = 8
"""The most things that are listed; the others are only counted."""
_BUTTONS = 4
_USUAL = {"first": "leave", "last": "leave", "most": "total", "least": "total", "all": "age"}
"""The property by which things are compared if the message names none."""
_OF_REQUESTS: dict[str, str] = {"leave": "deadline", "total": "quantity"}
"""The properties by which requests and the like are compared instead, because they do not have the usual ones."""
_STATES = {
    frozenset(("awaiting_confirmation", "accepted", "in_production", "ready_to_ship")): "own_only.not_shipped",
    frozenset(("shipped", "partly_shipped")): "own_only.on_the_way",
}
"""The terms for several states together."""
_ONLY_OF_REQUESTS = frozenset(("deadline", "quotes"))
_LIST_OF = {"order": "list_orders", "request": "list_requests", "lead": "view_leads"}
"""The intent that lists all things of a kind."""
_SUMS = {"pay": "owed", "balance": "owed", "deposit": "owed"}
"""The sums by which things are compared for "most" and "least", by the property whose days are compared otherwise."""
_LISTED = frozenset(("order", "request", "sample", "claim"))
_SHARED = frozenset(("arrive", "leave", "total", "quantity", "quotes"))
"""Properties that goods on sale and quotations have as well."""
_OF_CONDITIONS = {"late": "late", "unpaid": "pay", "quoted": "quotes", "unquoted": "quotes"}
"""The property by which a condition is tested if the message names no property."""
_DEED = 0.6
"""How sure the NLU must be that a message wants something done, so that no list answers it."""
_DEEDS = frozenset(
    (
        *(
            "cancel_order",
            "confirm_order",
            "decline_order",
            "ship_order",
            "place_order",
            "request_quote",
            "find_supplier",
        ),
        *("contact_supplier", "request_sample", "change_order", "change_listing", "submit_quote", "human_handoff"),
    )
)
_OF_ONE = frozenset(("who", "when", "where"))
"""Kinds of questions that ask for a fact about a single thing."""
_TALKS = frozenset(("contact_supplier", "human_handoff"))
"""The intents of messages whose questions are for somebody else."""


@dataclass(frozen=True)
class _Ranked:
    own: Own
    figure: Figure | None


@in_passing
async def ranked_own(turn: Turn) -> list[Event] | None:
    """Lists those of the account's things that are the first, the largest, late, unpaid and so on, with the property of
    each."""
    ranking = turn.cues.ranking
    if ranking is None or not _may_list(turn, ranking) or turn.topics & {"until", "postpones"}:
        return None
    only_checks = "checks" in turn.topics and not (ranking.kinds or ranking.names or ranking.way)
    if only_checks and turn.record.is_about("order"):
        return None  # "that's all paid, right?" is about the order at hand
    if ranking.kinds == ("claim",):
        ranking = replace(ranking, states=tuple(each for each in ranking.states if each != "disputed"))
        if not (ranking.way or ranking.by or ranking.only or ranking.states or ranking.several or ranking.coming):
            return None  # "what is the status of my claim" sorts out nothing
    kind = _find_kind(turn, ranking)
    if kind is None:
        return None
    if any(own.number.endswith(tuple(find_endings(turn))) for own in await list_own(turn, (kind,))):
        return None  # 852定金没到，能先发吗 is about order 852 only
    by = _find_property(kind, ranking)
    things = await _list_candidates(turn, kind, ranking)
    if turn.intent == "list_orders" and _lists_plainly(ranking) and not turn.record.is_about("order"):
        return None
    if not things and not ranking.states:
        return None
    if by is None and (ranking.way or ranking.only - {"open"} or ranking.coming):
        return None
    ranked = [_Ranked(own, await _find_figure(turn, own, by)) for own in things]
    if ranking.names:
        return await _answer_of_first(turn, ranking, ranked)
    if (
        not ranking.way
        and len(ranked) == 1
        and ranking.states
        and any(_OF_ONE & set(each.kinds) for each in turn.asked)
    ):
        only = ranked[0].own  # 待确认那单买家是谁 asks for a fact of the only such order
        if said := await fact_of_own(turn.with_entities(**{ENTITIES[only.kind]: only.number})):
            return said
    if not ranking.way:
        return _say_some(turn, kind, by, ranking, ranked)
    return _say_first(turn, kind, by or "", ranking, ranked)


def _may_list(turn: Turn, ranking: Ranking) -> bool:
    if turn.is_pressed or not turn.is_signed_in or is_dictating(turn) or is_taken(turn):
        return False
    if turn.entities.has(*ENTITIES.values(), "tracking_number", "price") or points_at_goods(turn):
        return False
    if turn.task is not None and not (ranking.kinds or turn.has_just_done("ranked_own")):
        return False  # "do I still owe you something?" asks which values the task still needs
    is_asked = turn.cues.is_question and turn.intent not in _TALKS
    if turn.intent == "daily_tasks" and not ranking.kinds:
        return False  # 还剩哪些没做 asks for everything that is to be done
    if turn.intent in _DEEDS and turn.confidence >= _DEED and not is_asked:
        return False
    asks_if_paid = any(clause.fact == "paid" for clause in turn.asked) and turn.record.is_about("order")
    if asks_if_paid and not (ranking.by or ranking.kinds or ranking.way or ranking.coming):
        return False  # 钱都付清了吧 is about the order at hand
    is_of_all = ranking.way or ranking.kinds or ranking.several or turn.has_just_done("ranked_own")
    if not is_of_all and turn.record.is_about(*ENTITIES):
        return False  # "what remains to be paid" is about the order at hand
    is_of_goods = turn.record.is_about("listing") or turn.record.search is not None
    if not ranking.by and not ranking.kinds and ranking.way:  # "which is the biggest" is about the last list
        latest = turn.record.latest_list
        return not is_of_goods and latest is not None and latest.kind in _LISTED
    return bool(ranking.kinds) or not is_of_goods or not set(ranking.by) <= _SHARED


def _find_kind(turn: Turn, ranking: Ranking) -> Kind | None:
    """Returns the kind of things that the message means: the kind that it names, else a kind with the property, else
    the kind that was listed or talked about last."""
    latest = turn.record.latest_list
    about = [latest.kind] if latest else [str(turn.record.latest_focus[0])] if turn.record.latest_focus else []
    of_requests = ["request"] if _ONLY_OF_REQUESTS & set(ranking.by) or {"quoted", "unquoted"} & ranking.only else []
    named = [*ranking.kinds, *of_requests, *about, "order"]
    kinds = [as_seen_by(turn, kind) for kind in named]
    return next((SUBJECTS[kind].kind for kind in kinds if kind in SUBJECTS and _has(kind, ranking)), None)


def _lists_plainly(ranking: Ranking) -> bool:
    """Returns whether the message only wants orders listed or counted by their state, which the list of orders does."""
    return not (ranking.way or ranking.by or ranking.coming) and ranking.only <= {"open"}


def _has(kind: str, ranking: Ranking) -> bool:
    """Returns whether things of this kind have a property that the message asks for. Only orders have the states that
    messages name."""
    if ranking.states and kind != "order" and "open" not in ranking.only:
        return False
    return not (ranking.by or ranking.way) or _find_property(kind, ranking) is not None


def _find_property(kind: str, ranking: Ranking) -> str | None:
    figures = SUBJECTS[kind].figures
    usual = [_OF_CONDITIONS[each] for each in sorted(ranking.only & _OF_CONDITIONS.keys())]
    said = ranking.by or usual or ((_USUAL[ranking.way],) if ranking.way else ())
    if ranking.way in ("most", "least"):
        said = tuple(_SUMS.get(name, name) for name in said)  # "who owes the most?" compares sums
    named = sorted(said, key=lambda name: name == "pay")  # "the deposits that are not paid" are deposits
    return next((each for name in named for each in (name, _OF_REQUESTS.get(name, "")) if each in figures), None)


async def _list_candidates(turn: Turn, kind: Kind, ranking: Ranking) -> list[Own]:
    """Returns the open things of this kind, or those in the states that the message names. If the message names some of
    them by their goods or company, returns only these."""
    own = await list_own(turn, (kind,))
    by_state = ranking.states if kind == "order" else ()
    things = [each for each in own if (each.state in by_state if by_state else each.is_open)]
    named = {each.number for each in await find_named(turn, (kind,), by_hints=False)}
    if named and not (ranking.way or ranking.several or ranking.kinds):
        return []  # another function answers "what do we still owe chengdu silk?" for each thing
    return [each for each in things if each.number in named] or things


async def _find_figure(turn: Turn, own: Own, by: str | None) -> Figure | None:
    subject = SUBJECTS[own.kind]
    if by is None or by not in subject.figures:
        return None
    return subject.figures[by](turn, await subject.access(turn, own.number))


async def _answer_of_first(turn: Turn, ranking: Ranking, ranked: Sequence[_Ranked]) -> list[Event] | None:
    """Answers a question about the first or largest thing, when "first" or "largest" only names the thing: "the newest
    inquiry, which port?"."""
    known = _sort([each for each in ranked if each.figure and _is_meant(each, ranking)], ranking)
    if not known:
        return None
    own = known[0].own
    return await fact_of_own(turn.with_entities(**{ENTITIES[own.kind]: own.number}))


def _sort(known: Sequence[_Ranked], ranking: Ranking) -> list[_Ranked]:
    """Returns the things in the order that the message asks for. If it names no direction, the largest sum comes
    first."""
    turned = ranking.way in ("last", "most") or (ranking.way == "all" and bool(known) and _is_sum(known[0]))
    return sorted(known, key=_key, reverse=turned)


def _say_first(turn: Turn, kind: Kind, by: str, ranking: Ranking, ranked: Sequence[_Ranked]) -> list[Event] | None:
    """Says which thing is the first or the largest, followed by the others. If the message wants all, lists all of them
    sorted."""
    known = [each for each in ranked if each.figure and _is_meant(each, ranking)]
    units = {each.figure.unit for each in known if each.figure}
    if not known:
        return _say_none(turn, kind, by, ranking, ranked)
    known = _sort(known, ranking)
    what = term(f"own_by.{by}")
    first, rest = known[0], known[1:]
    if ranking.way == "all" or len(units) > 1:
        turn.say("utter_own_sorted", {"what": what, "count": len(known), "things": _list(known)}, buttons=_see(known))
    elif not rest:
        turn.say("utter_own_ranked_only", {"what": what, "thing": _line(first)}, buttons=_see(known))
    else:
        values: dict[str, Value] = {"what": what, "thing": _line(first), "others": _list(rest)}
        turn.say(f"utter_own_ranked_{ranking.way}", values, buttons=_see(known))
    return _end(turn, kind, known, is_one=ranking.way != "all")


def _say_some(
    turn: Turn, kind: Kind, by: str | None, ranking: Ranking, ranked: Sequence[_Ranked]
) -> list[Event] | None:
    """Lists the things that meet the conditions, and says how many they are."""
    found = [each for each in ranked if _is_meant(each, ranking)]
    if not found:
        return _say_none(turn, kind, by, ranking, ranked)
    found.sort(key=lambda each: (each.figure is None, _key(each) if each.figure else 0))
    values: dict[str, Value] = {"what": _describe(kind, by, ranking), "count": len(found), "things": _list(found)}
    if by == "total" and (sums := _sum_up(found)):
        values["things"] = lines([values["things"], term("own_by.sum", sum=sums)])
    turn.say("utter_own_found", values, buttons=_see(found))
    return _end(turn, kind, found, is_one=len(found) == 1)


def _sum_up(found: Sequence[_Ranked]) -> Value | None:
    """Returns the sum of several things for each currency, or None for a single thing."""
    figures = [each.figure for each in found if each.figure]
    amounts = [Money(each.key, each.unit) for each in figures if isinstance(each.key, Decimal)]
    if len(found) < 2 or not amounts or not all(amount.currency for amount in amounts):
        return None
    return sum_by_currency(amounts)


def _say_none(
    turn: Turn, kind: Kind, by: str | None, ranking: Ranking, ranked: Sequence[_Ranked]
) -> list[Event] | None:
    """Says that no thing meets the conditions, and which thing is next in time."""
    values: dict[str, Value] = {"what": _describe(kind, by, ranking)}
    coming = sorted((each for each in ranked if each.figure and each.figure.day), key=_key)
    if coming:
        turn.say("utter_own_found_none_next", {**values, "thing": _line(coming[0])}, buttons=_see(coming[:1]))
        return _end(turn, kind, coming[:1], is_one=True)
    turn.say("utter_own_found_none", values)
    turn.done.append("ranked_own")
    return []


def _is_meant(each: _Ranked, ranking: Ranking) -> bool:
    """Returns whether the thing meets the conditions."""
    figure = each.figure
    if "late" in ranking.only and not (figure and figure.is_late):
        return False
    if ranking.only & {"unpaid", "quoted"} and not (figure and figure.key):
        return False
    if "unquoted" in ranking.only and figure and figure.key:
        return False
    day = figure.day if figure else None
    return ranking.coming is None or (day is not None and ranking.coming.holds(day))


def _is_sum(each: _Ranked) -> bool:
    """Returns whether the figure is a number and not a day. Lists begin with the largest number."""
    return each.figure is not None and each.figure.day is None


def _key(each: _Ranked) -> Any:
    assert each.figure is not None
    return each.figure.unit, each.figure.key


def _line(each: _Ranked) -> Value:
    own = each.own
    return term("own_by.line", thing=own.short or own.line, figure=each.figure.shown) if each.figure else own.line


def _list(ranked: Sequence[_Ranked]) -> Value:
    more = [term("own_by.more", count=len(ranked) - _MOST)] if len(ranked) > _MOST else []
    return lines([*map(_line, ranked[:_MOST]), *more])


def _describe(kind: Kind, by: str | None, ranking: Ranking) -> Value:
    """Returns in words the conditions that the listed things meet: "balance, not paid yet", "in production"."""
    is_open = by == "total" and not ranking.states
    what = [] if by in (None, "late") or is_open else [term(f"own_by.{by}")]
    conditions: list[Value] = [
        term(f"own_only.{name}") for name in ("late", "unpaid", "quoted", "unquoted") if name in ranking.only
    ]
    if ranking.states and "open" not in ranking.only:
        named = _STATES.get(frozenset(ranking.states))
        conditions += [term(named)] if named else [term(f"order_state.{state}") for state in ranking.states]
    if ranking.coming:
        conditions.append(_describe_days(ranking.coming))
    return one_after_another([*what, *conditions] or [term(f"own_only.open_{kind}")])


def _describe_days(coming: Period) -> Value:
    first, end = coming.start, coming.end
    if end is None:
        return term("own_only.from", first=date(first) if first else "")
    last = date(end - dt.timedelta(1))
    return term("own_only.coming", first=date(first), last=last) if first else term("own_only.until", last=last)


def _see(ranked: Sequence[_Ranked]) -> list[Button]:
    return [show_button(each.own) for each in ranked[:_BUTTONS]]


def _end(turn: Turn, kind: Kind, ranked: Sequence[_Ranked], *, is_one: bool) -> list[Event]:
    """Records the list that was shown and, if it has one thing, that this thing is talked about now. The next message
    can refer to the list."""
    turn.done.extend(["ranked_own", *([_LIST_OF[kind]] if kind in _LIST_OF and not is_one else [])])
    turn.show_list(ENTITIES[kind], [each.own.number for each in ranked[:_MOST]])
    return [SlotSet(ENTITIES[kind], ranked[0].own.number if is_one else None)]
