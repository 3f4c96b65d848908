"""What the staff may do in a customer's name is the same on both sides of the wire, and grows with the role."""

from __future__ import annotations

from actions.desk.subjects import ACTS as DECLARED
from bot.staff.acts import ACTS
from bot.staff.roles import ROLES


def test_every_act_has_a_permission_and_every_permission_an_act() -> None:
    assert set(ACTS) == set(DECLARED)
    assert ROLES["agent"] < ROLES["supervisor"] < ROLES["admin"]
