"""Says how far a sample is, and takes the steps of both sides. The supplier accepts the request, states the cost,
declines, or sends the sample. The buyer agrees to the cost, cancels, or says that the sample has arrived."""

from __future__ import annotations

from typing import get_args

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers
from actions.dialogue.said.entities import read_money
from actions.dialogue.tasks import CONFIRMED, Slot, Task, asks, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.samples.lifecycle import Step, list_steps
from actions.marketplace.trades.samples.records import UNDER_WAY, Sample
from actions.marketplace.trades.samples.samples import Given
from actions.replies import Value, button, code, lines, money, search_button, term, text
from actions.trades.orders.selling.reading_shipments import read_shipment
from actions.trades.samples.cards import sample_button, sample_card, sample_line, sample_values, step_button

_SHOWN = 6


@answers("sample_status", signed_in=True)
async def sample_status(turn: Turn) -> list[Event]:
    """Says how far the sample is. If the message or the button names a step, takes this step after a final "yes"
    instead."""
    sample = await _find_sample(turn)
    if sample is None:
        return []
    focus: list[Event] = [SlotSet("sample_number", sample.number)]
    step = _read_step(turn, sample)
    if step is None:
        _say_sample(turn, sample, "utter_sample_state")
        return focus
    turn.apply(focus)
    if turn.entities.flag("sure") and step not in _TASKS:
        await _take_step(turn, sample, step, Given())
    elif step not in list_steps(sample.state, sample.reader):
        _say_sample(turn, sample, "utter_sample_not_now")
    elif step in _TASKS:
        await start(turn, _TASKS[step], {"sample_number": sample.number, **_read_first(turn, step, sample)})
    else:
        turn.apply([_ask_sure(turn, sample, step)])
    return []


def _say_sample(turn: Turn, sample: Sample, response: str) -> None:
    turn.say(response, sample_values(sample), cards=[sample_card(sample)])


async def _find_sample(turn: Turn) -> Sample | None:
    """Returns the sample that the message means: the sample that it names, else the one that was talked about last,
    else the only one under way. Returns None after saying that there is none, or after asking which one is meant."""
    if number := turn.entities.sample_number:
        return await _access_named(turn, number)
    if (focused := turn.word_slot("sample_number")) and not turn.is_pressed:
        return await _access_named(turn, focused)
    samples = await turn.market.samples.list_samples(turn.account, limit=_SHOWN)
    under_way = [sample for sample in samples if sample.state in UNDER_WAY]
    shown = under_way or list(samples)
    if len(shown) == 1:
        return shown[0]
    if not shown:
        turn.say("utter_no_samples", buttons=[] if turn.is_supplier else [search_button()])
        return None
    turn.say(
        "utter_which_sample",
        {"samples": lines(map(sample_line, shown))},
        buttons=[sample_button(sample) for sample in shown],
    )
    turn.give_choice("sample_status", "sample_number", [sample.number for sample in shown])
    return None


async def _access_named(turn: Turn, number: str) -> Sample | None:
    """Returns the sample of that number. If it is unknown or belongs to somebody else, says the same in both cases."""
    try:
        return await turn.market.samples.access_sample(turn.account, number)
    except NotFound:
        turn.say("utter_sample_not_found", {"number": number})
        return None


def _read_step(turn: Turn, sample: Sample) -> Step | None:
    """Returns the step that the button or the words name. A question such as "has it been sent?" names no step."""
    named = turn.entities.word("step")
    if named is None and not turn.cues.is_question:
        named = turn.choices.get("sample_step")
        if turn.is_supplier and turn.entities.has("price"):
            named = "quote"
        if turn.is_supplier and turn.entities.has("tracking_number"):
            named = "ship"
        named = _OF_BUYERS.get(str(named), named) if not turn.is_supplier else named
    return next((step for step in get_args(Step) if step == named), None)


_OF_BUYERS = {"accept": "agree", "quote": "agree", "decline": "cancel"}
"""The steps that a buyer means by words with which a supplier names other steps: "I accept the cost"."""


def _read_first(turn: Turn, step: Step, sample: Sample) -> Json:
    """Returns the values that the message which begins a task already gives."""
    if turn.is_pressed:
        return {}
    if step == "quote":
        return _read_amount(turn, sample, None)
    return _filled(read_shipment(turn, None)) if step == "ship" else {}


def _filled(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}


def _ask_sure(turn: Turn, sample: Sample, step: Step) -> Event:
    yes = {**step_button(sample, step)["entities"], "sure": True}
    sure = button(f"sample_button.{step}", "sample_status", single_use=True, **yes)
    keep = button("button.see_sample", "sample_status", sample_number=sample.number)
    turn.say(f"utter_sample_sure_{step}", sample_values(sample), cards=[sample_card(sample)], buttons=[sure, keep])
    return turn.propose("sample_status", **yes)


async def _take_step(turn: Turn, sample: Sample, step: Step, given: Given) -> None:
    """Takes the step, only once even if the turn is repeated, and says what it did."""
    key = WriteKey(turn.context.message_id, f"sample_{step}")
    taken = await turn.market.samples.take_step(
        turn.account, sample.number, step, given, key, turn.context.conversation
    )
    sample = await turn.market.samples.access_sample(turn.account, sample.number)
    _say_sample(turn, sample, f"utter_sample_done_{step}" if taken.is_taken else "utter_sample_not_now")
    turn.done.append("sample_status")
    if taken.is_held:
        turn.request_effect("words_held", number=sample.number)


def _read_amount(turn: Turn, sample: Sample | None, asked: str | None) -> Json:
    """Returns the cost that the message names. A bare number is taken to be in the currency of the listing."""
    currency = sample.price.currency if sample and sample.price else "USD"
    price = turn.entities.price
    if price is None and asked in ("cost", CONFIRMED) and (number := turn.cues.number):
        price = read_money({"amount": number, "currency": currency})
    return {"cost": {"amount": str(price.amount), "currency": price.currency}} if price else {}


def _read_cost(values: Json) -> Money | None:
    return read_money(values.get("cost"))


async def _access(turn: Turn, values: Json) -> Sample | None:
    return await _access_named(turn, str(values.get("sample_number")))


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the sample still belongs to this contact, who may have signed in as somebody else. If not, tells
    the contact so."""
    number = str(values.get("sample_number"))
    if not turn.is_supplier:
        turn.say("utter_sample_not_found", {"number": number})
        return False
    return await _access_named(turn, number) is not None


async def _read_quote(turn: Turn, known: Json, asked: str | None) -> Json:
    return _read_amount(turn, await _access(turn, known), asked)


async def _confirm_quote(turn: Turn, values: Json, again: bool) -> None:
    sample, cost = await _access(turn, values), _read_cost(values)
    assert sample is not None
    assert cost is not None
    buttons = confirm_buttons(turn, "button.send_cost", "button.do_not_send")
    response = "utter_sample_cost_confirm_again" if again else "utter_sample_cost_confirm"
    turn.say(response, {**sample_values(sample), "cost": money(cost)}, buttons=buttons)


async def _send_quote(turn: Turn, values: Json) -> None:
    sample, cost = await _access(turn, values), _read_cost(values)
    assert sample is not None
    assert cost is not None
    await _take_step(turn, sample, "quote", Given(cost=cost))


async def _read_reason(turn: Turn, known: Json, asked: str | None) -> Json:
    said, words = list(known.get("reason") or []), turn.content
    adds = turn.acts.share("value", "correct", "condition") > 0.4 or turn.intent == "inform"
    if turn.is_pressed or not words or (asked == CONFIRMED and not adds):
        return {}
    return {"reason": [*said, words]}


def _quoted(values: Json) -> Value:
    return lines(term("note.words", words=words) for words in values.get("reason") or [])


async def _confirm_decline(turn: Turn, values: Json, again: bool) -> None:
    sample = await _access(turn, values)
    assert sample is not None
    buttons = confirm_buttons(turn, "sample_button.decline", "button.do_not_send")
    response = "utter_sample_decline_confirm_again" if again else "utter_sample_decline_confirm"
    turn.say(response, {**sample_values(sample), "reason": _quoted(values)}, buttons=buttons)


async def _send_decline(turn: Turn, values: Json) -> None:
    sample = await _access(turn, values)
    assert sample is not None
    await _take_step(turn, sample, "decline", Given(words="\n".join(values.get("reason") or [])))


async def _read_sending(turn: Turn, known: Json, asked: str | None) -> Json:
    return _filled(read_shipment(turn, asked))


def _describe_sending(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = [code(str(values["tracking_number"]))] if values.get("tracking_number") else []
    return [*words, text(carrier_names(str(values["carrier"])))] if values.get("carrier") else words


async def _confirm_sending(turn: Turn, values: Json, again: bool) -> None:
    sample = await _access(turn, values)
    assert sample is not None
    shown = {
        **sample_values(sample),
        "carrier": text(carrier_names(str(values["carrier"]))),
        "tracking_number": code(str(values["tracking_number"])),
    }
    buttons = confirm_buttons(turn, "button.record", "button.do_not_report")
    turn.say("utter_sample_ship_confirm_again" if again else "utter_sample_ship_confirm", shown, buttons=buttons)


async def _record_sending(turn: Turn, values: Json) -> None:
    sample = await _access(turn, values)
    assert sample is not None
    given = Given(carrier=str(values["carrier"]), tracking_number=str(values["tracking_number"]))
    await _take_step(turn, sample, "ship", given)


_ABOUT = {"sample_number": "sample_number"}
COST = declare(
    Task(
        name="sample_cost",
        intent="sample_status",
        slots=(Slot("cost", "price", asks("utter_sample_cost")),),
        read=_read_quote,
        describe=lambda turn, values: [money(cost)] if (cost := _read_cost(values)) else [],
        confirm=_confirm_quote,
        effect=_send_quote,
        is_there=_is_there,
        refused="utter_sample_answer_not_sent",
        about=_ABOUT,
    )
)
"""The task of stating what a sample costs."""

DECLINE = declare(
    Task(
        name="sample_decline",
        deeds=frozenset(("decline",)),
        intent="sample_status",
        slots=(Slot("reason", "free", asks("utter_sample_reason")),),
        read=_read_reason,
        describe=lambda turn, values: [_quoted(values)] if values.get("reason") else [],
        confirm=_confirm_decline,
        effect=_send_decline,
        is_there=_is_there,
        refused="utter_sample_answer_not_sent",
        about=_ABOUT,
    )
)
"""The task of declining a request for a sample with a reason."""

SENDING = declare(
    Task(
        name="sample_shipment",
        deeds=frozenset(("register", "ship")),
        intent="sample_status",
        slots=(
            Slot("tracking_number", "number", asks("utter_sample_tracking")),
            Slot("carrier", "carrier", asks("utter_ship_carrier")),
        ),
        read=_read_sending,
        describe=_describe_sending,
        confirm=_confirm_sending,
        effect=_record_sending,
        is_there=_is_there,
        refused="utter_sample_answer_not_sent",
        own=("ship_order",),
        about=_ABOUT,
    )
)
"""The task of reporting a sample as sent."""

_TASKS: dict[Step, Task] = {"quote": COST, "decline": DECLINE, "ship": SENDING}
"""The steps for which a "yes" is not enough, with their tasks."""
