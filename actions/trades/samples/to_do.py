"""Finds the samples with which the contact has to do something: a supplier has to answer or to send a parcel, a buyer
has to decide about the cost or to report the arrival."""

from __future__ import annotations

from actions.dialogue.to_do import ToDo, finds_to_do, say_kind
from actions.dialogue.turn import Turn
from actions.marketplace.trades.samples.records import Sample, SampleState
from actions.marketplace.trades.samples.terms import ARRIVAL_ASKED_AFTER
from actions.trades.samples.cards import sample_card, sample_line

_LOOKED_AT = 20
_SUPPLIER: dict[SampleState, str] = {"requested": "samples_answer", "accepted": "samples_send"}
_BUYER: dict[SampleState, str] = {"quoted": "samples_agree", "shipped": "samples_receive"}


@finds_to_do("samples")
async def find_samples_to_do(turn: Turn) -> list[ToDo]:
    kinds = _SUPPLIER if turn.is_supplier else _BUYER
    samples = await turn.market.samples.list_samples(turn.account, tuple(kinds), limit=_LOOKED_AT)
    return [one for state, name in kinds.items() for one in _say(turn, name, samples, state)]


def _say(turn: Turn, name: str, samples: tuple[Sample, ...], state: SampleState) -> list[ToDo]:
    found = [one for one in samples if one.state == state and _is_to_do(turn, one)]
    return say_kind(name, [sample_line(one) for one in found], [sample_card(one) for one in found])


def _is_to_do(turn: Turn, sample: Sample) -> bool:
    """Returns whether the contact has to do something now. A buyer is asked about a parcel once it has had time to
    arrive."""
    return sample.shipped_at is None or turn.now >= sample.shipped_at + ARRIVAL_ASKED_AFTER
