"""Puts what a writer only thinks of as a proposal to its reader: "Could we offer you 27 inch for the same price?" for "what
if we offer 27 inch for the same price". Imports nothing of Rasa."""

from __future__ import annotations

import re

_FIRST = r"(?:(?:and|but|so|ok|okay|hm+|well|wait|hold on|maybe|or|then)[\s,.]+)*"
_VERB = r"(?P<verb>offer|propose|deliver|send|ship|supply|make|produce|do|give|use|take)"
_PROPOSES = (
    re.compile(rf"{_FIRST}(?:what if|how about|what about|how about if|what about if) (?:we|i) (?:could |can )?{_VERB}\s(?:(?:them|him|her|the (?:buyer|customer))\s)?(?P<rest>[^?;\n]{{3,140}}?)(?: instead)?[\s?.!]*", re.I),
    re.compile(rf"{_FIRST}(?:could|can|may) (?:we|i) {_VERB}\s(?:(?:them|him|her|the (?:buyer|customer))\s)?(?P<rest>(?!it\b|that\b|this\b)[^?;\n]{{3,140}}?)(?: instead)?[\s?.!]*", re.I),
)  # fmt: skip
_PROPOSES_ZH = re.compile(
    r"(?:那|哎|嗯|这样|[\s,，])*(?:要不|要么|不如|如果|要是)(?:我们?|咱们?|咱)?(?:就|先|改)?(?:给(?:[他她]们?|客户|买家|对方)(?=[换做提改]))?(?P<verb>给|换成|改成|换|做|提供|发|用)(?:[他她]们?|客户|买家|对方)?(?P<rest>[^？?；;\n]{2,60}?)(?:呢|行不行|可不可以|怎么样|好不好|可以吗|行吗|的话)*[\s？?。！!]*"
)
_QUALIFIES = re.compile(
    r"(?P<en>but (?:only|not more than|no more than|at most|max(?:imum)?|just|with|without)\s(?!(?:now|yet|today|if|when|once|i|we|you|sure|like)\b)[^,.;?!\n]{2,60})[\s.!]*"
    r"|(?P<zh>(?:不过|但是?|可是)(?:只|最多|顶多|仅)[^，,。；;？?！!\s]{2,20})[\s。！!]*",
    re.I,
)
_LONGEST = 200


def find_proposal(text: str) -> str:
    """Returns the proposal to its reader that the text thinks of. Returns "" if it thinks of none."""
    if len(text) > _LONGEST:
        return ""
    if found := next((each for pattern in _PROPOSES if (each := pattern.fullmatch(text))), None):
        verb = found["verb"].lower()
        return f"Could we {verb}{' you' if verb in ('offer', 'give', 'send') else ''} {found['rest'].strip()}?"
    found = _PROPOSES_ZH.fullmatch(text)
    return f"我们{found['verb']}{found['rest'].strip()}，您看可以吗？" if found else ""


def find_qualification(text: str) -> str:
    """Returns the words that limit what was written before: "but only 50 of them". Returns "" if the text is none."""
    found = _QUALIFIES.fullmatch(text) if len(text) <= _LONGEST else None
    return (found["en"] or found["zh"]).strip() if found else ""
