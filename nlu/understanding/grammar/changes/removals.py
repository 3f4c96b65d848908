"""Finds what a text removes from a list, in the words of the text: "no pens", "leave the lids out", 收纳箱不要了."""

from __future__ import annotations

import re

from nlu.understanding.text.writing import folded

_LONGEST = 40
_MOST = 4
_ARTICLE = r"(?:about\s)?(?:(?:the|those|these|any|my|our|all|that|with)\s){0,2}"
_THING = rf"(?P<thing>[a-z][a-z'&/ -]{{1,{_LONGEST}}}?)"
_THING_ZH = rf"(?P<thing>[^\s，,。；;！!？?、\d]{{2,{_LONGEST}}}?)"
_END = r"(?=\s*(?:$|[,.;:!?\n]|(?:please|pls|plz|again|after all|anymore|any more|for now|from (?:it|that|the)|then|now|and|but|thanks|ok)(?![a-z])))"
_ALL = frozenset(["it", "that", "this", "them", "these", "those", "everything", "anything", "thanks"])
"""Words that do not name a thing on a list. "Forget it" gives up everything, so it is not a removal."""
_PATTERNS = (
    re.compile(
        r"(?<![a-z'])(?:no|not(?! needed)|without|skip|drop|remove|delete|forget|scrap|scratch|strike|cut|cancel|lose|ditch|omit|exclude|minus"
        r"|leave out|take out|take off|take away|kick out|(?:don'?t|do not|doesn'?t) (?:need|want|include|send(?: it)? to|ask)"
        rf"|(?:no longer|not) (?:need|want))\s{_ARTICLE}{_THING}{_END}"
    ),
    re.compile(rf"(?<![a-z])(?:leave|take|kick|keep|throw)\s{_ARTICLE}{_THING}\s(?:out|off|away)(?![a-z])"),
    re.compile(
        rf"(?:^|[,.;:!?\n]|(?<![a-z])(?:and|but|ok|okay|so|then)(?![a-z]))\s*{_ARTICLE}{_THING}\s"
        r"(?:(?:are|is|can go|can be|aren'?t|isn'?t)\s?)?(?:out|can go|not needed|no longer needed|cancelled|dropped|removed|left out)"
        r"(?=\s*(?:$|[,.;:!?\n]|please))"
    ),
    re.compile(
        rf"(?:去掉|删掉|刪掉|删除|删了|拿掉|去除|剔除|取消|划掉|不要|唔要|不需要|别要|别发给?|不发给?|不用发给?|排除|免了)"
        rf"(?:给|掉|那|这|個|个|家|些|款|的)*{_THING_ZH}(?=了|吧|啦|先|$|[\s，,。；;！!？?、])"
    ),
    re.compile(
        rf"(?:^|[\s，,。；;！!？?、])(?:把|那|那个|这个|那些|这些|算了|对了)?{_THING_ZH}\s?"
        r"(?:先|就|暂时|也|都|那个|那份|那项|给我|给|还是|全)*"
        r"(?:不要了?|唔要|不用了|不需要了?|不买了|不询了|不问了|不发了?|删掉|删了|去掉|去了|拿掉|取消|免了|划掉|别要了?|別要)"
        r"(?=吧|啦|了|先|$|[\s，,。；;！!？?、])"
    ),
)


def find_removals(text: str) -> list[str]:
    """Returns the words for what the raw text removes from a list, in the order of the text. At most four are returned.

    The words need not name a thing: for "no problem", the result is "problem". The caller must compare them with what
    is on the list.
    """
    plain = folded(text).replace("’", "'")
    found = {
        each.start("thing"): each.end("thing")
        for pattern in _PATTERNS
        for each in pattern.finditer(plain)
        if each["thing"].strip() not in _ALL
    }
    return [text[start : found[start]].strip() for start in sorted(found)][:_MOST]
