"""The channel against the emulator, over HTTP: receiving, declining, standing faults, keeping the token to itself."""

import asyncio
import contextlib
import logging
import socket

import httpx
import pytest
import structlog
from fastapi import FastAPI

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.receiving.translate import KINDS
from bot.conversation.sending import SendError
from bot.messages.files import CheckedFile
from bot.messages.outbound import OutboundButton, OutboundMessage
from tests.fakes.files.good import picture
from tests.fakes.gateway.for_telegram import (
    SECRET,
    Inbox,
    by_webhook,
    channel_on,
    keep_files,
    polling,
    running,
    translate,
    until,
)
from tests.fakes.telegram.server import TelegramServer


async def test_what_a_person_does_is_received_in_order() -> None:
    async with polling() as (telegram, inbox, channel):
        anna = telegram.person(7001, "zh-hans")
        await anna.starts("code1")
        await anna.sends("找四川的花椒供应商")
        await anna.edits("找云南的咖啡供应商")
        await anna.sends_photo("这个")
        received = await inbox.holds(4)
        assert [message.kind for message in received] == ["command", "text", "text", "text"]
        assert [file.kind for file in received[3].files if isinstance(file, CheckedFile)] == ["photo"]
        assert [message.edited for message in received] == [False, False, True, False]
        assert received[0].command_argument == "code1"
        assert {message.language_hint for message in received} == {"zh-hans"}
        assert channel.username == "caravan_test_bot"


async def test_an_album_by_webhook_is_joined_after_its_last_part() -> None:
    """Telegram sends the next part once the one before is answered, so none may wait for the others."""
    async with by_webhook() as (telegram, inbox, _, _):
        anna = telegram.person(7001)
        await anna.sends_album(picture(30, 20), picture(31, 20), picture(32, 20), caption="all")
        parts = await inbox.holds(3)
        assert len({part.album for part in parts}) == 1
        assert [part.text for part in parts] == ["all", "", ""]
        assert len({part.external_id for part in parts}) == 3
        await until(lambda: inbox.joined)
        assert inbox.joined == [("7001", parts[0].album)]
        assert [delivery["status"] for delivery in telegram.updates.webhook.deliveries] == [200] * 3


async def test_a_press_is_answered() -> None:
    async with polling() as (telegram, inbox, channel):
        anna = telegram.person(7001)
        await anna.starts()
        await inbox.holds(1)
        await channel.sender.send("7001", _with_button("Yes", "tok-1"), "en")
        query = await anna.presses("Yes")
        pressed = (await inbox.holds(2))[1]
        assert (pressed.button_token, pressed.text) == ("tok-1", "Yes")
        await until(lambda: query in telegram.answered_queries)
        assert anna.received[-1].labels == ["Yes"], "the keyboard stays: which buttons are used up is not ours to say"


async def test_the_offset_waits_for_the_commit() -> None:
    async with polling() as (telegram, inbox, channel):
        anna = telegram.person(7001)
        inbox.away = True
        update_id = await anna.sends("hello")
        await until(lambda: len(inbox.attempts) >= 3)
        assert telegram.updates.pending[0]["update_id"] == update_id, "Telegram still has it"
        inbox.away = False
        await anna.sends("second")
        assert [message.text for message in await inbox.holds(2)] == ["hello", "second"]
        await until(lambda: not telegram.updates.pending)
        assert channel.status == "ok"


async def test_an_unconfirmed_update_comes_again_under_the_same_id() -> None:
    async with TelegramServer() as telegram:
        anna, inbox = telegram.person(7001), Inbox()
        inbox.slow.clear()
        channel = channel_on(telegram, inbox)
        await channel.start()
        await anna.sends("hello")
        await until(lambda: inbox.attempts)
        stopping = asyncio.create_task(channel.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done(), "a message in hand is stored before the stop"
        inbox.slow.set()
        await stopping
        assert [message.text for message in inbox.received] == ["hello"]
        async with running(channel_on(telegram, inbox)):
            await inbox.holds(2)
        assert inbox.received[0] == inbox.received[1]


async def test_blocking_and_coming_back_are_told() -> None:
    async with polling() as (telegram, inbox, _):
        anna = telegram.person(7001)
        await anna.blocks()
        await anna.unblocks()
        await until(lambda: len(inbox.reachability) == 2)
        assert inbox.reachability == [("7001", False), ("7001", True)]


async def test_a_group_gets_one_refusal_in_its_language() -> None:
    async with polling() as (telegram, inbox, _):
        voice = telegram.person(7001, "zh").in_group("采购群")
        await voice.sends("/start")
        await voice.sends("/help")
        await until(lambda: not voice.group.has_bot)
        await telegram.person(7001).sends("in private")
        assert [message.text for message in await inbox.holds(1)] == ["in private"]
        (refusal,) = voice.group.received
        assert refusal.text.startswith(translate("telegram.group_declined", "zh"))
        assert refusal.text.endswith("https://t.me/caravan_test_bot")


async def test_being_added_to_a_group_is_enough() -> None:
    async with polling() as (telegram, _, channel):
        voice = telegram.person(7001, "fr").in_group("Acheteurs")
        await voice.adds_bot()
        await until(lambda: not voice.group.has_bot)
        assert voice.group.received[0].text.startswith("[en]")
        assert channel.status == "ok"


async def test_the_menu_is_there_in_both_languages() -> None:
    async with polling() as (telegram, _, _channel):
        await until(lambda: len(telegram.commands) == 3)
        for code, language in (("", "en"), ("en", "en"), ("zh", "zh")):
            menu = telegram.commands["default", code]
            assert [entry["command"] for entry in menu] == [
                "start",
                "help",
                "language",
                "orders",
                "agent",
                "devices",
                "unlink",
            ]
            assert menu[3]["description"] == translate("telegram.command_orders", language)
    async with polling() as (telegram, _, _channel):
        await until(lambda: len(telegram.commands) == 3)
        before = len(telegram.called("setMyCommands"))
        async with running(channel_on(telegram, Inbox())) as again:
            await until(lambda: again.status == "ok" and telegram.called("getUpdates"))
        assert len(telegram.called("setMyCommands")) == before, "an unchanged menu is left alone"


async def test_a_broken_update_does_not_hold_up_the_others() -> None:
    async with polling() as (telegram, inbox, _):
        telegram.updates.add("message", {"message_id": "?", "chat": 3})
        await telegram.person(7001).sends("still here")
        assert [message.text for message in await inbox.holds(1)] == ["still here"]


async def test_faults_while_polling_are_waited_out() -> None:
    async with polling() as (telegram, inbox, channel):
        anna = telegram.person(7001)
        for code in (500, 502, 429):
            telegram.fail_next(code=code, method="getUpdates", retry_after=1)
        await anna.sends("hello")
        await inbox.holds(1)
        await until(lambda: not telegram.faults)
        await until(lambda: channel.status == "ok")
        await anna.sends("again")
        await inbox.holds(2)


async def test_a_second_poller_is_waited_for() -> None:
    async with polling() as (telegram, _inbox, channel):
        await until(lambda: telegram.updates.polls >= 1)
        async with httpx.AsyncClient(trust_env=False) as other:
            await other.post(f"{telegram.base_url}/bot{telegram.token}/getUpdates", data={"timeout": 0})
        await until(lambda: channel.status == "down")


async def test_a_gateway_without_the_lease_does_not_poll() -> None:
    async with TelegramServer() as telegram:
        inbox = Inbox()

        class HeldElsewhere:
            async def try_to_hold(self) -> bool:
                return False

            async def give_back(self) -> None: ...

        async with running(channel_on(telegram, inbox, lease=HeldElsewhere())) as channel:
            await until(lambda: channel.status == "ok" and telegram.commands)
            await telegram.person(7001).sends("hello")
            await asyncio.sleep(0.2)
            assert not telegram.called("getUpdates")
            assert inbox.attempts == []


async def test_starting_does_not_wait_for_telegram() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    telegram, inbox = TelegramServer(), Inbox()
    channel = channel_on(telegram, inbox, base_url=f"http://127.0.0.1:{port}")
    async with asyncio.timeout(1):
        await channel.start()
    assert channel.status in ("starting", "down")
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(channel.stop)
        await until(lambda: channel.status == "down")
        await telegram.start(port=port)
        stack.push_async_callback(telegram.stop)
        await until(lambda: channel.status == "ok")
        await telegram.person(7001).sends("hello")
        await inbox.holds(1)
    await until(lambda: channel.status == "off")


async def test_the_webhook_receives_and_polling_takes_it_away() -> None:
    async with by_webhook() as (telegram, inbox, _, url):
        assert telegram.updates.webhook.url == f"{url}/telegram/webhook"
        assert telegram.updates.allowed == list(KINDS)
        await telegram.person(7001, "zh").sends("你好")
        assert (await inbox.holds(1))[0].text == "你好"
        assert not telegram.called("getUpdates")
        async with running(channel_on(telegram, Inbox())) as poller:
            await until(lambda: poller.status == "ok")
            assert telegram.updates.webhook.url == ""


async def test_a_lost_answer_brings_the_same_update_again() -> None:
    async with by_webhook() as (telegram, inbox, _, _url):
        telegram.updates.webhook.lose_answers = 1
        await telegram.person(7001).sends("once")
        first, second = await inbox.holds(2)
        assert first.external_id == second.external_id


async def test_200_only_after_the_commit() -> None:
    async with by_webhook() as (telegram, inbox, _, _url):
        inbox.away = True
        await telegram.person(7001).sends("hello")
        await until(lambda: len(telegram.updates.webhook.deliveries) >= 2)
        assert {delivery["status"] for delivery in telegram.updates.webhook.deliveries} == {503}
        inbox.away = False
        await inbox.holds(1)
        await until(lambda: telegram.updates.webhook.deliveries[-1]["status"] == 200)


async def test_strangers_at_the_webhook() -> None:
    async with by_webhook() as (_telegram, inbox, _, url), httpx.AsyncClient(trust_env=False) as stranger:
        hook, header = f"{url}/telegram/webhook", "X-Telegram-Bot-Api-Secret-Token"

        async def status(content: bytes, secret: str | None = SECRET) -> int:
            headers = {header: secret} if secret is not None else {}
            return (await stranger.post(hook, content=content, headers=headers)).status_code

        assert await status(b'{"update_id": 1}', None) == 401
        assert await status(b'{"update_id": 1}', "guess") == 401
        assert await status(b"{not json") == 400
        assert await status(b"[]") == 400
        assert await status(b'{"update_id": "x"}') == 400
        assert await status(b" " * (1024 * 1024 + 1)) == 413
        assert await status(b'{"update_id": 1, "message": 7}') == 200, "it would never be understood: not again"
        assert inbox.attempts == []


async def test_no_webhook_while_polling() -> None:
    inbox = Inbox()
    async with TelegramServer() as telegram:
        channel = channel_on(telegram, inbox, secret="")
        app = FastAPI()
        for router in channel.routers:
            app.include_router(router)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://caravan") as client:
            assert (await client.post("/telegram/webhook", json={"update_id": 1})).status_code == 404
        await channel.stop()


def test_a_webhook_needs_a_good_secret() -> None:
    async def receive(*_: object) -> None: ...

    files, address = keep_files(), "https://example.com"
    for secret in ("", "with space"):
        with pytest.raises(ValueError, match="secret"):
            TelegramChannel("1:a", receive, receive, files, translate, public_url=address, secret=secret)


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    for name in ("httpx", "httpcore", "telegram", ""):
        caplog.set_level(logging.DEBUG, logger=name)
    async with polling() as (telegram, inbox, channel):
        token = telegram.token
        anna = telegram.person(7001)
        await anna.sends("hello")
        await inbox.holds(1)
        for code in (429, 500, 400, 401, 404):
            telegram.fail_next(code=code, method="sendMessage")
            with pytest.raises(SendError) as failure:
                await channel.sender.send("7001", OutboundMessage(1, "bot", "x"), "en")
            assert token not in repr(failure.value)
        telegram.fail_next(code=401, method="getUpdates")
        await anna.sends("again")
        await until(lambda: channel.status == "down")
        logging.getLogger("httpx").warning("POST %s", f"{telegram.base_url}/bot{token}/getMe")
        try:
            raise RuntimeError(f"while asking /bot{token}/getMe")
        except RuntimeError:
            logging.getLogger("asyncio").exception("Task exception was never retrieved")
    async with TelegramServer(token="1:another") as other:
        wrong = channel_on(other, Inbox(), token=token)
        async with running(wrong):
            await until(lambda: wrong.status == "down")
    logged = caplog.text + "".join(capsys.readouterr())
    assert "<telegram token>" in logged
    assert "the token was refused" in logged
    assert token not in logged


def _with_button(label: str, token: str) -> OutboundMessage:
    return OutboundMessage(1, "bot", "Sure?", buttons=(OutboundButton(label, token=token),))
