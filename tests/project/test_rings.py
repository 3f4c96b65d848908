"""No folder's children import each other in a circle, in any package."""

from __future__ import annotations

import pytest

from tools.architecture import count, find_rings


def test_no_children_of_a_folder_import_each_other_in_a_circle() -> None:
    figures = count()
    assert figures.modules > 300
    assert figures.rings == {}


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
