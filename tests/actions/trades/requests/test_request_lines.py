"""A request for several goods: each message acts on the line that it names, and quantities never move between lines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, rfqs_of
from tests.fakes.actions.trading import BUYER, market

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
YES = {"answer_yes": ("yes", 0.9)}
CORRECTS = {"correct": ("correct", 0.9)}
ASKS = {"ask_about": ("ask", 0.9)}
THREE: dict[str, Any] = {
    "product": ["silk scarves", "tea cups", "umbrellas"],
    "quantity": [{"value": 500, "unit": "piece"}, {"value": 300, "unit": "piece"}, {"value": 900, "unit": "piece"}],
    "country": {"country": "DE"},
}
WORDS = "quotes for 500 silk scarves, 300 tea cups and 900 umbrellas"


async def draft(server: httpx.AsyncClient, text: str = WORDS, **goods: Any) -> Chat:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", text, **(goods or THREE))
    return chat


def lines(chat: Chat) -> list[tuple[str, int]]:
    values = chat.values
    others = [(line["product"], int(line["quantity"]["value"])) for line in values.get("also") or []]
    return [(values["product"], int(values["quantity"]["value"])), *others]


@pytest.mark.parametrize(
    ("words", "goods"), [("no tea cups", None), ("forget the cups", None), ("skip the tea cups please", "tea cups")]
)
async def test_what_is_taken_out_goes_and_the_rest_stays(
    server: httpx.AsyncClient, words: str, goods: str | None
) -> None:
    chat = await draft(server)
    await chat.says("cancel", words, acts={"drop": ("give_up", 0.9)}, **({"product": goods} if goods else {}))
    assert lines(chat) == [("silk scarves", 500), ("umbrellas", 900)]


async def test_the_first_line_can_be_taken_out(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    await chat.says("deny", "no scarves", acts={"answer_no": ("no", 0.9)})
    assert lines(chat) == [("tea cups", 300), ("umbrellas", 900)]


async def test_a_quantity_belongs_to_the_goods_beside_it(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    await chat.says("change_order", "make the cups 360", acts=CORRECTS)
    assert lines(chat) == [("silk scarves", 500), ("tea cups", 360), ("umbrellas", 900)]
    await chat.says("inform", "no, 380", acts=CORRECTS, quantity={"value": 380, "unit": None})
    assert lines(chat) == [("silk scarves", 500), ("tea cups", 380), ("umbrellas", 900)]
    await chat.says("inform", "umbrellas 700, scarves 450", acts=CORRECTS)
    assert lines(chat) == [("silk scarves", 450), ("tea cups", 380), ("umbrellas", 700)]
    await chat.says("inform", "10% more umbrellas", acts=CORRECTS)
    assert lines(chat) == [("silk scarves", 450), ("tea cups", 380), ("umbrellas", 770)]


async def test_a_quantity_of_no_line_is_asked_about(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    answer = await chat.says("inform", "800 then", acts=CORRECTS, quantity={"value": 800, "unit": None})
    assert "utter_request_which_line" in answer.names
    assert lines(chat) == [("silk scarves", 500), ("tea cups", 300), ("umbrellas", 900)]


@pytest.mark.parametrize("words", ["and 40 gazebos too", "再加40个凉亭"])
async def test_goods_that_nobody_lists_become_a_line_and_the_contact_is_told(
    server: httpx.AsyncClient, words: str
) -> None:
    chat = await draft(server)
    answer = await chat.says("inform", words, acts=ANSWER)
    assert "utter_request_unlisted" in answer.names
    assert [count for _, count in lines(chat)] == [500, 300, 900, 40]
    later = await chat.says("inform", "make the umbrellas 950", acts=CORRECTS)
    assert "utter_request_unlisted" not in later.names


async def test_a_remark_about_one_line_goes_to_its_supplier_alone(server: httpx.AsyncClient) -> None:
    chat, before = await draft(server), await rfqs_of(BUYER)
    await chat.says("inform", "umbrellas half black half navy", acts=ANSWER)
    await chat.says("affirm", "yes", acts=YES)
    notes = {rfq.product.en: rfq.note for rfq in await rfqs_of(BUYER) if rfq not in before}
    assert notes == {"silk scarves": None, "tea cups": None, "umbrellas": "umbrellas half black half navy"}


async def test_who_gets_it_is_told_before_it_is_sent(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    answer = await chat.says("out_of_scope", "who would receive this?", acts=ASKS)
    assert answer.names == ["utter_request_recipients", "utter_confirm_quote_again"]
    assert len(answer.replies[0]["values"]["recipients"]["items"]) == 3


async def test_goods_collected_at_the_factory_need_no_destination(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    said = {"product": "tea cups", "quantity": {"value": 300, "unit": "piece"}, "incoterm": "EXW"}
    shown = await chat.says("request_quote", "300 tea cups, EXW", **said)
    assert shown.names == ["utter_confirm_quote"]


@pytest.mark.parametrize("words", ["same address as last time", "地址跟上次一样"])
async def test_the_usual_place_is_that_of_the_latest_order(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", "300 tea cups", product="tea cups", quantity={"value": 300, "unit": "piece"})
    await chat.says("faq_about_platform", words, acts=ANSWER)
    latest = (await (await market()).orders.list_orders(BUYER, limit=1)).orders[0].destination
    assert latest is not None
    assert chat.values["country"] == asdict(latest)


@pytest.mark.parametrize(
    ("words", "found", "terms"),
    [
        (
            "quotes for 500 silk scarves with OEKO-TEX, 300 tea cups FDA and 900 umbrellas",
            {"certification": ["OEKO-TEX", "FDA"]},
            [{"certifications": ["OEKO-TEX"]}, {"certifications": ["FDA"]}, {}],
        ),
        (
            "quotes for 500 silk scarves, 300 tea cups and 900 umbrellas, all of these with BSCI",
            {"certification": "BSCI"},
            [{}, {}, {}],
        ),
    ],
)
async def test_what_is_said_of_one_of_the_goods_is_a_term_of_its_line(
    server: httpx.AsyncClient, words: str, found: dict[str, Any], terms: list[dict[str, Any]]
) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", words, **THREE, **found)
    values = chat.values
    assert [values.get("line_terms") or {}, *(line.get("terms") or {} for line in values["also"])] == terms
    whole = (values.get("terms") or {}).get("certifications")
    assert whole == (None if terms[0] else [found["certification"]])


async def test_each_request_that_is_sent_has_the_terms_of_its_goods_alone(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    await chat.says(
        "inform", "the scarves in dark blue, OEKO-TEX", acts=ANSWER, product="scarves", certification="OEKO-TEX"
    )
    before = {rfq.number for rfq in await rfqs_of(BUYER)}
    await chat.says("affirm", "send it", acts=YES)
    sent = {rfq.product.en: rfq for rfq in await rfqs_of(BUYER) if rfq.number not in before}
    assert {goods: rfq.certifications for goods, rfq in sent.items()} == {
        "silk scarves": ("OEKO-TEX",),
        "tea cups": (),
        "umbrellas": (),
    }
    assert [goods for goods, rfq in sent.items() if "dark blue" in (rfq.note or "")] == ["silk scarves"]


async def test_what_was_said_of_the_first_goods_is_not_said_of_those_that_come(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    one = {"product": "silk scarves", "quantity": {"value": 500, "unit": "piece"}, "country": {"country": "DE"}}
    await chat.says("request_quote", "500 silk scarves with OEKO-TEX", **one, certification="OEKO-TEX")
    assert chat.values["terms"]["certifications"] == ["OEKO-TEX"]
    more = {"product": "tea cups", "quantity": {"value": 300, "unit": "piece"}}
    await chat.says("inform", "add 300 tea cups as well", acts=ANSWER, **more)
    assert chat.values["line_terms"] == {"certifications": ["OEKO-TEX"]}
    assert not chat.values.get("terms")
    await chat.says("cancel", "no tea cups", acts={"drop": ("give_up", 0.9)}, product="tea cups")
    assert chat.values["terms"] == {"certifications": ["OEKO-TEX"]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("umbrellas with CE", {"product": "umbrellas", "certification": "CE"}),
        ("the umbrellas must be dark red", {"product": "umbrellas"}),
        ("logo in one colour on both", {}),
        ("all of them with BSCI", {"certification": "BSCI"}),
    ],
)
async def test_what_is_said_again_changes_nothing(server: httpx.AsyncClient, words: str, found: dict[str, Any]) -> None:
    chat = await draft(server)
    await chat.says("inform", words, acts=ANSWER, **found)
    before = {name: value for name, value in chat.values.items() if value}
    answer = await chat.says("inform", words, acts=ANSWER, **found)
    assert {name: value for name, value in chat.values.items() if value} == before
    assert answer.names == ["utter_confirm_quote"]


@pytest.mark.parametrize(
    ("words", "acts", "found", "then"),
    [
        ("gazebos instead of the cups", CORRECTS, {"product": "gazebos"}, {"gazebos": 300}),
        ("gazebos instead of the cups, 40", CORRECTS, {"product": "gazebos", "quantity": 40}, {"gazebos": 40}),
        ("change the cups to 40 gazebos", CORRECTS, {"product": ["cups", "gazebos"]}, {"gazebos": 40}),
        ("不要tea cups了，要凉亭40个", CORRECTS, {"product": "凉亭", "quantity": 40}, {"凉亭": 40}),
        ("change the cups to 360", CORRECTS, {"product": "cups", "quantity": 360}, {"tea cups": 360}),
        ("30 more cups", CORRECTS, {"product": "cups", "quantity": 30}, {"tea cups": 330}),
        ("cups 360, scarves at most $7", CORRECTS, {"product": "scarves", "quantity": 360}, {"tea cups": 360}),
        ("再加凉亭40个", ANSWER, {"product": "凉亭", "quantity": 40}, {"tea cups": 300, "凉亭": 40}),
        ("the cups must hold 4.5 oz", ANSWER, {"product": "cups"}, {"tea cups": 300}),
        ("cups 0.2 kg each", ANSWER, {"product": "cups", "quantity": "0.2 kg"}, {"tea cups": 300}),
    ],
)
async def test_goods_replace_others_and_numbers_count_what_they_stand_beside(
    server: httpx.AsyncClient, words: str, acts: dict[str, Any], found: dict[str, Any], then: dict[str, int]
) -> None:
    chat = await draft(server)
    read = dict(found)
    if count := read.pop("quantity", None):
        is_weight = isinstance(count, str)
        read["quantity"] = {"value": 0.2, "unit": "kilogram"} if is_weight else {"value": count, "unit": None}
    if "$7" in words:
        read["price"] = {"amount": "7", "currency": "USD", "value": 7}
    await chat.says("inform", words, acts=acts, **read)
    assert dict(lines(chat)) == {"silk scarves": 500, "umbrellas": 900} | then
    assert "price" not in (chat.values.get("terms") or {})


async def test_what_is_remarked_on_one_line_is_noted_there(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    await chat.says("inform", "cups w/ stripes, white", acts=ANSWER)
    assert [line.get("note") for line in chat.values["also"]] == ["cups w/ stripes, white", None]
    assert not chat.values.get("note")
    weight = {"value": 0.4, "unit": "kilogram"}
    await chat.says("inform", "umbrellas 0.4 kg", acts=CORRECTS, product="umbrellas", quantity=weight)
    assert [line.get("note") for line in chat.values["also"]] == ["cups w/ stripes, white", "0.4 kg"]
    assert lines(chat)[2] == ("umbrellas", 900)


TOWELS: dict[str, Any] = {
    "product": ["bath towels", "hand towels", "face towels"],
    "quantity": [{"value": 2000, "unit": "piece"}, {"value": 4000, "unit": "piece"}, {"value": 3000, "unit": "piece"}],
    "country": {"country": "NG"},
}


async def test_one_of_alike_goods_is_reckoned_or_taken_out_by_its_own_name(server: httpx.AsyncClient) -> None:
    chat = await draft(server, "bath towels 2000, hand towels 4000, face towels 3000", **TOWELS)
    await chat.says("inform", "the bath ones are for 12 hotels, 200 each", acts=ANSWER)
    await chat.says("report_problem", "skip the face towels", acts=CORRECTS, product="face towels")
    await chat.says("report_problem", "ok. half the hand towels though", acts=CORRECTS, product="hand towels")
    assert lines(chat) == [("bath towels", 2400), ("hand towels", 2000)]


async def test_a_part_in_another_colour_halves_nothing(server: httpx.AsyncClient) -> None:
    chat = await draft(server, "bath towels 2000, hand towels 4000, face towels 3000", **TOWELS)
    before = lines(chat)
    await chat.says("inform", "half of the hand towels in blue", acts=CORRECTS, product="hand towels")
    assert lines(chat) == before


async def test_the_goods_in_another_size_are_a_line_of_their_own(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    lights = {
        "product": "solar street lights",
        "quantity": {"value": 150, "unit": "piece"},
        "country": {"country": "NG"},
    }
    await chat.says("request_quote", "quotes for 150 solar street lights", **lights)
    await chat.says("inform", "100w", acts=ANSWER)
    await chat.says("change_request", "add 80 of the 60w to the same request", acts=CORRECTS)
    assert lines(chat) == [("solar street lights", 150), ("solar street lights 60w", 80)]


async def test_a_question_on_a_certificate_is_no_condition(server: httpx.AsyncClient) -> None:
    chat = await draft(server)
    said = await chat.says(
        "find_supplier", "do the tea cups have FSC?", acts={"inform": ("value", 0.6)}, certification="FSC"
    )
    assert said.names[0] in ("utter_request_certified", "utter_request_none_certified")
    assert not chat.values.get("terms")
    await chat.says("inform", "if they have it write it, not required", acts={"resume": ("go_on", 0.5)})
    assert [line.get("note") for line in chat.values["also"]] == ["FSC preferred, not required", None]
    assert not chat.values.get("terms")
