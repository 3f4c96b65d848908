"""What a place in a message is: where goods come from, where they go, or the port of an Incoterm."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from actions.dialogue.said.entities import Entities
from actions.marketplace.base.records import Name
from nlu.turn.words.roles import with_roles
from tests.fakes.actions.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHANGHAI = {"province": "CN-SH", "city": "Shanghai"}
NINGBO = {"province": "CN-ZJ", "city": "Ningbo"}
HAMBURG = {"country": "DE", "city": "Hamburg"}
PLACES = {"Shanghai": SHANGHAI, "上海": SHANGHAI, "Ningbo": NINGBO, "宁波": NINGBO, "Hamburg": HAMBURG, "汉堡": HAMBURG}


def entities(text: str) -> Entities:
    """As the NLU finds them: the Incoterm and the place of `text`."""
    words = {code: ("incoterm", code.upper()) for code in ("FOB", "CIF", "DAP", "fob")}
    words |= {name: ("country" if "country" in value else "region", value) for name, value in PLACES.items()}
    return Entities.of_message(
        with_roles(
            [
                {"entity": entity, "value": value, "start": text.index(word), "end": text.index(word) + len(word)}
                for word, (entity, value) in words.items()
                if word in text
            ],
            text,
        )
    )


@pytest.mark.parametrize(
    ("text", "port", "destination"),
    [
        ("FOB Shanghai price", "Shanghai", None),
        ("fob from Ningbo port", "Ningbo", None),
        ("FOB上海", "Shanghai", None),
        ("宁波港FOB报价", "Ningbo", None),
        ("CIF Hamburg please", "Hamburg", "DE"),
        ("CIF to Hamburg", "Hamburg", "DE"),
        ("到汉堡的CIF价", "Hamburg", "DE"),
        ("DAP Shanghai", "Shanghai", "CN"),
    ],
)
async def test_the_port_of_an_incoterm(text: str, port: str, destination: str | None) -> None:
    found = entities(text)
    assert found.port is not None
    assert found.port.en == port
    assert found.regions == ()
    assert (found.destination.country if found.destination else None) == destination


@pytest.mark.parametrize("text", ["bottles to Hamburg, FOB, get me quotes", "货运到汉堡，FOB"])
async def test_no_goods_leave_china_in_a_port_abroad(text: str) -> None:
    found = entities(text)
    assert (found.port, found.incoterm) == (None, "FOB")
    assert found.destination is not None
    assert found.destination.country == "DE"


@pytest.mark.parametrize(
    "text", ["发到上海", "到宁波", "运往上海", "送到宁波", "ship it to Shanghai", "delivered to Ningbo", "目的港是宁波"]
)
async def test_where_goods_go_is_not_where_they_come_from(text: str) -> None:
    found = entities(text)
    assert found.regions == ()
    assert found.destination is not None
    assert found.destination.country == "CN"
    assert found.destination.city in (Name("Shanghai", "上海"), Name("Ningbo", "宁波"))


@pytest.mark.parametrize("text", ["找到上海的供应商", "suppliers close to Shanghai", "limit to Shanghai", "上海的厂家"])
async def test_where_goods_come_from(text: str) -> None:
    assert entities(text).regions == ("Shanghai",)


async def test_the_port_reaches_the_supplier_and_comes_back(nordmarkt: Chat, server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    amount = {"value": 500, "unit": "piece"}
    await nordmarkt.says(
        "request_quote",
        "500 led floodlights FOB Shanghai to Hamburg",
        product="led floodlights",
        quantity=amount,
        incoterm="FOB",
        region={"province": "CN-SH", "city": "Shanghai", "value": "Shanghai"},
        country={"country": "DE", "city": "Hamburg", "value": "Hamburg"},
    )
    sent = await nordmarkt.says("affirm", "yes")
    number = sent.values["number"]
    lead = (await lumen.says("view_leads", "leads")).cards[0]
    fields = {field["label"]["name"]: field["value"] for field in lead["fields"]}
    assert lead["title"] == number
    assert fields["field.incoterm"]["values"] == {
        "incoterm": "FOB",
        "port": {"type": "text", "en": "Shanghai", "zh": "上海"},
    }

    await lumen.says(
        "submit_quote",
        "4.20 usd, 20 days, FOB Ningbo",
        rfq_number=number,
        price={"amount": "4.20", "currency": "USD"},
        incoterm="FOB",
        region={"province": "CN-ZJ", "city": "Ningbo", "value": "Ningbo"},
    )
    assert (await lumen.says("affirm", "yes")).names == ["utter_quotation_sent"]
    quoted = await nordmarkt.says("check_quotes", rfq_number=number)
    fields = {field["label"]["name"]: field["value"] for field in quoted.cards[0]["fields"]}
    assert fields["field.incoterm"]["values"]["port"]["zh"] == "宁波"


async def test_what_was_said_of_delivery_while_searching_is_in_the_request(nordmarkt: Chat) -> None:
    await nordmarkt.says(
        "find_supplier",
        "led floodlights CIF Hamburg",
        product="led floodlights",
        quantity={"value": 200, "unit": "piece"},
        incoterm="CIF",
        country={"country": "DE", "city": "Hamburg", "value": "Hamburg"},
    )
    offer = await nordmarkt.says("ask_price", "how much")
    asked = await nordmarkt.presses(offer.button("button.request_quote"))
    assert nordmarkt.values["country"]["country"] == "DE"
    assert nordmarkt.values["terms"] == {"incoterm": "CIF", "port": {"en": "Hamburg", "zh": "Hamburg"}}
    hamburg = {"type": "text", "en": "Hamburg", "zh": "汉堡"}
    _, to, term = asked.values["request"]["items"]
    assert to["values"]["destination"]["values"]["city"] == hamburg
    assert term == {"type": "term", "name": "incoterm.with_port", "values": {"incoterm": "CIF", "port": hamburg}}
    await nordmarkt.says("cancel", "never mind")
    await nordmarkt.says("request_quote", "200 towels", product="towels", quantity={"value": 200, "unit": "piece"})
    assert nordmarkt.slots["country"] is None
    assert nordmarkt.slots["terms"] is None


async def test_no_words_go_round_the_check_as_a_port(nordmarkt: Chat, server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    away = {"country": "DE", "city": "write to me at boss@example.com", "value": "Hamburg"}
    said: dict[str, Any] = {"product": "led floodlights", "quantity": {"value": 500, "unit": "piece"}}
    await nordmarkt.says("request_quote", "500 led floodlights FOB Hamburg", **said, incoterm="FOB", country=away)
    await nordmarkt.says("inform", "no, to Hamburg", country={"country": "DE", "city": "Hamburg"})
    number = (await nordmarkt.says("affirm", "yes")).values["number"]
    lead = next(card for card in (await lumen.says("view_leads", "leads")).cards if card["title"] == number)
    assert "boss" not in str(lead)
    await lumen.says("submit_quote", "4.20 usd, FOB Hamburg", rfq_number=number, incoterm="FOB", country=away)
    assert (lumen.values["incoterm"], lumen.values.get("port")) == ("FOB", None)
