"""Lets a supplier accept, settle or refuse a claim. Lets a buyer accept or decline the supplier's offer, ask the staff
to decide, or withdraw the claim."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers, reading
from actions.dialogue.said.entities import read_money
from actions.dialogue.tasks import CONFIRMED, Slot, Task, asks, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.trades.claims.lifecycle import Step, list_steps
from actions.marketplace.trades.claims.records import Claim
from actions.replies import Card, Value, button, lines, money, quantity, term
from actions.trades.claims.cards import claim_card, claim_values
from actions.trades.claims.status import say_claim
from actions.trades.claims.which_claim import (
    access_named,
    ask_which_claim,
    find_claim_in_question,
    list_offered,
)

_LONGEST = 60
"""The most characters of a message in which a bare number is a number of pieces."""
_BUYERS: dict[str, Step] = {"refuse": "decline", "offer": "accept"}
"""The steps that a buyer means by words with which a supplier names other steps: "I refuse", "I take the offer"."""


@answers("answer_claim", signed_in=True)
async def answer_claim(turn: Turn) -> list[Event]:
    """Takes the step that the message names, after a final "yes". If the message names no step, shows the claim with
    its possible steps."""
    claim = await find_claim_in_question(turn, "answer_claim")
    if claim is None:
        return []
    focus = [SlotSet("order_number", claim.order), SlotSet("claim_number", claim.number)]
    step = _read_step(turn, claim)
    if step is None:
        return say_claim(turn, claim, "utter_claim_what_now")
    turn.apply(focus)
    if turn.entities.flag("sure") and step not in ("offer", "replace", "refuse"):
        await _take_step(turn, claim, step)
    elif step not in list_steps(claim.state, claim.reader):
        say_claim(turn, claim, "utter_claim_not_now")
    elif step in ("offer", "replace"):
        wanted = _read_pieces(turn, claim, {}, "pieces") if step == "replace" else _read_amount(turn, claim, None)
        await start(turn, OFFER, {"claim_number": claim.number, "kind": step, **wanted})
    elif step == "refuse":
        await start(turn, REFUSAL, {"claim_number": claim.number})
    else:
        turn.apply([_ask_sure(turn, claim, step)])
    return []


@reading
async def accept_offer(turn: Turn) -> list[Event] | None:
    """Reads "I accept the offer" as an answer about the claim that was talked about last, or about the one whose offer
    waits for an answer, and not about a quotation."""
    is_accepted = turn.intent == "accept_quote" and not turn.is_pressed and turn.is_signed_in
    if not is_accepted or turn.entities.has("rfq_number"):
        return None
    taken = turn.with_entities(step=turn.choices.get("claim_step", "accept"))
    if turn.record.is_about("claim"):
        return await answer_claim(taken)
    offered = await list_offered(turn) if _means_offer_of_claim(turn) else []
    if len(offered) > 1:
        ask_which_claim(turn, "answer_claim", offered)
        return []
    return await answer_claim(taken.with_entities(claim_number=offered[0].number)) if offered else None


def _means_offer_of_claim(turn: Turn) -> bool:
    """Returns whether what the message accepts is offered for a claim, if one waits: 接受方案. An "offer" alone is so
    unless a request is talked about or an order was proposed."""
    if turn.is_supplier or turn.entities.has("company"):
        return False
    is_free = turn.open_proposal is None and not turn.record.is_about("request")
    return "claim_offer" in turn.topics or ("the_offer" in turn.topics and is_free)


def _read_step(turn: Turn, claim: Claim) -> Step | None:
    """Returns the step that the button or the words name. A supplier who names an amount of money offers this amount. A
    supplier who speaks of new pieces offers these, or accepts the claim if the buyer wants new pieces."""
    if turn.is_supplier and not turn.is_pressed and names_replacement(turn):
        return "accept" if _grants(turn, claim) else "replace"
    named = turn.entities.word("step") or turn.choices.get("claim_step")
    if named is None and turn.is_supplier and turn.entities.has("price"):
        return "offer"
    if named is not None and not turn.is_supplier and not turn.entities.has("step"):
        named = _BUYERS.get(named, named)
    return next((step for step in get_args(Step) if step == named), None)


def names_replacement(turn: Turn) -> bool:
    """Returns whether the words speak of sending new goods: 补发15个, "we replace them"."""
    return "replaces" in turn.topics and turn.choices.get("claim_step") != "refuse"


def _grants(turn: Turn, claim: Claim) -> bool:
    """Returns whether the new pieces that the message offers are all that the buyer claims."""
    if claim.wish != "replacement":
        return False
    given = _read_pieces(turn, claim, {}, "pieces").get("pieces")
    all_of_them = claim.affected or claim.ordered
    return given is None or Decimal(given) >= all_of_them.value


def _read_pieces(turn: Turn, claim: Claim, known: Json, asked: str | None) -> Json:
    """Returns how many new pieces the message offers: the number that it names, else the number that the claim is
    about."""
    names = names_replacement(turn)
    if turn.is_pressed or not (names or known.get("pieces") or asked == "pieces"):
        return {}
    taken = {Decimal("".join(sign for sign in number if sign.isdigit())) for number in (claim.number, claim.order)}
    endings = {number % 1000 for number in taken}
    price = turn.entities.price
    sums = {price.amount} if price else set()
    counts = [number for number in turn.numbers if number not in taken | sums and not number % 1]
    amount = turn.entities.quantity
    if amount is not None and amount.value not in sums and amount.value > 0:
        given: Decimal | None = amount.value
    else:
        left = [number for number in counts if number not in endings] or counts
        given = left[-1] if left and len(turn.text) <= _LONGEST else None
    if given is None and names and claim.affected is not None:
        given = claim.affected.value
    return {"pieces": str(given)} if given else {}


def _ask_sure(turn: Turn, claim: Claim, step: Step) -> Event:
    label = f"claim_button.{step}_{claim.reader}"
    sure = button(label, "answer_claim", single_use=True, claim_number=claim.number, step=step, sure=True)
    keep = button("button.see_claim", "claim_status", claim_number=claim.number)
    response = f"utter_claim_sure_{step}_{claim.reader}"
    shown: Card = {**claim_card(claim), "buttons": []}  # its steps would ask once more
    turn.say(response, claim_values(claim), cards=[shown], buttons=[sure, keep])
    return turn.propose("answer_claim", claim_number=claim.number, step=step, sure=True)


async def _take_step(
    turn: Turn,
    claim: Claim,
    step: Step,
    *,
    amount: Decimal | None = None,
    pieces: Decimal | None = None,
    words: str = "",
) -> None:
    """Takes the step, only once even if the turn is repeated, and says what it did. When the buyer escalates, the
    conversation goes into the queue with the whole claim."""
    key = WriteKey(turn.context.message_id, f"claim_{step}")
    changed = await turn.market.claims.take_step(
        turn.account, claim.number, step, key, turn.context.conversation, amount=amount, pieces=pieces, words=words
    )
    claim = await turn.market.claims.access_claim(turn.account, claim.number)
    if not changed.is_changed:
        say_claim(turn, claim, "utter_claim_not_now")
        return
    response = f"utter_claim_done_{step}_{claim.reader}"
    if step == "accept" and not turn.is_supplier and claim.replaces is not None:
        response = "utter_claim_done_accept_replacement"
    turn.say(response, claim_values(claim), cards=[claim_card(claim)])
    turn.done.append("answer_claim")
    if changed.is_held:
        turn.request_effect("words_held", number=claim.number)
    if step == "escalate":
        turn.request_effect("handoff", reason="claim")


def _read_amount(turn: Turn, claim: Claim | None, asked: str | None) -> Json:
    """Returns the amount that the message offers, in the currency of the order. The message may name it as a part of
    the claimed amount. A bare number counts if the amount was asked for."""
    currency = _find_currency(claim)
    price = turn.entities.price_in(currency)
    if price is None and (number := turn.cues.number) and asked in ("amount", CONFIRMED):
        price = read_money({"amount": number, "currency": currency})
    if price is None and (turn.cues.corrects or turn.acts.kind == "correct") and turn.numbers:
        price = read_money({"amount": str(turn.numbers[-1]), "currency": currency})
    if price is None and claim is not None and claim.estimate is not None and (share := _read_share(turn)):
        price = Money(round(claim.estimate.amount * share, 2), currency)
    if price is None or (claim is not None and price.currency != currency):
        return {}
    return {"amount": {"amount": str(price.amount), "currency": price.currency}}


def _read_share(turn: Turn) -> Decimal | None:
    """Returns the part of the claimed amount that the message offers, such as a half for 赔一半."""
    return next((share.number for share in turn.shares if share.kind != "less" and 0 < share.number < 1), None)


def _find_currency(claim: Claim | None) -> str:
    known = next(filter(None, (claim.estimate, claim.offer, claim.agreed)), None) if claim else None
    return known.currency if known else "USD"


async def _read_offer(turn: Turn, known: Json, asked: str | None) -> Json:
    claim = await _access(turn, known)
    if claim is not None and (pieces := _read_pieces(turn, claim, known, asked)) and not turn.entities.has("price"):
        if Decimal(pieces["pieces"]) > claim.ordered.value:
            turn.say("utter_claim_too_many", {"number": claim.order, "ordered": quantity(claim.ordered)})
            return {}
        return {**pieces, "kind": "replace", "amount": None}
    found = _read_amount(turn, claim, asked)
    if not found and turn.entities.price is not None and claim is not None:
        turn.say("utter_claim_offer_currency", {"currency": _find_currency(claim)})
    offered = read_money(found.get("amount"))
    if offered is not None and claim is not None and offered.amount > claim.most.amount:
        turn.say("utter_claim_offer_too_much", {"amount": money(offered), "most": money(claim.most)})
        return {}
    return {**found, "kind": "offer", "pieces": None} if found else {}


def _describe_offer(turn: Turn, values: Json) -> list[Value]:
    if values.get("pieces"):
        return [term("claim.pieces", count=str(values["pieces"]))]
    price = read_money(values.get("amount"))
    return [money(price)] if price else []


async def _ask_pieces(turn: Turn, values: Json, again: bool) -> None:
    claim = await _access(turn, values)
    response = "utter_claim_replace_pieces_again" if again else "utter_claim_replace_pieces"
    turn.say(response, claim_values(claim) if claim else {})


async def _ask_amount(turn: Turn, values: Json, again: bool) -> None:
    claim = await _access(turn, values)
    response = "utter_claim_offer_amount_again" if again else "utter_claim_offer_amount"
    turn.say(response, claim_values(claim) if claim else {})


async def _confirm_offer(turn: Turn, values: Json, again: bool) -> None:
    claim = await _access(turn, values)
    assert claim is not None
    response = "utter_claim_offer_confirm_again" if again else "utter_claim_offer_confirm"
    buttons = confirm_buttons(turn, "button.send_offer", "button.do_not_send")
    if values.get("pieces"):
        offered = term("claim.replacement", pieces=quantity(_read_count(values, claim)))
        return turn.say(response, {**claim_values(claim), "amount": offered}, buttons=buttons)
    return turn.say(response, {**claim_values(claim), "amount": money(_read_price(values))}, buttons=buttons)


def _read_count(values: Json, claim: Claim) -> Quantity:
    return Quantity(Decimal(str(values["pieces"])), claim.ordered.unit)


def _read_price(values: Json) -> Money:
    price = read_money(values.get("amount"))
    assert price is not None
    return price


async def _send_offer(turn: Turn, values: Json) -> None:
    claim = await _access(turn, values)
    assert claim is not None
    if values.get("pieces"):
        await _take_step(turn, claim, "replace", pieces=_read_count(values, claim).value)
    else:
        await _take_step(turn, claim, "offer", amount=_read_price(values).amount)


async def _read_reason(turn: Turn, known: Json, asked: str | None) -> Json:
    said, words = list(known.get("reason") or []), turn.content
    if not words or turn.is_pressed or len(said) >= _MOST or (asked == CONFIRMED and not _adds(turn)):
        return {}
    return {"reason": [*said, words]}


_MOST = 12


def _adds(turn: Turn) -> bool:
    return turn.acts.share("value", "correct", "condition") > 0.4 or turn.intent == "inform"


def _quoted(values: Json) -> Value:
    return lines(term("note.words", words=words) for words in values.get("reason") or [])


async def _confirm_refusal(turn: Turn, values: Json, again: bool) -> None:
    claim = await _access(turn, values)
    assert claim is not None
    response = "utter_claim_refuse_confirm_again" if again else "utter_claim_refuse_confirm"
    buttons = confirm_buttons(turn, "claim_button.refuse_supplier", "button.do_not_send")
    turn.say(response, {**claim_values(claim), "reason": _quoted(values)}, buttons=buttons)


async def _send_refusal(turn: Turn, values: Json) -> None:
    claim = await _access(turn, values)
    assert claim is not None
    await _take_step(turn, claim, "refuse", words="\n".join(values.get("reason") or []))


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the claim still belongs to this contact, who may have signed in as somebody else. If not, tells
    the contact so."""
    number = str(values.get("claim_number"))
    if turn.is_supplier:
        return await access_named(turn, number) is not None
    turn.say("utter_claim_not_found", {"number": number})
    return False


async def _access(turn: Turn, values: Json) -> Claim | None:
    return await access_named(turn, str(values.get("claim_number")))


OFFER = declare(
    Task(
        name="claim_offer",
        deeds=frozenset(("counter",)),
        intent="answer_claim",
        slots=(
            Slot("pieces", "quantity", _ask_pieces, is_moot=lambda values: values.get("kind") != "replace"),
            Slot("amount", "price", _ask_amount, is_moot=lambda values: values.get("kind") == "replace"),
        ),
        read=_read_offer,
        describe=_describe_offer,
        confirm=_confirm_offer,
        effect=_send_offer,
        is_there=_is_there,
        refused="utter_claim_answer_not_sent",
        about={"claim_number": "claim_number"},
    )
)
"""The task of offering money for a claim, or new pieces."""

REFUSAL = declare(
    Task(
        name="claim_refusal",
        deeds=frozenset(("decline",)),
        intent="answer_claim",
        slots=(Slot("reason", "free", asks("utter_claim_reason")),),
        read=_read_reason,
        describe=lambda turn, values: [_quoted(values)] if values.get("reason") else [],
        confirm=_confirm_refusal,
        effect=_send_refusal,
        is_there=_is_there,
        refused="utter_claim_answer_not_sent",
        about={"claim_number": "claim_number"},
    )
)
"""The task of refusing a claim with a reason."""
