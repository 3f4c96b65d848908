"""What a complaint says: counts with their faults, photos that exist, and the terms of a wish."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.words.complaints.complaints import find_complaint
from nlu.turn.words.figures.figures import find_figures
from nlu.understanding.text.writing import folded


def read(text: str) -> dict[str, Any]:
    return find_complaint(folded(text), text, [], find_figures(text, []))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("9 dont charge and 3 boxes wrong color", [("9", "", "9 dont charge"), ("3", "wrong", "3 boxes wrong color")]),
        ("666那单 有12个杯口缺了 5个颜色发错", [("12", "damaged", "12个杯口缺了"), ("5", "wrong", "5个颜色发错")]),
    ],
)
def test_each_of_several_faults_has_its_count(text: str, parts: list[tuple[str, str, str]]) -> None:
    assert read(text)["parts"] == parts


@pytest.mark.parametrize(
    ("text", "counts", "name"),
    [
        ("38 broken", ["38"], "names_fault"),
        ("碎了23个", ["23"], "names_fault"),
        ("sorry recounted, 46, eight more in the last carton", ["46"], "recounts"),
        ("刚重新数了 29个 最后一箱又多了6个", ["29"], "recounts"),
    ],
)
def test_a_count_is_known_by_its_words(text: str, counts: list[str], name: str) -> None:
    found = read(text)
    assert found["counts"] == counts
    assert found[name]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        *(
            ("have 6 pics and a video of the opening", True),
            ("we took 4 photos", True),
            ("我拍了6张照片还有开箱视频", True),
        ),
        *(
            ("do i need fotos?", False),
            ("i will send pictures tomorrow", False),
            ("一定要照片吗", False),
            ("没有照片", False),
        ),
    ],
)
def test_only_photos_that_exist_are_evidence(text: str, evidence: bool) -> None:
    assert bool(read(text).get("evidence")) is evidence


def test_a_wish_tells_no_fault_and_keeps_its_terms() -> None:
    assert "account" not in read("my partner says better replacement than money. so that")
    assert read("we want 9 new ones sent by dhl, they pay")["terms"] == "we want 9 new ones sent by dhl, they pay"
