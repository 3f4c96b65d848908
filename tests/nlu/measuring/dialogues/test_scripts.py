"""Conversations are read or refused by line, arranged so that none disturbs another, checked and summed up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.measuring.dialogues.playing import Played
from nlu.measuring.dialogues.rounds import arrange
from nlu.measuring.dialogues.scripts import Dialogue, read_dialogues
from nlu.measuring.dialogues.table import add_up, count_echoes, format_table

TURN = {"user": "50 bar stools", "expect": "Finds them.", "must": ["bar stool", "50"], "must_not": ["sign in"]}
ROW = {
    "id": "a1",
    "lang": "en",
    "role": "visitor",
    "account": None,
    "needs": [],
    "fresh": False,
    "hours": None,
    "turns": [TURN],
}


def read(folder: Path, *rows: dict[str, Any]) -> list[Dialogue]:
    path = folder / "dialogues.jsonl"
    path.write_text("\n".join(json.dumps({**ROW, **row}) for row in rows) + "\n\n", encoding="utf-8")
    return read_dialogues(path)


def test_a_conversation_is_read(tmp_path: Path) -> None:
    turns = [TURN, {"press": "Send", "must": []}, {"user": "any news?", "as": "chengdu-silk"}]
    (found,) = read(tmp_path, {"role": "buyer", "account": "nordmarkt", "fresh": True, "turns": turns})
    assert [turn.user for turn in found.turns] == ["50 bar stools", "Send", "any news?"]
    assert [turn.is_press for turn in found.turns] == [False, True, False]
    assert found.turns[2].speaker == "chengdu-silk"
    assert found.accounts == {"nordmarkt", "chengdu-silk"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"lang": "de"}, "line 1: lang is 'de', not one of en, zh"),
        ({"role": "agent"}, "line 1: role is 'agent'"),
        ({"hours": "night"}, "line 1: hours is 'night'"),
        ({"turns": [{"must": []}]}, "line 1: user is missing"),
        ({"turns": [{"user": "x", "must": ["(open"]}]}, "line 1: missing )"),
    ],
)
def test_a_line_that_is_no_conversation_is_named(tmp_path: Path, row: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="line 1") as refused:
        read(tmp_path, row)
    assert str(refused.value).startswith(said)


def test_two_conversations_of_one_name_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="called a1"):
        read(tmp_path, {}, {})
    with pytest.raises(ValueError, match="no conversation"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("reply", "failed"),
    [
        ("50 Bar Stools found", []),
        ("Bar stools found", ["must: 50"]),
        ("", ["must: bar stool", "must: 50"]),
        ("50 bar stools; please Sign in", ["must_not: sign in"]),
    ],
)
def test_checks_are_found_in_any_case(tmp_path: Path, reply: str, failed: list[str]) -> None:
    assert read(tmp_path, {})[0].turns[0].find_failed(reply) == failed


def buyer(name: str, account: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "role": "buyer", "account": account, **more}


def test_conversations_that_disturb_each_other_are_not_played_together(tmp_path: Path) -> None:
    rows = [
        buyer("b1", "nordmarkt", fresh=True),
        buyer("b2", "nordmarkt"),
        buyer("b3", "lagos-home"),
        {"id": "s1", "role": "supplier", "account": "chengdu-silk"},
        {"id": "v1"},
        buyer("b4", "huaxia-trade", turns=[TURN, {"user": "orders?", "as": "chengdu-silk"}]),
        {"id": "v2"},
    ]
    rounds = arrange(read(tmp_path, *rows), at_once=4)
    assert [[each.id for each in one.dialogues] for one in rounds] == [
        ["b1", "b3", "v1", "v2"],
        ["b2"],
        ["s1"],
        ["b4"],
    ]
    assert [one.is_fresh for one in rounds] == [True, False, False, False]


def test_one_at_once_is_the_order_of_the_file(tmp_path: Path) -> None:
    rounds = arrange(read(tmp_path, {"id": "x"}, {"id": "y"}), at_once=1)
    assert [[each.id for each in one.dialogues] for one in rounds] == [["x"], ["y"]]


def test_the_table_counts_turns_conversations_and_baselines(tmp_path: Path) -> None:
    turns = [
        TURN,
        {"user": "in oak", "must": ["oak"], "must_not": ["pine"]},
        {"user": "thanks", "must": [], "must_not": ["bar stool"]},
    ]
    dialogues = read(
        tmp_path,
        {"turns": turns},
        {"id": "z1", "lang": "zh", "needs": ["sample"]},
        {"id": "skipped", "hours": "staffed"},
    )
    played = {
        "a1": [Played("a1", n, "", "", [], None, 0.1, ["must: oak"] if n == 2 else []) for n in (1, 2, 3)],
        "z1": [Played("z1", 1, "", "", [], None, 0.1, [])],
    }
    assert count_echoes(dialogues[0]) == 2
    total = add_up(dialogues, played)
    assert (total.conversations, total.whole, total.turns, total.passed) == (2, 1, 4, 3)
    assert (total.empty, total.echo) == (1, 3)
    lines = {line[:28].strip(): line[28:].split() for line in format_table(dialogues, played).splitlines()}
    assert lines["all"] == ["2", "1", "4", "3", "75.0%", "25.0%", "75.0%"]
    assert lines["language zh"][:4] == ["1", "1", "1", "1"]
    assert lines["needs nothing new"][:4] == ["1", "0", "3", "2"]
    assert "role supplier" not in lines, "nobody played it"
