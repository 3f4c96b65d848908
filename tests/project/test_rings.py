"""No folder's children import each other in a circle, in any package, and not too many import each other at all."""

from __future__ import annotations

import pytest

from tools.architecture import count, find_rings

MOST_ARROWS = {"bot": 91, "bot.console": 62, "actions": 103, "actions.marketplace": 75}
"""The most arrows (pairs of children of which one imports the other) of each room: half of those before the house was built
(docs/architecture.md, "Figures"). Put things into the right room, or pass in what they need, rather than raise a number."""


def test_no_children_of_a_folder_import_each_other_in_a_circle() -> None:
    figures = count()
    assert figures.modules > 300
    assert figures.rings == {}
    assert {room: figures.arrows[room] for room in MOST_ARROWS if figures.arrows[room] > MOST_ARROWS[room]} == {}


@pytest.mark.parametrize(
    ("arrows", "rings"),
    [
        ({("a", "b"), ("b", "c")}, []),
        ({("a", "b"), ("b", "a")}, [["a", "b"]]),
        ({("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")}, [["a", "b", "c"]]),
    ],
)
def test_a_ring_is_found(arrows: set[tuple[str, str]], rings: list[list[str]]) -> None:
    assert find_rings(arrows) == rings
