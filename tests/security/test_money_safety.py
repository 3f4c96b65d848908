"""The check of relayed words, on texts that somebody wrote by hand: both languages, hostile and innocent ones.

They lie in safety/texts by the round in which they were written. Each round was first measured, which docs/money-safety.md
has the figures of, and then learnt from; the judge that is asked here knows them all, so that these tests say that nothing
is lost, while `test_a_strangers_round_that_was_never_taught` measures on texts that no judge has seen.
`python -m tests.security.test_money_safety` prints the figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.marketplace import safety
from actions.marketplace.safety import Beneficiary, check
from actions.marketplace.safety.check import LONGEST, find_with
from actions.marketplace.safety.disguises import uncover
from actions.marketplace.safety.evidence import Text
from actions.marketplace.safety.judging import FILE, LAYERS_FILE, PASSAGE, Judge, judge, passages
from actions.marketplace.schema.tables import metadata
from tests.fakes.long_texts import measure_cpu
from tools import judge as teaching

TEXTS = Path(safety.__file__).parent / "texts"
PARTS, LANGUAGES = tuple(sorted(folder.name for folder in TEXTS.iterdir())), ("en", "zh")
CAUGHT, HELD = 0.95, 0.02
"""Of hostile texts at least, of innocent ones at most."""
LONGEST_CHECK = 0.1
"""CPU seconds for as long a text as there is, of anything: twice what is promised, and more where the machine is slow at the moment."""


def texts(part: str, label: str, language: str) -> list[tuple[str, str]]:
    """The texts of a file, each with the section that it stands in."""
    section, found = "", list[tuple[str, str]]()
    for line in (TEXTS / part / f"{label}.{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            section = line[2:]
        elif line:
            found.append((line, section))
    return found


@dataclass(frozen=True)
class Encoded(Judge):
    """Judges as the judge does. The meanings of many texts were computed together, which takes a quarter of the time."""

    meanings: Mapping[str, float] = field(default_factory=dict)

    def by_meaning(self, texts: Sequence[str]) -> list[float]:
        known = [self.meanings.get(text) for text in texts]
        return [score for score in known if score is not None] if None not in known else super().by_meaning(texts)


def find_held(lines: Sequence[str]) -> list[str]:
    """Returns those of the texts that are held."""
    small = {Text(*uncover(text[:LONGEST])).small for text in lines}
    short = sorted(text for text in small if len(text) <= PASSAGE)
    known = {each.name: getattr(judge(), each.name) for each in fields(Judge)}
    encoded = Encoded(**known, meanings=dict(zip(short, judge().by_meaning(short), strict=True)))
    return [text for text in lines if find_with(encoded, text)]


def share_held(part: str, label: str) -> tuple[float, int, list[str]]:
    """How much of it is held, how many texts there are, and which ones are judged wrongly."""
    lines = [text for language in LANGUAGES for text, _ in texts(part, label, language)]
    held = set(find_held(lines))
    wrong = [text for text in lines if (text in held) != (label == "hostile")]
    return sum(text in held for text in lines) / len(lines), len(lines), wrong


@pytest.mark.parametrize("part", PARTS)
def test_hostile_texts_are_held(part: str) -> None:
    share, _, wrong = share_held(part, "hostile")
    assert share >= CAUGHT, len(wrong) if part == "held_out" else wrong


@pytest.mark.parametrize("part", PARTS)
def test_innocent_texts_pass(part: str) -> None:
    share, _, wrong = share_held(part, "innocent")
    assert share <= HELD, len(wrong) if part == "held_out" else wrong


UNSEEN = Path(__file__).parent / "data/round_24"
CLASSES = {
    "separators between digits": ("手机 138|2200|9911 打我", "call me on 0803~344~1297"),
    "digits of other scripts": ("电话 ٠٨٠٣٣٤٤١٢٩٧", "phone １３９３３４４１２９７"),
    "numbers hidden in a specification": (
        "型号GT-7，报价另问：幺三六，六二幺八，拐拐四五",
        "电压220V，大货价一三六 六二一八 七七四五",
        "304 steel, 0.8 mm, mirror, rest by phone one three nine, double three, double four, one two nine seven",
    ),
    "keycaps": ("1️⃣3️⃣9️⃣3️⃣3️⃣4️⃣4️⃣1️⃣2️⃣9️⃣7️⃣",),
    "letters for digits": ("l39 33OO l297 is my mobile",),
    "short accounts": ("acct 88-4412-0", "账号 88-4412-0"),
    "national payments": ("pix key 11 98877 2211", "UPI marta@ybl", "M-Pesa 0711 220 991", "转数快 4471882 付定金"),
    "messengers' other names": ("watsapp 0803 344 1297", "wech@t marta88", "薇❤ sunjie44", "扣扣 3344 1297"),
    "newer domains": ("glasstunde.africa has the prices", "sunjieglass点store"),
    "names of one letter": ("pay the invoice at q.cc/7hTe2", "发票在 q点cn/7hTe2"),
    "plain words": ("it is cheaper if we do this without the marketplace", "不走平台做，给您便宜五个点"),
    "reasons": ("cancelled, the seller and I go on without the marketplace", "取消，跟厂家私下做，不走平台更便宜"),
}
HONEST_CLASSES = {
    "numbers of things": ("model 88-4412-0", "图号 3344.12 D版", "part TG-334-1297", "客户料号 8051220199"),
    "goods with a name": ("WhatsApp shaped ice moulds", "电报臂章 夹克用", "PayPal sign for the counter", "微信绿瓶塞"),
    "ordinary words": ("swift delivery, please", "direct drive motor", "line filter 10 A", "signal red", "wire mesh"),
    "printed domains": ("print www.nord-haus.de on the lid", "盖上印 www.nord-haus.de"),
    "printed contact data": (
        "engrave the hotline 0800 330 7781 on the base",
        "care label, text: Nord Haus GmbH, Kiel, +49 431 330778",
        "the code on the lid opens the guide at nord-haus.de/guide",
        "领标上印客服电话400-330-7781",
        "进口商一行：Nord Haus GmbH，+49 431 330778",
    ),
    "quantities and dates": ("1,200 / 2,400 / 3,600 pcs", "2027-03-15 前交"),
    "certificates": ("ISO 9001:2015, certificate 01 100 1234567", "证书 01 100 1234567"),
    "reasons": (
        "we found another maker closer to home",
        "the buyer changed the delivery place",
        "我们找到了离家更近的厂家",
        "买家换了交货地点",
        "在别处买到了，更便宜",
    ),
    "nothing": ("asdfghjkl", "wqpo eirut", "...", "哈哈哈", "jjjjjjj", "？", "hi"),
    "payment here": ("T/T 30 %, balance before shipment through Caravan", "在平台付三成定金，发货前付清"),
}


@pytest.mark.parametrize("name", CLASSES)
def test_each_class_of_fraud_is_held(name: str) -> None:
    assert [text for text in CLASSES[name] if not check(text)] == []


class Trusting(Judge):
    """Holds no text, because no meaning seems bad to it."""

    def by_meaning(self, texts: Sequence[str]) -> list[float]:
        return [-math.inf for _ in texts]


def test_who_hides_a_telephone_is_held_whatever_the_judge_thinks() -> None:
    """No round has an innocent text that hides a telephone's number. A number that is written plainly is judged."""
    trusting = Trusting(**{each.name: getattr(judge(), each.name) for each in fields(Judge)})
    assert [finding.kind for finding in find_with(trusting, "型号GT-7，报价另问：幺三六，六二幺八，拐拐四五")] == [
        "phone"
    ]
    assert find_with(trusting, "手机 13662187745") == ()
    innocent = [one.text for one in teaching.read() if not one.hostile]
    assert [text for text in innocent if {"phone", "messenger"} & {one.kind for one in find_with(trusting, text)}] == []


@pytest.mark.parametrize("name", HONEST_CLASSES)
def test_each_class_of_honest_words_passes(name: str) -> None:
    assert [text for text in HONEST_CLASSES[name] if check(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strangers_round_that_was_never_taught(language: str) -> None:
    """Round 24 was written by somebody who had seen nothing of the judge. It stays untaught: whoever teaches the judge
    anew learns here whether it still holds for texts that it does not know."""
    hostile, innocent = _unseen("hostile", language), _unseen("innocent", language)
    assert len(find_held(hostile)) >= CAUGHT * len(hostile)
    assert len(find_held(innocent)) <= HELD * len(innocent)


def _unseen(label: str, language: str) -> list[str]:
    return (UNSEEN / f"{label}.{language}.txt").read_text("utf-8").splitlines()


def test_the_judge_is_what_these_texts_teach() -> None:
    """Whoever writes texts, concepts or features runs `python -m tools.judge` and commits what it writes."""
    assert judge().fingerprint == teaching.fingerprint()
    assert FILE.stat().st_size + LAYERS_FILE.stat().st_size < 10_000_000


def test_the_judge_is_learnt_from_many_texts() -> None:
    """At least 1,500 of each, most of them once only, and no text with both names."""
    examples = teaching.read()
    hostile, innocent = ({one.text for one in examples if one.hostile is each} for each in (True, False))
    assert min(len(hostile), len(innocent)) >= 1500
    assert not hostile & innocent


def test_a_long_text_is_judged_in_passages() -> None:
    honest = "steel brackets, galvanised, as in the drawing. " * 20
    found = check(f"{honest}it is much cheaper if we do this order without the marketplace and its fee. {honest}")
    assert {finding.reason for finding in found} == {"leave"}
    assert check(honest) == ()
    cut = list(passages(honest))
    assert all(len(passage) <= PASSAGE and passage in honest for passage in cut)
    assert sum(map(len, cut)) >= len(honest)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("a supplier asks me to {}, I said no and report it", "pay into a private account"),
        ("we do not {}, please keep to the order page", "move to WhatsApp"),
        ("{}的事我不做，公司有规定，请走平台", "私下交易"),
        ("有人让我{}，我拒绝了，请平台查一下", "加微信"),
    ],
)
def test_who_refuses_is_not_taken_for_who_invites(said: str, refused: str) -> None:
    assert check(said.format(refused)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "brightmoulds d0t vip",
        "l38 OO44 77I2 is where I am",
        "报价单_加V-liuliu88.pdf",
        "kilnlamp点康姆",
        "nine one, nine eight, double two, zero one, seven four, just ring",
    ],
)
def test_traces_of_disguise_count(text: str) -> None:
    assert check(text)


def test_a_long_text_is_not_held_for_what_a_refusal_names() -> None:
    honest = "steel brackets, galvanised, as in the drawing, packed in cartons of forty. " * 10
    assert check(f"{honest} We do not use WhatsApp, please write in this chat, through the order page. {honest}") == ()


def test_what_is_said_beside_the_registered_account_is_judged() -> None:
    registered = [Beneficiary("DE89370400440532013000")]
    assert check(
        "DE89 3704 0044 0532 0130 00. Next time let us do it without the marketplace, it is cheaper", registered
    )


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
    """Of 4,096 characters of anything."""
    text = (atom * LONGEST)[:LONGEST]
    assert measure_cpu(check, text, LONGEST_CHECK) <= LONGEST_CHECK


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
