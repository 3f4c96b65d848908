"""Offers the request for quotation as a form that contains the known values, and reads a form that was sent.

A form gives the task values as messages do: the task asks for missing ones, and sends nothing before the final
"yes".
"""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount, read_destination
from actions.dialogue.tasks import Ask, asks
from actions.dialogue.turn import Turn
from actions.replies import Button, Value, button, text

NAME = "request_quote"
_TERMS_IN_FORM = ("price", "incoterm", "port", "needed_by")


def form_button(values: Json) -> Button:
    """Returns the button that opens the form with these values of the task. Channels without forms do not show it."""
    amount, goal = read_amount(values.get("quantity")), read_destination(values.get("country"))
    terms: Json = values.get("terms") or {}
    price: Json = terms.get("price") or {}
    filled: dict[str, Value | None] = {
        "goods": values.get("product"),
        "quantity": str(amount.value) if amount else None,
        "unit": amount.unit if amount else None,
        "price": price.get("amount"),
        "currency": price.get("currency"),
        "country": goal.country if goal else None,
        "city": text(goal.city) if goal and goal.city.en else None,
        "incoterm": terms.get("incoterm"),
        "deadline": terms.get("needed_by"),
        "note": values.get("note"),
    }
    shown = {name: value for name, value in filled.items() if value is not None}
    return {**button("button.request_form", NAME), "form": {"name": NAME, "values": shown}}


def ask_with_form(response: str) -> Ask:
    """Returns a function that asks as `asks` does, and also offers the form."""
    plain = asks(response)

    async def ask(turn: Turn, values: Json, again: bool) -> None:
        if again:
            return await plain(turn, values, again)
        return turn.say(response, buttons=[form_button(values)])

    return ask


def complete_from_form(turn: Turn, given: Json) -> Json:
    """Returns the values of a form that was sent, with those of the task under way for which the form has no field. A
    field that the contact has emptied stays empty."""
    held: Json = turn.task.values if turn.task is not None and turn.task.name == "request" else {}
    kept = {name: held.get(name) for name in ("also", "line_note", "line_terms", "supplier", "suppliers", "extra")}
    if held.get("product") == given.get("product"):
        kept["product_id"] = held.get("product_id")
    terms = {name: value for name, value in (held.get("terms") or {}).items() if name not in _TERMS_IN_FORM}
    return {
        **kept,
        "product": given.get("product"),
        "quantity": given.get("quantity"),
        "country": given.get("country"),
        "terms": {**terms, **(given.get("terms") or {})} or None,
        "note": turn.entities.word("note"),
    }
