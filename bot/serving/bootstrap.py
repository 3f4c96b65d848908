"""Builds every object of the gateway once, and connects them. Importing the module opens nothing."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from bot.channels.channel import Parts
from bot.channels.registry import Channels
from bot.console import ConsoleDeps, build_provider, console_router
from bot.console.administration import import_pictures, imports
from bot.conversation.answering.turns import Turns
from bot.conversation.delivery import DeliveryWorkers
from bot.conversation.dialogue import Dialogue
from bot.conversation.inbox import Inbox
from bot.conversation.lanes import Lanes
from bot.conversation.limits import WAITING_PER_ADDRESS, Limits, Rates, note_limited
from bot.conversation.replies.documents import Documents
from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.database.migrations import migrate
from bot.demo.accounts import DEMO_ACCOUNTS
from bot.demo.installation import demo_router
from bot.demo.passwords import demo_passwords
from bot.demo.pictures import DEMO_PICTURES
from bot.demo.playing import playing_router
from bot.demo.replies import create_demo_replies
from bot.demo.staff import create_demo_staff
from bot.files.files import Files, open_files
from bot.files.limits import FileLimits
from bot.files.links import FileLinks
from bot.files.pictures.serving import pictures_router
from bot.files.pictures.taking_in import take_ready_made
from bot.files.serving import files_router
from bot.linking.linking import issue_link_code
from bot.marketplace.accounts import find_account_language, has_written
from bot.marketplace.client import ActionServers, check_actions
from bot.marketplace.demo import reset_demo
from bot.marketplace.events import events_router
from bot.marketplace.files.relayed import ActionServerFiles
from bot.marketplace.notices import NoticeWaits
from bot.marketplace.operator import ActionServerDocuments
from bot.marketplace.staff.desk import ActionServerTradeDesk
from bot.marketplace.staff.held import ActionServerHeldTexts
from bot.marketplace.staff.oversight import ActionServerOversight
from bot.marketplace.staff.uploads import ActionServerUploads
from bot.rendering.catalogues import Catalogues, load_catalogues
from bot.rendering.renderer import Renderer
from bot.serving.figures import Figures, metrics_router
from bot.serving.health import Health, check_database, check_rasa, health_router, report_known
from bot.serving.settings.settings import Settings
from bot.serving.subjects import READERS, STORED_FIGURES, answerers, effects, jobs
from bot.serving.waits import DEFAULT_WAITS, Waits
from bot.wakeups import Wakeups
from bot.web.body_limit import DEFAULT_WAITS as DEFAULT_BODY_WAITS
from bot.web.body_limit import BodyLimit, BodyLimits, BodyWaits
from bot.web.loopback_hosts import LoopbackHostsOnly
from bot.web.page_headers import SecuredApp
from bot.words.handover import Handover
from bot.words.serving import brand_router
from bot.words.words import Words
from foundation.clock import Clock, build_clock, system_clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from foundation.jobs.periodic import Jobs


@dataclass
class Caravan:
    """Holds the gateway's connected parts. `closing` is set when the gateway shuts down, which ends
    the event streams of open console pages."""

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
    words: Words
    note_limited: Callable[[str], None] = note_limited
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Migrates the database, reads the operator's words, then starts all parts."""
        await migrate(self.database)
        await self.words.refresh()
        if self.settings.demo:
            async with self.database.begin() as connection:
                await create_demo_staff(connection, demo_passwords(self.settings.demo_passwords))
                await create_demo_replies(connection)
            await take_ready_made(self.database, self.files, *DEMO_PICTURES)
        await self.wakeups.start()
        await self.lanes.start()
        await self.delivery.start()
        await self.channels.start()
        await self.jobs.start()

    async def drain(self) -> None:
        """Accepts no more messages, finishes those it has begun to answer, and then tells every
        connected client to reconnect."""
        await asyncio.gather(self.channels.stop_receiving(), self.jobs.stop_taking_in(), self.lanes.stop())
        await self.delivery.stop()
        self.closing.set()
        # wakes the event streams of open console pages, which end when `closing` is set
        await self.wakeups.notify("staff")
        await self.channels.send_away()

    async def stop(self) -> None:
        """Stops all parts and closes their connections. The caller must call `drain` first."""
        await asyncio.gather(self.channels.stop(), self.jobs.stop())
        await self.wakeups.stop()
        await self.dialogue.close()
        await self.actions.close()
        await self.database.close()


def build(settings: Settings, waits: Waits) -> Caravan:
    """Builds the parts in the order in which they need each other."""
    clock = build_clock(settings.demo_now)
    catalogues = load_catalogues()
    renderer = Renderer(catalogues)
    wakeups = Wakeups(settings.redis_url, waits.wakeups)
    database = open_database(settings.database_url, listeners=wakeups, waits=waits.database)
    words = Words(database, catalogues)
    dialogue = Dialogue(settings.rasa_url, settings.rasa_token)
    files = open_files(settings.files_folder, FileLimits(**settings.file_limits))
    links = FileLinks(settings.secret_key, settings.files_url or "")
    limits = Limits(Rates(**settings.rates), settings.redis_url, counts_this_machine=not settings.demo)
    actions = ActionServers(settings.actions_url, settings.actions_token)
    declared = effects(clock, settings.waiting_per_address or WAITING_PER_ADDRESS)
    turns = Turns(
        database,
        dialogue,
        answerers(database, files.limits),
        declared,
        settings.action_context_secret,
        Documents(files, renderer),
        words.stamp,
        partial(has_written, actions),
    )
    lanes = Lanes(database, turns, wakeups, declared, waits=waits.lanes)
    inbox = Inbox(database, lanes, renderer, limits, files.limits)
    handover = Handover(words, renderer, ActionServerDocuments(actions))
    lease = partial(GatewayLease, database, holder=f"{socket.gethostname()}:{settings.port}")
    parts = Parts(
        settings,
        database,
        wakeups,
        catalogues,
        renderer,
        inbox,
        limits,
        files,
        links,
        lease,
        storefront=DEMO_ACCOUNTS,
        clock=clock,
        find_mark=lambda: words.mark,
        find_language=partial(find_account_language, actions),
    )
    channels = Channels(parts)
    health = _health(parts, channels, dialogue, actions)
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
        delivery=DeliveryWorkers(database, wakeups, renderer, channels.senders, waits.delivery),
        channels=channels,
        health=health,
        jobs=Jobs(
            [
                health.job,
                words.job,
                handover.job,
                *jobs(
                    database,
                    actions,
                    parts.present,
                    lease,
                    settings.periods,
                    inbox,
                    files,
                    clock,
                    NoticeWaits(settings.notice_gather_seconds),
                    settings.draft_reminder_hours,
                ),
            ]
        ),
        actions=actions,
        files=files,
        links=links,
        words=words,
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
"""The paths to which clients upload files."""
ENVELOPE = 64 * 1024
"""How many bytes an upload form may have besides the file in it."""
IMPORTS = {
    re.compile(r"/console/imports"): imports.LARGEST + ENVELOPE,
    re.compile(r"/console/imports/pictures"): import_pictures.LARGEST + ENVELOPE,
}
"""Maps the paths to which admins upload files for an import to the most bytes of such an upload."""


def find_body_limits(limits: FileLimits, waits: BodyWaits = DEFAULT_BODY_WAITS) -> BodyLimits:
    """Returns how large the bodies of requests may be, if files may be as large as `limits` says."""
    return BodyLimits(larger=dict.fromkeys(UPLOADS, limits.largest + ENVELOPE) | IMPORTS, waits=waits)


def build_app(settings: Settings, waits: Waits = DEFAULT_WAITS) -> FastAPI:
    """Returns the gateway as an ASGI application for `bot.serving.server`, which starts and stops
    its parts."""
    caravan = build(settings, waits)
    app = SecuredApp(
        https=settings.address.startswith("https"), title="Caravan", docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.caravan = caravan
    app.state.body_limits = find_body_limits(caravan.files.limits, waits.bodies)
    app.add_middleware(BodyLimit, limits=app.state.body_limits)
    if settings.demo:
        app.add_middleware(LoopbackHostsOnly)
    for router in _routers(caravan):
        app.include_router(router)
    app.add_exception_handler(DatabaseUnavailable, _unavailable)
    return app


def _routers(caravan: Caravan) -> list[APIRouter]:
    """Returns the routers of every address that the gateway answers."""
    settings, database, channels = caravan.settings, caravan.database, caravan.channels
    figures = Figures(database, STORED_FIGURES, caravan.health, [caravan.dialogue.show_figures])
    routers = [
        health_router(caravan.health, settings.metrics_token),
        metrics_router(settings.metrics_token, figures.refresh),
        *channels.routers,
        _console(caravan),
        brand_router(caravan.words),
        files_router(database, caravan.files, caravan.links, READERS, origin=settings.files_url),
        pictures_router(database, caravan.files),
    ]
    if settings.events_secret:
        routers.append(events_router(caravan.actions, settings.events_secret, system_clock))
    if settings.demo:
        sentence, keys = caravan.catalogues.sentence, settings.identity_secret
        routers.append(demo_router(database, sentence, keys, issue_link_code, channels.invite))
        routers.append(playing_router(database, partial(reset_demo, caravan.actions), caravan.clock))
    return routers


def _console(caravan: Caravan) -> APIRouter:
    settings = caravan.settings
    deps = ConsoleDeps(
        database=caravan.database,
        wakeups=caravan.wakeups,
        renderer=caravan.renderer,
        catalogues=caravan.catalogues,
        clock=caravan.clock,
        secure_cookies=settings.address.startswith("https") or not settings.demo,
        demo=settings.demo,
        closing=caravan.closing,
        files=caravan.files,
        links=caravan.links,
        secret_key=settings.secret_key,
        provider=build_provider(settings.oidc) if settings.oidc_issuer else None,
        address=settings.address,
        held=ActionServerHeldTexts(caravan.actions),
        trade=ActionServerTradeDesk(caravan.actions),
        held_files=ActionServerFiles(caravan.actions),
        oversight=ActionServerOversight(caravan.actions),
        uploads=ActionServerUploads(caravan.actions),
        files_url=settings.files_url,
        words=caravan.words,
        invite_staff=caravan.channels.invite if caravan.channels.has_staff_group else None,
    )
    return console_router(deps)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "unavailable"}, 503, headers={"Retry-After": "2"})
