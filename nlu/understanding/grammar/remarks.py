"""Finds remarks about goods for which there is no entity type: about a logo, a label, the packing, a size, or how the
goods are divided ("half red, half blue"). Such remarks are kept as they were written."""

from __future__ import annotations

import re

from nlu.understanding.text.writing import folded

_THINGS_EN = (
    r"logos?|labels?|labell?ed|brand(?:ed|ing)|packag\w+|packing|packed|gift ?box\w*|colou?r box\w*|individual\w*|poly ?bags?|shrink ?wrap\w*"
    r"|pallets?|palleti[sz]ed|print(?:ed|ing)?|embroider\w+|engrav\w+|emboss\w+|hot stamp\w*|momme|gsm|thread count|pantone|colou?rs?|colou?red"
    r"|matt?e|glossy|custom\w*|oem|odm|private label|bar ?codes?|hang ?tags?|tags?|stickers?|inserts?|manuals?|plugs?|setup fee|mould fee|mold fee|tooling"
    r"|spares?|free of charge|for free"
    r"|hem(?:med)?|hand[- ]rolled|stitch\w*|lining|zippers?|lids?|handles?|saucers?"
)
_THINGS_ZH = (
    "logo|商标|标签|吊牌|洗标|唛头|包装|彩盒|礼盒|纸箱|内盒|独立装|托盘|打托|印字|印刷|印花|刺绣|绣|烫金|雕刻|丝印|姆米|克重|支纱|颜色|色号|潘通|哑光|亮光"
    "|定制|订制|定做|贴牌|代工|oem|odm|条码|条形码|说明书|插头|版费|模具费|开模|图案|花型|卷边|手工|盖子|把手|杯托|贴标"
    "|备件|备用|多送|赠送|加送"
)
_SHARED = (
    r"(?<![a-z])half (?!(?:an? |the )?(?:hour|day|year|month|dozen))[^,.;]{2,40}(?<![a-z])(?:half|rest)(?![a-z])|(?<![a-z])(?:half and half|fifty[- ]fifty)(?![a-z])|(?<!\d)50\s?[/:-]\s?50(?!\d)"
    r"|各一半|各半|各占一半|对半|一半[^，,。；;一]{1,12}一半"
)
_SIZES = r"(?<![a-z])sizes?(?![a-z])|尺寸|尺码|规格"
_THING = re.compile(rf"(?<![a-z])(?:{_THINGS_EN})(?![a-z])|{_THINGS_ZH}|(?<=[含印带])logo|{_SHARED}|{_SIZES}")
_BEGINS = re.compile(
    r"(?<![a-z])(?:(?:do|does|did|must|should|is|are)(?:n['’]?t| not)|not|never|avoid|skip|with|without|including|includes?|incl\.?|plus|each|our own|our|own|all"
    r"|please|pls|no)\s|无[需须]|無[需須]|(?:不|别|別|勿|唔好|唔)?(?:包含|含|带|需要?|要|加|印|用|配|请|贴)"
)
_CLAUSE = re.compile(r"(?:[^,，;；。！!?？\n.]|(?<=\d)[.,](?=\d)|\.(?=[a-z]))+")
_OTHER = re.compile(
    r"\s*(?:(?<![a-z])(?:under|below|max(?:imum)?|at most|target|budget|price[ds]?|cost|delivered|deliver|ship(?:ped)?|to (?=[A-Z])|for (?=[A-Z])|by|before|within|fob|cif|exw|ddp|dap)(?![a-z])"
    r"|[$€£¥]|\d[\d.,]*\s?(?:usd|eur|rmb|dollars?|美元|美金|元|块)|单价|目标价|发到|送到|交期|有效期).*",
    re.S,
)
_MINIMUM = re.compile(
    r"(?<![a-z])(?:moq|min(?:imum)?(?: order)?(?: quantity| qty)?)\s?(?:is |of |:)?\d[\d.,]*\d(?:\s?(?:pcs|pieces|sets|tons?))?"
    r"|(?:最低|最少|最小)?起[订批]量?\s?[是为:：]?\s?\d+[个件条套只吨箱双]?"
)
"""Matches a minimum order quantity. It always becomes a remark of its own, separate from the words around it."""
_AGAIN = re.compile(
    r"\b(?:same (?:as|thing|request|order|one|goods)? ?(?:as )?(?:last time|before|again)|like last time|as last time|the same again|repeat (?:it|that|this|the|my|our|last|rfq)"
    r"|once more the same|ask again for|resend|re-?send|re-?order(?:ing)?|order (?:it |them |this |that |the same )?again|same order)\b|再来一[单批]|再下一[单批]|再订一[单批]|返单|翻单|复购|跟上次一样|和上次一样|同上次|照上次|按上次|像上次|再来一次|再询一次|再问一次|再发一次|老样子|重新询价|重复"
)
_BEFORE = 40
_WORDS_BEFORE = 3
_LONGEST = 200
_MOST = 4


def find_remarks(text: str) -> list[str]:
    """Returns the remarks about goods in the raw text, as they were written, minimum order quantities first. At most
    four are returned. Prices, places and dates at the end of a remark are left out, because they are entities."""
    plain, found = folded(text), []
    for least in _MINIMUM.finditer(plain):
        found.append(text[least.start() : least.end()].strip())
        plain = plain[: least.start()] + "," * len(least[0]) + plain[least.end() :]
    for clause in _CLAUSE.finditer(plain):
        thing = _THING.search(clause[0])
        if thing is None:
            continue
        start = clause.start() + _find_start(clause[0], thing.start())
        end = clause.end()
        rest = _OTHER.search(text[:end], clause.start() + thing.end())
        said = text[start : rest.start() if rest else end].strip(" \t,，、:：-")
        if said:
            found.append(said[:_LONGEST])
    return list(dict.fromkeys(found))[:_MOST]


def asks_to_repeat(text: str) -> bool:
    """Returns whether the raw text asks for the same as before, as in "same as last time" and 跟上次一样."""
    return _AGAIN.search(folded(text)) is not None


def _find_start(clause: str, thing: int) -> int:
    """Returns the position where the remark begins. This is at a word that introduces it ("with", 带) or, if there is
    none, some words before `thing`, which is the position of the subject of the remark (such as "logo")."""
    joins = [begin.start() for begin in _BEGINS.finditer(clause, max(thing - _BEFORE, 0), thing)]
    if joins:
        return joins[0]
    before = clause[:thing].rstrip()
    if before and clause[thing - 1].isspace() and re.match(r"[一-鿿]", clause[thing:]):
        return thing
    if re.search(r"[一-鿿]\s*$", before):
        return max(thing - 6, 0) if len(before) > 12 else 0
    words = before.split(" ")[-_WORDS_BEFORE:]
    return len(clause[:thing]) - len(" ".join(words)) - (len(clause[:thing]) - len(before)) if before else thing
