"""Declares the task of declining a lead: a supplier says that it does not quote for a request, with or without a
reason, and after a final "yes" the buyer is told. If the supplier quotes later, it is no longer counted as
declining."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.registry import HANDLERS
from actions.dialogue.tasks import Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Button, Value, button, date, lines, term, text
from actions.trades.notes.reasons import read_given_reason, read_reason
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_request import access_lead

_LOOKED_AT = 50
_TELLS = 0.4
"""The least confidence that a message gives or corrects a value at which the message is the reason."""
_ELSEWHERE = ("order_number", "product", "company", "price", "claim_number", "sample_number")
"""Entities that a reason does not contain. A message with one of these is about another thing, or quotes."""
_ASKS_OF = frozenset(
    ("daily_tasks", "view_leads", "list_orders", "my_quotes", "own_figures", "payment_status", "order_status")
)
_ANSWERS = ("yes", "no", "give_up", "go_on", "ask")


async def find_refusable(turn: Turn) -> Rfq | None:
    """Returns the request for which a supplier does not want to quote: the request that the message names, else the one
    that was talked about last, if the supplier has no open quotation for it."""
    number = turn.entities.rfq_number or turn.word_slot("rfq_number")
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT, with_refused=True)
    return next((lead for lead in leads if lead.number == number and not has_open_quotation(lead)), None)


def has_open_quotation(lead: Rfq) -> bool:
    return any(quotation.state == "open" for quotation in lead.quotations)


async def refuse_lead(turn: Turn, lead: Rfq) -> None:
    """Begins the task, or says that this supplier has declined the request already."""
    turn.note("rfq_number", lead.number)
    if lead.refusals:
        turn.say("utter_lead_refused_already", _values(lead, {}), buttons=list_next_steps(lead))
        return
    await start(turn, REFUSING, {"rfq_number": lead.number, "reason": read_given_reason(turn)})


def say_refusals(turn: Turn, rfq: Rfq) -> None:
    """Tells the buyer of a request which suppliers do not quote for it, and why. Says nothing if no supplier has
    declined."""
    if rfq.refusals:
        turn.say("utter_request_refused_by", {**rfq_values(rfq), "refusals": list_refusals(rfq)})


def list_refusals(rfq: Rfq) -> Value:
    """Returns a line for each supplier that does not quote for the request, with its reason."""
    return lines(
        term("request.refused_because", supplier=text(each.supplier), reason=term("note.words", words=each.reason))
        if each.reason
        else term("request.refused", supplier=text(each.supplier))
        for each in rfq.refusals
    )


async def _is_there(turn: Turn, values: Json) -> bool:
    lead = await access_lead(turn, values)
    if lead is not None and lead.state == "open" and lead.due_on >= turn.today:
        return True
    turn.say("utter_no_leads", buttons=[button("button.leads", "view_leads")])
    return False


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the reason that the message gives. After the final question, the whole message is the reason, if it is
    about nothing else."""
    if turn.entities.has(*_ELSEWHERE) or turn.intent in _ASKS_OF:
        return {}
    is_answer = turn.is_pressed or turn.acts.share(*_ANSWERS) > _TELLS
    reason = read_given_reason(turn) if is_answer else read_reason(turn, before=known.get("reason"))
    return {"reason": reason} if reason else {}


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    lead = await access_lead(turn, values)
    assert lead is not None
    buttons = confirm_buttons(turn, "button.refuse_lead_now", "button.keep_lead")
    turn.say("utter_refuse_lead_again" if again else "utter_refuse_lead", _values(lead, values), buttons=buttons)


async def _refuse(turn: Turn, values: Json) -> None:
    """Declines the request, only once even if the turn is repeated."""
    number, key = str(values["rfq_number"]), WriteKey(turn.context.message_id, "decline_request")
    done = await turn.market.quoting.decline_request(turn.account, number, values.get("reason"), key)
    lead = await access_lead(turn, values)
    assert lead is not None
    response = "utter_lead_refused" if done else "utter_lead_not_refused_now"
    turn.say(response, _values(lead, values), buttons=list_next_steps(lead))
    turn.done.append("decline_lead")


def list_next_steps(lead: Rfq) -> list[Button]:
    """Returns the buttons for after the supplier has declined a request, or has left it undecided: to quote after all,
    or to see the other requests."""
    return [
        button("button.quote_after_all", "submit_quote", rfq_number=lead.number),
        button("button.leads", "view_leads"),
    ]


def _values(lead: Rfq, values: Json) -> dict[str, Value]:
    given = values.get("reason")
    reason = term("note.words", words=str(given)) if given else term("lead.no_reason")
    since = date(lead.refusals[0].at.date()) if lead.refusals else term("date.unknown")
    return {**rfq_values(lead), "buyer": text(lead.buyer.name), "reason": reason, "since": since}


async def _quote_after_all(turn: Turn) -> None:
    """Begins a quotation for the request that the supplier has declined last. The quotation undoes the refusal."""
    await HANDLERS["submit_quote"](turn)


REFUSING = declare(
    Task(
        name="decline_lead",
        deeds=frozenset(("decline",)),
        intent="decline_quote",
        slots=(),
        read=_read,
        describe=lambda turn, values: [term("note.words", words=str(values["reason"]))] if values.get("reason") else [],
        confirm=_confirm,
        effect=_refuse,
        is_there=_is_there,
        refused="utter_lead_not_refused",
        undo=_quote_after_all,
        about={"rfq_number": "rfq_number"},
    )
)
"""The task of declining a lead."""
