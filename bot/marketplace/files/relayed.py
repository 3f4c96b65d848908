"""Reads the files that go from one side of an order or a request to the other, so that the marketplace can check them;
tells the senders whether their files were passed on, and sends the staff's decisions to the marketplace.

The marketplace knows which files these are and decides about them, but only the gateway has their bytes. All requests
go through the action servers. Every step can be repeated after a crash: the marketplace then names the file again, and
the table `file_places` says what the sender has been told already.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog

from bot.conversation.store.messages import access_message, add_message
from bot.files.files import Files
from bot.files.inspection.inspector import ReadText
from bot.files.store import FileRow, list_files
from bot.marketplace.client import SET_ASIDE, ActionServers, NotInMarketplace
from bot.marketplace.store import FilePlace, set_place
from bot.messages.reply import Reply, Value, term
from bot.support.store.handoffs import find_owner
from foundation.database.announcements import announce
from foundation.database.announcing import Connection, Database
from foundation.errors import Retry, Unreadable
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

log = structlog.get_logger()

SECONDS = 2.0
"""How many seconds pass between two requests for files to check."""
LONGEST_CAPTION = 8000
FileDecision = Literal["released", "refused"]
FILE_DECISIONS: tuple[FileDecision, ...] = ("released", "refused")
REFUSALS = ("bank", "leave", "unclear", "other")
FILE_STATES = ("unread", "held", *FILE_DECISIONS, "gone")


@dataclass(frozen=True)
class RelayedFile:
    """Describes a file on its way: who sent it, in which conversation, to whom, for which order or request (`subject`),
    and why it is held back."""

    id: int
    file: str
    name: str
    use: str
    account: str
    by: Literal["buyer", "supplier"]
    readers: tuple[str, ...]
    conversation: str
    subject: str
    state: str
    findings: tuple[tuple[str, str], ...]
    """Holds pairs of the kind of a finding and the words that were found."""
    unreadable: str | None
    reason: str | None
    created_at: dt.datetime
    decided_by: str | None = None


class RelayedFiles(Protocol):
    """Gives access to the files that wait for a decision."""

    async def held(self) -> list[RelayedFile]: ...

    async def decide(
        self, relay_id: int, decision: FileDecision, reason: str | None, by: str
    ) -> tuple[RelayedFile, bool] | None:
        """Returns the file and whether this call decided about it, or None when there is no such
        file."""


class ActionServerFiles:
    """Gives access to the files through the action servers. The methods raise the errors of `ActionServers.ask`."""

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def held(self) -> list[RelayedFile]:
        try:
            return _read_all((await self._servers.ask("GET", "/files/held"))["files"])
        except NotInMarketplace:  # an older action server, while a new version is rolled out
            return []

    async def decide(
        self, relay_id: int, decision: FileDecision, reason: str | None, by: str
    ) -> tuple[RelayedFile, bool] | None:
        body = {"decision": decision, "reason": reason, "by": by}
        try:
            answer = await self._servers.ask("POST", f"/files/{relay_id}/decision", body)
        except NotInMarketplace:
            return None
        return read_relayed(answer["file"]), bool(answer["decided_now"])


_AWAY = (Retry, NotInMarketplace)
"""Errors after which the job tries again later: no action server answers, or an older one that knows no such files."""


class FileRelaying:
    """Asks every few seconds which files must be checked, and which decisions about other files must be reported."""

    def __init__(self, database: Database, servers: ActionServers, files: Files, lease: SharedLease) -> None:
        self._database, self._servers, self._files, self._lease = database, servers, files, lease

    @property
    def job(self) -> Job:
        """Returns the periodic job. The job takes the lease, a lock between gateways, only when there is something to
        do."""
        return Job("relayed files", SECONDS, self.hand_on, first_after=SECONDS, away=_AWAY, takes_in=True)

    async def hand_on(self) -> int:
        """Checks each file that must be checked, and reports each decision that must be reported. Returns the number of
        files. Raises the errors of `ActionServers.ask`."""
        given = (await self._servers.ask("GET", "/files"))["files"]
        if not given:
            return 0
        async with self._lease.borrow() as is_ours:
            return await self._hand_on(_read_all(given)) if is_ours else 0

    async def _hand_on(self, waiting: list[RelayedFile]) -> int:
        told: dict[str, str] = {}
        for relay in waiting:
            try:
                known = await self._have_judged(relay) if relay.state == "unread" else relay
                async with self._database.begin() as connection:
                    await do_note(connection, known)
            except Retry:
                raise
            except Exception:
                SET_ASIDE.labels("file").inc()
                log.exception("a file cannot be handed on", relay=relay.id)
                known = await self._leave_to_person(relay)
            told[str(known.id)] = known.state
        if told:
            await self._servers.ask("POST", "/files/told", {"told": told})
        return len(told)

    async def _have_judged(self, relay: RelayedFile) -> RelayedFile:
        async with self._database.read() as connection:
            file = await find_sent(connection, relay)
            caption = await read_caption(connection, file) if file is not None else ""
        if file is None:
            return await self._send(relay, {"gone": True})
        read = await self._read(file)
        return await self._send(relay, {"caption": caption, "text": read.text, "unreadable": read.unreadable})

    async def _leave_to_person(self, relay: RelayedFile) -> RelayedFile:
        """Has a file held back for a person, because an error in Caravan keeps it from being checked. The file is then
        not passed on, and does not block the others."""
        return await self._send(relay, {"unreadable": "damaged"}) if relay.state == "unread" else relay

    async def _read(self, file: FileRow) -> ReadText:
        try:
            return await self._files.read_text(file.sha256, file.kind, file.media_type)
        except Exception:  # whatever is wrong with a file of a stranger, a person can look at it
            log.exception("the text of a file cannot be read", file=file.id)
            return ReadText(None, "damaged")

    async def _send(self, relay: RelayedFile, read: dict[str, Any]) -> RelayedFile:
        answer = await self._servers.ask("POST", f"/files/{relay.id}/read", read)
        return read_relayed(answer["file"])


async def find_sent(connection: Connection, relay: RelayedFile) -> FileRow | None:
    """Returns the file, if it is still kept and a contact sent it in that conversation."""
    found = await list_files(connection, relay.conversation, [relay.file])
    return found[0] if found and found[0].direction == "in" else None


async def read_caption(connection: Connection, file: FileRow) -> str:
    """Returns what the contact wrote beside the file."""
    if file.message_id is None:
        return ""
    message = await access_message(connection, file.conversation_id, file.message_id)
    return (message.text or "")[:LONGEST_CAPTION]


async def do_note(connection: Connection, relay: RelayedFile) -> None:
    """Records where the file belongs and whether it was passed on, and tells the sender in the conversation in which it
    was sent. If the sender knows this already, they are not told again."""
    if await find_owner(connection, relay.conversation, lock=True) is None:
        return  # the person's data has been erased meanwhile
    place = FilePlace(relay.subject, relay.use, relay.state)
    if not await set_place(connection, relay.id, relay.file, relay.conversation, place):
        return
    announce(connection, f"conversation:{relay.conversation}", "staff")
    reply = say_state(relay)
    if reply is not None:
        await add_message(connection, relay.conversation, "system", reply=reply)


def say_state(relay: RelayedFile) -> Reply | None:
    """Returns the reply that tells the sender whether the file was passed on. For photos, it leaves out that a person
    looks at them first, because the answer to a photo has already said that."""
    if relay.state == "gone" or (relay.state == "held" and relay.unreadable == "picture"):
        return None
    name = f"refused.{relay.reason or 'other'}" if relay.state == "refused" else relay.state
    others = "buyer" if relay.by == "supplier" else "supplier" if relay.subject.startswith("ORD") else "suppliers"
    values: dict[str, Value] = {"file": relay.name, "number": relay.subject, "other": term(f"other_side.{others}")}
    return {"response": f"file_relay.{name}", "values": values}


def read_relayed(given: Any) -> RelayedFile:
    """Reads a file from the action server's answer.

    Raises:
        Unreadable: it is not a valid file.
    """
    try:
        if given["state"] not in FILE_STATES or given["by"] not in ("buyer", "supplier"):
            raise ValueError(given["state"])
        return RelayedFile(
            id=int(given["id"]),
            file=given["file"],
            name=given["name"],
            use=given["use"],
            account=given["account"],
            by=given["by"],
            readers=tuple(given["readers"]),
            conversation=given["conversation"],
            subject=given["subject"],
            state=given["state"],
            findings=tuple((one["kind"], one["found"]) for one in given["findings"]),
            unreadable=given["unreadable"],
            reason=given["reason"],
            created_at=dt.datetime.fromisoformat(given["created_at"]),
            decided_by=given["decided_by"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("relayed file") from error


def _read_all(given: list[Any]) -> list[RelayedFile]:
    """Parses files from the JSON of an action server. A file whose JSON is not valid is left out, so that it does not
    block the others."""
    found = []
    for one in given:
        try:
            found.append(read_relayed(one))
        except Unreadable:
            SET_ASIDE.labels("file").inc()
            log.exception("a relayed file cannot be read", relay=one.get("id") if isinstance(one, dict) else None)
    return found
