"""Finds quantities with their units: "5k pcs", "三百来套", "2x40HQ", "一个小柜"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from nlu.understanding.found import Found
from nlu.understanding.grammar.numerals import ABOUT, AFTER, BEFORE, NUMBER, TO, as_json, value_of

# Units are tried in this order, and inside each unit the longest spelling comes first.
_UNITS: dict[str, str] = {
    "container_40hq": r"(?:40\s?(?:'|’|ft|foot|feet|尺)?\s?(?:high[ -]cubes?|hq|hc|高柜|高箱)s?|高柜)(?:\s?containers?)?",
    "container_20ft": r"(?:20\s?(?:'|’|ft|foot|feet|gp|fcl|尺柜?|尺?小柜)(?:\s?(?:containers?|gp|dv|fcl|柜|货柜|集装箱))?|小柜|teus?)",
    "container_40ft": r"(?:40\s?(?:'|’|ft|foot|feet|gp|fcl|尺大?柜?|尺?大柜|尺?平柜)(?:\s?(?:containers?|gp|dv|fcl|柜|货柜|集装箱))?|大柜|feus?)",
    "container": r"(?:full )?(?:containers?|contaners?|conteiners?|cntrs?|fcl)(?: loads?)?|整柜|货柜|集装箱|柜子|柜",
    "square_metre": r"(?:square|sq)\.?\s?(?:met(?:er|re)s?|m)|sqms?|m2|m²|㎡|平方米|平米|平方",
    "tonne": r"(?:metric )?(?:tonnes?|tons?)|mts?|t|公吨|吨",
    "kilogram": r"kilo(?:gram)?s?|kgs?|公斤|千克",
    "metre": r"met(?:er|re)s?|mtrs?|m|米",
    "litre": r"lit(?:er|re)s?|ltrs?|l|公升|升",
    "dozen": r"dozens?|doz|dz|打",
    "carton": r"cartons?|ctns?|boxes|cases|箱",
    "pair": r"pairs?|prs|双|对",
    "set": r"sets?|套",
    "piece": (
        r"(?:pieces?|peices?|pices?|pcs|pces|pc|units?|nos|ea|rolls|bags|bottles|sheets|jars|cans|drums|reels|pallets?)"
        r"|[件个只条台张片枚支根顶本册把辆部架瓶罐桶袋包卷串匹粒颗盏幅床扇盒盘株棵块头樽副面册]"
    ),
}
CONTAINERS = frozenset(name for name in _UNITS if name.startswith("container"))
_CATTY = "斤"
_UNIT = rf"(?=[^\W\d]|[24]0|㎡)(?:{'|'.join(_UNITS.values())}|{_CATTY})"
_UNIT_END = r"(?:(?<![a-z])|(?![a-z0-9]))"

# Matches a number, then optionally a cross or a measure word, and then a container: "2x40HQ", "两个40尺柜", "a 20ft
# container", "两个柜".
_CONTAINERS = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER}|an?(?=\s))\s?(?:[x×*]\s?|个\s?|\s)?"
    rf"(?P<unit>(?=[^\W\d]|[24]0)(?:{'|'.join(_UNITS[name] for name in _UNITS if name in CONTAINERS)}))(?![a-z0-9])"
)
# Of a range ("500-600 pcs", "10-12k"), the second number counts, which is the larger one.
_NUMBERS = rf"(?P<number>{NUMBER})(?:{TO}(?P<last>{NUMBER}))?"
_QUANTITY = re.compile(
    rf"{BEFORE}{_NUMBERS}{ABOUT}\s?-?(?P<unit>{_UNIT}){_UNIT_END}(?P<half>半(?!天|年|月))?\.?(?![a-z0-9])"
)
# Expressions such as "one roll" and "a container" mean a quantity of one if "of" and the goods follow, or if nothing
# else is in the text.
_ONE = re.compile(
    r"(?<![a-z0-9])(?:an?|one|1)\s(?:full\s)?(?P<unit>(?P<container>container|fcl)|(?P<carton>box)|(?P<piece>roll|bag|bottle|sheet|jar|drum|reel|pallet))"
    r"(?:(?=\sof\s(?!the\b|you|my\b|it\b))|(?=[\s.!]*(?:(?:pls|please|only)[\s.!]*)?$))"
)
# In 竹砧板800块, 200块肥皂 and 毛巾5条 肥皂60块 the 块 counts pieces; in 地砖35块一平 and 手表300块钱 it is money.
_IN_BLOCKS = "板砖皂毯垫布石屏璃糕碑坯膜砧棉豆饼瓦陶"
_BLOCKS = re.compile(
    rf"(?:(?P<thing>[\u4e00-\u9fff])(?:的|吧)?[\s:：]?(?:要|来|订|买|大概|约|共)?|{BEFORE})(?P<number>(?>{NUMBER}))块"
    rf"(?![钱的一二两三四五六七八九半每/\d])(?!以[内下上]|左右|之内|封顶|人民币)(?P<after>[\u4e00-\u9fff]{{0,5}}[{_IN_BLOCKS}])?"
)
_FEWEST_BLOCKS = 100
_CLAUSE = re.compile(r"[^\s，,。；;！!？?、]+")
_OF_PRICES = re.compile(r"钱|价|预算|贵|便宜|成本|卖|[每一/](?:个|件|条|块|平|箱|套|只|双|把|张)|¥")
# "120 sets per class, six classes" and 一个班120套，六个班 are 720 sets.
_PER = (
    re.compile(
        rf"{BEFORE}(?P<number>{NUMBER})\s?(?P<unit>{_UNIT}){_UNIT_END} (?:per|each|for each|for every|a) (?P<each>[a-z]{{3,12}})\b"
        rf".{{0,24}}?(?<![a-z0-9])(?P<times>{NUMBER}) (?P=each)(?:e?s)?\b"
    ),
    re.compile(
        rf"(?:一个|每个|每)(?P<each>[\u4e00-\u9fff]{{1,3}}?)(?:要|订|是|各|大概|大约)?(?P<number>{NUMBER})(?P<unit>{_UNIT})"
        rf"[，,、。 ]{{0,3}}(?:一共|总共|共|有|我们有)?(?P<times>{NUMBER})个?(?P=each)"
    ),
)
_TIME = r"(?:[\s-]?(?:working |business )?(?:days?|weeks?|wks?|months?|hours?|hrs?|years?)(?![a-z])|\s?(?:周|个?星期|个?礼拜|个月|小时))"
# The item numbers of a list, such as "(1)" and "(2)", are not quantities.
_BARE = re.compile(
    rf"{BEFORE}{_NUMBERS}{AFTER}(?!(?<=\(\d)\))(?!\s?(?:%|percent|寸|inch|瓦|度|天|年|月|号|日|点|折))(?!{_TIME})"
)

# "一个月", "三个人" and "两个问题" do not count goods, and "5 t-shirts" are not five tonnes.
_NO_GOODS = re.compile(
    r"\s?(?:月|星期|礼拜|小时|钟头|人|问题|工作日|国家|地方|方面|方案|字|点|套|-shirt|-piece|\s?per\b)"
)
_ORDINAL = ("第", "每", "per ", "each ", "every ")
_POINTING = tuple("这那哪某同上下")
_VAGUE_UNITS = frozenset("个条位张面头部块把片套件")


def find(text: str) -> Iterator[Found]:
    """Yields the quantities of a folded text, without those of `find_blocks`. Matches may overlap.

    The value of each is `{"value", "unit"}`, and the unit of a number without a unit is None. Numbers without a unit,
    and vague counts such as "一个", are not sure.
    """
    for matched in (each for pattern in _PER for each in pattern.finditer(text)):
        one, times = _count(*matched.group("number", "unit")), value_of(matched["times"])
        if one is not None and times:
            total = as_json(Decimal(str(one.number)) * times)
            yield Found("quantity", matched.start(), matched.end(), {"value": total, "unit": one.unit})
    for matched in _CONTAINERS.finditer(text):
        found = _quantity(text, matched, _count(*matched.group("number", "unit")))
        if found is not None:
            yield found
    for matched in _QUANTITY.finditer(text):
        found = _quantity(text, matched, _count(*matched.group("number", "unit", "last", "half")))
        if found is not None:
            yield found
    for matched in _ONE.finditer(text):
        unit = next(name for name in ("container", "carton", "piece") if matched[name])
        whole = not text[: matched.start()].strip() or text[matched.end() :].startswith(" of ")
        yield Found("quantity", matched.start(), matched.end(), {"value": 1, "unit": unit}, sure=whole)
    for matched in _BARE.finditer(text):
        number = _larger(*matched.group("number", "last"))
        if number:
            value = {"value": as_json(number), "unit": None}
            yield Found("quantity", matched.start(), matched.end(), value, sure=False)


def find_blocks(text: str) -> Iterator[Found]:
    """Yields the quantities of a folded text that are counted by 块.

    This character is a measure word for flat or lumpy things, and also a word for money. It is read as a measure word
    if the number is at least 100 and the text names such a thing, or if at least two other goods are counted in the
    text. If there are words about prices in the same clause, it is always money.
    """
    in_blocks = list(_BLOCKS.finditer(text))
    if not in_blocks:
        return
    counted = sum(1 for each in _QUANTITY.finditer(text) if each["unit"] != "块")
    clauses = list(_CLAUSE.finditer(text))
    ends = [clause.end() for clause in clauses]
    for matched in in_blocks:
        number, is_thing = (
            value_of(matched["number"]),
            bool(matched["after"]) or (matched["thing"] or " ") in _IN_BLOCKS,
        )
        clause = clauses[bisect_right(ends, matched.start("number"))][0]
        if number and not _OF_PRICES.search(clause) and ((is_thing and number >= _FEWEST_BLOCKS) or counted > 1):
            value = {"value": as_json(number), "unit": "piece"}
            yield Found("quantity", matched.start("number"), matched.end("number") + 1, value)


def _quantity(text: str, matched: re.Match[str], count: _Count | None) -> Found | None:
    start, end = matched.span()
    if count is None or _NO_GOODS.match(text, end):
        return None
    if _follows(text, start, _ORDINAL) or (count.is_one and _follows(text, start, _POINTING)):
        return None
    end -= text[end - 1] == "."
    return Found("quantity", start, end, {"value": count.number, "unit": count.unit}, count.sure)


def _follows(text: str, start: int, words: tuple[str, ...]) -> bool:
    """Returns whether one of the words stands directly before `start`, with at most one space between them."""
    last = text[start - 1 : start]
    if last.isspace():
        return text.endswith(words, 0, start) or text.endswith(words, 0, start - 1)
    return last in words


class _Count(NamedTuple):
    number: int | float
    unit: str
    sure: bool
    is_one: bool
    """Whether the written number is one, even if the quantity is not one: "一斤" (0.5 kg), "一个半" (1.5)."""


@lru_cache(maxsize=4096)
def _count(written: str, spelling: str, last: str | None = None, half: str | None = None) -> _Count | None:
    """Returns what the parts of a quantity mean together, or None if they are not a quantity. The parts are the number
    (`written`), the unit (`spelling`), the last number of a range (`last`), and a word for one half (`half`)."""
    article = written in ("a", "an")
    number = Decimal(1) if article else _larger(written, last)
    if number is None:
        return None
    total = number + Decimal("0.5") if half else number
    sure, unit = not _is_vague(total, spelling), "kilogram"
    if spelling == _CATTY:
        total /= 2
    else:
        unit = _unit_of(spelling)
    # "Shipping a container to Tema" means any container, not a quantity of one.
    return _Count(as_json(total), unit, sure and not (article and unit == "container"), number == 1)


def _unit_of(spelling: str) -> str:
    return next(name for name, spellings in _UNITS.items() if re.fullmatch(spellings, spelling))


@lru_cache(maxsize=4096)
def _larger(written: str, last: str | None) -> Decimal | None:
    """Returns the number, or the last number of a range. Returns None if the last number is not the larger one, because
    then the text is no range ("24-7")."""
    number = value_of(written)
    if last is None or number is None:
        return number
    larger = value_of(last)
    return larger if larger is not None and number < larger else None


def _is_vague(number: Decimal, spelling: str) -> bool:
    """Returns whether the quantity may count something other than goods: "one piece of advice", "两个问题",
    "一斤多少"."""
    if number == 1:
        return not re.search(r"柜|container|cntr|hq|hc|gp|ft|fcl|teu|feu", spelling)
    return number <= 3 and spelling in _VAGUE_UNITS
