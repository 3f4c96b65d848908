"""Signing in and out of the console, and what keeps others out."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.database.engine import open_database
from bot.database.tables import metadata
from bot.demo.staff import create_demo_staff
from bot.staff.store.agents import find_credentials
from bot.staff.store.tables import agents, staff_sessions
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import PASSWORDS, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def test_signing_in_leads_where_one_was_going_and_out_again(desk: SupportDesk) -> None:
    async with desk.browser() as browser:
        away = await browser.get("/console/conversations?q=ORD-1")
        assert away.status_code == 303
        form = await browser.get(away.headers["location"])
        assert 'value="/console/conversations?q=ORD-1"' in form.text
        entered = await browser.sign_in("alice", next="/console/conversations?q=ORD-1")
        assert (entered.status_code, entered.headers["location"]) == (303, "/console/conversations?q=ORD-1")
        assert (await browser.get("/console")).status_code == 200
        await browser.post("/console/sign-out")
        assert (await browser.get("/console")).status_code == 303


async def test_the_session_cookie_is_for_our_server_alone_and_unknown_to_the_database(desk: SupportDesk) -> None:
    async with desk.browser() as browser:
        entered = await browser.sign_in("alice")
        secret = browser.client.cookies["caravan_staff"]
    cookie = next(value for value in entered.headers.get_list("set-cookie") if value.startswith("caravan_staff"))
    assert {"httponly", "samesite=strict", "path=/console"} <= {part.strip().lower() for part in cookie.split(";")}
    async with desk.database.read() as connection:
        row = (await connection.execute(select(staff_sessions))).one()
    assert secret not in str(row)
    assert row.expires_at - row.created_at == dt.timedelta(hours=12)


async def test_behind_https_cookies_are_secure(tmp_path: Path) -> None:
    async with support_desk(f"sqlite:///{tmp_path}/x.db", secure_cookies=True) as desk, desk.browser() as browser:
        page = await browser.get("/console/sign-in")
    assert "secure" in page.headers["set-cookie"].lower()


@pytest.mark.parametrize(("username", "password"), [("alice", "wrong"), ("nobody", "wrong"), ("", "")])
async def test_a_wrong_name_and_a_wrong_password_read_the_same(desk: SupportDesk, username: str, password: str) -> None:
    async with desk.browser() as browser:
        refused = await browser.sign_in(username, password or "-")
    assert refused.status_code == 401
    assert "Wrong username or password." in refused.text
    assert "caravan_staff" not in browser.client.cookies


async def test_guessing_is_slowed_down_also_for_the_right_password(desk: SupportDesk) -> None:
    async with desk.browser() as browser:
        codes = [(await browser.sign_in("alice", f"guess {number}")).status_code for number in range(9)]
        last = await browser.sign_in("alice")
        other = await browser.sign_in("meilin")
    assert codes == [401] * 8 + [429]
    assert last.status_code == 429
    assert "Please wait 5 minutes" in last.text
    assert other.status_code == 303


@pytest.mark.parametrize("path", ["language", "sign-out", "conversations/{}/take", "conversations/{}/reply"])
async def test_a_form_without_the_pages_token_is_refused(desk: SupportDesk, path: str) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        for form in ({}, {"csrf": "guess"}, {"csrf": "", "text": "x", "language": "zh"}):
            answer = await alice.client.post(f"/console/{path.format(conversation_id)}", data=form)
            assert answer.status_code == 403
        assert '<html lang="en"' in (await alice.get("/console")).text
        assert f"/console/conversations/{conversation_id}/take" in (await alice.get("/console")).text


async def test_a_sign_in_form_from_elsewhere_is_refused(desk: SupportDesk) -> None:
    async with desk.browser() as browser:
        form = {"csrf": "", "username": "alice", "password": PASSWORDS["alice"]}
        assert (await browser.client.post("/console/sign-in", data=form)).status_code == 403


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org", "/chat", "/consolex", "/console/\\..\\", "javascript:alert(1)"]
)
async def test_signing_in_leads_nowhere_but_to_the_console(desk: SupportDesk, target: str) -> None:
    async with desk.browser() as browser:
        assert (await browser.sign_in("alice", next=target)).headers["location"] == "/console"


async def test_an_ended_session_leads_to_the_sign_in_page_and_back(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        page = await alice.read(conversation_id)
        token = page.text.split('name="csrf" value="')[1].split('"')[0]
        async with desk.database.begin() as connection:
            await connection.execute(update(staff_sessions).values(expires_at=system_clock()))
        form = {"csrf": token, "text": "hello"}
        path = f"/console/conversations/{conversation_id}"
        answer = await alice.client.post(f"{path}/reply", data=form)
        part = await alice.client.post(f"{path}/reply", data=form, headers={"HX-Request": "true"})
        stream = await alice.get("/console/events", headers={"HX-Request": "true"})
    target = f"/console/sign-in?next={path.replace('/', '%2F')}"
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert (part.status_code, part.headers["hx-redirect"]) == (401, target)
    assert stream.status_code == 401


async def test_a_dismissed_agent_is_signed_out(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        async with desk.database.begin() as connection:
            await connection.execute(update(agents).where(agents.c.username == "alice").values(active=False))
        assert (await alice.get("/console")).status_code == 303
        assert (await alice.sign_in("alice")).status_code == 401


async def test_pages_allow_nothing_inline_and_are_not_kept(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        pages = [await alice.get("/console"), await alice.read(conversation_id), await alice.get("/console/nowhere")]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert "hx-on" not in page.text
        assert page.text.count("<script") == page.text.count("<script src=")


async def test_the_sign_in_page_speaks_the_browsers_language(desk: SupportDesk) -> None:
    async with desk.browser("zh-CN,zh;q=0.9") as browser:
        page = await browser.get("/console/sign-in?next=/console/conversations")
        assert '<html lang="zh-Hans"' in page.text
        assert "?language=en&amp;next=%2Fconsole%2Fconversations" in page.text.replace("/console", "%2Fconsole")
        english = await browser.get("/console/sign-in?language=en")
    assert '<html lang="en"' in english.text


async def test_the_demos_staff_is_made_once_and_follows_the_passwords(database_url: str) -> None:
    database = open_database(database_url)
    passwords = dict.fromkeys(PASSWORDS, "first")
    hashes = []
    for change in ({}, {}, {"alice": "second"}):
        passwords |= change
        async with database.begin() as connection:
            await connection.run_sync(metadata.create_all)
            await create_demo_staff(connection, passwords)
            known = [await find_credentials(connection, name) for name in ("alice", "liwei")]
        hashes.append([one.password_hash for one in known if one])
    await database.close()
    assert hashes[0] == hashes[1]
    assert hashes[2][0] != hashes[1][0]
    assert hashes[2][1] == hashes[1][1]
    assert all(value.startswith("$argon2id$") for value in hashes[2])
