"""Who has a staff password alone locks its owner out of nothing, waits longer each time, and the owner is told. On both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.staff import throttle
from bot.staff.store.tables import audit_log
from bot.staff.throttle import (
    TRIES_A_CODE,
    TRIES_OF_STRANGERS,
    AttemptKey,
    Throttle,
    build_code_keys,
    build_confirm_keys,
    build_sign_in_keys,
)
from foundation.clock import system_clock
from tests.fakes.gateway.second_step import NEW_PASSWORD, enrol, forget_step, second_step
from tests.fakes.gateway.support_desk import PASSWORDS, Browser, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url, secret_key="a key of the tests", address="http://console.example") as desk:
        yield desk


async def guesses(thief: Browser, number: int) -> list[int]:
    """The statuses of so many wrong codes, after the right password."""
    assert (await thief.sign_in("alice")).headers["location"] == "/console/sign-in/code"
    return [(await second_step(thief, f"{guess:06}")).status_code for guess in range(number)]


async def test_who_has_the_password_alone_locks_its_owner_out_of_nothing(desk: SupportDesk) -> None:
    """From the owner's own address, even: an office has one."""
    path = "/console/account/two-step"
    async with desk.signed_in("alice") as alice, desk.browser() as thief, desk.browser() as new_browser:
        totp, codes = await enrol(alice)
        assert await guesses(thief, 9) == [401] * TRIES_A_CODE + [429] * 4
        anew = await alice.post(f"{path}/codes", page=path, current=PASSWORDS["alice"])
        assert anew.status_code == 200, "within the console the owner's password counts as the session's"
        codes = re.findall(r"<li><code>([A-Z2-7-]+)</code>", anew.text)
        await alice.post("/console/sign-out", page="/console/account")
        await alice.sign_in("alice")
        await forget_step(desk)
        assert (await second_step(alice, totp.now())).status_code == 303, "on a known browser"
        await new_browser.sign_in("alice")
        await forget_step(desk)
        assert (await second_step(new_browser, totp.now())).status_code == 429
        assert (await second_step(new_browser, codes[0])).status_code == 303, "on a new one, by a recovery code"


async def test_a_session_that_guesses_at_the_password_is_slowed_down_for_itself_alone(desk: SupportDesk) -> None:
    path = "/console/account/password"
    async with desk.signed_in("alice") as stolen, desk.signed_in("alice") as own:
        form = {"current": "wrong", "new": NEW_PASSWORD, "again": NEW_PASSWORD}
        said = [(await stolen.post(path, page="/console/account", **form)).text for _ in range(TRIES_A_CODE + 1)]
        assert ["Too many attempts" in text for text in said] == [False] * TRIES_A_CODE + [True]
        changed = await own.post(path, page="/console/account", **{**form, "current": PASSWORDS["alice"]})
        assert changed.status_code == 303


@pytest.mark.parametrize(("language", "says"), [("en", "not known as yours"), ("zh", "一个您未曾登录过的浏览器")])
async def test_the_owner_is_told_at_the_next_sign_in_and_the_audit_log_knows(
    desk: SupportDesk, language: str, says: str
) -> None:
    async with desk.signed_in("alice") as alice, desk.browser() as thief:
        totp, _ = await enrol(alice)
        await alice.post("/console/language", language=language)
        await guesses(thief, 2)
        await alice.post("/console/sign-out", page="/console/account")
        await alice.sign_in("alice", next="/console/conversations?q=x")
        await second_step(alice, "000000")  # the owner's own mistake is no news
        await forget_step(desk)
        entered = await second_step(alice, totp.now())
        assert entered.headers["location"] == "/console/account/attempts?next=%2Fconsole%2Fconversations%3Fq%3Dx"
        page = (await alice.get(entered.headers["location"])).text
        assert says in page
        assert page.count("127.0.0.1") == 2
        assert 'href="/console/conversations?q=x"' in page
        await alice.post("/console/sign-out", page="/console/account")
        await alice.sign_in("alice")
        await forget_step(desk)
        again = await second_step(alice, totp.now())
        assert again.headers["location"] == "/console", "it is told once"
        assert says in (await alice.get("/console/account/attempts")).text, "and can be looked up"
    async with desk.database.read() as connection:
        query = select(audit_log.c.details).where(audit_log.c.outcome == "refused", audit_log.c.target == "staff:alice")
        refused = list((await connection.execute(query)).scalars())
    assert [details["browser"] for details in refused if details["reason"] == "code"] == ["unknown"] * 2 + ["known"]


async def test_nobody_else_is_told(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice, desk.browser() as thief, desk.signed_in("meilin") as meilin:
        await enrol(alice)
        await guesses(thief, 1)
        assert "There were none" in (await meilin.get("/console/account/attempts")).text
        await meilin.post("/console/sign-out", page="/console/account")
        assert (await meilin.sign_in("meilin")).headers["location"] == "/console"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.timedelta]:
    """How far the throttle's clock is ahead."""
    ahead = [dt.timedelta()]
    monkeypatch.setattr(throttle, "system_clock", lambda: system_clock() + ahead[0])
    return ahead


async def test_waits_grow_and_are_forgotten(desk: SupportDesk, clock: list[dt.timedelta]) -> None:
    gate, counts = Throttle(desk.database, "key"), build_code_keys(1, "192.0.2.1", None, guessable=True)
    assert [await gate.admit(counts) for _ in range(TRIES_A_CODE)] == [0.0] * TRIES_A_CODE
    waits = []
    for _ in range(6):
        waits.append(await gate.admit(counts))
        assert abs(await gate.admit(counts) - waits[-1]) < 5, "who is turned away prolongs nothing"
        clock[0] += dt.timedelta(seconds=waits[-1] + 1)
        assert await gate.admit(counts) == 0.0
    assert [round(wait / 300) for wait in waits] == [1, 2, 4, 8, 12, 12]
    await gate.forgive(counts)
    assert await gate.admit(counts) == 0.0
    for _ in range(TRIES_A_CODE):
        await gate.admit(counts)
    clock[0] += dt.timedelta(days=2)
    assert [await gate.admit(counts) for _ in range(TRIES_A_CODE)] == [0.0] * TRIES_A_CODE


async def test_many_addresses_share_the_strangers_limit_and_one_does_not_use_it_up(desk: SupportDesk) -> None:
    gate = Throttle(desk.database, "key")
    one = [await gate.admit(build_code_keys(1, "192.0.2.1", None, guessable=True)) for _ in range(40)]
    assert one.count(0.0) == TRIES_A_CODE
    many = [await gate.admit(build_code_keys(1, f"198.51.100.{n}", None, guessable=True)) for n in range(40)]
    assert many.count(0.0) == TRIES_OF_STRANGERS - TRIES_A_CODE
    assert await gate.admit(build_code_keys(1, "203.0.113.9", "the owner's browser", guessable=True)) == 0.0
    assert await gate.admit(build_code_keys(1, "203.0.113.9", None, guessable=False)) == 0.0
    assert await gate.admit(build_confirm_keys("a session")) == 0.0
    assert await gate.admit(build_code_keys(2, "203.0.113.9", None, guessable=True)) == 0.0
    named = [await gate.admit(build_sign_in_keys("alice", "192.0.2.1", None)) for _ in range(60)]
    assert named.count(0.0) == 8
    assert await gate.admit(build_sign_in_keys("alice", "192.0.2.2", None)) == 0.0, (
        "one address does not use the name up"
    )


async def test_attempts_at_once_are_all_counted(desk: SupportDesk) -> None:
    gate = Throttle(desk.database, "key")
    counts = [AttemptKey("a", "x", 10, grows=True), AttemptKey("b", "x", 12), AttemptKey("c", "x", 30)]
    waits = await asyncio.gather(*(gate.admit(counts if n % 2 else counts[::-1]) for n in range(40)))
    assert waits.count(0.0) == 10
