"""Finds the words of a message that point at things which were shown before: "the second one", "the other", "that one from Yiwu",
"the cheaper of them", 前两家, 另外嗰個. Imports nothing of Rasa.

Only the record of the conversation shows which things they mean (`actions.sourcing.at_hand.referents`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from nlu.turn.words.goods.described.describing import is_no_property
from nlu.turn.words.topics import find_currency
from nlu.understanding.cues.cues import read_choices
from nlu.understanding.grammar.changes.differences import find_numbers
from nlu.understanding.situation.readings import MOST_NUMBERS
from nlu.understanding.text.writing import folded

By = Literal[
    "place",
    "few",
    "set",
    "other",
    "others",
    "this",
    "neighbour",
    "before",
    "size",
    "best",
    "price",
    "figure",
    "currency",
    "called",
]
"""The ways in which words point at things; `Pointer` describes them."""
LAST = -1
"""The place of the last thing in a list."""
_MOST = 6
_COUNTED = frozenset(["quantity", "price"])
_COUNTING = ("place", "few", "set", "price")
"""The ways to point at things that contain a number."""
_THING = r"(?:one|supplier|seller|factory|company|offer|shop|maker|vendor|option|item|product)"
_THINGS = r"(?:ones|suppliers|sellers|factories|companies|offers|options|guys|people|items|products)"
_HAN_THING = r"[个家款间种]"
_THAT = r"[这那𠮶呢]"
_WORDS_EN = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "俩": 2}
_DIGITS = "一二三四五六七八九"
_PLACE = (
    re.compile(
        rf"(?<![a-z])(?<!\ba )(?<!\bone )(?<!\btwo )(?P<n>{'|'.join(_WORDS_EN)})(?![a-z])"
        r"(?!\s(?:tell|show|let|i|we|you|of all|explain|answer|say|check|ask|time|order|batch|hand|party|thing|quarter|half|week|month|day|two|three|four|five|few|\d)(?![a-z]))"
        rf"(?:\s{_THING}(?![a-z]))?"
    ),
    re.compile(r"(?:(?<![a-z])(?:numbers?\s|nos?\.\s?|options?\s)|#\s?)(?P<n>[1-9])(?!\d|[.,]\d)"),
    re.compile(r"(?<=compare )#?(?P<n>[1-9])(?=\s?(?:and|with|vs\.?|to|&|,)\s?#?[1-9](?!\d))"),
    re.compile(rf"第(?P<n>[{_DIGITS}1-9])(?![次天批周期季步届名方\d十百])(?!时间|个?月)(?:{_HAN_THING}|条|项)?"),
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY_BEFORE = re.compile(
    rf"(?:(?<![a-z])(?:by|on|until|till|from|since|due|before|after)\s(?:the\s)?|(?<![a-z]){_MONTH}\.?\s(?:the\s)?)$"
)
_DAY_AFTER = re.compile(rf"\s?(?:of\s)?(?:{_MONTH}(?![a-z])|(?:this|next|the) month)")
"""Match words that make an ordinal a day: "by the 2nd", "March 3rd", "the first of May"."""
_MORE_PLACES = re.compile(r"\s?(?:,|and|&|or|vs\.?|和|跟|与|、)\s?#?(?P<n>[1-9])(?![\d.,]*\d)(?!\s?[a-z%])")
_LAST = re.compile(
    rf"(?<![a-z])the last(?:\s{_THING})?(?![a-z])(?!\s(?:time|order|week|month|year))|最后(?:一|那){_HAN_THING}"
)
_FEW = (
    re.compile(r"(?<![a-z])(?:first|top)\s(?P<n>two|three|four|five|[2-5])(?![a-z\d])"),
    re.compile(rf"[前头](?P<n>[两二三四五2-5]){_HAN_THING}?"),
)
_NEAR = 12
_SELLERS = re.compile(
    r"^(?:first|top)\s\S+\s(?:suppliers|factories|sellers|companies|makers|vendors)(?![a-z])|^\S{2}[家间間](?!公司)"
)
"""Matches words for the first few sellers, as opposed to goods: "the first two suppliers", 头两家."""
_SET = (
    re.compile(r"(?<![a-z])both(?:\sof\s(?:them|these|those))?(?![a-z])"),
    re.compile(
        r"(?<![a-z])(?:(?:between|of|among)\s(?:the|them|those|these)|those|these)\s(?P<n>two|three)(?![a-z])(?!\s(?:weeks?|days?|months?|hours?|years?|times?|of))"
    ),
    re.compile(
        rf"{_THAT}(?P<n>[两二三]){_HAN_THING}|{_THAT}(?P<n2>俩)|两[家间款](?!公司)|两者|两个(?=都|里|中|对比|比|哪|谁)"
    ),
)
_OTHER = re.compile(
    rf"(?:^|(?<=and )|(?<=ok )|(?<=so ))other {_THING}(?![a-z])|(?<![a-z])the other(?:\s{_THING})?(?![a-z])(?!\s(?:two|three|ones?|way|side|day|{_THINGS}))"
    rf"|另(?:外)?(?:一|那|𠮶|边){_HAN_THING}|另{_HAN_THING}|另外(?:的)?{_THAT}{_HAN_THING}?|另外一?{_HAN_THING}"
)
_OTHERS = re.compile(
    rf"(?<![a-z])the other (?:two|three|{_THINGS})(?![a-z])|(?<![a-z])the others(?![a-z])|另外?[两几]{_HAN_THING}|剩下[的那]?[两几]?{_HAN_THING}|另外[的嘅](?![\u4e00-\u9fff])|其[他它余](?:的|嘅)?[两几]{_HAN_THING}"
)
_THIS = re.compile(
    rf"(?<![a-z])(?:that|this)\s{_THING}(?![a-z])(?!\s(?:from|in|with|of)\b)|(?<![\u4e00-\u9fff]){_THAT}(?:一)?{_HAN_THING}|(?<=[要是]){_THAT}(?:一)?{_HAN_THING}"
)
_NEIGHBOUR = (
    (
        1,
        re.compile(
            rf"(?<![a-z])the {_THING} (?:below|under|underneath|(?:right )?after)(?:\s(?:it|that|this)(?:\sone)?)?(?![a-z])|(?:下面|后面)的?那?{_HAN_THING}"
        ),
    ),
    (
        -1,
        re.compile(
            rf"(?<![a-z])the {_THING} (?:above|right before)(?:\s(?:it|that|this)(?:\sone)?)?(?![a-z])|[上前]面的?那{_HAN_THING}|上面的?{_HAN_THING}"
        ),
    ),
)
_BEFORE = (
    re.compile(r"(?<![a-z])(?:you|u|i|we)\s(?:showed|shown|show|gave|listed|had|saw|looked at)(?:\sme|\sus)?\s(?:right\s|just\s)?before\s(?:the\s|those\s|these\s)(?P<x>[a-z][a-z' -]{2,24}?)(?=\s*(?:$|[,.;!?]))"),
    re.compile(rf"(?<![a-z])the\s(?:{_THING}|{_THINGS})\sbefore\s(?:the\s|those\s|these\s)(?P<x>[a-z][a-z' -]{{2,24}}?)(?=\s*(?:$|[,.;!?]))"),
    re.compile(rf"(?:在)?(?P<x>[\u4e00-\u9fff]{{1,6}}?)(?:之前|前面)(?:给我)?(?:看|发|列)?(?:过)?的?(?:那|𠮶){_HAN_THING}"),
)  # fmt: skip
_SIZE = (
    (
        1,
        re.compile(
            r"(?<![a-z])the (?P<x>bigger|larger|biggest|largest) (?:one|order|request)(?![a-z])|最?大的?那?[单單个筆笔批]|多的?那[单單个筆笔批]"
        ),
    ),
    (
        -1,
        re.compile(
            r"(?<![a-z])the (?P<x>smaller|smallest) (?:one|order|request)(?![a-z])|最?小的?那?[单單个筆笔批]|少的?那[单單个筆笔批]"
        ),
    ),
)
_X_ENDS = r"(?=\s*(?:$|[,.;!?()]|\b(?:what|whats|what's|how|is|are|has|have|does|do|did|can|could|will|would|costs?|for|and|or|but|against|versus|vs|than|please|pls|then|to|ships?|deliver\w*)\b))"
_X = r"(?P<x>[a-z0-9][a-z0-9'-]*(?:\s[a-z0-9][a-z0-9'-]*){0,2}?)"
_CALLED = (
    re.compile(rf"(?<![a-z])(?:the|that|this)\s{_THING}\s(?:from|in|based in|located in|out of|with|that has|which has)\s(?:the\s)?{_X}{_X_ENDS}"),
    re.compile(rf"(?<![a-z])(?P<many>(?:the|those|these)\s{_THINGS}|those|these)\s(?:from|in|based in|with|that have)\s(?:the\s)?{_X}{_X_ENDS}"),
    re.compile(rf"(?<![a-z])(?:the|that)\s{_X}\s{_THING}(?![a-z])(?!\s(?:from|in|with|below|above|under)\b)"),
    re.compile(rf"(?<![a-z])(?P<many>the|those)\s{_X}\s(?:ones|guys)(?![a-z])"),
    re.compile(
        rf"(?:^|(?<=[，,。\s要是就看问选跟和]))(?:就|要|选|那|问|看)?(?P<x>(?![这那𠮶呢哪边几多])[\u4e00-\u9fffa-z0-9]{{2,6}}?)的?(?:(?P<many>{_THAT}(?:几{_HAN_THING}|些))|{_THAT}(?:一)?{_HAN_THING})"
    ),
)  # fmt: skip
_OF_A_KIND = re.compile(r"[这那𠮶呢](?:一)?[种種]$")
"""Matches words that describe a kind of goods instead of pointing at one: 三件套那种."""
_FIGURE = r"(?P<x>\d{1,6}(?:\.\d{1,4})?)"
_THE_PRICE = re.compile(
    r"(?<![a-z])(?:the|that)\s(?:us\s?)?[$€£¥]?\s?(?P<x>\d{1,6}\.\d{1,4})"
    r"(?=\s*(?:$|[,.;!?]|(?:valid|good|open|still|then|please|pls|too|anyway|is|was|stands?|holds?)(?![a-z])))"
)
"""Matches a price that stands for what was offered at it: "take the 2.63". It may also be a price that is wished for, so that it
stays among the prices."""
_OF_FIGURE = (
    re.compile(
        rf"(?<![a-z])(?:the|that|this)\s(?:us\s?)?[$€£¥]?\s?{_FIGURE}(?:\s?(?:usd|cny|rmb|eur|dollars?|yuan|euros?|bucks)|[\s-]?days?)?"
        rf"\s(?:{_THING}|{_THINGS}|lot|quote|quotation|bid)(?![a-z])"
    ),
    re.compile(
        rf"(?<![a-z])(?:the|that)\s(?:{_THING}|quote|quotation|bid|lot)\s(?:at|for|with|asking|quoting|saying|that (?:quoted|said|asks|wants))\s(?:us\s?)?[$€£¥]?\s?{_FIGURE}(?![\d.,]*\d)"
    ),
    _THE_PRICE,
    re.compile(
        r"(?<![a-z])the\s(?P<x>\d{1,3})[\s-]?days?(?=\s(?:stays?|remains?|are|is|quote|offer|still|hold)(?![a-z]))"
    ),
    re.compile(rf"报?{_FIGURE}(?:元|块钱?|塊|美元|美金|人民币|天)?的?{_THAT}(?:一)?(?:{_HAN_THING}|份)"),
)
"""Match words for the one with this price or this number of days: "the 2.63 people", "the one at 2.63", 6.81那家."""
_NO_THING = frozenset(
    [
        "price",
        "cost",
        "rating",
        "review",
        "reviews",
        "reputation",
        "minimum",
        "moq",
        "order",
        "orders",
        "quantity",
        "time",
        "delivery",
        "reply",
        "answer",
        "response",
        "deal",
        "value",
    ]
)
_BEST_ENDS = rf"(?:\s{_THING}(?![a-z])|(?=\s*(?:$|[,.;!?]|(?:of|please|pls|then|and|to|for|is|has|in|from)\b)))"
_SHORT = {"lead_time": "快", "price": "平"}
"""By the criterion, the one character that stands for it right before 那家."""
_ASKS_SHORT = re.compile(
    rf"[哪边谁](?:一)?{_HAN_THING}?(?:会|比较|更|最)?(?P<x>[{''.join(_SHORT.values())}])(?![递捷])"
)
_MORE_CRITERIA = {
    "lead_time": re.compile(
        r"(?<![a-z])(?:less|least|shorter|shortest|fewer|fewest) (?:lead |production )?(?:time|days|weeks)(?![a-z])|(?<![a-z])(?:shortest|shorter) (?:lead|production)(?![a-z])"
        r"|(?:交期|货期|工期|时间)最?短|(?:天数|日子)最?少"
    ),
    "founded": re.compile(
        r"(?<![a-z])(?:longer|longest|more years|most years) in (?:the )?(?:business|trade|market)(?![a-z])|(?<![a-z])(?:is|are) (?:the )?(?:older|oldest)(?![a-z])"
        r"|(?<![a-z])(?:exists?|existed|around|founded|been there|established) (?:for )?(?:the )?(?:longer|longest|earlier|earliest|first)(?![a-z])"
        r"|(?:成立|开业|开办|做)得?(?:最|更|比较)?[早久](?!点)|(?:资格|年头|历史)(?:最|更|比较)?[老久长]"
    ),
}
"""Match further words for the figure by which several things are compared: "which one is having less time"."""
_DENIED_BEFORE = re.compile(
    r"(?<![a-z])(?:not|no|except|without|instead of|rather than|(?:don't|dont|do not) (?:want|like|need|mean))\s*(?:for\s)?(?:the\s)?$|(?:不是|不要|唔要|唔系|唔係|不想要|除了|别要|不考虑)$"
)
_DENIED_AFTER = re.compile(r"的?(?:就?不要|就?算了|不行|唔要|不考虑)")


@dataclass(frozen=True)
class Pointer:
    """Holds words that point at things shown: where they stand in the text, how they point (`by`), and whether the
    message rules out the things that they mean (`denied`).

    `by` is one of these: `place` (the thing at place `number` of the list, from 1, or `LAST`), `few` (the first
    `number` things; sellers if `words` says so), `set` ("those two": `number` things), `other`, `others`, `this`,
    `neighbour` (the thing `number` places after the one that is talked about), `before` (a thing shown before the goods
    in `words`), `size` (the one with the largest quantity, or with the smallest if `number` is -1), `best` (the best
    one by the criterion in `words`), `price` (the one whose price is in `words`), `figure` (the one whose price or
    number of days is in `words`), `currency` (the one whose price is in the currency `words`), or `called` (the things
    with the place, certificate or property in `words`). With `is_many`, several things may be meant.
    """

    by: By
    start: int
    end: int
    number: int = 0
    words: str = ""
    is_many: bool = False
    denied: bool = False


def find_pointers(text: str) -> list[Pointer]:
    """Returns the words of the raw text that point at things shown, in the order of the text and without overlaps."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return []
    kept: list[Pointer] = []
    for found in _find_all(plain):
        if len(kept) < _MOST and not any(found.start < each.end and each.start < found.end for each in kept):
            kept.append(_with_denial(found, plain))
    return sorted(kept, key=lambda each: each.start)


def find_criterion(plain: str) -> str | None:
    """Returns the criterion by which a folded text asks for the best of several things, if a single character names it:
    哪个快, 邊間平."""
    asked = _ASKS_SHORT.search(plain)
    if said := next((name for name, words in _MORE_CRITERIA.items() if words.search(plain)), None):
        return said
    return next((name for name, word in _SHORT.items() if asked and asked["x"] == word), None)


def without_counted(parsed: Mapping[str, Any], text: str, pointers: Sequence[Pointer]) -> dict[str, Any]:
    """Returns the quantities and numbers of a parsed message without those that only say which things are meant: the 2
    of 第二个 and the "two" of "the first two" count nothing."""
    spans = [(each.start, each.end) for each in pointers if each.by in (*_COUNTING, "best")]
    if not spans:
        return {}
    entities = [
        each
        for each in parsed.get("entities") or []
        if each.get("entity") not in _COUNTED
        or not any(start <= each.get("start", -1) and each.get("end", -1) <= end for start, end in spans)
    ]
    return {"entities": entities, "numbers": find_numbers(without_places(text, pointers))[:MOST_NUMBERS]}


def without_places(text: str, pointers: Sequence[Pointer]) -> str:
    """Returns the text, as long as before, with commas in place of the words that point at things by their place or by
    being the best, because their numbers are no values: "second one" and "the cheapest one" name no stock."""
    for each in pointers:
        if each.by in (*_COUNTING, "best"):
            text = f"{text[: each.start]}{'，' * (each.end - each.start)}{text[each.end :]}"
    return text


def _find_all(plain: str) -> Iterator[Pointer]:
    """Yields the pointers of each kind. Of two that overlap, the first counts."""
    for pattern in _BEFORE:
        for found in pattern.finditer(plain):
            yield Pointer("before", *found.span(), words=found["x"])
    for pattern in _FEW:
        for found in pattern.finditer(plain):
            of_sellers = "supplier" if _SELLERS.search(plain[found.start() : found.end() + _NEAR]) else ""
            yield Pointer("few", *found.span(), number=_read(found["n"]), words=of_sellers, is_many=True)
    yield from _find_places(plain)
    for found in _LAST.finditer(plain):
        yield Pointer("place", *found.span(), number=LAST)
    for found in _OTHERS.finditer(plain):
        yield Pointer("others", *found.span(), is_many=True)
    for pattern in _SET:
        for found in pattern.finditer(plain):
            said = next((each for each in found.groupdict().values() if each), "two")
            yield Pointer("set", *found.span(), number=_read(said), is_many=True)
    for found in _OTHER.finditer(plain):
        yield Pointer("other", *found.span())
    for step, pattern in _NEIGHBOUR:
        for found in pattern.finditer(plain):
            yield Pointer("neighbour", *found.span(), number=step)
    for sign, pattern in _SIZE:
        for found in pattern.finditer(plain):
            yield Pointer("size", *found.span(), number=sign, words=found["x"] or found[0])
    for pattern, criterion in _read_best():
        for found in pattern.finditer(plain):
            yield Pointer("best", *found.span(), words=criterion)
    for pattern in _OF_FIGURE:
        for found in pattern.finditer(plain):
            by: By = (
                "price" if "." in found["x"] and found.re is not _THE_PRICE else "figure"
            )  # "the 300 one" may name a quantity
            yield Pointer(by, *found.span(), words=found["x"])
    for pattern in _CALLED:
        for found in pattern.finditer(plain):
            if currency := find_currency(found["x"]):
                yield Pointer("currency", *found.span(), words=currency)
            elif _OF_A_KIND.search(found[0]):
                continue
            elif not is_no_property(found["x"]):
                yield Pointer("called", *found.span(), words=found["x"], is_many=bool(found.groupdict().get("many")))
    for found in _THIS.finditer(plain):
        yield Pointer("this", *found.span())


def _find_places(plain: str) -> Iterator[Pointer]:
    for pattern in _PLACE:
        for found in pattern.finditer(plain):
            if _is_day(found, plain):
                continue
            yield Pointer("place", *found.span(), number=_read(found["n"]))
            if not found["n"].isdecimal():
                continue
            end = found.end()
            while more := _MORE_PLACES.match(plain, end):  # "numbers 1 and 4"
                yield Pointer("place", more.start("n"), more.end("n"), number=int(more["n"]))
                end = more.end()


def _is_day(found: re.Match[str], plain: str) -> bool:
    """Returns whether the ordinal is a day of a month."""
    is_written_in_digits = found["n"][:1].isdigit() and not found["n"].isdecimal()
    led_by = is_written_in_digits and _DAY_BEFORE.search(plain, max(found.start() - 20, 0), found.start())
    return bool(led_by) or _DAY_AFTER.match(plain, found.end()) is not None


def _read(said: str) -> int:
    if said.isdecimal():
        return int(said)
    return _WORDS_EN.get(said) or _COUNTS.get(said) or _DIGITS.find(said) + 1


def _with_denial(found: Pointer, plain: str) -> Pointer:
    denied = _DENIED_BEFORE.search(plain, max(found.start - 24, 0), found.start) or _DENIED_AFTER.match(
        plain, found.end
    )
    return replace(found, denied=True) if denied else found


@lru_cache(maxsize=1)
def _read_best() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Returns a pattern for each criterion of the table of choices, which matches words such as "the cheapest one" or
    最便宜的那家, together with the criterion's name."""
    by_criterion: dict[str, list[str]] = {}
    for words, criterion in read_choices()["criterion"].items():
        by_criterion.setdefault(criterion, []).append(words)
    return tuple((_compile_best(words, _SHORT.get(name, "")), name) for name, words in by_criterion.items())


def _compile_best(words: list[str], short: str) -> re.Pattern[str]:
    english = "|".join(re.escape(each) for each in words if each.isascii() and not _NO_THING & set(each.split()))
    han = "|".join(re.escape(each) for each in words if not each.isascii())
    before = f"{han}|{short}" if short else han
    return re.compile(
        rf"(?<![a-z])the (?:{english}){_BEST_ENDS}|(?<![a-z])(?:{english}) one(?![a-z])"
        rf"|最?(?:{before})的?{_THAT}(?:一)?{_HAN_THING}|{_THAT}(?:一)?{_HAN_THING}(?:最|比较|更)?(?:{han})(?:一?[点些])?的|最(?:{han})(?:的|嘅)(?![\u4e00-\u9fff]{{2}})"
    )
