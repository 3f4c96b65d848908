"""What only Telegram has: commands, edits, files, groups, links; on real parts."""

from __future__ import annotations

import asyncio

import httpx

from tests.fakes.whole.stack import Stack

_people = iter(range(8_000_001, 8_999_999))


async def test_commands_media_edits_and_groups(stack: Stack) -> None:
    person = stack.telegram.person(next(_people), "en")
    await person.starts()
    assert "Caravan" in (await person.receives()).text
    await person.sends("/help")
    assert "suppliers" in (await person.receives()).text
    await person.sends("/orders")
    assert "sign in" in (await person.receives()).text
    for send in (person.sends_voice, person.sends_sticker):
        await send()
        assert "cannot open" in (await person.receives()).text
    for send in (person.sends_photo, person.sends_document):
        await send()
        answer = (await person.receives()).text
        assert "cannot" not in answer, "it is taken"
        assert "for" in answer, "and the bot asks what it is for"
    await person.sends("find porcelain tea sets")
    await person.receives("tea")
    await person.edits("find porcelain cups")
    assert "edit" in (await person.receives()).text
    await person.sends("/language")
    assert "中文" in (await person.receives()).text
    group = stack.telegram.group("Buyers of Hamburg")
    await person.in_group(group).adds_bot()
    async with asyncio.timeout(30):
        while not group.received or group.has_bot:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert "private" in group.received[0].text


async def test_a_sign_in_code_works_once(stack: Stack) -> None:
    code = await stack.telegram_link("huaxia-trade")
    first, second = stack.telegram.person(next(_people), "zh-hans"), stack.telegram.person(next(_people), "en")
    await first.starts(code)
    assert "huaxia-trade" in (await first.receives()).text
    await first.presses("是，关联")
    assert "huaxia-trade" in (await first.receives()).text
    await second.starts(code)
    assert "no longer valid" in (await second.receives()).text
    await first.sends("/unlink")
    await first.receives()
    await first.sends("/orders")
    assert "ORD-" not in (await first.receives()).text


async def test_the_menu_is_localised(stack: Stack) -> None:
    calls = stack.telegram.called("setMyCommands")
    languages = {call.params.get("language_code") or "" for call in calls}
    assert {"", "zh"} <= languages


async def test_health_names_every_part(stack: Stack) -> None:
    async with httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=60) as client:
        assert (await client.get("/healthz")).status_code == 200
        body = (await client.get("/readyz")).json()
    assert body == {
        "ready": True,
        "parts": {**dict.fromkeys(("rasa", "actions", "database", "redis", "telegram"), "ok")},
    }


async def test_no_secret_is_in_any_log(stack: Stack) -> None:
    secrets = [stack.telegram.token.split(":")[1], *stack.passwords.values()]
    for log in (stack.var / "logs").glob("*.log"):
        text = log.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in text], log
