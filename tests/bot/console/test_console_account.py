"""Passwords, the second step, sessions, invitations and the administration of the staff."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from click.testing import Result
from sqlalchemy import select, update
from typer.testing import CliRunner

from bot.console.deps import StreamWaits
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.serving.commands import explain
from bot.staff.commands import staff_commands
from bot.staff.store.accounts import find_invited
from bot.staff.store.tables import agents, audit_log, recovery_codes, staff_sessions
from bot.staff.throttle import TRIES_A_NAME, AttemptKey, Throttle
from foundation.clock import system_clock
from foundation.secrets import fingerprint
from tests.fakes.gateway.second_step import NEW_PASSWORD, enrol, forget_step, second_step
from tests.fakes.gateway.support_desk import PASSWORDS, Browser, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url, secret_key="a key of the tests", address="http://console.example") as desk:
        yield desk


async def test_the_second_step_is_asked_for_and_each_code_works_once(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        totp, _ = await enrol(alice)
    async with desk.browser() as browser:
        entered = await browser.sign_in("alice", next="/console/conversations")
        assert entered.headers["location"] == "/console/sign-in/code"
        assert (await browser.get("/console")).status_code == 303
        used = await second_step(browser, totp.now())  # the one that confirmed it
        assert used.status_code == 401
        assert "wrong, or was used before" in used.text
        await forget_step(desk)
        done = await second_step(browser, totp.now())
        assert (done.status_code, done.headers["location"]) == (303, "/console/conversations")
        assert "password and code" in (await browser.get("/console/account")).text


async def test_a_recovery_code_works_once_in_place_of_a_code(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        _, codes = await enrol(alice)
    assert len(set(codes)) == 10
    for expected in (303, 401):
        async with desk.browser() as browser:
            await browser.sign_in("alice")
            assert (await second_step(browser, codes[0].lower().replace("-", " "))).status_code == expected
    async with desk.database.read() as connection:
        stored = str(list(await connection.execute(select(recovery_codes)))) + str(
            list(await connection.execute(select(agents)))
        )
        log = str(list(await connection.execute(select(audit_log))))
    assert not [code for code in codes if code in stored + log or code.replace("-", "") in stored + log]


async def test_the_secret_is_encrypted_and_shown_no_more_once_it_is_confirmed(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        totp, _ = await enrol(alice)
        page = (await alice.get("/console/account/two-step")).text
        assert "10 recovery codes are left" in page
        assert "data:image" not in page.split("<main")[1]
    async with desk.database.read() as connection:
        row = (await connection.execute(select(agents).where(agents.c.username == "alice"))).one()
    assert totp.secret not in str(row)


async def test_the_second_step_cannot_be_skipped_or_guessed(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        await enrol(alice)
    async with desk.browser() as browser:
        assert (
            await browser.get("/console/sign-in/code")
        ).status_code == 303  # without a password there is no such page
        await browser.sign_in("alice")
        browser.client.cookies.set("caravan_second_step", "forged", domain="127.0.0.1", path="/console")
        assert (await browser.get("/console/sign-in/code")).headers["location"] == "/console/sign-in"
        await browser.sign_in("alice")
        statuses = [(await second_step(browser, f"{number:06}")).status_code for number in range(7)]
        assert statuses == [401] * 5 + [429] * 2
    async with desk.browser() as browser:  # a password that was changed meanwhile ends the attempt
        await browser.sign_in("alice")
        async with desk.database.begin() as connection:
            await connection.execute(update(agents).values(password_hash="-"))
        assert (await browser.get("/console/sign-in/code")).status_code == 200
        gone = await second_step(browser, "000000")
        assert (gone.status_code, gone.headers["location"]) == (303, "/console/sign-in")


async def test_turning_it_off_needs_the_password(desk: SupportDesk) -> None:
    path = "/console/account/two-step"
    async with desk.signed_in("alice") as alice:
        await enrol(alice)
        refused = await alice.post(f"{path}/end", page=path, current="wrong")
        assert refused.status_code == 409
        assert "current password is wrong" in refused.text
        anew = await alice.post(f"{path}/codes", page=path, current=PASSWORDS["alice"])
        assert len(re.findall(r"<li><code>", anew.text)) == 10
        assert (await alice.post(f"{path}/end", page=path, current=PASSWORDS["alice"])).status_code == 303
    async with desk.browser() as browser:
        assert (await browser.sign_in("alice")).headers["location"] == "/console"


async def test_a_new_password_ends_the_other_sessions(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as here, desk.signed_in("alice") as there:
        form = {"current": PASSWORDS["alice"], "new": NEW_PASSWORD, "again": NEW_PASSWORD}
        for change, words in (
            ({"current": "wrong"}, "current password is wrong"),
            ({"new": "short", "again": "short"}, "12 to 200 characters"),
            ({"new": "alice in wonderland", "again": "alice in wonderland"}, "too easy"),
            ({"new": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"}, "too easy"),
            ({"again": NEW_PASSWORD + "!"}, "differ"),
        ):
            refused = await here.post("/console/account/password", page="/console/account", **{**form, **change})
            assert refused.status_code == 409
            assert words in refused.text
        assert (await there.get("/console")).status_code == 200
        changed = await here.post("/console/account/password", page="/console/account", **form)
        assert changed.headers["location"] == "/console/account?done=password"
        assert (await here.get("/console")).status_code == 200
        assert (await there.get("/console")).status_code == 303
        assert (await there.sign_in("alice")).status_code == 401
        assert (await there.sign_in("alice", NEW_PASSWORD)).status_code == 303


async def test_sessions_are_listed_and_ended_with_their_streams(desk: SupportDesk) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    async with desk.browser() as there, desk.signed_in("alice") as here:
        there.client.headers["User-Agent"] = firefox
        await there.sign_in("alice")
        page = (await here.get("/console/account")).text
        assert "Firefox, Linux" in page
        assert page.count("This session") == 1
        handle = re.search(r'name="session" value="(\w+)"', page)
        assert handle
        async with there.events() as events:
            await anext(events)
            await here.post("/console/account/sessions/end", page="/console/account", session=handle[1])
            async with asyncio.timeout(StreamWaits().heartbeat - 1):  # at once, not at the next heartbeat
                async for _ in events:
                    pass
        assert (await there.get("/console")).status_code == 303
        assert (await here.get("/console")).status_code == 200


async def test_only_ones_own_sessions_end(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        async with desk.database.read() as connection:
            query = select(staff_sessions.c.token_hash).join(agents).where(agents.c.username == "liwei")
            handle = (await connection.execute(query)).scalar_one()[:12]
        await alice.post("/console/account/sessions/end", page="/console/account", session=handle)
        await alice.post("/console/account/sessions/end", page="/console/account", session="%")
        assert (await liwei.get("/console")).status_code == 200
        assert (await alice.get("/console")).status_code == 200


async def invite(admin: Browser, **fields: str) -> httpx.Response:
    form = {"username": "carol", "name": "Carol", "role": "agent", "languages": "en,zh", "email": "", **fields}
    return await admin.post("/console/staff", page="/console/account", **form)


def code_of(page: httpx.Response) -> str:
    found = re.search(r'<code class="key">([\w-]+)</code>', page.text)
    assert found, page.text
    return found[1]


async def set_password(desk: SupportDesk, username: str, code: str, new: str = NEW_PASSWORD) -> httpx.Response:
    async with desk.browser() as browser:
        return await browser.post(
            "/console/welcome", page="/console/welcome", username=username, code=code, new=new, again=new
        )


async def test_an_admin_invites_somebody_who_sets_a_password_once(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        shown = await invite(admin)
        code = code_of(shown)
        assert "http://console.example/console/welcome" in shown.text
        assert "Invited" in (await admin.get("/console/staff")).text
        assert code not in (await admin.get("/console/staff/carol")).text
    async with desk.browser() as browser:
        assert (await browser.sign_in("carol", "-")).status_code == 401  # no password yet: none is right
    assert (await set_password(desk, "carol", "guess")).status_code == 409
    assert (await set_password(desk, "alice", code)).status_code == 409
    done = await set_password(desk, "carol", code)
    assert done.headers["location"] == "/console/sign-in?welcome=1"
    assert (await set_password(desk, "carol", code, "another phrase here")).status_code == 409
    async with desk.browser() as browser:
        assert (await browser.sign_in("carol", NEW_PASSWORD)).status_code == 303
        assert (await browser.get("/console/staff")).status_code == 404
    async with desk.database.read() as connection:
        assert code not in str(list(await connection.execute(select(agents)))) + str(
            list(await connection.execute(select(audit_log)))
        )


async def test_what_is_wrong_with_an_invitation_is_said_and_kept_in_the_form(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        await invite(admin, username="dora", email="Dora@Example.com")
        for change, words in (
            ({"username": "X Y"}, "2 to 40 characters"),
            ({"username": "alice"}, "username is taken"),
            ({"name": " "}, "Please enter a name"),
            ({"role": "owner"}, "choose a role"),
            ({"languages": "fr"}, "choose a role"),
            ({"email": "nonsense"}, "not an e-mail address"),
            ({"email": "dora@example.com"}, "has that e-mail address"),
        ):
            refused = await invite(admin, **change)
            assert refused.status_code == 409
            assert words in refused.text
            assert f'value="{change.get("username", "carol")}"' in refused.text


async def test_a_change_of_role_counts_at_once_in_open_pages_too(desk: SupportDesk) -> None:
    private = await desk.conversation("Just the bot", key="private")
    async with desk.signed_in("admin") as admin, desk.signed_in("meilin") as meilin:
        async with meilin.events(f"?conversation={private}") as events:
            await anext(events)
            form = {"name": "Mei Lin", "role": "agent", "languages": "zh,en", "email": ""}
            await admin.post("/console/staff/meilin/change", page="/console/staff/meilin", **form)
            async with asyncio.timeout(StreamWaits().heartbeat - 1):
                async for _ in events:
                    pass
        assert (await meilin.read(private)).status_code == 404
        assert (await meilin.get("/console/audit")).status_code == 404


async def test_disabling_ends_everything_and_enabling_lets_in_again(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin, desk.signed_in("alice") as alice:
        async with alice.events() as events:
            await anext(events)
            await admin.post("/console/staff/alice/disable", page="/console/staff/alice")
            async with asyncio.timeout(StreamWaits().heartbeat - 1):
                async for _ in events:
                    pass
        assert (await alice.get("/console")).status_code == 303
        assert (await alice.sign_in("alice")).status_code == 401
        await admin.post("/console/staff/alice/enable", page="/console/staff/alice")
        assert (await alice.sign_in("alice")).status_code == 303


async def test_the_last_admin_stays_one(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        form = {"name": "Admin", "role": "agent", "languages": "en", "email": ""}
        for step, fields in (("disable", {}), ("change", form)):
            refused = await admin.post(f"/console/staff/admin/{step}", page="/console/staff/admin", **fields)
            assert refused.status_code == 409
            assert "only admin" in refused.text
        await admin.post(
            "/console/staff/meilin/change", page="/console/staff/meilin", **{**form, "name": "Mei Lin", "role": "admin"}
        )
        async with desk.signed_in("meilin") as meilin:
            steps = [
                admin.post("/console/staff/meilin/disable", page="/console/staff/meilin"),
                meilin.post("/console/staff/admin/disable", page="/console/staff/admin"),
            ]
            await asyncio.gather(*steps)
    async with desk.database.read() as connection:
        left = select(agents.c.username).where(agents.c.role == "admin", agents.c.active)
        assert len(list(await connection.execute(left))) == 1


async def test_an_admin_lets_somebody_back_in_who_lost_everything(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        await enrol(alice)
        async with desk.signed_in("admin") as admin:
            code = code_of(await admin.post("/console/staff/alice/reset", page="/console/staff/alice"))
            assert (await alice.get("/console")).status_code == 303
            assert (await alice.sign_in("alice")).status_code == 401
            await admin.post("/console/staff/alice/two-step/reset", page="/console/staff/alice")
        await set_password(desk, "alice", code)
        assert (await alice.sign_in("alice", NEW_PASSWORD)).headers["location"] == "/console"


async def test_a_guesser_locks_nobody_out_for_long_and_the_owners_browser_never(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        async with desk.browser() as guesser:
            statuses = {(await guesser.sign_in("alice", f"guess {number}")).status_code for number in range(12)}
            assert statuses == {401, 429}
            assert (await guesser.sign_in("alice")).status_code == 429
        await alice.post("/console/sign-out", page="/console/account")
        assert (await alice.sign_in("alice")).status_code == 303


async def test_attempts_are_counted_for_all_gateways_together(desk: SupportDesk, database_url: str) -> None:
    other = open_database(database_url)
    gateways = [Throttle(desk.database, "key"), Throttle(other, "key")]
    counts = [AttemptKey("name", "alice", 10)]
    waits = await asyncio.gather(*(gateways[number % 2].admit(counts) for number in range(TRIES_A_NAME)))
    await other.close()
    assert len([wait for wait in waits if wait == 0]) == 10
    assert all(250 < wait <= 300 for wait in waits if wait)


async def test_the_language_of_the_page_one_comes_from_stays(desk: SupportDesk) -> None:
    async with desk.browser("en") as browser:
        away = await browser.get("/console?language=zh")
        assert "language=zh" in away.headers["location"]
        form = await browser.get(away.headers["location"])
        assert '<html lang="zh-Hans"' in form.text
        token = re.search(r'name="csrf" value="([^"]+)"', form.text)
        chosen = re.search(r'name="language" value="(\w*)"', form.text)
        assert token
        assert chosen
        fields = {"csrf": token[1], "username": "meilin", "password": PASSWORDS["meilin"], "language": chosen[1]}
        await browser.client.post("/console/sign-in", data=fields)
        assert '<html lang="zh-Hans"' in (await browser.get("/console")).text


async def test_the_first_admin_is_invited_by_command(database_url: str) -> None:
    def run(*arguments: str) -> Result:
        commands = staff_commands(
            lambda: open_database(database_url), migrate, lambda: "http://console.example/console/welcome", explain
        )
        return CliRunner().invoke(commands, arguments)

    for arguments, status in ((["invite", "Bad Name", "X"], 2), (["reset", "nobody"], 2)):
        assert (await asyncio.to_thread(run, *arguments)).exit_code == status
    invited = await asyncio.to_thread(run, "invite", "root", "First Admin", "--role", "admin")
    assert invited.exit_code == 0, invited.output
    assert "http://console.example/console/welcome" in invited.output
    code = invited.output.split()[-1]
    again = (await asyncio.to_thread(run, "reset", "root")).output.split()[-1]
    assert "root" in (await asyncio.to_thread(run, "list")).output
    database = open_database(database_url)
    async with database.read() as connection:
        now = system_clock()
        assert await find_invited(connection, "root", fingerprint(code), now) is None
        found = await find_invited(connection, "root", fingerprint(again), now)
        actions = (await connection.execute(select(audit_log.c.actor, audit_log.c.action))).all()
    await database.close()
    assert found
    assert found.agent.role == "admin"
    assert actions == [("command line", "staff.invite"), ("command line", "staff.reset_password")]
