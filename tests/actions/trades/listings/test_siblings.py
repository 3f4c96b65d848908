"""A message may turn from one listing under change to another of the same goods: 停吧。一级的起订改成1吨."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
TELLS = {"answer": ("value", 0.6)}


async def test_a_grade_is_the_name_of_another_listing(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("change_listing", "新疆红枣特级下架", product="新疆红枣 特级")
    assert (chat.task, chat.asked) == ("listing_change", "confirmed")
    paused = chat.values["products"]
    answer = await chat.says("change_listing", "停吧。一级的起订改成1吨", acts=TELLS)
    assert answer.names[0] == "utter_listing_paused"
    first = chat.values["products"]
    assert first != paused
    answer = await chat.says("inform", "对 二级也是", acts=TELLS)
    assert answer.names[0] == "utter_listing_changed"
    assert chat.values["products"] not in (paused, first)
    assert chat.values["wanted"][0]["of"] == "moq"
    await chat.says("inform", "那500公斤那档价格还在不在", acts={"ask_about": ("ask", 0.5)})
    assert [each["value"] for each in chat.values["wanted"]] == [1]
    await chat.says("deny", "no")


async def test_one_price_changes_in_the_currency_of_the_listing(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    answer = await chat.says("change_listing", "绿葡萄干价格2块09降到1块99", product="绿葡萄干")
    assert "CNY" not in str(answer.values)
    answer = await chat.says("inform", "其他档不动 就这样", acts=TELLS)
    assert answer.names == ["utter_listing_confirm"]
    assert str(answer.values["changes"]).count("1.99") == 1
    await chat.says("deny", "no")


async def test_a_size_chooses_one_of_the_listings_shown(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "chengdu-silk")
    await chat.says("own_products", "看下我挂的枕套", product="枕套")
    answer = await chat.says("inform", "22的都涨5%", acts=TELLS)
    assert answer.names == ["utter_listing_confirm"]
    assert "," not in chat.values["products"]
    answer = await chat.says("inform", "6000以上那档别动", acts=TELLS)
    assert str(answer.values["changes"]).count("listing_line.price") == 3
    await chat.says("deny", "no")


async def test_another_grade_corrects_the_listing(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("change_listing", "红枣一级库存改成6吨", product="红枣 一级")
    wrong, wanted = chat.values["products"], chat.values["wanted"]
    await chat.says("affirm", "说错 是特级", acts={"answer": ("correct", 0.6)})
    assert chat.values["products"] != wrong
    assert chat.values["wanted"] == wanted
    await chat.says("deny", "no")


async def test_every_price_rises_by_an_amount_named_twice(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("change_listing", "绿葡萄干每档加一毛", product="绿葡萄干")
    answer = await chat.says("inform", "美金0.1", acts=TELLS)
    assert "by" in chat.values["wanted"][0]
    assert answer.names == ["utter_listing_confirm"]
    await chat.says("deny", "no")
