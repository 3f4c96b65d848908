"""Tells a clear "yes" from a message that also says something else. A sent message cannot be taken back, so only a
message that says nothing else counts as a yes: "yes, go ahead" does, "oh right, and two weeks later" does not."""

from __future__ import annotations

from collections.abc import Collection

from actions.dialogue.turn import Turn

_STEP, _CLAIM = "_step", "claim"


def has_content(turn: Turn) -> bool:
    """Returns whether the message holds a value, or anything else that is more than a yes."""
    is_of_claim = turn.task is None or turn.task.name.startswith(_CLAIM)
    choices = [name for name in turn.choices if not name.endswith(_STEP)]  # "that's fine" agrees to a step
    choices = [name for name in choices if is_of_claim or not name.startswith(_CLAIM)]  # "all up" gives no count
    values = (turn.entities, choices, turn.shifts, turn.shares, turn.differences, turn.percents, turn.cues.removes)
    has_value = any(map(bool, (*values, turn.papers, turn.remarks, turn.limits, turn.sizes)))
    return has_value or turn.cues.names_variant


def agrees_clearly(turn: Turn, *, repeats: bool = False) -> bool:
    """Returns whether the message, whose act or intent is a yes, says nothing else. `repeats` says that the values in
    it only repeat those that the bot has shown."""
    if turn.provisos:
        return False  # a yes with a condition is no clear yes
    if turn.is_pressed or turn.cues.sends:
        return True
    return turn.cues.assents and (repeats or not has_content(turn))


def agrees_to(turn: Turn, deeds: Collection[str]) -> bool:
    """Returns whether the words say yes, or name one of `deeds`, and add nothing but a form of address, or that the
    rest stays as it is: "yes sir", "yes pause", 地址也不变。ok下单."""
    return turn.cues.agrees and set(turn.cues.deeds) <= set(deeds) and not turn.provisos and not has_content(turn)
