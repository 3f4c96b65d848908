"""Follows one message through the gateway, on a real port and database, with a fake Rasa (`python -m
tools.one_message [DATABASE_URL]`; without a URL, on SQLite).

Ten messages of a signed-in web chat are measured, after three to warm up:

- *modules*: the modules of `bot` with a function that is called for each of the ten messages,
  between the frame with the message and the frame `turn_done`, which ends its answer. Periodic work
  does not run for each message, so it is not counted; neither are `foundation` and libraries.
- *parts*: the children of `bot` (folders, or files beside them) to which those modules belong, and
  which a reader of the code has to know.
- *statements*: the number of SQL statements, and how many of them name the table of contacts
  (medians of the ten). On SQLite the beginning of a transaction counts as a statement, and writes
  that PostgreSQL gets as one statement count as several.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import running_gateway

ROOT = Path(__file__).resolve().parent.parent
WARM, MESSAGES = 3, 10


@contextmanager
def follow_calls() -> Iterator[tuple[list[str], list[str]]]:
    """Records calls and database statements while the `with` block runs, and yields two lists of
    them.

    The first list gets the modules of `bot` whose functions were called, in the order of their
    first calls, when the block ends. The second gets the SQL statements.
    """
    stops: dict[str, None] = {}
    statements: list[str] = []
    prefix = f"{ROOT}/bot/"

    def enter(frame: FrameType, happening: str, _argument: object) -> None:
        name = frame.f_code.co_filename
        if happening == "call" and name.startswith(prefix) and frame.f_code.co_name != "<module>":
            stops[name.removeprefix(f"{ROOT}/")] = None

    def execute(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    listed: list[str] = []
    event.listen(Engine, "before_cursor_execute", execute)
    sys.setprofile(enter)
    try:
        yield listed, statements
    finally:
        sys.setprofile(None)
        event.remove(Engine, "before_cursor_execute", execute)
        listed += stops


async def follow(url: str, folder: Path) -> tuple[list[str], list[list[str]]]:
    """Sends the messages. Returns the modules that were called for every message, and the SQL
    statements of each message."""
    stops_of_each: list[list[str]] = []
    statements_of_each: list[list[str]] = []
    async with running_gateway(url, folder, FakeRasa()) as gateway:
        client = await ChatClient.open(gateway.address, "nordmarkt")
        for number in range(WARM + MESSAGES):
            await asyncio.sleep(0.3)
            with follow_calls() as (stops, statements):
                await client.say(f"Where is order {number}, please?")
            if number >= WARM:
                stops_of_each.append(stops)
                statements_of_each.append(statements)
        await client.close()
    common = set(stops_of_each[0]).intersection(*stops_of_each[1:])
    return [stop for stop in stops_of_each[0] if stop in common], statements_of_each


def find_part(module: str) -> str:
    """Returns the part of `bot` to which a module belongs: the folder directly in `bot` or, for a module in no such
    folder, the module itself."""
    return module.split("/")[1].removesuffix(".py")


def main() -> int:
    """Prints the modules, the parts and the median number of statements, and returns the exit
    status."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite+aiosqlite:///{folder}/gateway.db"
        stops, statements_of_each = asyncio.run(follow(url, Path(folder)))
    parts = list(dict.fromkeys(map(find_part, stops)))
    contacts = [sum("contacts" in statement for statement in statements) for statements in statements_of_each]
    lines = [
        f"parts {len(parts)}: {', '.join(parts)}",
        f"modules {len(stops)}",
        *(f"  {stop}" for stop in stops),
        f"statements {statistics.median(map(len, statements_of_each)):.0f}, of the contacts' table {statistics.median(contacts):.0f}",
    ]
    sys.stdout.write("\n".join([*lines, ""]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
