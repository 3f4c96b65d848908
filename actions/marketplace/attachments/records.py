"""Defines the records of files that are put with an order or a request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Use = Literal["evidence", "paper", "waybill", "list", "quotation"]
"""What a file is there for. A `paper` belongs to an order and is none of the others."""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """Names a file that somebody sent: its id in the gateway, its kind and its name."""

    file: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Describes a file with an order or a request, whose number is `subject`."""

    file: str
    kind: str
    name: str
    use: Use
    subject: str
    created_at: datetime
