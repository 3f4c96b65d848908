"""Says which of the quotations for a request is the best by a figure: the fastest, the cheapest, the dearest or the best rated."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, lines, term
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.which_quotation import is_live

_MOST = 5


def say_best(turn: Turn, rfq: Rfq, usual: str | None = None) -> bool:
    """Says which of the request's quotations is the best by the figure that the message asks for, or by the `usual` one."""
    live = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    return len(live) > 1 and rank_best(turn, rfq, live, usual)


def rank_best(turn: Turn, rfq: Rfq, among: Sequence[Quotation], usual: str | None = None) -> bool:
    """Says which of the quotations is the fastest, the cheapest, the dearest or the best rated: by the figure that the
    message asks for, else by the `usual` one. Returns False if it asks for another figure, or if the prices do not compare."""
    figure = turn.choices.get("criterion") or turn.cues.sort or usual
    is_dearest = "priciest" in turn.topics
    if figure == "lead_time":
        ranked = sorted(among, key=lambda quotation: quotation.lead_time_days)
    elif figure == "rating":
        ranked = sorted(among, key=lambda quotation: -float(quotation.supplier.rating or 0))
    elif figure == "price" or is_dearest:
        if len({(each.unit_price.currency, each.incoterm) for each in among}) > 1:
            return False
        figure = "dearest" if is_dearest else "price"
        ranked = sorted(among, key=lambda quotation: quotation.unit_price.amount, reverse=is_dearest)
    else:
        return False
    values = rfq_values(rfq)
    rest = list_lines(ranked[1:])
    turn.say(f"utter_quotes_best_{figure}", {**values, **quotation_values(ranked[0]), "others": rest})
    turn.note("quotation", ranked[0].number)
    return True


def list_lines(quotations: Sequence[Quotation]) -> Value:
    return lines(term("unlike.line", **quotation_values(each)) for each in quotations[:_MOST])
