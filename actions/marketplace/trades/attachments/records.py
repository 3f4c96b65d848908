"""Defines the records of files that are attached to an order or a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions.marketplace.base.records import Name, Role

Use = Literal["evidence", "paper", "waybill", "list", "quotation"]
"""The purpose of a file. A `paper` is a document about an order that fits none of the other kinds."""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """Describes a file that somebody sent: `file` is its id in the gateway, `kind` is photo, pdf, sheet or document."""

    file: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Describes a file that is attached to an order or a request. `subject` is the number of that order or request."""

    file: str
    kind: str
    name: str
    use: Use
    subject: str
    created_at: datetime


State = Literal["unread", "held", "released", "refused", "gone"]
"""The state of a file on its way to the other side. `gone` means that the file was erased before anybody decided about
it."""
Decision = Literal["released", "refused"]
RefusalReason = Literal["bank", "leave", "unclear", "other"]
"""The reason why the staff refuse a file: it leads payments or the conversation away from the marketplace, nobody can
tell what it is, or another reason."""


@dataclass(frozen=True, slots=True)
class RelayedFile:
    """Describes a file on its way from one side of an order or a request to the other.

    `conversation` is the gateway's id of the conversation in which the file was sent; `sender` is the company that sent
    it, and `by` that company's role; `readers` are the accounts that should get it. `unreadable` says why its text
    could not be read.
    """

    id: int
    file: str
    kind: str
    name: str
    use: Use
    account: str
    sender: Name
    by: Role
    readers: tuple[str, ...]
    conversation: str
    subject: str
    state: State
    findings: tuple[dict[str, str], ...]
    unreadable: str | None
    reason: RefusalReason | None
    created_at: datetime
    decided_by: str | None = None
