"""Exports a person's data as a ZIP. The ZIP contains `data.json` with all rows as they are stored,
`data.html` for reading, and the files that the person sent or got."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from jinja2 import Environment

from bot.conversation.store.messages import list_messages
from bot.files.files import Files
from bot.files.store import FileRow, list_of_contacts
from bot.privacy.store.people import Subject, read_person
from bot.rendering.catalogues import Catalogues, locale
from bot.rendering.renderer import Renderer
from bot.web.templates import open_templates
from foundation.database.announcing import Connection
from foundation.languages import DEFAULT_LANGUAGE, writing_of

HERE = Path(__file__).parent
PAGE = 500


@dataclass(frozen=True)
class Export:
    """Holds the content of the ZIP: `data` is the JSON, `page` the HTML, and `files` are the rows
    of the files."""

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
    """Returns the stored data of these contacts, without the bytes of their files. The HTML is in
    the language of the first contact."""
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
    """Writes the ZIP to `target`, with the bytes of all files that are still stored. Writing may
    take a while, so it uses no database transaction."""
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
    """Returns the path of a file in the ZIP. The path contains a part of the file's id, so that
    files of the same name do not collide."""
    return f"files/{file.id[:8]} {file.name}"


async def _read_conversation(
    connection: Connection, row: dict[str, Any], renderer: Renderer, language: str
) -> dict[str, Any]:
    """Returns a conversation with all its messages. The staff's internal notes are included,
    because they are about the person as well."""
    lines: list[dict[str, Any]] = []
    after = 0
    while rows := await list_messages(connection, row["id"], after=after, limit=PAGE, internal=True):
        after = rows[-1].id
        lines += [{"row": one, "rendered": renderer.message(one, language)} for one in rows]
    return {"id": row["id"], "channel": row["channel"], "begun": row["created_at"], "messages": lines}


def _build_environment(catalogues: Catalogues, language: str) -> Environment:
    environment = open_templates(HERE / "templates", catalogues.translations(language))
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
