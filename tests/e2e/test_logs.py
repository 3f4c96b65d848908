"""The logs of all processes of the real stack: a message can be followed through them, and they tell nothing that nobody should read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient, demo_identity
from tests.fakes.whole.stack import Stack

pytestmark = pytest.mark.asyncio

SEEDED = (
    "Wilhelmine Oberstdorf",
    "w.oberstdorf@kunde.example",
    "+49 170 7654321",
    "DE89370400440532013000",
    "6222021234567890123",
)
SAID = f"This is {SEEDED[0]}, {SEEDED[1]}, {SEEDED[2]}, IBAN {SEEDED[3]}, card {SEEDED[4]}: where is ORD-100234?"
TURN = {"gateway": "turn done", "rasa": "turn done", "actions": "action done"}


def lines_of(stack: Stack, process: str) -> list[dict[str, Any]]:
    """What our processes wrote, parsed; what is no JSON (a banner of an interpreter) is left out."""
    return list(_parsed(stack.var / "logs" / f"{process}.log"))


def _parsed(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("{"):
            yield json.loads(line)


async def followed(stack: Stack, message: str) -> dict[str, list[dict[str, Any]]]:
    """The lines about a message in each process, once every process has written the one that ends its part."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = {name: [line for line in lines_of(stack, name) if line.get("message") == message] for name in TURN}
            if all(end in [line["event"] for line in found[name]] for name, end in TURN.items()):
                return found
            await asyncio.sleep(0.1)


async def test_a_message_is_followed_through_all_processes(stack: Stack) -> None:
    client = await ChatClient.open(stack.address, "nordmarkt")
    await client.say(SAID, client_id="seeded")
    ack = next(frame for frame in client.frames if frame["type"] == "ack")
    found = await followed(stack, f"{client.conversation}-{ack['id']}")
    await client.close()
    for process, lines in found.items():
        assert {line["conversation"] for line in lines} == {client.conversation}, process
        assert {line["process"] for line in lines} == {process}


async def test_no_log_tells_what_was_said_who_said_it_or_a_secret(stack: Stack) -> None:
    identity = await demo_identity(stack.address, "nordmarkt")
    client = await ChatClient.open(stack.address, identity=identity)
    await client.say(SAID)
    await client.send({"type": "button", "client_id": "forged", "token": "bm90IGEgYnV0dG9uIGF0IA"})
    code = await stack.telegram_link("lagos-home")
    person = stack.telegram.person(8123456789)
    await person.sends(f"/start {code}")
    await person.receives()
    await person.sends(SAID)
    await person.receives()
    await client.close()
    made = json.loads((stack.var / "demo-secrets.json").read_text())
    hidden = (
        *SEEDED,
        SAID,
        identity,
        client.session,
        code,
        stack.telegram.token,
        "8123456789",
        "bm90IGEgYnV0dG9uIGF0IA",
    )
    hidden += (*made.values(), made["identity_secret"].partition(":")[2], *stack.passwords.values())
    for log in (stack.var / "logs").glob("*.log"):
        written = log.read_text("utf-8")
        assert [word for word in hidden if word in written] == [], log.name
