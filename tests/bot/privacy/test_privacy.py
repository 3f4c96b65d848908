"""Export, erasure and retention of a person's data, by command and on the console, and the table of docs/privacy.md."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import os
import re
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update
from typer.testing import CliRunner

from actions.marketplace.schema.tables import metadata as marketplace
from bot.channels.telegram.staff_group.store import Topic, note_word
from bot.contacts.identity import Identity
from bot.contacts.store import claim_identity, ensure_contact
from bot.contacts.tables import contacts, identities
from bot.conversation.replies.buttons import make_buttons, term_button
from bot.conversation.store.buttons import add_buttons
from bot.conversation.store.contact_reads import note_contact_read
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.messages import add_message, list_messages
from bot.conversation.store.tables import buttons, conversations, messages
from bot.conversation.store.web_sessions import add_web_session
from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.database.migrations import migrate
from bot.database.tables import metadata
from bot.files.blobs import FolderBlobs
from bot.files.cleaning import delete_unused
from bot.files.files import in_pieces
from bot.files.store import FileRow, add_file
from bot.files.tables import files
from bot.linking.linking import issue_link_code
from bot.linking.store.tables import link_codes
from bot.marketplace.store import FilePlace, set_place
from bot.messages.files import CheckedFile
from bot.privacy.commands import audit_commands, privacy_commands
from bot.privacy.periods import Periods
from bot.privacy.retention import apply_retention, retention_job
from bot.privacy.store.people import erase_person, read_person
from bot.serving.settings.settings import Settings
from bot.staff.store.audit import Entry, add_entry
from bot.staff.store.tables import audit_log, sign_in_attempts, staff_link_codes, staff_sessions
from bot.staff.store.telegram import set_link_code
from bot.support.search.indexing import Indexing
from bot.support.store.tables import handoffs
from bot.support.targets.following import Following
from bot.understanding.tables import not_understood
from foundation.clock import system_clock
from foundation.jobs.periodic import Jobs
from foundation.secrets import fingerprint
from tests.fakes.files import good
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import SupportDesk, account, support_desk

SEED = "zebra-4711"
"""In everything that the person of these tests leaves behind."""
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "privacy.md"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def person(suffix: str = "") -> Identity:
    until = system_clock() + dt.timedelta(minutes=30)
    return Identity(
        account=f"{SEED}-gmbh",
        role="buyer",
        person=f"{SEED}-anna",
        name=f"Anna {SEED}{suffix}",
        jti=f"{SEED}-jti",
        until=until,
    )


async def fill(desk: SupportDesk) -> tuple[str, str]:
    """A person on two channels, in every table that can hold something of them; their web conversation and contact."""
    talk = await desk.waiting(f"My number is {SEED}", key=f"{SEED}-web", identity=person())
    await desk.conversation(f"Hello from {SEED}", channel="telegram", key=f"{SEED}-chat", identity=person())
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text=f"@meilin: {SEED}", internal="1")
        await alice.step(talk, "reply", text=f"A not on {SEED}", internal="1", once=SEED)
        note = await find_last_message(desk, talk)
        await alice.post(f"/console/conversations/{talk}/messages/{note}/edit", text=f"Note on {SEED}")
        await alice.step(talk, "writing", what="note")
        await alice.step(talk, "labels", labels=SEED)
        await alice.step(talk, "priority", priority="high")
        await alice.read(talk)
    await Following(desk.database).look()
    await Indexing(desk.database).look()
    secret = fingerprint(f"{SEED} session")
    async with desk.database.begin() as connection:
        contact = (
            await connection.execute(select(conversations.c.contact_id).where(conversations.c.id == talk))
        ).scalar_one()
        await add_web_session(connection, secret, talk, contact)
        await note_contact_read(connection, talk, 1, system_clock())
        await claim_identity(connection, person(), secret)
        await connection.execute(
            not_understood.insert().values(
                conversation_id=talk, message_id=1, text=SEED, language="en", role="buyer", outcome="fallback",
                ranking=[], entities=[], created_at=system_clock(),
            )
        )  # fmt: skip
    file = await send(desk, talk, good.pdf(SEED), f"{SEED}.pdf")
    async with desk.database.begin() as connection:
        await set_place(connection, 1, file.id, talk, FilePlace("ORD-100555", "paper", "released"))
    return talk, contact


async def find_last_message(desk: SupportDesk, talk: str) -> int:
    query = select(conversations.c.last_message_id).where(conversations.c.id == talk)
    async with desk.database.read() as connection:
        return int((await connection.execute(query)).scalar_one())


async def send(desk: SupportDesk, talk: str, content: bytes, name: str) -> FileRow:
    """A file in a conversation, as its contact sent it."""
    assert desk.deps.files is not None
    checked = await desk.deps.files.take_in(in_pieces(content), name)
    assert isinstance(checked, CheckedFile)
    async with desk.database.begin() as connection:
        contact = (
            await connection.execute(select(conversations.c.contact_id).where(conversations.c.id == talk))
        ).scalar_one()
        file = await add_file(connection, checked, contact, talk, "in")
        await add_message(connection, talk, "contact", text="", files=[file.shown])
    return file


async def everything(desk: SupportDesk, *, but: tuple[str, ...] = ()) -> dict[str, str]:
    """Table → all its rows as text."""
    async with desk.database.read() as connection:
        return {
            table.name: str([tuple(row) for row in await connection.execute(select(table))])
            for table in metadata.sorted_tables
            if table.name not in but
        }


async def holding(desk: SupportDesk, words: str) -> set[str]:
    return {name for name, rows in (await everything(desk)).items() if words in rows}


def folder(desk: SupportDesk) -> Path:
    """Where the files of this desk are kept."""
    assert desk.deps.files is not None
    assert isinstance(desk.deps.files.blobs, FolderBlobs)
    return desk.deps.files.blobs.incoming.parent


def bytes_of_files(desk: SupportDesk) -> set[bytes]:
    """Everything that is kept, as if it had been put an hour ago."""
    found = set()
    for path in folder(desk).glob("??/*"):
        os.utime(path, (time.time() - 3700, time.time() - 3700))
        found.add(path.read_bytes())
    return found


def run(desk: SupportDesk, *arguments: str) -> Any:
    """The command as `python -m bot privacy` has it, in a thread: it brings its own loop."""
    app = privacy_commands(lambda: open_database(desk.database.url), Periods, lambda: folder(desk))
    return CliRunner().invoke(app, arguments)


async def command(desk: SupportDesk, *arguments: str) -> Any:
    return await asyncio.to_thread(run, desk, *arguments)


def read_archive(archive: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        assert file.namelist()[:2] == ["data.json", "data.html"]
        return json.loads(file.read("data.json")), file.read("data.html").decode()


async def test_the_console_exports_everything_as_data_and_to_read(desk: SupportDesk) -> None:
    _, contact = await fill(desk)
    other = await desk.conversation("Somebody else's words", key="other", identity=account())
    async with desk.signed_in("admin") as admin:
        page = (await admin.get(f"/console/people/{contact}")).text
        assert f"Anna {SEED}" in page
        assert "contact on another channel is included" in page
        answer = await admin.post(f"/console/people/{contact}/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    data, html = read_archive(answer.content)
    tables = data["tables"]
    assert {row["channel"] for row in tables["contacts"]} == {"webchat", "telegram"}
    assert {
        "contacts",
        "conversations",
        "messages",
        "inbound",
        "handoffs",
        "not_understood",
        "web_sessions",
        "identities",
    } <= set(tables)
    assert {row["text"] for row in tables["messages"]} >= {
        f"My number is {SEED}",
        f"Hello from {SEED}",
        f"Note on {SEED}",
    }
    for words in (f"My number is {SEED}", f"Hello from {SEED}", "Note by Alice", "Telegram"):
        assert words in html
    (sent,) = tables["files"]
    path = f"files/{sent['id'][:8]} {SEED}.pdf"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read(path) == good.pdf(SEED)
    assert f'href="{quote(path)}">[PDF: {SEED}.pdf]' in html
    assert other.encode() not in answer.content
    assert fingerprint(f"{SEED} session") not in json.dumps(data)
    assert "Somebody else" not in json.dumps(data) + html


async def test_the_readable_part_is_in_the_persons_language_and_inert(desk: SupportDesk) -> None:
    talk = await desk.conversation("<script>alert(1)</script>", key="zh", language="zh")
    async with desk.database.read() as connection:
        contact = (
            await connection.execute(select(conversations.c.contact_id).where(conversations.c.id == talk))
        ).scalar_one()
    async with desk.signed_in("admin") as admin:
        answer = await admin.post(f"/console/people/{contact}/export")
    _, html = read_archive(answer.content)
    assert '<html lang="zh-Hans">' in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html


async def test_the_console_erases_a_person_everywhere_and_nobody_else(desk: SupportDesk) -> None:
    talk, contact = await fill(desk)
    other = await desk.waiting("Somebody else's words", key="other", identity=account())
    await send(desk, other, good.pdf("the same"), "theirs.pdf")
    await send(desk, talk, good.pdf("the same"), "hers.pdf")
    assert {good.pdf(SEED), good.pdf("the same")} <= bytes_of_files(desk)
    async with desk.signed_in("admin") as admin:
        refused = await admin.post(f"/console/people/{contact}/erase", confirm="WRONG")
        assert refused.status_code == 409
        assert "Nothing was erased" in refused.text
        assert "messages" in await holding(desk, SEED)
        done = await admin.post(f"/console/people/{contact}/erase", confirm=contact[:4].upper())
        assert (done.status_code, done.headers["location"]) == (303, "/console/conversations?erased=1")
        assert (await admin.read(talk)).status_code == 404
        assert (await admin.get(f"/console/people/{contact}")).status_code == 404
        assert (await admin.read(other)).status_code == 200
    assert await holding(desk, SEED) == set()
    left = bytes_of_files(desk)
    assert good.pdf(SEED) not in left, "the bytes are gone, not only their row"
    assert good.pdf("the same") in left, "somebody else has sent the same"
    assert await holding(desk, contact) == {"audit_log"}
    async with desk.database.read() as connection:
        rows = list(
            await connection.execute(
                select(audit_log).where(audit_log.c.action == "person.erase").order_by(audit_log.c.id)
            )
        )
    assert [row.outcome for row in rows] == ["refused", "done"]
    assert rows[1].target == f"contact:{contact}"
    assert rows[1].details["conversations"] == 2


async def test_an_open_page_of_an_erased_conversation_ends(desk: SupportDesk) -> None:
    talk, contact = await fill(desk)
    async with desk.signed_in("alice") as alice, desk.signed_in("admin") as admin:
        async with alice.events(f"?conversation={talk}") as events:
            await anext(events)
            await admin.post(f"/console/people/{contact}/erase", confirm=contact[:4])
            async for _ in events:
                pass
        assert (await alice.get(f"/console/events?conversation={talk}")).status_code == 404


@pytest.mark.parametrize(
    "who", ["telegram:{seed}-chat", "person:{seed}-gmbh/{seed}-anna", "account:{seed}-gmbh", "contact:{contact}"]
)
async def test_the_command_shows_exports_and_erases(desk: SupportDesk, who: str, tmp_path: Path) -> None:
    _, contact = await fill(desk)
    who = who.format(seed=SEED, contact=contact)
    shown = await command(desk, "show", who)
    assert shown.exit_code == 0, shown.output
    assert "contacts" in shown.output
    file = tmp_path / "person.zip"
    exported = await command(desk, "export", who, "--to", str(file))
    assert exported.exit_code == 0, exported.output
    assert file.stat().st_mode & 0o077 == 0
    data, _ = read_archive(file.read_bytes())
    both = who.startswith(("person", "account"))
    assert len(data["tables"]["contacts"]) == (2 if both else 1)
    asked = await command(desk, "erase", who)  # without an answer
    assert asked.exit_code == 1
    assert await holding(desk, SEED)
    bytes_of_files(desk)
    erased = await command(desk, "erase", who, "--yes")
    assert erased.exit_code == 0, erased.output
    if not who.startswith("telegram"):
        assert good.pdf(SEED) not in bytes_of_files(desk)
    assert "trade law requires them" in erased.output
    if both:
        assert await holding(desk, SEED) - {"audit_log"} == set()
    again = await command(desk, "show", who)
    assert again.exit_code == 1
    for words in ("nonsense", "person:only-account", "mail:x"):
        assert (await command(desk, "show", words)).exit_code == 2


async def test_the_audit_log_is_verified_by_command(desk: SupportDesk) -> None:
    async with desk.signed_in("alice"):
        pass
    app = audit_commands(lambda: open_database(desk.database.url))
    result = await asyncio.to_thread(CliRunner().invoke, app, ["verify"])
    assert (result.exit_code, result.output.strip()) == (0, "1 entries, all as they were written"), result.output


async def test_files_are_forgotten_in_time_with_their_bytes(desk: SupportDesk) -> None:
    """A file goes after its own period, an upload that was never sent after a day; the message stays and names it."""
    talk = await desk.waiting("here it is", key="files", identity=account())
    names = {"old.pdf": 366, "young.pdf": 364, "upload.pdf": 2}
    now = system_clock()
    for name, days in names.items():
        file = await send(desk, talk, good.pdf(name), name)
        async with desk.database.begin() as connection:
            changed = {"created_at": now - dt.timedelta(days=days)}
            if name == "upload.pdf":
                changed["message_id"] = None  # type: ignore[assignment]
            await connection.execute(update(files).where(files.c.id == file.id).values(changed))
    assert (await apply_retention(desk.database, Periods(), now))["files"] == 2
    async with desk.database.read() as connection:
        assert list((await connection.execute(select(files.c.name))).scalars()) == ["young.pdf"]
    assert len(bytes_of_files(desk)) == 3
    assert desk.deps.files is not None
    assert await delete_unused(desk.database, desk.deps.files.blobs) == 2
    assert bytes_of_files(desk) == {good.pdf("young.pdf")}
    async with desk.database.read() as connection:
        shown = [desk.deps.renderer.message(row, "en").words for row in await list_messages(connection, talk)]
    assert shown[-3:] == ["[PDF: old.pdf]", "[PDF: young.pdf]", "[PDF: upload.pdf]"]


async def aged(desk: SupportDesk, days: int, key: str, **options: Any) -> str:
    """A conversation whose last word is that old."""
    talk = await desk.conversation(f"words of {key}", key=key, **options)
    then = system_clock() - dt.timedelta(days=days)
    async with desk.database.begin() as connection:
        await connection.execute(
            update(conversations).where(conversations.c.id == talk).values(updated_at=then, created_at=then)
        )
        row = select(conversations.c.contact_id).where(conversations.c.id == talk).scalar_subquery()
        await connection.execute(update(contacts).where(contacts.c.id == row).values(created_at=then))
    return talk


async def test_retention_forgets_what_is_due_and_nothing_else(desk: SupportDesk) -> None:
    gone = [await aged(desk, 91, "old visitor"), await aged(desk, 731, "old account", identity=account())]
    kept = [
        await aged(desk, 89, "visitor"),
        await aged(desk, 100, "account", identity=account("lagos-home", "Ada")),
        await aged(desk, 800, "waiting", identity=account("huaxia-trade", "Chen")),
    ]
    await desk.asks_for_a_person(kept[2])
    now = system_clock()
    old = now - dt.timedelta(days=200)
    async with desk.database.begin() as connection:
        await connection.execute(
            update(conversations).where(conversations.c.id == kept[2]).values(updated_at=now - dt.timedelta(days=800))
        )
        for talk, when in ((kept[0], old), (kept[1], now)):
            await connection.execute(
                not_understood.insert().values(
                    conversation_id=talk, message_id=1, text="x", language="en", role="buyer", outcome="fallback",
                    ranking=[], entities=[], created_at=when,
                )
            )  # fmt: skip
        await connection.execute(sign_in_attempts.insert().values(key="k", count=3, until=old))
    async with desk.signed_in("alice"):
        pass
    async with desk.database.begin() as connection:
        await connection.execute(update(staff_sessions).values(expires_at=now - dt.timedelta(days=31)))
    counts = await apply_retention(desk.database, Periods(), now)
    assert counts == {
        "conversations": 1, "visitors": 1, "contacts": 2, "not_understood": 1, "staff_sessions": 1, "sign_in_attempts": 1,
    }  # fmt: skip
    async with desk.database.read() as connection:
        assert set((await connection.execute(select(conversations.c.id))).scalars()) == set(kept)
        assert not (await connection.execute(select(messages).where(messages.c.conversation_id.in_(gone)))).first()
        assert (await connection.execute(select(handoffs.c.conversation_id))).scalar_one() == kept[2]
        entry = (await connection.execute(select(audit_log).order_by(audit_log.c.id.desc()).limit(1))).one()
    assert (entry.actor, entry.action, entry.details["visitors"]) == ("system", "retention.run", 1)
    assert await apply_retention(desk.database, Periods(), now) == {}


def days_of(how_long: str) -> int | None:
    """The days that the document gives a table, from the last word or from its own end; None: for as long as it takes."""
    periods = {f"RETENTION_{name.upper()}_DAYS": days for name, days in vars(Periods()).items()}
    if how_long.startswith("with the "):
        return periods["RETENTION_CONVERSATIONS_DAYS"]
    if how_long.startswith("a day after"):
        return 1
    named = re.match(r"`(RETENTION_\w+)`", how_long)
    return periods[named[1]] if named else None


OWN_END = {
    "buttons": buttons.c.expires_at,
    "identities": identities.c.expires_at,
    "link_codes": link_codes.c.expires_at,
    "sign_in_attempts": sign_in_attempts.c.until,
    "staff_sessions": staff_sessions.c.expires_at,
    "staff_link_codes": staff_link_codes.c.expires_at,
}
KEPT = {
    "desk_agents",
    "desk_calendars",
    "desk_targets",
    "canned_replies",
    "operator_words",
    "agents",
    "recovery_codes",
    "staff_topics",
    "audit_pruning",
    "leases",
    "pictures",
}
"""For which the document gives another end than a period."""


async def rows_of(desk: SupportDesk) -> dict[str, int]:
    async with desk.database.read() as connection:
        counts = {table: select(func.count()).select_from(table) for table in metadata.sorted_tables}
        return {table.name: (await connection.execute(count)).scalar_one() for table, count in counts.items()}


async def fill_every_table(desk: SupportDesk) -> None:
    """A row at least in each table with a period: a person on two channels, a look at the console, a guess at a password."""
    talk, _ = await fill(desk)
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "resolve")
    async with desk.browser() as stranger:
        await stranger.sign_in("alice", "a wrong password")
    async with desk.database.begin() as connection:
        _, rows = make_buttons(talk, {"response": "x", "buttons": [term_button("button.orders", "list_orders")]})
        await add_buttons(connection, rows)
        await issue_link_code(connection, person(), "en", talk)
        # at a moment of its own, since the ends are told apart by minutes
        until = system_clock() + dt.timedelta(minutes=45)
        await set_link_code(connection, (await desk.agent("alice")).id, "the hash of a code", until)
        topic = Topic("a handoff", talk, "assigned", 1)
        assert await note_word(connection, -100, 1, 0, topic)


async def ends_of(desk: SupportDesk, days: dict[str, int | None]) -> dict[str, dt.datetime]:
    """Table → when the last of its rows has to be gone. Not `audit_log`, of which nothing of the last 30 days goes: below."""
    now = system_clock()
    ends = {name: now + dt.timedelta(days=period) for name, period in days.items() if period and name != "audit_log"}
    async with desk.database.read() as connection:
        for name, column in OWN_END.items():
            ends[name] += (await connection.execute(select(func.max(column)))).scalar_one() - now
    return ends


async def test_each_table_is_emptied_when_the_document_says_and_not_before(desk: SupportDesk) -> None:
    """Time passes. A table that is added needs a period in the document, and rows here."""
    days = {name: days_of(how_long) for name, how_long in documented().items() if name in metadata.tables}
    assert {name for name, period in days.items() if period is None} == KEPT
    await fill_every_table(desk)
    filled, ends = await rows_of(desk), await ends_of(desk, days)
    assert {name for name, count in filled.items() if not count} <= KEPT
    for end in sorted(set(ends.values())):
        for moment, gone in ((end - dt.timedelta(minutes=1), False), (end + dt.timedelta(minutes=1), True)):
            await apply_retention(desk.database, Periods(audit=10_000), moment)
            left = await rows_of(desk)
            emptied = {name: left[name] == 0 for name in ends if ends[name] == end}
            assert emptied == dict.fromkeys(emptied, gone), moment
    assert (await rows_of(desk))["agents"] == filled["agents"]


async def test_the_audit_log_is_kept_for_its_period_and_a_month_at_least(desk: SupportDesk) -> None:
    now = system_clock()
    async with desk.database.begin() as connection:
        for days in (731, 729, 31, 29):
            await add_entry(connection, Entry("alice", "agent", f"looked.{days}"), now - dt.timedelta(days=days))
    for periods, kept in ((Periods(), {729, 31, 29}), (Periods(audit=1), {29})):
        await apply_retention(desk.database, periods, now)
        async with desk.database.read() as connection:
            actions = (await connection.execute(select(audit_log.c.action))).scalars()
            assert {int(action[7:]) for action in actions if action.startswith("looked.")} == kept


async def forgotten(desk: SupportDesk, words: str) -> None:
    while words in (await everything(desk))["messages"]:  # noqa: ASYNC110 - it is the database that tells
        await asyncio.sleep(0.05)


async def test_of_several_gateways_one_retains_at_a_time_and_again_and_again(desk: SupportDesk) -> None:
    held = GatewayLease(desk.database, "retention", "another gateway")
    assert await held.try_to_hold()
    await aged(desk, 100, "old visitor")
    lease = GatewayLease(desk.database, "retention", "this gateway")
    jobs = Jobs([retention_job(desk.database, Periods(), lease, seconds=0.05)])
    await jobs.start()
    try:
        await asyncio.sleep(0.5)
        assert "old visitor" in (await everything(desk))["messages"]
        await held.give_back()
        async with asyncio.timeout(20):
            await forgotten(desk, "old visitor")
            await aged(desk, 100, "second")
            await forgotten(desk, "second")
    finally:
        await jobs.stop()


def documented() -> dict[str, str]:
    """Table → how long, from the tables of docs/privacy.md."""
    rows = re.findall(r"^\| `([a-z_]+)` \|.*\| ([^|]+) \|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert len({name for name, _ in rows}) == len(rows)
    return dict(rows)


def test_the_document_names_every_table_and_no_other() -> None:
    assert set(documented()) == set(metadata.tables) | set(marketplace.tables)


def test_the_document_tells_the_periods_that_are_the_defaults() -> None:
    text = DOCUMENT.read_text("utf-8")
    named = dict(re.findall(r"`(RETENTION_\w+_DAYS)` \| (\d+) \|", text))
    defaults = {
        name.upper(): str(field.default)
        for name, field in Settings.model_fields.items()
        if name.startswith("retention_")
    }
    assert named == defaults
    assert set(vars(Periods())) == {name[10:-5].lower() for name in named}
    assert {name: getattr(Periods(), name[10:-5].lower()) for name in named} == {k: int(v) for k, v in named.items()}


async def test_an_open_chat_of_an_erased_person_begins_anew(gateway: Gateway) -> None:
    chat = await ChatClient.open(gateway.address)
    await chat.say(f"hello there my friend {SEED}")
    async with gateway.caravan.database.begin() as connection:
        ids = list((await connection.execute(select(contacts.c.id))).scalars())
        await erase_person(connection, ids)
    await gateway.caravan.wakeups.notify(f"conversation:{chat.conversation}")
    with pytest.raises(ConnectionError, match="1012"):  # "come back"
        await chat.say("are you still there my friend", seconds=20)
    again = await ChatClient.open(gateway.address, session=chat.session)
    assert again.conversation != chat.conversation
    assert again.session != chat.session
    assert not [frame for frame in again.frames if SEED in str(frame)]
    assert await again.say("hello again my friend")
    await again.close()


async def test_erased_words_are_in_no_file_of_sqlite(tmp_path: Path) -> None:
    """Deleted rows stay in a database's file and in its log, where whoever reads the disk or a copy of it finds them."""
    words = "a-price-that-nobody-shall-read-4711"
    database = open_database(f"sqlite:///{tmp_path}/x.db")
    await migrate(database)
    async with database.begin() as connection:
        contact = await ensure_contact(connection, "telegram", "42", "en")
        conversation = await add_conversation(connection, contact.id, "telegram")
        for _ in range(300):
            await add_message(connection, conversation, "contact", text=words)
        kept = await ensure_contact(connection, "telegram", "43", "en")
        other = await add_conversation(connection, kept.id, "telegram")
        await add_message(connection, other, "contact", text="this one stays")
    await database.forget_log()
    assert words.encode() in (tmp_path / "x.db").read_bytes()
    async with database.begin() as connection:
        await erase_person(connection, [contact.id])
    await database.forget_log()
    left = b"".join(file.read_bytes() for file in tmp_path.glob("x.db*"))  # noqa: ASYNC240
    assert words.encode() not in left
    assert b"this one stays" in left
    await database.close()


async def test_an_export_opens_nothing(desk: SupportDesk) -> None:
    """The tokens of buttons stand in stored replies, cards included, and in what was pressed."""
    async with desk.database.begin() as connection:
        contact = await ensure_contact(connection, "telegram", "42", "en")
        conversation = await add_conversation(connection, contact.id, "telegram")
        reply = {"response": "gateway.welcome", "buttons": [term_button("gateway.menu.help", "help")]}
        stored, rows = make_buttons(conversation, reply)
        await add_buttons(connection, rows)
        await add_message(connection, conversation, "bot", reply=stored)
        exported = json.dumps(await read_person(connection, [contact.id]), default=str)
    (button,) = stored["buttons"]
    assert button["token"]
    assert button["token"] not in exported
    assert "gateway.menu.help" in exported
