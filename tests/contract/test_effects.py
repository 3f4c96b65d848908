"""What actions ask of the gateway, the gateway declares: no name is asked for that nobody carries out, and none declared in vain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.answering.effects import Effect, Effects, Occasion, UnknownEffect
from bot.serving.subjects import effects
from foundation.clock import system_clock

ROOT = Path(__file__).parents[2]


def asked_for(path: Path) -> Iterator[str]:
    """Yields the first argument of each `….request_effect(…)` in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "request_effect":
            assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: the name of an effect is a literal"
            yield str(node.args[0].value)


def test_actions_ask_for_what_is_declared() -> None:
    emitted = {kind for path in (ROOT / "actions").rglob("*.py") for kind in asked_for(path)}
    assert emitted == effects(system_clock, 1).for_dialogue


def test_the_dialogue_may_not_ask_for_what_is_ours() -> None:
    declared = effects(system_clock, 1)
    declared.check([{"kind": kind} for kind in declared.for_dialogue])
    for kind in ("link", "unlink", "ask_to_link", "decline_link", "nothing", None):
        with pytest.raises(UnknownEffect, match=repr(kind)):
            declared.check([{"kind": kind}])


def test_a_name_is_declared_once() -> None:
    async def do(_occasion: Occasion, _effect: dict[str, object]) -> None: ...

    with pytest.raises(ValueError, match="handoff"):
        Effects([Effect("handoff", do), Effect("handoff", do, ours=True)])
