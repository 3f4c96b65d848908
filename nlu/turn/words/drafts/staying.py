"""Finds the things that a message wants left as they are: "no, the minimum stays, only the price", 起订量不变. Imports
nothing of Rasa."""

from __future__ import annotations

import re

_THE = r"(?:the|my|our|that|this)\s"
_THING = r"(?P<thing>[a-z][a-z ]{1,30}?)"
_STAYS = (
    re.compile(rf"(?<![a-z]){_THE}{_THING}\s(?:stays?|remains?|should stay|can stay|is to stay|does not change|doesn'?t change)(?![a-z])(?!\s(?:in|at|with|under|below)\s)"),
    re.compile(rf"(?<![a-z])(?:leave|keep)\s{_THE}{_THING}\s(?:as (?:it|they) (?:is|are|was|were)|alone|unchanged|the same|as is)(?![a-z])"),
    re.compile(rf"(?<![a-z])(?:don'?t|do not|no need to)\s(?:change|touch|move)\s{_THE}{_THING}(?=\s*(?:$|[,.;!]|(?:and|just|only|please|pls)(?![a-z])))"),
    re.compile(rf"(?<![a-z])not\s{_THE}{_THING}(?=[,.;]\s*(?:only|just)(?![a-z]))"),
    re.compile(r"(?P<thing>[^\s，,。；;不别]{1,8}?)(?:就|还是|都|先)*(?:不变|不动|别动|不用[改动变]|不改了?|先不改|别改|照旧|维持原样|保持不变|保持原样)"),
    re.compile(rf"(?<![a-z])(?:at|for|with|keep|leave it at)\s(?:the\s|that\s)?(?:same|old|original|agreed|current)\s{_THING}(?=\s*(?:$|[,.;!]|(?:as|and|then|please|pls)(?![a-z])))"),
    re.compile(r"(?:按|照|用|就)原(?:来|來|先|定|有)?的?(?P<thing>价格?|单价|價|数量|日期|地址|交期|计划|条件)"),
    re.compile(r"(?<![a-z])(?:same|old|original|current|agreed)\s(?P<thing>price|rate)\s(?:is|will be|would be)\s(?:ok|okay|fine|good|all ?right)(?![a-z])"),
    re.compile(r"(?:按|照|就|用)(?:照)?(?:原来?的?|老|现在的?|之前的?)(?P<thing>单?价[格钱]?)(?!能|可|是)"),
    re.compile(r"(?:别|不要|先别|不用)(?:改|动)(?P<thing>[^\s，,。；;]{1,8})"),
)  # fmt: skip
_NOTHING = frozenset(
    ("rest", "others", "other things", "其他", "其它", "别的", "其余", "剩下的", "都", "先", "就", "那", "那就")
)


def find_kept(text: str, plain: str) -> list[str]:
    """Returns the names of the things that the raw text, whose folded form is `plain`, wants left as they are."""
    found = (each.span("thing") for pattern in _STAYS for each in pattern.finditer(plain))
    named = dict.fromkeys(text[start:end].strip() for start, end in found if plain[start:end].strip() not in _NOTHING)
    return list(named)
