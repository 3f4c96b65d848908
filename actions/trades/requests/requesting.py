"""Declares the task of requesting quotations: it asks for goods, quantity, destination and terms, and for a final
"yes", which sends the request."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.registry import say_sign_in
from actions.dialogue.said.entities import read_amount, read_day, read_destination, read_money, read_name
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.trades.requests.records import NewRfq, Rfq
from actions.replies import (
    Value,
    button,
    date,
    destination,
    lines,
    one_after_another,
    quantity,
    search_button,
    several,
    term,
    text,
)
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.cards import price_for_quantity
from actions.trades.notes.keeping import keeps_in
from actions.trades.requests.comparing_lines import compare_lines
from actions.trades.requests.reading_requests import LONGEST_NOTE, read_request
from actions.trades.requests.recipients import list_suppliers, name_all, name_suppliers, say_recipients
from actions.trades.requests.request_form import ask_with_form, form_button
from actions.trades.requests.request_lines import (
    Line,
    describe_lines,
    find_unlisted,
    list_lines,
    read_lines,
)
from actions.trades.requests.request_terms import describe_limit, describe_terms, keep_private

_SELLERS, _MOST_SELLERS = 50, 6
"""The most listings that are looked at for the suppliers of the goods, and the most suppliers that are said."""


def _describe(turn: Turn, values: Json) -> list[Value]:
    """Returns the given values in words."""
    words = _describe_goods(values)
    if goal := read_destination(values.get("country")):
        words.append(term("request.to", destination=destination(goal)))
    any_goods = NewRfq("", Quantity(Decimal(1), "piece"))
    return [*words, *describe_terms(_with_terms(any_goods, values)), *describe_limit(values.get("terms") or {})]


def _describe_goods(values: Json) -> list[Value]:
    lines, amount = read_lines(values), read_amount(values.get("quantity"))
    if len(lines) > 1 or (lines and amount and (lines[0].note or lines[0].terms)):
        return describe_lines(values)
    product = [str(values["product"])] if lines else []
    return [*product, quantity(Quantity(amount.value, amount.unit))] if amount and amount.unit else [*product]


def _with_terms(request: NewRfq, values: Json) -> NewRfq:
    """Returns the request with the terms among the values of the task."""
    terms: Json = values.get("terms") or {}
    return replace(
        request,
        incoterm=terms.get("incoterm"),
        port=read_name(terms.get("port")),
        certifications=tuple(terms.get("certifications") or request.certifications),
        target_price=read_money(terms.get("price")),
        due_on=read_day(terms.get("due_on")),
        needed_by=read_day(terms.get("needed_by")),
        note=values.get("note") or None,
    )


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    """Repeats the request and asks for the final "yes". If the contact has asked something else in between (`again`),
    only asks for the "yes"."""
    buttons = confirm_buttons(turn, "button.send_request", "button.do_not_send")
    if again:
        return turn.say("utter_confirm_quote_again", buttons=buttons)
    new = await _name_cities(turn, _build_request(turn, values))
    if unlisted := await _find_unlisted_goods(turn, values):
        turn.say("utter_request_unlisted", {"goods": several(unlisted)})
    wanted = describe_lines(values)
    if new.destination:
        wanted.append(term("request.to", destination=destination(new.destination)))
    shown: dict[str, Value] = {
        "suppliers": name_suppliers(
            await name_all(turn, list(new.suppliers)), await name_all(turn, list(new.extra_suppliers))
        ),
        "request": one_after_another([*wanted, *describe_terms(new), *describe_limit(values.get("terms") or {})]),
    }
    return turn.say("utter_confirm_quote", shown, buttons=[*buttons, form_button(values)])


async def _find_unlisted_goods(turn: Turn, values: Json) -> list[Value]:
    """Returns those of several goods that no supplier lists, without those about which the contact has been told
    already. Remembers that the contact is told now."""
    lines, told = read_lines(values), list(values.get("told") or [])
    new = await find_unlisted(turn, [line for line in lines if line.product not in told]) if len(lines) > 1 else []
    if turn.task is not None and new:
        turn.task.values["told"] = [*told, *new]
    return list(new)


async def _say_who_gets_it(turn: Turn, values: Json) -> None:
    """Says which suppliers would get the request with its present values. Without goods or a quantity, says that this
    is open."""
    if not (values.get("product") and values.get("quantity")):
        if named := list_suppliers(values):
            return turn.say("utter_request_recipients", {"recipients": several(await name_all(turn, named))})
        return turn.say("utter_request_recipients_open")
    return await say_recipients(turn, build_requests(turn, values))


async def _say_who_sells_it(turn: Turn, values: Json) -> None:
    """Says which suppliers list the goods of the request, at which price, the cheapest first. "Those two" then means
    them."""
    amount, goods = read_amount(values.get("quantity")), str(values.get("product") or "")
    wanted = SearchRequest(text=goods, quantity=amount.value if amount else None, sort="price", limit=_SELLERS, kinds=0)
    page = await turn.market.search.find_listings(wanted)
    of_each = {listing.supplier.slug: listing for listing in reversed(page.listings)}
    listings = [each for each in page.listings if of_each[each.supplier.slug] is each][:_MOST_SELLERS]
    if not goods or not listings:
        return await _say_who_gets_it(turn, values)
    turn.record.add_list("supplier", [each.supplier.slug for each in listings], message_id=turn.context.message_id)
    sold = [
        term(
            "request.seller",
            supplier=text(each.supplier.name),
            goods=text(each.product),
            price=price_for_quantity(each),
        )
        for each in listings
    ]
    return turn.say("utter_request_sellers", {"goods": goods, "sellers": lines(sold)})


async def _name_cities(turn: Turn, new: NewRfq) -> NewRfq:
    """Returns the request with the names of its cities in both languages, because suppliers read them in their own."""
    rfqs, where, port = turn.market.rfqs, new.destination, new.port
    return replace(
        new,
        destination=where and replace(where, city=await rfqs.translate_city(where.city)),
        port=port and await rfqs.translate_city(port),
    )


async def _send(turn: Turn, values: Json) -> None:
    """Sends the request, only once even if the turn is repeated. Each of its goods becomes a request of its own,
    because different suppliers make them."""
    if turn.is_supplier:  # the contact was a buyer when the task began
        turn.say("utter_quote_buyers_only", buttons=[button("button.leads", "view_leads")])
        return
    requests = build_requests(turn, values)
    if len(requests) > 1:
        turn.say("utter_request_divided")
    sent = []
    for ordinal, new in enumerate(requests):
        key = WriteKey(turn.context.message_id, "create_rfq", ordinal)
        rfq = await turn.market.rfqs.create_rfq(turn.account, new, key, turn.context.conversation)
        _say_sent(turn, rfq, await _name_cities(turn, new))
        sent.append(rfq.number)
    if len(sent) > 1:
        turn.show_list("rfq_number", sent)


def _say_sent(turn: Turn, rfq: Rfq, new: NewRfq) -> None:
    """Says which suppliers received the request, what they read, and what happens next."""
    turn.note("rfq_number", rfq.number)
    if not rfq.recipients:
        find = search_button()
        turn.apply(
            [turn.say_with_person("utter_quote_unplaced", _sent_values(rfq, new), "asked", asked=True, buttons=[find])]
        )
        return
    see = button("button.see_request", "list_requests", rfq_number=rfq.number)
    turn.say(_sent_response(rfq), _sent_values(rfq, new), buttons=[see])
    if rfq.words == "held":
        turn.request_effect("words_held", number=rfq.number)
    turn.done.append("send_request")


def _sent_response(rfq: Rfq) -> str:
    """Returns the name of the response for the result: whether the request waits for a check, and how many suppliers
    got it."""
    if rfq.words == "held":
        return "utter_quote_waits"
    return "utter_quote_sent_one" if rfq.recipients == 1 else "utter_quote_sent"


def _sent_values(rfq: Rfq, new: NewRfq) -> dict[str, Value]:
    wanted: list[Value] = [term("order.quantity_of", quantity=quantity(rfq.quantity), goods=text(rfq.product))]
    if new.destination:
        wanted.append(term("request.to", destination=destination(new.destination)))
    return {
        "number": rfq.number,
        "request": one_after_another([*wanted, *describe_terms(new)]),
        "product": text(rfq.product),
        "quantity": quantity(rfq.quantity),
        "due": date(rfq.due_on),
        "count": rfq.recipients or 0,
        "suppliers": one_after_another(map(text, rfq.suppliers)),
    }


def build_requests(turn: Turn, values: Json) -> list[NewRfq]:
    """Returns a request for each of the goods, with the note about all goods and the note about these goods."""
    request = _build_request(turn, values)
    whole = _with_terms(NewRfq("", Quantity(Decimal(1), "piece")), values)
    return [
        replace(
            request,
            product=line.product,
            quantity=amount,
            certifications=_join_certificates(request if not ordinal else whole, line),
            regions=() if ordinal else request.regions,
            target_price=read_money(line.terms.get("price"))
            or (None if line.terms.get("limit") else request.target_price),
            product_id=None if ordinal else request.product_id,
            note=BETWEEN.join(filter(None, (request.note, line.note))) or None,
        )
        for ordinal, (line, amount) in enumerate(list_lines(values))
    ]


def _join_certificates(request: NewRfq, line: Line) -> tuple[str, ...]:
    """Returns the certificates that the request wants for all goods together with those for this line."""
    return tuple(dict.fromkeys((*request.certifications, *(line.terms.get("certifications") or ()))))


def _build_request(turn: Turn, values: Json) -> NewRfq:
    """Returns the request with these values, which must be complete."""
    search = SearchState.load(turn.slot("search"))
    is_same = search is not None and search.text == values.get("product")
    line, amount = list_lines(values)[0]
    request = NewRfq(
        product=line.product,
        quantity=amount,
        destination=read_destination(values.get("country")),
        certifications=search.certifications if search and is_same else (),
        regions=search.regions if search and is_same else (),
        suppliers=tuple(list_suppliers(values)),
        extra_suppliers=tuple(values.get("extra") or ()),
        product_id=values.get("product_id"),
    )
    return _with_terms(request, values)


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the contact is still signed in. If not, asks the contact to sign in, and puts the task aside."""
    if turn.is_signed_in:
        return True
    turn.apply(say_sign_in(turn))
    turn.record.put_aside()
    return False


def _is_collected(values: Json) -> bool:
    """Returns whether the buyer collects the goods from the supplier, so that there is no destination."""
    return (values.get("terms") or {}).get("incoterm") == "EXW"


REQUEST = declare(
    Task(
        name="request",
        deeds=frozenset(("request",)),
        intent="request_quote",
        slots=(
            Slot("product", "free", ask_with_form("utter_quote_form_product")),
            Slot("quantity", "quantity", ask_with_form("utter_quote_form_quantity")),
            Slot("country", "place", ask_with_form("utter_quote_form_country"), optional=True, is_moot=_is_collected),
        ),
        read=read_request,
        describe=_describe,
        compare=compare_lines,
        confirm=_confirm,
        effect=_send,
        keep_private=keep_private,
        is_there=_is_there,
        refused="utter_quote_not_sent",
        describes_goods=True,
        keep=keeps_in("note", LONGEST_NOTE),
        answers={"recipients": _say_who_gets_it, "sellers": _say_who_sells_it},
        own=("place_order", "find_supplier", "change_order", "negotiate_price"),
        given_by=frozenset(("with_freight", "without_freight")),
    )
)
"""The task of requesting quotations."""
