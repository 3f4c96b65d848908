"""The record of a conversation: small, read back as it was written, and unharmed by what it cannot read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.dialogue.discourse import KIND_OF_SLOT, LIMIT_BYTES, Discourse, Last, Listed, TaskState

texts = st.text(max_size=30) | st.builds(str.__mul__, st.sampled_from(["中文", "silk ", "🙂é"]), st.integers(300, 1400))
scalars = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(texts.map(lambda t: t[:20]), inner, max_size=4), max_leaves=6
)  # fmt: skip
names = st.sampled_from(["product", "quantity", "words", "country", "terms"])
kinds = st.sampled_from(sorted({*KIND_OF_SLOT.values()}))
tasks = st.builds(TaskState, st.just("request"), st.just("m1"), st.dictionaries(names, values, max_size=5), names)
records = st.builds(
    Discourse,
    focus=st.lists(st.tuples(kinds, st.integers() | texts).map(list), max_size=8),
    lists=st.lists(st.builds(Listed, kinds, st.lists(st.integers() | texts.map(lambda t: t[:40]), max_size=60)), max_size=3),
    proposal=st.none() | st.fixed_dictionaries({"intent": names, "entities": st.dictionaries(names, values, max_size=4), "message_id": st.just("m1")}),
    task=st.none() | tasks,
    aside=st.lists(tasks, max_size=2),
    search=st.none() | st.dictionaries(names, values, max_size=5),
    waiting=st.none() | st.dictionaries(names, values, max_size=3),
    last=st.builds(Last, st.just("m1"), names, st.dictionaries(names, values, max_size=4)),
    kept=st.dictionaries(names, values, max_size=4),
)  # fmt: skip


few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(records)
def test_a_record_is_never_larger_than_promised_and_loads_back_equal(record: Discourse) -> None:
    task = record.task and (record.task.name, record.task.id, record.task.asked)
    dumped = json.loads(json.dumps(record.dump()))
    assert len(json.dumps(dumped, ensure_ascii=False).encode()) <= LIMIT_BYTES
    again = Discourse.load(dumped)
    assert again.dump() == dumped
    assert (again.task and (again.task.name, again.task.id, again.task.asked)) == task, "the open question stays"


@few
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(Discourse.__dataclass_fields__, values)) | values)
def test_what_cannot_be_read_stops_no_conversation(stored: Any) -> None:
    record = Discourse.load(stored)
    record.set_focus("order", "ORD-1")
    record.add_list("order", ["ORD-1"])
    assert record.find_focus("order") == "ORD-1"
    record.dump()


def test_what_is_too_much_goes_in_its_order() -> None:
    record = Discourse(task=TaskState("request", "m1", {"product": "silk"}, "quantity"))
    record.add_list("order", ["ORD-1"])
    record.add_list("listing", [1])
    record.aside = [TaskState("search", "m0", {"product": "丝" * 500})]
    record.kept = {"files": "x" * 2000}
    assert set(record.dump()) >= {"lists", "aside", "kept", "task"}
    record.kept["files"] = "x" * 2600
    dumped = record.dump()
    assert "aside" not in dumped
    assert [each["kind"] for each in dumped["lists"]] == ["listing"]
    assert dumped["kept"]["files"] == "x" * 2600
    record.kept["files"] = "x" * 4000
    assert set(record.dump()) & {"kept", "aside"} == set()


@pytest.mark.parametrize("kind", sorted({*KIND_OF_SLOT.values()}))
def test_the_latest_of_a_kind_is_what_is_talked_about(kind: str) -> None:
    record = Discourse()
    record.set_focus(kind, 1)
    record.set_focus("other", 9)
    record.set_focus(kind, 2)
    assert (record.focus, record.find_focus(kind)) == ([[kind, 2], ["other", 9]], 2)
    record.set_focus(kind, None)
    assert record.find_focus(kind) is None


def test_a_task_of_the_same_kind_takes_the_place_of_the_one_put_aside() -> None:
    record = Discourse()
    for number, name in enumerate(("request", "search", "request", "shipment")):
        record.task = TaskState(name, f"m{number}")
        record.put_aside()
    assert [(task.name, task.id) for task in record.aside] == [("shipment", "m3"), ("request", "m2")]
    assert record.take_up("request") is not None
    assert record.task is not None
    assert (record.task.id, [task.name for task in record.aside]) == ("m2", ["shipment"])
