"""Finds things that a message does not want, in contrast to others: "natural rather than washed", 要10毫米的不要6毫米.
Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.understanding.text.writing import folded

_END = r"(?=\s*(?:[,，;；。.!！?？\n()]|$|\b(?:but|and|anymore|any more|now|please|pls|is fine|is ok)\b|但|而是|就))"
_DENIED = (
    re.compile(
        r"\b(?:rather than|instead of|other than|than|not|no|without|except(?: for)?|(?:don't|do not|dont|doesn't|needn't) (?:want|need|like|care about|have to be)"
        r"|forget(?: about)?|skip|drop|exclud(?:e|ing)|leav(?:e|ing) out|avoid(?:ing)?)\s(?:(?:the|a|an|any|those|with|in|of)\s)*"
        rf"(?P<x>[a-z0-9][a-z0-9./' -]{{0,30}}?){_END}"
    ),
    re.compile(
        r"(?:而不是|不是|不要|唔要|唔好|唔係|唔系|别要|別要|不想要|不用|不需要|除了|(?<!有)没有|(?<!有)沒有|冇)(?P<x>[\u4e00-\u9fffa-z0-9.]{1,10}?)(?:的话|嘅話)?"
        r"(?=\s*(?:[,，;；。!！?？\n的嘅]|$|而|要|也|就|都))"
    ),
    re.compile(
        r"(?:^|[,，;；。\s])(?P<x>[\u4e00-\u9fffa-z0-9.]{1,10}?)(?:的|嘅)?(?:不要了?|唔要|就算了|不行|不考虑|无所谓|無所謂)"
    ),
)

_UNSET = re.compile(
    r"(?:不设|不設|不定(?!期)|不填|不写|不寫|不限)(?P<zh>[\u4e00-\u9fff]{2,6}?)(?:了|啦|吧|$|(?=[\s,，。；;]))"
    r"|\b(?:set|name|give|state|put) no (?P<en>[a-z][a-z ]{2,24}?)(?=\s*(?:$|[,.;!]|please\b|then\b|and\b))"
)
"""Matches words that want a value left unset: 不设目标价了, "set no target price"."""


def find_unset(text: str) -> list[str]:
    """Returns the values that the raw text wants to leave unset, in its words."""
    plain = folded(text)
    if len(plain) != len(text):
        return []
    return [text[slice(*each.span(each.lastgroup or 0))].strip() for each in _UNSET.finditer(plain)]


def find_denied(text: str) -> list[str]:
    """Returns the words of the raw text for things that it does not want, in its order. Whether they describe any goods
    is not known here."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return []
    found = [match.span("x") for pattern in _DENIED for match in pattern.finditer(plain)]
    return [text[start:end].strip() for start, end in sorted(found)]
