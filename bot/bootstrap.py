"""Builds every object of the gateway once, and connects them. Importing the module opens nothing."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from bot.answering import answerers, effects
from bot.channels.channel import Parts
from bot.channels.registry import Channels
from bot.clock import Clock, build_clock
from bot.console import console_deps, console_router
from bot.conversation.delivery import DeliveryWorkers
from bot.conversation.dialogue import Dialogue
from bot.conversation.file_readers import may_session_read
from bot.conversation.inbox import Inbox
from bot.conversation.lanes import Lanes
from bot.conversation.limits import Limits
from bot.conversation.turns import Turns
from bot.database.engine import Database
from bot.demo.installation import demo_passwords, demo_router
from bot.demo.staff import create_demo_staff
from bot.errors import DatabaseUnavailable
from bot.files.blobs import FolderBlobs
from bot.files.cleaning import cleaning_job
from bot.files.files import Files
from bot.files.links import FileLinks
from bot.files.serving import MayRead, files_router
from bot.jobs.periodic import Jobs
from bot.jobs.shared_lease import SharedLease
from bot.marketplace.client import ActionServers
from bot.marketplace.notices import Notices
from bot.metrics import metrics_router
from bot.operations.figures import Figures
from bot.operations.health import Health, check_actions, check_database, check_rasa, health_router, report_known
from bot.privacy.retention import retention_job
from bot.rendering.catalogues import Catalogues, load_catalogues
from bot.rendering.renderer import Renderer
from bot.schema.migrations import migrate
from bot.settings import Settings
from bot.support.file_readers import may_staff_read
from bot.support.store.handoffs import is_waiting
from bot.support.waiting_room import WaitingRoom
from bot.wakeups import Wakeups
from bot.web.body_limit import BodyLimit
from bot.web.loopback_hosts import LoopbackHostsOnly
from bot.web.page_headers import SecuredApp


@dataclass
class Caravan:
    """Holds the gateway's connected parts. `closing` is set when the console's streams must end."""

    settings: Settings
    clock: Clock
    catalogues: Catalogues
    renderer: Renderer
    database: Database
    wakeups: Wakeups
    dialogue: Dialogue
    inbox: Inbox
    lanes: Lanes
    delivery: DeliveryWorkers
    channels: Channels
    health: Health
    jobs: Jobs
    actions: ActionServers
    files: Files
    links: FileLinks
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Starts all parts, after it has migrated the database."""
        await migrate(self.database)
        if self.settings.demo:
            async with self.database.begin() as connection:
                await create_demo_staff(connection, demo_passwords(self.settings.demo_passwords))
        await self.wakeups.start()
        await self.lanes.start()
        await self.delivery.start()
        await self.channels.start()
        await self.jobs.start()

    async def drain(self) -> None:
        """Accepts nothing more, finishes what has begun, and then tells every connected client to
        reconnect."""
        await asyncio.gather(self.channels.stop_receiving(), self.jobs.stop_taking_in(), self.lanes.stop())
        await self.delivery.stop()
        self.closing.set()
        await self.wakeups.notify("staff")  # the console's streams must notice this and end
        await self.channels.send_away()

    async def stop(self) -> None:
        """Stops all parts and closes their connections. `drain` must be called before."""
        await asyncio.gather(self.channels.stop(), self.jobs.stop())
        await self.wakeups.stop()
        await self.dialogue.close()
        await self.actions.close()
        await self.database.close()


def build(settings: Settings) -> Caravan:
    """Builds the parts in the order in which they need each other."""
    clock = build_clock(settings.demo_now)
    catalogues = load_catalogues()
    renderer = Renderer(catalogues)
    wakeups = Wakeups(settings.redis_url)
    database = Database(settings.database_url, wakeups=wakeups)
    dialogue = Dialogue(settings.rasa_url, settings.rasa_token)
    blobs = FolderBlobs(settings.files_folder)
    files = Files(blobs, blobs.incoming, settings.file_limits)
    links = FileLinks(settings.secret_key, settings.files_url or "")
    limits = Limits(settings.rates, settings.redis_url, counts_this_machine=not settings.demo)
    declared = effects(clock, settings.waiting_per_address)
    turns = Turns(
        database,
        dialogue,
        answerers(database, settings.file_limits),
        declared,
        settings.action_context_secret,
        is_waiting,
    )
    lanes = Lanes(database, turns, wakeups, declared)
    inbox = Inbox(database, lanes, renderer, limits, settings.file_limits)
    actions = ActionServers(settings.actions_url, settings.actions_token)
    lease = partial(SharedLease, database, holder=f"{socket.gethostname()}:{settings.port}")
    parts = Parts(settings, database, wakeups, catalogues, renderer, inbox, limits, files, links, lease)
    channels = Channels(parts)
    health = _health(parts, channels, dialogue, actions)
    jobs = [
        health.job,
        inbox.job,
        WaitingRoom(database, parts.present).job,
        Notices(database, actions, lease("notices")).job,
        retention_job(database, settings.periods, lease("retention")),
        cleaning_job(database, blobs, lease("files")),
    ]
    return Caravan(
        settings=settings,
        clock=clock,
        catalogues=catalogues,
        renderer=renderer,
        database=database,
        wakeups=wakeups,
        dialogue=dialogue,
        inbox=inbox,
        lanes=lanes,
        delivery=DeliveryWorkers(database, wakeups, renderer, channels.senders),
        channels=channels,
        health=health,
        jobs=Jobs(jobs),
        actions=actions,
        files=files,
        links=links,
    )


def _health(parts: Parts, channels: Channels, dialogue: Dialogue, actions: ActionServers) -> Health:
    progress: dict[str, float] = {}
    return Health(
        {
            "rasa": partial(check_rasa, dialogue.is_alive),
            "actions": partial(check_actions, actions, progress),
            "database": partial(check_database, parts.database.ping),
            "redis": report_known(lambda: parts.wakeups.status),
            **{name: report_known(partial(channels.status, name)) for name in channels.names},
        },
        progress,
    )


UPLOADS = (re.compile(r"/chat/files"), re.compile(r"/console/conversations/[0-9a-f]{32}/files"))
"""The addresses that take a file as the body of a request."""
ENVELOPE = 64 * 1024
"""Bytes that may stand around a file in a form."""
READERS: Mapping[str, MayRead] = {"session": may_session_read, "staff": may_staff_read}
"""Maps each kind of reader of a link to a file to its check."""


def build_app(settings: Settings) -> FastAPI:
    """Returns the gateway as an ASGI application for `bot.serving.server`, which starts and stops
    its parts."""
    caravan = build(settings)
    app = SecuredApp(
        https=settings.address.startswith("https"), title="Caravan", docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.caravan = caravan
    app.add_middleware(BodyLimit, larger=dict.fromkeys(UPLOADS, settings.file_limits.largest + ENVELOPE))
    if settings.demo:
        app.add_middleware(LoopbackHostsOnly)
    for router in _routers(caravan):
        app.include_router(router)
    app.add_exception_handler(DatabaseUnavailable, _unavailable)
    return app


def _routers(caravan: Caravan) -> list[APIRouter]:
    """Returns the routers of every address that the gateway answers."""
    settings, database, channels = caravan.settings, caravan.database, caravan.channels
    figures = Figures(database, caravan.dialogue, caravan.health)
    routers = [
        health_router(caravan.health, settings.metrics_token),
        metrics_router(settings.metrics_token, figures.refresh),
        *channels.routers,
        _console(caravan),
        files_router(database, caravan.files, caravan.links, READERS, origin=settings.files_url),
    ]
    if settings.demo:
        routers.append(demo_router(database, caravan.catalogues, settings.identity_secret, channels.invite))
    return routers


def _console(caravan: Caravan) -> APIRouter:
    deps = console_deps(
        caravan.settings,
        caravan.actions,
        database=caravan.database,
        wakeups=caravan.wakeups,
        renderer=caravan.renderer,
        catalogues=caravan.catalogues,
        clock=caravan.clock,
        closing=caravan.closing,
    )
    return console_router(deps)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "unavailable"}, 503, headers={"Retry-After": "2"})
