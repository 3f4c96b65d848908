"""The check of relayed words, on a labelled corpus: both languages, suspicious ones and honest ones.

`seen` lines stood beside the rules while these were written; `unseen` ones were written before and looked at after them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.marketplace.tables import metadata
from actions.safety import Beneficiary, check

CORPUS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "money_safety.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("part", "precision", "recall"), [("seen", 0.98, 0.98), ("unseen", 0.95, 0.9)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_corpus(part: str, language: str, precision: float, recall: float) -> None:
    lines = [line for line in CORPUS if (line["set"], line["language"]) == (part, language)]
    held = [bool(check(line["text"])) for line in lines]
    right = sum(1 for line, was in zip(lines, held, strict=True) if was and line["reason"])
    missed = [line["text"] for line, was in zip(lines, held, strict=True) if line["reason"] and not was]
    wrong = [line["text"] for line, was in zip(lines, held, strict=True) if was and not line["reason"]]
    assert right / (right + len(wrong)) >= precision, wrong
    assert right / (right + len(missed)) >= recall, missed


def test_the_marketplace_holds_no_contact_data_that_could_be_revealed() -> None:
    """Whoever adds some decides where it may be shown, and to whom, and says so in docs/security.md."""
    contact = re.compile(r"phone|mobile|fax|mail|wechat|whatsapp|telegram|contact|address|street|website|url")
    columns = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in columns if contact.search(name)] == []


def test_the_reason_is_right() -> None:
    for line in CORPUS:
        found = check(line["text"])
        if line["reason"] and found:
            assert line["reason"] in {finding.reason for finding in found}, line


def test_what_is_registered_is_no_finding() -> None:
    registered = [Beneficiary("DE89370400440532013000", "COBADEFFXXX")]
    text = "pay to IBAN DE89 3704 0044 0532 0130 00, SWIFT COBADEFF"
    assert check(text, registered) == ()
    assert {finding.kind for finding in check(text)} == {"iban", "swift"}
    assert check("pay to IBAN GB29NWBK60161331926819", registered)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_checked(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="\u200b\u200d\u2060\ufeff\u00ad", max_size=3), st.integers(1, 12))
def test_invisible_characters_hide_nothing(hidden: str, where: int) -> None:
    text = "add me on whatsapp +491701234567"
    assert check(text[:where] + hidden + text[where:])
