"""The loop from real traffic, closed: a message at the web chat, kept, labelled, exported, and held to by the regression test."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.database.engine import open_database
from bot.understanding.commands import understanding_commands
from bot.understanding.store import list_unlabelled
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

ROOT = Path(__file__).resolve().parents[3]
FALLBACK = {"kind": "not_understood", "outcome": "fallback"}
SAID = "where is my order ORD-100234, this is Anna Schmidt from Nordmarkt"


@pytest.mark.timeout(900)  # the model is loaded twice
async def test_from_a_message_to_a_test_that_holds_the_model_to_it(tmp_path: Path) -> None:
    async with running_gateway(f"sqlite:///{tmp_path / 'gateway.db'}", tmp_path, FakeRasa()) as gateway:
        await _walk(gateway, tmp_path)


async def _walk(gateway: Gateway, tmp_path: Path) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    gateway.rasa.effects = [[FALLBACK]]
    await client.say(SAID)
    await client.close()
    async with gateway.caravan.database.read() as connection:
        (kept,) = await list_unlabelled(connection, 10)
    assert kept.text == "where is my order ORD-100234, this is <name> from <company>"

    app = understanding_commands(lambda: open_database(gateway.settings.database_url))
    for label, understood in (("faq_fees", False), ("order_status", True)):
        for command in (["label", label, str(kept.id)], ["export-training", "--root", str(tmp_path)]):
            done = await asyncio.to_thread(CliRunner().invoke, app, command)
            assert done.exit_code == 0, done.output
        traffic = tmp_path / "tests" / "nlu" / "data" / "from_traffic.jsonl"
        (line,) = [json.loads(row) for row in traffic.read_text("utf-8").splitlines()]
        assert (line["intent"], line["lang"]) == (label, "en")
        assert "Anna" not in line["text"]
        assert "Nordmarkt" not in line["text"]
        assert {"entity": "company", "text": "Example Trading Ltd"} in line["entities"]
        passed, output = await asyncio.to_thread(regression, traffic)
        assert passed is understood, output
        assert understood or f"order_status, not {label}" in output


def regression(traffic: Path) -> tuple[bool, str]:
    """Whether the regression test passes for that file, in a process of its own, and what it said."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/nlu/test_from_traffic.py", "-q", "--no-header"],
        cwd=ROOT,
        env={**os.environ, "TRAFFIC": str(traffic)},
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.returncode == 0, run.stdout
