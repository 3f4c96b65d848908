"""Whether every way of pointing at things is known to all that read pointers."""

from __future__ import annotations

from typing import get_args

from actions.dialogue.said.pointing import BY_TERMS, INTO_A_LIST, By
from actions.sourcing.at_hand import referents
from nlu.turn.words.goods import pointing


def test_every_way_of_pointing_is_known_where_it_is_read() -> None:
    assert get_args(By) == get_args(pointing.By)
    assert {*referents.BY, "best"} == set(get_args(By))
    assert set(get_args(By)) >= BY_TERMS | INTO_A_LIST
