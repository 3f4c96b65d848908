"""Finds the words that choose to whom a request goes: "only from lumen and jingguang", "send it to zhaoming too", "take
them out again", 只发给永康那两家, 瑞春也发一份. Only the marketplace knows whether they name suppliers. Imports nothing
of Rasa."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nlu.understanding.text.writing import folded

Way = Literal["only", "adds", "out"]

_CLAUSE = re.compile(
    r"(?:[^\s,，;；。!！?？.]|(?<=\d)[.,](?=\d)|(?<=\w)\.(?=\w)|[ \t](?=[^\u4e00-\u9fff])|(?<![\u4e00-\u9fff])[ \t])+"
)
_LEAD = r"(?:(?:and|but|ok|okay|so|then|no|hmm?|well|oh|wait|good|please|pls|now|actually|rather|yes|yeah|let's|lets|can you|could you)\s)*"
_TRAIL = r"(?:\s(?:then|please|pls|again|after all|instead|for now|thanks|though|here))*"
_LEAD_ZH = r"(?:那|还是|還是|先|麻烦|请|帮我|另外|嗯|算了|不对|好的?|行|对了|把|将|\s)*"
_TRAIL_ZH = r"(?:吧|啊|呀|了|啦|哈|好了|就行|就好|就可以|也行|一份|一下|\s)*"
_WHO, _WHO_ZH = r"(?P<who>[a-z0-9][\w&'/+ -]{1,60}?)", r"(?P<who>[^\s，,]{2,24}?)"
_IT = r"(?:it|this|that|the request|the rfq|the same)"
_TOO = r"\s(?:too|also|as well)"
_WAYS: dict[Way, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "out": (
        (
            rf"(?:take|leave|kick|throw|cut)\s{_WHO}\s(?:out|off)(?:\sof (?:it|this|the request|the list|there))?(?:{_TOO})?",
            rf"(?:(?:take|leave|kick) out|drop|remove|skip|exclude|without|but not|except|not to)\s{_WHO}(?:{_TOO})?",
            rf"(?:do not|don't|dont)\s(?:send (?:it |this )?to|ask|include|invite)\s{_WHO}",
        ),
        (
            rf"{_WHO_ZH}(?:去掉|拿掉|删掉|撤掉|踢掉|剔除|划掉|撤下来|拿出来|不发|不问|别发|别问|不用发|不用问|不要发|不要问|就不要|先不要|算了)",
            rf"(?:去掉|拿掉|删掉|撤掉|不发给|别发给|不要发给|不用发给|不问|别问|不要问)(?:给)?{_WHO_ZH}",
        ),
    ),
    "only": (
        (
            rf"(?:(?:send|give) {_IT} |quotes? |it goes |ask )?(?:only|just)\s(?:(?:from|to|for|with|ask|send {_IT} to|send to|invite)\s)?{_WHO}",
            rf"(?:(?:to|from|ask|invite|send (?:{_IT} )?to)\s)?{_WHO}\s(?:only|alone|and nobody else)",
        ),
        (
            rf"(?:只|就|仅|单)(?:要|用)?(?:发给|发|问|找|给|跟|向|选|请)?{_WHO_ZH}(?:报|询|问)?(?:价)?",
            rf"(?:发给|发|问|找|给){_WHO_ZH}(?:就行|就好|就可以|就够)",
        ),
    ),
    "adds": (
        (
            rf"(?:add|include|invite)\s{_WHO}(?:\sto {_IT})?(?:{_TOO})?",
            rf"(?:put|take|get|bring)\s{_WHO}\s(?:in|on)(?:\s(?:it|the list|the request))?(?:{_TOO})?",
            rf"(?:send|give|forward)\s(?:{_IT}\s)?to\s{_WHO}(?:{_TOO})?",
            rf"also\s(?:ask|invite|include|(?:send (?:{_IT} )?)?to|from)\s{_WHO}",
            rf"(?:(?:ask|to|from)\s)?{_WHO}{_TOO}",
        ),
        (
            rf"(?:也|再|还)?(?:加上|加个|加|带上|算上|叫上|拉上){_WHO_ZH}(?:也)?(?:一起)?",
            rf"{_WHO_ZH}(?:也|都)(?:要)?(?:发|问|询|加上|加进来|加进去|算上|带上|叫上|请)(?:个价|价|一家)?",
            rf"{_WHO_ZH}(?:加进来|加进去|拉进来|加上)",
            rf"(?:也|再)(?:发给|发|问|给){_WHO_ZH}",
        ),
    ),
}
_COMPILED = [
    (way, re.compile(rf"\s*{lead}{pattern}{trail}\s*"))
    for way, both in _WAYS.items()
    for patterns, lead, trail in ((both[0], _LEAD, _TRAIL), (both[1], _LEAD_ZH, _TRAIL_ZH))
    for pattern in patterns
]
_THEM = re.compile(r"(?:them|him|her|that one|this one|[他她]们?(?:家)?|[这那](?:一)?[家个])(?: again)?")
"""Matches words for the suppliers that were spoken of last."""
_SET = re.compile(
    r"(?:those|these|the|them|both|all)(?:\s(?P<en>two|three|2|3))?(?:\s(?:of them|ones|suppliers))?|[这那](?P<zh>[两俩二三])(?:家|个)?"
)
"""Matches words for all suppliers that were just named."""
_SET_ALONE = re.compile(
    rf"\s*{_LEAD}(?:(?:to|from|ask|take|use)\s)?(?:those|these|the|only those|just those)\s(?P<en>two|three|2|3)(?:\s(?:ones|suppliers))?(?:\sonly)?{_TRAIL}\s*"
    rf"|\s*{_LEAD_ZH}(?:只|就)?(?:要|用|发给?|问|找|选|给)?[这那](?P<zh>[两俩二三])[家个]{_TRAIL_ZH}\s*"
)
"""Matches a clause that means the suppliers that were just named: "those two then", 就这两家."""
_AND = re.compile(r"\s*(?:&|\+|/|(?<![a-z])(?:and|or|plus)(?![a-z])|和|跟|与|及|、)\s*")
_NOISE = re.compile(
    r"^(?:the|our|from|to|for)\s|\s(?:guys|people|lot|factory|ones?|company|again|both)$|(?:他们|那边|这边|那家|这家|家|的)+$"
)
_LONGEST = 300
"""The most characters of a message in which such words are looked for."""
_COUNTS = {"two": 2, "three": 3, "2": 2, "3": 3, "两": 2, "俩": 2, "二": 2, "三": 3}


@dataclass(frozen=True)
class Recipients:
    """Holds how a clause chooses the readers of a request. `way` is `only` (these and no others), `adds`, or `out` (not
    these); `names` are the words that may name suppliers, one each. Without names it means the suppliers that were spoken
    of last, `count` of them, or all if that is 0. `clause` is the clause as it was written."""

    way: Way
    names: tuple[str, ...]
    count: int
    clause: str


def find_recipients(text: str) -> list[Recipients]:
    """Returns what each clause of the raw text says about the readers of a request, if it says anything."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return []
    if len(plain) > _LONGEST:
        return []
    read = (_read(each[0], text[each.start() : each.end()]) for each in _CLAUSE.finditer(plain))
    return [each for each in read if each is not None]


def _read(clause: str, written: str) -> Recipients | None:
    if alone := _SET_ALONE.fullmatch(clause):
        return Recipients("only", (), _COUNTS[alone["en"] or alone["zh"]], written.strip())
    for way, pattern in _COMPILED:
        if (found := pattern.fullmatch(clause)) is None:
            continue
        if _THEM.fullmatch(found["who"]):
            return Recipients(way, (), 0, written.strip())
        if several := _SET.fullmatch(found["who"]):
            return Recipients(way, (), _COUNTS.get(several["en"] or several["zh"] or "", 0), written.strip())
        said = (_NOISE.sub("", each.strip()).strip() for each in _AND.split(written[slice(*found.span("who"))]))
        names = tuple(each for each in said if each)
        return Recipients(way, names, 0, written.strip()) if names else None
    return None
