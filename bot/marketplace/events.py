"""Takes events from the operator's own system, signed, and hands them on to the action servers (docs/events.md).

A request is signed with HMAC-SHA256 over the time and the body. The signature shows that the operator's system sent it,
and the time shows that it was sent just now. A request that is sent again does no harm, because each event has an id
and is taken in once.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import Counter

from bot.marketplace.client import ActionServers, MarketplaceRefused, NotInMarketplace
from foundation.clock import Clock
from foundation.errors import Retry, Unreadable
from foundation.signatures import HEADER, hash_body

PATH = "/api/events"
MOST = 500
"""The most events in one request."""
WINDOW = dt.timedelta(minutes=5)
"""How far the time in a request may be from the gateway's own time."""
SECONDS = 25.0
"""How many seconds the action servers may take for a request."""
EVENTS = Counter("caravan_events_total", "Events of the operator's own system, by what became of them", ["outcome"])
REQUESTS = Counter("caravan_event_requests_refused_total", "Requests with events that were refused", ["reason"])
_FORM = re.compile(r"key=(?P<key>[^,\s]{1,64}),\s?time=(?P<time>\d{1,12}),\s?v1=(?P<signature>[0-9a-f]{64})")


class RefusedRequest(Exception):
    """Says why a request is refused: `status` is the HTTP status, `error` a word for programs, `reason` a sentence."""

    def __init__(self, status: int, error: str, reason: str) -> None:
        super().__init__(error)
        self.status, self.error, self.reason = status, error, reason


@dataclass(frozen=True, slots=True)
class Signature:
    """Holds the content of the header by which a request is signed."""

    key: str
    time: int
    signature: str


def check_signature(header: str, body: bytes, keys: Mapping[str, str], now: dt.datetime) -> None:
    """Checks that the request was signed with one of the keys, within the last minutes.

    Raises:
        RefusedRequest: the key is unknown, the signature is wrong, or the time is. The error about the time reaches
            only senders with a correct signature.
    """
    given = _read_header(header)
    secret = keys.get(given.key)
    if secret is None:
        raise RefusedRequest(401, "unknown_key", f"There is no key {given.key}.")
    if not hmac.compare_digest(hash_body(secret, given.time, body), given.signature):
        raise RefusedRequest(401, "forged", "The signature is not that of this time and body.")
    age = now.timestamp() - given.time
    if age > WINDOW.total_seconds():
        raise RefusedRequest(401, "stale", f"The request was signed {age:.0f} seconds ago. Sign it anew.")
    if -age > WINDOW.total_seconds():
        raise RefusedRequest(401, "future", f"The request was signed {-age:.0f} seconds ahead of our time.")


def _read_header(header: str) -> Signature:
    if not header:
        raise RefusedRequest(401, "unsigned", f"The header {HEADER} is missing.")
    if (found := _FORM.fullmatch(header.strip())) is None:
        raise RefusedRequest(401, "unsigned", f"The header {HEADER} must be key=…, time=<seconds>, v1=<64 hex digits>.")
    return Signature(found["key"], int(found["time"]), found["signature"])


def read_batch(body: bytes) -> list[Any]:
    """Returns the events of a request. Numbers are returned as they are written, so that prices stay exact.

    Raises:
        RefusedRequest: the body is not a batch.
    """
    try:
        given = json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
        json.dumps(
            given, ensure_ascii=False
        ).encode()  # half a surrogate pair ("\\ud800") is no text that can be stored
    except (ValueError, RecursionError):
        raise RefusedRequest(400, "malformed", "The body is no JSON of whole characters.") from None
    events = given.get("events") if isinstance(given, dict) else None
    if not isinstance(events, list) or not events:
        raise RefusedRequest(400, "malformed", 'The body must be {"events": [ … ]} with at least one event.')
    if len(events) > MOST:
        raise RefusedRequest(400, "too_many", f"A request holds at most {MOST} events.")
    return events


def events_router(servers: ActionServers, keys: Mapping[str, str], clock: Clock) -> APIRouter:
    """Returns the router of `POST /api/events`. `keys` are the operator's keys by their ids.

    The route answers 200 with what became of each event, 401 to a request that is not signed, 400 to one that is not a
    batch, and 503 while no action server answers. After a 503 the same request can be sent again.
    """
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def take(request: Request) -> Response:
        body = await request.body()
        try:
            check_signature(request.headers.get(HEADER, ""), body, keys, clock())
            results = await _hand_on(servers, read_batch(body))
        except RefusedRequest as refused:
            REQUESTS.labels(refused.error).inc()
            retry = {"Retry-After": "2"} if refused.status == 503 else {}
            return JSONResponse({"error": refused.error, "reason": refused.reason}, refused.status, headers=retry)
        for result in results:
            EVENTS.labels("repeated" if result.get("repeated") else result["outcome"]).inc()
        return JSONResponse({"results": results})

    return router


async def _hand_on(servers: ActionServers, events: list[Any]) -> list[dict[str, Any]]:
    try:
        answer = await servers.ask("POST", "/events", {"events": events}, seconds=SECONDS)
        return list(answer["results"])
    except (Retry, NotInMarketplace, MarketplaceRefused, Unreadable):
        raise RefusedRequest(503, "unavailable", "The marketplace cannot be reached. Send the same again.") from None
