"""Registers a supplier's leads (the requests of buyers for which it may quote) among the things that an account can ask
about: how they are listed, and which facts of one can be asked for."""

from __future__ import annotations

from collections.abc import Callable

from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.reading.facts import Say, fact, fact_by_name
from actions.replies import Value, certificate, date, days, incoterm, money, several, term, text
from actions.trades.lookup.figures import Figures, of_count
from actions.trades.lookup.records import Own, Subject, declare_subject
from actions.trades.quotations.cards import lead_card, quotation_values, rfq_values
from actions.trades.quotations.own_quotations import say_buyers_answer, say_own_quotation
from actions.trades.quotations.request_figures import REQUEST_FIGURES

LOOKED_AT = 50


def _state(response: str, find: Callable[[Rfq], Value | None], unknown: str = "") -> Say:
    """Returns a function that says, by `response`, the value that `find` returns. If that is None, the function says by
    `unknown` that the buyer has not given the value."""

    def say(turn: Turn, lead: Rfq) -> bool:
        value = find(lead)
        left = days(max((lead.due_on - turn.today).days, 0))
        values = {**lead_values(lead), "left": left, "value": value or ""}
        turn.say(unknown if value is None else response, values)
        return True

    return say


def lead_values(lead: Rfq) -> dict[str, Value]:
    return {**rfq_values(lead), "buyer": text(lead.buyer.name)}


def _find_place(lead: Rfq) -> Value:
    place = rfq_values(lead)["destination"]
    terms = incoterm(lead.incoterm, lead.port) if lead.incoterm else None
    return term("lead.place_on_terms", place=place, incoterm=terms) if terms else place


def say_lead(turn: Turn, lead: Rfq) -> bool:
    """Sums up the request in one sentence, and shows its card."""
    turn.say("utter_lead_named", lead_values(lead), cards=[lead_card(lead)])
    return True


_say_buyer = _state("utter_lead_buyer", lambda lead: text(lead.buyer.name))
_say_due = _state("utter_lead_due", lambda lead: date(lead.due_on))
_say_target = _state(
    "utter_lead_target",
    lambda lead: money(lead.target_price) if lead.target_price else None,
    "utter_lead_target_open",
)
_say_needed = _state(
    "utter_lead_needed", lambda lead: date(lead.needed_by) if lead.needed_by else None, "utter_lead_needed_open"
)
_say_destination = _state("utter_lead_place", _find_place)


def _say_place(turn: Turn, lead: Rfq) -> bool:
    """Says where the goods go, and on which Incoterm. Says nothing if the message asks about another Incoterm: "is CIF
    possible also?" wants to know what that means."""
    named = turn.entities.incoterm
    return named in (None, lead.incoterm) and _say_destination(turn, lead)


_say_amount = _state("utter_lead_amount", lambda lead: rfq_values(lead)["quantity"])


def _of_own_quotation(say: Callable[[Turn, Rfq, Quotation], None]) -> Say:
    """Returns a function that calls `say` with the supplier's own quotation for the lead, or says that there is none
    yet."""

    def say_if_quoted(turn: Turn, lead: Rfq) -> bool:
        quotation = next(iter(lead.quotations), None)
        if quotation is None and turn.task is not None and turn.task.name == "quotation":
            return False  # "how much in all?" is about the quotation that is being written
        if quotation is None:
            turn.say("utter_not_quoted_yet", lead_values(lead))
        else:
            say(turn, lead, quotation)
        return True

    return say_if_quoted


def _is_quoted(turn: Turn, lead: Rfq) -> bool:
    return bool(lead.quotations)


@_of_own_quotation
def _say_quoted(turn: Turn, lead: Rfq, quotation: Quotation) -> None:
    say_own_quotation(turn, lead, quotation)


def _say_buyers_answer(turn: Turn, lead: Rfq) -> bool:
    """Says how the buyer has answered the supplier's quotation. Says nothing after a message to the buyer, because the
    question is then about the answer to that message."""
    if not lead.quotations or turn.record.is_about("question"):
        return False
    say_buyers_answer(turn, lead, lead.quotations[0])
    return True


@_of_own_quotation
def _say_valid(turn: Turn, lead: Rfq, quotation: Quotation) -> None:
    turn.say("utter_own_quotation_valid", {**lead_values(lead), **quotation_values(quotation)})


say_certificates = _state(
    "utter_lead_certificates",
    lambda lead: several(map(certificate, lead.certifications)) if lead.certifications else None,
    "utter_lead_certificates_open",
)

FACTS = (
    fact(_say_valid, "valid", names="valid_until"),
    fact(_say_buyers_answer, "answer confirm", "whether who", names="counter_state confirmed change_answer quoted"),
    fact(_say_quoted, "quote", "whether how_much", names="own_quote", is_there=_is_quoted),
    fact_by_name(_say_quoted, "unit_price total lead_time", is_shared=True),
    fact(_say_due, "deadline due", "when how_long name which", names="quote_deadline"),
    fact(_say_due, "answer quote", "when how_long which"),
    fact(_say_target, "target", names="target"),
    fact(_say_target, "price pay", "how_much which"),
    fact(_say_needed, "needed arrive", "when", names="needed_by arrival"),
    fact(say_certificates, "certificate", names="required_certs"),
    fact(_say_amount, "quantity", "how_many how_much which name", names="quantity"),
    fact(_say_amount, "", "how_many"),
    fact(_say_place, "destination", "where which name", names="destination who_pays_freight"),
    fact(_say_place, "ship", "where which"),
    fact(_say_due, "", "how_long when"),
    fact(_say_place, "", "where"),
    fact(_say_place, "incoterm", "which name whether"),
    fact(_say_buyer, "customer maker place ship", "who", names="counterpart"),
    fact(say_lead, "state goods", "how which name", names="state contents", is_whole=True),
)
"""The facts of a lead, in the order in which they are tried."""
BESIDE_THE_WHOLE = frozenset((_say_target, _say_needed, say_certificates))
"""The facts that `say_lead` does not state."""


_FIGURES: Figures = {**REQUEST_FIGURES, "quotes": lambda turn, lead: of_count(len(lead.quotations), "own_quotes")}
"""The properties by which leads are sorted and chosen. The quotations of other suppliers do not count, because a
supplier cannot see them."""


async def _list(turn: Turn) -> list[Own]:
    return [
        describe_lead(lead)
        for lead in await turn.market.rfqs.list_open_leads(turn.account, limit=LOOKED_AT, with_refused=True)
    ]


def describe_lead(lead: Rfq) -> Own:
    return Own(
        kind="lead",
        number=lead.number,
        goods=lead.product.both,
        companies=(lead.buyer.name,),
        quantity=lead.quantity,
        since=lead.created_at,
        line=term("lead.line", buyer=text(lead.buyer.name), **rfq_values(lead)),
        short=term("own_by.lead", buyer=text(lead.buyer.name), **rfq_values(lead)),
        label=term("button.rfq", number=lead.number, product=text(lead.product)),
        place=lead.destination,
        record=lead,
    )


async def _access(turn: Turn, number: str) -> Rfq:
    return await turn.market.rfqs.access_rfq(turn.account, number)


LEADS = declare_subject(
    Subject("lead", _list, _access, FACTS, "view_leads", frozenset(("supplier",)), figures=_FIGURES)
)
