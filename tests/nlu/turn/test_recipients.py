"""What a message says about who shall read a request."""

from __future__ import annotations

import pytest

from nlu.turn.words.recipients import find_recipients


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("lagos, cif. only from lumen and jingguang please", [("only", ("lumen", "jingguang"), 0)]),
        ("send it to zhaoming too", [("adds", ("zhaoming",), 0)]),
        ("good. put chengdu silk road in as well, let them compete", [("adds", ("chengdu silk road",), 0)]),
        ("hmm no, take them out again. dont want trouble there", [("out", (), 0)]),
        ("leave lumen out as well", [("out", ("lumen",), 0)]),
        ("those two then. lagos cif", [("only", (), 2)]),
        ("发汉堡 只发给流明和兆明", [("only", ("流明", "兆明"), 0)]),
        ("把成都丝路去掉", [("out", ("成都丝路",), 0)]),
        ("晶光也加上", [("adds", ("晶光",), 0)]),
        ("就这两家", [("only", (), 2)]),
        ("他们去掉吧", [("out", (), 0)]),
        ("send two samples to hamburg", []),
        ("no thanks", []),
        ("送到拉各斯", []),
    ],
)
def test_who_shall_read_a_request(text: str, chosen: list[tuple[str, tuple[str, ...], int]]) -> None:
    assert [(each.way, each.names, each.count) for each in find_recipients(text)] == chosen
