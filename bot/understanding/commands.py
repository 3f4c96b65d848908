"""Defines the commands `python -m bot not-understood …`, which group, label and export messages
that the bot did not understand (docs/understanding-loop.md)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.rendering.catalogues import ROOT, load_catalogues
from bot.understanding.groups import Group, group_messages
from bot.understanding.labels import list_labels
from bot.understanding.store import count_by_label, do_label, list_labelled, list_unlabelled
from bot.understanding.training import write_training
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.database.commands import OpenDatabase, run_with_database
from foundation.visible import visible

T = TypeVar("T")
LIMIT = 1000


def understanding_commands(open_database: OpenDatabase) -> typer.Typer:
    """Returns the commands about messages that were not understood."""
    app = typer.Typer(no_args_is_help=True, help="Messages that were not understood: group, label, learn from them.")

    def run(work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        async def with_connection(database: Database) -> T:
            async with database.begin() as connection:
                return await work(connection)

        return run_with_database(open_database, with_connection)

    @app.command()
    def groups(limit: int = typer.Option(LIMIT, help="How many of the newest messages to look at.")) -> None:
        """Shows groups of similar messages without a label, with the message ids to pass to the
        command `label`."""
        found = group_messages(run(lambda connection: list_unlabelled(connection, limit)))
        for one in found:
            _say("\n".join(_describe(one)))
        _say(f"{sum(len(one.members) for one in found)} messages in {len(found)} groups")

    @app.command()
    def label(intent: str, ids: list[int]) -> None:
        """Labels messages with an intent. `ignored` marks messages that are useless for training;
        `none` removes a label."""
        if intent not in (*list_labels(load_catalogues()), "none"):
            raise typer.BadParameter(f"there is no intent called {intent}")
        chosen = None if intent == "none" else intent
        count = run(lambda connection: do_label(connection, ids, chosen, None, system_clock()))
        _say(f"{count} messages labelled {intent}")

    @app.command()
    def export(limit: int = typer.Option(LIMIT, help="How many of the newest messages.")) -> None:
        """Writes messages without a label as JSON lines, without personal data."""
        for message in run(lambda connection: list_unlabelled(connection, limit)):
            _say(json.dumps(dataclasses.asdict(message), ensure_ascii=False, default=str))

    @app.command("export-training")
    def export_training(
        root: Annotated[
            Path, typer.Option(help="The project to write into; another folder for a look beforehand.")
        ] = ROOT,
    ) -> None:
        """Adds labelled messages to the training examples in nlu/en and nlu/zh and to the
        regression test. Afterwards, read the diff and train the model."""
        written = write_training(run(list_labelled), root)
        _say(f"{written.examples} new training examples, {written.tested} new lines in the regression test")
        if written.held_out:
            _say(f"{written.held_out} are in a test set and were not added to the training examples")

    @app.command()
    def status() -> None:
        """Counts the messages under each label."""
        for name, count in sorted(run(count_by_label).items(), key=lambda item: -item[1]):
            _say(f"{count:6}  {name or 'waiting for a label'}")

    return app


def _describe(found: Group) -> list[str]:
    ids = " ".join(map(str, found.ids))
    head = f"{len(found.members)} × {found.guess or '?'}   (ids: {ids})"
    return [head, *(f"    {one.id} [{one.outcome}] {one.text}" for one in found.members), ""]


def _say(line: str) -> None:
    print(visible(line))  # noqa: T201
