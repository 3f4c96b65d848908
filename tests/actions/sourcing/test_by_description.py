"""Goods that a message describes without naming them, against the list on the screen."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
NARROWS = {"narrow": ("condition", 0.6)}
EXCLUDES = {"exclude": ("condition", 0.8)}
WIDENS = {"widen": ("condition", 0.5)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


async def test_a_kind_keeps_the_goods_although_its_word_names_other_goods(visitor: Chat) -> None:
    before = await visitor.says("find_supplier", "scarves", product="scarves")
    answer = await visitor.says("find_supplier", "the silk ones", acts=NARROWS, product="silk")
    assert 0 < answer.values["count"] <= before.values["count"]
    assert visitor.slots["search"]["text"] == "silk scarves"


@pytest.mark.parametrize(("goods", "words", "kind"), [("scarves", "the tin ones", "tin"), ("围巾", "苹果的", "苹果")])
async def test_a_kind_that_nobody_has_leaves_the_search(visitor: Chat, goods: str, words: str, kind: str) -> None:
    await visitor.says("find_supplier", goods, product=goods)
    answer = await visitor.says("inform", words, acts=NARROWS, product=kind)
    assert answer.names == ["utter_offers_without_property"]
    assert visitor.slots["search"]["text"] == goods


@pytest.mark.parametrize(("goods", "words"), [("scarves", "nothing with silk"), ("围巾", "不要真丝的")])
async def test_what_shall_not_be_is_left_out(visitor: Chat, goods: str, words: str) -> None:
    before = await visitor.says("find_supplier", goods, product=goods)
    answer = await visitor.says("find_supplier", words, acts=EXCLUDES)
    assert visitor.slots["search"]["unwanted"]
    assert answer.values["count"] < before.values["count"]


@pytest.mark.parametrize("words", ["not those with plastic", "no plastic please"])
async def test_what_none_of_them_is_said_to_have_changes_nothing(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    assert (await visitor.says("find_supplier", words, acts=EXCLUDES)).names == ["utter_offers_without_unwanted"]


async def test_other_goods_are_shown_beside_those_on_the_screen(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says("affirm", "or quilts, either is fine", acts=WIDENS)
    assert answer.names == ["utter_offers_several"]
    both = await visitor.says("ask_price", "what is the price difference", acts={"ask_about": ("ask", 0.8)})
    assert both.names == ["utter_each"]
    assert len(both.cards) == 2
