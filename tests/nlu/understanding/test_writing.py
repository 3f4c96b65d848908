from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.understanding.text.sentences import SHORT, pieces, readings, wishes
from nlu.understanding.text.writing import folded, normalised, tokens


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_tokens_cover_all_but_blanks(text: str) -> None:
    spans = tokens(text)
    assert spans == sorted(spans)
    assert "".join(text[start:end] for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＯＲＤ－１００２３４", "ORD-100234"),
        ("未收到貨", "未收到货"),
        ("這個網路軟體", "这个网络软件"),
        ("heeeelp!!!!", "heelp!"),
        ("ok 👍🏽", "ok"),
        ("🙂🙂", ""),
    ],
)
def test_normalised(typed: str, read: str) -> None:
    assert normalised(typed) == read


def test_tokens_of_mixed_text() -> None:
    text = "找supplier做cups 40HQ"
    assert [text[start:end] for start, end in tokens(text)] == ["找", "supplier", "做", "cups", "40", "HQ"]


def test_a_short_message_is_read_as_a_whole() -> None:
    assert readings("Hello. Where is ORD-100234?") == ["Hello. Where is ORD-100234?"]


def test_a_long_message_is_read_sentence_by_sentence() -> None:
    text = "We are a family company. " * 40 + "Where is ORD-100234? " + "The weather is nice. " * 40
    assert "Where is ORD-100234?" in readings(text)


@given(st.text(alphabet="ab 中文。,，.!\n", min_size=SHORT, max_size=4096))
def test_no_reading_is_long(text: str) -> None:
    assert all(len(sentence) <= 300 for sentence in readings(text + "x" * 10))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "How do you check suppliers, what do you charge, and can I pay by card?",
            ["How do you check suppliers, ", "what do you charge, ", "and can I pay by card?"],
        ),
        ("where is ORD-100234 and can I get the invoice", ["where is ORD-100234 ", "and can I get the invoice"]),
        ("请问100725到哪了，另外发票什么时候开", ["请问100725到哪了，", "另外发票什么时候开"]),
        ("500 pcs, FOB Shanghai, 3.20 usd", []),
        ("where is my order???", []),
    ],
)
def test_parts_that_may_ask_for_different_things(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in wishes(text)] == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("thanks. also straws", ["thanks. ", "also straws"]),
        ("how can I pay? and only green ones", ["how can I pay? ", "and only green ones"]),
        ("付款方式有哪些？另外想要绿色的", ["付款方式有哪些？", "另外想要绿色的"]),
        ("don't send it yet, first tell me about returns", ["don't send it yet, ", "first tell me about returns"]),
        ("谢谢，还有吸管", ["谢谢，", "还有吸管"]),
        ("多少钱？！", []),
        ("", []),
        ("1.80 each", []),
        ("500 pcs, blue, to Hamburg", []),
        ("好的。", []),
    ],
)
def test_pieces_that_may_be_messages_of_their_own(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in pieces(text)] == parts
