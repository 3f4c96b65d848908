"""Where goods go, and on which Incoterm, is taken up when it is said along with a search."""

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


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.mark.parametrize(
    ("words", "goods", "country"), [("towels for Izmir", "towels", "TR"), ("毛巾有没有，发波兰", "毛巾", "PL")]
)
async def test_the_destination_is_noted_with_the_listings(visitor: Chat, words: str, goods: str, country: str) -> None:
    answer = await visitor.says("find_supplier", words, product=goods, country={"country": country})
    assert "utter_search_noted_along" in answer.names


async def test_the_incoterm_is_noted_with_the_listings(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "towels, CIF please", product="towels", incoterm="CIF")
    assert "utter_search_noted_along" in answer.names


async def test_what_was_noted_before_is_not_said_again(visitor: Chat) -> None:
    await visitor.says("find_supplier", "towels for Poland", product="towels", country={"country": "PL"})
    answer = await visitor.says("find_supplier", "verified only")
    assert "utter_search_noted_along" not in answer.names


async def test_a_search_without_a_destination_notes_nothing(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "towels", product="towels")
    assert "utter_search_noted_along" not in answer.names
