"""The situation of a message: the actions write what the conversation is about, and the NLU reads it by the same names."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.dialogue import situation as written
from actions.dialogue.discourse import KIND_OF_SLOT, PLURALS, Discourse, Last, TaskState
from actions.dialogue.situation import TASK_OF_INTENT, describe_situation
from actions.dialogue.tasks import TASKS
from nlu.understanding.situation import situation as read
from nlu.understanding.situation.situation import Situation
from tests.fakes.actions.registered import register_actions

ROOT = Path(__file__).parents[2]
RESPONSES = tuple(yaml.load((ROOT / "domain.yml").read_bytes(), Loader=yaml.CSafeLoader)["responses"])
register_actions()


def understood(described: dict[str, Any]) -> dict[str, Any]:
    """Returns what the NLU makes of it. Of a situation with a name that it does not know it makes the empty one."""
    return Situation.read(described).as_json()


@pytest.mark.parametrize("name", sorted(TASKS))
def test_each_question_of_a_task_is_one_that_the_nlu_knows(name: str) -> None:
    task = TASKS[name]
    for kind in (*(slot.kind for slot in task.slots), "yesno"):
        record = Discourse(task=TaskState(name, "m1"), last=Last("m1", said=["utter_thank"]))
        described = describe_situation(record, kind, name)
        assert understood(described) == described
        known = written.ALIASES.get(name, name)
        assert described["task"] == (known if known in read.TASKS else "other")
        assert Situation.read(described).is_in_task or kind == "choice"


def test_each_kind_of_thing_is_one_that_the_nlu_knows() -> None:
    kinds = {*KIND_OF_SLOT.values()}
    assert kinds == set(PLURALS)
    for kind in kinds:
        record = Discourse()
        record.set_focus(kind, "x")
        record.add_list(kind, ["x", "y"])
        described = describe_situation(record, "choice", "other")
        assert understood(described) == described
        focus = [kind] if kind in read.FOCUS else []
        listed = [PLURALS[kind]] if PLURALS[kind] in read.LISTED else []
        assert (described["focus"], described["listed"]) == (focus, listed)


def test_whatever_was_said_is_a_deed_that_the_nlu_knows() -> None:
    unknown = []
    for response, asked, task in itertools.product(
        RESPONSES, ("none", "choice", "yesno", "quantity"), ("none", "request")
    ):
        described = describe_situation(Discourse(last=Last("m1", said=[response])), asked, task)
        if understood(described) != described:
            unknown.append((response, asked, task))
    assert unknown == []


def test_the_names_are_those_of_the_nlu() -> None:
    assert set(TASK_OF_INTENT.values()) <= set(read.TASKS)
    assert set(read.TASKS) >= written._KNOWN_TASKS
    assert set(written._DEEDS.values()) <= set(read.LAST)
    assert {slot.kind for task in TASKS.values() for slot in task.slots} <= set(read.ASKED)


def test_each_beginning_of_a_response_is_the_beginning_of_one() -> None:
    idle = [beginning for beginning in written._DEEDS if not any(re.match(beginning, name) for name in RESPONSES)]
    assert idle == []


def test_an_empty_record_is_an_empty_situation() -> None:
    assert Situation.read(describe_situation(Discourse(), "none", "none")).is_empty
    assert Situation.read(Discourse().situation).is_empty
