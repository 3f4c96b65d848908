"""The emulator keeps Telegram's own limits: asked through python-telegram-bot, over HTTP."""

import asyncio
import os
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.fakes.files.good import picture
from tests.fakes.telegram.limits import Limits, RateLimiter
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.server import TelegramServer

os.environ["PTB_TIMEDELTA"] = "1"


def bot_on(telegram: TelegramServer, token: str | None = None) -> Bot:
    return Bot(
        token or telegram.token,
        base_url=f"{telegram.base_url}/bot",
        base_file_url=f"{telegram.base_url}/file/bot",
    )


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with bot_on(telegram) as found:
        yield found


@pytest.fixture
async def anna(telegram: TelegramServer) -> Person:
    person = telegram.person(7001)
    await person.starts()
    return person


async def test_text_is_limited_after_its_markup_was_read(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(anna.received[-1].text) == 4096
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await bot.send_message(anna.id, "x" * 4097)
    with pytest.raises(BadRequest, match=r"(?i)too long"):
        await bot.send_message(anna.id, "😀" * 2049)
    for empty in ("", " \n", "<b> </b>"):
        with pytest.raises(BadRequest, match=r"(?i)text is empty"):
            await bot.send_message(anna.id, empty, parse_mode="HTML")


async def test_html_becomes_entities_in_utf16_units(bot: Bot, anna: Person) -> None:
    await bot.send_message(anna.id, "😀 <b>a &lt; b</b> &amp; <i>c</i>", parse_mode="HTML")
    assert anna.received[-1].text == "😀 a < b & c"
    assert anna.received[-1].bold == ["a < b"]
    assert anna.received[-1].data["entities"][0] == {"type": "bold", "offset": 3, "length": 5}


@pytest.mark.parametrize("broken", ["a < b", "<b>open", "</b>", "<b><i>x</b></i>", "<script>x</script>"])
async def test_broken_html_is_refused(bot: Bot, anna: Person, broken: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(anna.id, broken, parse_mode="HTML")
    assert anna.received == []


async def test_keyboards_are_checked(bot: Bot, anna: Person) -> None:
    def keyboard(button: InlineKeyboardButton) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[button]])

    await bot.send_message(anna.id, "x", reply_markup=keyboard(InlineKeyboardButton("a", callback_data="d" * 64)))
    with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
        await bot.send_message(anna.id, "x", reply_markup=keyboard(InlineKeyboardButton("a", callback_data="中" * 22)))
    with pytest.raises(BadRequest, match=r"(?i)Wrong HTTP URL"):
        await bot.send_message(anna.id, "x", reply_markup=keyboard(InlineKeyboardButton("a", url="http://localhost/")))
    with pytest.raises(BadRequest, match=r"(?i)unallowed"):
        await bot.send_message(anna.id, "x", reply_markup=keyboard(InlineKeyboardButton("a")))


async def test_who_cannot_be_written_to(telegram: TelegramServer, bot: Bot, anna: Person) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(4711, "hello")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(telegram.person(7002).id, "before they wrote to us")
    await anna.blocks()
    with pytest.raises(Forbidden, match=r"(?i)blocked"):
        await bot.send_message(anna.id, "hello")
    await anna.unblocks()
    await bot.send_message(anna.id, "hello again")
    await anna.deletes_account()
    with pytest.raises(Forbidden, match=r"(?i)deactivated"):
        await bot.send_message(anna.id, "hello")


async def test_long_polling_waits_and_confirms(bot: Bot, anna: Person) -> None:
    first = await bot.get_updates()
    assert [update.message.text for update in first if update.message] == ["/start"]
    assert await bot.get_updates() == first, "unconfirmed updates are given again"
    waiting = asyncio.create_task(bot.get_updates(offset=first[-1].update_id + 1, timeout=10))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    await anna.sends("hello")
    later = await asyncio.wait_for(waiting, 2)
    assert [update.message.text for update in later if update.message] == ["hello"]


async def test_unwanted_kinds_are_not_queued(bot: Bot, anna: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await anna.sends("not wanted")
    assert [update.message and update.message.text for update in await bot.get_updates()] == ["/start"]


async def test_one_poller_or_a_webhook(telegram: TelegramServer, bot: Bot) -> None:
    async with bot_on(telegram) as other:
        older = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.2)
        newer = asyncio.create_task(other.get_updates(timeout=1))
        with pytest.raises(Conflict, match=r"(?i)terminated by other getUpdates"):
            await older
        assert await newer == ()
        await bot.set_webhook("https://example.com/hook", secret_token="s")
        with pytest.raises(Conflict, match=r"(?i)webhook is active"):
            await other.get_updates()
        assert (await bot.get_webhook_info()).url == "https://example.com/hook"
        await bot.delete_webhook()
        assert await other.get_updates() == ()


async def test_webhook_addresses_and_secrets_are_checked(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
        await bot.set_webhook("http://example.com/hook")
    with pytest.raises(BadRequest, match=r"(?i)unallowed characters"):
        await bot.set_webhook("https://example.com/hook", secret_token="with space")


async def test_edits_and_presses(bot: Bot, anna: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
    sent = await bot.send_message(anna.id, "Sure?", reply_markup=keyboard)
    query = await anna.presses("Yes")
    assert await bot.answer_callback_query(query)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(query)
    await bot.edit_message_reply_markup(anna.id, sent.message_id)
    assert anna.received[-1].labels == []
    with pytest.raises(BadRequest, match=r"(?i)not modified"):
        await bot.edit_message_reply_markup(anna.id, sent.message_id)
    await bot.edit_message_text("Done", anna.id, sent.message_id)
    assert anna.received[-1].text == "Done"
    with pytest.raises(BadRequest, match=r"(?i)can't be edited"):
        await bot.edit_message_text("Done", anna.id, anna.messages[0].id)
    with pytest.raises(BadRequest, match=r"(?i)not found"):
        await bot.edit_message_text("Done", anna.id, 999_999)


async def test_files_go_both_ways(bot: Bot, anna: Person) -> None:
    await anna.sends_photo("look")
    photo = (await bot.get_updates())[-1].message
    assert photo is not None
    assert photo.caption == "look"
    content = await (await bot.get_file(photo.photo[-1].file_id)).download_as_bytearray()
    assert content.startswith(b"\x89PNG")
    await bot.send_document(anna.id, b"a,b", filename="orders.csv", caption="Your orders")
    assert anna.received[-1].data["document"]["file_name"] == "orders.csv"
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(anna.id, picture(), caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(anna.id, b"x")
    with pytest.raises(BadRequest, match=r"(?i)PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(anna.id, picture(2100, 100))
    await anna.sends_document("film.pdf", content=b"x" * (20 * 1024 * 1024 + 1))
    large = (await bot.get_updates())[-1].message
    assert large is not None
    assert large.document is not None
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(large.document.file_id)


async def test_an_album_is_several_messages_of_one_group(bot: Bot, anna: Person) -> None:
    await anna.sends_album(picture(), picture(), caption="both")
    first, second = (update.message for update in (await bot.get_updates())[-2:])
    assert first is not None
    assert second is not None
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("both", None)
    sent = await bot.send_media_group(anna.id, [InputMediaPhoto(picture(), caption="two"), InputMediaPhoto(picture())])
    assert [message.caption for message in sent] == ["two", None]
    for wrong in ([InputMediaPhoto(picture())], [InputMediaPhoto(picture()), InputMediaDocument(b"a,b")]):
        with pytest.raises(BadRequest, match=r"(?i)album"):
            await bot.send_media_group(anna.id, wrong)


async def test_menus_are_kept_by_language_and_scope(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "帮助")], language_code="zh")
    assert (await bot.get_my_commands())[0].description == "Help"
    assert (await bot.get_my_commands(language_code="zh"))[0].description == "帮助"
    assert await bot.get_my_commands(language_code="de") == ()
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([("Not Allowed", "x")])
    with pytest.raises(BadRequest, match=r"(?i)language code"):
        await bot.set_my_commands([("help", "x")], language_code="zh-hans")


async def test_a_flood_is_stopped_with_a_time_to_wait(bot: Bot, anna: Person) -> None:
    for number in range(10):
        await bot.send_message(anna.id, f"message {number}")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(anna.id, "one too many")
    assert refused.value.retry_after.total_seconds() == 1  # type: ignore[union-attr]


def test_rates_recover_with_time() -> None:
    now = 0.0
    rates = RateLimiter(Limits(chat_burst=2), lambda: now)
    rates.check(1)
    rates.check(1)
    with pytest.raises(Exception, match=r"(?i)retry after 1"):
        rates.check(1)
    now = 1.0
    rates.check(1)
    rates = RateLimiter(Limits(overall_per_second=30), lambda: now)
    for chat in range(30):
        rates.check(chat)
    with pytest.raises(Exception, match=r"(?i)retry after 1"):
        rates.check(99)
    rates = RateLimiter(Limits(), lambda: now)
    for _ in range(20):
        rates.check(-5)
        now += 1
    with pytest.raises(Exception, match=r"(?i)retry after 40"):
        rates.check(-5)


async def test_faults_on_order(telegram: TelegramServer, bot: Bot, anna: Person) -> None:
    telegram.fail_next(code=429, retry_after=7, method="sendMessage")
    with pytest.raises(RetryAfter):
        await bot.send_message(anna.id, "x")
    telegram.fail_next(code=502)
    with pytest.raises(NetworkError, match=r"(?i)Bad Gateway"):
        await bot.send_message(anna.id, "x")
    assert anna.received == []
    telegram.fail_next(code=None)
    with pytest.raises(TimedOut):
        await bot.send_message(anna.id, "arrives all the same", read_timeout=0.3)
    assert [message.text for message in anna.received] == ["arrives all the same"]


async def test_a_wrong_token_is_refused(telegram: TelegramServer) -> None:
    for token in ("424242:some-other-token", "nonsense"):
        with pytest.raises(InvalidToken):
            await bot_on(telegram, token).get_me()


async def test_groups_let_only_commands_and_mentions_through(telegram: TelegramServer, bot: Bot) -> None:
    voice = telegram.person(7003).in_group("Buyers of Hamburg")
    assert await voice.sends("good morning") is None
    await voice.sends("/help@caravan_test_bot")
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["/help@caravan_test_bot"]
    await bot.leave_chat(voice.group.chat.id)
    with pytest.raises(Forbidden, match=r"(?i)not a member"):
        await bot.send_message(voice.group.chat.id, "still here")


async def test_it_can_be_walked_by_curl(telegram: TelegramServer, bot: Bot) -> None:
    async with httpx.AsyncClient(base_url=telegram.base_url, trust_env=False) as curl:
        await curl.post("/emulator/send", json={"person": 5, "text": "/start", "language_code": "zh"})
        update = (await bot.get_updates())[0]
        assert update.effective_user is not None
        assert update.effective_user.language_code == "zh"
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        await bot.send_message(5, "Sure?", reply_markup=keyboard)
        shown = (await curl.get("/emulator/messages", params={"person": 5})).json()
        assert [message["text"] for message in shown] == ["/start", "Sure?"]
        assert (await curl.post("/emulator/press", json={"person": 5, "label": "No"})).status_code == 404
        await curl.post("/emulator/press", json={"person": 5, "label": "Yes"})
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "yes"


async def test_a_forum_has_topics_and_their_refusals(telegram: TelegramServer, bot: Bot) -> None:
    group = telegram.forum("Staff")
    made = await bot.create_forum_topic(group.chat.id, "Anna")
    sent = await bot.send_message(group.chat.id, "the dossier", message_thread_id=made.message_thread_id)
    assert (sent.message_thread_id, sent.is_topic_message) == (made.message_thread_id, True)
    voice = telegram.person(7004).in_group(group).in_topic(group.topics[0])
    await voice.sends("an admin bot reads everything")
    await voice.edits("also what is edited")
    updates = await bot.get_updates()
    assert [update.effective_message.message_thread_id for update in updates if update.effective_message] == [
        made.message_thread_id
    ] * 2
    assert updates[-1].edited_message is not None
    await bot.close_forum_topic(group.chat.id, made.message_thread_id)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await bot.close_forum_topic(group.chat.id, made.message_thread_id)
    await bot.reopen_forum_topic(group.chat.id, made.message_thread_id)
    group.deletes(group.topics[0])
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(group.chat.id, "anybody?", message_thread_id=made.message_thread_id)
    group.chat.bot_manages_topics = False
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        await bot.create_forum_topic(group.chat.id, "Ben")
    plain = telegram.person(7004).in_group("no topics here").group
    with pytest.raises(BadRequest, match=r"(?i)not a forum"):
        await bot.create_forum_topic(plain.chat.id, "Ben")


async def test_what_is_done_with_topics_counts_as_messages_of_the_group() -> None:
    async with TelegramServer(limits=Limits(group_per_minute=3)) as telegram, bot_on(telegram) as bot:
        group = telegram.forum("Staff")
        made = await bot.create_forum_topic(group.chat.id, "Anna")
        await bot.send_message(group.chat.id, "one", message_thread_id=made.message_thread_id)
        await bot.close_forum_topic(group.chat.id, made.message_thread_id)
        with pytest.raises(RetryAfter):
            await bot.send_message(group.chat.id, "four", message_thread_id=made.message_thread_id)
