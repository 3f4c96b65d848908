"""The check of relayed words, on texts that somebody wrote by hand: both languages, hostile and innocent ones.

What lies in safety/texts/held_out was written before the rules and never looked at while these were tuned: it is only measured.
The rounds were written after the rules, to see how they do on texts that they have not seen (docs/money-safety.md has the
figures of that), and then used to mend them. `python -m tests.security.test_money_safety` prints the figures.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.marketplace import safety
from actions.marketplace.safety import Beneficiary, check
from actions.marketplace.safety.check import LONGEST
from actions.marketplace.schema.tables import metadata

TEXTS = Path(safety.__file__).parent / "texts"
PARTS, LANGUAGES = ("first", "tuning", "held_out", "round_1", "round_2", "round_3"), ("en", "zh")
CAUGHT, HELD = 0.95, 0.02
"""Of hostile texts at least, of innocent ones at most."""
LONGEST_CHECK = 0.05
"""Seconds of the processor for as long a text as there is, of anything."""


def texts(part: str, label: str, language: str) -> list[tuple[str, str]]:
    """The texts of a file, each with the section that it stands in."""
    section, found = "", list[tuple[str, str]]()
    for line in (TEXTS / part / f"{label}.{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            section = line[2:]
        elif line:
            found.append((line, section))
    return found


def share_held(part: str, label: str) -> tuple[float, int, list[str]]:
    """How much of it is held, how many texts there are, and which ones are judged wrongly."""
    lines = [text for language in LANGUAGES for text, _ in texts(part, label, language)]
    held = [text for text in lines if check(text)]
    wrong = [text for text in lines if (text in held) != (label == "hostile")]
    return len(held) / len(lines), len(lines), wrong


@pytest.mark.parametrize("part", PARTS)
def test_hostile_texts_are_held(part: str) -> None:
    share, _, wrong = share_held(part, "hostile")
    assert share >= CAUGHT, len(wrong) if part == "held_out" else wrong


@pytest.mark.parametrize("part", PARTS)
def test_innocent_texts_pass(part: str) -> None:
    share, _, wrong = share_held(part, "innocent")
    assert share <= HELD, len(wrong) if part == "held_out" else wrong


def test_the_corpora_are_large_enough() -> None:
    """At least 300 of each, a third held out, no text twice, and each language as well."""
    for label in ("hostile", "innocent"):
        of = {
            (part, language): [text for text, _ in texts(part, label, language)]
            for part in ("tuning", "held_out")
            for language in LANGUAGES
        }
        everything = [text for lines in of.values() for text in lines]
        assert len(everything) >= 300
        assert len(everything) == len(set(everything))
        held_out = sum(len(lines) for (part, _), lines in of.items() if part == "held_out")
        assert held_out >= len(everything) / 3
        assert all(len(lines) >= 50 for lines in of.values())


def test_the_marketplace_holds_no_contact_data_that_could_be_revealed() -> None:
    """Whoever adds some decides where it may be shown, and to whom, and says so in docs/security.md."""
    contact = re.compile(r"phone|mobile|fax|mail|wechat|whatsapp|telegram|contact|address|street|website|url")
    columns = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in columns if contact.search(name)] == []


def test_the_reason_is_right() -> None:
    hostile = [line for language in LANGUAGES for line in texts("tuning", "hostile", language)]
    right = [line for line in hostile if line[1] in {finding.reason for finding in check(line[0])}]
    assert len(right) >= 0.9 * len(hostile), [text for text, _ in set(hostile) - set(right)]


def test_what_is_registered_is_no_finding() -> None:
    registered = [Beneficiary("DE89370400440532013000", "COBADEFFXXX")]
    text = "pay to IBAN DE89 3704 0044 0532 0130 00, SWIFT COBADEFF"
    assert check(text, registered) == ()
    assert {finding.kind for finding in check(text)} >= {"iban", "swift"}
    assert check("pay to IBAN GB29NWBK60161331926819", registered)


ATOMS = [
    "万",
    "一",
    "one ",
    "1 ",
    "12 ",
    "1-",
    "1.",
    "1,",
    "138 ",
    "13800138000 ",
    "6222021234567890123 ",
    "a",
    "a ",
    "a b ",
    "o",
    "l",
    "0",
    "@",
    "a@",
    "a@b.",
    "a@b.c ",
    "#",
    ".",
    " .",
    "dot ",
    " dot ",
    "点",
    "a点",
    "www.",
    "http://",
    "a.com ",
    "a.b.",
    "a-",
    "-",
    " ",
    "\n",
    "\t",
    "加",
    "微",
    "微信",
    "加微",
    "v",
    "vx ",
    "whatsapp ",
    "wechat ",
    "telegram",
    "line ",
    "me ",
    "my ",
    "your ",
    "pay ",
    "pay to ",
    "send ",
    "to ",
    "account ",
    "account 12345 ",
    "a/c ",
    "bank ",
    "card ",
    "de89",
    "de89 ",
    "DE89",
    "swift ",
    "swift AAAAAAAA ",
    "bic:",
    "0x",
    "T",
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT ",
    "bc1",
    "usdt ",
    "支付宝",
    "转",
    "转给",
    "打到",
    "账号",
    "账号 1",
    "号",
    "平台",
    "不走平台",
    "私下",
    "电话",
    "电话1",
    "tel ",
    "+",
    "+1 ",
    "00",
    "0086",
    "86138",
    "é",
    "а",
    "ш",
    "①",
    "１",
    "1️⃣",
    "👍",
    "📞",
    "🇩",
    "\u200b",
    "\u202e",
    "́",
    "ﷺ",
    "寶",
    "轉帳",
    "the platform ",
    "outside ",
    "without ",
    "deal ",
    "deal with ",
    "direct ",
    "talk ",
    "google ",
    "your number ",
    "cash ",
    "in cash ",
    "my wife ",
    "print ",
    "logo ",
    "pcs ",
    "10 pcs ",
    "型号",
    "model 123 ",
    "(",
    "((",
    "[at]",
    " at ",
    "at ",
    "_",
    "a_",
    "a_b ",
    "%",
    "\\",
    "{",
    '"',
    "'",
    "wh@",
    "waaaa",
    "pp",
    "t's",
    "$abc ",
    "double ",
    "nine ",
    "phone ",
    "1/",
    "1~",
    "1·",
    "1、",
    "1x",
    "1*",
    "1e",
    "a1",
    "a1b2c ",
    "A1 ",
    "。",
    "a。",
    "？",
    "?",
    "a? ",
    "发",
    "发个二维码",
    "w ",
    "t e ",
    "not ",
    "no need ",
    "next time ",
]


@pytest.mark.parametrize("atom", ATOMS)
def test_no_text_takes_long(atom: str) -> None:
    """Of 4,096 characters of anything; the best of several, because others use the processor, too."""
    text = (atom * LONGEST)[:LONGEST]
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        check(text)
        best = min(best, time.process_time() - began)
        if best < LONGEST_CHECK / 2:
            break
    assert best < LONGEST_CHECK


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_checked(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="\u200b\u200d\u2060\ufeff\u00ad\u202e\u2066", max_size=3), st.integers(1, 30))
def test_invisible_characters_hide_nothing(hidden: str, where: int) -> None:
    text = "add me on whatsapp +491701234567"
    assert check(text[:where] + hidden + text[where:])


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=" .-·~|/_*=", min_size=1, max_size=2),
    st.sampled_from(("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "⓪①②③④⑤⑥⑦⑧⑨")),
)
def test_neither_separators_nor_other_digits_hide_a_telephone(separator: str, digits: str) -> None:
    number = separator.join(("138", "0013", "8000")).translate({ord(str(n)): digits[n] for n in range(10)})
    assert check(f"call me {number}")
    assert check(f"打我电话 {number}")


if __name__ == "__main__":
    for part in PARTS:
        for label in ("hostile", "innocent"):
            share, count, _ = share_held(part, label)
            print(f"{part}: {share:.1%} of {count} {label} texts held")
