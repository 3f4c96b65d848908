"""Finds shares of a quantity, which are fractions and percentages.

A share says by which part the quantity changes ("add 10%", 加一成, "a third less"), what the quantity becomes
("double", 减半), or which part of it somebody speaks of ("half of them", 其中30个).
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice
from typing import Literal, TypedDict

from nlu.understanding.grammar.numerals import BEFORE, HAN, NUMBER, as_json, value_of
from nlu.understanding.text.writing import folded

Kind = Literal["more", "less", "to", "part", "count", "by"]
"""What a share says. With `more` and `less`, the quantity grows or shrinks by the share. With `to`, it becomes this
share of itself. `part` is the part that somebody speaks of, and `count` is such a part given as a number of pieces.
With `by`, the text gives the share alone, and an earlier message said whether it is more or less."""

_PERCENT = r"\s?(?:%|percent|per cent|pct|个点|個點|个百分点|個百分點)"
_TENTHS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_TENTHS = "".join(_TENTHS)
_FRACTIONS = {"half": "0.5", "a half": "0.5", "a third": "1/3", "one third": "1/3", "two thirds": "2/3",
              "a quarter": "0.25", "one quarter": "0.25", "a fourth": "0.25", "three quarters": "0.75",
              "a fifth": "0.2", "one fifth": "0.2", "a tenth": "0.1", "one tenth": "0.1"}  # fmt: skip
_FRACTION = "|".join(sorted(_FRACTIONS, key=len, reverse=True))
_SHARE = (
    rf"(?:{BEFORE}(?P<percent>{NUMBER}){_PERCENT}|百分之(?P<hundredths>{HAN}|\d{{1,3}})|(?P<tenths>[{_HAN_TENTHS}])成(?P<five>半)?"
    rf"|(?P<of>[三四五])分之(?P<parts>[一二两兩三四])|(?<![a-z])(?P<fraction>{_FRACTION})(?![a-z])|(?P<half>一半|半数|半數))"
)
_TIMES = {"double": 2, "doubled": 2, "twice": 2, "two times": 2, "triple": 3, "tripled": 3, "three times": 3, "thrice": 3,
          "quadruple": 4, "four times": 4, "halve": "0.5", "halved": "0.5", "cut in half": "0.5", "cut by half": "0.5",
          "half as many": "0.5", "half as much": "0.5", "half the quantity": "0.5", "half the amount": "0.5",
          "翻倍": 2, "翻一番": 2, "翻一倍": 2, "加倍": 2, "加一倍": 2, "多一倍": 2, "两倍": 2, "兩倍": 2, "双倍": 2, "雙倍": 2,
          "二倍": 2, "三倍": 3, "四倍": 4, "减半": "0.5", "減半": "0.5", "砍半": "0.5", "砍一半": "0.5", "减一半": "0.5",
          "減一半": "0.5", "少一半": "0.5"}  # fmt: skip
_TIMES_WORDS = "|".join(sorted(map(re.escape, _TIMES), key=len, reverse=True))
_BECOMES = re.compile(rf"(?<![a-z])(?P<times>{_TIMES_WORDS})(?![a-z])")
_NEAR = 18
_MOST = 12
"""The most matches of each pattern that are read in a text."""
_MORE = re.compile(
    r"(?<![a-z])(?:more|add|plus|extra|increas\w+|raise|rais\w+|grow|bump|on top|higher|up)(?![a-z])|[加增涨漲添]|多(?!少)"
)
_LESS = re.compile(
    r"(?<![a-z])(?:less|fewer|minus|reduc\w+|cut|lower|decreas\w+|drop|shrink|down|take off)(?![a-z])|[减減少砍降]"
)
_MEANT = re.compile(
    r"\s?(?:of (?:them|it|these|those|the \w+|which|all)|the (?=\w)|\w* ?(?:in|to|as|with) (?=\w)|.{0,12}(?:换|換|改|要|发|發|送|做|用|寄|给|給))"
)
_COUNT = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER})\s?(?:\w{{1,8}} )?of (?:them|these|those|the (?!\d)\w+)(?![a-z])"
    rf"|(?:其中|里面|裡面|裏面|抽|拿出?|分出?|挑)(?:有|的)?(?P<han>{NUMBER})(?=[个個件套只条條台箱双雙吨噸张張床把块塊片]|\b|[^\d])"
)
_ENDS = re.compile(r"please|pls|then|now|ok|吧|了|就行|就好|\s")
_MONEY = re.compile(
    r"\s?(?:of )?(?:the )?(?:deposit|balance|payment|money|price|discount|off\b|rebate|in advance|advance|upfront|down ?payment|before|cotton|polyester"
    r"|silk|wool|linen|vat|tax|duty)|的?(?:定金|订金|訂金|尾款|货款|貨款|预付|預付|折扣|价|價|钱|錢|棉|涤|丝|絲|毛|税|稅)"
)
_MONEY_BEFORE = re.compile(
    r"(?:deposit|balance|price|discount|cheaper|paid|pay|refund)[^,.;]{0,12}$|(?:付|定金|尾款|便宜|优惠|優惠|打|让|讓|退|价|價)[^，。,]{0,4}$"
)


class Share(TypedDict):
    """Describes a share in the form that it has in the output of the NLU. `number` is a fraction (0.1 for a tenth) or,
    if the kind is `count`, a number of pieces."""

    kind: Kind
    number: int | float


def find_shares(text: str) -> list[Share]:
    """Returns the shares of a quantity in the raw text, in the order of the text. Shares of a price, of a payment or of
    a material ("100% cotton") are left out."""
    plain = folded(text)
    found: dict[int, Share] = {}
    taken: list[tuple[int, int]] = []
    for matched in islice(_BECOMES.finditer(plain), _MOST):
        if not _MONEY.match(plain, matched.end()):
            found[matched.start()] = {"kind": "to", "number": as_json(Decimal(str(_TIMES[matched["times"]])))}
            taken.append(matched.span())
    for matched in islice(re.finditer(_SHARE, plain), _MOST):
        share = _read(matched)
        within = any(start <= matched.start() < end for start, end in taken)
        if share is None or not 0 < share <= 10 or within or _is_of_money(plain, matched):
            continue
        found[matched.start()] = {"kind": _find_kind(plain, matched), "number": round(float(share), 6)}
        taken.append(matched.span())
    for matched in islice(_COUNT.finditer(plain), _MOST):
        number = value_of(matched["number"] or matched["han"])
        if number and number > 1 and not any(start <= matched.start() < end for start, end in taken):
            found[matched.start()] = {"kind": "count", "number": as_json(number)}
    return [found[start] for start in sorted(found)]


def find_share_spans(plain: str) -> list[tuple[int, int]]:
    """Returns the spans of the shares in the folded text, so that their numbers are not also read as differences."""
    return [matched.span() for matched in re.finditer(_SHARE, plain)] + [m.span() for m in _BECOMES.finditer(plain)]


def _read(matched: re.Match[str]) -> Decimal | None:
    if matched["percent"] or matched["hundredths"]:
        number = value_of(matched["percent"] or matched["hundredths"])
        return number / 100 if number else None
    if matched["tenths"]:
        return (Decimal(_TENTHS[matched["tenths"]]) + (Decimal("0.5") if matched["five"] else 0)) / 10
    if matched["of"]:
        return Decimal(_TENTHS[matched["parts"]]) / _TENTHS[matched["of"]]
    if matched["fraction"]:
        over, _, under = _FRACTIONS[matched["fraction"]].partition("/")
        return Decimal(over) / Decimal(under or 1)
    return Decimal("0.5")


def _is_of_money(plain: str, matched: re.Match[str]) -> bool:
    return bool(
        _MONEY.match(plain, matched.end())
        or _MONEY_BEFORE.search(plain[max(matched.start() - _NEAR, 0) : matched.start()])
    )


def _find_kind(plain: str, matched: re.Match[str]) -> Kind:
    """Returns the kind of the share, judged by the words around it up to the next comma or other punctuation mark."""
    before = re.split(r"[,，。;；.!?？]", plain[max(matched.start() - _NEAR, 0) : matched.start()])[-1]
    after = re.split(r"[,，。;；.!?？]", plain[matched.end() : matched.end() + _NEAR])[0]
    if re.match(r"\s?(?:of (?:them|it|these|those|which|all)|of the )", after) or re.search(
        r"(?:其中|里面|裡面)\s?$", before
    ):
        return "part"
    if re.search(r"(?:(?<![a-z])(?:just|only|make it|make that)|只要|就要|只|改成|改为)\s?$", before) and not _ENDS.sub(
        "", after
    ):
        return "to"
    near_after = after[:8]
    if _LESS.search(before) or _LESS.match(near_after.lstrip()):
        return "less"
    if _MORE.search(before) or _MORE.match(near_after.lstrip()):
        return "more"
    is_part = matched["half"] or matched["fraction"] or _MEANT.match(after)
    return "part" if is_part else "by"
