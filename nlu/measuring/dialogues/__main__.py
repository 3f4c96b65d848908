"""Plays conversations against a running demo: `python -m nlu.measuring.dialogues DATA REPORT [URL]`, from the root.

DATA holds one conversation a line (docs/dialogues.md). REPORT gets one JSON object a turn, a table is printed, and
progress goes to the standard error. The exit status is 0 when all conversations were played, whether their checks
passed or not; 1 when there is no demo at the address (REPORT then holds what was played before); 2 when DATA cannot be
read or REPORT cannot be written.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu.measuring.dialogues.demo import Demo, NoDemo
from nlu.measuring.dialogues.playing import Played, play
from nlu.measuring.dialogues.scripts import Dialogue, read_dialogues
from nlu.measuring.dialogues.table import format_table

URL = "http://127.0.0.1:8000"
AT_ONCE = 4


def main(arguments: Sequence[str]) -> int:
    """Plays, prints the table, writes the report, and returns the exit status."""
    given = _read_arguments(arguments)
    if not given.data or not given.report:
        return _fail("Usage: make dialogues DATA=file.jsonl REPORT=out.jsonl [URL=http://127.0.0.1:8000]", 2)
    played: dict[str, list[Played]] = {}
    try:
        dialogues = read_dialogues(Path(given.data))
    except (OSError, ValueError) as error:
        return _fail(f"{given.data} cannot be read: {error}", 2)
    try:
        Path(given.report).write_text("", encoding="utf-8")
    except OSError as error:
        return _fail(f"{given.report} cannot be written: {error}", 2)
    try:
        skipped = asyncio.run(_play(given.url or URL, dialogues, int(given.at_once or AT_ONCE), played))
    except NoDemo as error:
        return _fail(f"caravan: {error}", 1)
    finally:
        turns = [turn.as_json() for dialogue in dialogues for turn in played.get(dialogue.id, ())]
        Path(given.report).write_text("".join(json.dumps(turn, ensure_ascii=False) + "\n" for turn in turns), "utf-8")
    print(format_table(dialogues, played))  # noqa: T201
    for dialogue in skipped:
        print(f"skipped: {dialogue.id}, because the demo is not {dialogue.hours} now (DEMO_NOW)")  # noqa: T201
    return 0


def _read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nlu.measuring.dialogues", description="Plays conversations.")
    parser.add_argument("data", nargs="?", default="", help="the conversations, one JSON object a line")
    parser.add_argument("report", nargs="?", default="", help="the report to write, one JSON object a turn")
    parser.add_argument("url", nargs="?", default="", help=f"where Caravan runs ({URL})")
    parser.add_argument("--at-once", default="", help=f"conversations at the same time ({AT_ONCE})")
    return parser.parse_args(arguments)


async def _play(url: str, dialogues: list[Dialogue], at_once: int, played: dict[str, list[Played]]) -> list[Dialogue]:
    def report(dialogue: Dialogue, turns: list[Played]) -> None:
        played[dialogue.id] = turns
        passed = sum(not turn.failed for turn in turns)
        line = f"{len(played):>4} of {len(dialogues)}  {dialogue.id:<12} {passed} of {len(turns)} turns passed"
        print(line, file=sys.stderr, flush=True)  # noqa: T201

    demo = Demo(url)
    try:
        return await play(demo, dialogues, at_once, report)
    finally:
        await demo.close()


def _fail(line: str, status: int) -> int:
    print(line, file=sys.stderr)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
