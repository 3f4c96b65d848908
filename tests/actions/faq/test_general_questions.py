"""General questions on trade and on the marketplace are answered, with the terms of the order or offer at hand first."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("faq_shipping_time", "i'll open one tonight, will you remember what we talked about?", "utter_know_remembers"),
        ("out_of_scope", "明天回来你还记得刚才说的吗", "utter_know_remembers"),
        (
            "faq_shipping_cost",
            "what keeps them from vanishing with my deposit? is it protected?",
            "utter_know_deposit_safety",
        ),
        ("customization", "could you print a Disney princess on it", "utter_know_other_brand"),
        ("find_supplier", "satin is that the same as silk?", "utter_know_satin"),
        ("change_language", "can we talk in spanish?", "utter_know_languages"),
        ("out_of_scope", "带牛肉的能进口到加拿大吗", "utter_know_import_food"),
        ("link_account", "i forgot the password", "utter_know_lost_password"),
        ("find_supplier", "两家的货能拼箱一起走吗", "utter_know_together"),
        ("contact_supplier", "how will I know when they reply, you'll call me?", "utter_know_how_told"),
        ("contact_supplier", "ok 我问下舅舅先 你email个list给我可以吗", "utter_know_mailed"),
    ],
)
async def test_a_general_question_is_answered(
    server: httpx.AsyncClient, intent: str, words: str, response: str
) -> None:
    answer = await Chat(server).says(intent, words, acts=ASKS)
    assert answer.names == [response]


async def test_cost_is_that_of_registration_after_it_was_explained(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("link_account", "how do i sign up")
    answer = await visitor.says("faq_payment_methods", "do i need pay for this? and company papers?", acts=ASKS)
    assert answer.names == ["utter_know_registration_cost", "utter_know_registration_papers"]


@pytest.mark.parametrize(
    ("words", "responses"),
    [
        ("so who is carrying it to the port, it says CIF?", ["utter_terms_at_hand"]),
        ("is the ship money inside that price?", ["utter_terms_at_hand"]),
        ("这个价含运费吗", ["utter_terms_at_hand"]),
        ("so that is not the final money?", ["utter_know_on_top_of_order"]),
        ("who pays the THC?", ["utter_terms_at_hand", "utter_know_port_charges"]),
        ("you people can't arrange the ship?", ["utter_terms_at_hand", "utter_know_arrange_freight"]),
    ],
)
async def test_the_terms_of_the_order_come_first(server: httpx.AsyncClient, words: str, responses: list[str]) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100234"))
    answer = await buyer.says("order_status", words, acts=ASKS)
    assert answer.names == responses


async def test_words_for_the_other_side_are_no_question_to_the_bot(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100234"))
    answer = await buyer.says("contact_supplier", "ask them if they can arrange the freight for us")
    assert not [name for name in answer.names if name.startswith("utter_know_")]


async def test_a_wish_to_ask_them_for_a_mail_goes_to_them(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100234"))
    answer = await buyer.says("contact_supplier", "ask them to email me the packing list")
    assert not [name for name in answer.names if name.startswith("utter_know_")]


async def test_words_that_are_being_written_are_no_question_to_the_bot(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100234"))
    await buyer.says("contact_supplier", "ask them something")
    answer = await buyer.says("inform", "who pays for the mould?", acts={"answer": ("value", 0.8)})
    assert answer.names == ["utter_question_confirm"]
    asked = await buyer.says("faq_customs_duty", "do you remember this chat tomorrow?", acts=ASKS)
    assert asked.names[0] == "utter_know_remembers"
