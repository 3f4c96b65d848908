"""Where goods go when a place abroad stands beside an Incoterm."""

from __future__ import annotations

import pytest

from actions.dialogue.said.entities import Entities
from nlu.turn.words.roles import with_roles


@pytest.mark.parametrize(("incoterm", "is_goal"), [("FOB", True), ("EXW", True), ("CIF", True)])
def test_a_place_abroad_beside_an_incoterm_is_where_the_goods_go(incoterm: str, is_goal: bool) -> None:
    text = f"500 bags, {incoterm} Hamburg"
    place = {"country": "DE", "city": {"en": "Hamburg", "zh": "汉堡"}}
    found = Entities.of_message(
        with_roles(
            [
                {"entity": "incoterm", "value": incoterm, "start": 10, "end": 13},
                {"entity": "country", "value": place, "start": 14, "end": 21},
            ],
            text,
        )
    )
    assert (found.destination is not None) is is_goal
    assert (found.port is None) is (incoterm != "CIF")
