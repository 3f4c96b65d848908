"""Registers a buyer's requests among the things that an account can ask about: how they are listed, and which facts of
one and of its quotations can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Name
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.reading.facts import fact
from actions.replies import Value, button, certificate, date, days, lines, money, several, term, text
from actions.trades.lookup.records import Own, Subject, declare_subject
from actions.trades.quotations.cards import goods, quotation_values, rfq_values
from actions.trades.quotations.comparing import compare
from actions.trades.quotations.refusing import say_refusals
from actions.trades.quotations.request_figures import REQUEST_FIGURES
from actions.trades.quotations.which_quotation import find_meant, find_places, find_quotations_called, is_live
from actions.trades.requests.best import say_best
from actions.trades.requests.lists import say_request

_LOOKED_AT = 50
_CENT = Decimal("0.01")


def _values(rfq: Rfq, **more: Value) -> dict[str, Value]:
    return {**rfq_values(rfq), "sent": date(rfq.created_at.date()), **more}


def say_quoted(turn: Turn, rfq: Rfq) -> bool:
    """Says which suppliers have quoted at which price, the cheapest first, and which have not quoted."""
    shown = {each.supplier.name.en: each for each in reversed(compare(rfq).shown)}
    quoted = {name: term("own.quoted_by", **quotation_values(shown[name])) for name in reversed(shown)}
    missing = [text(name) for name in rfq.suppliers if name.en not in quoted]
    names: dict[str, Value] = {"suppliers": several(quoted.values()), "missing": several(missing)}
    figures = {"count": len(quoted), "asked": len(rfq.suppliers), "left": _count_left(turn, rfq)}
    response = (
        "utter_own_quoted" if quoted and missing else "utter_own_all_quoted" if quoted else "utter_own_none_quoted"
    )
    if not quoted and not missing:
        return False
    see = [button("button.check_quotes", "check_quotes", rfq_number=rfq.number)] if quoted else []
    turn.say(response, _values(rfq, **names, **figures), buttons=see)
    return True


def _count_left(turn: Turn, rfq: Rfq) -> Value:
    return days(max((rfq.due_on - turn.today).days, 0))


def say_recipients(turn: Turn, rfq: Rfq) -> bool:
    """Says which suppliers got the request."""
    if not rfq.suppliers:
        return False
    shown = {"suppliers": several(map(text, rfq.suppliers)), "asked": len(rfq.suppliers)}
    response = "utter_request_went_to" if len(rfq.suppliers) > 1 else "utter_request_went_to_one"
    turn.say(response, _values(rfq, **shown, count=len(rfq.quotations)))
    say_refusals(turn, rfq)
    return True


def say_deadline(turn: Turn, rfq: Rfq) -> bool:
    """Says how long suppliers can still quote."""
    turn.say("utter_request_until", _values(rfq, left=_count_left(turn, rfq)))
    return True


def _of_quotations(name: str) -> Callable[[Turn, Rfq], bool]:
    """Returns a function that says a value, such as the `price`, of the quotation that the message means. If it may
    mean several, the function says the value of each."""

    def say(turn: Turn, rfq: Rfq) -> bool:
        if say_best(turn, rfq):
            return True  # "which of them is the quickest?", 贵的那家呢
        meant = _find_meant(turn, rfq)
        if len(meant) == 1:
            turn.say(f"utter_own_quotation_{name}", {**rfq_values(rfq), **quotation_values(meant[0])})
            turn.note("quotation", meant[0].number)
        elif meant:
            each = (
                term("own.of_quotation", supplier=values["supplier"], value=values[name])
                for values in map(quotation_values, meant)
            )
            turn.say(f"utter_own_quotations_{name}", _values(rfq, each=lines(each)))
        else:
            return say_quoted(turn, rfq)
        return True

    return say


def _find_meant(turn: Turn, rfq: Rfq) -> Sequence[Quotation]:
    shown = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
    if pointed := find_places(turn, shown):
        return pointed
    called = find_quotations_called(turn, rfq)
    at_hand = [each for each in shown if each.number == turn.word_slot("quotation")]
    if at_hand and turn.topics & {"other", "others"}:
        at_hand = [each for each in shown if each not in at_hand]
    return [each for each in shown if each in called] or at_hand or shown


def _of_one_pointed_at(
    say: Callable[[Turn, Rfq], bool], otherwise: Callable[[Turn, Rfq], bool]
) -> Callable[[Turn, Rfq], bool]:
    """Returns a function that calls `say` if the message names a quotation by its place in the list, and else calls
    `otherwise`."""

    def say_it(turn: Turn, rfq: Rfq) -> bool:
        shown = [quotation for quotation in compare(rfq).shown if is_live(quotation)]
        return (say if find_places(turn, shown) else otherwise)(turn, rfq)

    return say_it


_say_prices = _of_quotations("price")


_NAME_QUOTATIONS = frozenset(("best", "quote", "price", "lead_time"))


def _say_lowest(turn: Turn, rfq: Rfq) -> bool:
    """Says which quotation is the best by the figure that the message names, else by price. If the prices cannot be
    compared, says each price. If there is no quotation and the words name none, says nothing: "which one is that?" then
    asks about the request."""
    if not rfq.quotations and not any(clause.things & _NAME_QUOTATIONS for clause in turn.asked):
        return False
    return say_best(turn, rfq, usual="price") or _say_prices(turn, rfq)


def say_target(turn: Turn, rfq: Rfq) -> bool:
    if rfq.target_price is None:
        turn.say("utter_own_target_open", _values(rfq))
    else:
        turn.say("utter_own_target", _values(rfq, value=money(rfq.target_price)))
        _say_against_target(turn, rfq, rfq.target_price)
    return True


def _say_against_target(turn: Turn, rfq: Rfq, target: Money) -> None:
    """Says by how much the quotations that the message means, or all of them, are over or under the target price."""
    found, meant = compare(rfq), _find_meant(turn, rfq)
    shown = []
    for each in meant:
        price = rfq.rates.weigh(each.unit_price, target.currency)
        if price is None:
            continue
        away = (price - target.amount).quantize(_CENT)
        name = "own.over_target" if away > 0 else "own.within_target"
        shown.append(term(name, **found.values(each), by=money(Money(abs(away), target.currency))))
    if shown:
        turn.say("utter_own_against_target", {"quotations": lines(shown)})
    if len(meant) == 1:
        turn.note("quotation", meant[0].number)


def _say_due(turn: Turn, rfq: Rfq) -> bool:
    """Says until when a quotation is valid if the message means one and asks when it is due, else until when suppliers
    can quote: 他报价几号到期."""
    is_due = any("due" in clause.things and "quote" in clause.things for clause in turn.asked)
    if is_due and len(_find_meant(turn, rfq)) == 1:
        return _of_quotations("valid_until")(turn, rfq)
    return say_deadline(turn, rfq)


def say_needed(turn: Turn, rfq: Rfq) -> bool:
    if rfq.needed_by is None:
        turn.say("utter_own_needed_open", _values(rfq))
    else:
        turn.say("utter_own_needed", _values(rfq, value=date(rfq.needed_by)))
    return True


def say_certificates(turn: Turn, rfq: Rfq) -> bool:
    """Says which certificates the request asks for. It does not say which certificates the suppliers hold."""
    if turn.intent == "supplier_details":
        return False
    if not rfq.certifications:
        turn.say("utter_own_certificates_open", _values(rfq))
    else:
        turn.say("utter_own_certificates", _values(rfq, value=several(map(certificate, rfq.certifications))))
    return True


def say_place(turn: Turn, rfq: Rfq) -> bool:
    turn.say("utter_own_request_place", _values(rfq))
    return True


def say_wanted(turn: Turn, rfq: Rfq) -> bool:
    turn.say("utter_own_request_quantity", _values(rfq))
    return True


def say_sent(turn: Turn, rfq: Rfq) -> bool:
    turn.say("utter_own_request_sent", _values(rfq, asked=len(rfq.suppliers)))
    return True


def _leave_to_the_list(turn: Turn, rfq: Rfq) -> bool:
    """Says nothing, so that another function lists the quotations. A message that only names the quotations ("quotes
    for the tea cups?") wants the list."""
    return False


def _say_whole(turn: Turn, rfq: Rfq) -> bool:
    turn.apply([say_request(turn, rfq)])
    return True


FACTS = (
    fact(_of_quotations("valid_until"), "valid", names="valid_until"),
    fact(
        _say_due,
        "deadline due",
        "when how_long which name",
        covers="quote answer recipients",
        names="quote_deadline",
    ),
    fact(say_deadline, "quote answer", "when how_long"),
    fact(_say_lowest, "quote", "who which whether name how_much", beside="best", names="best_price"),
    fact(_say_lowest, "price", "who which whether name how_much", beside="best", is_shared=True),
    fact(_leave_to_the_list, "quote", "name", covers="quote answer"),
    fact(say_quoted, "quote answer", "who how_many whether", names="quoted"),
    fact(say_quoted, "state", "whether"),
    fact(say_recipients, "recipients", "who how_many whether", names="recipients"),
    fact(_of_one_pointed_at(_of_quotations("lead_time"), say_deadline), "", "how_long"),
    fact(say_target, "target", names="target"),
    fact(say_needed, "needed", "when which", names="needed_by"),
    fact(say_best, "lead_time price quote", "who which"),
    fact(_of_quotations("lead_time"), "lead_time", names="lead_time", is_shared=True),
    fact(_of_quotations("incoterm"), "incoterm", names="who_pays_freight", is_shared=True),
    fact(say_certificates, "certificate", names="required_certs", is_shared=True),
    fact(say_place, "destination", "where which name", names="destination"),
    fact(
        _of_one_pointed_at(_of_quotations("quantity"), say_wanted),
        "quantity",
        "how_many how_much which name",
        is_shared=True,
    ),
    fact(_say_prices, "price total", "how_much which name", names="unit_price total own_quote", is_shared=True),
    fact(_say_prices, "currency"),
    fact(_say_prices, "maker", "who name", names="counterpart"),
    fact(say_sent, "place ship recipients", "when", names="placed"),
    fact(say_wanted, "", "how_many", names="quantity", is_shared=True),
    fact(say_best, "", "who"),
    fact(say_best, "best", "who which"),
    fact(_say_whole, "state", "how whether which name", names="state contents", is_whole=True),
)
"""The facts of a request, in the order in which they are tried."""


async def _list(turn: Turn) -> list[Own]:
    return [_describe(rfq) for rfq in await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)]


def _describe(rfq: Rfq) -> Own:
    return Own(
        kind="request",
        number=rfq.number,
        goods=rfq.product.both,
        companies=tuple(each.supplier.name for each in rfq.quotations) + rfq.suppliers,
        quantity=rfq.quantity,
        since=rfq.created_at,
        line=term("rfq.line", quotes=len(rfq.quotations), **rfq_values(rfq)),
        short=term("own_by.request", **rfq_values(rfq)),
        label=term("button.rfq", number=rfq.number, product=goods(rfq)),
        is_open=rfq.state == "open",
        state=rfq.state,
        place=rfq.destination,
        record=rfq,
    )


async def _access(turn: Turn, number: str) -> Rfq:
    return await turn.market.rfqs.access_rfq(turn.account, number)


async def _list_suppliers(turn: Turn, rfq: Rfq) -> list[Name]:
    """Returns the suppliers whose quotations the message means. If it asks about all of them or means none, returns all
    that have quoted, or all that got the request while none has. Remembers a single quotation as the one that is talked
    about."""
    asks_who = any("who" in clause.kinds for clause in turn.asked_of_goods)
    points_at_all = any(pointer.is_many for pointer in turn.pointing)
    is_about_all = asks_who or points_at_all or bool(turn.topics & {"each", "of_those"}) or "all" in turn.reports
    meant = () if is_about_all else await find_meant(turn, rfq)
    if len(meant) == 1:
        turn.note("quotation", meant[0].number)
    quoted = [each.supplier.name for each in meant or filter(is_live, rfq.quotations)]
    return quoted or list(rfq.suppliers)


REQUESTS = declare_subject(
    Subject(
        "request",
        _list,
        _access,
        FACTS,
        "list_requests",
        frozenset(("buyer",)),
        figures=REQUEST_FIGURES,
        suppliers=_list_suppliers,
    )
)
