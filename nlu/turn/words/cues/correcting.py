"""Finds words that correct or rule out something. Imports nothing of Rasa."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.turn.words.cues.finder import Finder, has, when_short

_NEGATION = re.compile(
    r"(\b(not|isn'?t|(?:do not|don'?t) (?:want|need|like|do)|instead of|rather than|no longer|without|except|excluding|nothing|none|no more|nobody|anywhere but)"
    r"( the| for| to| in| from| of| anything from| anyone from){0,3}"
    r"|(不是|不要|而非|并非|唔係|唔系|唔要|除了|除咗|除了?去|除开|排除|剔除|去掉|不考虑|别给我|别列)(发到|發到|发往|寄到|送到|运到|到|去|要)?)\s*$",
    re.I,
)
_NEGATES = re.compile(
    r"\b(?:not|isn|don|dont|instead|rather|no|without|except|excluding|nothing|none|nobody|anywhere|out|too)\b|n'?t\b"
    r"|太低|不|非|唔|除|排|剔|去掉|别|別|以外|之外",
    re.I,
)
_RULED_OUT_AFTER = re.compile(
    r"\s{0,3}(?:的|那边的|那邊的|地区的?|地區的?)?(?:都|就)?(?:以外|之外|不要|唔要|唔好|除外|不考虑|不考慮|排除|别要|別要|不行|做不了|做唔到|不做|太低|不够)"
    r"|,? (?:is|are)(?: ruled)? out\b|,? (?:is|are) (?:not enough|(?:much |far )?too (?:low|little))\b|,? (?:won'?t|will not|can'?t|cannot|doesn'?t) (?:do|work)\b",
    re.I,
)
_LONGEST_NEGATION = 32
"""The number of characters before a value in which a negation that rules it out is looked for."""
_BEGINS_AGAIN = re.compile(
    r"(?<=\w)[\s,.…-]+(?:no|nope)[\s,]*[-–—,]\s*(?=\S)|(?<=\d)[\s,.…-]+(?:no|nah|wait|hmm|sorry)[\s,]+(?:say|make it|make that|rather|better|take|put|let'?s say)\s+(?=\d)|[,.;…-]\s*(i mean\b|i meant\b|no wait|wait no|sorry,?\s|rather\s|correction\b)|(?<=[\d\w])[\s,，]*(?:[说說报報写寫讲講][高低错錯多少大小]了|改一下|更正一?下?|打错了|记错了|(?:is|was) (?:wrong|too (?:high|low))|my mistake|scratch that|strike that)[\s,，.。:：]+(?=\S)|[,，。…\s](不对|不對|哦不|啊不|我是[说說]|应该是|應該是)",
    re.I,
)


def is_denied(text: str, start: int, end: int = 0) -> bool:
    """Returns whether the text rules out the words from `start` to `end`, such as the 500 in "600 not 500" and in "500,
    I mean 600"."""
    if not _has_negations(text):
        return start <= _find_last_beginning(text)
    if end > start and _RULED_OUT_AFTER.match(text, end):
        return True
    negated = _NEGATION.search(text, max(start - _LONGEST_NEGATION, 0), start) is not None
    return negated or start <= _find_last_beginning(text)


@lru_cache(maxsize=64)
def _has_negations(text: str) -> bool:
    """Returns whether the text contains any word that can rule something out. The result is cached, because the
    function is called for every value in a text."""
    return _NEGATES.search(text) is not None


@lru_cache(maxsize=64)
def _find_last_beginning(text: str) -> int:
    """Returns the position of the last words with which the writer corrects themselves, such as ", I mean"; -1 if there
    are none."""
    return max((found.start() for found in _BEGINS_AGAIN.finditer(text)), default=-1)


FINDERS: dict[str, Finder] = {
    # The words correct how the bot has read the last message: "no, 600 not 500", 不是，我是说….
    "corrects": when_short(
        has(
            r"^\s*(?:sorry[\s,]+)?(?:actually|correction)[\s,:]+\d|(?:刚才|刚刚|前面|上面)?(?:说错|講錯|讲错|写错|打错|報錯|报错)(?:了|啦)"
            r"|^\s*(no+|nope|nah|sorry|wait|oops)\b[\s,.!…-]+(i (meant?|said|asked|want|need)|not\b|it'?s\b|\d|to \w+,? not\b)"
            r"|\bi (meant|was asking|asked (about|for))\b|\bi mean,?\s+\w|\b(that'?s|it'?s|that is) not what i\b"
            r"|\byou (misunderstood|got (me|it|that) wrong)\b|^[^,.!?]{1,30},? not \S+\s*$"
            r"|^\s*(不是|唔係|唔系)([，,。\s]|.{1,12}[，,\s]*(而?是|係))|^\s*(不对|不對|错了|錯了|搞错|搞錯|弄错|弄錯)"
            r"|我(的意思)?是[说說]|我[说說]的是|我[问問]的是|我係[话話]|理解[错錯]|你没(听|看)懂|你沒(聽|看)懂"
        )
    ),
}
