"""Finds what a supplier says about prices of its own: the price of a whole lot, the question for a price in its own
shop, the price steps that stay, and the words that choose one of several listings. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.turn.words.cues.finder import Finder, has, is_short, when_short
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, value_of
from nlu.understanding.text.writing import folded

_COUNTED = r"(?!\s?(?:%|percent|pcs|pieces?|sets?|pairs?|units?|tons?|tonnes?|kgs?|cartons?|days?|weeks?|[个個件只隻套条條双雙台箱吨噸天周月号號米公]|[.,]?\d))"
_CURRENCY = r"(?:\s?(?:usd|dollars?|bucks|eur|euros?|rmb|yuan|美金|美元|美刀|人民币|块|元)(?![a-z]))?"
_WHOLE_PRICE = re.compile(
    rf"(?:总价|总额|总金额|整单价?|合计|一口价|打包价)(?:格|钱)?(?:就|算|按|给|做|到|改|成|凑|整|个|取|抹零|是|报|为|[:：\s])*(?:美金|美元|usd|[$¥€])?\s?(?P<a>{NUMBER}){_COUNTED}"
    rf"|(?<![a-z])(?:total|lump sum|whole (?:thing|lot|order))(?: price| amount| sum)?(?:\s(?:of|at|is|to|be|flat|for|it|a|round)|\s?[=:])*\s?(?:usd|[$¥€])?\s?(?P<b>{NUMBER}){_COUNTED}"
    rf"|{BEFORE}(?P<c>{NUMBER}){_CURRENCY}\s(?:in total|in all|total|altogether|all in|all together|flat for all|for (?:the lot|everything|all(?: of (?:it|them))?|the whole (?:lot|order|thing)))(?![a-z])"
)
"""Matches the price of a whole lot: 总价凑整 20800, "20800 in total"."""
_SETS = r"改|换|涨|[提降]价|降到|提到|调|(?<![a-z])(?:set|raise|change|make|put|lower|cut|increase)(?![a-z])"
_LIST_PRICE = re.compile(
    rf"^(?!.*(?:{_SETS}))(?:.*(?:(?<![a-z])(?:list(?:ed|ing)?|catalogue|catalog|shop) price"
    r"|(?<![a-z])what (?:price )?(?:do|did) (?:i|we) (?:list|have|sell|offer)(?![a-z]).*(?:for|at)(?![a-z])"
    r"|(?<!目)标价|挂牌价|(?:挂|(?<!目)标|上架)(?:的|着|牌|出)?(?:的|是)?[^，,。；;]{0,8}?(?:什么价|啥价|多少|价))).*$",
    re.S,
)
"""Matches the question for the price in one's own shop: "what's my list price at 20t", 挂的20吨什么价."""
_STEP = r"(?:件|个|條|条|套|只|吨|公斤|pcs|pieces|units|sets|tonnes|kg)?"
_STAYS_ZH = r"(?:的|价格?|那个)?(?:就|都|先|给我)*(?:别[动改涨降碰]|不[动变改涨降]|保持|照旧|照原|留着|除外)"
_KEPT_STEPS = (
    re.compile(
        rf"{BEFORE}(?P<n>{NUMBER})\s?{_STEP}(?:以上|起|往上|及以上)?(?:的|那|这)*一?[档级阶][位次]?{_STAYS_ZH}"
        rf"|(?:除了?|除开)(?P<m>{NUMBER})\s?{_STEP}(?:以上|起|往上)?(?:的|那|这)*一?[档级阶]"
    ),
    re.compile(
        rf"(?<![a-z])(?:leave|keep|not|except|but not|don'?t touch|without)\s(?:for\s)?(?:the\s)?(?:(?:price|tier|step)\s)?(?:from\s)?(?P<n>{NUMBER})\+?\s?{_STEP}(?:\s(?:tier|step|price|one|break|up|and up|above))+(?![a-z])"
        rf"|(?<![a-z])the\s(?:from\s)?(?P<m>{NUMBER})\+?\s?{_STEP}\s?(?:tier|step|price|break)\s(?:stays?|remains?|as (?:it is|is)|unchanged)(?![a-z])"
    ),
)
"""Match the quantity of a price step that is not to change: 6000以上那档别动, "leave the 6000 tier"."""
_LAST_STEP = has(
    rf"(?:最后|最高|最大|量最大)(?:的|那|这)*一?档(?:位)?{_STAYS_ZH}"
    r"|(?<![a-z])(?:leave|keep|not|except|but not)\s(?:for\s)?the\s(?:last|biggest|largest|highest|top) (?:tier|step|price break)"
    r"|(?<![a-z])the\s(?:last|biggest|largest|highest|top) (?:tier|step|price break) (?:stays|remains|unchanged)"
)
_UNIT = r"(?:w|watts?|v|volts?|ml|l|litres?|liters?|oz|cm|mm|m|kg|g|inch(?:es)?|momme|mm)(?![a-z0-9])|瓦|伏|姆米|毫升|升|盎司|厘米|公分|毫米|寸|克|公斤|斤|头|片|层"
_CALLED = re.compile(
    rf"(?<![a-z\d.,$¥€%-])(?P<n>\d{{1,4}}(?:\.\d{{1,2}})?)[\s-]?(?:{_UNIT}|(?:的|那[个款种一]|这[个款种])|ones?(?![a-z]))"
    r"|(?:^|[\s,，。;；]|就|是|要|那|把|只|说错了?)(?P<zh>[\u4e00-\u9fff]{1,4}?)(?:的|那[个款种]|这[个款种])(?![\u4e00-\u9fff]{0,2}[吗呢?？])"
    r"|(?:^|[\s,，。;；])(?:说错了?|不对|错了|不是|应该是|应该|我说的?是|是|我是说)[\s,，]*(?:是)?(?P<grade>[\u4e00-\u9fff]{2,4})(?=[\s,，。;；!！吧]|$)"
)
"""Matches words that choose one of several listings by a size, a colour or a grade: "the 60w", 22的, 绿的, 是特级."""
_NO_NAME = frozenset(
    ("我们", "他们", "我", "你", "他", "现在", "今天", "原来", "其他", "别的", "所有", "全部", "刚才", "对")
)


def find_whole_price(text: str) -> str | None:
    """Returns the price that the text names for a whole lot."""
    found = _WHOLE_PRICE.search(folded(text))
    number = value_of(next(filter(None, found.groups()))) if found else None
    return f"{number:f}" if number else None


def find_kept_steps(text: str) -> list[str]:
    """Returns the quantities of the price steps that the text leaves as they are; "last" for the largest one."""
    plain = folded(text).replace("’", "'")
    found = [each["n"] or each["m"] for pattern in _KEPT_STEPS for each in pattern.finditer(plain)]
    numbers = [f"{number:f}" for each in found if (number := value_of(each)) and number > 1]  # 一档 names no quantity
    return [*dict.fromkeys(numbers), *(["last"] if _LAST_STEP(plain) else [])]


def find_called(text: str) -> list[str]:
    """Returns the numbers and words by which the text chooses one of several listings."""
    return list(dict.fromkeys(_list_called(folded(text)))) if is_short(text) else []


def _list_called(plain: str) -> Iterator[str]:
    for each in _CALLED.finditer(plain):
        said = each["n"] or each["zh"] or each["grade"]
        if said not in _NO_NAME:
            yield said


def _asks_list_price(text: str) -> bool:
    return _LIST_PRICE.match(folded(text)) is not None


FINDERS: dict[str, Finder] = {
    "whole_price": find_whole_price,
    "asks_list_price": when_short(_asks_list_price),
    "kept_steps": find_kept_steps,
    "called_by": find_called,
}
