"""Words what a supplier has done on this marketplace: the rates that are computed from its orders, requests and claims,
or, while there are none, the figures that the marketplace's operator has on record. Each says which of the two it is."""

from __future__ import annotations

from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.marketplace.trades.performance import Performance, Rate
from actions.replies import Value, date, hours, several, term

COMPUTED = frozenset(("on_time", "response", "disputes", "reliability"))
"""The facts that are computed. Only for these a supplier's performance is read."""
_ENOUGH = 5
"""A share in percent is said only of at least so many cases."""


def say_on_time(profile: SupplierProfile, performance: Performance | None) -> Value | None:
    """Words which share of the supplier's orders left by the promised day."""
    if performance is not None and performance.on_time.total:
        return _say_rate("performance.on_time", performance.on_time, performance)
    share = profile.on_time_percent
    return None if share is None else term("performance.stated", figure=term("number.percent", value=share))


def say_response(profile: SupplierProfile, performance: Performance | None) -> Value | None:
    """Words how many requests the supplier answers, and how soon."""
    if performance is not None and performance.answer_hours is not None:
        said = _say_rate("performance.answered", performance.answered, performance)
        return term("performance.answered_within", answered=said, hours=hours(performance.answer_hours))
    within = profile.response_hours
    return None if within is None else term("performance.stated", figure=hours(within))


def say_disputed(performance: Performance | None) -> Value | None:
    """Words how many of the delivered orders had a claim or a dispute."""
    if performance is None:
        return None
    if not performance.disputed.total:
        return term("performance.none_delivered", since=date(performance.since))
    return _say_rate("performance.disputed", performance.disputed, performance)


def say_record(profile: SupplierProfile, performance: Performance | None) -> list[Value]:
    """Words the rates that tell how reliable a supplier is."""
    found = (say_on_time(profile, performance), say_disputed(performance))
    named = zip(("on_time", "disputes"), found, strict=True)
    return [
        term("goods_reliability.rate", fact=term(f"goods_fact.{name}"), value=value)
        for name, value in named
        if value is not None
    ]


def _say_rate(name: str, rate: Rate, performance: Performance) -> Value:
    shown = {"count": rate.count, "total": rate.total, "since": date(performance.since)}
    if rate.total < _ENOUGH:
        return term(name, **shown)
    return several((term(name, **shown), term("number.percent", value=rate.percent)))
