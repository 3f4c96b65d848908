"""What actions ask of the gateway, the gateway declares with the same fields: nothing is asked for that nobody carries out, and nothing declared in vain."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

import pytest

from actions.effects import EFFECTS, build_effect
from bot.conversation.answering.asked_effects import AskedEffect, HandoffEffect
from bot.conversation.answering.effects import Effect, Effects, Occasion, UnknownEffect
from bot.conversation.dialogue import TurnFailed
from bot.messages.turn import read_answer
from bot.serving.subjects import effects
from foundation.clock import system_clock
from nlu.turn.answer import read_effect

ROOT = Path(__file__).parents[2]
DECLARED = effects(system_clock, 1)
OF_THE_GATEWAY = DECLARED.for_dialogue


def find_requests(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the kind and the details of each `….request_effect(…)` in a file. A detail that is not written there is
    its example."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "request_effect":
            assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: the name of an effect is a literal"
            kind = str(node.args[0].value)
            examples = make_examples(EFFECTS[kind])
            yield (
                kind,
                {
                    str(one.arg): one.value.value if isinstance(one.value, ast.Constant) else examples.get(str(one.arg))
                    for one in node.keywords
                },
            )


def find_values(hint: Any) -> tuple[Any, ...]:
    """Returns the values of a `Literal`, also in `Literal[…] | None`; nothing for another type."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(value for part in get_args(hint) for value in find_values(part))


def make_examples(declared: type[Any]) -> dict[str, str]:
    """Returns a value for each field of an effect."""
    hints = get_type_hints(declared)
    return {one.name: next(iter(find_values(hints[one.name])), "RFQ-10031") for one in fields(declared)}


def list_required(declared: type[Any]) -> set[str]:
    return {one.name for one in fields(declared) if one.default is MISSING}


def send(kind: str, details: dict[str, str]) -> AskedEffect:
    """Sends an effect from the action through Rasa to the gateway."""
    said = {"state": {}, "replies": [], "effects": [read_effect({"effect": build_effect(kind, details)})]}
    (read,) = DECLARED.read(read_answer(json.dumps(said).encode()).effects)
    return read


def test_both_sides_declare_the_same_effects() -> None:
    assert set(EFFECTS) == set(OF_THE_GATEWAY)


@pytest.mark.parametrize("kind", EFFECTS)
def test_both_sides_declare_the_same_fields(kind: str) -> None:
    asked, read = EFFECTS[kind], OF_THE_GATEWAY[kind]
    hints, read_hints = get_type_hints(asked), get_type_hints(read)
    assert [one.name for one in fields(asked)] == [one.name for one in fields(read)]
    assert list_required(asked) == list_required(read)
    for name, hint in hints.items():
        assert set(find_values(hint)) <= set(find_values(read_hints[name]))
        assert bool(find_values(hint)) == bool(find_values(read_hints[name])), name


def test_actions_ask_for_what_is_declared() -> None:
    requests = [request for path in (ROOT / "actions").rglob("*.py") for request in find_requests(path)]
    assert {kind for kind, _ in requests} == set(EFFECTS)
    for kind, details in requests:
        assert send(kind, details).kind == kind


@pytest.mark.parametrize("kind", EFFECTS)
def test_what_an_action_asks_is_what_the_gateway_carries_out(kind: str) -> None:
    examples = make_examples(EFFECTS[kind])
    assert asdict(send(kind, examples)) == examples
    for name in set(examples) - list_required(EFFECTS[kind]):
        assert getattr(send(kind, {key: value for key, value in examples.items() if key != name}), name) is None


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, one in EFFECTS.items() for name in sorted(list_required(one))]
)
def test_an_effect_without_a_field_fails_before_anything_is_written(kind: str, name: str) -> None:
    examples = make_examples(EFFECTS[kind])
    less = {key: value for key, value in examples.items() if key != name}
    with pytest.raises(TypeError, match=name):
        build_effect(kind, less)
    for wrong in (less, {**examples, name: 7}, {**examples, name: None}):
        with pytest.raises(TurnFailed, match=kind):
            DECLARED.read([{"kind": kind, **wrong}])


def test_a_value_that_is_none_of_those_declared_fails() -> None:
    with pytest.raises(TurnFailed, match="language"):
        DECLARED.read([{"kind": "language", "language": "fr"}])


def test_what_a_later_version_adds_to_an_effect_is_passed_over() -> None:
    assert DECLARED.read([{"kind": "handoff", "reason": "asked", "more": 1}]) == [HandoffEffect("asked")]


def test_an_action_asks_for_nothing_that_is_not_declared() -> None:
    with pytest.raises(KeyError, match="teleport"):
        build_effect("teleport", {})
    with pytest.raises(TypeError, match="when"):
        build_effect("handoff", {"reason": "asked", "when": "now"})


def test_the_dialogue_may_not_ask_for_what_is_ours() -> None:
    for kind in ("link", "unlink", "ask_to_link", "decline_link", "keep_reach", "rate", "nothing", None):
        with pytest.raises(UnknownEffect, match=repr(kind)):
            DECLARED.read([{"kind": kind, "code": "c"}])


def test_a_name_is_declared_once() -> None:
    @dataclass(frozen=True)
    class Again(AskedEffect):
        kind: ClassVar[str] = "handoff"

    async def do(_occasion: Occasion, _effect: AskedEffect) -> None: ...

    with pytest.raises(ValueError, match="handoff"):
        Effects([Effect(HandoffEffect, do), Effect(Again, do, ours=True)])
