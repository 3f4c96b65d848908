"""Finds the words that a message wants put into a text that is being written, and the place for them: "put fragile
before the address", 在日期前面加上单号. Imports nothing of Rasa."""

from __future__ import annotations

import re

_FIRST = r"(?:(?:no|ok|okay|yes|yeah|and|also|then|so|but|wait|actually|please|pls|can you|could you|just|now)[\s,.]{1,3}){0,6}"
_PUTS = r"(?:put|add|insert|write|place|move|squeeze|slip|stick)"
_END = r"(?:\s(?:please|pls|too|instead|there))*[\s.!]*$"
_QUOTES = "\"“”「」'‘’ "
_BEFORE, _AFTER = (
    r"(?P<before>(?:right\s|just\s)?(?:before|in front of|ahead of))",
    r"(?P<after>(?:right\s|just\s)?(?:after|behind|following))",
)
_BEGINNING = r"(?P<first>(?:at|to|on|in)\s(?:the\s)?(?:very\s)?(?:start|beginning|top|front)|first|up front|upfront)"
_CLOSE = r"(?P<last>(?:at|to|on|in)\s(?:the\s)?(?:very\s)?(?:end|bottom|close)|last)"
_OF_IT = r"(?:\sof\s(?:it|the (?:message|text|note|mail)))?"
_LEADS_ZH = r"(?:[\s,，]|再|把|请|帮我|麻烦|另外|也|那|就|给我|可以|好)*"
_PUTS_ZH = r"(?:加|写|放|补|插|挪|移|提)(?:上|个|入|进去|进|一句)?"
_BEFORE_ZH, _AFTER_ZH = r"(?P<before>的?(?:前面|之前|前边|前头|前))", r"(?P<after>的?(?:后面|之后|后边|后头|后))"
_BEGINNING_ZH = r"(?P<first>最?开头|最前面?|前面|第一句)"
_CLOSE_ZH = r"(?P<last>最后面?|末尾|结尾|后面)"
_WORDS = r"(?P<words>\S[^;；!！?？]{0,80}?)"
_ANCHOR, _ANCHOR_ZH = r"(?:the\s)?(?P<at>\S[^,.;!?]{0,40}?)", r"(?P<at>[^\s，,。；;]{1,16}?)"
_PLACES = (
    re.compile(rf"^{_FIRST}{_PUTS}\s{_WORDS}\s(?:{_BEFORE}|{_AFTER})\s{_ANCHOR}{_END}"),
    re.compile(rf"^{_FIRST}(?:{_BEFORE}|{_AFTER})\s{_ANCHOR}[\s,]+{_PUTS}\s{_WORDS}{_END}"),
    re.compile(rf"^{_FIRST}{_PUTS}\s{_WORDS}\s(?:{_BEGINNING}|{_CLOSE}){_OF_IT}{_END}"),
    re.compile(rf"^{_FIRST}{_PUTS}\s(?:{_BEGINNING}|{_CLOSE}){_OF_IT}\s?(?:that\s|:\s?){_WORDS}{_END}"),
    re.compile(rf"^{_FIRST}(?:{_BEGINNING}|{_CLOSE}){_OF_IT}[\s,]+{_PUTS}(?:\sthat)?\s{_WORDS}{_END}"),
    re.compile(
        rf"^{_LEADS_ZH}在?(?:{_BEGINNING_ZH}|{_CLOSE_ZH}|{_ANCHOR_ZH}(?:{_BEFORE_ZH}|{_AFTER_ZH}))(?:再|也|都|要|里)*{_PUTS_ZH}[\s:：,，]*{_WORDS}(?:吧|啦|了)?[\s。]*$"
    ),
    re.compile(
        rf"^{_LEADS_ZH}{_WORDS}{_PUTS_ZH}(?:在|到|去)(?:{_BEGINNING_ZH}|{_CLOSE_ZH}|{_ANCHOR_ZH}(?:{_BEFORE_ZH}|{_AFTER_ZH}))(?:去|吧|啦|了)?[\s。]*$"
    ),
)
"""Match words to put in, and the place for them."""
BEFORE, AFTER, FIRST, LAST = "before", "after", "first", "last"


def find_insertion(text: str, plain: str) -> list[str]:
    """Returns the insertion that the raw text, whose folded form is `plain`, asks for: the words to put in, the place
    (`before`, `after`, `first` or `last`), and the words beside which they go ("" for `first` and `last`). Returns []
    if it asks for none."""
    found = next((found for pattern in _PLACES if (found := pattern.match(plain))), None)
    if found is None:
        return []
    named = found.groupdict()
    how = next(name for name in (BEFORE, AFTER, FIRST, LAST) if named.get(name))
    beside = text[slice(*found.span("at"))] if named.get("at") else ""
    return [text[slice(*found.span("words"))].strip(_QUOTES), how, beside.strip(_QUOTES)]
