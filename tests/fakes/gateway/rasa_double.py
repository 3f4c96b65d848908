"""`python -m tests.fakes.gateway.rasa_double`: a stand-in for Rasa in a process of its own, which can be killed.

A pure function, as Rasa is: it counts turns in the state that it is given, and answers with the order number and the count. Environment:
`RASA_PORT`, `RASA_TOKEN`.
"""

from __future__ import annotations

import os
import re

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response


def app(token: str) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    @app.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhooks/caravan/turn")
    async def turn(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {token}":
            return JSONResponse({"error": "unauthorized"}, 401)
        body = await request.json()
        turns = (body["state"] or {}).get("turns", 0) + 1
        found = re.search(r"ORD-\d+", body["text"])
        values = {"number": f"{found[0] if found else body['text']} (turn {turns})"}
        reply = {"response": "utter_order_not_found", "values": values, "buttons": [], "cards": []}
        return JSONResponse({"state": {"turns": turns}, "replies": [reply], "effects": [], "understood": None})

    return app


if __name__ == "__main__":
    uvicorn.run(app(os.environ["RASA_TOKEN"]), host="127.0.0.1", port=int(os.environ["RASA_PORT"]), log_level="warning")
