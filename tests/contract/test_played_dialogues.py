"""`make dialogues` is a client of the web chat like any other: what it plays, reports, and says when it cannot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.support.hours import DEFAULT
from nlu.measuring.dialogues.__main__ import main
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, free_port, running_gateway

BASE = {"lang": "en", "role": "visitor", "account": None, "needs": [], "fresh": False, "hours": None}


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(f"sqlite:///{tmp_path}/x.db", tmp_path, FakeRasa()) as gateway:
        yield gateway


def write(folder: Path, *rows: dict[str, Any]) -> Path:
    data = folder / "data.jsonl"
    data.write_text("\n".join(json.dumps({**BASE, **row}) for row in rows), encoding="utf-8")
    return data


async def run(folder: Path, data: Path, url: str) -> tuple[int, list[dict[str, Any]]]:
    report = folder / "report.jsonl"
    status = await asyncio.to_thread(main, [str(data), str(report), url])
    lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    return status, [json.loads(line) for line in lines]


async def test_a_conversation_is_played_and_reported(
    gateway: Gateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.rasa.understood.append({"intent": "greet", "confidence": 1.0, "entities": [], "acts": [{"act": "chatter"}]})
    turns = [
        {"user": "hello", "must": ["^1: HELLO"], "must_not": ["gatepost"]},
        {"user": "second", "must": ["third"]},
        {"press": "my orders", "must": ["my orders"]},
        {"press": "No such button"},
        {"user": "from there", "as": "chengdu-silk", "must": ["^1: from there", "我的订单|订单"]},
        {"user": "back", "must": ["^4: back"]},
    ]
    row = {"id": "d1", "role": "buyer", "account": "nordmarkt", "fresh": True, "turns": turns}
    status, report = await run(tmp_path, write(tmp_path, row), gateway.address)
    assert status == 0
    assert list(report[0]) == ["id", "turn", "user", "reply", "acts", "intent", "seconds", "failed"]
    assert [(line["id"], line["turn"], line["user"]) for line in report] == [
        ("d1", n, turn.get("user") or turn.get("press")) for n, turn in enumerate(turns, start=1)
    ]
    assert [line["failed"] for line in report] == [[], ["must: third"], [], ["no button 'No such button'"], [], []]
    assert (report[0]["intent"], report[0]["acts"]) == ("greet", ["chatter"])
    assert report[0]["reply"].startswith("1: hello\n["), "the greeting is no part of the first answer; buttons are"
    assert 0 < report[0]["seconds"] < 60
    assert gateway.rasa.resets == 1
    printed = capsys.readouterr()
    assert "1 of 1  d1" in printed.err
    assert "66.7%" in printed.out


async def test_what_needs_other_hours_is_skipped_and_said(
    gateway: Gateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = "staffed" if DEFAULT.is_staffed(gateway.caravan.clock()) else "unstaffed"
    other = "unstaffed" if now == "staffed" else "staffed"
    turns = [{"user": "hello"}]
    rows = [{"id": "now", "hours": now, "turns": turns}, {"id": "later", "hours": other, "turns": turns}]
    status, report = await run(tmp_path, write(tmp_path, *rows), gateway.address)
    assert (status, [line["id"] for line in report]) == (0, ["now"])
    assert f"skipped: later, because the demo is not {other} now" in capsys.readouterr().out
    assert gateway.rasa.resets == 0


async def test_a_refused_message_fails_its_turn_and_the_rest_of_its_conversation(
    gateway: Gateway, tmp_path: Path
) -> None:
    rows = [
        {"id": "long", "turns": [{"user": "x" * 5000}, {"user": "hello"}]},
        {"id": "other", "turns": [{"user": "hello"}]},
    ]
    status, report = await run(tmp_path, write(tmp_path, *rows), gateway.address)
    assert status == 0
    assert [bool(line["failed"]) for line in report] == [True, True, False]
    assert report[0]["failed"][0].startswith("refused: too_large")
    assert report[1]["seconds"] is None


async def test_an_unknown_account_and_an_address_without_a_demo_are_said(
    gateway: Gateway, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path, {"id": "d1", "role": "buyer", "account": "nobody", "turns": [{"user": "hello"}]})
    assert (await run(tmp_path, data, gateway.address))[0] == 1
    assert "has no account nobody" in capsys.readouterr().err
    assert (await run(tmp_path, data, f"http://127.0.0.1:{free_port()}"))[0] == 1
    assert "nothing answers at http://127.0.0.1:" in capsys.readouterr().err


async def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await run(tmp_path, tmp_path / "none.jsonl", ""))[0] == 2
    assert "none.jsonl" in capsys.readouterr().err
    data = write(tmp_path, {"id": "d1", "turns": [{"user": "hello"}]})
    assert main([str(data), str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be written" in capsys.readouterr().err
    assert main([]) == 2
    assert "make dialogues DATA=" in capsys.readouterr().err
