"""Files between buyer and supplier, through both servers: what passes at once, what waits for a person, who is told and who reads,
and that nothing is lost, doubled or shown to anybody else, whenever one of the two is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, select, update

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.attachments.records import NewAttachment, Use
from actions.marketplace.trades.attachments.tables import attachments
from actions.world import open_world
from bot.contacts.identity import Identity
from bot.contacts.store import do_link, ensure_contact
from bot.conversation.files.readers import list_readable
from bot.conversation.store.conversations import add_conversation, find_contact_of
from bot.conversation.store.messages import add_message, list_messages
from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.files.cleaning import delete_erased
from bot.files.files import Files, in_pieces
from bot.files.links import Reader
from bot.files.store import FileRow, add_file, find_file, forget_files, list_hashes, list_of_contacts
from bot.files.tables import files
from bot.marketplace.client import ActionServers
from bot.marketplace.files.readers import may_reviewer_read
from bot.marketplace.files.relayed import ActionServerFiles, FileRelaying, RelayedFile
from bot.marketplace.notices import Notices
from bot.marketplace.store import FilePlace, list_places
from bot.messages.files import CheckedFile
from bot.privacy.store.people import erase_person, read_person
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from bot.staff.store.agents import add_agent, add_session, find_credentials
from foundation.clock import system_clock
from foundation.database.announcing import Database
from tests.fakes.actions.chat import TOKEN
from tests.fakes.files import good
from tests.fakes.gateway.for_telegram import keep_files

pytestmark = pytest.mark.asyncio(loop_scope="session")

RENDERER = Renderer(load_catalogues())
ORDER, REQUEST = "ORD-100555", "RFQ-10031"
"""Of nordmarkt and chengdu-silk; of lagos-home, open to xinjiang-tomato."""
PEOPLE = {
    "nordmarkt": ("buyer", "en"),
    "chengdu-silk": ("supplier", "zh"),
    "lagos-home": ("buyer", "en"),
    "xinjiang-tomato": ("supplier", "zh"),
}
INNOCENT = "件数,品名,毛重\n12,丝巾,18.5\n8,围巾,11.0\n".encode()


@dataclass
class House:
    """Holds a gateway's database and files beside the running action server, and a conversation of each account."""

    database: Database
    files: Files
    servers: ActionServers
    talks: dict[str, str]

    async def sends(
        self, account: str, number: str, content: bytes, name: str, *, use: Use = "paper", caption: str = ""
    ) -> FileRow:
        """Has somebody of the account send a file, which the dialogue puts with an order or a request."""
        checked = await self.files.take_in(in_pieces(content), name)
        assert isinstance(checked, CheckedFile)
        talk = self.talks[account]
        async with self.database.begin() as connection:
            contact = await find_contact_of(connection, talk)
            file = await add_file(connection, checked, contact.id, talk, "in")
            await add_message(connection, talk, "contact", text=caption, files=[file.shown])
        await self.puts(account, number, file, use=use)
        async with self.database.read() as connection:
            found = await find_file(connection, file.id)
        assert found is not None
        return found

    async def puts(self, account: str, number: str, file: FileRow, *, use: Use = "paper") -> None:
        kept = (await open_world()).market.attachments
        add = kept.add_to_order if number.startswith("ORD") else kept.add_to_request
        await add(account, number, [NewAttachment(file.id, file.kind, file.name)], use, self.talks[account])

    def relaying(self) -> FileRelaying:
        return FileRelaying(self.database, self.servers, self.files, GatewayLease(self.database, "relayed files", "x"))

    async def works(self) -> None:
        """Lets the gateway do what its two jobs do every two seconds."""
        await self.relaying().hand_on()
        await Notices(self.database, self.servers, GatewayLease(self.database, "notices", "x")).hand_on()

    async def decides(self, file: FileRow, decision: Any, reason: str | None = None, by: str = "alice") -> bool:
        found = await ActionServerFiles(self.servers).decide((await self.relay(file)).id, decision, reason, by)
        assert found is not None
        return found[1]

    async def relay(self, file: FileRow) -> RelayedFile:
        (found,) = [one for one in await ActionServerFiles(self.servers).held() if one.file == file.id]
        return found

    async def place(self, file: FileRow) -> list[FilePlace]:
        async with self.database.read() as connection:
            return (await list_places(connection, [file.id])).get(file.id, [])

    async def reads(self, account: str) -> list[tuple[str, list[dict[str, Any]]]]:
        """Returns the notices in the conversation of an account, as they read there, with their files."""
        async with self.database.read() as connection:
            rows = await list_messages(connection, self.talks[account])
        language = PEOPLE[account][1]
        return [
            (RENDERER.message(row, language).text, [dict(file) for file in row.files])
            for row in rows
            if row.author == "system"
        ]

    async def got(self, account: str) -> list[FileRow]:
        """Returns the files of others that somebody of the account may read."""
        async with self.database.read() as connection:
            contact = await find_contact_of(connection, self.talks[account])
            copies = [row for row in await list_of_contacts(connection, [contact.id]) if row.direction == "out"]
            return await list_readable(connection, self.talks[account], [row.id for row in copies])


@pytest_asyncio.fixture(loop_scope="session")
async def house(server: httpx.AsyncClient, database_url: str) -> AsyncIterator[House]:
    market = (await open_world()).market
    async with market.database.begin() as connection:
        await connection.execute(delete(attachments))
        await connection.execute(delete(marketplace_tables.outbox))
    database = open_database(database_url)
    async with database.begin() as connection:
        talks = {}
        for account, (role, language) in PEOPLE.items():
            contact = await ensure_contact(connection, "webchat", account, language)
            until = system_clock().replace(year=2100)
            await do_link(connection, contact.id, Identity(account, role, "p", account, jti=account, until=until))
            talks[account] = await add_conversation(connection, contact.id, "webchat")
    servers = ActionServers(["http://actions"], TOKEN, server._transport)
    yield House(database, keep_files(), servers, talks)
    await database.close()


async def test_what_is_readable_and_innocent_passes_at_once_and_once(house: House) -> None:
    sent = await house.sends("chengdu-silk", ORDER, INNOCENT, "装箱单.csv", use="waybill")
    for _ in range(3):
        await house.works()
    assert await house.place(sent) == [FilePlace(ORDER, "waybill", "released")]
    ((words, shown),) = await house.reads("nordmarkt")
    assert ORDER in words
    assert "装箱单.csv" in words
    (copy,) = await house.got("nordmarkt")
    assert [file["id"] for file in shown] == [copy.id]
    assert (copy.sha256, copy.direction, copy.shared_by) == (sent.sha256, "out", sent.contact_id)
    ((told, _),) = await house.reads("chengdu-silk")
    assert told == f"“装箱单.csv”（{ORDER}）已转交买家。"
    for other in ("lagos-home", "xinjiang-tomato"):
        assert await house.reads(other) == []
        assert await house.got(other) == []


async def test_the_receiver_gets_a_card_of_what_it_belongs_to_in_their_language(house: House) -> None:
    await house.sends("nordmarkt", ORDER, good.pdf("Please print the label on both sides"), "label.pdf")
    await house.sends("lagos-home", REQUEST, good.workbook(("Paste", 20)), "list.xlsx", use="list")
    await house.works()
    async with house.database.read() as connection:
        for account, number, file_use in (
            ("chengdu-silk", ORDER, "订单文件"),
            ("xinjiang-tomato", REQUEST, "询价清单"),
        ):
            row = (await list_messages(connection, house.talks[account]))[-1]
            shown = RENDERER.message(row, "zh")
            (card,) = shown.cards
            assert card.title == number
            assert file_use in {field[1] for field in card.fields}
            assert len(row.files) == 1
            assert [button.label for button in shown.buttons]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("name", "caption", "content", "kinds"),
    [
        ("add me on whatsapp +49 170 1234567.csv", "", INNOCENT, {"messenger", "phone"}),
        ("list.csv", "write to me on wechat silk8866, it is cheaper", INNOCENT, {"messenger"}),
        ("list.csv", "", INNOCENT + "付款请转到,6222021234567890128,\n".encode(), {"account"}),
        ("list.xlsx", "", good.workbook(("Deposit to", "DE89370400440532013000")), {"iban"}),
        ("offer.docx", "", good.letter("Let us deal directly without the platform next time, it saves the fee"), {"off_platform"}),
        ("offer.pdf", "", good.pdf("Please add my WhatsApp: 0049 170 1234567"), {"messenger", "phone"}),
    ],
)  # fmt: skip
async def test_a_suspicious_name_caption_or_text_waits_for_a_person(
    house: House, name: str, caption: str, content: bytes, kinds: set[str]
) -> None:
    sent = await house.sends("chengdu-silk", ORDER, content, name, caption=caption)
    await house.works()
    held = await house.relay(sent)
    assert kinds & {kind for kind, _ in held.findings}, held.findings
    assert (held.account, held.readers, held.unreadable) == ("chengdu-silk", ("nordmarkt",), None)
    ((told, _),) = await house.reads("chengdu-silk")
    assert "需要先由我们的同事查看" in told
    assert await house.reads("nordmarkt") == []
    assert await house.got("nordmarkt") == []


@pytest.mark.of_words
@pytest.mark.parametrize(
    "name",
    [
        "list.csv",
        "photo-4.csv",
        "secret.csv",
        "装箱单 12月.csv",
        "微信图片_20261126103012.csv",
        "WhatsApp Image 2026-11-26 at 10.30.12.csv",
    ],
)
async def test_an_ordinary_name_is_no_finding(house: House, name: str) -> None:
    sent = await house.sends("chengdu-silk", ORDER, INNOCENT, name)
    await house.works()
    assert [place.state for place in await house.place(sent)] == ["released"]


async def test_the_registered_account_in_a_paper_is_no_finding(house: House) -> None:
    sent = await house.sends("chengdu-silk", ORDER, b"Account,1151 2034 0056\nAmount,500\n", "invoice.csv")
    other = await house.sends("chengdu-silk", ORDER, b"Account,1151 2034 0057\nAmount,500\n", "invoice 2.csv")
    await house.works()
    assert [place.state for file in (sent, other) for place in await house.place(file)] == ["released", "held"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("name", "content", "why", "is_told"),
    [
        ("broken.jpg", good.picture(), "picture", False),
        ("scan.pdf", good.scanned_pdf(), "picture", False),
        ("list.csv", b"goods,price\n" + b"tea set of nine,3.20\n" * 4000, "long", True),
    ],
)
async def test_what_nobody_can_read_waits_for_a_person(
    house: House, name: str, content: bytes, why: str, is_told: bool
) -> None:
    sent = await house.sends("nordmarkt", ORDER, content, name, use="evidence")
    await house.works()
    assert (await house.relay(sent)).unreadable == why
    assert await house.place(sent) == [FilePlace(ORDER, "evidence", "held")]
    assert len(await house.reads("nordmarkt")) == is_told, "of a photo the answer said it already"
    assert await house.got("chengdu-silk") == []


async def test_staff_let_a_photo_pass_once_whatever_happens_at_the_same_moment(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, good.picture(), "broken.jpg", use="evidence")
    await house.works()
    decided = await asyncio.gather(
        *(house.decides(sent, "released", by=f"agent {number}") for number in range(4)),
        return_exceptions=True,
    )
    assert [one for one in decided if one is True] == [True]
    for _ in range(3):
        await house.works()
    ((told, _),) = await house.reads("nordmarkt")
    assert told == f"“broken.jpg” ({ORDER}) was passed on to the supplier."
    (copy,) = await house.got("chengdu-silk")
    assert copy.preview == sent.preview
    assert len(await house.reads("chengdu-silk")) == 1


@pytest.mark.of_words
@pytest.mark.parametrize("reason", ["bank", "leave", "unclear", "other"])
async def test_what_is_refused_reaches_nobody_and_its_sender_reads_why(house: House, reason: str) -> None:
    sent = await house.sends("nordmarkt", ORDER, good.picture(), "label.jpg")
    await house.works()
    assert await house.decides(sent, "refused", reason)
    for _ in range(2):
        await house.works()
    ((told, _),) = await house.reads("nordmarkt")
    assert told == RENDERER.term(
        f"file_relay.refused.{reason}",
        "en",
        {"file": "label.jpg", "number": ORDER, "other": {"type": "term", "name": "other_side.supplier"}},
    )
    assert await house.got("chengdu-silk") == []
    assert await house.reads("chengdu-silk") == []


@pytest.mark.parametrize("moment", ["judged", "noted", "decided", "shared"])
async def test_a_gateway_that_is_cut_off_tells_everybody_once(
    house: House, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off after the marketplace has judged or decided and before the gateway noted it, and after it noted or shared it and
    before it could say so."""

    class Killed(BaseException):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Killed

    content = good.picture() if moment in ("noted", "decided") else INNOCENT
    sent = await house.sends("nordmarkt", ORDER, content, "x.jpg" if moment in ("noted", "decided") else "x.csv")
    if moment in ("noted", "decided"):
        await house.works()
        await house.decides(sent, "released")
    with monkeypatch.context() as patch:
        if moment == "judged":
            patch.setattr("bot.marketplace.files.relayed.do_note", die)
        asked = house.servers.ask

        async def cut(method: str, path: str, body: object = None) -> Any:
            if path == {"noted": "/files/told", "decided": "/files/told", "shared": "/outbox/taken"}.get(moment):
                raise Killed
            return await asked(method, path, body)

        patch.setattr(house.servers, "ask", cut)
        with pytest.raises(Killed):
            await house.works()
    for _ in range(3):
        await house.works()
    assert len(await house.got("chengdu-silk")) == 1
    assert len(await house.reads("chengdu-silk")) == 1
    assert len(await house.reads("nordmarkt")) == 1
    assert [place.state for place in await house.place(sent)] == ["released"]


async def test_a_file_in_two_places_is_judged_and_told_for_each(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, INNOCENT, "list.csv")
    await house.puts("nordmarkt", "ORD-100234", sent)
    await house.puts("nordmarkt", ORDER, sent)
    for _ in range(2):
        await house.works()
    assert [place.number for place in await house.place(sent)] == [ORDER, "ORD-100234"]
    assert len(await house.reads("nordmarkt")) == 2
    assert len(await house.got("chengdu-silk")) == 1


async def test_an_erasure_of_the_sender_takes_the_copies_and_their_bytes_along(house: House) -> None:
    await house.sends("nordmarkt", ORDER, INNOCENT, "anna.csv")
    waits = await house.sends("nordmarkt", ORDER, good.picture(), "anna.jpg")
    await house.works()
    (copy,) = await house.got("chengdu-silk")
    await house.sends("nordmarkt", ORDER, INNOCENT + b"9,x,1\n", "unread.csv")
    async with house.database.begin() as connection:
        contact = await find_contact_of(connection, house.talks["nordmarkt"])
        assert {row["id"] for row in (await read_person(connection, [contact.id]))["files"]} >= {copy.id}
        hashes = await list_hashes(connection, [contact.id])
        await erase_person(connection, [contact.id])
    assert await house.got("chengdu-silk") == []
    ((words, _),) = await house.reads("chengdu-silk")
    assert "anna.csv" in words, "that something was sent stays, as it was read"
    await house.works()
    assert [one for one in await ActionServerFiles(house.servers).held() if one.file != waits.id] == []
    assert await delete_erased(house.database, house.files.blobs, hashes) >= 0
    async with house.database.read() as connection:
        assert await find_file(connection, copy.id) is None
        assert not await may_reviewer_read(connection, Reader("reviewer", "nobody"), waits)


async def test_an_erasure_of_the_receiver_leaves_the_senders_file(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, INNOCENT, "mine.csv")
    await house.works()
    async with house.database.begin() as connection:
        contact = await find_contact_of(connection, house.talks["chengdu-silk"])
        await erase_person(connection, [contact.id])
        assert await find_file(connection, sent.id) is not None


async def test_a_copy_is_kept_for_its_own_time(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, INNOCENT, "mine.csv")
    await house.works()
    (copy,) = await house.got("chengdu-silk")
    now = system_clock()
    async with house.database.begin() as connection:
        await connection.execute(update(files).where(files.c.id == sent.id).values(created_at=now.replace(year=2020)))
        await forget_files(connection, now.replace(year=2024), now, 10)
        assert await find_file(connection, sent.id) is None
        assert await find_file(connection, copy.id) is not None


async def test_another_conversations_file_is_never_passed_on(house: House) -> None:
    """Whatever a turn may say of files: the marketplace notes the signed conversation, and the file must be there."""
    foreign = await house.sends("lagos-home", REQUEST, INNOCENT, "items.csv")
    await house.puts("nordmarkt", ORDER, foreign)
    await house.works()
    assert await house.got("chengdu-silk") == []
    assert [place.state for place in await house.place(foreign)] == ["released", "gone"]
    assert len(await house.got("xinjiang-tomato")) == 1


async def test_what_was_put_somewhere_before_files_were_passed_on_stays_with_its_sender(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, INNOCENT, "old.csv")
    market = (await open_world()).market
    async with market.database.begin() as connection:
        await connection.execute(update(attachments).values(state="kept"))
    await house.works()
    assert await house.got("chengdu-silk") == []
    assert await house.place(sent) == []


async def test_a_held_file_is_open_to_the_staff_until_they_have_decided(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, good.picture(), "broken.jpg")
    async with house.database.begin() as connection:
        await add_agent(connection, "alice", "Alice", "agent", ["en"], "x", system_clock())
        known = await find_credentials(connection, "alice")
        assert known
        lifetime = system_clock().replace(year=2100) - system_clock()
        await add_session(connection, known.agent, "h" * 64, "csrf", system_clock(), lifetime)
    reader, nobody = Reader("reviewer", "h" * 64), Reader("reviewer", "n" * 64)

    async def may(who: Reader) -> bool:
        async with house.database.read() as connection:
            return await may_reviewer_read(connection, who, sent)

    assert not await may(reader), "nobody has noted that it is held"
    await house.works()
    assert await may(reader)
    assert not await may(nobody)
    await house.decides(sent, "refused", "other")
    await house.works()
    assert not await may(reader)


async def test_who_gets_to_know_of_a_file(house: House) -> None:
    """Each account × each file on its way: only the other side of a released one, and nobody by its number."""
    sent = {
        "released by the buyer": (await house.sends("nordmarkt", ORDER, INNOCENT, "a.csv"), "chengdu-silk"),
        "released by the supplier": (await house.sends("chengdu-silk", ORDER, INNOCENT, "b.csv"), "nordmarkt"),
        "released for a request": (await house.sends("lagos-home", REQUEST, INNOCENT, "c.csv"), "xinjiang-tomato"),
        "released by who answers it": (await house.sends("xinjiang-tomato", REQUEST, INNOCENT, "d.csv"), "lagos-home"),
        "held": (await house.sends("nordmarkt", ORDER, good.picture(), "e.jpg"), None),
    }
    await house.works()
    refused = await house.sends("nordmarkt", ORDER, good.picture(80, 60), "f.jpg")
    await house.works()
    await house.decides(refused, "refused", "other")
    market = (await open_world()).market
    async with market.database.read() as connection:
        rows = await connection.execute(select(attachments.c.id, attachments.c.file))
        numbers = {row.file: row.id for row in rows}
    for what, (file, reader) in {**sent, "refused": (refused, None)}.items():
        for account in (*PEOPLE, "nobody"):
            try:
                found = await market.file_relays.access_released(account, numbers[file.id])
            except NotFound:
                assert account != reader, what
            else:
                assert (account, found.file) == (reader, file.id), what
    with pytest.raises(NotFound):
        await market.file_relays.access_released("nordmarkt", 10**6)


async def test_without_the_token_nothing_is_told_judged_or_decided(server: httpx.AsyncClient, tmp_path: Path) -> None:
    for headers in ({}, {"X-Caravan-Token": "guess"}):
        for path in ("/files", "/files/held"):
            assert (await server.get(path, headers=headers)).status_code == 401
        for path in ("/files/1/read", "/files/1/decision", "/files/told"):
            assert (await server.post(path, json={}, headers=headers)).status_code == 401
    mine = {"X-Caravan-Token": TOKEN}
    decision = {"decision": "released", "by": "alice"}
    assert (await server.post("/files/999999/decision", json=decision, headers=mine)).status_code == 404
    assert (await server.post("/files/999999/read", json={"text": "x"}, headers=mine)).status_code == 404
    assert (await server.post("/files/0/read", json={"text": "x"}, headers=mine)).status_code == 422
    odd = {"decision": "maybe", "by": "alice"}
    assert (await server.post("/files/1/decision", json=odd, headers=mine)).status_code == 422


async def test_a_decision_before_the_file_was_judged_changes_nothing(house: House) -> None:
    sent = await house.sends("nordmarkt", ORDER, good.picture(), "early.jpg")
    market = (await open_world()).market
    async with market.database.read() as connection:
        number = (await connection.execute(select(attachments.c.id).where(attachments.c.file == sent.id))).scalar_one()
    found = await ActionServerFiles(house.servers).decide(number, "released", None, "alice")
    assert found is not None
    assert (found[0].state, found[1]) == ("unread", False)
    await house.works()
    assert [place.state for place in await house.place(sent)] == ["held"]
