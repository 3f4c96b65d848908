"""Every address of the console, taken from the application itself: who may use it, what keeps forged forms out, and what it leaves
in the audit log. A new route that none of these tests knows fails them."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from starlette.routing import Route

from bot.console import console_router
from bot.console.router import RULES
from bot.conversation.store.tables import conversations
from bot.files.files import in_pieces
from bot.files.store import add_file
from bot.messages.files import CheckedFile
from bot.staff.roles import ROLES, Permission
from bot.staff.store.agents import find_credentials
from bot.staff.store.append_only import without_guard
from bot.staff.store.audit import PRUNED, Entry, add_entry, do_prune, find_first_broken
from bot.staff.store.tables import audit_log
from bot.support.marks import PRIORITIES
from bot.support.targets.limits import TARGETS
from bot.understanding.tables import not_understood
from bot.words.store import add_version, list_versions
from foundation.clock import system_clock
from foundation.database.announcing import Database
from tests.fakes.files import good
from tests.fakes.gateway.held_files import FakeHeldFiles
from tests.fakes.gateway.held_texts import FakeHeldTexts
from tests.fakes.gateway.support_desk import PASSWORDS, Browser, SupportDesk, account, support_desk, token_of
from tests.fakes.gateway.uploads import EXAMPLE

ADMINS = (Permission.STAFF, Permission.PRIVACY, Permission.DESK, Permission.WORDS, Permission.MARKET)
"""What admins alone may."""
UNLOGGED = {
    # They read and change nothing of a customer or of another person.
    "sign_in_form", "second_step_form", "welcome_form", "provider_start", "language", "account", "attempts", "two_step", "asset", "nowhere",
    # That somebody writes at this moment is not worth an entry every few seconds.
    "conversation_writing",
    # How far an import is, in figures, every two seconds.
    "import_progress",
    # An empty table, which is the same for everybody.
    "import_template",
}  # fmt: skip
ELSEWHERE = {"provider_return"}
"""Needs an identity provider: test_console_provider.py."""


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url, held_files=FakeHeldFiles()) as desk:
        yield desk


def routes(desk: SupportDesk) -> dict[str, Route]:
    return {route.name: route for route in console_router(desk.deps).routes if isinstance(route, Route)}


@dataclass
class Case:
    """What a page needs to be used: ids that its path names."""

    conversation_id: str
    contact_id: str
    username: str = "alice"
    held_id: int = 1
    file_id: str = "0" * 32
    relay_id: int = 1
    what: str = "goods"
    row: str = "1"
    outgoing_id: int = 1
    act: str = "order.ship_day"
    number: str = "ORD-100234"
    kind: str = "terms"
    document: str = "terms"
    message_id: int = 1
    upload: str = EXAMPLE
    table: str = "products"

    def path(self, route: Route) -> str:
        values = {**vars(self), "version": "current", "name": "base.css", "path": "nowhere"}
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda match: str(values[match[1]]), route.path)


async def take_in(desk: SupportDesk) -> CheckedFile:
    """Has a file inspected, which takes a process of its own."""
    assert desk.deps.files
    checked = await desk.deps.files.take_in(in_pieces(good.pdf()), "a.pdf")
    assert isinstance(checked, CheckedFile)
    return checked


async def case_of(desk: SupportDesk, checked: CheckedFile | None = None) -> Case:
    """Makes what a page needs to be used, with the file `checked`, or with one that is inspected first."""
    conversation_id = await desk.waiting("Where is ORD-100234?", identity=account())
    checked = checked or await take_in(desk)
    async with desk.database.begin() as connection:
        query = select(conversations.c.contact_id).where(conversations.c.id == conversation_id)
        contact_id = (await connection.execute(query)).scalar_one()
        file = await add_file(connection, checked, contact_id, conversation_id, "in", message_id=1)
    if isinstance(desk.deps.held_files, FakeHeldFiles):
        desk.deps.held_files.add(1, file)
    return Case(conversation_id, contact_id, file_id=file.id)


async def log_of(desk: SupportDesk, after: int = 0) -> list[Any]:
    async with desk.database.read() as connection:
        query = select(audit_log).where(audit_log.c.id > after).order_by(audit_log.c.id)
        return list(await connection.execute(query))


async def newest(desk: SupportDesk) -> int:
    return max((row.id for row in await log_of(desk)), default=0)


FORMS: dict[str, dict[str, str]] = {
    "held_decide": {"decision": "refused"},
    "trade_act": {"reason": "Asked by telephone", "sure": "1", "once": "0" * 32, "seen": "seen"},
    "market_row_correct": {"value-moq": "200", "seen": "seen-100", "reason": "The supplier said so"},
    "market_row_pause": {"paused": "yes", "reason": "The supplier asked for it"},
    "held_file_decide": {"decision": "refused", "reason": "other"},
    "conversation_reply": {"text": "A note", "internal": "1"},
    "understanding_label": {"label": "order_status"},
    "staff_invite": {"username": "newcomer", "name": "New Comer", "role": "agent", "languages": "en"},
    "hours_change": {"version": "0", "opens": "09:00", "closes": "18:00", "zone": "Asia/Shanghai", "day": "0-1"},
    "words_change": {"version": "0", "claim_days": "30", "deposit_percent": "30"},
    "conversation_pass_on": {"colleague": "alice"},
    "presence": {"presence": "away"},
    "staff_desk": {"capacity": "3", "skill": "orders"},
    "staff_change": {"name": "Alice", "role": "agent", "languages": "en"},
    "conversation_priority": {"priority": "high"},
    "conversation_labels": {"labels": "vip"},
    "conversation_snooze": {"until": "hour"},
    "conversation_edit": {"text": "Better words"},
    "conversation_send": {"article": "terms"},
    "replies_change": {"shortcut": "hello", "text_en": "Hello"},
    "targets_change": {f"{name}-{target}": "15" for name in PRIORITIES for target in TARGETS},
}
FIRST: dict[str, str] = {
    "conversation_resolve": "take",
    "conversation_hand_back": "take",
    "conversation_release": "take",
    "conversation_pass_on": "take",
    "trade_form": "take",
    "trade_act": "take",
    "conversation_snooze": "take",
    "conversation_edit": "take",
    "conversation_send": "take",
}
"""What has to be done before, so that it can be done."""
LAST = ("sign_out",)
REFUSED_BY_THEIR_FORM = {"account_password", "two_step_begin", "two_step_codes", "two_step_end", "two_step_confirm"}
"""They ask for a password or a code: done rightly in test_console_account.py, here refused and logged as that."""


async def use(desk: SupportDesk, browser: Browser, route: Route, case: Case) -> httpx.Response:
    if route.name == "conversation_edit":
        await browser.step(case.conversation_id, "reply", text="Words", internal="1")
        case.message_id = await find_last_message(desk, case.conversation_id)
    path = case.path(route)
    if step := FIRST.get(route.name):
        await browser.step(case.conversation_id, step)
    if route.name == "events":
        async with browser.client.stream("GET", path) as stream:
            return stream
    if "GET" in route.methods:
        return await browser.get(path, params={"before": 99} if route.name == "conversation_older" else None)
    if route.name == "conversation_upload":
        token = token_of(await browser.get("/console/account"))
        headers = {"x-caravan-csrf": token, "x-caravan-file": "a.pdf", "x-caravan-upload": "a"}
        return await browser.client.post(path, content=good.pdf(), headers=headers)
    if field := {"import_upload": "files", "import_pictures": "pictures"}.get(route.name):
        form = {"csrf": token_of(await browser.get("/console/account"))}
        return await browser.client.post(path, data=form, files={field: ("a.csv", b"x")})
    fields = dict(FORMS.get(route.name, {}))
    if route.name in ("understanding_label", "understanding_draft"):
        fields["id"] = str(await unclear(desk, case.conversation_id))
    if route.name == "person_erase":
        fields["confirm"] = case.contact_id[:4]
    if route.name == "link_end":
        fields["link"] = case.contact_id
    if route.name == "held_decide" and isinstance(desk.deps.held, FakeHeldTexts):
        desk.deps.held.add(case.held_id, "whats app me", case.conversation_id, ("messenger", "whats app"))
    if route.name == "words_restore":
        fields = dict.fromkeys(("version", "restored"), str(await words_version(desk, case)))
    return await browser.post(path, page="/console/account", **fields)


async def find_last_message(desk: SupportDesk, conversation_id: str) -> int:
    query = select(conversations.c.last_message_id).where(conversations.c.id == conversation_id)
    async with desk.database.read() as connection:
        return int((await connection.execute(query)).scalar_one())


async def words_version(desk: SupportDesk, case: Case) -> int:
    """Returns the newest version of the terms, and makes one if there is none."""
    async with desk.database.begin() as connection:
        if found := await list_versions(connection, case.kind, case.document, 1):
            return found[0].id
        admin = (await find_credentials(connection, "admin")).agent.id  # type: ignore[union-attr]
        return await add_version(connection, case.kind, case.document, {}, admin, system_clock())


_messages = itertools.count(1)


async def unclear(desk: SupportDesk, conversation_id: str) -> int:
    values = {
        "conversation_id": conversation_id, "message_id": next(_messages), "text": "what", "language": "en", "role": "buyer",
        "outcome": "fallback", "ranking": [], "entities": [], "created_at": system_clock(),
    }  # fmt: skip
    async with desk.database.begin() as connection:
        added = insert(not_understood).values(**values).returning(not_understood.c.id)
        return int((await connection.execute(added)).scalar_one())


async def test_every_page_that_reads_or_changes_something_is_in_the_log(desk: SupportDesk) -> None:
    known, checked = routes(desk), await take_in(desk)
    assert set(known) == set(RULES)
    assert {name for name, rule in RULES.items() if rule.action is None} == UNLOGGED
    async with desk.signed_in("admin") as admin:
        for name, route in sorted(known.items(), key=lambda item: item[0] in LAST):
            rule = RULES[name]
            if rule.action is None or rule.permission is None:
                continue
            case = await case_of(desk, checked)
            before = await newest(desk)
            answer = await use(desk, admin, route, case)
            rows = [row for row in await log_of(desk, before) if row.action == rule.action]
            assert rows, f"{name} left nothing in the audit log"
            row = rows[-1]
            wanted = "refused" if name in REFUSED_BY_THEIR_FORM else "done"
            assert (row.actor, row.role, row.outcome) == ("admin", "admin", wanted), (name, answer.status_code)
            assert answer.status_code < 400 or wanted == "refused", (name, answer.text[:500])
            if rule.target:
                kind, parameter = rule.target
                assert row.target == f"{kind}:{getattr(case, parameter)}"
            assert row.address == "127.0.0.1"
            assert "Where is" not in str(row.details)
            assert "A note" not in str(row.details)
    async with desk.database.read() as connection:
        assert await find_first_broken(connection) is None


async def test_what_a_role_may_not_is_not_there_for_it_and_the_attempt_is_logged(desk: SupportDesk) -> None:
    case = await case_of(desk)
    people = {"agent": "liwei", "supervisor": "meilin"}
    tried = 0
    for role, username in people.items():
        async with desk.signed_in(username) as browser:
            for name, route in routes(desk).items():
                rule = RULES[name]
                if rule.permission is None or rule.permission in ROLES[role]:
                    continue
                before = await newest(desk)
                answer = await use(desk, browser, route, case)
                assert answer.status_code == 404, (role, name)
                tried += 1
                if name in UNLOGGED:
                    continue
                (row,) = [row for row in await log_of(desk, before) if row.action == rule.action]
                assert (row.actor, row.outcome) == (username, "refused"), (role, name)
    of_supervisors = (Permission.AUDIT, Permission.LABEL, Permission.REPLIES, Permission.REPORTS)
    assert tried == 2 * len([r for r in RULES.values() if r.permission in ADMINS]) + len(
        [r for r in RULES.values() if r.permission in of_supervisors]
    )


async def test_nobody_gets_anywhere_without_signing_in_and_floods_no_log(desk: SupportDesk) -> None:
    case = await case_of(desk)
    before = await newest(desk)
    async with desk.browser() as browser:
        for name, route in routes(desk).items():
            if RULES[name].permission is None:
                continue
            method = "POST" if "GET" not in route.methods else "GET"
            answer = await browser.client.request(method, case.path(route))
            assert (answer.status_code, answer.headers["location"][:16]) == (303, "/console/sign-in"), name
    assert await log_of(desk, before) == []


async def test_every_form_needs_its_token(desk: SupportDesk) -> None:
    case = await case_of(desk)
    async with desk.signed_in("admin") as admin, desk.browser() as visitor:
        checked = 0
        for name, route in routes(desk).items():
            if "POST" not in route.methods or name == "nowhere":
                continue
            browser = admin if RULES[name].permission else visitor
            for form in ({}, {"csrf": "guess"}):
                answer = await browser.client.post(case.path(route), data={**FORMS.get(name, {}), **form})
                assert answer.status_code == 403, name
            checked += 1
        assert checked > 25
        assert (await admin.get("/console")).status_code == 200
    async with desk.database.read() as connection:
        assert (await connection.execute(select(conversations.c.status))).scalar_one() == "pending"


async def test_a_search_is_logged_with_its_words_and_without_telephone_numbers(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        await alice.get("/console/conversations", params={"q": "Weber +49 151 23456789\0"})
    row = (await log_of(desk))[-1]
    assert row.action == "conversations.search"
    assert row.details == {"words": "Weber <phone>"}


async def test_opening_what_one_may_not_see_is_logged_as_refused(desk: SupportDesk) -> None:
    private = await desk.conversation("Just the bot", key="private")
    async with desk.signed_in("alice") as alice:
        await alice.read(private)
        await alice.get(f"/console/events?conversation={private}")
    opened, watched = (await log_of(desk))[-2:]
    assert (opened.action, opened.outcome, opened.target) == ("conversation.open", "refused", f"conversation:{private}")
    assert (watched.action, watched.outcome, watched.target) == (
        "conversation.watch",
        "refused",
        f"conversation:{private}",
    )


async def test_nothing_is_shown_that_cannot_be_logged(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("A secret question")
    async with desk.signed_in("alice") as alice:
        async with desk.database.begin() as connection:
            await connection.execute(text("ALTER TABLE audit_log RENAME TO audit_log_gone"))
        answers = [await alice.read(conversation_id), await alice.get("/console")]
    for answer in answers:
        assert answer.status_code in (500, 503)
        assert "A secret question" not in answer.text
        assert "audit_log" not in answer.text


@pytest.mark.parametrize(
    "attack",
    [
        lambda: update(audit_log).values(actor="nobody"),
        lambda: delete(audit_log),
        lambda: text("DELETE FROM audit_log WHERE id = 1"),
        lambda: text("UPDATE audit_log SET details = '{}'"),
    ],
)
async def test_the_database_itself_refuses_to_change_the_log(desk: SupportDesk, attack: Callable[[], Any]) -> None:
    async with desk.signed_in("alice"):
        pass
    before = await log_of(desk)
    assert before
    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.database.begin() as connection:
            await connection.execute(attack())
    assert await log_of(desk) == before


async def test_whole_tables_and_replacements_are_refused_too(desk: SupportDesk) -> None:
    async with desk.signed_in("alice"):
        pass
    statement = (
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log" if desk.database.is_sqlite else "TRUNCATE audit_log"
    )
    with pytest.raises(DBAPIError, match="append-only"):
        async with desk.database.begin() as connection:
            await connection.execute(text(statement))


async def add_old(database: Database, days: int, action: str) -> None:
    async with database.begin() as connection:
        await add_entry(connection, Entry("alice", "agent", action), system_clock() - dt.timedelta(days=days))


async def test_retention_prunes_what_is_old_and_says_so_and_the_chain_goes_on(desk: SupportDesk) -> None:
    for days, action in ((800, "a"), (790, "b"), (20, "c")):
        await add_old(desk.database, days, action)
    now = system_clock()
    async with desk.database.begin() as connection:
        assert await do_prune(connection, now - dt.timedelta(days=730), now) == 2
    rows = await log_of(desk)
    assert [row.action for row in rows] == ["c", PRUNED]
    assert rows[1].details["entries"] == 2
    async with desk.database.read() as connection:
        assert await find_first_broken(connection) is None
    with pytest.raises(DBAPIError, match="append-only"):  # not even retention takes out what is young
        async with desk.database.begin() as connection:
            await do_prune(connection, now, now)


async def test_an_entry_that_was_changed_or_taken_out_behind_the_guard_shows(desk: SupportDesk) -> None:
    for number in range(4):
        await add_old(desk.database, 1, f"act.{number}")
    async with desk.database.begin() as connection, without_guard(connection):
        await connection.execute(update(audit_log).where(audit_log.c.action == "act.1").values(actor="bob"))
    rows = await log_of(desk)
    async with desk.database.read() as connection:
        assert await find_first_broken(connection) == rows[1].id
    async with desk.database.begin() as connection, without_guard(connection):
        await connection.execute(delete(audit_log).where(audit_log.c.action == "act.1"))
    async with desk.database.read() as connection:
        assert await find_first_broken(connection) == rows[2].id
    with pytest.raises(DBAPIError, match="append-only"):  # the guard is back
        async with desk.database.begin() as connection:
            await connection.execute(delete(audit_log))


async def test_many_at_once_make_one_chain(desk: SupportDesk) -> None:
    async def add(number: int) -> None:
        async with desk.database.begin() as connection:
            await add_entry(connection, Entry("alice", "agent", f"act.{number}"), system_clock())

    tasks: list[Awaitable[None]] = [add(number) for number in range(30)]
    await asyncio.gather(*tasks)
    assert len(await log_of(desk)) == 30
    async with desk.database.read() as connection:
        assert await find_first_broken(connection) is None


async def test_the_page_filters_and_exports(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting("Where is ORD-1?")
    async with desk.signed_in("alice") as alice:
        await alice.read(conversation_id)
        await alice.get("/console/conversations", params={"q": "=HYPERLINK(1)"})
    async with desk.browser() as stranger:
        await stranger.sign_in("alice", "wrong password")
    async with desk.signed_in("meilin") as meilin:
        page = (await meilin.get("/console/audit", params={"actor": "alice", "action": "conversation"})).text
        body = page.split("<tbody>")[1]
        assert "Opened a conversation" in body
        assert "Searched conversations" not in body
        refused = (await meilin.get("/console/audit", params={"outcome": "refused"})).text.split("<tbody>")[1]
        assert "staff:alice" in refused
        assert "wrong password" not in refused
        tomorrow = (system_clock() + dt.timedelta(days=1)).date().isoformat()
        assert "No entries match." in (await meilin.get("/console/audit", params={"since": tomorrow})).text
        table = await meilin.get("/console/audit.csv", params={"actor": "alice"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    lines = table.text.splitlines()
    assert lines[0] == "\ufeffid,at,actor,role,action,outcome,target,details,address,session,hash"
    assert len(lines) == 1 + len([row for row in await log_of(desk) if row.actor == "alice"])
    assert not [line for line in lines if line.startswith("=")]


async def test_the_log_holds_no_password_and_no_secret(desk: SupportDesk) -> None:
    async with desk.browser() as browser:
        await browser.sign_in(PASSWORDS["alice"].lower(), "x")  # a password typed as the name
        await browser.sign_in("alice")
        secret = browser.client.cookies["caravan_staff"]
    rows = str(await log_of(desk))
    assert PASSWORDS["alice"].lower() not in rows
    assert secret not in rows


def test_the_document_shows_the_roles_as_they_are() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "console.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \| (yes|no) \| (yes|no) \|", text, re.MULTILINE)
    shown = {name: dict(zip(ROLES, (one == "yes" for one in given), strict=True)) for name, *given in rows}
    assert shown == {
        permission.value: {role: permission in allowed for role, allowed in ROLES.items()} for permission in Permission
    }


async def test_odd_filters_break_nothing(desk: SupportDesk) -> None:
    odd = ["9999-12-31", "0001-01-01", "x" * 500, "%", "\0", "\ud83d", "😀", "-1"]
    async with desk.signed_in("meilin") as meilin:
        for value in odd:
            shown = value.encode("utf-8", "surrogatepass")
            for name in ("actor", "action", "outcome", "target", "since", "until", "before", "watching"):
                answer = await meilin.get("/console/audit", params={name: shown})
                assert answer.status_code == 200, (name, value, answer.text[:300])
            assert (await meilin.get("/console/conversations", params={"q": shown})).status_code == 200
    # What somebody filters by is a detail of the entry, never its action or what it is about.
    assert {row.action for row in await log_of(desk)} == {"session.start", "audit.open", "conversations.search"}
    assert {row.target for row in await log_of(desk)} == {None, "staff:meilin"}
