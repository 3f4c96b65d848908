"""Stands in for Rasa in a process of its own, which can be killed: `python -m tests.fakes.gateway.rasa_double`.

Like Rasa, it stores nothing: it counts the turns in the state that each request brings, and answers with the order
number in the message and the count. The program reads `RASA_PORT` and `RASA_TOKEN` from the environment.
"""

from __future__ import annotations

import os
import re

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response


def build_app(token: str) -> FastAPI:
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
    uvicorn.run(
        build_app(os.environ["RASA_TOKEN"]), host="127.0.0.1", port=int(os.environ["RASA_PORT"]), log_level="warning"
    )
