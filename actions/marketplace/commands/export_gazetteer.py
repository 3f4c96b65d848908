"""Writes the names of the marketplace's products, categories and suppliers as JSON, for training the NLU with them as
lists of known names (gazetteers). A running bot recognises the names of its catalogue without this file. A model that
was trained with it understands them a little better.

    python -m actions.marketplace.commands.export_gazetteer PATH [DATABASE_URL]

The file holds `{"products": [{"en", "zh"}], "categories": […], "suppliers": […]}`. Products are named
without their sizes and packings. Without a URL the names are those of the demo, from a temporary database.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.marketplace import demo
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.goods.catalogue.names import Entry, list_names
from actions.marketplace.schema.migrations import migrate


async def names_of(database_url: str | None) -> dict[str, list[Entry]]:
    with TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/demo.db"
        await migrate(url)
        database = open_database(url)
        try:
            if database_url is None:
                await demo.seed(database, datetime.now(UTC))
            async with database.snapshot() as connection:
                return await list_names(connection)
        finally:
            await database.close()


def write(names: dict[str, list[Entry]], path: Path) -> None:
    lines = ",\n".join(
        f"{json.dumps(kind)}: [\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]"
        for kind, entries in names.items()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write(asyncio.run(names_of(sys.argv[2] if len(sys.argv) > 2 else None)), Path(sys.argv[1]))
