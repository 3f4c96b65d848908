"""Finds the goods of a list of which the NLU marked only some: the surfboards of "folding chairs, umbrellas and surfboards". Imports
nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nlu.turn.words.goods.demanded import says_nothing
from nlu.understanding.text.writing import folded

_SENTENCE = re.compile(r"[^.;!?\n。；！？]+(?:\.(?=\d)[^.;!?\n。；！？]+)*")
_JOINS = re.compile(
    r"\s*[,，、]\s*(?:and |or |plus |as well as )?|\s+(?:and|plus|as well as|&)\s+|(?:以及|还有|還有|和|跟|与|同埋)"
)
_LEADS = re.compile(
    r"^.*[:：]\s*"
    r"|^.*?(?<![a-z])(?:want|need|needs|find|buy|get|source|sourcing|looking for|look for|searching for)(?: for)?\s(?=\S)"
    r"|^.*?(?:想要|要|找|买|採購|采购|求购|需要)"
)
_AMOUNT = re.compile(
    r"\([^()]*\)|（[^（）]*）|(?<![a-z])(?:about |around |some |maybe )?\d[\d,.]*\s?(?:pcs|pieces|sets|units|pairs|cartons|个|件|套|只|条|台|箱)?(?![a-z\d])(?: of)?"
)
_COUNTED = re.compile(
    r"(?:(?<![\u4e00-\u9fff\d])|(?<=要)|(?<=买)|(?<=訂)|(?<=订))(?:要|还要|想要|需要|买)?(?P<name>[\u4e00-\u9fff]{2,5}?)(?P<number>\d{2,7})(?:条|條|个|個|件|套|床|只|隻|张|張|双|雙|把|支|台|箱|盒|瓶|米)"
)
_ITEM = re.compile(
    r"(?:(?:帮我|麻烦|请|想|要|我们?|还要|还|再|询价?|订|買|买|来|求购|采购|需要|报价)+(?=[\u4e00-\u9fff]{2}))?"
    r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?P<size>\d{1,4}(?:\.\d+)?(?:厘米|公分|cm|寸|号|升|l|毫升|ml|克|g|头)?(?:的|款))?"
    r"(?P<number>\d{2,7})(?:条|條|个|個|件|套|床|只|隻|张|張|双|雙|把|支|台|箱|盒|瓶|口|米)?"
)
"""Matches an item of a Chinese list whose quantity follows the name, and may follow a size: 不锈钢炒锅28的500口."""
_NO_ITEM = re.compile(
    r"[长宽高厚]度?$|数量|单价|目标|预算|重量|克重|直径|尺寸|规格|交期|订单|询价单|定金|尾款|余款|编号|号码|电话"
)
_SPACED = re.compile(r"[^\s,，、;；。:：]+")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{2,7}")
_NAME = re.compile(r"^[a-z][a-z'-]*(?: [a-z][a-z'-]*){0,3}$|^[\u4e00-\u9fff]{2,6}$")
_NO_GOODS = re.compile(
    r"(?<![a-z])(?:ones?|etc|so on|more|delivery|delivered|price|prices|moq|samples?|certificates?|certified|quality|asap|please|thanks|thank you|regards|all|both|each|too|also|we|our|my|with|from|for|to|in|by|that|which|if|only|need|want|have|has|had"
    r"|\w+ing|\w+ly)(?![a-z])"
    r"|价格|样品|起订|认证|质量|发货|交期|报价|谢谢|帮|看看|有没有|一共|大概|左右|都|的|们|请|厂|家"
)


def with_listed_goods(entities: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Returns the entities with the goods that stand in one list with marked ones, in the order of the text. Only lists
    with at least two marked goods, or with one behind a colon, count. If all other goods of a list have a quantity, an
    item without one describes the goods before it: "500 bags, black, and 200 hats"."""
    plain = folded(text)
    goods = [each for each in entities if each.get("entity") == "product" and "start" in each]
    if len(plain) != len(text) or len(goods) < 2:
        return list(entities)
    found = list(entities)
    for sentence in _SENTENCE.finditer(plain):
        inside = [each for each in goods if sentence.start() <= each["start"] < sentence.end()]
        if len(inside) > 1:
            found += _find_more(plain, sentence.start(), sentence.end(), inside, entities)
    found += _find_counted(plain, found)
    return sorted(found, key=lambda each: int(each.get("start", len(text))))


def with_items_of_a_list(entities: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Returns the entities with goods and quantities as the items of a Chinese list give them, if the list stands in
    separate words and the NLU has not seen it so: 竹砧板1000 不锈钢炒锅28的500口. Other entities stay."""
    plain = folded(text)
    found = [(each.start(), _ITEM.fullmatch(each[0])) for each in _SPACED.finditer(plain)]
    items = [(start, item) for start, item in found if item and not _is_no_item(item["name"])]
    goods = [each for each in entities if each.get("entity") == "product" and "end" in each]
    spans = [(start, start + item.end()) for start, item in items]
    inside = [each for each in goods if any(each["start"] < end and start < each["end"] for start, end in spans)]
    if len(plain) != len(text) or len(items) < 2 or not inside or _are_seen(items, entities):
        return list(entities)
    first, last = min(start for start, _ in items), max(end for _, end in spans)
    read = [entity for start, item in items for entity in _read_item(text, start, item, entities)]
    dropped = [
        each
        for each in entities
        if each in inside or (each.get("entity") == "quantity" and first <= each.get("start", -1) < last)
    ]
    kept = [each for each in entities if each not in dropped]
    return sorted([*kept, *read], key=lambda each: int(each.get("start", len(text))))


def _is_no_item(name: str) -> bool:
    return bool(_NO_GOODS.search(name) or _NO_ITEM.search(name))


def _are_seen(items: Sequence[tuple[int, re.Match[str]]], entities: Sequence[Mapping[str, Any]]) -> bool:
    """Returns whether each item has one of the goods and its quantity among the entities already."""
    starts = {each["start"] for each in entities if each.get("entity") == "quantity" and "start" in each}
    ends = [each["end"] for each in entities if each.get("entity") == "product" and "end" in each]
    return all(
        start + item.start("number") in starts
        and any(start < end <= start + item.start("number") for end in ends)
        and not any(start < end < start + item.end("name") for end in ends)
        for start, item in items
    )


def _read_item(text: str, start: int, item: re.Match[str], entities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the entities of an item: the goods, with their size, and the quantity."""
    name, number = item.span("name"), item.span("number")
    size = (item["size"] or "").rstrip("的款")
    value = f"{text[start + name[0] : start + name[1]]} {size}".strip()
    at = start + number[0]
    seen = next((each for each in entities if each.get("entity") == "quantity" and each.get("start") == at), None)
    amount = {"value": int(item["number"]), "unit": None}
    goods_end = start + (item.end("size") if size else name[1])
    return [
        {"entity": "product", "start": start + name[0], "end": goods_end, "value": value},
        seen or {"entity": "quantity", "start": at, "end": start + item.end(), "value": amount},
    ]


def _find_counted(plain: str, entities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Returns the unmarked goods right before a number with its unit: the 手巾 of 要手巾2000条 被子300床 枕套600个."""
    taken = [(each["start"], each["end"]) for each in entities if "end" in each and each.get("entity") != "quantity"]
    counts = [each["start"] for each in entities if each.get("entity") == "quantity" and "start" in each]
    found = list[dict[str, Any]]()
    for match in _COUNTED.finditer(plain):
        start, end = match.span("name")
        if _NO_GOODS.search(match["name"]) or any(first < end and start < last for first, last in taken):
            continue
        found.append({"entity": "product", "start": start, "end": end, "value": match["name"]})
        if match.start("number") not in counts:
            found += _read_amount(plain, end, match.end())
    return found


def _find_more(
    plain: str, start: int, end: int, goods: Sequence[Mapping[str, Any]], entities: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    items = _split(plain, start, end)
    marked = [any(item[0] <= each["start"] < item[1] for each in goods) for item in items]
    counts = [each["start"] for each in entities if each.get("entity") == "quantity" and "start" in each]
    all_counted = all(
        any(first <= at < last for at in counts)
        for (first, last), is_goods in zip(items, marked, strict=True)
        if is_goods
    )
    found = []
    for at, (first, last) in enumerate(items):
        beside = (at > 0 and marked[at - 1]) or (at + 1 < len(items) and marked[at + 1])
        if (
            marked[at]
            or not beside
            or any(first <= each.get("start", -1) < last and _is_no_count(each) for each in entities)
        ):
            continue
        name = _read_name(plain, first, last)
        amount = (
            [] if name is None or any(first <= start < last for start in counts) else _read_amount(plain, name[1], last)
        )
        if name is not None and (amount or not all_counted or any(first <= start < last for start in counts)):
            value = plain[slice(*name)]
            found += [{"entity": "product", "start": name[0], "end": name[1], "value": value}, *amount]
    return found


def _read_amount(plain: str, start: int, end: int) -> list[dict[str, Any]]:
    """Returns the quantity that stands behind goods, as in "ornaments (5000 or so)"."""
    number = _NUMBER.search(plain, start, end)
    if number is None:
        return []
    value = {"value": int(number[0].replace(",", "")), "unit": None}
    return [{"entity": "quantity", "start": number.start(), "end": number.end(), "value": value}]


def _is_no_count(entity: Mapping[str, Any]) -> bool:
    return entity.get("entity") not in ("quantity", "price")


def _split(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Returns the spans of the items that commas and "and" join."""
    items, at = [], start
    for join in _JOINS.finditer(plain, start, end):
        items.append((at, join.start()))
        at = join.end()
    return [*items, (at, end)]


def _read_name(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Returns the span of the goods that an item names, if it consists of their name alone, with or without a quantity;
    else None."""
    lead = _LEADS.match(plain[start:end])
    start += lead.end() if lead else 0
    rest = plain[start:end]
    bare = _AMOUNT.sub(lambda found: " " * len(found[0]), rest)
    name = bare.strip()
    if not _NAME.match(name) or _NO_GOODS.search(name) or says_nothing(name):
        return None
    first = start + bare.index(name)
    return first, first + len(name)
