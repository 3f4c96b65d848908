"""Collects what the subjects declare: how messages are answered, the effects that a turn may ask
for, what runs by itself, the figures that are counted on request, and the commands.

Each is declared by its subject. A new one is written there and added here. Tables, and what a
restore must not undo, are found by the names of their modules (bot/schema/).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import typer

from bot.conversation import answer_language, own_answers
from bot.conversation.answers import Answerer
from bot.conversation.effects import Effects
from bot.conversation.figures import count_waiting, forget_waiting
from bot.conversation.file_answers import FILE_EFFECTS, file_answerers
from bot.conversation.file_readers import may_session_read
from bot.conversation.inbox import Inbox
from bot.files.cleaning import cleaning_job
from bot.files.files import Files
from bot.files.limits import FileLimits
from bot.files.serving import MayRead
from bot.jobs.periodic import Job
from bot.jobs.shared_lease import SharedLease
from bot.linking.answers import linking_answerers
from bot.linking.effects import LINKING_EFFECTS
from bot.marketplace.client import ActionServers
from bot.marketplace.effects import held_words_effects
from bot.marketplace.notices import Notices
from bot.privacy.commands import audit_commands, privacy_commands
from bot.privacy.periods import Periods
from bot.privacy.retention import retention_job
from bot.staff.commands import staff_commands
from bot.support.effects import build_queue, handoff_effects
from bot.support.figures import count_people_waiting, forget_people_waiting
from bot.support.file_readers import may_staff_read
from bot.support.waiting_room import WaitingRoom
from bot.understanding.commands import understanding_commands
from bot.understanding.effects import understanding_effects
from foundation.clock import Clock
from foundation.database.announcing import Connection, Database
from foundation.database.commands import OpenDatabase

STORED_FIGURES: tuple[tuple[Callable[[Connection], Awaitable[None]], Callable[[], None]], ...] = (
    (count_waiting, forget_waiting),
    (count_people_waiting, forget_people_waiting),
)
"""Holds, for figures about what the database holds, how they are counted, and how they show that
they are not known."""


READERS: Mapping[str, MayRead] = {"session": may_session_read, "staff": may_staff_read}
"""Maps each kind of reader of a link to a file to its check."""


def answerers(database: Database, file_limits: FileLimits) -> tuple[Answerer, ...]:
    """Returns the answerers. A message is answered by the first that it concerns."""
    return (*linking_answerers(database), *file_answerers(file_limits), *own_answers.ANSWERERS)


def effects(clock: Clock, waiting_per_address: int) -> Effects:
    """Returns the effects. `clock` gives the marketplace's time."""
    request = build_queue(clock, waiting_per_address)
    return Effects(
        (
            *answer_language.EFFECTS,
            *FILE_EFFECTS,
            *LINKING_EFFECTS,
            *handoff_effects(request),
            *held_words_effects(request),
            *understanding_effects(clock),
        )
    )


def jobs(
    database: Database,
    actions: ActionServers,
    present: Collection[str],
    lease: Callable[[str], SharedLease],
    periods: Mapping[str, int],
    inbox: Inbox,
    files: Files,
) -> list[Job]:
    """Returns what runs by itself. `present` are the conversations whose clients are connected
    here; `periods` says for how many days things are kept."""
    return [
        WaitingRoom(database, present).job,
        Notices(database, actions, lease("notices")).job,
        retention_job(database, Periods(**periods), lease("retention")),
        inbox.job,
        cleaning_job(database, files.blobs, lease("files")),
    ]


def commands(
    open_database: OpenDatabase,
    migrate: Callable[[Database], Awaitable[None]],
    welcome_page: Callable[[], str],
    periods: Callable[[], dict[str, Any]],
    files_folder: Callable[[], Path],
) -> dict[str, typer.Typer]:
    """Returns the commands by name. They open the database and ask for settings when they run."""
    return {
        "not-understood": understanding_commands(open_database),
        "staff": staff_commands(open_database, migrate, welcome_page),
        "privacy": privacy_commands(open_database, lambda: Periods(**periods()), files_folder),
        "audit": audit_commands(open_database),
    }
