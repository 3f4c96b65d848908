"""Finds quantities with their units: "5k pcs", "三百来套", "2x40HQ", "一个小柜"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from nlu.understanding.found import Found
from nlu.understanding.grammar.numerals import ABOUT, AFTER, BEFORE, NUMBER, as_json, value_of

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
_CATTY = "斤"
_UNIT = "|".join(f"(?P<{name}>{spelling})" for name, spelling in _UNITS.items())
_UNIT_END = r"(?:(?<![a-z])|(?![a-z0-9]))"

# A number, perhaps a cross or a measure word, then the container: "2x40HQ", "两个40尺柜", "a 20ft container", "两个柜".
_CONTAINERS = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER}|an?(?=\s))\s?(?:[x×*]\s?|个\s?|\s)?"
    rf"(?P<unit>{'|'.join(f'(?P<{name}>{_UNITS[name]})' for name in _UNITS if name.startswith('container'))})(?![a-z0-9])"
)
# Of a range ("500-600 pcs", "10-12k") the larger number counts.
_RANGE = rf"(?:(?P<from>{NUMBER})\s?(?:-|–|~|to|到|至)\s?)?"
_QUANTITY = re.compile(
    rf"{BEFORE}{_RANGE}(?P<number>{NUMBER}){ABOUT}\s?-?(?P<unit>{_UNIT}|{_CATTY}){_UNIT_END}(?P<half>半(?!天|年|月))?\.?(?![a-z0-9])"
)
# "one roll", "a container" and the like mean a quantity of one where "of" and the goods follow, or where they are the
# whole answer.
_ONE = re.compile(
    r"(?<![a-z0-9])(?:an?|one|1)\s(?:full\s)?(?P<unit>(?P<container>container|fcl)|(?P<carton>box)|(?P<piece>roll|bag|bottle|sheet|jar|drum|reel|pallet))"
    r"(?:(?=\sof\s(?!the\b|you|my\b|it\b))|(?=[\s.!]*(?:(?:pls|please|only)[\s.!]*)?$))"
)
_BARE = re.compile(
    rf"{BEFORE}{_RANGE}(?P<number>{NUMBER}){AFTER}(?!\s?(?:%|percent|寸|inch|瓦|度|天|年|月|号|日|点|折))"
)

# "一个月", "三个人" and "两个问题" do not count goods, and "5 t-shirts" are not five tonnes.
_NO_GOODS = re.compile(
    r"\s?(?:月|星期|礼拜|小时|钟头|人|问题|工作日|国家|地方|方面|方案|字|点|套|-shirt|-piece|\s?per\b)"
)
_JUST_BEFORE = 8
_ORDINAL = re.compile(r"(?:第|每|per |each |every )\s?$")
_POINTING = re.compile(r"[这那哪某同上下]\s?$")
_VAGUE_UNITS = frozenset("个条位张面头部块把片套件")


def find(text: str) -> Iterator[Found]:
    """Yields the quantities of a folded text. Numbers without a unit, and counts such as "一个", are not sure."""
    for pattern in (_CONTAINERS, _QUANTITY):
        for matched in pattern.finditer(text):
            found = _quantity(text, matched)
            if found is not None:
                yield found
    for matched in _ONE.finditer(text):
        unit = next(name for name in ("container", "carton", "piece") if matched[name])
        whole = not text[: matched.start()].strip() or text[matched.end() :].startswith(" of ")
        yield Found("quantity", matched.start(), matched.end(), {"value": 1, "unit": unit}, sure=whole)
    for matched in _BARE.finditer(text):
        number = value_of(matched["number"])
        if number is not None and number > 0 and _rises(matched.groupdict(), number):
            value = {"value": as_json(number), "unit": None}
            yield Found("quantity", matched.start(), matched.end(), value, sure=False)


def _quantity(text: str, matched: re.Match[str]) -> Found | None:
    groups = matched.groupdict()
    article = groups["number"] in ("a", "an")
    number = Decimal(1) if article else value_of(groups["number"])
    if number is None or not _rises(groups, number) or _NO_GOODS.match(text, matched.end()):
        return None
    before = text[max(matched.start() - _JUST_BEFORE, 0) : matched.start()]
    if _ORDINAL.search(before) or (number == 1 and _POINTING.search(before)):
        return None
    if groups.get("half"):
        number += Decimal("0.5")
    spelling = groups["unit"]
    sure = not _is_vague(number, spelling)
    if spelling == _CATTY:
        number, unit = number / 2, "kilogram"
    else:
        unit = _unit_of(spelling)
    # "Shipping a container to Tema" means any container, not a quantity of one.
    sure = sure and not (article and unit == "container")
    end = matched.end() - (1 if text[matched.end() - 1] == "." else 0)
    return Found("quantity", matched.start(), end, {"value": as_json(number), "unit": unit}, sure)


@lru_cache(maxsize=1024)
def _unit_of(spelling: str) -> str:
    return next(name for name, spellings in _UNITS.items() if re.fullmatch(spellings, spelling))


def _rises(groups: Mapping[str, str | None], number: Decimal) -> bool:
    """Returns False where a larger number stands before this one, as in "24-7", which is not a range."""
    begin = groups.get("from")
    low = value_of(begin) if begin else None
    return begin is None or (low is not None and low < number)


@lru_cache(maxsize=1024)
def _is_vague(number: Decimal, spelling: str) -> bool:
    """Returns True where it may not count goods at all: "one piece of advice", "两个问题", "一斤多少"."""
    if number == 1:
        return not re.search(r"柜|container|cntr|hq|hc|gp|ft|fcl|teu|feu", spelling)
    return number <= 3 and spelling in _VAGUE_UNITS
