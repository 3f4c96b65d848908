"""Pictures of products on Telegram: a photo with its caption and buttons, an album before a list, and words alone if neither goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.files.files import in_pieces
from bot.files.pictures.store import find_pictures, put_picture
from bot.files.pictures.taking_in import check_picture
from bot.messages.files import CheckedFile
from tests.fakes.files import good
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.server import TelegramServer

BUTTON = {"label": "Ask for a quotation", "intent": "request_quote", "entities": {}}


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Gateway]:
    async with telegram_gateway(database_url, tmp_path, telegram, FakeRasa()) as gateway:
        for number in range(3):
            await keep(gateway, f"tea{number}.jpg", good.picture(400 + number, 300))
        yield gateway


async def keep(gateway: Gateway, name: str, content: bytes) -> str:
    checked = await check_picture(gateway.caravan.files, in_pieces(content), name)
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        await put_picture(connection, name, checked)
        return (await find_pictures(connection, [name]))[name]["sha256"]


def card(number: int, **besides: Any) -> dict[str, Any]:
    title = {"type": "text", "en": f"Tea set {number}", "zh": f"茶具{number}"}
    return {"kind": "product", "title": title, "buttons": [BUTTON], "picture": f"tea{number}.jpg", **besides}


def answer_with(gateway: Gateway, *cards: dict[str, Any]) -> None:
    reply = {"response": "test.echo", "values": {"turn": 1, "text": "tea"}, "buttons": [], "cards": cards}
    gateway.rasa.replies = [[reply]]


async def ask(person: Person, gateway: Gateway, *cards: dict[str, Any]) -> list[dict[str, Any]]:
    """Asks, and returns what came of the goods, once the buttons are there."""
    answer_with(gateway, *cards)
    await person.sends("tea sets")
    await until(lambda: any("Ask for a quotation" in str(message.labels) for message in person.received))
    return [message.data for message in person.received if "Tea set" in message.text]


async def test_one_product_is_a_photo_with_its_words_and_buttons(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001)
    (shown,) = await ask(anna, gateway, card(0))
    assert shown["photo"][0]["width"] == 400
    assert shown["caption"].startswith("1: tea")
    assert "Tea set 0" in shown["caption"]
    gateway.rasa.replies = [[{"response": "gateway.empty", "values": {}, "buttons": [], "cards": []}]]
    await anna.presses("Ask for a quotation")
    await until(lambda: gateway.rasa.requests[-1]["intent"] == "request_quote")


async def test_a_list_is_an_album_and_its_words(gateway: Gateway, telegram: TelegramServer) -> None:
    *album, words = await ask(telegram.person(7001), gateway, card(0), card(1, picture="absent.jpg"), card(2))
    assert [each["caption"] for each in album] == ["1. Tea set 0", "3. Tea set 2"]
    assert len({each["media_group_id"] for each in album}) == 1
    assert "2. Tea set 1" in words["text"]
    assert len(words["reply_markup"]["inline_keyboard"]) == 3


async def test_a_long_text_stands_below_its_picture(gateway: Gateway, telegram: TelegramServer) -> None:
    fields = [{"label": "Note", "value": "x" * 1100}]
    picture, words = await ask(telegram.person(7001), gateway, card(0, fields=fields))
    assert picture["caption"] == "Tea set 0"
    assert "x" * 1100 in words["text"]


@pytest.mark.parametrize("method", ["sendPhoto", "sendMediaGroup"])
async def test_words_go_alone_if_telegram_does_not_take_the_pictures(
    gateway: Gateway, telegram: TelegramServer, method: str
) -> None:
    telegram.fail_next(code=400, method=method)
    cards = [card(0)] if method == "sendPhoto" else [card(0), card(1)]
    (words,) = await ask(telegram.person(7001), gateway, *cards)
    assert "Tea set 0" in words["text"]


async def test_words_go_alone_if_the_picture_is_gone(gateway: Gateway, telegram: TelegramServer) -> None:
    sha256 = await keep(gateway, "tea0.jpg", good.picture(500, 300))
    await gateway.caravan.files.blobs.delete(sha256, float("inf"))
    (words,) = await ask(telegram.person(7001), gateway, card(0))
    assert "Tea set 0" in words["text"]
