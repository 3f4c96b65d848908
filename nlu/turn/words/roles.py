"""Finds the role that each entity has in the message, from the words around it. In "we are a furniture store in Dali
and need 500 lamps, not 600, FOB Ningbo", the writer wants neither furniture nor Dali nor 600, and Ningbo is a port.
Imports nothing of Rasa."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.goods.described.sizes import SIZE
from nlu.turn.words.own_business import is_own_business, is_own_place
from trade.incoterms import incoterms_ending_in_china

Entity = dict[str, Any]

OUT = "none"
"""The role of a value that the writer does not want."""
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_BESIDE_TERM = re.compile(r"[\s,，(（]*(?:(?:from|at|to|in)\s)?(?:port of\s)?\s*", re.I)
_BEFORE_TERM = re.compile(r"\s?(?:港口?|市)?\s?(?:port)?[\s,，]*的?\s*", re.I)
_HEADING_FOR = re.compile(
    r"(?<!limit )(?<!down )(?<!stick )(?<!close )(?<!near )(?<!next )(?<!only )\bto (?:the |our |my )?(?:port of |port |city of )?$"
    r"|\b(?:destination|address|port|delivery|place)\s(?:of delivery\s)?(?:is |should be |must be |becomes |is now )$"
    r"|\b(?:reach(?:es)?|arriv\w+ (?:in|at)|deliver\w* (?:in|at)|destination(?: port)?(?: is|:)?) $"
    r"|(?:(?<![找搜看遇得来想提说谈直])到|发[到往至]|(?<!开)发|运[到往至]?|送[到往至]?|寄[到往]?|至|目的[地港][是为:：]?|收货[地址]{1,2}[是为:：]?|(?:地址|目的[地港]|收货地|目的港口|港口)(?:也|就|都|要)?(?:换|改)(?:成|到|为|去)?|(?:改|转)(?:送|发|寄|运)(?:到|去|往)?|交货地点?[是为:：]?)$",
    re.I,
)
_BESIDE = 6
"""The most characters between goods and their quantity."""
_PARTS = frozenset(",;，；、。\n")
_HEDGES = re.compile(
    r"(?<![a-z])(?:about|around|maybe|perhaps|approx(?:imately)?\.?|roughly|say|like|some|circa|ca\.?)(?![a-z])|大概|大约|大約|差不多|可能|也许|估计|约|約",
    re.I,
)
"""Matches words beside a number that leave it open how exact it is, and do not set it apart from the goods."""
_IN_ONE = re.compile(r"(?<![a-z])(?:all|\d|two|three|four)[ -]in[ -]$", re.I)
"""Matches the beginning of "all in one", in which the number counts nothing."""
_GOODS_EDGES = re.compile(
    r"^(?:(?:like|such as|some|any|maybe|e\.g\.)\s+)+|^(?:我们?|想|需)?(?:要|找)(?=[\u4e00-\u9fff]{2})|[\s/&+,;:，、(（]+$",
    re.I,
)
"""Matches words and signs at the edges of an entity that belong to the sentence and not to the name of the goods."""
_LED_BY_NO = re.compile(r"\b(?:no|not|without)\s", re.I)
_JOINS = re.compile(r"\s*(?:,\s*)?(?:or|nor|and)\s(?:from\s|in\s)?|\s*[、/]\s*|\s*(?:和|或者?|跟|与|與|同|及)\s*", re.I)
"""Matches words that join two values of a kind, so that a "no" before the first one also rules out the second."""
_SUPPOSES = re.compile(
    r"\b(?:if|when|once|later|next time|next order|next year|afterwards|in future|eventually)\b|如果|要是|若|假如|下次|以后|后面|之后|将来|第二批|卖得好|賣得好",
    re.I,
)
_CLAUSE_ENDS = re.compile(r"[,.;!?，。；！？\n]{1,4}\s|[，。；！？\n]{1,4}|\s(?=but\b|and\b|then\b)")
_MOST_GOODS = 40
"""The most goods of a message that are compared with each other."""
_COMMA = re.compile(r"\s*[,，]\s*")
"""Matches a comma. In a list that ends with an "or", it joins two values; elsewhere, a correction follows it ("not from
Zhejiang, Fujian")."""
_RULED_OUT = {"region": "excluded_region"}
"""The role that an entity gets if the words rule it out, such as the region in "not from Hebei"."""
_NAMES_THE_WRONG = {"tracking_number"}
"""Entities whose ruled-out value is kept, because it says which thing is to be corrected: "3318810025 is wrong, it is
3318810026"."""
_NEAR = 80
"""The number of characters before a place in which words such as "deliver to" are looked for, and the largest distance
of an Incoterm from it."""
_SIZES = {"kilogram": 20, "litre": 20, "metre": 10, "square_metre": 10}
"""By its unit, the amount below which a quantity may be the size of one piece."""
_SIZE_UNIT = re.compile(r"毫升|厘米|公分|毫米|英寸|寸|瓦|盎司|毫安|克重|ml\b|cm\b|mm\b|oz\b|inch", re.I)
"""Matches a unit after a number that says how large one piece is."""
_COUNTS_NO_GOODS = re.compile(
    r"\s?(?:hotel |guest |bed)?(?:rooms?|suites|staff|employees|workers|people|persons|guests|visitors|students|pupils|kids|children|members|colleagues"
    r"|shops|stores|branches|outlets|seats|years?)(?![a-z])|\s?(?:来|多)?(?:间房|間房|个房间|個房間|个员工|名员工|个人(?![的帐])|家店|间店|間舖|个学生|名学生|个客人|桌客)",
    re.I,
)
"""Matches words after a number that counts what the writer has, and no goods: "46 rooms", "for 80 staff"."""
_GREETS = re.compile(
    r"buon ?giorno|buona ?sera|ciao|salve|bonjour|bonsoir|salut|hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|bom dia|boa (?:tarde|noite)|ol[aá]|guten (?:tag|morgen|abend)"
    r"|hallo|moin|servus|merhaba|sal[aā]m\w*|namaste|selamat \w+|xin ch[aà]o|sawasdee|kumusta|jambo|habari|hej|goddag|cze[sś][cć]",
    re.I,
)
"""Matches a greeting in another language, which the NLU may take for goods."""
_TOO_MANY = re.compile(
    r"\s?(?:pcs|pieces|sets|units|pairs|kg|个|件|条|套|只|組|组|粒|台)?\s?(?:(?:is|are|it's|its)\s)?(?:way |far |really |a bit |just )?(?:too\s(?:many|much|high|big)|(?:many|much|a lot)\s(?:for (?:me|us)))(?![a-z])"
    r"|\s?[个件条套只組组粒台]?(?:太多|多了|太高|用不了|用不完|卖不完|賣唔晒|哪里用得)",
    re.I,
)
"""Matches words behind a number that the writer finds too large: "1000 is many for me", 100組太多了."""
_AFTER_SIZE = frozenset("的床款装裝")
"""Characters that follow a size in Chinese: 2斤的, 1.8米床."""


def with_roles(entities: Sequence[Mapping[str, Any]], text: str, unwanted: Sequence[str] = ()) -> list[Entity]:
    """Returns the entities, each with its `role` if that is not its name. Goods get their full names, and goods and the
    quantity beside them get the number of their `group`. `unwanted` are words for things that the text does not want.

    A value that the words rule out has the role `none` when another of its kind is named instead: of "600 not 500" only 600 remains.
    A region that is ruled out is an `excluded_region`.
    """
    given = [_trim(each) for each in entities if each.get("value") is not None]
    of_one = {id(each) for each in given if _is_no_condition(each, text)}
    valued = _without_own_business([each for each in given if id(each) not in of_one], text)
    valued = _without_supposed(valued, text)
    _name_in_full(valued)
    denied = [
        is_denied(text, int(each.get("start") or 0), int(each.get("end") or 0))
        or _is_no_goods(each, text)
        or _is_place_in(each, unwanted, text)
        for each in valued
    ]
    denied = _with_coordinated(valued, denied, text)
    instead = {each["entity"] for each, out in zip(valued, denied, strict=True) if not out} - _NAMES_THE_WRONG
    ruled_out = {id(each) for each, out in zip(valued, denied, strict=True) if out and each["entity"] in _RULED_OUT}
    meant = [
        each
        for each, out in zip(valued, denied, strict=True)
        if not out or (each["entity"] not in instead and not _is_bare_number_beside(each, text))
    ]
    kept = [each for each in meant if id(each) not in ruled_out]
    terms = [each for each in meant if each["entity"] == "incoterm" and "start" in each]
    terms.sort(key=_get_start)
    groups = _group_goods(kept, text)
    roles = {
        **{id(each): SIZE for each in given if id(each) in of_one and each["entity"] == "quantity"},
        **{id(each): _RULED_OUT[each["entity"]] for each in valued if id(each) in ruled_out},
        **{id(each): _find_role(each, terms, text) for each in kept},
    }
    return [{**each, **_label(each, roles.get(id(each), OUT), groups.get(id(each)))} for each in given]


def _label(entity: Entity, role: str, group: int | None) -> dict[str, Any]:
    """Returns the role of the entity, unless it equals the entity's name, and the number of its group, if it has
    one."""
    named = {} if role == entity["entity"] else {"role": role}
    return named if group is None else {**named, "group": group}


def _trim(entity: Mapping[str, Any]) -> Entity:
    value = entity["value"]
    is_name = entity["entity"] == "product" and isinstance(value, str)
    return {**entity, "value": _GOODS_EDGES.sub("", value)} if is_name else dict(entity)


def _without_supposed(entities: Sequence[Entity], text: str) -> list[Entity]:
    """Returns the entities without the quantity of a later order, if the message also names the quantity of the present
    one: "350 to start, if it sells 2,000 next time"."""
    counts = [each for each in entities if each["entity"] == "quantity" and "start" in each]
    if len(counts) < 2:
        return list(entities)
    ends = [0, *(each.end() for each in _CLAUSE_ENDS.finditer(text)), len(text)]
    supposes = [_SUPPOSES.search(text, *clause) is not None for clause in pairwise(ends)]
    supposed = {id(each) for each in counts if supposes[min(bisect_right(ends, int(each["start"])), len(supposes)) - 1]}
    return [each for each in entities if id(each) not in supposed] if len(supposed) < len(counts) else list(entities)


def _name_in_full(entities: Sequence[Entity]) -> None:
    """Gives goods with a short name the full name that they have elsewhere in the message: in "ceramic flower pots sold
    well … I want 1,200 pots", the pots become ceramic flower pots. The full name may also come later: "paper bags", and
    then "paper bags with handles"."""
    goods = [each for each in entities if each["entity"] == "product" and "start" in each][:_MOST_GOODS]
    full = {id(each): other["value"] for each in goods for other in goods if _is_short_for(each, other)}
    for each in goods:
        each["value"] = full.get(id(each), each["value"])


def _is_short_for(one: Entity, other: Entity) -> bool:
    """Returns whether `one` is a short name for the goods that `other` names in full: the end of the full name, if it
    comes later in the text, or its beginning, if it comes earlier."""
    short, full = str(one["value"]).casefold(), str(other["value"]).casefold()
    if len(short) < 2 or short == full:
        return False
    if int(one["start"]) > int(other["start"]):
        return full.endswith(f" {short}" if short.isascii() else short)
    return full.startswith((f"{short} with ", f"{short} for ", f"{short} in "))


def _with_coordinated(entities: Sequence[Entity], denied: Sequence[bool], text: str) -> list[bool]:
    """Returns `denied`, and also marks values that an "or" joins to a ruled-out one: both places of "not from Guangdong
    or Jiangsu"."""
    out = list(denied)
    placed = sorted(
        (each for each in enumerate(entities) if "start" in each[1] and "end" in each[1]),
        key=lambda each: int(each[1]["start"]),
    )
    gaps = [text[int(before["end"]) : int(after["start"])] for (_, before), (_, after) in pairwise(placed)]
    for at, ((first, before), (second, after)) in enumerate(pairwise(placed)):
        in_list = _COMMA.fullmatch(gaps[at]) is not None and any(map(_JOINS.fullmatch, gaps[at + 1 : at + 2]))
        is_joined = in_list or _JOINS.fullmatch(gaps[at]) is not None
        out[second] |= out[first] and is_joined and before["entity"] == after["entity"]
    return out


def _is_no_goods(entity: Entity, text: str) -> bool:
    """Returns whether the words rule out these goods by a "no" in their name or right before it: "no socks. slippers"."""
    if entity["entity"] != "product" or "start" not in entity:
        return False
    start = int(entity["start"])
    if _GREETS.fullmatch(text, start, int(entity.get("end") or start)):
        return True  # "Buongiorno, I need walnuts"
    return bool(_LED_BY_NO.match(text, start) or _LED_BY_NO.match(text, max(start - 3, 0), start))


def _is_place_in(entity: Entity, unwanted: Sequence[str], text: str) -> bool:
    """Returns whether the place is part of words for something that is not wanted: "I don't want anything from
    Shenzhen"."""
    if entity["entity"] != "region" or "start" not in entity:
        return False
    spans = ((at, at + len(words)) for words in unwanted if (at := text.find(words)) >= 0)
    return any(start <= int(entity["start"]) < end for start, end in spans)


def _without_own_business(entities: list[Entity], text: str) -> list[Entity]:
    """Returns the entities without the goods that only say what kind of company the writer has, if others are named: "we are a
    furniture store and need lamps"."""
    own = [
        each
        for each in entities
        if each["entity"] == "product"
        and "start" in each
        and is_own_business(text, int(each["start"]), int(each["end"]))
    ]
    goods = [each for each in entities if each["entity"] == "product"]
    return [each for each in entities if each not in own] if len(own) < len(goods) else entities


def _group_goods(entities: Sequence[Entity], text: str) -> dict[int, int]:
    """Returns the number of the group of each entity that has one, by its id. Goods and the quantity right before or
    after them form a group ("500 bulbs", "bulbs: 500"), the closest ones first. A comma between the two prevents
    that."""
    goods = [each for each in entities if each["entity"] == "product" and "start" in each]
    counts = [each for each in entities if each["entity"] == "quantity" and "start" in each]
    names_first = bool(goods and counts) and int(goods[0]["start"]) < int(counts[0]["start"])
    near = []
    for first, second in pairwise(sorted((*goods, *counts), key=lambda each: int(each["start"]))):
        between = _HEDGES.sub("", text[int(first["end"]) : int(second["start"])])
        if first["entity"] == second["entity"] or len(between) > _BESIDE or set(between) & _PARTS:
            continue
        before = first["entity"] == "quantity"
        name, count = (second, first) if before else (first, second)
        near.append((len(between), before == names_first, name, count))
    groups: dict[int, int] = {}
    for _, _, name, count in sorted(near, key=lambda each: each[:2]):
        if not {id(name), id(count)} & groups.keys():
            groups |= dict.fromkeys((id(name), id(count)), len(groups) // 2)
    return groups


def _is_bare_number_beside(entity: Entity, text: str) -> bool:
    """Returns whether the value is a bare number beside another value of its kind: the 12 in "the 8oz ones, not 12" is
    no quantity."""
    value = entity["value"] if entity["entity"] == "quantity" else None
    alone = isinstance(value, Mapping) and value.get("unit") is None
    return alone and len(_NUMBER.findall(text)) > 1


def _is_no_condition(entity: Entity, text: str) -> bool:
    """Returns whether the value is no condition of the wish, because it is the place where the writer is, the size
    of one piece (2斤的), counts no goods ("46 rooms"), or is too much
    ("1000 is many for me")."""
    if "start" not in entity:
        return False
    if entity["entity"] == "region":
        return is_own_place(text, int(entity["start"]), int(entity.get("end") or 0))
    if entity["entity"] != "quantity":
        return False
    value, end = entity["value"], int(entity.get("end") or 0)
    unit = value.get("unit") if isinstance(value, Mapping) else None
    start = int(entity["start"])
    in_one = _IN_ONE.search(text, max(start - 9, 0), start)
    if unit is None and (_SIZE_UNIT.match(text, end) or _COUNTS_NO_GOODS.match(text, end) or in_one):
        return True
    if _TOO_MANY.match(text, end):
        return True
    is_small = unit in _SIZES and float(value.get("value") or 0) < _SIZES[unit]
    return is_small and text[end : end + 1] in _AFTER_SIZE


def _find_role(entity: Entity, terms: Sequence[Entity], text: str) -> str:
    """Returns the role of the entity according to the words around its value; by default, its name. `terms` are the
    message's Incoterms in the order of the text.

    A place beside an Incoterm is its `port`, unless it lies abroad and the Incoterm ends in China. A place that goods go to
    is a `country`, even if it is a city or lies in China. Any other place in China is where goods come from and stays a `region`.
    """
    name = str(entity["entity"])
    if name not in ("region", "country") or "start" not in entity:
        return name
    start = int(entity["start"])
    is_goal = _HEADING_FOR.search(text, max(start - _NEAR, 0), start) is not None
    first = bisect_left(terms, start - _NEAR, key=_get_start)
    near = terms[first : bisect_right(terms, int(entity.get("end", start)) + _NEAR, key=_get_start)]
    beside = [term for term in near if _is_beside(entity, term, text)]
    leaves_china = beside and all(term.get("value") in incoterms_ending_in_china() for term in beside)
    if name == "country" and ((is_goal and not beside) or leaves_china):
        return "country"  # "to Hamburg, FOB", "FOB Hamburg": FOB names a port in China, so that is where the goods go
    return "port" if beside else "country" if is_goal else name


def _get_start(entity: Entity) -> int:
    return int(entity["start"])


def _is_beside(place: Entity, term: Entity, text: str) -> bool:
    """Returns whether only linking words stand between the place and the Incoterm."""
    after = term["end"] <= place["start"] and _BESIDE_TERM.fullmatch(text, term["end"], place["start"])
    return bool(after or (place["end"] <= term["start"] and _BEFORE_TERM.fullmatch(text, place["end"], term["start"])))
