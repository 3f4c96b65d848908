"""Finds the clauses of a message that each speak of a trade of their own: "the monitors order I take, 841 left today with DHL",
被子那单20号发，法国那个不报. Imports nothing of Rasa.

People name a trade at the beginning of a clause, and in few forms: by the end of its number (841), or by its goods or
place and a word for trades ("the Lagos one", 被子那单). The rest of the clause says something about the trade. So these
forms show where such a clause begins, whatever else it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from nlu.understanding.text.writing import folded

_CUT = re.compile(
    r"[,，;；、。!！?？\n]+\s*|(?<!\d)\.\s+|\s+(?=(?:and|then|plus|also)\s)|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])"
)
_LEADS = r"(?:(?:and|then|plus|also|so|but|ok|please|pls|for|about|on|as for|with|now|另外|还有|然后|再|就|也|顺便|帮我|给我|麻烦|把|将|给|跟|对|那|哦|至于)[\s,，:：]*){0,4}"
_NUMBER = r"(?P<number>(?:(?:ord|rfq|clm|smp)-?)?\d{3,6})"
_COUNTED = (
    r"(?![\d.,:/-]*\d|\s*(?:%|pcs?|pieces?|units?|sets?|pairs?|cartons?|ctns?|box(?:es)?|kgs?|kilos?|tons?|tonnes?|t\b|mt\b|m\b|metres?|meters?"
    r"|usd|eur|rmb|cny|dollars?|euros?|days?|weeks?|of\b|more|less|"
    r"件|个|只|台|条|张|把|支|枚|块|片|顶|瓶|本|盒|套|组|双|对|副|打|箱|公斤|千克|吨|米|升|元|美|刀|欧|人民币|天|号(?!单|订单)|日|月|年|周|度))"
)
_DEED = (
    r"(?:confirm|accept|take|decline|reject|refuse|mark|cancel|drop|withdraw|close|track|chase|remind|answer|reply to|quote(?: [\w.$€]+)?(?: for)?|counter"
    r"|ship|send|get|give|report|delay|postpone|extend|invoice(?: for)?|pay(?: for)?|show(?: me)?|check|where(?:'s| is)|when (?:does|do|is|will)|is|are|has|have|did)"
)
_SAID = r"(?:is|was|has|will|can|could|should|must|leaves|left|ships|shipped|goes|went|needs|gets|got|stays|waits|not|isn't|hasn't|ready|done|finished|late|delayed|paid|as)"
_NOT_NAMED = r"(?:货|款|钱|定金|订金|尾款|余款|样|发票|客户|买家|供应商|厂家|对方|帮|请|麻烦|先|暂|我|您|你|他|她|这|那|都|也|就|价|单价|报价|如果|要是|不|没|还|全|一|两)"
_PLACES = r"(?:first|second|third|last|other|next|same|cheap\w*|best|[\w-]+est)\b"
"""Matches words that point at one thing of a list."""
_VALUES = r"(?:(?:unit |target |new )?(?:price|quantity|qty|amount|number|total|deadline|date|day|time|budget|validity|deposit|balance|discount|moq|minimum)|(?:lead|delivery|closing|due|ship\w*|sample) \w+)\b"
"""Matches things that have a number and are no trades: "make the price 4.20"."""
_FORMS = (
    re.compile(rf"{_LEADS}(?:{_DEED}\s+)?(?:order |no\.? |nr\.? |the )*{_NUMBER}\b{_COUNTED}\s+(?P<said>{_SAID}\b)"),
    re.compile(
        rf"{_LEADS}(?:{_DEED}|{_LEADS})\s*(?:the|my|our|that)\s+(?!{_PLACES})(?P<name>[\w'-]+(?:\s+[\w'-]+){{0,2}})\s+"
        r"(?:orders?|(?P<vague>one)|shipment|delivery|consignment|request|rfq|quotation|quote|claim|sample|lot|batch)\b(?P<said>)"
    ),
    re.compile(
        rf"{_LEADS}(?:make|change|set|raise|lower|cut|reduce|increase) (?:the|my|our) (?!{_PLACES}|{_VALUES})(?P<name>[\w'-]+(?:\s+[\w'-]+){{0,2}}?)"
        r"(?: order)?(?: from [\d.,]+)?(?: (?:to|into|by|down to|up to|only|just))? (?P<said>\d)"
    ),
    re.compile(
        rf"{_LEADS}(?:the|order|my|our)\s+{_NUMBER}\b{_COUNTED}\s+(?:\w+\s+){{1,2}}(?P<said>(?:make|change|set|can|should|will|to)\b)"
    ),
    re.compile(
        rf"{_LEADS}(?:can i |could i |i need |i want )?{_DEED}\b[^,]*\b(?:for|of|about|on)\s+(?:order\s+)?{_NUMBER}(?P<said>)\s*[.!?]*\s*$"
    ),
    re.compile(rf"{_LEADS}{_NUMBER}{_COUNTED}(?:那[单个批]|[这此]单)?(?P<said>[\s的]*[\u4e00-\u9fff])"),
    re.compile(
        rf"{_LEADS}(?P<name>[\w\u4e00-\u9fff]{{1,12}}?)的?[那这](?:[单批笔份条张]|个(?:单|订单|求购|询盘|询价|报价|样品|索赔)|(?P<vague>个))"
        r"(?P<said>[\s的]*[\w\u4e00-\u9fff])"
    ),
    re.compile(
        rf"{_LEADS}(?!{_NOT_NAMED})(?P<name>[\w\u4e00-\u9fff]{{2,12}}?)(?:就|先|也|帮我)?(?P<said>(?:不报|不接|拒绝|拒了|拒掉|回绝|回掉|取消|撤回|撤了|撤掉|催一下|催催|接了|接下|确认))"
        r"(?:了|吧|啦|掉)?[\s,，;；。!！]*$"
    ),
    re.compile(
        rf"{_LEADS}(?!{_NOT_NAMED})(?P<name>[\u4e00-\u9fff]{{2,8}}?)(?:现在)?(?P<said>(?:到|发|走|付|收到|做好|做完|确认)(?:了没有?|了吗|没[到发走付]?|没有)|到哪儿?了?)"
        r"[\s,，;；。!！?？]*$"
    ),
)
_ROUND = 100
_TRADERS = ("buyer", "supplier")
_ALONE = re.compile(r"(?:the |that )?(?:one|order|too|as well|both|please|pls|also|first|then|都|也)*[\s.!?。！？]*")

_NEXT_DEED = re.compile(
    r"(?:(?<=,)\s*|\s+)(?=(?:(?:and|then|also|plus)\s+)+(?:also\s+|then\s+|please\s+|pls\s+)?(?:let|inform|notify|remind|chase|ask|confirm|accept|decline|reject"
    r"|drop|mark|withdraw|quote|counter|ship|report|get|give)\s)"
    r"|(?<=[,，;；])\s*(?=[^,，;；。!！?？\s]{2,12}(?:了没有?|了吗|到没到?|到哪了?|几号\w?|什么时候\w{1,4}|多少钱?)(?:[,，;；?？。\s]|$))",
    re.I,
)
"""Matches the beginning of a clause that may want something else done: "and let them know …"."""


def find_deeds(text: str, role: str) -> list[int]:
    """Returns the places in the raw text of a buyer or supplier where clauses begin that may want something else
    done."""
    return [found.end() for found in _NEXT_DEED.finditer(text)] if role in _TRADERS else []


@dataclass(frozen=True)
class TradeClause:
    """Holds a clause that speaks of a trade: where it begins in the text, and the words that name the trade."""

    start: int
    name: str


def find_trade_clauses(text: str, role: str) -> list[TradeClause]:
    """Returns the clauses of the raw text that begin with the name of a trade and say something of it, in the order of
    the text. A clause that continues about the same trade does not count. "The blue one" and 蓝色那个 name a trade only
    in a supplier's words: a buyer may mean goods that were found. A visitor has no trades."""
    if role not in _TRADERS:
        return []
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return []
    starts = [0, *(found.end() for found in _CUT.finditer(plain))]
    found: list[TradeClause] = []
    for start, end in pairwise([*dict.fromkeys(starts), len(plain)]):
        name = _find_name(plain[start:end], may_be_vague=role == "supplier")
        if name and not (found and found[-1].name == name):
            found.append(TradeClause(start, name))
    return found


def _find_name(clause: str, *, may_be_vague: bool) -> str | None:
    """Returns the words of the folded clause that name a trade, if the clause also says something else; else None."""
    for form in _FORMS:
        matched = form.match(clause)
        if matched is None:
            continue
        found = {name: said for name, said in matched.groupdict().items() if said is not None}
        if ("vague" in found and not may_be_vague) or _is_round(found.get("number", "")):
            continue
        is_deed = re.match(rf"{_LEADS}{_DEED}\b", clause) is not None
        if (is_deed and not found["said"]) or not _ALONE.fullmatch(clause[matched.start("said") :].strip()):
            return (found.get("number") or found["name"]).strip()
    return None


def _is_round(number: str) -> bool:
    """Returns whether the number more likely counts goods than names an order: "300 shipped today"."""
    return number.isdecimal() and not int(number) % _ROUND
