"""The request for quotations as a form: begun with what is known, and read with the rules of the task."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.fakes.actions.chat import Chat, rfqs_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORM: dict[str, Any] = {
    "form": "request_quote",
    "product": "stainless steel bottles",
    "quantity": {"value": "5000", "unit": "piece"},
    "price": {"amount": "2.40", "currency": "USD"},
    "country": {"country": "DE", "city": "Hamburg"},
    "incoterm": "CIF",
    "date": "2027-03-31",
    "note": "drums of 220 kg, blue and white",
}


def form_of(answer: Any) -> dict[str, Any]:
    (found,) = (button["form"] for reply in answer.replies for button in reply["choices"] if "form" in button)
    assert found["name"] == "request_quote"
    values: dict[str, Any] = found["values"]
    return values


async def send(chat: Chat, **form: Any) -> Any:
    return await chat.presses({"intent": "request_quote", "entities": form, "label": {"name": "A request"}})


async def test_a_question_offers_the_form_with_what_was_said(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says(
        "request_quote", "quotes for 5000 bottles", product="bottles", quantity={"value": 5000, "unit": "piece"}
    )
    assert form_of(asked) == {"goods": "bottles", "quantity": "5000", "unit": "piece"}


async def test_a_form_is_confirmed_before_it_is_sent_with_its_notes_as_they_are(nordmarkt: Chat) -> None:
    before = len(await rfqs_of("nordmarkt"))
    shown = await send(nordmarkt, **FORM)
    assert shown.names == ["utter_confirm_quote"]
    assert len(await rfqs_of("nordmarkt")) == before
    assert form_of(shown)["deadline"] == "2027-03-31"
    number = (await nordmarkt.says("affirm", "yes")).values["number"]
    rfq = next(each for each in await rfqs_of("nordmarkt") if each.number == number)
    assert (rfq.quantity.value, rfq.quantity.unit, rfq.incoterm) == (5000, "piece", "CIF")
    assert (str(rfq.target_price.amount), rfq.needed_by) == ("2.40", dt.date(2027, 3, 31))
    assert (rfq.destination.country, rfq.destination.city.en, rfq.note) == ("DE", "Hamburg", FORM["note"])


async def test_what_is_missing_in_a_form_is_asked_for(nordmarkt: Chat) -> None:
    asked = await send(nordmarkt, form="request_quote", product="stainless steel bottles")
    assert asked.names == ["utter_quote_form_quantity"]


async def test_what_is_emptied_in_the_form_is_gone_and_the_rest_is_kept(nordmarkt: Chat) -> None:
    await nordmarkt.says(
        "request_quote",
        "5000 bottles, ISO9001, $3 please",
        certification="ISO9001",
        **{**FORM, "form": None, "note": None},
    )
    emptied = {name: value for name, value in FORM.items() if name not in ("price", "note", "incoterm", "date")}
    await send(nordmarkt, **emptied)
    terms = nordmarkt.values.get("terms") or {}
    assert not {"price", "incoterm", "needed_by"} & terms.keys()
    assert terms.get("certifications") == ["ISO9001"]
    assert nordmarkt.values.get("note") is None
