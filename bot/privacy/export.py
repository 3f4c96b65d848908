"""Exports a person's data as a ZIP with `data.json`, everything as it is stored, `data.html`, to
read, and the files that were sent."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.conversation.store.messages import list_messages
from bot.files.files import Files
from bot.files.store import FileRow, list_of_contacts
from bot.privacy.store.people import Subject, read_person
from bot.rendering.catalogues import Catalogues, locale
from bot.rendering.renderer import Renderer
from foundation.database.announcing import Connection
from foundation.languages import DEFAULT_LANGUAGE, writing_of

HERE = Path(__file__).parent
PAGE = 500


@dataclass(frozen=True)
class Export:
    """Holds what is written to the ZIP: the data for machines and for people, and which files."""

    data: str
    page: str
    files: Sequence[FileRow]


async def export_person(
    connection: Connection,
    subject: Subject,
    contact_ids: list[str],
    renderer: Renderer,
    catalogues: Catalogues,
    now: dt.datetime,
) -> Export:
    """Returns everything about the person but the bytes of their files. The readable part is in the
    language of the person's first contact."""
    tables = await read_person(connection, contact_ids)
    language = next((str(row["language"]) for row in tables.get("contacts", [])), DEFAULT_LANGUAGE)
    data = {"subject": str(subject), "exported_at": now.isoformat(timespec="seconds"), "tables": tables}
    talks = [await _read_conversation(connection, row, renderer, language) for row in tables.get("conversations", [])]
    page = _build_environment(catalogues, language).get_template("person.html")
    files = await list_of_contacts(connection, contact_ids)
    html = page.render(
        contacts=tables.get("contacts", []),
        conversations=talks,
        counts={name: len(rows) for name, rows in tables.items()},
        exported_at=now,
        paths={file.id: find_path(file) for file in files},
    )
    return Export(json.dumps(data, ensure_ascii=False, indent=1, default=_encode), html, files)


async def write_export(export: Export, files: Files | None, target: IO[bytes]) -> None:
    """Writes the ZIP, with the bytes of all files that are still kept. It holds no transaction, since
    many files take a while."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", export.data)
        archive.writestr("data.html", export.page)
        for file in export.files if files is not None else ():
            assert files is not None
            pieces = await files.blobs.open(file.sha256)
            if pieces is None:
                continue
            with archive.open(find_path(file), "w") as entry:
                async for piece in pieces:
                    entry.write(piece)


def find_path(file: FileRow) -> str:
    """Returns where a file is in the ZIP. Two of one name do not meet."""
    return f"files/{file.id[:8]} {file.name}"


async def _read_conversation(
    connection: Connection, row: dict[str, Any], renderer: Renderer, language: str
) -> dict[str, Any]:
    """Returns a conversation with every message. The staff's notes are included, because they are
    about the person too."""
    lines: list[dict[str, Any]] = []
    after = 0
    while rows := await list_messages(connection, row["id"], after=after, limit=PAGE, internal=True):
        after = rows[-1].id
        lines += [{"row": one, "rendered": renderer.message(one, language)} for one in rows]
    return {"id": row["id"], "channel": row["channel"], "begun": row["created_at"], "messages": lines}


def _build_environment(catalogues: Catalogues, language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogues.translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        html_language=writing_of(language).html,
        language_name=lambda code: locale(language).languages.get(code, code),
        label=lambda name: (
            catalogues.sentence(f"console.{name}", language)
            if f"console.{name}" in catalogues.names
            else name.rpartition(".")[2]
        ),
    )
    return environment


def _encode(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.datetime) else str(value)
