"""Collects what the feature packages (such as bot.linking and bot.support) declare: how messages
are answered, the effects that an answer may ask for, periodic jobs, and metrics that are read from
the database. `bot.serving.commands` collects the commands.

A new effect, for example, is written in its package and added to a list here. Tables need no list,
because they are found by the names of their modules (bot/database/).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping

from bot.conversation import asking_after
from bot.conversation.answering import answer_language, own_answers
from bot.conversation.answering.answers import Answerer
from bot.conversation.answering.drafts import DRAFT_ANSWERERS, DRAFT_EFFECTS
from bot.conversation.answering.effects import WRITE_EFFECTS, Effects
from bot.conversation.answering.file_answers import FILE_EFFECTS, file_answerers
from bot.conversation.figures import count_waiting, forget_waiting
from bot.conversation.files.readers import may_session_read
from bot.conversation.inbox import Inbox
from bot.conversation.limits import WAITING_PER_ADDRESS
from bot.files.cleaning import cleaning_job
from bot.files.files import Files
from bot.files.limits import FileLimits
from bot.files.serving import MayRead
from bot.linking.answers import linking_answerers
from bot.linking.effects import LINKING_EFFECTS
from bot.marketplace.client import ActionServers
from bot.marketplace.effects import held_words_effects
from bot.marketplace.files.readers import may_reviewer_read
from bot.marketplace.files.relayed import FileRelaying
from bot.marketplace.files.unnamed_pictures import UnnamedPictures
from bot.marketplace.notices import Notices, NoticeWaits
from bot.marketplace.staff.calls import StaffCalls
from bot.privacy.periods import Periods
from bot.privacy.retention import retention_job
from bot.support import answers as queue_answers
from bot.support.effects import build_queue, handoff_effects
from bot.support.figures import count_people_waiting, forget_people_waiting
from bot.support.file_readers import may_staff_read
from bot.support.queue.news import QueueNews
from bot.support.queue.routing import Routing
from bot.support.queue.waiting_room import WaitingRoom
from bot.support.satisfaction import asking as satisfaction
from bot.support.search.indexing import Indexing
from bot.support.targets.figures import count_missed_targets, forget_missed_targets
from bot.support.targets.following import Following
from bot.understanding.effects import understanding_effects
from foundation.clock import Clock
from foundation.database.announcing import Connection, Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

STORED_FIGURES: tuple[tuple[Callable[[Connection], Awaitable[None]], Callable[[], None]], ...] = (
    (count_waiting, forget_waiting),
    (count_people_waiting, forget_people_waiting),
    (count_missed_targets, forget_missed_targets),
)
"""The metrics that are read from the database. Of each pair of functions, the first counts and sets
metrics, and the second clears them while the database cannot be reached."""


READERS: Mapping[str, MayRead] = {
    "session": may_session_read,
    "staff": may_staff_read,
    "reviewer": may_reviewer_read,
}
"""Maps each kind of reader of signed file links to the function that decides what such a reader may
read."""


def answerers(database: Database, file_limits: FileLimits) -> tuple[Answerer, ...]:
    """Returns all answerers. A message is answered by the first answerer whose `concerns` is true
    for it."""
    return (
        *linking_answerers(database),
        *DRAFT_ANSWERERS,
        *asking_after.ASKING_AFTER_ANSWERERS,
        *file_answerers(file_limits),
        *satisfaction.ANSWERERS,
        *queue_answers.ANSWERERS,
        *own_answers.ANSWERERS,
    )


def effects(clock: Clock, waiting_per_address: int) -> Effects:
    """Returns all effects that an answer may ask for. `clock` is the marketplace's clock, and
    `waiting_per_address` limits how many visitors from one IP address may wait for an agent."""
    request = build_queue(clock, waiting_per_address)
    return Effects(
        (
            *answer_language.EFFECTS,
            *WRITE_EFFECTS,
            *DRAFT_EFFECTS,
            *FILE_EFFECTS,
            *LINKING_EFFECTS,
            *handoff_effects(request, clock),
            *satisfaction.EFFECTS,
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
    clock: Clock,
    notice_waits: NoticeWaits,
    draft_hours: int,
) -> list[Job]:
    """Returns the periodic jobs of a gateway. `present` are the ids of the conversations with a
    client that is connected to this gateway; `periods` are the fields of `Periods`, and `clock`
    is the marketplace's clock. After `draft_hours` hours contacts are asked after what they have left unfinished."""
    return [
        WaitingRoom(database, present).job,
        Routing(database, clock, lease("routing")).job,
        QueueNews(database, clock, lease("queue news")).job,
        Following(database, lease("targets")).job,
        satisfaction.Asking(database, lease("satisfaction")).job,
        asking_after.AskingAfter(database, lease("drafts"), draft_hours).job,
        Indexing(database, lease("message search")).job,
        Notices(database, actions, lease("notices"), notice_waits).job,
        StaffCalls(database, actions, lease("staff calls"), build_queue(clock, WAITING_PER_ADDRESS)).job,
        FileRelaying(database, actions, files, lease("relayed files")).job,
        UnnamedPictures(database, actions, lease("pictures")).job,
        retention_job(database, Periods(**periods), lease("retention")),
        inbox.job,
        cleaning_job(database, files.blobs, lease("files")),
    ]
