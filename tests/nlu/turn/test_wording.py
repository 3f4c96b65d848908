"""What is read in a parsed message beyond what the model learns from (nlu/turn/words/wording.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlu.turn.request import shorten_runs
from nlu.turn.words.wording import complete
from nlu.understanding.grammar.dictation import find_dictation
from tests.fakes.long_texts import measure_cpu

TODAY = date(2026, 11, 25)


def read(text: str, role: str = "supplier", **entities: str) -> dict[str, Any]:
    found = [
        {"entity": name, "value": words, "start": text.index(words), "end": text.index(words) + len(words)}
        for name, words in entities.items()
    ]
    return complete({"text": text, "dictation": find_dictation(text, TODAY), "entities": found}, role)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("send lagos a msg re the floodlights: balance is due 3 dec", "balance is due 3 dec"),
        ("no. just send the buyer a message: 320 of 500 assembled", "320 of 500 assembled"),
        ("message to nordmarkt: the monitors leave on friday", "the monitors leave on friday"),
        ("帮我给买家发个消息，定金过期三天了，再不付排不上产", "定金过期三天了，再不付排不上产"),
        ("给买餐具的华夏捎句话 素烧完了下周上釉", "素烧完了下周上釉"),
        ("跟买德国丝巾那家说一声剩下600条下周一走", "剩下600条下周一走"),
        ("841那单给买家留个言：剩下600条下周一发", "剩下600条下周一发"),
    ],
)
def test_the_words_of_address_are_no_part_of_the_message(text: str, words: str) -> None:
    dictation = read(text)["dictation"]
    assert dictation["words"] == words
    assert dictation["is_message"]
    assert dictation["is_to_them"]


@pytest.mark.parametrize(
    "text",
    ["send me a message when it ships", "给我发个消息", "我跟供应商说过了", "给德国那单发货", "send the invoice"],
)
def test_what_is_no_message_to_somebody_stays_as_it_is(text: str) -> None:
    dictation = read(text)["dictation"]
    assert dictation["words"] == text
    assert not dictation["is_message"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no, say: balance 1892.50 due 3 dec", "balance 1892.50 due 3 dec"),
        ("内容不对，写：定金过期三天了，请尽快付", "定金过期三天了，请尽快付"),
        ("不是，内容是 素烧完了，下周上釉", "素烧完了，下周上釉"),
    ],
)
def test_other_words_take_the_place_of_all_that_was_written(text: str, words: str) -> None:
    dictation = read(text)["dictation"]
    assert (dictation["words"], dictation["is_instead"]) == (words, True)


@pytest.mark.parametrize(
    ("text", "reminds"),
    [
        ("ok remind them the balance", True),
        ("chase lagos for the deposit", True),
        ("怎么还没付 催他一下", True),
        ("催他一下", True),
        ("remind me tomorrow", False),
        ("买家一直在催我", False),
        ("催了没", False),
    ],
)
def test_a_wish_to_remind_somebody_is_heard(text: str, reminds: bool) -> None:
    assert read(text)["dictation"]["reminds"] is reminds


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("海关的原因 跟我们没关系", ["海关"]),
        ("工人不够 这单接不了", []),
        ("852那单交期要往后推一周，设备坏了", ["设备坏了"]),
        ("712改数量我们不同意，料都裁了", ["料都裁了"]),
        ("712那单买家要改300，不行，料都裁了", ["料都裁了"]),
        ("floodlights a week late, machine broke down", ["machine broke down"]),
        ("it leaves on friday because the dye house is closed, sorry", ["the dye house is closed"]),
        ("it leaves on friday", []),
        ("852 要晚一周，告诉买家", []),
    ],
)
def test_the_clauses_that_give_a_reason_are_found(text: str, reasons: list[str]) -> None:
    assert read(text)["reasons"] == reasons


def test_a_certificate_is_a_remark_of_a_supplier_and_a_condition_of_a_buyer() -> None:
    text = "600条，每条58块，OEKO有的"
    assert read(text, certification="OEKO")["remarks"] == ["OEKO有的"]
    assert "remarks" not in read(text, "buyer", certification="OEKO")


def test_small_talk_before_a_remark_is_none() -> None:
    assert read("嗯定制的贵点正常。备注写上制版费我们出")["remarks"] == ["制版费我们出"]
    known = ["hm freight went up", "tests come along"]
    assert (
        complete({"text": "hm freight went up. 9.60", "entities": [], "remarks": known}, "supplier")["remarks"]
        == known[1:]
    )


def test_a_remark_is_added_without_the_words_that_lead_to_it() -> None:
    dictation = read("备注 OEKO证书可以附上")["dictation"]
    assert (dictation["words"], dictation["adds"]) == ("OEKO证书可以附上", True)
    assert read("8吨，每吨4300美金，清真证有，写上")["remarks"] == ["清真证有"]


@pytest.mark.parametrize(
    "atom", [" ", ", ", "，", "no ", "也先请", "给他 ", "请写上 ", "send a ", "单", "写", "not this, "]
)
@pytest.mark.parametrize("role", ["buyer", "supplier"])
def test_long_messages_are_read_in_time(atom: str, role: str) -> None:
    """What is read after the parse is read in Rasa's only loop, too."""
    text = shorten_runs((atom * 4096)[:4094] + ".x")

    def finish(text: str) -> None:
        complete({"text": text, "dictation": {"words": text.strip()}, "entities": []}, role)

    assert measure_cpu(finish, text, 2) < 2
