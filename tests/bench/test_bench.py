"""The benches count right, ask fairly, and report as docs/contract.md says. How fast anything is, is not a test's business."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.load import hold, percentile, time_turns
from bench.report import NAMES, RESULTS, build_result, write
from bench.run import GROUPS
from bench.systems import Caravan
from bench.texts import ACTION, PLAIN, TURNS, write_scripts
from bench.turns import Contender, action_results, plain_results
from tests.fakes.gateway.running import Gateway, gateway  # noqa: F401 - a fixture


@dataclass
class Slow:
    """A system that answers after a while, knows who spoke at once and what it was told."""

    seconds: float = 0.01
    answers: int = 1
    open_now: int = 0
    most_open: int = 0
    heard: list[list[str]] = field(default_factory=list)

    async def open(self) -> SlowConversation:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        self.heard.append([])
        return SlowConversation(self, self.heard[-1])


@dataclass
class SlowConversation:
    system: Slow
    told: list[str]

    async def say(self, text: str) -> int:
        await asyncio.sleep(self.system.seconds)
        self.told.append(text)
        return self.system.answers

    async def close(self) -> None:
        self.system.open_now -= 1


def numbered() -> Iterator[list[str]]:
    for count in itertools.count():
        yield [f"{count}-{turn}" for turn in range(3)]


async def test_every_conversation_is_fresh_eight_are_held_and_each_turn_counts_once() -> None:
    system = Slow()
    load = await hold(system, numbered(), seconds=0.5, at_once=8)
    said = [text for conversation in system.heard for text in conversation]
    assert system.most_open == 8
    assert system.open_now == 0
    assert len(said) == len(set(said))
    assert all(conversation == sorted(conversation) and len(conversation) <= 3 for conversation in system.heard)
    # What ends after the time was said and is not counted: at most the last turn of each.
    assert len(said) - 8 <= load.turns <= len(said)
    assert load.unanswered == 0
    assert all(taken >= system.seconds for taken in load.latencies)
    assert load.per_second == pytest.approx(load.turns / 0.5)


async def test_a_turn_without_an_answer_is_no_turn() -> None:
    load = await hold(Slow(answers=0), numbered(), seconds=1.0, at_once=2)
    assert load.turns == 0
    assert load.unanswered > 0


async def test_a_system_that_fails_stops_the_bench() -> None:
    class Broken(SlowConversation):
        async def say(self, text: str) -> int:
            raise ConnectionError("gone")

    class Breaks(Slow):
        async def open(self) -> SlowConversation:
            return Broken(self, [])

    with pytest.raises(ConnectionError):
        await hold(Breaks(), numbered(), seconds=1)


def test_percentiles_are_values_that_were_seen() -> None:
    hundred = [float(value) for value in range(100, 0, -1)]
    assert (percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1.0)) == (50.0, 99.0, 100.0)
    assert percentile([7.0], 0.99) == 7.0
    assert percentile([], 0.99) == 0.0


def test_no_text_comes_twice_and_a_stream_is_the_same_every_time() -> None:
    for templates in (ACTION, PLAIN):
        streams = [list(itertools.islice(write_scripts(templates, stream), 200)) for stream in (0, 1, 98)]
        texts = [text for stream in streams for conversation in stream for text in conversation]
        assert len(texts) == 3 * 200 * TURNS == len(set(texts))
        assert streams[0] == list(itertools.islice(write_scripts(templates, 0), 200))


def test_the_report_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    ours, peer = (Contender(name, Slow(), {}) for name in ("Caravan", "peer"))
    for contender, latency, turns in ((ours, 0.01, 400), (peer, 0.04, 100)):
        contender.load.latencies, contender.load.seconds = [latency] * turns, 10.0
        contender.cpu = {"Rasa": 1.0}
    results = [*action_results(ours, ours, peer), *plain_results(ours, peer)]
    results.append(build_result("history", "full over empty", 1.04321, None, "…", better="lower"))
    write(results, tmp_path / "results.json")
    rows = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert all(list(row) == ["name", "unit", "ours", "peer", "ratio", "conditions"] for row in rows)
    named = {row["name"]: row for row in rows}
    assert set(named) <= set(NAMES)
    assert len(named) == len(rows)
    # Above 1 is better, whether more or less of it is good.
    assert named["action_turns"]["ratio"] == named["plain_turns"]["ratio"] == 4.0
    assert (named["action_turn_p99"]["ours"], named["action_turn_p99"]["peer"], named["action_turn_p99"]["ratio"]) == (
        10,
        40,
        4,
    )
    assert named["history"]["peer"] is None
    assert named["history"]["ratio"] is None
    assert "CPU ms a turn: Rasa 2.5, together 2.5" in named["action_turns"]["conditions"]


def test_the_kept_report_has_every_figure_and_nobody_slows_others_down_by_more_than_a_half() -> None:
    named = {row["name"]: row for row in json.loads(RESULTS.read_text("utf-8"))}
    assert set(NAMES) <= set(named)
    assert all(named[name]["ours"] <= 1.5 for name in ("flood", "poison_message", "control_frames"))


def test_every_group_of_benches_can_be_asked_for() -> None:
    assert {"turns", "long", "history", "flood", "poison", "control_frames"} <= set(GROUPS)


async def test_the_client_of_the_web_chat_counts_the_answers_of_a_real_gateway(gateway: Gateway) -> None:  # noqa: F811
    empty = {"response": "gateway.empty", "values": {}, "buttons": [], "cards": []}
    gateway.rasa.replies = [[empty, empty], [empty], []]
    conversation = await Caravan(gateway.address).open()
    try:
        # The greeting and the contact's own message are no answers.
        assert [await conversation.say(text) for text in ("one", "two", "three")] == [2, 1, 0]
    finally:
        await conversation.close()
    assert len(await time_turns(Caravan(gateway.address), ["four", "five"])) == 2
    assert [request["text"] for request in gateway.rasa.requests] == ["one", "two", "three", "four", "five"]
