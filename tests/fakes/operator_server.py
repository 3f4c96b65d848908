"""A small operator's server, which takes what Caravan tells it, and can be slow, broken, refuse, and lose its answers."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from foundation.signatures import HEADER, hash_body
from tests.fakes.web import web_server

KEYS = {"2026": hashlib.sha256(b"the operator's own").hexdigest()}


@cache
def bomb() -> bytes:
    return gzip.compress(bytes(2**27))


@dataclass
class OperatorServer:
    """Holds what the server has taken, by its idempotency keys, and how it behaves at the next requests: "500", "hang",
    "drip" (answers a byte now and then), "bomb" (a packed answer of 128 MiB), "redirect" (to itself), "lose" (takes it and
    breaks off), "refuse", "plain" (says nothing); then it answers with a number of its own."""

    url: str = ""
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: int = 0
    plans: list[str] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        body = await request.body()
        self.requests += 1
        found = re.fullmatch(r"key=(.+), time=(\d+), v1=(\w+)", request.headers[HEADER])
        assert found is not None
        if hash_body(KEYS[found[1]], int(found[2]), body) != found[3]:
            return JSONResponse({"error": "forged"}, 401)
        (event,) = json.loads(body)["events"]
        assert request.headers["Idempotency-Key"] == event["id"]
        plan = self.plans.pop(0) if self.plans else ""
        if plan == "500":
            return JSONResponse({"reason": "the stock room is closed"}, 500)
        if plan == "hang":
            await asyncio.sleep(2)
            return Response(status_code=204)
        if plan == "drip":
            return StreamingResponse(_drip())
        if plan == "bomb":
            return Response(bomb(), headers={"Content-Encoding": "gzip"})
        if plan == "redirect":
            return Response(status_code=307, headers={"Location": self.url})
        if plan == "refuse":
            return JSONResponse(
                {
                    "results": [
                        {
                            "id": event["id"],
                            "outcome": "refused",
                            "reason": "Credit limit reached",
                            "reason_zh": "超出信用额度",
                        }
                    ]
                }
            )
        self.taken.setdefault(event["id"], event)
        if plan == "lose":
            return Response("", 502)
        if plan == "plain":
            return Response(status_code=204)
        number = f"PO-{list(self.taken).index(event['id']) + 1}"
        return JSONResponse({"results": [{"id": event["id"], "outcome": "done", "number": number}]})


async def _drip() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.1)


@asynccontextmanager
async def operator_server() -> AsyncIterator[OperatorServer]:
    found, app = OperatorServer(), FastAPI()
    app.add_api_route("/caravan", found.take, methods=["POST"])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        found.url = f"http://127.0.0.1:{listener.getsockname()[1]}/caravan"
        async with web_server(app, listener):
            yield found
