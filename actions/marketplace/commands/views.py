"""Defines the commands `check` and `sync`, which look at the views of the operator's own database and read them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from actions.marketplace import demo
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.commands.running import DatabaseUrl, find_database_url, run
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadFile, Problem, say, say_problem
from actions.marketplace.integrations.views.columns import SCHEMA
from actions.marketplace.integrations.views.passes import Asked, Passes, look_at_views
from actions.marketplace.integrations.views.reading import Source
from actions.marketplace.integrations.views.records import Pass
from actions.marketplace.schema.migrations import migrate
from foundation.clock import system_clock
from foundation.languages import Language

T = TypeVar("T")
OperatorUrl = Annotated[
    str, typer.Option(envvar="OPERATOR_DATABASE_URL", help="Your own database, read only: postgresql://…")
]
Spoken = Annotated[str, typer.Option("--language", help="Of what is said: en or zh.")]
WRONG = 1
"""The exit status when something is wrong with the views or their rows."""


def check(
    operator_url: OperatorUrl = "",
    rows: Annotated[int, typer.Option(help="How many rows of each view are looked at.", min=1)] = 1_000,
    language: Spoken = "en",
) -> None:
    """Look at the views of your own database: which columns are missing or mistyped, and which values cannot be read."""
    spoken: Language = "zh" if language.startswith("zh") else "en"
    if not _explained(lambda: _check(operator_url, rows, spoken), spoken):
        raise typer.Exit(WRONG)


def sync(
    database_url: DatabaseUrl = "",
    operator_url: OperatorUrl = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    take_away: Annotated[
        bool, typer.Option("--take-away", help="Also take away what is gone from the views in large numbers.")
    ] = False,
    language: Spoken = "en",
    beside_demo: Annotated[bool, typer.Option("--beside-demo", help="Even beside the demo's data.")] = False,
) -> None:
    """Read all rows of the views of your own database now. A running Caravan does so by itself."""
    spoken: Language = "zh" if language.startswith("zh") else "en"
    asked = Asked(full=True, dry=dry_run, take_away=take_away)
    url = find_database_url(database_url)
    passes = _explained(lambda: _sync(url, operator_url, asked, spoken, beside_demo), spoken)
    if any(one.error or one.counts.refused or one.held_back for one in passes):
        raise typer.Exit(WRONG)


def _explained(work: Callable[[], Awaitable[T]], language: Language) -> T:
    async def do() -> T:
        return await work()

    try:
        return run(do())
    except BadFile as bad:
        typer.echo(say(bad.code, language, **bad.values), err=True)
        raise typer.Exit(WRONG) from None


async def _check(url: str, rows: int, language: Language) -> bool:
    """Prints the problems of the views. Returns True if there are none."""
    source = Source(url)
    there: dict[str, list[Problem]] = {}
    try:
        async for view, problems in look_at_views(source, rows):
            there[view.kind.name] = problems
            for problem in problems:
                typer.echo(say_problem(problem, language))
            if view.unused:
                typer.echo(say("view_unused", language, view=view.name, columns=", ".join(view.unused)))
            if not problems:
                typer.echo(say("view_good", language, view=view.name, rows=rows))
    finally:
        await source.close()
    if not there:
        raise BadFile("no_views")
    for kind in KINDS:
        if kind not in there:
            typer.echo(say("view_absent", language, view=f"{SCHEMA}.{kind}"))
    return not any(there.values())


async def _sync(url: str, operator_url: str, asked: Asked, language: Language, beside_demo: bool) -> list[Pass]:
    source = Source(operator_url)
    await migrate(url)
    database = open_database(url)
    try:
        if not beside_demo and await demo.is_seeded(database):
            raise BadFile("demo")
        return await Passes(database, source, system_clock, lambda one: say_pass(one, language)).run(asked)
    finally:
        await database.close()
        await source.close()


def say_pass(done: Pass, language: Language) -> None:
    """Prints the result of reading a view, with the first of the rows that were refused."""
    if done.error is not None:
        typer.echo(say_problem(done.error, language))
        return
    counts = done.counts
    typer.echo(say("view_pass", language, view=done.view, new=counts.new, changed=counts.changed,
                   unchanged=counts.unchanged, refused=counts.refused, gone=done.gone))  # fmt: skip
    for operator_id, problem in done.refused:
        reasons = (say_problem(problem, "en"), say_problem(problem, "zh"))
        typer.echo(say("view_refused", language, view=done.view, id_column=KINDS[done.kind].id_column, id=operator_id,
                       column=problem.column or "", value=problem.value, reason=reasons))  # fmt: skip
    if done.held_back:
        typer.echo(say("view_emptied", language, view=done.view, gone=done.held_back, there=done.there))
