"""Registers samples among the things that an account can ask about: how they are listed, and which facts of one can be
asked for."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.trades.samples.records import UNDER_WAY, Sample
from actions.reading.facts import fact
from actions.replies import Value, date
from actions.trades.lookup.figures import Figures, of_age, of_money, of_quantity
from actions.trades.lookup.records import Own, Subject, declare_subject
from actions.trades.samples.cards import sample_button, sample_card, sample_line, sample_values

_LOOKED_AT = 20


def _values(sample: Sample) -> dict[str, Value]:
    return {**sample_values(sample), "requested": date(sample.requested_at.date())}


def _say_shipped(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_shipped" if sample.shipped_at else "utter_own_sample_not_shipped", _values(sample))
    return True


def _say_arrived(turn: Turn, sample: Sample) -> bool:
    received = next((event for event in sample.events if event.kind == "received"), None)
    if received is None:
        return _say_shipped(turn, sample)
    turn.say("utter_own_sample_arrived", {**_values(sample), "day": date(received.at.date())})
    return True


def _say_carrier(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_carrier" if sample.tracking_number else "utter_own_sample_not_shipped", _values(sample))
    return True


def _say_cost(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_cost" if sample.cost else "utter_own_sample_cost_open", _values(sample))
    return True


def _say_parties(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_parties", _values(sample))
    return True


def _say_place(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_place", _values(sample))
    return True


def _say_requested(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_own_sample_requested", _values(sample))
    return True


def _say_whole(turn: Turn, sample: Sample) -> bool:
    turn.say("utter_sample_state", sample_values(sample), cards=[sample_card(sample)])
    return True


FACTS = (
    fact(_say_carrier, "tracking carrier mode", names="tracking carrier"),
    fact(
        _say_cost,
        "price total pay owe free",
        "how_much which whether who name",
        names="sample_cost unit_price total owed",
        is_shared=True,
    ),
    fact(_say_arrived, "arrive", "when whether how_long", names="sample_arrival arrival"),
    fact(_say_shipped, "ship promise", "when whether how_long who", names="shipped promised_day"),
    fact(_say_parties, "maker customer", "who", names="counterpart"),
    fact(_say_place, "destination", "where which", names="destination"),
    fact(_say_place, "ship", "where"),
    fact(_say_requested, "place", "when", names="placed"),
    fact(_say_whole, "state confirm answer", "how which whether where name", names="state confirmed", is_whole=True),
    fact(_say_whole, "", "where", is_whole=True),
)
"""The facts of a sample, in the order in which they are tried."""


_FIGURES: Figures = {
    "total": lambda turn, sample: of_money(sample.cost) if sample.cost else None,
    "quantity": lambda turn, sample: of_quantity(sample.quantity),
    "age": lambda turn, sample: of_age(sample.requested_at),
}
"""The properties by which samples are sorted and chosen."""


async def _list(turn: Turn) -> list[Own]:
    return [_describe(sample) for sample in await turn.market.samples.list_samples(turn.account, limit=_LOOKED_AT)]


def _describe(sample: Sample) -> Own:
    return Own(
        kind="sample",
        number=sample.number,
        goods=sample.goods.both,
        companies=(sample.counterpart.name,),
        quantity=sample.quantity,
        since=sample.requested_at,
        line=sample_line(sample),
        label=sample_button(sample)["label"],
        is_open=sample.state in UNDER_WAY,
        state=sample.state,
        place=sample.destination,
    )


async def _access(turn: Turn, number: str) -> Sample:
    return await turn.market.samples.access_sample(turn.account, number)


SAMPLES = declare_subject(
    Subject("sample", _list, _access, FACTS, "sample_status", is_called_so=frozenset(("sample",)), figures=_FIGURES)
)
