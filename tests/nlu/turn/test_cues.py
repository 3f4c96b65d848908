"""The cues of a message (nlu/turn/words/cues/) and the roles of its entities (nlu/turn/words/roles.py) cost little, whatever a typed text
of 4,096 characters is made of."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nlu.turn.words import own_business
from nlu.turn.words.complaints.faults import find_faults
from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.cues.cues import FINDERS, find_cues
from nlu.turn.words.cues.trades.prices import quoting
from nlu.turn.words.drafts.about import speaks_of_draft
from nlu.turn.words.roles import with_roles
from nlu.understanding.grammar import periods
from tests.fakes.long_texts import LIMIT_SECONDS, LONGEST, long_texts, measure_cpu, too_slow

TODAY = date(2026, 11, 25)
SPAN = (LONGEST // 2, LONGEST // 2 + 3)
PLACE = {"city": "Shanghai", "province": "CN-SH"}
VALUES = {"region": PLACE, "quantity": {"value": 5, "unit": "piece"}, "incoterm": "CIF", "country": {"country": "DE"}}
READERS: dict[str, Callable[[str], Any]] = {
    **FINDERS,
    "what is wrong": lambda text: find_faults(text, []),
    "how a message is put": speaks_of_draft,
    "period": lambda text: periods.find_period(text, TODAY),
    "deadline": lambda text: periods.find_deadline(text, TODAY),
    "quoted": lambda text: quoting.find_quoted(text, TODAY),
    "what is denied": lambda text: is_denied(text, *SPAN),
    "an own place": lambda text: own_business.is_own_place(text, SPAN[0]),
    "an own business": lambda text: own_business.is_own_business(text, *SPAN),
}


@pytest.mark.parametrize("name", READERS)
def test_no_cue_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}


KINDS = [["region"], ["quantity"], ["region", "incoterm"], [*VALUES]]


@pytest.mark.parametrize("kinds", KINDS, ids="-".join)
def test_as_many_entities_as_a_message_can_name_are_read_in_linear_time(kinds: list[str]) -> None:
    """One at every third character of a long text, which is more than the NLU finds in any. The kinds share a hundred texts."""
    found = [
        {"entity": kinds[number % len(kinds)], "start": start, "end": start + 2, "value": VALUES[kinds[number % len(kinds)]]}
        for number, start in enumerate(range(0, LONGEST - 2, 3))
    ]  # fmt: skip
    slow = {}
    for name, text in itertools.islice(long_texts(), 5 * KINDS.index(kinds), None, 5 * len(KINDS)):
        if (taken := measure_cpu(lambda text: with_roles(found, text), text)) > LIMIT_SECONDS:
            slow[name] = taken
    assert slow == {}


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("yes, send it", {"sends": True, "assents": True}),
        ("file it, pics tomorrow", {"sends_among": True}),
        ("ok thanks", {"praises": True, "acknowledges": True}),
        ("ok, register it", {"deeds": ["register"], "assents": True}),
        ("you can ship it when", {"is_question": True}),
        ("forget it, I collect them myself", {"stops_among": True}),
        ("第二个", {"ordinals": [2]}),
        ("cheaper ones, at least 4.5 stars", {"sort": "price", "min_rating": 4.5}),
        ("only the ones that have a rating", {"min_rating": 1.0}),
        ("换一家有评分的", {"min_rating": 1.0}),
        ("order SO-4711", {"unknown_order": {"number": "SO-4711", "as_waybill": False}}),
        ("尺寸两种都一样不", {"is_question": True}),
        ("两周内能到吗", {"deadline": "2026-12-09", "is_question": True}),
    ],
)
def test_only_what_is_found_travels_with_a_message(text: str, cues: dict[str, Any]) -> None:
    found = find_cues(text, TODAY)
    assert cues.items() <= found.items()
    assert all(found.values())


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("both questions in one message please", True),
        ("两个问题一起问", True),
        ("both questions and the price", False),
        ("一起问 还有净重", False),
        ("please send it", False),
    ],
)
def test_how_a_message_is_put_is_none_of_its_words(text: str, is_so: bool) -> None:
    assert speaks_of_draft(text) is is_so


@pytest.mark.parametrize(
    "text", ["we don't know yet when", "I'll tell you when", "let me know how much", "往后推三天行不"]
)
def test_a_question_word_at_the_end_may_ask_nothing(text: str) -> None:
    assert "is_question" not in find_cues(text, TODAY)


@pytest.mark.parametrize(
    ("name", "said", "other"),
    [
        (
            "asks_steps",
            ("from how many is it cheaper", "at what quantity do i keep 124", "多少起便宜点"),
            ("cheaper ones", "多少钱"),
        ),
        (
            "only_too_much",
            ("too much.", "hm, too expensive", "太贵了。"),
            ("too much for 200, make it 80", "太贵了 能不能降"),
        ),
        (
            "asks_if_they_cancel",
            ("can they cancel on us because we are late?", "他们会不会直接取消"),
            ("can we cancel it", "能取消吗"),
        ),
        (
            "puts_value_to_them",
            ("let me think. so the 600, ask them", "就720，问问他们"),
            ("ask them about the 600", "so the 600"),
        ),
        ("asks_way_back", ("how does it come back, same account?", "退到哪个账户"), ("how does it work", "怎么下单")),
        ("asks_what_is_left", ("so whats not included", "不包含什么费用"), ("is freight included?", "含税吗")),
        (
            "points_at_mail",
            ("mention the mail too", "邮件的事也提一下"),
            ("mention the mail that i got from them", "邮件"),
        ),
        ("asks_what_runs", ("overview of whats still running", "还有哪些单在跑"), ("running shoes", "跑步鞋")),
    ],
)
def test_words_of_a_buyer_amid_an_order(name: str, said: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert all(find_cues(each, TODAY).get(name) for each in said)
    assert not any(find_cues(each, TODAY).get(name) for each in other)


def test_an_amount_is_asked_about_before_its_verb() -> None:
    assert find_cues("wait, how much would 200 be", TODAY)["asked_at"] == ["200"]
