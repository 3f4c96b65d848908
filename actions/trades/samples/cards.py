"""Builds the values, cards and buttons by which a reply shows a sample."""

from __future__ import annotations

from actions.marketplace.base.records import Money
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.samples.lifecycle import Step, list_steps
from actions.marketplace.trades.samples.records import Sample
from actions.replies import (
    Button,
    Card,
    Value,
    button,
    card,
    code,
    date,
    destination,
    lines,
    money,
    quantity,
    quote,
    term,
    text,
)
from actions.trades.orders.cards import with_staff


def sample_values(sample: Sample) -> dict[str, Value]:
    """Returns the facts of a sample by the names that responses use."""
    return {
        "sample": sample.number,
        "goods": text(sample.goods),
        "quantity": quantity(sample.quantity),
        "destination": destination(sample.destination),
        "price": say_price(sample.price),
        "cost": money(sample.cost) if sample.cost else term("sample.no_cost"),
        "carrier": text(carrier_names(sample.carrier)) if sample.carrier else term("sample.no_carrier"),
        "tracking_number": code(sample.tracking_number) if sample.tracking_number else term("sample.no_carrier"),
        "shipped": date(sample.shipped_at.date()) if sample.shipped_at else term("date.unknown"),
        "state": say_state(sample),
        "counterpart": text(sample.counterpart.name),
        "words": quote_last(sample),
    }


def say_price(price: Money | None) -> Value:
    """Returns words that say who pays for a sample: the buyer (with the price) or the supplier, or that the supplier
    states the price on request."""
    if price is None:
        return term("sample_payer.on_request")
    return term("sample_payer.buyer", price=money(price)) if price.amount else term("sample_payer.supplier")


def say_state(sample: Sample) -> Value:
    """Returns the state of the sample as its reader sees it: which side has to act now."""
    return term(f"sample_state.{sample.state}_{sample.reader}")


def quote_last(sample: Sample) -> Value:
    """Returns the latest words of the other side. If it has said nothing, returns the latest words of the reader."""
    letters = [one for one in sample.letters if one.role != sample.reader] or list(sample.letters)
    return quote(letters[-1])


def sample_card(sample: Sample) -> Card:
    address = next(letter for letter in sample.letters if letter.part == "address")
    reasons = [letter for letter in sample.letters if letter.part == "reason"]
    fields: list[tuple[str, Value | None]] = [
        ("field.state", say_state(sample)),
        ("field.supplier" if sample.reader == "buyer" else "field.buyer", text(sample.counterpart.name)),
        ("field.goods", text(sample.goods)),
        ("field.quantity", quantity(sample.quantity)),
        ("field.destination", destination(sample.destination)),
        ("field.address", quote(address)),
        ("field.sample_price", say_price(sample.price)),
        ("field.sample_cost", money(sample.cost) if sample.cost else None),
        ("field.carrier", text(carrier_names(sample.carrier)) if sample.carrier else None),
        ("field.tracking_number", code(sample.tracking_number) if sample.tracking_number else None),
        ("field.words", lines(map(quote, reasons)) if reasons else None),
        (
            "field.timeline",
            lines(
                term(
                    "timeline.entry",
                    event=with_staff(term(f"sample_event.{event.kind}"), event.staff),
                    at=date(event.at.date()),
                )
                for event in sample.events
            ),
        ),
    ]
    return card("sample", sample.number, fields, step_buttons(sample))


def step_buttons(sample: Sample) -> list[Button]:
    """Returns a button for each step that the reader may take now."""
    return [step_button(sample, step) for step in list_steps(sample.state, sample.reader)]


def step_button(sample: Sample, step: Step) -> Button:
    return button(f"sample_button.{step}", "sample_status", sample_number=sample.number, step=step)


def see_button(sample: Sample) -> Button:
    return button("button.see_sample", "sample_status", sample_number=sample.number)


def sample_button(sample: Sample) -> Button:
    label = term("button.sample", number=sample.number, goods=text(sample.goods))
    return button(label, "sample_status", sample_number=sample.number)


def sample_line(sample: Sample) -> Value:
    return term(
        "sample.line",
        number=sample.number,
        quantity=quantity(sample.quantity),
        goods=text(sample.goods),
        counterpart=text(sample.counterpart.name),
        state=say_state(sample),
    )
