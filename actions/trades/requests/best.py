"""Says which quotation for a request is the best by a figure: the fastest, the cheapest, the dearest or the best
rated."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Value, certificate, lines, money, one_after_another, rating, term, text
from actions.trades.quotations.cards import quotation_values, rfq_values
from actions.trades.quotations.comparing import Comparison, compare
from actions.trades.quotations.which_quotation import is_live

_MOST = 5
_OF_LEAD_TIME = "utter_own_quotation_lead_time"
_OF_FIGURES = (_OF_LEAD_TIME, "utter_own_quotation_valid_until")
"""The responses that say one figure of a quotation, other than its price."""


def say_best(turn: Turn, rfq: Rfq, usual: str | None = None) -> bool:
    """Says which of the request's quotations is the best by the figure that the message asks for, else by the figure
    `usual`."""
    live = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    return len(live) > 1 and rank_best(turn, rfq, live, usual)


def rank_best(
    turn: Turn, rfq: Rfq, among: Sequence[Quotation], usual: str | None = None, currency: str | None = None
) -> bool:
    """Says which of the quotations is the fastest, the cheapest, the dearest or the best rated, by the figure that the
    message asks for, else by the figure `usual`. Prices are compared in `currency` if there is a rate for it. Returns
    False if the message asks for another figure."""
    found = compare(rfq, currency)
    if "overall" in turn.topics:
        say_compared(turn, rfq, among)
        return True
    figure = turn.choices.get("criterion") or turn.cues.sort or usual
    is_dearest = "priciest" in turn.topics
    if figure == "lead_time":
        ranked = sorted(among, key=lambda quotation: quotation.lead_time_days)
    elif figure == "rating":
        ranked = sorted(among, key=lambda quotation: -float(quotation.supplier.rating or 0))
    elif figure == "price" or is_dearest:
        if not found.can_rank(among):
            turn.say("utter_quotes_not_ranked", {**rfq_values(rfq), "quotations": list_converted(found, among)})
            return True
        figure = "dearest" if is_dearest else "price"
        ranked = [each for each in found.alike if each in among][:: -1 if is_dearest else 1]
    else:
        return False
    values = rfq_values(rfq)
    by_price = figure in ("price", "dearest")
    rest = list_converted(found, ranked[1:], among) if by_price else list_lines(ranked[1:])
    if turn.removals or turn.dictation.gone:  # "leave out the most expensive one"
        turn.say("utter_quotes_others", {**values, "quotations": rest})
        return True
    turn.note("quotation", ranked[0].number)
    if by_price and (asked := _find_figure_asked(turn)):
        turn.say(asked, {**values, **quotation_values(ranked[0])})
        return True
    best = found.values(ranked[0]) if by_price else quotation_values(ranked[0])
    turn.say(f"utter_quotes_best_{figure}", {**values, **best, "others": rest})
    return True


def _find_figure_asked(turn: Turn) -> str | None:
    """Returns the response that says the figure of a quotation for which the message asks (便宜那家交期多久), or asked
    before, if it only names another quotation now (贵的那家呢); None if it asks for no figure."""
    if "lead_time" in {thing for each in turn.asked for thing in each.things}:
        return _OF_LEAD_TIME
    before = [response for response in turn.record.last.said if response in _OF_FIGURES]
    return before[0] if turn.cues.asks_alike and len(before) == 1 else None


def say_compared(turn: Turn, rfq: Rfq, among: Sequence[Quotation]) -> None:
    """Shows the figures of the quotations side by side, and says which is the cheapest, the fastest and the best rated.
    Prices are compared only if the terms are the same."""
    found = compare(rfq)
    firsts = {"price": found.lowest if not found.others else None}
    firsts["lead_time"] = min(among, key=lambda quotation: quotation.lead_time_days)
    rated = [each for each in among if each.supplier.rating]
    firsts["rating"] = max(rated, key=lambda each: float(each.supplier.rating or 0), default=None)
    verdict = [
        term(f"best_quotation.{name}", supplier=text(each.supplier.name)) for name, each in firsts.items() if each
    ]
    if rfq.target_price:
        verdict.append(term("request.target", price=money(rfq.target_price)))
    rated_lines = [_rated_line(found, each) for each in among[:_MOST]]
    shown = {"quotations": lines([*rated_lines, *found.describe_rates(among)]), "verdict": one_after_another(verdict)}
    turn.say("utter_quotes_compared", {**rfq_values(rfq), **shown})


def _rated_line(found: Comparison, quotation: Quotation) -> Value:
    score = quotation.supplier.rating
    return term("quotation.rated", **found.values(quotation), rating=rating(score) if score else term("date.unknown"))


async def list_holders(turn: Turn, quotations: Sequence[Quotation], wanted: Sequence[str]) -> Value:
    """Returns a line for each of these quotations that says whether its supplier holds the wanted certificates."""
    return lines([await _say_holder(turn, each, wanted) for each in quotations[:_MOST]])


async def _say_holder(turn: Turn, quotation: Quotation, wanted: Sequence[str]) -> Value:
    profile = await turn.market.suppliers.access_supplier(quotation.supplier.slug)
    holds = set(wanted) <= {each.code for each in profile.certificates}
    names = one_after_another(map(certificate, wanted))
    supplier = text(quotation.supplier.name)
    return term("quotation.holds" if holds else "quotation.lacks", supplier=supplier, certificates=names)


def list_converted(
    found: Comparison, quotations: Sequence[Quotation], compared: Sequence[Quotation] | None = None
) -> Value:
    """Returns a line for each of the quotations, in which prices in other currencies are converted, and a last line
    with the rates by which the prices of `compared`, or else of these quotations, are converted."""
    return lines([*found.list_lines(quotations, _MOST), *found.describe_rates(compared or quotations)])


def list_lines(quotations: Sequence[Quotation]) -> Value:
    return lines(term("unlike.line", **quotation_values(each)) for each in quotations[:_MOST])
