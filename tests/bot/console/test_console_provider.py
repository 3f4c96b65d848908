"""Signing in with an identity provider, against one that speaks OpenID Connect over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from bot.console.entry.provider import RETURN_PATH, find_granted_role
from bot.staff.provider import ProviderSettings
from bot.staff.store.accounts import change_member, find_member
from bot.staff.store.tables import agents, audit_log, staff_sessions
from foundation.clock import system_clock
from tests.fakes.gateway.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, oidc_provider
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk

ROLES = {"caravan-admins": "admin", "support": "agent", "leads": "supervisor"}
ANNA = {
    "sub": "anna-1",
    "name": "Anna Weber",
    "preferred_username": "anna.weber",
    "email": "anna@example.com",
    "email_verified": True,
}


@pytest.fixture
async def provider() -> AsyncIterator[OidcProvider]:
    async with oidc_provider() as provider:
        provider.person = dict(ANNA)
        yield provider


def settings(provider: OidcProvider, **changes: Any) -> ProviderSettings:
    made = ProviderSettings(provider.issuer, CLIENT_ID, CLIENT_SECRET, name="Example SSO", trust_env=False)
    return replace(made, **changes)


@pytest.fixture
async def desk(database_url: str, provider: OidcProvider) -> AsyncIterator[SupportDesk]:
    """The provider gives roles."""
    address = "http://console.example"
    provider.redirect_uri = address + RETURN_PATH
    async with support_desk(database_url, provider=settings(provider, roles=ROLES), address=address) as desk:
        yield desk


async def come_back(browser: Browser, desk: SupportDesk, query: str = "") -> httpx.Response:
    """To the provider and back, as a browser does it; the console's outside address leads to the desk."""
    started = await browser.get(f"/console/provider{query}")
    assert started.status_code == 303, started.text
    async with httpx.AsyncClient() as outside:
        answered = await outside.get(started.headers["location"])
    assert answered.status_code == 302, answered.text
    return await browser.get(answered.headers["location"].replace("http://console.example", ""))


async def rows(desk: SupportDesk, table: Any) -> list[Any]:
    async with desk.database.read() as connection:
        return list(await connection.execute(select(table)))


async def test_somebody_new_gets_the_role_that_the_provider_says(desk: SupportDesk, provider: OidcProvider) -> None:
    provider.person["roles"] = ["support", "caravan-admins", "other"]
    async with desk.browser() as browser:
        assert "Sign in with Example SSO" in (await browser.get("/console/sign-in")).text
        page = await come_back(browser, desk, "?next=/console/conversations")
        assert page.status_code == 200, page.text
        assert '<meta http-equiv="refresh" content="0;url=/console/conversations">' in page.text
        home = (await browser.get("/console/account")).text
        assert "Anna Weber" in home
        assert "Admin" in home
        assert "company account" in home
        assert "Change the password" not in home
    (asked,) = provider.asked
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    (entry,) = [row for row in await rows(desk, audit_log) if row.action == "session.start"]
    assert (entry.actor, entry.role, entry.details) == ("anna.weber", "admin", {"method": "oidc"})


async def test_the_role_follows_the_provider_at_each_sign_in(desk: SupportDesk, provider: OidcProvider) -> None:
    for given, role in (("leads", "supervisor"), ("support", "agent")):
        provider.person["roles"] = given
        async with desk.browser() as browser:
            await come_back(browser, desk)
            assert (await browser.get("/console/audit")).status_code == (200 if role == "supervisor" else 404)
    assert [row.role for row in await rows(desk, agents) if row.username == "anna.weber"] == ["agent"]
    provider.person["roles"] = []
    async with desk.browser() as browser:
        refused = await come_back(browser, desk)
        assert refused.status_code == 403
        assert "has no role for this console" in refused.text
        assert (await browser.get("/console")).status_code == 303


async def test_an_account_is_recognised_by_its_verified_address_and_then_by_its_number(
    desk: SupportDesk, provider: OidcProvider
) -> None:
    provider.person["roles"] = "support"
    async with desk.database.begin() as connection:
        alice = await find_member(connection, "alice", system_clock())
        assert alice
        await change_member(connection, alice.agent.id, email="anna@example.com")
    async with desk.browser() as browser:
        await come_back(browser, desk)
        assert "alice ·" in (await browser.get("/console/account")).text
    provider.person["email"] = "renamed@example.com"
    async with desk.browser() as browser:
        await come_back(browser, desk)
        assert "alice ·" in (await browser.get("/console/account")).text


async def test_an_address_that_is_not_verified_opens_nobodys_account(desk: SupportDesk, provider: OidcProvider) -> None:
    async with desk.database.begin() as connection:
        alice = await find_member(connection, "alice", system_clock())
        assert alice
        await change_member(connection, alice.agent.id, email="anna@example.com")
    for verified in (False, None, "true"):
        provider.person |= {"roles": "support", "email_verified": verified, "sub": f"mallory-{verified}"}
        async with desk.browser() as browser:
            await come_back(browser, desk)
            assert "alice ·" not in (await browser.get("/console/account")).text


async def test_without_roles_of_the_provider_nobody_gets_an_account_by_signing_in(
    provider: OidcProvider, database_url: str
) -> None:
    address = "http://console.example"
    provider.redirect_uri = address + RETURN_PATH
    provider.person["roles"] = ["admin", "caravan-admins"]
    async with support_desk(database_url, provider=settings(provider), address=address) as desk:
        async with desk.browser("zh-CN") as browser:
            refused = await come_back(browser, desk)
            assert refused.status_code == 403
            assert "您在这里还没有账号" in refused.text
        async with desk.database.begin() as connection:
            meilin = await find_member(connection, "meilin", system_clock())
            assert meilin
            await change_member(connection, meilin.agent.id, email="anna@example.com")
        async with desk.browser() as browser:
            await come_back(browser, desk, "?language=zh")
            page = (await browser.get("/console/account")).text
            assert "meilin ·" in page
            assert '<html lang="zh-Hans"' in page
        async with desk.database.begin() as connection:
            await change_member(connection, meilin.agent.id, active=False)
        async with desk.browser() as browser:
            assert "is disabled" in (await come_back(browser, desk)).text


OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})
LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"change_claims": {"nonce": "guess"}},
    "no nonce": {"change_claims": {"nonce": None}},
    "another audience": {"change_claims": {"aud": "somebody-else"}},
    "another issuer in the token": {"change_claims": {"iss": "https://evil.example"}},
    "run out": {"change_claims": {"exp": 1}},
    "no end": {"change_claims": {"exp": None}},
    "for another party": {"change_claims": {"azp": "somebody-else"}},
    "another access token": {"change_claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "another key": {"sign_with": OTHER_KEY},
    "no signature": {"change_header": {"alg": "none"}},
    "another issuer in the answer": {"answer_issuer": "https://evil.example"},
    "a refusal": {"refuse": "access_denied"},
}


async def test_an_answer_that_must_not_be_believed_is_not(desk: SupportDesk, provider: OidcProvider) -> None:
    provider.person["roles"] = "caravan-admins"
    for name, lie in LIES.items():
        before = {key: getattr(provider, key) for key in lie}
        vars(provider).update(lie)
        async with desk.browser() as browser:
            answer = await come_back(browser, desk)
            assert answer.status_code == 403, name
            assert "did not let you in" in answer.text, name
            assert "caravan_staff" not in browser.client.cookies, name
        vars(provider).update(before)
    assert await rows(desk, staff_sessions) == []
    refused = [row for row in await rows(desk, audit_log) if row.action == "session.start"]
    assert [row.outcome for row in refused] == ["refused"] * len(LIES)


async def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(
    desk: SupportDesk, provider: OidcProvider
) -> None:
    provider.person["roles"] = "support"
    async with desk.browser() as browser, desk.browser() as other:
        started = await browser.get("/console/provider")
        assert re.search(r"samesite=lax", started.headers["set-cookie"], re.IGNORECASE)
        async with httpx.AsyncClient() as outside:
            answered = await outside.get(started.headers["location"])
        path = answered.headers["location"].replace("http://console.example", "")
        assert (await other.get(path)).status_code == 403
        await other.get("/console/provider")
        assert (await other.get(path)).status_code == 403
        assert (await browser.get(path.replace("state=", "state=x"))).status_code == 403
        assert (await browser.get("/console/provider/return")).status_code == 403
        cookie = started.cookies["caravan_provider"]
        browser.client.cookies.set("caravan_provider", cookie, domain="127.0.0.1", path="/console")
        assert (await browser.get(path)).status_code == 200
        browser.client.cookies.set("caravan_provider", cookie, domain="127.0.0.1", path="/console")
        assert (await browser.get(path)).status_code == 403


async def test_new_keys_are_fetched_and_an_address_may_come_from_userinfo(
    desk: SupportDesk, provider: OidcProvider
) -> None:
    provider.person["roles"] = "support"
    async with desk.browser() as browser:
        assert (await come_back(browser, desk)).status_code == 200
    provider.in_userinfo = True
    async with desk.browser() as browser:
        page = await come_back(browser, desk)
        assert page.status_code == 200, page.text


async def test_a_provider_that_is_away_is_said_to_be(desk: SupportDesk, provider: OidcProvider) -> None:
    provider.silent = True
    async with desk.browser("zh-CN") as browser:
        answer = await browser.get("/console/provider")
        assert answer.status_code == 503
        assert "登录服务暂时没有响应" in answer.text
    provider.silent = False
    async with desk.browser() as browser:
        assert (await browser.get("/console/provider")).status_code == 303


async def test_without_a_provider_there_is_no_such_page(database_url: str) -> None:
    async with support_desk(database_url) as desk, desk.browser() as browser:
        assert "/console/provider" not in (await browser.get("/console/sign-in")).text
        assert (await browser.get("/console/provider")).status_code == 404
        assert (await browser.get("/console/provider/return?code=x&state=y")).status_code == 404


@pytest.mark.parametrize(
    ("values", "role"),
    [("support leads", "supervisor"), (["support"], "agent"), (["none"], None), (None, None), ({"support": 1}, None), ([["support"], 3], None)],
)  # fmt: skip
def test_the_highest_role_counts(values: Any, role: str | None) -> None:
    assert find_granted_role(values, ROLES) == role
