"""Tells a clear "yes" from a message that also says something else. A sent message cannot be taken back, so only a
message that says nothing else counts as a yes: "yes, go ahead" does, "oh right, and two weeks later" does not."""

from __future__ import annotations

from actions.dialogue.turn import Turn

_STEP = "_step"


def has_content(turn: Turn) -> bool:
    """Returns whether the message holds a value, or anything else that is more than a yes."""
    choices = [name for name in turn.choices if not name.endswith(_STEP)]  # "that's fine" agrees to a step
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
