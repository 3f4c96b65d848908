"""Reports and words of a supplier that the act model does not know (nlu/turn/words/making.py and others)."""

from __future__ import annotations

import pytest

from nlu.turn.words.cues.answering import takes_order
from nlu.turn.words.cues.trades.progressing import find_progress
from nlu.turn.words.drafts.editing import find_edits
from nlu.turn.words.making import find_more_reports
from nlu.turn.words.wording import find_reasons


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("丝巾800条的 今天上机了", ["started"]),
        ("还没上机", []),
        ("dinner sets came out of the kiln, all done", ["finished"]),
        ("全部出窑了", ["finished"]),
        ("350 came out of the kiln", []),
    ],
)
def test_stages_in_the_words_of_a_trade(text: str, reports: list[str]) -> None:
    assert find_more_reports(text) == reports


@pytest.mark.parametrize(("text", "count"), [("已经出窑350套", "350"), ("200件下线了", "200"), ("10号出窑", None)])
def test_how_many_have_left_the_kiln(text: str, count: str | None) -> None:
    assert (find_progress(text) or {}).get("count") == count


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("we take it but ship 22 dec, not 19", True),
        ("confirm with the 22nd", True),
        ("接了 不过22号发", True),
        ("先别确认", False),
        ("take the lamps to hamburg", False),
        ("没收到确认书", False),
    ],
)
def test_an_order_is_taken_among_other_words(text: str, takes: bool) -> None:
    assert takes_order(text) is takes


@pytest.mark.parametrize(
    ("text", "gone"), [("别提金边花的事啊", ["金边花"]), ("don't mention the kiln", ["kiln"]), ("don't mention it", [])]
)
def test_what_a_message_is_not_to_mention(text: str, gone: list[str]) -> None:
    assert find_edits(text, text)["gone"] == gone


def test_a_reason_is_not_the_wish_to_write_it_down() -> None:
    assert find_reasons("20号 我算错了。原因也写上", "20号 我算错了。原因也写上", []) == []
    assert find_reasons("染料晚到 交货要拖到22号", "染料晚到 交货要拖到22号", []) == ["染料晚到"]
