"""Builds every concrete object of the gateway, once. Nothing else knows the concrete classes; importing a module opens nothing."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import httpx
import structlog
from fastapi import APIRouter, FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse, Response

from bot.channels.telegram import TelegramChannel
from bot.channels.webchat.pages.account import Account, account_router
from bot.channels.webchat.pages.pages import pages_router
from bot.channels.webchat.sessions import WebSessions
from bot.channels.webchat.socket import ChatSocket, WebChat
from bot.clock import Clock, clock_from
from bot.console import ConsoleDeps, console_router
from bot.contacts.store import note_reachability
from bot.conversation.delivery import DeliveryWorkers
from bot.conversation.dialogue import Dialogue
from bot.conversation.inbox import Inbox
from bot.conversation.lanes import Lanes
from bot.conversation.limits import Limits, address_mark
from bot.conversation.sending import Sender
from bot.conversation.turns import Turns
from bot.database.engine import Database
from bot.demo.accounts import DEMO_ACCOUNTS, DemoAccount
from bot.demo.installation import demo_passwords, demo_router
from bot.demo.staff import create_demo_staff
from bot.errors import DatabaseUnavailable
from bot.jobs.periodic import Jobs
from bot.jobs.shared_lease import SharedLease
from bot.marketplace.held import ActionServerHeldTexts
from bot.marketplace.notices import ActionServer, Notices
from bot.metrics import SOCKETS, metrics_router
from bot.operations.figures import Figures
from bot.operations.health import Health, actions_check, database_check, health_router
from bot.privacy.retention import retention_job
from bot.rendering.catalogues import Catalogues, load_catalogues
from bot.rendering.renderer import Renderer
from bot.schema.migrations import migrate
from bot.settings import Settings
from bot.staff.provider import ProviderSettings
from bot.support.waiting_room import WaitingRoom
from bot.wakeups import Wakeups
from bot.web.body_limit import BodyLimit
from bot.web.loopback_hosts import LoopbackHostsOnly
from bot.web.page_headers import SecuredApp

log = structlog.get_logger()

CLOSE_SECONDS = 2.0
"""How long a stop waits for web chats to be told that they shall come back."""


@dataclass
class Caravan:
    """The gateway's parts, joined."""

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
    webchat: WebChat
    telegram: TelegramChannel | None
    health: Health
    jobs: Jobs
    actions: httpx.AsyncClient

    async def start(self) -> None:
        await migrate(self.database)
        if self.settings.demo:
            async with self.database.begin() as connection:
                await create_demo_staff(connection, demo_passwords(self.settings.demo_passwords))
        await self.wakeups.start()
        await self.lanes.start()
        await self.delivery.start()
        if self.telegram is not None:
            await self.telegram.start()
        await self.jobs.start()

    async def drain(self) -> None:
        """Stops taking, finishes what is begun, then tells everybody who is connected to come back."""
        self.webchat.draining.set()
        receiving = [self.telegram.stop_receiving()] if self.telegram is not None else []
        await asyncio.gather(self.jobs.stop_taking_in(), self.lanes.stop(), *receiving)
        await self.delivery.stop()
        self.webchat.closing.set()
        await self.wakeups.notify("staff")  # the console's streams look, and end
        await self.webchat.emptied(CLOSE_SECONDS)

    async def stop(self) -> None:
        """Lets go of everything; `drain` comes before."""
        if self.telegram is not None:
            await self.telegram.stop()
        await self.jobs.stop()
        await self.wakeups.stop()
        await self.dialogue.close()
        await self.actions.aclose()
        await self.database.close()


def build(settings: Settings) -> Caravan:
    clock = clock_from(settings.demo_now)
    catalogues = load_catalogues()
    renderer = Renderer(catalogues)
    database = Database(settings.database_url)
    wakeups = Wakeups(settings.redis_url)
    dialogue = Dialogue(settings.rasa_url, settings.rasa_token)
    limits = Limits(settings.rates, settings.redis_url, counts_this_machine=not settings.demo)
    most = settings.waiting_per_address
    turns = Turns(database, dialogue, wakeups, settings.action_context_secret, clock, waiting_per_address=most)
    lanes = Lanes(database, turns, wakeups, clock, waiting_per_address=most)
    inbox = Inbox(database, wakeups, lanes, renderer, limits)
    sessions = WebSessions(database, settings.identity_secret)
    telegram = _telegram(settings, inbox, catalogues, database)
    senders: dict[str, Sender] = {"telegram": telegram.sender} if telegram else {}
    actions = httpx.AsyncClient(timeout=2.0, trust_env=False)
    webchat = WebChat(
        *(database, inbox, sessions, renderer, wakeups),
        telegram_username=lambda: telegram.username if telegram else None,
        limits=limits,
        sockets_per_address=settings.sockets_per_address,
        mark_address=partial(address_mark, settings.secret_key),
    )
    health = _health(settings, database, wakeups, dialogue, actions, telegram)
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
        delivery=DeliveryWorkers(database, wakeups, renderer, senders),
        webchat=webchat,
        telegram=telegram,
        health=health,
        jobs=Jobs(
            [
                retention_job(database, settings.periods, SharedLease(database, "retention", _place(settings))),
                WaitingRoom(database, wakeups, webchat.present).job,
                Notices(
                    database,
                    wakeups,
                    ActionServer(actions, settings.actions_url, settings.actions_token),
                    SharedLease(database, "notices", _place(settings)),
                ).job,
                health.job,
            ]
        ),
        actions=actions,
    )


def _place(settings: Settings) -> str:
    """How this gateway is called among those that share the database."""
    return f"{socket.gethostname()}:{settings.port}"


def _telegram(settings: Settings, inbox: Inbox, catalogues: Catalogues, database: Database) -> TelegramChannel | None:
    if not settings.telegram_bot_token:
        return None

    async def on_reachability(contact_key: str, reachable: bool) -> None:
        async with database.begin() as connection:
            await note_reachability(connection, "telegram", contact_key, None if reachable else "blocked")

    return TelegramChannel(
        token=settings.telegram_bot_token,
        base_url=settings.telegram_base_url,
        public_url=settings.public_url,
        secret=settings.telegram_secret,
        receive=inbox.receive,
        translate=catalogues.sentence,
        on_reachability=on_reachability,
        lease=SharedLease(database, "telegram poll", _place(settings)),
    )


def _health(
    settings: Settings,
    database: Database,
    wakeups: Wakeups,
    dialogue: Dialogue,
    actions: httpx.AsyncClient,
    telegram: TelegramChannel | None,
) -> Health:
    progress: dict[str, float] = {}

    async def rasa() -> str:
        return "ok" if await dialogue.alive() else "down"

    async def redis() -> str:
        return wakeups.status

    async def telegram_status() -> str:
        return telegram.status if telegram else "off"

    return Health(
        {
            "rasa": rasa,
            "actions": lambda: actions_check(actions, settings.actions_url, progress),
            "database": lambda: database_check(database.ping),
            "redis": redis,
            "telegram": telegram_status,
        },
        progress,
    )


def build_app(settings: Settings) -> FastAPI:
    """The gateway as an ASGI application, for `bot.serving.server`, which starts and stops its parts."""
    caravan = build(settings)
    https = settings.address.startswith("https")
    app = SecuredApp(https=https, title="Caravan", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.caravan = caravan
    app.add_middleware(BodyLimit)
    if settings.demo:
        app.add_middleware(LoopbackHostsOnly)
    app.include_router(health_router(caravan.health, settings.metrics_token))
    figures = Figures(caravan.database, caravan.dialogue, caravan.health)
    app.include_router(metrics_router(settings.metrics_token, figures.refresh))
    app.include_router(_pages(caravan))
    app.include_router(account_router(_account(caravan)))
    app.include_router(console_router(_console_parts(caravan)))
    if caravan.telegram is not None:
        app.include_router(caravan.telegram.router)
    if settings.demo:
        app.include_router(_demo(caravan))
    _add_socket(app, caravan)
    app.add_exception_handler(DatabaseUnavailable, _unavailable)
    return app


def _pages(caravan: Caravan) -> APIRouter:
    return pages_router(
        demo=caravan.settings.demo,
        strings=lambda language: caravan.catalogues.strings("widget.", language),
        frame_origins=caravan.settings.webchat_origins,
        telegram_on=lambda: caravan.telegram is not None,
        identity_url=caravan.settings.webchat_identity_url,
    )


def _account(caravan: Caravan) -> Account:
    return Account(
        caravan.database,
        caravan.wakeups,
        caravan.renderer,
        caravan.settings.identity_secret,
        caravan.webchat.telegram_username,
        caravan.webchat.limits,
    )


def _console_parts(caravan: Caravan) -> ConsoleDeps:
    return ConsoleDeps(
        database=caravan.database,
        wakeups=caravan.wakeups,
        renderer=caravan.renderer,
        catalogues=caravan.catalogues,
        clock=caravan.clock,
        secure_cookies=caravan.settings.address.startswith("https") or not caravan.settings.demo,
        demo=caravan.settings.demo,
        closing=caravan.webchat.closing,
        secret_key=caravan.settings.secret_key,
        provider=_provider(caravan.settings),
        address=caravan.settings.address,
        held=ActionServerHeldTexts(caravan.actions, caravan.settings.actions_url, caravan.settings.actions_token),
    )


def _provider(settings: Settings) -> ProviderSettings | None:
    if settings.oidc_issuer is None:
        return None
    return ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        name=settings.oidc_name,
        role_claim=settings.oidc_role_claim,
        roles=settings.oidc_roles,
        trust_env=urlsplit(settings.oidc_issuer).scheme == "https",
    )


def _demo(caravan: Caravan) -> APIRouter:
    def name_of(account: DemoAccount) -> str:
        return caravan.catalogues.sentence(account.name, account.language)

    return demo_router(
        caravan.database,
        {account.account: account for account in DEMO_ACCOUNTS},
        caravan.settings.identity_secret,
        name_of,
        lambda: caravan.telegram.username if caravan.telegram else None,
    )


def _add_socket(app: FastAPI, caravan: Caravan) -> None:
    origins = set(caravan.settings.allowed_origins)

    @app.websocket("/chat/ws")
    async def chat(socket: WebSocket) -> None:
        origin = socket.headers.get("origin")
        if origin is not None and origin not in origins:
            await socket.close(1008)
            return
        with SOCKETS.track_inprogress():
            await ChatSocket(socket, caravan.webchat).serve()


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "unavailable"}, 503, headers={"Retry-After": "2"})
