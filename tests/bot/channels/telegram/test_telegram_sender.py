"""Sending against the emulator: what arrives, and what delivery is told when it does not."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.sending.layout import Part
from bot.channels.telegram.sending.pace import Pace
from bot.channels.telegram.sending.sender import TelegramSender
from bot.channels.telegram.sending.splitting import Line
from bot.conversation.sending import SendLater, SendRefused, SendUnknown
from bot.messages.outbound import OutboundButton, OutboundCard, OutboundMessage
from tests.fakes.telegram.limits import Limits, RateLimiter
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.server import TelegramServer

HELLO = OutboundMessage(1, "bot", "Hello <b>& welcome</b>")


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(limits=Limits(chat_burst=6)) as server:
        yield server


@pytest.fixture
async def sender(telegram: TelegramServer) -> AsyncIterator[TelegramSender]:
    client = TelegramClient(telegram.token, telegram.base_url)
    yield TelegramSender(client.bot, Pace(burst=100))
    await client.close()


@pytest.fixture
async def anna(telegram: TelegramServer) -> Person:
    person = telegram.person(7001)
    await person.starts()
    return person


async def test_text_arrives_verbatim(sender: TelegramSender, anna: Person) -> None:
    sent = await sender.send("7001", HELLO, "en")
    assert anna.received[-1].text == HELLO.text
    assert sent.external_id == str(anna.received[-1].id)


async def test_cards_and_buttons_arrive(sender: TelegramSender, anna: Person) -> None:
    card = OutboundCard("order", "ORD-100234", (("State", "shipped"),), (OutboundButton("Track", token="t" * 40),))
    await sender.send("7001", replace(HELLO, cards=(card,)), "en")
    assert anna.received[-1].bold == ["ORD-100234"]
    assert anna.received[-1].text.endswith("ORD-100234\nState: shipped")
    assert anna.received[-1].labels == ["Track"]


async def test_typing_is_shown_and_its_failure_is_nobodys_business(
    telegram: TelegramServer, sender: TelegramSender, anna: Person
) -> None:
    await sender.typing("7001")
    assert anna.chat.actions == ["typing"]
    telegram.fail_next(code=500)
    await sender.typing("7001")
    await anna.blocks()
    await sender.typing("7001")
    assert anna.chat.actions == ["typing"]


async def test_a_flood_is_sent_later(telegram: TelegramServer, sender: TelegramSender, anna: Person) -> None:
    telegram.fail_next(code=429, retry_after=7)
    with pytest.raises(SendLater) as later:
        await sender.send("7001", HELLO, "en")
    assert later.value.seconds == 7
    assert anna.received == []


async def test_a_long_message_is_taken_up_where_it_stopped(
    telegram: TelegramServer, sender: TelegramSender, anna: Person
) -> None:
    text = "\n\n".join(f"{number}. " + "words " * 300 for number in range(1, 7))
    message = OutboundMessage(5, "bot", text, buttons=(OutboundButton("Next", token="t"),))
    await sender.send("7001", replace(message, id=4), "en")
    whole = [shown.text for shown in anna.received]
    assert len(whole) == 3
    for _ in range(2):
        await sender.send("7001", HELLO, "en")
    with pytest.raises(SendLater):
        await sender.send("7001", message, "en")
    telegram.rates = RateLimiter(Limits())
    await sender.send("7001", message, "en")
    assert [shown.text for shown in anna.received] == [*whole, HELLO.text, HELLO.text, *whole], "each part once"
    assert [shown.labels for shown in anna.received[-3:]] == [[], [], ["Next"]]


async def test_a_burst_is_paced_before_telegram_has_to_say_so(telegram: TelegramServer, anna: Person) -> None:
    client = TelegramClient(telegram.token, telegram.base_url)
    sender, waits = TelegramSender(client.bot), list[float]()
    for number in range(8):
        while True:
            try:
                await sender.send("7001", replace(HELLO, id=number, text=f"number {number}"), "en")
                break
            except SendLater as later:
                waits.append(later.seconds or 0)
                await asyncio.sleep(waits[-1])
    await client.close()
    assert [shown.text for shown in anna.received] == [f"number {number}" for number in range(8)]
    assert waits
    assert {call.code for call in telegram.called("sendMessage")} == {200}


async def test_a_message_that_had_to_wait_can_be_edited_all_the_same(telegram: TelegramServer, anna: Person) -> None:
    """It was sent whole, however often its sending was put off before, so Telegram's id of it is known."""
    client = TelegramClient(telegram.token, telegram.base_url)
    sender, late = TelegramSender(client.bot, Pace(burst=1)), replace(HELLO, id=2, text="Mondey")
    await sender.send("7001", HELLO, "en")
    with pytest.raises(SendLater) as wait:
        await sender.send("7001", late, "en")
    await asyncio.sleep(wait.value.seconds or 0)
    sent = await sender.send("7001", late, "en")
    await client.close()
    assert sent.external_id == str(anna.received[-1].id)


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_a_server_error_leaves_it_unknown(
    telegram: TelegramServer, sender: TelegramSender, anna: Person, code: int
) -> None:
    telegram.fail_next(code=code, accepted=True)
    with pytest.raises(SendUnknown):
        await sender.send("7001", HELLO, "en")
    assert len(anna.received) == 1


async def test_a_time_out_after_acceptance_is_unknown_and_not_repeated(telegram: TelegramServer, anna: Person) -> None:
    client = TelegramClient(telegram.token, telegram.base_url, answer_seconds=0.3)
    telegram.fail_next(code=None)
    with pytest.raises(SendUnknown):
        await TelegramSender(client.bot).send("7001", HELLO, "en")
    await client.close()
    assert len(anna.received) == 1


async def test_what_was_never_written_is_sent_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = TelegramClient("1:token", f"http://127.0.0.1:{port}/")
    with pytest.raises(SendLater) as later:
        await TelegramSender(client.bot).send("7001", HELLO, "en")
    await client.close()
    assert later.value.seconds is None


async def test_who_is_gone(telegram: TelegramServer, sender: TelegramSender, anna: Person) -> None:
    with pytest.raises(SendRefused, match="chat_gone"):
        await sender.send("4711", HELLO, "en")
    await anna.blocks()
    with pytest.raises(SendRefused, match="blocked"):
        await sender.send("7001", HELLO, "en")
    await anna.unblocks()
    await anna.deletes_account()
    with pytest.raises(SendRefused, match="chat_gone"):
        await sender.send("7001", HELLO, "en")


async def test_what_cannot_be_sent(sender: TelegramSender, anna: Person) -> None:
    with pytest.raises(SendRefused, match="empty"):
        await sender.send("7001", replace(HELLO, text="  "), "en")
    with pytest.raises(SendRefused, match="malformed"):
        await sender.send("7001", replace(HELLO, buttons=(OutboundButton("x", token="t" * 65),)), "en")


async def test_refused_markup_goes_out_plain_once(
    sender: TelegramSender, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Part, "html", property(lambda part: "<b>" + part.plain))
    await sender.send("7001", HELLO, "en")
    assert [shown.text for shown in anna.received] == [HELLO.text]
    with pytest.raises(SendRefused, match="malformed"):
        await sender.send("7001", replace(HELLO, text="x" * 10, buttons=(OutboundButton(" ", token="t"),)), "en")


def test_a_line_is_marked_up_whole() -> None:
    assert Part([Line("a < b", bold=True), Line("")]).html == "<b>a &lt; b</b>\n"
