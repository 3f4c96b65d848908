"""The door of pictures is open to everybody, and to nothing but pictures of the catalogue, on both databases."""

from __future__ import annotations

import httpx
import pytest

from bot.conversation.store.conversations import find_contact_of
from bot.files.files import in_pieces
from bot.files.pictures.store import find_pictures, put_picture
from bot.files.pictures.taking_in import check_picture
from bot.files.store import add_file
from bot.messages.files import CheckedFile, StoredPicture
from tests.fakes.files import good
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


async def keep(gateway: Gateway, name: str, content: bytes) -> StoredPicture:
    checked = await check_picture(gateway.caravan.files, in_pieces(content), name)
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        await put_picture(connection, name, checked)
        return (await find_pictures(connection, [name]))[name]


async def get(gateway: Gateway, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        return await http.get(path, headers=headers)


async def test_everybody_gets_a_picture_and_may_keep_it(gateway: Gateway) -> None:
    picture = await keep(gateway, "tea.jpg", good.picture(1000, 800))
    for sha256 in (picture["sha256"], picture["preview"]):
        answer = await get(gateway, f"/pictures/{sha256}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.content.startswith(b"\xff\xd8")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "vary" not in answer.headers
        again = await get(gateway, f"/pictures/{sha256}", **{"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["..%2f..%2fcaravan.db", "../../etc/passwd", "%00", "tea.jpg", "a" * 63, "a" * 64, "A" * 64, "a" * 64 + ".jpg"],
)
async def test_nothing_else_is_reached(gateway: Gateway, path: str) -> None:
    answer = await get(gateway, f"/pictures/{path}")
    assert answer.status_code == 404
    assert b"sqlite" not in answer.content.lower()


async def test_the_hash_of_a_file_in_a_conversation_opens_nothing(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt")
    checked = await gateway.caravan.files.take_in(in_pieces(good.picture(90, 70)), "label.jpg")
    assert isinstance(checked, CheckedFile)
    async with gateway.caravan.database.begin() as connection:
        contact = await find_contact_of(connection, client.conversation)
        await add_file(connection, checked, contact.id, client.conversation, "in", message_id=1)
    await client.close()
    absent = await get(gateway, f"/pictures/{'0' * 64}")
    for sha256 in (checked.sha256, checked.preview):
        answer = await get(gateway, f"/pictures/{sha256}")
        assert (answer.status_code, answer.content) == (404, absent.content)
        assert {*answer.headers} == {*absent.headers}


async def test_cards_show_the_picture_of_their_name_in_both_languages(gateway: Gateway) -> None:
    picture = await keep(gateway, "tea.jpg", good.picture(1000, 800))
    title = {"type": "text", "en": "Tea set", "zh": "茶具"}
    cards = [{"kind": "product", "title": title, "fields": [], "picture": name} for name in ("tea.jpg", "absent.jpg")]
    for language, alt in (("en", "Picture: Tea set"), ("zh", "图片：茶具")):
        client = await ChatClient.open(gateway.address, language=language)
        gateway.rasa.replies = [[{"response": "gateway.empty", "values": {}, "buttons": [], "cards": cards}]]
        answer = (await client.say("tea sets"))[-1]
        shown, without = answer["cards"]
        assert shown["picture"] == {
            "url": f"/pictures/{picture['sha256']}",
            "preview_url": f"/pictures/{picture['preview']}",
            "width": 1000,
            "height": 800,
            "alt": alt,
        }
        assert "picture" not in without, "nor its name"
        await client.close()
    assert (await get(gateway, shown["picture"]["preview_url"])).status_code == 200
