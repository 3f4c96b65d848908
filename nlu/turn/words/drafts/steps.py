"""Divides a message into steps, one for each change that it wants in words that are being written. "Make it kinder and
add that we pay the freight" has two, and so has 把月底改成28号，再补一句运费我们出. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JOINS = re.compile(
    r"(?P<en>\s*[,;.]?\s(?:(?:and|then|but|plus|also|please|pls)[\s,]+){1,4}(?=(?:also\s)?(?:add|say|mention|write|put|insert|note|include|state|leave|take|cut|drop|delete|remove|skip|scrap|change|replace|swap|"
    r"make|tone|ask|tell|forget|without|keep|shorten)(?![a-z]))|\s*[,;.]\s+(?=(?:add|mention|insert|leave|take out|drop|delete|remove|change|replace|make it|ask)(?![a-z])))"
    r"|(?P<zh>\s*[,，。;；\s]\s*(?:(?:然后|再|另外|还有|顺便|同时|并且?|也|最后|请|帮我|麻烦)+(?=补|加|写|删|去|把|改|换|语气|口气|说|提|问|别|不要|客气|注明|备注)"
    r"|(?=(?:加|补|写)(?:上|一)?句|把|语气|口气|删掉|去掉|客气|[^\s,，。;；]{1,12}(?:改成|改为|换成|删掉|去掉|不要了))))"
)
_AGREES = re.compile(
    r"(?:(?:ok|okay|yes|yeah|yep|sure|fine|good|great|right|perfect|no|nope|wait|hmm|looks good|send it|sorry|actually|almost|nice)[\s,.!]*)+"
    r"|(?:可以|好的?|行|对|嗯|没问题|不错|发吧|等等|等下|不对|哦|差不多)[了吧啊，,。\s]*"
)
_BUT = re.compile(r"^(?:\s*[,.;，。；]?\s*(?:but|only|just|不过|但是?|只是)[\s,，]*)+")
_LONGEST = 240
_MOST = 5


def find_steps(plain: str) -> list[tuple[int, int]]:
    """Returns where each step in the folded text begins and ends, without a yes or no before the first; [] if there is
    only one. The caller has to check by its words whether each one is a step at all."""
    if len(plain) > _LONGEST:
        return []
    spans = [span for span in _cut(plain) if not _AGREES.fullmatch(plain[slice(*span)])]
    return spans if 1 < len(spans) <= _MOST else []


def _cut(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for join in _JOINS.finditer(plain):
        yield from _trim(plain, start, join.start())
        start = join.end()
    yield from _trim(plain, start, len(plain))


def _trim(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the span without introductory words such as "but", if anything is left."""
    if leads := _BUT.match(plain[start:end]):
        start += leads.end()
    words = plain[start:end]
    start, end = start + len(words) - len(words.lstrip(" ,，")), end - len(words) + len(words.rstrip(" ,，;；。."))
    if start < end:
        yield start, end
